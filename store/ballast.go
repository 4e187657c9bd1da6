package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// ballastName is a file that only takes up room. When the disk is full it is removed, which gives acknowledgements and
// timers the room to go on.
const ballastName = "ballast"

// Dir is the data directory.
func (db *DB) Dir() string { return db.options.Dir }

func (db *DB) ballastPath() string { return filepath.Join(db.options.Dir, ballastName) }

func (db *DB) hasBallast() bool {
	info, err := os.Stat(db.ballastPath())
	return err == nil && info.Size() == db.options.Ballast
}

// dropBallast gives the room of the ballast back.
func (db *DB) dropBallast() {
	err := os.Remove(db.ballastPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		db.log.Error("store: the ballast can not be removed", "err", err)
	}
}

// ensureBallast makes the ballast when it is missing and there is room for twice its size. It tells whether the ballast
// is in place.
func (db *DB) ensureBallast() bool {
	if db.options.Ballast <= 0 || db.hasBallast() {
		return true
	}
	if free := diskFree(db.options.Dir); free >= 0 && free < 2*db.options.Ballast {
		return false
	}
	if err := writeBallast(db.ballastPath(), db.options.Ballast); err != nil {
		db.log.Warn("store: no ballast", "err", err)
		db.dropBallast()
		return false
	}
	return true
}

func writeBallast(path string, size int64) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("ballast: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := allocate(f, size); err != nil {
		return fmt.Errorf("ballast: %w", err)
	}
	return f.Sync()
}

// writeOut takes up room on file systems that can not allocate: bytes that do not compress, since holes and runs of
// zeros may take none.
func writeOut(f *os.File, size int64) error {
	block := make([]byte, 64<<10)
	state := uint64(0x9e3779b97f4a7c15)
	for done := int64(0); done < size; done += int64(len(block)) {
		for i := range block {
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
			block[i] = byte(state)
		}
		if _, err := f.WriteAt(block[:min(int64(len(block)), size-done)], done); err != nil {
			return err
		}
	}
	return nil
}

// diskFree is the number of bytes that an ordinary user may still write to the file system of dir, -1 when unknown.
func diskFree(dir string) int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize) //nolint:unconvert // the types differ between systems
}
