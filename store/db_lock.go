package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// pidName is the file that is locked for as long as a process works in the directory. It holds the process id.
const pidName = "wakeman.pid"

// dirLock is the directory's lock. It is held besides bbolt's lock on the file, because it also covers the time when
// there is no file yet, or another one is put in its place.
type dirLock struct{ f *os.File }

// lockDir waits up to lockTimeout.
func lockDir(ctx context.Context, dir string) (*dirLock, error) {
	path := filepath.Join(dir, pidName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock of the data directory: %w", err)
	}
	locked, err := flock(ctx, f, unix.LOCK_EX)
	if err == nil && !locked {
		err = lockedBy(path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l := &dirLock{f: f}
	l.writePID()
	return l, nil
}

// flock tries for up to lockTimeout.
func flock(ctx context.Context, f *os.File, how int) (locked bool, err error) {
	for end := time.Now().Add(lockTimeout); ; {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return false, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if !time.Now().Before(end) {
			return false, nil
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return false, err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// writePID is for people; a full disk must not keep the store from opening.
func (l *dirLock) writePID() {
	if l.f.Truncate(0) == nil {
		_, _ = l.f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
}

// release leaves the file in place: to remove it would let two processes lock two files of that name.
func (l *dirLock) release() error {
	_ = l.f.Truncate(0)
	return l.f.Close()
}

func lockedBy(path string) error {
	text, err := os.ReadFile(path)
	pid := strings.TrimSpace(string(text))
	if err != nil || pid == "" {
		return fmt.Errorf("%w (%s)", ErrLocked, path)
	}
	return fmt.Errorf("%w: process %s (%s)", ErrLocked, pid, path)
}
