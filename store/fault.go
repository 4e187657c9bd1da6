package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// What a store can answer. Test with errors.Is; the text says more.
var (
	// ErrLocked: another process has the store open.
	ErrLocked = errors.New("the store is in use by another process")
	// ErrFull: there is no room. Nothing was written; try again later.
	ErrFull = errors.New("the store is full")
	// ErrFailed: a commit failed and its result is unknown. The store accepts nothing until it is opened again.
	ErrFailed = errors.New("the store has failed")
	// ErrClosed: Close was called.
	ErrClosed = errors.New("the store is closed")
	// ErrNewer: the file was written by a newer version of the program.
	ErrNewer = errors.New("the store was written by a newer version of wakeman")
	// ErrCorrupt: bytes in the file are not what was written. See [CorruptError].
	ErrCorrupt = errors.New("the store is damaged")
	// ErrExists: a file is in the way.
	ErrExists = errors.New("the file exists")
)

// CorruptError says where damage was found. It matches [ErrCorrupt].
type CorruptError struct {
	Bucket string // table or index, "" when the file itself is meant
	Key    []byte // key of the row, as stored
	Err    error  // what is wrong
}

// Error names bucket, key (in hex) and fault.
func (e *CorruptError) Error() string {
	if e.Bucket == "" {
		return fmt.Sprintf("%v: %v", ErrCorrupt, e.Err)
	}
	return fmt.Sprintf("%v: %s key %x: %v", ErrCorrupt, e.Bucket, e.Key, e.Err)
}

// Unwrap returns the fault that was found.
func (e *CorruptError) Unwrap() error { return e.Err }

// Is makes errors.Is(err, ErrCorrupt) true.
func (e *CorruptError) Is(target error) bool { return target == ErrCorrupt }

// PanicError is a panic in a command or in a read, turned into an error so that one bad record can not stop the pager.
type PanicError struct {
	Value any
	Stack []byte
}

// Error gives the value that was panicked with.
func (e *PanicError) Error() string { return fmt.Sprintf("panic inside the store: %v", e.Value) }

// verdict is what a failed commit means.
type verdict int

const (
	committed  verdict = iota
	outOfSpace         // the disk had no room: rolled back, nothing visible
	overLimit          // MaxSize: rolled back before anything was written
	unknown            // whatever else: the result can not be known
)

// judge reads the error of a commit. A write that the disk refused comes as *fs.PathError; a failed sync comes as a bare
// errno, also when that errno is ENOSPC (file systems that allocate late report it there), and is never taken for the
// former: after a failed sync the kernel may have dropped the pages. bbolt hides the errno of a failed ftruncate in
// text, hence the look at the message.
func judge(err error) verdict {
	switch {
	case err == nil:
		return committed
	case errors.Is(err, berrors.ErrMaxSizeReached):
		return overLimit
	}
	var path *fs.PathError
	if errors.As(err, &path) && path.Op == "write" && noSpace(path.Err) {
		return outOfSpace
	}
	if rest, ok := strings.CutPrefix(err.Error(), "file resize error: "); ok && saysNoSpace(rest) {
		return outOfSpace
	}
	return unknown
}

// spaceErrors are the ways a Unix says that a write has no room: disk, quota, file size limit.
func spaceErrors() []syscall.Errno {
	return []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
}

func noSpace(err error) bool {
	for _, e := range spaceErrors() {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func saysNoSpace(text string) bool {
	for _, e := range spaceErrors() {
		if strings.HasSuffix(text, e.Error()) {
			return true
		}
	}
	return false
}

// visible tells whether the write transaction id can be read although its commit returned an error: the meta page of a
// commit may have reached the file before the error.
func visible(b *bbolt.DB, id int) (seen bool, err error) {
	err = guard(func() error {
		tx, err := b.Begin(false)
		if err != nil {
			return err
		}
		seen = tx.ID() >= id
		return tx.Rollback()
	})
	return seen, err
}
