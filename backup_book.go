package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// bookFile is where the box writes down which backups it made. It is beside the
// store and not in it: a backup that is restored must not say that it made
// copies which another box has.
const bookFile = "backups.json"

// backupBook is which copies this box made, and how the last try went.
type backupBook struct {
	Made     []bookedBackup `json:"made"`              // oldest first
	Failure  string         `json:"failure,omitempty"` // of the last try; empty: it went well
	Failed   string         `json:"failed,omitempty"`  // the newest failure there was
	FailedAt time.Time      `json:"failed_at,omitzero"`
}

// bookedBackup is a copy of which every record was read before it got its name.
type bookedBackup struct {
	Path  string    `json:"path"`
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// maxBooked is more than are ever kept, by day and by hand.
const maxBooked = 1000

// readBackupBook reads what was written down. What can not be read is forgotten:
// copies then count as not verified.
func readBackupBook(data string) (b backupBook) {
	text, err := os.ReadFile(filepath.Join(data, bookFile))
	if err != nil || json.Unmarshal(text, &b) != nil {
		return backupBook{}
	}
	return b
}

// after is the book after a try at a copy.
func (b backupBook) after(path string, now time.Time, err error) backupBook {
	if err != nil {
		b.Failure, b.Failed, b.FailedAt = err.Error(), err.Error(), now.UTC().Round(0)
		return b
	}
	b.Failure = ""
	booked := bookedBackup{Path: path, At: now.UTC().Round(0)}
	if info, err := os.Stat(path); err == nil {
		booked.Bytes = info.Size()
	}
	b.Made = append(slices.Clone(b.Made), booked)
	b.Made = b.Made[max(0, len(b.Made)-maxBooked):]
	return b
}

// find is the newest entry of a file.
func (b *backupBook) find(path string) (bookedBackup, bool) {
	for _, m := range slices.Backward(b.Made) {
		if m.Path == path {
			return m, true
		}
	}
	return bookedBackup{}, false
}

// last is when the newest copy in a directory was made.
func (b *backupBook) last(dir string) (at time.Time) {
	for _, m := range b.Made {
		if filepath.Dir(m.Path) == dir && m.At.After(at) {
			at = m.At
		}
	}
	return at
}

// write replaces the file, or leaves the old one.
func (b *backupBook) write(data string) error {
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(data, bookFile), text)
}
