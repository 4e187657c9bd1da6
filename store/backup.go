package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"go.etcd.io/bbolt"
)

// BackupReport says what a backup holds.
type BackupReport struct {
	Path    string
	Bytes   int64
	Records int // rows of all tables, every one of them read and checked
	Took    time.Duration
}

// Backup writes a copy of the store, as of now, to path, while the store goes on working. The copy is written beside
// path, opened again, checked row by row, and only then gets its name. An existing file is not touched ([ErrExists]).
// The copy has the format of the store; it can be restored with [Restore].
func (db *DB) Backup(ctx context.Context, path string) (BackupReport, error) {
	began := time.Now()
	if _, err := os.Lstat(path); err == nil {
		return BackupReport{}, fmt.Errorf("backup: %w: %s", ErrExists, path)
	}
	report, err := db.copyChecked(ctx, path, db.catalog)
	if err != nil {
		return BackupReport{}, fmt.Errorf("backup: %w", err)
	}
	return BackupReport{Path: path, Bytes: report.Bytes, Records: report.Records, Took: time.Since(began)}, nil
}

func (db *DB) copyTo(ctx context.Context, path string, c catalog) error {
	_, err := db.copyChecked(ctx, path, c)
	return err
}

func (db *DB) copyChecked(ctx context.Context, path string, c catalog) (Report, error) {
	temporary := path + ".part"
	defer os.Remove(temporary) //nolint:errcheck // gone already when all went well
	if err := db.writeCopy(ctx, temporary); err != nil {
		return Report{}, err
	}
	report, err := check(ctx, temporary, c)
	if err == nil {
		err = report.Unfit()
	}
	if err != nil {
		return report, fmt.Errorf("the copy: %w", err)
	}
	return report, moveInto(temporary, path)
}

// writeCopy copies all pages inside one read transaction. Nothing else happens in there: the file is local.
func (db *DB) writeCopy(ctx context.Context, path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	bt, err := db.bolt.Begin(false)
	if err != nil {
		return ErrClosed
	}
	defer db.rollback(bt)
	return writePages(ctx, bt, f)
}

func writePages(ctx context.Context, bt *bbolt.Tx, f *os.File) error {
	if _, err := bt.WriteTo(stoppable{ctx, f}); err != nil {
		return cmp.Or(ctx.Err(), err) // bbolt keeps only the text of the error
	}
	return f.Sync()
}

// stoppable is a writer that ends when ctx does.
type stoppable struct {
	ctx context.Context
	w   io.Writer
}

func (s stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

// exists tells whether there is something at path.
func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
