package main

import (
	"context"
	"encoding/binary"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// serveBare is what intake is compared with: a handler that does nothing but
// three puts, committed in groups as Wakeman commits, with the same fsync.
func serveBare(ctx context.Context, addr, dir string) error {
	db, err := bbolt.Open(filepath.Join(dir, "bare.db"), 0o600, &bbolt.Options{
		FreelistType: bbolt.FreelistMapType, InitialMmapSize: 1 << 30,
	})
	if err != nil {
		return err
	}
	buckets := [][]byte{[]byte("a"), []byte("b"), []byte("c")}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	queue := make(chan *put)
	go commitGroups(db, buckets, queue)
	srv := &http.Server{Addr: addr, ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			return // readiness
		}
		body, err := io.ReadAll(r.Body)
		if err == nil {
			p := &put{body: body, done: make(chan error, 1)}
			queue <- p
			err = <-p.done
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"status":"success"}`)
	})}
	go func() {
		<-ctx.Done()
		_ = srv.Close()
	}()
	return srv.ListenAndServe()
}

type put struct {
	body []byte
	done chan error
}

// commitGroups commits everything that waits in one transaction.
func commitGroups(db *bbolt.DB, buckets [][]byte, queue chan *put) {
	for first := range queue {
		group := []*put{first}
	more:
		for len(group) < 1024 {
			select {
			case p := <-queue:
				group = append(group, p)
			default:
				break more
			}
		}
		err := db.Update(func(tx *bbolt.Tx) error {
			for _, p := range group {
				for _, name := range buckets {
					b := tx.Bucket(name)
					n, err := b.NextSequence()
					if err != nil {
						return err
					}
					if err := b.Put(binary.BigEndian.AppendUint64(nil, n), p.body); err != nil {
						return err
					}
				}
			}
			return nil
		})
		for _, p := range group {
			p.done <- err
		}
	}
}
