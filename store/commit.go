package store

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// class says what a command is for, and so what it may do when room is short.
type class int

const (
	intake  class = iota // new events: refused while the store is full
	urgent               // acknowledgements, timers, reports: go first, may use the reserve
	classes              // how many there are
)

// command is one function that waits for its commit.
type command struct {
	ctx     context.Context
	class   class
	fn      func(*tx) error
	err     error
	retried bool          // already run again after room was made
	done    chan struct{} // closed when err is final
}

// update runs fn in a write transaction and returns after the commit reached the disk. Commands that wait at the same
// time share one transaction and one fsync.
//
// fn may run more than once, on the committer's goroutine, before update returns, and must be pure towards the outside:
// what it sets outside itself must be set again by a second run. An error of fn undoes what fn did and nothing else:
// before its first change the others simply go on, after it the whole batch is rolled back and every command runs again
// in a transaction of its own. A panic counts as an error ([PanicError]).
//
// A damaged row that fn meets is set aside, and fn runs again without it.
//
// When ctx is done before fn starts, fn does not run and ctx.Err() is returned; after that ctx is no longer looked at,
// since a commit can not be called back. Other errors: [ErrFull], [ErrFailed], [ErrClosed].
func (db *DB) update(ctx context.Context, class class, fn func(*tx) error) error {
	met := 0
	err := db.updateOnce(ctx, class, fn)
	for db.without(ctx, err, &met) {
		err = db.updateOnce(ctx, class, fn)
	}
	db.state.wrote(class, err, db.now)
	return err
}

func (db *DB) updateOnce(ctx context.Context, class class, fn func(*tx) error) error {
	if class == intake && db.state.full.Load() != nil {
		return db.fullError()
	}
	c := &command{ctx: ctx, class: class, fn: fn, done: make(chan struct{})}
	select {
	case <-db.failed: // first, because select has no order
		return db.FailedReason()
	case <-db.closing:
		return ErrClosed
	default:
	}
	select {
	case db.queue[class] <- c:
		<-c.done
		return c.err
	case <-ctx.Done():
		return ctx.Err()
	case <-db.failed:
		return db.FailedReason()
	case <-db.closing:
		return ErrClosed
	}
}

// commitLoop is the committer: the only goroutine that writes. It ends when the store is closed or has failed.
func (db *DB) commitLoop() {
	var batch []*command
	defer close(db.stopped)
	defer func() { db.killed(batch) }()
	for !db.hasFailed() {
		db.lookWhenDue()
		if batch = db.take(); batch == nil {
			return
		}
		db.commitBatch(batch)
	}
}

// killed covers runtime.Goexit inside a command: without it every caller would wait for ever.
func (db *DB) killed(batch []*command) {
	if db.hasFailed() || batch == nil {
		return
	}
	db.fail(errCommitterDied)
	for _, c := range batch {
		select {
		case <-c.done:
		default:
			c.err = db.FailedReason()
			close(c.done)
		}
	}
}

// take waits for a command and then adds all that wait, urgent ones first. It returns nil when the store is closing and
// an empty batch when only the time came to look for room.
func (db *DB) take() []*command {
	// Let those whose commands were just answered come back with their next one first. Otherwise two groups of callers
	// take turns, and each commit serves only half of them.
	runtime.Gosched()
	batch := make([]*command, 0, 16)
	batch = db.drain(batch, urgent)
	if len(batch) == 0 {
		select {
		case <-db.closing:
			return nil
		case <-db.roomCheck():
			return batch // the loop looks
		case c := <-db.queue[urgent]:
			batch = append(batch, c)
		case c := <-db.queue[intake]:
			batch = append(batch, c)
		}
	}
	batch = db.drain(batch, urgent)
	return urgentFirst(db.drain(batch, intake))
}

// drain takes what waits in one queue, up to the batch limit.
func (db *DB) drain(batch []*command, class class) []*command {
	for len(batch) < db.options.MaxBatch {
		select {
		case c := <-db.queue[class]:
			batch = append(batch, c)
		default:
			return batch
		}
	}
	return batch
}

