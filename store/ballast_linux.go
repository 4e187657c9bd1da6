package store

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate gives f really allocated room of size bytes.
func allocate(f *os.File, size int64) error {
	err := unix.Fallocate(int(f.Fd()), 0, 0, size)
	if errors.Is(err, unix.EOPNOTSUPP) {
		return writeOut(f, size)
	}
	return err
}
