package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

func TestHowOftenABackupIsMadeFollowsTheSettings(t *testing.T) {
	for every, steps := range map[time.Duration]map[string]int{ // when, and how many there are then, in order of time
		6 * time.Hour:      {"2026-03-02T01:00:00Z": 1, "2026-03-02T05:59:00Z": 1, "2026-03-02T06:00:00Z": 2, "2026-03-02T23:00:00Z": 3},
		7 * 24 * time.Hour: {"2026-03-02T04:00:00Z": 1, "2026-03-08T23:00:00Z": 1, "2026-03-09T02:00:00Z": 1, "2026-03-09T03:00:00Z": 2},
	} {
		n, made := daily(t, 14)
		settings := n.settings()
		settings.Every = every
		n.settings = func() engine.BackupSettings { return settings }
		for _, at := range slices.Sorted(maps.Keys(steps)) {
			now, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := n.due(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			if *made != steps[at] {
				t.Errorf("every %s, at %s: there are %d, want %d", every, at, *made, steps[at])
			}
		}
	}
}

// asked is a nightly backup that people can ask for one, with what it wrote into
// the audit log.
func asked(t *testing.T) (n *nightly, rows *[]engine.AuditRow) {
	t.Helper()
	n, _ = daily(t, 2)
	rows = new([]engine.AuditRow)
	n.asked = make(chan byHand, 1)
	n.went = func(context.Context, string, error) {}
	n.audit = func(_ context.Context, row engine.AuditRow) error { *rows = append(*rows, row); return nil }
	return n, rows
}

func TestCopiesOnTheDiskOfTheStoreAreNoticed(t *testing.T) {
	n, _ := daily(t, 2)
	n.data = t.TempDir()
	dir := ""
	n.settings = func() engine.BackupSettings { return engine.BackupSettings{Dir: dir, Every: 24 * time.Hour} }
	for path, want := range map[string]bool{
		t.TempDir():                             true,
		filepath.Join(n.data, "not", "yet"):     true,
		"/proc":                                 false, // a file system of its own on every Linux
		"/proc/1/there is nothing of this name": false,
		"":                                      false,
	} {
		dir = path
		if n.judgeDisk(t.Context(), dir); n.Health().SameDisk != want {
			t.Errorf("%q: %v", path, !want)
		}
	}
	dir = n.data
	n.judgeDisk(t.Context(), dir)
	if dir = "/proc"; n.Health().SameDisk {
		t.Error("what was found of one directory is said of another")
	}
}

func TestABackupByHandIsListedAuditedAndCostsNoDailyOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, rows := asked(t)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { n.run(ctx); close(ended) }()
		time.Sleep(5 * time.Hour) // past the hour at which one is due
		for range 2 {
			if _, err := n.due(ctx, time.Now()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(24 * time.Hour)
		}
		for range 3 {
			b, err := n.BackUp(ctx, engine.Actor{Name: "Ann"})
			if err != nil || !b.Began.IsZero() || b.Failure != "" || !b.Copies[0].ByHand || !b.Copies[0].Verified {
				t.Fatalf("%+v, %v", b, err)
			}
			time.Sleep(time.Minute)
		}
		b := n.Backups(ctx)
		hand := 0
		for _, c := range b.Copies {
			if c.ByHand {
				hand++
			}
		}
		if hand != 2 || len(b.Copies) != 4 {
			t.Errorf("left are %+v", b.Copies)
		}
		if len(*rows) != 3 || (*rows)[0].Action != "backup.make" || (*rows)[0].Actor.Name != "Ann" || (*rows)[0].Detail != "not encrypted" {
			t.Errorf("audited is %+v", *rows)
		}
		stop()
		<-ended
	})
}

