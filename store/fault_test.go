package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

func TestWhatACommitErrorMeans(t *testing.T) {
	write := func(err error) error { return &fs.PathError{Op: "write", Path: "wakeman.db", Err: err} }
	for name, tc := range map[string]struct {
		err  error
		want verdict
	}{
		"none":                             {nil, committed},
		"write, disk full":                 {write(syscall.ENOSPC), outOfSpace},
		"write, quota":                     {write(syscall.EDQUOT), outOfSpace},
		"write, file size limit":           {write(syscall.EFBIG), outOfSpace},
		"write, wrapped":                   {fmt.Errorf("commit: %w", write(syscall.ENOSPC)), outOfSpace},
		"truncate, disk full":              {fmt.Errorf("file resize error: %s", &fs.PathError{Op: "truncate", Path: "wakeman.db", Err: syscall.ENOSPC}), outOfSpace},
		"size limit":                       {berrors.ErrMaxSizeReached, overLimit},
		"write, input/output error":        {write(syscall.EIO), unknown},
		"write, read-only file system":     {write(syscall.EROFS), unknown},
		"sync, input/output error":         {syscall.EIO, unknown},
		"sync, disk full":                  {syscall.ENOSPC, unknown},
		"sync after growing, disk full":    {fmt.Errorf("file sync error: %s", syscall.ENOSPC), unknown},
		"truncate, read-only file system":  {fmt.Errorf("file resize error: %s", syscall.EROFS), unknown},
		"mapping failed":                   {fmt.Errorf("mmap allocate error: %s", syscall.ENOMEM), unknown},
		"a panic in bbolt":                 {&PanicError{Value: "assertion failed"}, unknown},
		"a write that was not to the disk": {&fs.PathError{Op: "read", Path: "x", Err: syscall.ENOSPC}, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			if got := judge(tc.err); got != tc.want {
				t.Errorf("verdict %d, want %d", got, tc.want)
			}
		})
	}
}

// failCommits makes every commit fail in the given way; the committer must be idle.
func failCommits(db *DB, how func(*bbolt.Tx) error) { db.testOnlyCommit = how }

func TestAFailedSyncStopsTheStoreAtOnce(t *testing.T) {
	sync := func(*bbolt.Tx) error { return syscall.EIO }
	noSpace := &fs.PathError{Op: "write", Path: "wakeman.db", Err: syscall.ENOSPC}
	for name, how := range map[string]func(*bbolt.Tx) error{
		"sync fails before it is visible": sync,
		"sync fails, but it is visible":   func(bt *bbolt.Tx) error { return errors.Join(bt.Commit(), syscall.EIO) },
		"no space, but it is visible":     func(bt *bbolt.Tx) error { return errors.Join(bt.Commit(), noSpace) },
		"a panic inside the commit":       func(*bbolt.Tx) error { panic("page 7: invalid") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := openTest(t)
				mustPut(t, db, 1, thing{})
				failCommits(db, how)
				q := holdUp(t, db)
				errs := []*error{q.put(2), q.add(t.Context(), urgent, func(tx *tx) error { return things().put(tx, 3, thing{}) })}
				q.run()
				for _, err := range errs {
					if !errors.Is(*err, ErrFailed) {
						t.Errorf("a caller of the failed commit got %v", *err)
					}
				}
				mustHaveFailed(t, db)
			})
		})
	}
}

// mustHaveFailed also sees that a store that has failed can be read and closed.
func mustHaveFailed(t *testing.T, db *DB) {
	t.Helper()
	select {
	case <-db.Failed():
	default:
		t.Error("Failed is not closed")
	}
	if err := db.FailedReason(); !errors.Is(err, ErrFailed) {
		t.Errorf("the reason is %v", err)
	}
	failCommits(db, nil)
	for _, class := range []class{intake, urgent} {
		if err := put(t.Context(), db, class, 4, thing{}); !errors.Is(err, ErrFailed) {
			t.Errorf("it still accepts: %v", err)
		}
	}
	if keys := keysIn(t, db); len(keys) == 0 || keys[0] != 1 {
		t.Errorf("reads find %v", keys)
	}
	if h := db.Health(); !errors.Is(h.Failed, ErrFailed) {
		t.Errorf("health says %v", h.Failed)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// smallDisk is a file system of 4 MiB where that can be mounted, and else a directory: there the limit of the file takes
// its place in the test.
func smallDisk(t *testing.T) (dir string, limit func(*Options)) {
	t.Helper()
	dir = t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m")
	if err != nil {
		t.Logf("no small disk (%v): the limit of the file is tested in its place", err)
		return dir, limited
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	other := bytes.Repeat([]byte("x"), 1536<<10)
	if err := os.WriteFile(filepath.Join(dir, "other"), other, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, func(o *Options) { o.Ballast = 512 << 10 }
}

// limited is a store of 4 MiB, one of them for urgent commands.
func limited(o *Options) { o.MaxSize, o.Reserve = 4<<20, 1<<20 }

func TestAFullDiskStopsEventsButNotAcknowledgements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, limit := smallDisk(t)
		fullStore(t, dir, limit)
	})
}

func TestAFullFileStopsEventsButNotAcknowledgements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { fullStore(t, t.TempDir(), limited) })
}

