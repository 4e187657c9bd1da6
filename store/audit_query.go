package store

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"wakeman/engine"
)

// AuditQuery selects lines of the audit log, newest first. Empty fields select everything.
type AuditQuery struct {
	Actor  string    // Actor.ID
	Action string    // an action, or the part before a dot: "config" is config.add, config.change and config.remove
	Text   string    // in the object, the detail or the actor's name, ignoring case
	Since  time.Time // inclusive; zero for the beginning
	Until  time.Time // exclusive; zero for the end
	Before uint64    // cursor: rows below this number; 0 for the newest
	Limit  int       // at most this many
}

// AuditLog runs a query. next is the cursor of the next page, 0 when there is none; a search that looked at scanLimit
// rows without filling the page ends early, with a cursor to go on from.
//
// A row that can not be read is in every answer that passes it, since nobody knows whether it was asked for: with its
// number, the action [Unreadable], and neither time nor actor.
func (db *DB) AuditLog(q AuditQuery) (rows []engine.AuditRow, next uint64, err error) {
	err = db.view(func(tx *tx) error {
		rows, next = nil, 0
		looked := 0
		return db.rec.audit.scanEach(tx, IncidentQuery{Before: q.Before}.span(newKey()), func(key []byte, row engine.AuditRow, damage error) bool {
			seq := binary.BigEndian.Uint64(key)
			if looked++; len(rows) == q.Limit || looked > scanLimit {
				next = seq + 1
				return false
			}
			if damage != nil {
				tx.meets(damage)
				rows = append(rows, unreadable(seq, damage))
				return true
			}
			if !q.Since.IsZero() && row.At.Before(q.Since) {
				return false
			}
			if q.matches(row) {
				rows = append(rows, row)
			}
			return true
		})
	})
	return rows, next, err
}

// Unreadable is the action of a row of the audit log that is there and can not be read.
const Unreadable = "audit.unreadable"

// unreadable stands for a damaged row.
func unreadable(seq uint64, damage error) engine.AuditRow {
	return engine.AuditRow{
		Seq: seq, Actor: engine.Actor{Kind: engine.BySystem, Name: "unknown"}, Action: Unreadable,
		Object: fmt.Sprintf("row %d of the audit log", seq), Detail: "This row can not be read: " + reason(damage) + ".",
	}
}

func (q AuditQuery) matches(row engine.AuditRow) bool {
	if q.Actor != "" && q.Actor != row.Actor.ID {
		return false
	}
	if q.Action != "" && q.Action != row.Action && !strings.HasPrefix(row.Action, q.Action+".") {
		return false
	}
	if !q.Until.IsZero() && !row.At.Before(q.Until) {
		return false
	}
	text := strings.ToLower(q.Text)
	for _, field := range []string{row.Object, row.Detail, row.Actor.Name} {
		if strings.Contains(strings.ToLower(field), text) {
			return true
		}
	}
	return false
}
