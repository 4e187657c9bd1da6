package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// RestoreReport says what a restore did.
type RestoreReport struct {
	Path    string // the store's file
	Kept    string // where the file that was there before is now, "" when there was none
	Records int
	Bytes   int64
	Hold    string // the reason that Hold gives from now on
}

// Restore puts the copy at from into the data directory dir as its store. The copy is checked first, and refused when
// anything is wrong with it. It works on a stopped Wakeman only ([ErrLocked]); a store that is there already is replaced
// only with force ([ErrExists] without), and kept beside the new one. The restored store is on hold: see [DB.Hold].
func Restore(ctx context.Context, from, dir string, force bool) (RestoreReport, error) {
	report, err := restore(ctx, from, dir, force, wakeman(nil))
	if err != nil {
		return report, fmt.Errorf("restore: %w", err)
	}
	return report, nil
}

func restore(ctx context.Context, from, dir string, force bool, c catalog) (r RestoreReport, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	lock, err := lockDir(ctx, dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	r.Path = filepath.Join(dir, FileName)
	there, err := exists(r.Path)
	if err != nil {
		return r, err
	}
	if there && !force {
		return r, fmt.Errorf("%w: %s", ErrExists, r.Path)
	}
	if err := r.prepare(ctx, from, c); err != nil {
		return r, err
	}
	if there {
		if err := r.keepOld(); err != nil {
			return r, err
		}
	}
	return r, moveInto(r.temporary(), r.Path)
}

func (r *RestoreReport) temporary() string { return r.Path + ".restore" }

// prepare makes a checked copy beside the store, already on hold.
func (r *RestoreReport) prepare(ctx context.Context, from string, c catalog) error {
	when, err := copyFile(ctx, from, r.temporary())
	if err != nil {
		return err
	}
	report, err := check(ctx, r.temporary(), c)
	if err == nil {
		err = report.Unfit()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	r.Records, r.Bytes = report.Records, report.Bytes
	r.Hold = fmt.Sprintf("restored from %s of %s", filepath.Base(from), when.UTC().Format("2006-01-02 15:04:05 MST"))
	return hold(r.temporary(), r.Hold)
}

// copyFile copies to a new file, over a left-over, and returns the time of the source.
func copyFile(ctx context.Context, from, to string) (when time.Time, err error) {
	src, err := os.Open(from)
	if err != nil {
		return when, err
	}
	defer src.Close() //nolint:errcheck // only read
	info, err := src.Stat()
	if err != nil {
		return when, err
	}
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return when, err
	}
	_, err = io.Copy(stoppable{ctx, dst}, src)
	return info.ModTime(), errors.Join(err, dst.Sync(), dst.Close())
}

// hold writes the reason into a file that nobody has open.
func hold(path, reason string) error {
	b, err := openBolt(path, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = b.Update(func(bt *bbolt.Tx) error {
		tx := &tx{bolt: bt}
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		m.Hold = reason
		return tx.putMeta(&m)
	})
	return errors.Join(err, b.Close())
}

// keepOld gives the present file a second name, so that at no moment there is no store in the directory.
func (r *RestoreReport) keepOld() error {
	info, err := os.Stat(r.Path)
	if err != nil {
		return err
	}
	stem := r.Path + ".before-restore-" + info.ModTime().UTC().Format("20060102-150405")
	r.Kept = stem
	for n := 2; ; n++ {
		err := os.Link(r.Path, r.Kept)
		if !errors.Is(err, os.ErrExist) {
			return err
		}
		r.Kept = fmt.Sprintf("%s-%d", stem, n)
	}
}
