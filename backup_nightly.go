package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/upkeep"
)

// nightly are the backups that the box makes by itself, mostly once a day. It is
// asked each hour, so that a day on which the box was off at the usual time is
// made up for. What it is to do is read anew each time.
type nightly struct {
	settings func() engine.BackupSettings // in force
	fixed    upkeep.Fixed
	backup   func(ctx context.Context, path string, recipients []string) (store.BackupReport, error)
	audit    func(ctx context.Context, row engine.AuditRow) error
	data     string   // the data directory
	apart    []string // directories, beside those of the box itself, where no backup may lie
	went     func(ctx context.Context, made string, err error)
	asked    chan byHand // one slot, which begin keeps to one

	mu    sync.Mutex
	book  backupBook
	seen  time.Time // of the copy that was wanted and was there
	began time.Time // zero: none is being made

	judged   string // the directory that sameDisk is about
	sameDisk bool
}

const nightlyPrefix = "wakeman-"

// name is the file of the copy of a stretch of time that begins then.
func nightlyName(s engine.BackupSettings, begin time.Time) string {
	layout := time.DateOnly
	if s.Every < 24*time.Hour {
		layout = "2006-01-02T15"
	}
	return backupFile(s, begin, layout)
}

// byHandLayout is of copies that somebody asked for.
const byHandLayout = "2006-01-02T150405"

func backupFile(s engine.BackupSettings, at time.Time, layout string) string {
	name := nightlyPrefix + at.UTC().Format(layout) + ".db"
	if len(s.Recipients) > 0 {
		name += ".age"
	}
	return filepath.Join(s.Dir, name)
}

// stretch is the time that a copy is for: of a day, of a week from Monday on, or
// of the hours between. It counts from when time begins, which was a Monday.
func stretch(s engine.BackupSettings, now time.Time) (begin time.Time) {
	return now.UTC().Truncate(s.Every)
}

// wanted is the copy that should be there by now, "" for none: of this stretch
// once its hour has come, or at once if there is none of the one before.
func wanted(s engine.BackupSettings, now time.Time) (path string) {
	begin := stretch(s, now)
	path = nightlyName(s, begin)
	if s.Every >= 24*time.Hour && now.Before(begin.Add(time.Duration(s.Hour)*time.Hour)) {
		if _, err := os.Stat(nightlyName(s, begin.Add(-s.Every))); err == nil {
			return ""
		}
	}
	return path
}

// due makes the backup that is wanted if there is none.
func (n *nightly) due(ctx context.Context, now time.Time) (made string, err error) {
	s := n.settings()
	if s.Dir == "" {
		return "", nil
	}
	n.judgeDisk(ctx, s.Dir)
	path := wanted(s, now)
	if path == "" {
		return "", nil
	}
	if info, err := os.Stat(path); err == nil {
		n.mu.Lock()
		n.seen, n.book.Failure = info.ModTime(), "" // what is wanted is there
		n.mu.Unlock()
		return "", nil
	}
	if !n.begin(now) {
		return "", nil // somebody makes one: it is asked again in an hour
	}
	defer n.end()
	return path, n.make(ctx, s, path, now)
}

// begin reserves the making of copies; false: one is being made.
func (n *nightly) begin(now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.began.IsZero() {
		return false
	}
	n.began = now
	return true
}

func (n *nightly) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.began = time.Time{}
}

// make makes one copy, and removes those beyond what is kept: only after it has
// succeeded.
func (n *nightly) make(ctx context.Context, s engine.BackupSettings, path string, now time.Time) error {
	err := os.MkdirAll(s.Dir, 0o700)
	if err == nil {
		_, err = n.backup(ctx, path, s.Recipients)
	}
	n.mu.Lock()
	book := n.book.after(path, now, err)
	n.book = book
	if err == nil {
		n.seen = now
	}
	n.mu.Unlock()
	kept := book.write(n.data) // of no use to whom a copy is missing: told after it
	if err == nil {
		err = errors.Join(prune(s), kept)
	}
	return err
}

// prune removes the oldest beyond what is kept. Copies by hand are counted apart:
// pressing the button often must not cost the copies of last week.
func prune(s engine.BackupSettings) error {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return err
	}
	slices.Reverse(entries) // sorted by name, which is by day
	kept := map[bool]int{}
	for _, e := range entries {
		byHand, ours := ownBackup(e.Name())
		if !ours {
			continue
		}
		if kept[byHand]++; kept[byHand] > s.Keep {
			if err := os.Remove(filepath.Join(s.Dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownBackup tells whether a name is one that is given here, and whether to a copy
// by hand: what people keep beside those is theirs, however alike.
func ownBackup(file string) (byHand, ours bool) {
	at, ok := strings.CutSuffix(strings.TrimSuffix(file, ".age"), ".db")
	if !ok {
		return false, false
	}
	if at, ok = strings.CutPrefix(at, nightlyPrefix); !ok {
		return false, false
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15", byHandLayout} {
		if _, err := time.Parse(layout, at); err == nil {
			return layout == byHandLayout, true
		}
	}
	return false, false
}

// backupSettings are those in force: what the process was started with, else
// what is stored.
func (a *appliance) backupSettings() engine.BackupSettings {
	s := a.db.Config().Settings.Backups()
	if a.backupDir != "" {
		s.Dir = a.backupDir
	}
	if a.backupKeep != 0 {
		s.Keep = a.backupKeep
	}
	if len(a.backupFor) > 0 {
		s.Recipients = a.backupFor
	}
	return s
}

func (a *appliance) openNightly() error {
	if _, err := recipients(a.backupFor); err != nil {
		return err
	}
	a.nightly = &nightly{
		settings: a.backupSettings, fixed: a.backupFixed(), backup: commands{db: a.db}.backupTo, audit: a.note, data: a.data,
		went: a.backupWent, asked: make(chan byHand, 1),
	}
	if a.secretsKey != "" {
		a.nightly.apart = []string{filepath.Dir(a.secretsKey)}
	}
	a.nightly.book = readBackupBook(a.data)
	return nil
}

// note writes a line of the audit log that belongs to no change of a record.
func (a *appliance) note(ctx context.Context, row engine.AuditRow) error {
	return a.db.ChangeBlocks(ctx, nil, nil, &row)
}

// makeBackup is the hourly job.
func (a *appliance) makeBackup(ctx context.Context) {
	made, err := a.nightly.due(ctx, time.Now())
	a.backupWent(ctx, made, err)
}

// backupWent tells of a try: made is "" if there was none.
func (a *appliance) backupWent(ctx context.Context, made string, err error) {
	switch {
	case err != nil:
		a.log.Error("the backup failed", "err", err)
		a.alarm(ctx, engine.Alarm{
			Key: backupAlarm, Title: "The backup failed", Urgency: people.Low,
			Details: err.Error() + "\nIt is tried again each hour.",
		})
	case made != "":
		a.log.Info("backup", "file", made)
		a.endAlarm(ctx, backupAlarm, "a backup was made")
	}
}
