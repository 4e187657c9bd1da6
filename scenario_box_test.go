package main

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/notify/notifytest/carrier"
	"wakeman/store"
)

// box is the whole appliance in a bubble of fake time: its real store, every
// listener and loop, and carriers that are protocol servers in memory. Its
// methods are the words of the scenarios.
//
//	scenario(t, func(b *box) {
//		b.given(twoTechnicians())
//		b.trigger("tower-north", "Tower North: no power")
//		b.told("at once", "Ann push")
//		b.after(time.Minute)
//		…
type box struct {
	*testing.T
	dir        string
	maxSize    int64 // of the store; 0: no limit
	publicURL  string
	secretsKey string // the key file; "": secrets are stored as they are
	web, smtp  *carrier.PipeListener
	carriers   *world
	a          *appliance
	stop       context.CancelFunc
	ended      chan error
}

// scenario plays in a bubble that begins on Monday 2026-03-02 at 08:00 UTC, with
// a box that runs and has no configuration.
func scenario(t *testing.T, play func(b *box)) {
	t.Helper()
	prepared(t, func(*box) {}, play)
}

// prepared is a scenario whose box is changed before its first start.
func prepared(t *testing.T, before, play func(b *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &box{T: t, dir: t.TempDir(), publicURL: "http://pager.example.net"}
		before(b)
		b.until("2026-03-02T08:00:00Z")
		b.carriers = newWorld()
		defer b.carriers.close()
		b.start()
		defer func() { b.shutdown() }()
		play(b)
	})
}

// start starts the box on its directory.
func (b *box) start() {
	b.Helper()
	b.runs(b.builds())
}

// builds is what a start does before anything is served.
func (b *box) builds() context.Context {
	b.Helper()
	b.web, b.smtp = carrier.Pipe(), carrier.Pipe()
	var ctx context.Context
	ctx, b.stop = context.WithCancel(context.Background())
	log := slog.New(slog.NewTextHandler(b.Output(), nil))
	a, err := start(ctx, options{
		data: b.dir, secretsKey: b.secretsKey, http: b.web, smtp: b.smtp, publicURL: b.publicURL, mailAnswers: true, maxSize: b.maxSize,
		log: log, inProcess: true, dial: b.carriers.line().dial,
		// A crash here is a copy of the files, in which what was written is seen
		// with or without a sync. Power cuts are for the harness with real disks.
		noSync: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.a, b.ended = a, make(chan error, 1)
	return ctx
}

func (b *box) runs(ctx context.Context) {
	go func() { b.ended <- b.a.run(ctx) }()
	synctest.Wait()
}

// shutdown stops the box in order. It may be stopped already.
func (b *box) shutdown() {
	b.Helper()
	if b.a == nil {
		return
	}
	b.stop()
	if err := <-b.ended; err != nil {
		b.Errorf("the box did not stop cleanly: %v", err)
	}
	b.a = nil
}

// crash ends the box as a power cut does: what is not on the disk by now is
// gone, and nothing it still does reaches anybody. The next start finds the
// directory as it was at this moment.
func (b *box) crash() {
	b.Helper()
	synctest.Wait()
	left := filepath.Join(b.TempDir(), "data")
	if err := copyDir(b.dir, left); err != nil {
		b.Fatal(err)
	}
	b.carriers.cut()
	b.shutdown()
	b.dir = left
}

// copyDir copies files, which nobody writes meanwhile.
func copyDir(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), text, 0o600)
	})
}

// given applies a configuration file, as `wakeman apply` does.
func (b *box) given(file string) {
	b.Helper()
	if _, err := b.a.front.commands.apply(b.Context(), applyIn{File: "given.yaml", Source: file, Actor: engine.System()}); err != nil {
		b.Fatal(err)
	}
	synctest.Wait()
}

// after lets time pass until everything is quiet.
func (b *box) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// until lets time pass until an instant (RFC 3339).
func (b *box) until(instant string) {
	b.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil || at.Before(time.Now()) {
		b.Fatalf("%s is not ahead of %s: %v", instant, time.Now().UTC(), err)
	}
	b.after(time.Until(at))
}

// incident reads an incident from the store.
func (b *box) incident(number uint64) engine.Incident {
	b.Helper()
	in, ok, err := b.a.db.Incident(number)
	if err != nil || !ok {
		b.Fatalf("incident %d: found %v, %v", number, ok, err)
	}
	return in
}

// wantStatus looks at an incident's state, and shows its timeline if it is
// another.
func (b *box) wantStatus(number uint64, want engine.Status) {
	b.Helper()
	if got := b.incident(number).Status; got != want {
		b.Errorf("incident %d is %s, want %s\n%s", number, got, want, b.timeline(number))
	}
}

// timeline tells what happened to an incident, one line each, oldest first.
func (b *box) timeline(number uint64) string {
	b.Helper()
	entries, err := b.a.db.Timeline(number, 200)
	if err != nil {
		b.Fatal(err)
	}
	var text strings.Builder
	slices.SortStableFunc(entries, func(x, y engine.Entry) int { return x.At.Compare(y.At) })
	for _, e := range entries {
		text.WriteString(e.At.Format(time.DateTime) + " " + string(e.Type) + ": " + e.Text + "\n")
	}
	return text.String()
}

// wantSaid looks for words in an incident's timeline.
func (b *box) wantSaid(number uint64, words ...string) {
	b.Helper()
	text := b.timeline(number)
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.Errorf("the timeline of incident %d does not say %q:\n%s", number, w, text)
		}
	}
}

// restoreElsewhere makes a backup of the box that runs, stops it, and starts
// another one from the backup.
func (b *box) restoreElsewhere() {
	b.Helper()
	file := filepath.Join(b.TempDir(), "wakeman.backup")
	if _, err := b.a.front.commands.backup(b.Context(), backupIn{Path: file}); err != nil {
		b.Fatal(err)
	}
	b.shutdown()
	b.dir = filepath.Join(b.TempDir(), "data")
	if _, err := store.Restore(b.Context(), file, b.dir, false); err != nil {
		b.Fatal(err)
	}
	b.start()
}
