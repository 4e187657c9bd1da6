package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"wakeman/engine"
	"wakeman/store"
)

// daily is a nightly backup whose copies are empty files.
func daily(t *testing.T, keep int) (n *nightly, made *int) {
	made = new(int)
	settings := engine.DefaultBackup()
	settings.Dir, settings.Keep = filepath.Join(t.TempDir(), "backups"), keep
	n = &nightly{settings: func() engine.BackupSettings { return settings }, data: t.TempDir()}
	n.backup = func(_ context.Context, path string, _ []string) (store.BackupReport, error) {
		*made++
		return store.BackupReport{}, os.WriteFile(path, nil, 0o600)
	}
	return n, made
}

func TestTheBoxBacksItselfUpOnceADay(t *testing.T) {
	n, made := daily(t, 14)
	at := func(text string) {
		t.Helper()
		now, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.due(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		now  string
		made int
	}{
		{"2026-03-02T01:00:00Z", 1}, // the first start: there is none at all
		{"2026-03-02T12:00:00Z", 1},
		{"2026-03-03T02:59:00Z", 1},
		{"2026-03-03T03:00:00Z", 2},
		{"2026-03-03T23:59:00Z", 2},
		{"2026-03-06T00:30:00Z", 3}, // off for two days: made up for at once
		{"2026-03-06T03:30:00Z", 3},
	}
	for _, s := range steps {
		if at(s.now); *made != s.made {
			t.Errorf("at %s there are %d backups, want %d", s.now, *made, s.made)
		}
	}
}

func TestOldBackupsGoAndNothingElseDoes(t *testing.T) {
	n, _ := daily(t, 3)
	begin := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	for d := range 6 {
		if _, err := n.due(t.Context(), begin.AddDate(0, 0, d)); err != nil {
			t.Fatal(err)
		}
		if d == 0 {
			for _, name := range []string{"holiday.jpg", "wakeman-2020-01-01-keep.db", "wakeman-2020-01-01"} {
				if err := os.WriteFile(filepath.Join(n.settings().Dir, name), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	entries, _ := os.ReadDir(n.settings().Dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "holiday.jpg wakeman-2020-01-01 wakeman-2020-01-01-keep.db wakeman-2026-03-05.db wakeman-2026-03-06.db wakeman-2026-03-07.db" {
		t.Errorf("left are %s", got)
	}
}

func TestABackupThatFailsTakesNoOldOneAwayAndIsTriedAgain(t *testing.T) {
	n, _ := daily(t, 1)
	begin := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	if _, err := n.due(t.Context(), begin); err != nil {
		t.Fatal(err)
	}
	good := n.backup
	n.backup = func(context.Context, string, []string) (store.BackupReport, error) {
		return store.BackupReport{}, errors.New("no space left on device")
	}
	if _, err := n.due(t.Context(), begin.AddDate(0, 0, 1)); err == nil {
		t.Fatal("the failure was kept to itself")
	}
	if problem := n.Health().Failure; !strings.Contains(problem, "no space") {
		t.Errorf("the health page would say %q", problem)
	}
	if _, err := os.Stat(nightlyName(n.settings(), begin)); err != nil {
		t.Errorf("the old one is gone: %v", err)
	}
	n.backup = good
	if made, err := n.due(t.Context(), begin.AddDate(0, 0, 1).Add(time.Hour)); err != nil || made == "" {
		t.Errorf("an hour later: %q, %v", made, err)
	}
	if b := n.Health(); b.Failure != "" || !strings.Contains(b.Failed, "no space") || !b.Last.Equal(begin.AddDate(0, 0, 1).Add(time.Hour)) {
		t.Errorf("the pages would say %+v", b)
	}
	if again := readBackupBook(n.data); !strings.Contains(again.Failed, "no space") || len(again.Made) != 2 {
		t.Errorf("a restart remembers %+v", again)
	}
}

func TestASealedCopyOpensWithItsKeyAlone(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	key := func(name string) string {
		k, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(in(name), []byte("# a key\n"+k.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return k.Recipient().String()
	}
	recipient := key("right")
	key("wrong")
	text := bytes.Repeat([]byte("telephone numbers "), 10_000)
	if err := os.WriteFile(in("plain"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := seal(in("plain"), in("sealed"), []string{recipient}); err != nil {
		t.Fatal(err)
	}
	if err := seal(in("plain"), in("sealed"), []string{recipient}); err == nil {
		t.Error("a file that was there was written over")
	}
	if raw, _ := os.ReadFile(in("sealed")); bytes.Contains(raw, []byte("telephone")) {
		t.Error("it is not encrypted")
	}
	plain, clean, err := opened(in("sealed"), in("right"), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(plain); !bytes.Equal(got, text) {
		t.Error("what comes out is not what went in")
	}
	if err := clean(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(plain); err == nil {
		t.Error("the open copy is still there")
	}
	for name, identity := range map[string]string{"the wrong key": in("wrong"), "no key": "", "a file that is no key": in("plain")} {
		if _, clean, err := opened(in("sealed"), identity, dir); err == nil {
			t.Errorf("it opens with %s", name)
		} else if err := clean(); err != nil {
			t.Error(err)
		}
	}
	if plain, _, err := opened(in("plain"), "", dir); err != nil || plain != in("plain") {
		t.Errorf("a copy that is not encrypted: %q, %v", plain, err)
	}
	if _, err := recipients([]string{"age1nonsense"}); err == nil || !strings.Contains(err.Error(), "--recipient") {
		t.Errorf("a mistyped key: %v", err)
	}
}
