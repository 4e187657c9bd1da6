package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// nightly is the backup that the box makes by itself, once a day. It is asked
// each hour, so that a day on which the box was off at the usual time is made up
// for.
type nightly struct {
	dir        string
	keep       int
	recipients []string
	backup     func(ctx context.Context, path string, recipients []string) (store.BackupReport, error)

	mu      sync.Mutex
	last    time.Time // of the newest
	problem error     // of the last try; nil: it went well
}

// nightlyHour is from when on in the day, in UTC, a backup is due.
const nightlyHour = 3

const nightlyPrefix = "wakeman-"

func (n *nightly) name(day time.Time) string {
	name := nightlyPrefix + day.UTC().Format(time.DateOnly) + ".db"
	if len(n.recipients) > 0 {
		name += ".age"
	}
	return filepath.Join(n.dir, name)
}

// due makes the backup of the day if it is time and there is none, and removes
// those beyond what is kept: only after one has succeeded.
func (n *nightly) due(ctx context.Context, now time.Time) (made string, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	path := n.name(now)
	if info, err := os.Stat(path); err == nil {
		n.last, n.problem = info.ModTime(), nil
		return "", nil
	}
	if now.UTC().Hour() < nightlyHour && !n.overdue(now) {
		return "", nil
	}
	if err := os.MkdirAll(n.dir, 0o700); err != nil {
		n.problem = err
		return "", err
	}
	if _, n.problem = n.backup(ctx, path, n.recipients); n.problem != nil {
		return "", n.problem
	}
	n.last = now
	return path, n.prune()
}

// overdue tells whether there has been none since the morning of the day before.
func (n *nightly) overdue(now time.Time) bool {
	_, err := os.Stat(n.name(now.AddDate(0, 0, -1)))
	return err != nil
}

func (n *nightly) prune() error {
	entries, err := os.ReadDir(n.dir)
	if err != nil {
		return err
	}
	var ours []string
	for _, e := range entries {
		if ownBackup(e.Name()) {
			ours = append(ours, e.Name()) // sorted by name, which is by day
		}
	}
	slices.Reverse(ours)
	for i, name := range ours {
		if i >= n.keep {
			if err := os.Remove(filepath.Join(n.dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownBackup tells whether a name is one that name gives: what people keep beside
// it is theirs, however alike.
func ownBackup(file string) bool {
	day := strings.TrimSuffix(strings.TrimSuffix(file, ".age"), ".db")
	day, ok := strings.CutPrefix(day, nightlyPrefix)
	_, err := time.Parse(time.DateOnly, day)
	return ok && err == nil && strings.Contains(file, ".db")
}

// state is for the health page.
func (n *nightly) state() (last time.Time, problem string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.problem != nil {
		return n.last, n.problem.Error()
	}
	return n.last, ""
}

func (a *appliance) openNightly() error {
	if a.backupDir == "" {
		return nil
	}
	if _, err := recipients(a.backupFor); err != nil {
		return err
	}
	if a.backupKeep < 1 {
		return fmt.Errorf("--backup-keep %d: keep at least one", a.backupKeep)
	}
	a.nightly = &nightly{dir: a.backupDir, keep: a.backupKeep, recipients: a.backupFor, backup: commands{db: a.db}.backupTo}
	return nil
}

// makeBackup is the hourly job.
func (a *appliance) makeBackup(ctx context.Context) {
	if a.nightly == nil {
		return
	}
	switch made, err := a.nightly.due(ctx, time.Now()); {
	case err != nil:
		a.log.Error("the daily backup failed", "err", err)
		a.alarm(ctx, engine.Alarm{
			Key: backupAlarm, Title: "The daily backup failed", Urgency: people.Low,
			Details: err.Error() + "\nIt is tried again each hour.",
		})
	case made != "":
		a.log.Info("backup", "file", made)
		a.endAlarm(ctx, backupAlarm, "a backup was made")
	}
}