// urgentFirst moves the urgent commands to the front and keeps the order otherwise.
func urgentFirst(batch []*command) []*command {
	sorted := make([]*command, 0, len(batch))
	for c := urgent; c >= intake; c-- {
		for _, cmd := range batch {
			if cmd.class == c {
				sorted = append(sorted, cmd)
			}
		}
	}
	return sorted
}

// commitBatch runs the commands in one transaction and answers every one of them.
func (db *DB) commitBatch(batch []*command) {
	live := make([]*command, 0, len(batch))
	for _, c := range batch {
		if c.err = db.refusal(c); c.err != nil {
			close(c.done)
			continue
		}
		live = append(live, c)
	}
	if len(live) == 0 {
		return
	}
	if db.commitTogether(live) {
		for _, c := range live {
			close(c.done)
		}
		return
	}
	for _, c := range live {
		db.commitBatch([]*command{c})
	}
}

// refusal is the reason not to start a command, nil when it may start.
func (db *DB) refusal(c *command) error {
	switch {
	case db.hasFailed():
		return db.FailedReason()
	case c.class == intake && db.state.full.Load() != nil:
		return db.fullError()
	}
	return nil
}

// commitTogether tries one transaction for all. It returns false when that can not be done and each must be run alone;
// for a single command it always decides.
func (db *DB) commitTogether(live []*command) bool {
	bt, err := db.begin(live)
	if err != nil {
		db.fail(err)
		return answer(live, db.FailedReason())
	}
	defer db.rollback(bt) // also when a command ends this goroutine, or bbolt panics inside its commit
	tx := &tx{bolt: bt, met: db.damages.meet}
	for _, c := range live {
		if c.err = c.ctx.Err(); c.err != nil {
			continue
		}
		before := tx.writes
		if c.err = run(tx, c.fn); c.err != nil && tx.writes != before {
			return len(live) == 1
		}
	}
	if tx.writes == 0 {
		return true // nothing to make durable: spare the fsync
	}
	if err := guard(tx.keepNumbers); err != nil {
		return len(live) == 1 && answer(live, err)
	}
	return db.finish(live, bt)
}

// begin opens the write transaction with the size limit that the batch is entitled to: the reserve is for urgent
// commands only.
func (db *DB) begin(live []*command) (bt *bbolt.Tx, err error) {
	db.bolt.MaxSize = db.softLimit()
	if live[len(live)-1].class == urgent { // urgent ones come first, so all are
		db.bolt.MaxSize = db.hardLimit()
	}
	err = guard(func() error {
		bt, err = db.bolt.Begin(true)
		return err
	})
	return bt, err
}

// finish commits and deals with what the disk says.
func (db *DB) finish(live []*command, bt *bbolt.Tx) bool {
	id, began := bt.ID(), time.Now()
	err := guard(func() error { return db.commit(bt) })
	result := db.verdictOf(err, id)
	switch {
	case result == committed:
		db.committed(live, time.Since(began))
		return true
	case result == unknown:
		db.fail(err)
		return answer(live, db.FailedReason())
	case len(live) > 1:
		return false // perhaps only one of them is too large
	}
	return db.makeRoom(live[0], result, err)
}

// makeRoom deals with a single command for which there was no room. An urgent one gets a second try with the ballast
// gone.
func (db *DB) makeRoom(c *command, result verdict, cause error) bool {
	db.becomeFull(result, cause)
	if c.class == urgent && !c.retried {
		c.retried = true
		return db.commitTogether([]*command{c})
	}
	c.err = db.fullError()
	return true
}

// answer gives every command of the batch that has no error of its own the same error.
func answer(live []*command, err error) bool {
	for _, c := range live {
		if c.err == nil {
			c.err = err
		}
	}
	return true
}

// run calls fn and turns a panic into an error.
func run(tx *tx, fn func(*tx) error) error {
	return guard(func() error { return fn(tx) })
}

// guard calls fn and turns a panic into an error, also the fault of reading a page of a damaged or truncated file.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{Value: r, Stack: debug.Stack()}
		}
	}()
	return fn()
}
