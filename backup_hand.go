package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"wakeman/engine"
	"wakeman/web/upkeep"
)

// byHand is a copy that somebody waits for.
type byHand struct {
	at   time.Time
	done chan struct{} // closed when it is through
}

// How long somebody at a screen waits: for a copy, and for a disk that may be a
// share of a server that is gone.
const (
	handPatience = 10 * time.Second
	diskPatience = 5 * time.Second
)

// run makes the copies that people ask for, away from their requests: who hangs
// up does not end one.
func (n *nightly) run(ctx context.Context) {
	n.judgeDisk(ctx, n.settings().Dir)
	for {
		select {
		case <-ctx.Done():
			return
		case ask := <-n.asked:
			s := n.settings()
			path := backupFile(s, ask.at, byHandLayout)
			n.went(ctx, path, n.make(ctx, s, path, ask.at))
			n.end()
			close(ask.done)
		}
	}
}

// BackUp makes a copy now.
func (n *nightly) BackUp(ctx context.Context, actor engine.Actor) (upkeep.Backups, error) {
	s, now := n.settings(), time.Now()
	if s.Dir == "" {
		return upkeep.Backups{}, engine.Fail(engine.Conflict, "no directory is set that a backup could be put into")
	}
	if !n.begin(now) {
		return upkeep.Backups{}, engine.Fail(engine.Conflict, "a backup is being made already: it takes a while")
	}
	row := engine.AuditRow{At: now.UTC().Round(0), Actor: actor, Action: "backup.make", Object: backupFile(s, now, byHandLayout), Detail: sealedWords(s)}
	if err := n.audit(ctx, row); err != nil {
		n.end()
		return upkeep.Backups{}, err
	}
	ask := byHand{now, make(chan struct{})}
	n.asked <- ask // has room: begin lets one through
	select {
	case <-ask.done:
	case <-ctx.Done():
	case <-time.After(handPatience):
	}
	return n.Backups(ctx), nil
}

func sealedWords(s engine.BackupSettings) string {
	switch len(s.Recipients) {
	case 0:
		return "not encrypted"
	case 1:
		return "encrypted for 1 key"
	}
	return fmt.Sprintf("encrypted for %d keys", len(s.Recipients))
}

// Health is how it goes, from memory.
func (n *nightly) Health() upkeep.Backups {
	s := n.settings()
	n.mu.Lock()
	defer n.mu.Unlock()
	b := upkeep.Backups{
		Settings: s, Fixed: n.fixed, Last: n.book.last(s.Dir), Failure: n.book.Failure, Failed: n.book.Failed, FailedAt: n.book.FailedAt, Began: n.began,
		SameDisk: n.sameDisk && n.judged == s.Dir,
	}
	if n.seen.After(b.Last) {
		b.Last = n.seen
	}
	return b
}

// Backups is how it goes, with what lies in the directory.
func (n *nightly) Backups(ctx context.Context) upkeep.Backups {
	n.judgeDisk(ctx, n.settings().Dir)
	b := n.Health()
	if !b.On() {
		return b
	}
	list, err := patiently(ctx, func() ([]upkeep.Copy, error) { return n.copies(b.Settings.Dir) })
	switch {
	case errors.Is(err, fs.ErrNotExist): // it is made with the first copy
	case err != nil:
		b.Unlisted = diskWords(err)
	default:
		b.Copies = list
	}
	return b
}

func (n *nightly) copies(dir string) (list []upkeep.Copy, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	book := n.book
	n.mu.Unlock()
	for _, e := range entries {
		hand, ours := ownBackup(e.Name())
		info, err := e.Info()
		if !ours || err != nil || !info.Mode().IsRegular() {
			continue // a file that has just gone is not there
		}
		c := upkeep.Copy{File: e.Name(), Size: info.Size(), At: info.ModTime().UTC(), Sealed: strings.HasSuffix(e.Name(), ".age"), ByHand: hand}
		if booked, there := book.find(filepath.Join(dir, e.Name())); there && booked.Bytes == c.Size {
			c.Verified, c.At = true, booked.At
		}
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b upkeep.Copy) int { return b.At.Compare(a.At) })
	return list, nil
}