func fullStore(t *testing.T, dir string, limit func(*Options)) {
	db := openIn(t, dir, limit)
	stored := fillUp(t, db)
	if h := db.Health(); !h.Full || h.FullReason == "" || h.FullSince.IsZero() || h.Failed != nil {
		t.Fatalf("health after the refusal: %+v", h)
	}
	acknowledgeAll(t, db, stored)
	for range 3 {
		time.Sleep(2 * roomInterval)
		if err := putBody(t, db, 1); !errors.Is(err, ErrFull) {
			t.Fatalf("there is no more room than before, but: %v", err)
		}
	}

	makeRoom(t, db, stored)
	for range 3 { // urgent commands more often than it looks for room must not keep it from looking
		time.Sleep(roomInterval * 3 / 4)
		acknowledgeAll(t, db, 1)
	}
	if err := putBody(t, db, 1); err != nil {
		t.Fatalf("there is room again, but: %v", err)
	}
	if h := db.Health(); h.Full || !h.Ballast {
		t.Errorf("health with room again: %+v", h)
	}
	report := closeAndCheck(t, db)
	if report.Tables["things"] != stored {
		t.Errorf("%d of %d acknowledged things are there", report.Tables["things"], stored)
	}
}

const bodySize = 20 << 10

func putBody(t *testing.T, db *DB, k uint64) error {
	return db.update(t.Context(), intake, func(tx *tx) error {
		if err := things().put(tx, k, thing{Open: true}); err != nil {
			return err
		}
		return bodies().put(tx, k, bytes.Repeat([]byte("x"), bodySize))
	})
}

// fillUp stores until the store says no.
func fillUp(t *testing.T, db *DB) (stored int) {
	t.Helper()
	for {
		err := putBody(t, db, uint64(stored+1))
		if errors.Is(err, ErrFull) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		stored++
	}
	if stored < 20 {
		t.Fatalf("already full after %d", stored)
	}
	return stored
}

func acknowledgeAll(t *testing.T, db *DB, stored int) {
	t.Helper()
	long := strings.Repeat("acknowledged "+time.Now().String(), 30) // needs new pages: the reserve or the ballast, not what is free anyway
	for k := range stored {
		if err := put(t.Context(), db, urgent, uint64(k+1), thing{Name: long}); err != nil {
			t.Fatalf("acknowledgement %d of %d: %v", k+1, stored, err)
		}
	}
}

func makeRoom(t *testing.T, db *DB, stored int) {
	t.Helper()
	for k := range stored {
		err := db.update(t.Context(), urgent, func(tx *tx) error {
			_, err := bodies().delete(tx, uint64(k+1))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if db.options.MaxSize == 0 { // the file keeps its size: the admin finds something else to delete
		if err := os.Remove(filepath.Join(db.options.Dir, "other")); err != nil {
			t.Fatal(err)
		}
	}
}

func closeAndCheck(t *testing.T, db *DB) Report {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := check(t.Context(), db.path, testCatalog())
	if err == nil {
		err = report.Err()
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A disk that is already full must not keep the store from starting: acknowledgements and the UI are wanted most then.
func TestAFullStoreOpensAndStaysFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		db := openIn(t, dir, limited)
		stored := fillUp(t, db)
		mustClose(t, db)
		db = openIn(t, dir, limited, func(o *Options) { o.Ballast = 1 << 50 }) // no disk has room for this
		if h := db.Health(); !h.Full || h.Ballast {
			t.Errorf("health after opening: full %v, ballast %v", h.Full, h.Ballast)
		}
		if err := putBody(t, db, 1); !errors.Is(err, ErrFull) {
			t.Errorf("an event got %v", err)
		}
		acknowledgeAll(t, db, stored)
	})
}

// What a disk that loses pages does to a store that is open: each caller gets an error, the process lives on.
func TestAFileCutShortUnderARunningStoreEndsNoProcess(t *testing.T) {
	db := openTest(t)
	fillThings(t, db, 2000)
	if err := os.Truncate(db.path, 3*4096); err != nil {
		t.Fatal(err)
	}
	err := db.view(func(tx *tx) error { _, err := things().count(tx, all()); return err })
	var panicked *PanicError
	if !errors.As(err, &panicked) {
		t.Errorf("a read got %v", err)
	}
	for k := range uint64(20) {
		if err := put(t.Context(), db, urgent, k*100, thing{}); err == nil {
			t.Errorf("put %d was accepted", k)
		}
	}
}

func TestSlowReadsAreLoggedWithTheirCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		db := openTest(t, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&text, nil)) })
		for _, took := range []time.Duration{slowRead, slowRead + time.Millisecond} {
			if err := db.view(func(*tx) error { time.Sleep(took); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		want := `msg="store: slow read" took=101ms caller=wakeman/store.TestSlowReadsAreLoggedWithTheirCaller`
		if got := text.String(); strings.Count(got, "slow read") != 1 || !strings.Contains(got, want) {
			t.Errorf("the log has %q", got)
		}
	})
}

func TestHealthCountsWhatWasCommitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTest(t)
		if h := db.Health(); !h.LastCommit.IsZero() || h.Commits != 0 {
			t.Errorf("before the first commit: %+v", h)
		}
		time.Sleep(time.Hour)
		mustPut(t, db, 1, thing{})
		h := db.Health()
		if !h.LastCommit.Equal(time.Now()) || h.Commits != 1 || h.Commands != 1 || h.FileSize == 0 || h.DiskFree <= 0 || !h.Ballast || h.Full {
			t.Errorf("after the first commit: %+v", h)
		}
	})
}
