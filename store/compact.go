package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// CompactReport says what a compaction did.
type CompactReport struct {
	Before, After int64 // size of the file in bytes
	Records       int
}

// Compact writes the store of a stopped Wakeman anew ([ErrLocked] while one runs): without free pages, and so without
// what was in them before it was deleted or changed. The new file is checked row by row and takes the place of the old
// one in one step. It needs room for both. The disk may keep what the old file held until it is written over.
func Compact(ctx context.Context, dir string) (CompactReport, error) {
	r, err := compact(ctx, dir)
	if err != nil {
		return r, fmt.Errorf("compact: %w", err)
	}
	return r, nil
}

func compact(ctx context.Context, dir string) (r CompactReport, err error) {
	path := filepath.Join(dir, FileName)
	info, err := os.Stat(path)
	if err != nil {
		return r, err
	}
	r.Before = info.Size()
	lock, err := lockDir(ctx, dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	before, err := check(ctx, path, wakeman(nil))
	if err := errors.Join(err, before.Err()); err != nil {
		return r, err
	}
	temporary := path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return r, err
	}
	if err := copyLive(path, temporary); err != nil {
		return r, errors.Join(err, os.Remove(temporary))
	}
	after, err := check(ctx, temporary, wakeman(nil))
	if err == nil && after.Records != before.Records {
		err = fmt.Errorf("the copy has %d records, the store %d", after.Records, before.Records)
	}
	if err := errors.Join(err, after.Err()); err != nil {
		return r, errors.Join(err, os.Remove(temporary))
	}
	r.After, r.Records = after.Bytes, after.Records
	return r, moveInto(temporary, path)
}

// compactStep is how many bytes one transaction of a copy may have.
const compactStep = 1 << 20

// copyLive copies what is in use.
func copyLive(from, to string) error {
	src, err := openBolt(from, &bbolt.Options{ReadOnly: true, Timeout: lockTimeout})
	if err != nil {
		return err
	}
	defer src.Close() //nolint:errcheck // only read
	dst, err := openBolt(to, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = guard(func() error { return bbolt.Compact(dst, src, compactStep) })
	return errors.Join(err, dst.Close())
}