// patiently does something with a disk, and waits no longer than somebody at a
// screen does. What hangs is left behind, and ends when the disk answers.
func patiently[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := do()
		done <- outcome{v, err}
	}()
	ctx, cancel := context.WithTimeout(ctx, diskPatience)
	defer cancel()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return *new(T), fmt.Errorf("the disk did not answer within %d seconds: is it there?", int(diskPatience/time.Second))
	}
}

// TryDirectory writes a file into a directory, the way a copy is written.
func (n *nightly) TryDirectory(ctx context.Context, dir string) error {
	if !filepath.IsAbs(dir) {
		return nil // none, or one that the settings refuse
	}
	_, err := patiently(ctx, func() (struct{}, error) { return struct{}{}, n.try(filepath.Clean(dir)) })
	if err == nil {
		return nil
	}
	return &engine.Failure{Code: engine.Invalid, Field: "dir", Message: diskWords(err)}
}

func (n *nightly) try(dir string) error {
	above, err := filepath.EvalSymlinks(filepath.Dir(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("the directory above it is not there: a disk that is not connected, or a mistyped name?")
	}
	if err != nil {
		return err
	}
	real := filepath.Join(above, filepath.Base(dir))
	if err := n.ownPlace(real); err != nil {
		return err
	}
	switch info, err := os.Stat(real); {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.Mkdir(real, 0o700); err != nil {
			return err
		}
	case err != nil:
		return err
	case !info.IsDir():
		return errors.New("there is a file of that name, and no directory")
	}
	if real, err = filepath.EvalSymlinks(real); err != nil {
		return err
	}
	if err := n.ownPlace(real); err != nil {
		return err
	}
	file := filepath.Join(real, ".wakeman-"+engine.NewKey())
	err = writeWhole(file, func(w io.Writer) error { _, err := io.WriteString(w, "Wakeman can write here.\n"); return err })
	return errors.Join(err, ignoreMissing(os.Remove(file)))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ownPlace refuses the directories that the box keeps its own files in. One below
// the data directory is fine: with the systemd unit as it comes, there is no
// other that may be written to.
func (n *nightly) ownPlace(dir string) error {
	data, err := filepath.EvalSymlinks(n.data)
	if err != nil {
		return err
	}
	switch {
	case dir == data:
		return errors.New("that is where Wakeman keeps the store itself: name a directory below it, or better one on another disk")
	case inside(dir, filepath.Join(data, "snapshots")), inside(dir, filepath.Join(data, "tls")):
		return errors.New("files of Wakeman's own lie there: name another directory")
	}
	for _, apart := range n.apart {
		if there, err := filepath.EvalSymlinks(apart); err == nil && dir == there {
			return errors.New("the key of the secrets lies there: backups and the key belong apart")
		}
	}
	return nil
}

func inside(dir, place string) bool {
	return dir == place || strings.HasPrefix(dir, place+string(filepath.Separator))
}

// diskWords says what a disk answered, and what can be done.
func diskWords(err error) string {
	switch {
	case errors.Is(err, syscall.EROFS):
		return "Wakeman may only read there. With the systemd unit as it comes, it may write below /var/lib/wakeman alone: name a directory there, or add ReadWritePaths= to the unit"
	case errors.Is(err, fs.ErrPermission):
		return "Wakeman may not write there: let it (chown), or name another directory"
	case errors.Is(err, syscall.ENOSPC):
		return "there is no room left on that disk"
	}
	return err.Error()
}

// backupFixed are the settings of backups that the process was started with.
func (o options) backupFixed() upkeep.Fixed {
	f := upkeep.Fixed{}
	if o.backupDir != "" {
		f["dir"] = "--backup-dir " + o.backupDir
	}
	if o.backupKeep != 0 {
		f["keep"] = fmt.Sprintf("--backup-keep %d", o.backupKeep)
	}
	if len(o.backupFor) > 0 {
		f["recipients"] = "--backup-recipient " + strings.Join(o.backupFor, " --backup-recipient ")
	}
	return f
}
