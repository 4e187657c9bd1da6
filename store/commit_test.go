package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	gocmp "github.com/google/go-cmp/cmp"
)

// queue holds the committer up, so that commands pile up behind it and are then taken together.
type queue struct {
	t       *testing.T
	db      *DB
	release chan struct{}
	wait    sync.WaitGroup
}

// holdUp must run inside a synctest bubble.
func holdUp(t *testing.T, db *DB) *queue {
	t.Helper()
	q := &queue{t: t, db: db, release: make(chan struct{})}
	q.add(t.Context(), urgent, func(*tx) error { <-q.release; return nil })
	return q
}

// add lets a command wait; its error can be read after run.
func (q *queue) add(ctx context.Context, class class, fn func(*tx) error) *error {
	err := new(error)
	q.wait.Go(func() { *err = q.db.update(ctx, class, fn) })
	synctest.Wait() // commands wait in the order in which they were added
	return err
}

// put adds a command that stores an empty thing.
func (q *queue) put(k uint64) *error {
	return q.add(q.t.Context(), intake, func(tx *tx) error { return things().put(tx, k, thing{}) })
}

// run lets the committer go on and waits until every command is answered.
func (q *queue) run() (commits int64) {
	before := q.db.Health().Commits
	close(q.release)
	q.wait.Wait()
	return q.db.Health().Commits - before
}

func TestCommandsThatWaitShareOneCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		q := holdUp(t, db)
		var errs []*error
		for k := range uint64(20) {
			errs = append(errs, q.put(k))
		}
		if commits := q.run(); commits != 1 {
			t.Errorf("%d commits", commits)
		}
		for k, err := range errs {
			if *err != nil {
				t.Errorf("command %d: %v", k, *err)
			}
		}
		if got := len(keysIn(t, db)); got != 20 {
			t.Errorf("%d of 20 are stored", got)
		}
	})
}

func TestNoMoreCommandsShareACommitThanMaxBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := holdUp(t, openTest(t, func(o *Options) { o.MaxBatch = 4 }))
		for k := range uint64(12) {
			q.put(k)
		}
		if commits := q.run(); commits != 3 {
			t.Errorf("%d commits, want 3", commits)
		}
	})
}

var errRefused = errors.New("refused")

// Whatever a command does wrong, only itself is hurt.
func TestACommandFailsAlone(t *testing.T) {
	write := func(tx *tx) {
		if err := things().put(tx, 99, thing{Name: "must not be seen"}); err != nil {
			panic(err)
		}
	}
	for name, tc := range map[string]struct {
		bad     func(*tx) error
		commits int64 // that the two good ones need
		want    string
	}{
		"error before it wrote":   {func(*tx) error { return errRefused }, 1, "refused"},
		"error after it wrote":    {func(tx *tx) error { write(tx); return errRefused }, 2, "refused"},
		"panic before it wrote":   {func(*tx) error { panic("broken") }, 1, "panic inside the store: broken"},
		"panic after it wrote":    {func(tx *tx) error { write(tx); panic("broken") }, 2, "panic inside the store: broken"},
		"number taken, then lost": {func(tx *tx) error { _, _ = tx.next("things"); return errRefused }, 2, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := openTest(t)
				q := holdUp(t, db)
				first, bad, last := q.put(1), q.add(t.Context(), intake, tc.bad), q.put(2)
				if commits := q.run(); commits != tc.commits {
					t.Errorf("%d commits, want %d", commits, tc.commits)
				}
				if *first != nil || *last != nil {
					t.Errorf("the others failed too: %v, %v", *first, *last)
				}
				if *bad == nil || (*bad).Error() != tc.want {
					t.Errorf("got %v, want %s", *bad, tc.want)
				}
				if diff := gocmp.Diff([]uint64{1, 2}, keysIn(t, db)); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestACommandWhoseCallerHasGoneIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		q := holdUp(t, db)
		waiting, cancelWaiting := context.WithCancel(t.Context())
		taken, cancelTaken := context.WithCancel(t.Context())
		ran := false
		mark := func(*tx) error { ran = true; return nil }
		first := q.add(waiting, intake, mark)
		q.add(t.Context(), urgent, func(*tx) error { cancelTaken(); return nil }) // runs in the same batch, before
		second := q.add(taken, intake, mark)
		cancelWaiting()
		synctest.Wait()
		if !errors.Is(*first, context.Canceled) {
			t.Errorf("the caller still waits, with %v", *first)
		}
		q.run()
		if !errors.Is(*second, context.Canceled) {
			t.Errorf("got %v", *second)
		}
		if ran {
			t.Error("the command ran")
		}
	})
}

func TestUrgentCommandsGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		q := holdUp(t, db)
		var order []string
		note := func(s string) func(*tx) error {
			return func(*tx) error { order = append(order, s); return nil }
		}
		for n := range 3 {
			q.add(t.Context(), intake, note(fmt.Sprint("event ", n)))
			q.add(t.Context(), urgent, note(fmt.Sprint("ack ", n)))
		}
		q.run()
		want := []string{"ack 0", "ack 1", "ack 2", "event 0", "event 1", "event 2"}
		if diff := gocmp.Diff(want, order); diff != "" {
			t.Error(diff)
		}
	})
}

// A batch may begin with an event and get urgent commands after it.
func TestABatchIsPutInOrder(t *testing.T) {
	var got []class
	for _, c := range urgentFirst([]*command{{class: intake}, {class: urgent}, {class: intake}, {class: urgent}}) {
		got = append(got, c.class)
	}
	if diff := gocmp.Diff([]class{urgent, urgent, intake, intake}, got); diff != "" {
		t.Error(diff)
	}
}

func TestACommandThatChangesNothingCostsNoCommit(t *testing.T) {
	db := openTest(t)
	mustPut(t, db, 1, thing{Name: "as it is"})
	before := db.Health().Commits
	err := db.update(t.Context(), intake, func(tx *tx) error { _, _, err := things().get(tx, 1); return err })
	if err == nil {
		err = put(t.Context(), db, intake, 1, thing{Name: "as it is"})
	}
	if err != nil || db.Health().Commits != before {
		t.Errorf("%d commits, error %v", db.Health().Commits-before, err)
	}
}

func TestClosingAnswersEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		q := &queue{t: t, db: db, release: make(chan struct{})}
		running := q.add(t.Context(), intake, func(tx *tx) error { <-q.release; return things().put(tx, 1, thing{}) })
		waiting := q.put(2)
		closed := make(chan error)
		go func() { closed <- db.Close() }()
		synctest.Wait()
		q.run()
		if err := <-closed; err != nil {
			t.Error(err)
		}
		if *running != nil {
			t.Errorf("the running command was not finished: %v", *running)
		}
		if !errors.Is(*waiting, ErrClosed) {
			t.Errorf("the waiting command got %v", *waiting)
		}
		if err := put(t.Context(), db, intake, 3, thing{}); !errors.Is(err, ErrClosed) {
			t.Errorf("a late command got %v", err)
		}
		if err := db.view(func(*tx) error { return nil }); !errors.Is(err, ErrClosed) {
			t.Errorf("a late read got %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
	})
}

// runtime.Goexit (which is also t.Fatal) inside a command would otherwise leave every caller waiting for ever.
func TestACommandThatEndsTheCommitterStopsTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		q := holdUp(t, db)
		killer := q.add(t.Context(), intake, func(*tx) error { runtime.Goexit(); return nil })
		after := q.put(1)
		q.run()
		for _, err := range []error{*killer, *after} {
			if !errors.Is(err, ErrFailed) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestReadsSeeOneMoment(t *testing.T) {
	db := openTest(t)
	mustPut(t, db, 1, thing{Name: "before"})
	err := db.view(func(tx *tx) error {
		mustPut(t, db, 1, thing{Name: "after"})
		v, _, err := things().get(tx, 1)
		if v.Name != "before" {
			t.Errorf("the read saw %q", v.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPanicInAReadIsAnErrorAndLeavesNothingOpen(t *testing.T) {
	db := openTest(t)
	err := db.view(func(*tx) error { panic("broken page") })
	var panicked *PanicError
	if !errors.As(err, &panicked) || !strings.Contains(string(panicked.Stack), "TestAPanicInARead") {
		t.Errorf("got %v", err)
	}
	if n := db.bolt.Stats().OpenTxN; n != 0 {
		t.Errorf("%d transactions are open", n)
	}
}

// Many callers, each its own keys, classes mixed, some failing: everything that was answered with nil is there.
func TestManyCallersAtOnce(t *testing.T) {
	db := openTest(t)
	const callers, each = 16, 25
	var wait sync.WaitGroup
	for c := range uint64(callers) {
		wait.Go(func() {
			for n := range uint64(each) {
				err := db.update(t.Context(), class(c%2), func(tx *tx) error {
					if err := things().put(tx, c*each+n, thing{Name: fmt.Sprint(n)}); err != nil {
						return err
					}
					if n%10 == 9 {
						return errRefused
					}
					return nil
				})
				if want := n%10 == 9; errors.Is(err, errRefused) != want || (err != nil && !want) {
					t.Errorf("command %d of caller %d: %v", n, c, err)
				}
			}
		})
	}
	wait.Wait()
	if got, want := len(keysIn(t, db)), callers*(each-2); got != want {
		t.Errorf("%d are stored, want %d", got, want)
	}
	mustBeSound(t, db)
}
