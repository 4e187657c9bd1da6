package store

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// BenchmarkGroupCommit compares the ways to make a small put durable, at 1, 16 and 64 callers, in the same run on the
// same disk. docs/adr/0001-group-commit.md has the figures and what was chosen.
func BenchmarkGroupCommit(b *testing.B) {
	for _, callers := range []int{1, 16, 64} {
		for _, way := range []struct {
			name string
			open func(b *testing.B) (put func(k uint64) error)
		}{
			{"committer", committerWay},
			{"batch-1ms", func(b *testing.B) func(uint64) error { return batchWay(b, time.Millisecond) }},
			{"batch-10ms", func(b *testing.B) func(uint64) error { return batchWay(b, 10*time.Millisecond) }},
			{"update", updateWay},
		} {
			b.Run(fmt.Sprintf("callers=%d/%s", callers, way.name), func(b *testing.B) {
				callAtOnce(b, callers, way.open(b))
			})
		}
	}
}

// callAtOnce shares b.N puts between the callers, each of which waits for its put before the next.
func callAtOnce(b *testing.B, callers int, put func(k uint64) error) {
	var next atomic.Uint64
	var wait sync.WaitGroup
	b.ResetTimer()
	for range callers {
		wait.Go(func() {
			for {
				k := next.Add(1)
				if k > uint64(b.N) {
					return
				}
				if err := put(k); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
}

func committerWay(b *testing.B) func(uint64) error {
	db, err := open(b.Context(), Options{Dir: b.TempDir(), Ballast: -1}, testCatalog())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return func(k uint64) error {
		return db.update(context.Background(), intake, func(tx *tx) error { return plain().put(tx, k, benchThing()) })
	}
}

// plain is things without indices: one put is one bbolt put.
func plain() *table[uint64, thing] {
	return newTable[uint64, thing]("things", kindThing, 1, u64Key[uint64]())
}

func benchThing() thing {
	return thing{Name: "core-1.example.net", Open: true, Tags: []string{"bgp", "core"}}
}

func boltFile(b *testing.B) *bbolt.DB {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "b.db"), 0o600, &bbolt.Options{
		FreelistType: bbolt.FreelistMapType, InitialMmapSize: 1 << 30,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Update(func(bt *bbolt.Tx) error { _, err := bt.CreateBucket([]byte("things")); return err }); err != nil {
		b.Fatal(err)
	}
	return db
}

func benchPut(k uint64) func(*bbolt.Tx) error {
	return func(bt *bbolt.Tx) error { return plain().put(&tx{bolt: bt}, k, benchThing()) }
}

func batchWay(b *testing.B, delay time.Duration) func(uint64) error {
	db := boltFile(b)
	db.MaxBatchDelay = delay
	return func(k uint64) error { return db.Batch(benchPut(k)) }
}

func updateWay(b *testing.B) func(uint64) error {
	db := boltFile(b)
	return func(k uint64) error { return db.Update(benchPut(k)) }
}

// BenchmarkTable is what the tables cost without the disk.
func BenchmarkTable(b *testing.B) {
	db, err := open(b.Context(), Options{Dir: b.TempDir(), Ballast: -1, NoSync: true}, testCatalog())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	v := benchThing()
	b.Run("put, 4 indices, 1000 a commit", func(b *testing.B) {
		for done := 0; done < b.N; done += 1000 {
			err := db.update(context.Background(), intake, func(tx *tx) error {
				for k := range 1000 {
					if err := things().put(tx, uint64(done+k), v); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		err := db.view(func(tx *tx) error {
			for b.Loop() {
				if _, _, err := things().get(tx, 7); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}
