package store

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// roomInterval is how often a full store looks whether there is room again.
const roomInterval = 2 * time.Second

var errCommitterDied = errors.New("the committer ended unexpectedly (runtime.Goexit in a command)")

// state is what the committer knows and everybody may read.
type state struct {
	full       atomic.Pointer[fullState] // nil: there is room
	failure    atomic.Pointer[error]
	lastCommit atomic.Pointer[commitInfo]
	commits    atomic.Int64
	commands   atomic.Int64
	// trouble is the last command of a class that was not stored for a reason that is nobody's who asked; nil: the last
	// one was.
	trouble [classes]atomic.Pointer[trouble]
}

type trouble struct {
	at  time.Time
	err error
}

// wrote notes how a command ended. A failure of the store as a whole, and a full one, are told apart by themselves.
func (s *state) wrote(c class, err error, now func() time.Time) {
	_, panicked := errors.AsType[*PanicError](err)
	switch {
	case err == nil && s.trouble[c].Load() != nil:
		s.trouble[c].Store(nil)
	case panicked || errors.Is(err, ErrCorrupt):
		s.trouble[c].Store(&trouble{now().UTC(), err})
	}
}

type fullState struct {
	since time.Time
	cause string
}

type commitInfo struct {
	at   time.Time
	took time.Duration
}

// Failed is closed when a commit has failed with an unknown result. Page by the emergency path, exit, open again.
func (db *DB) Failed() <-chan struct{} { return db.failed }

// FailedReason is why the store has failed; it matches [ErrFailed]. nil while it works.
func (db *DB) FailedReason() error {
	if p := db.state.failure.Load(); p != nil {
		return *p
	}
	return nil
}

func (db *DB) hasFailed() bool { return db.state.failure.Load() != nil }

// fail stops the store for good. Only the committer calls it.
func (db *DB) fail(cause error) {
	err := fmt.Errorf("%w: %w", ErrFailed, cause)
	db.state.failure.Store(&err)
	close(db.failed)
	db.log.Error("store: commit failed, its result is unknown: stopping", "err", cause)
}

// verdictOf judges a commit error, and looks whether a commit that seems rolled back is really not there.
func (db *DB) verdictOf(err error, id int) verdict {
	result := judge(err)
	if result != outOfSpace && result != overLimit {
		return result
	}
	if seen, err := visible(db.bolt, id); seen || err != nil {
		return unknown
	}
	return result
}

func (db *DB) committed(live []*command, took time.Duration) {
	db.state.lastCommit.Store(&commitInfo{at: db.now(), took: took})
	db.state.commits.Add(1)
	db.state.commands.Add(int64(len(live)))
}

func (db *DB) fullError() error {
	if s := db.state.full.Load(); s != nil {
		return fmt.Errorf("%w since %s: %s", ErrFull, s.since.UTC().Format(time.RFC3339), s.cause)
	}
	return ErrFull
}

// becomeFull stops intake. When it was the disk that refused, the ballast goes, so that urgent commands have room.
func (db *DB) becomeFull(result verdict, cause error) {
	if result == outOfSpace {
		db.dropBallast()
	}
	if db.state.full.Load() != nil {
		return
	}
	db.nextLook = time.Now().Add(roomInterval)
	db.state.full.Store(&fullState{since: db.now(), cause: cause.Error()})
	db.log.Error("store: no room, new events are refused", "err", cause)
}

// roomCheck fires when a full store should look for room; it never fires while there is room.
func (db *DB) roomCheck() <-chan time.Time {
	if db.state.full.Load() == nil {
		return nil
	}
	return time.After(time.Until(db.nextLook))
}

// lookWhenDue looks for room when it is time to, however many urgent commands keep the committer busy.
func (db *DB) lookWhenDue() {
	if db.state.full.Load() == nil || time.Now().Before(db.nextLook) {
		return
	}
	db.nextLook = time.Now().Add(roomInterval)
	db.lookForRoom()
}

// lookForRoom ends the full state when there is room: on the disk for the ballast and as much again, and in the file,
// below its limit, for a quarter of the reserve. The distance keeps it from changing to and fro.
func (db *DB) lookForRoom() {
	if !db.roomInFile() || !db.ensureBallast() {
		return
	}
	s := db.state.full.Swap(nil)
	db.log.Info("store: there is room again, new events are accepted", "full_for", db.now().Sub(s.since).String())
}

func (db *DB) roomInFile() bool {
	limit := db.softLimit()
	if limit == 0 {
		return true
	}
	used, free := db.pages()
	return int64(limit)-int64(db.bolt.AllocSize)-used+free >= db.options.Reserve/4
}

// pages returns the bytes of the file that are in use or once were, and those of them that are free.
func (db *DB) pages() (used, free int64) {
	stats := db.bolt.Stats()
	free = int64(stats.FreePageN+stats.PendingPageN) * int64(db.pageSize)
	err := guard(func() error {
		return db.bolt.View(func(tx *bbolt.Tx) error {
			used = tx.Size()
			return nil
		})
	})
	if err != nil {
		return 0, 0
	}
	return used, free
}

// hardLimit is the size the file may reach, 0 for none.
func (db *DB) hardLimit() int { return int(db.options.MaxSize) }

// softLimit is hardLimit without the reserve.
func (db *DB) softLimit() int {
	if db.options.MaxSize == 0 {
		return 0
	}
	return int(db.options.MaxSize - db.options.Reserve)
}

// Health is what the health page shows about the store.
type Health struct {
	Full       bool      // new events are refused
	FullSince  time.Time // zero when not full
	FullReason string
	Failed     error // matches ErrFailed; nil while the store works
	Held       string
	// Trouble is why the last event, or the last of all other changes, was not stored, with the time; nil while they are.
	Trouble   error
	TroubleAt time.Time
	Damaged   int // rows that were set aside in the last thirty days

	Path      string
	FileSize  int64 // bytes of the file that are in use or free for reuse
	FreeBytes int64 // of those, free for reuse
	FreePages int
	MaxSize   int64 // 0 for no limit
	DiskFree  int64 // bytes free on the file system, -1 when unknown
	Ballast   bool  // the ballast file is in place

	LastCommit     time.Time // zero before the first
	LastCommitTook time.Duration
	Commits        int64 // since start
	Commands       int64 // since start, all those that were committed
}

// Health looks at the store. It does not wait for a commit.
func (db *DB) Health() Health {
	h := Health{Failed: db.FailedReason(), Path: db.path, MaxSize: db.options.MaxSize, Ballast: db.hasBallast()}
	h.Held, _ = db.Hold()
	h.Commits, h.Commands = db.state.commits.Load(), db.state.commands.Load()
	if s := db.state.full.Load(); s != nil {
		h.Full, h.FullSince, h.FullReason = true, s.since, s.cause
	}
	if c := db.state.lastCommit.Load(); c != nil {
		h.LastCommit, h.LastCommitTook = c.at, c.took
	}
	for c := range db.state.trouble {
		if t := db.state.trouble[c].Load(); t != nil {
			h.Trouble, h.TroubleAt = t.err, t.at
		}
	}
	h.DiskFree = diskFree(db.options.Dir)
	if db.isClosing() {
		return h
	}
	if list, err := db.Damages(); err == nil {
		h.Damaged = len(list)
	}
	h.FileSize, h.FreeBytes = db.pages()
	h.FreePages = int(h.FreeBytes) / db.pageSize
	return h
}
