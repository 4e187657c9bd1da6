//go:build !linux

package store

import "os"

// allocate gives f really allocated room of size bytes.
func allocate(f *os.File, size int64) error { return writeOut(f, size) }