func TestABackupThatTakesLongDoesNotHoldItsPageUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := asked(t)
		quick := n.backup
		n.backup = func(ctx context.Context, path string, keys []string) (store.BackupReport, error) {
			time.Sleep(time.Minute)
			return quick(ctx, path, keys)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { n.run(ctx); close(ended) }()
		began := time.Now()
		b, err := n.BackUp(ctx, engine.Actor{Name: "Ann"})
		if err != nil || b.Began.IsZero() || time.Since(began) != handPatience {
			t.Errorf("after %s: %+v, %v", time.Since(began), b, err)
		}
		if _, err := n.BackUp(ctx, engine.Actor{Name: "Ben"}); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("a second one beside it: %v", err)
		}
		if made, err := n.due(ctx, time.Now()); made != "" || err != nil {
			t.Errorf("the daily one beside it: %q, %v", made, err)
		}
		time.Sleep(time.Minute)
		if b := n.Backups(ctx); !b.Began.IsZero() || len(b.Copies) != 1 {
			t.Errorf("a minute later: %+v", b)
		}
		stop()
		<-ended
	})
}

func TestAFileThatIsNotAsThisBoxMadeItIsNotCalledVerified(t *testing.T) {
	n, _ := daily(t, 14)
	begin := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	path, err := n.due(t.Context(), begin)
	if err != nil {
		t.Fatal(err)
	}
	verified := func() (list []bool) {
		for _, c := range n.Backups(t.Context()).Copies {
			list = append(list, c.Verified)
		}
		return list
	}
	if got := verified(); len(got) != 1 || !got[0] {
		t.Fatalf("as it was made: %v", got)
	}
	if err := os.WriteFile(path, []byte("cut short, or another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "wakeman-2026-03-01.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := verified(); len(got) != 2 || got[0] || got[1] {
		t.Errorf("changed, and put there by somebody: %v", got)
	}
}

func TestADirectoryIsTriedBeforeBackupsGoThere(t *testing.T) {
	n, _ := daily(t, 14)
	n.apart = []string{t.TempDir()}
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	for _, name := range []string{"snapshots", "tls"} {
		if err := os.Mkdir(filepath.Join(n.data, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.WriteFile(in("file"), nil, 0o600), os.Symlink(n.data, in("link")), os.Mkdir(in("there"), 0o700)); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		in("new"): "", in("there"): "", filepath.Join(n.data, "backups"): "", "": "",
		in("a/b"):                            "the directory above it is not there",
		in("file"):                           "there is a file of that name",
		n.data:                               "where Wakeman keeps the store itself",
		in("link"):                           "where Wakeman keeps the store itself",
		filepath.Join(n.data, "tls"):         "files of Wakeman's own lie there",
		filepath.Join(n.data, "snapshots/x"): "files of Wakeman's own lie there",
		in("link/tls"):                       "files of Wakeman's own lie there",
		n.apart[0]:                           "the key of the secrets lies there",
		"/proc/wakeman":                      "anything", // not even root makes one there
	} {
		err := n.TryDirectory(t.Context(), dir)
		switch {
		case want == "anything":
			if engine.CodeOf(err) != engine.Invalid {
				t.Errorf("%s: %v", dir, err)
			}
		case want == "" && err != nil:
			t.Errorf("%s: %v", dir, err)
		case want != "" && (engine.CodeOf(err) != engine.Invalid || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", dir, err, want)
		}
	}
	if left, _ := os.ReadDir(in("there")); len(left) != 0 {
		t.Errorf("trying left %v behind", left)
	}
}

func TestWhatADiskAnswersIsSaidWithWhatCanBeDone(t *testing.T) {
	for err, want := range map[error]string{
		&fs.PathError{Op: "open", Path: "/srv/x", Err: syscall.EROFS}:  "add ReadWritePaths= to the unit",
		&fs.PathError{Op: "open", Path: "/srv/x", Err: syscall.EACCES}: "let it (chown)",
		&fs.PathError{Op: "open", Path: "/srv/x", Err: syscall.ENOSPC}: "no room left",
	} {
		if got := diskWords(err); !strings.Contains(got, want) {
			t.Errorf("%v: %q", err, got)
		}
	}
}

// A share of a server that is gone must not hold a page up.
func TestADiskThatDoesNotAnswerIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		began := time.Now()
		_, err := patiently(t.Context(), func() (int, error) { <-answer; return 0, nil })
		if err == nil || time.Since(began) != diskPatience {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		close(answer)
	})
}
