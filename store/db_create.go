package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// createIfMissing makes a new file beside its place and moves it there when it is whole: bbolt does not survive a power
// cut inside its own initialisation.
func (db *DB) createIfMissing() error {
	_, err := os.Stat(db.path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temporary := db.path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("left-over of an interrupted start: %w", err)
	}
	if err := db.create(temporary); err != nil {
		return fmt.Errorf("create %s: %w", db.path, err)
	}
	return moveInto(temporary, db.path)
}

func (db *DB) create(path string) error {
	b, err := openBolt(path, db.boltOptions())
	if err != nil {
		return err
	}
	m := db.newMeta()
	err = b.Update(func(bt *bbolt.Tx) error {
		tx := &tx{bolt: bt}
		if err := tx.makeBuckets(db.catalog.allTables()); err != nil {
			return err
		}
		return tx.putMeta(&m)
	})
	return errors.Join(err, b.Close())
}

// openBolt is bbolt.Open without its panics: a damaged freelist or page makes it panic, a truncated file makes it fault.
func openBolt(path string, o *bbolt.Options) (b *bbolt.DB, err error) {
	if err := headOf(path); err != nil {
		return nil, err
	}
	err = guard(func() error {
		b, err = bbolt.Open(path, 0o600, o)
		return err
	})
	var panicked *PanicError
	switch {
	case err == nil:
		return b, nil
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("%w (%s)", ErrLocked, path)
	case errors.As(err, &panicked), errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, &CorruptError{Err: err}
	}
	return nil, err
}

// headOf looks at what bbolt will read first, which in a damaged or truncated file can end the process. A missing file
// is one that bbolt will make; an empty one is damage, because ours get their name only when they are whole.
func headOf(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := checkHead(f, info.Size()); err != nil {
		return &CorruptError{Err: err}
	}
	return nil
}

// moveInto gives the finished file its name and makes that last.
func moveInto(temporary, path string) error {
	if err := syncPath(temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}

// syncPath is fsync for a file or a directory.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// explain adds what to do to an error that says the file is damaged.
func (db *DB) explain(err error) error {
	if !errors.Is(err, ErrCorrupt) {
		return err
	}
	hint := "no snapshot was found in " + db.options.Dir
	if newest := newestSnapshot(db.options.Dir); newest != "" {
		hint = "the newest snapshot is " + newest
	}
	return fmt.Errorf("%w\n%s can not be used. Put a good copy in its place with: wakeman restore FILE\n(%s; the damaged file is kept)", err, db.path, hint)
}
