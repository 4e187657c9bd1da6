package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// judgeDisk finds out whether the copies lie on the file system of the store, where
// one broken disk takes both. Another device number proves no other disk (volumes of
// one disk have their own), so nothing is said then. A disk that does not answer is
// not waited for: it is asked again with the next copy.
func (n *nightly) judgeDisk(ctx context.Context, dir string) {
	if dir == "" {
		return
	}
	same, err := patiently(ctx, func() (bool, error) {
		here, err := deviceOf(n.data)
		if err != nil {
			return false, err
		}
		there, err := deviceOf(dir)
		return here == there, err
	})
	n.mu.Lock()
	defer n.mu.Unlock()
	n.judged, n.sameDisk = dir, err == nil && same
}

// deviceOf is the device of a directory, or, before there is one, of the directory
// in which it will be made.
func deviceOf(dir string) (uint64, error) {
	for {
		info, err := os.Stat(dir)
		if err == nil {
			return uint64(info.Sys().(*syscall.Stat_t).Dev), nil //nolint:unconvert // 32 bits wide on some of our systems
		}
		above := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || above == dir {
			return 0, err
		}
		dir = above
	}
}
