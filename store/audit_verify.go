package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"wakeman/engine"
)

// AuditHead is the newest row of the audit log at some time. Whoever keeps it somewhere else can tell later that no row
// up to it was changed or removed: somebody who can write the file could make a whole new chain, but not one with this
// hash in this place.
type AuditHead struct {
	Instance string    `json:"instance"` // the store's
	Seq      uint64    `json:"seq"`      // of the newest row, which is also how many there are
	Hash     string    `json:"hash"`     // of that row, hex SHA-256
	At       time.Time `json:"at"`       // when it was looked at
}

// AuditHead gives the present end of the audit log.
func (db *DB) AuditHead() (h AuditHead, err error) {
	err = db.view(func(tx *tx) error {
		h = AuditHead{At: db.now().UTC()}
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		h.Instance = m.Instance
		if h.Seq, _, err = sequenceTable().get(tx, db.rec.audit.name); err != nil {
			return err
		}
		h.Hash, err = db.auditHead(tx, h.Seq)
		return err
	})
	return h, err
}

// AuditReport is what a walk over the audit log found.
type AuditReport struct {
	Rows     uint64    `json:"rows"`
	First    time.Time `json:"first"` // of the oldest row
	Last     time.Time `json:"last"`
	Heads    int       `json:"heads"`   // compared
	Damaged  int       `json:"damaged"` // rows that can not be read; each is a finding
	Findings []string  `json:"findings"`
	More     int       `json:"more"` // findings beyond those
	// Restores tell, one sentence each, of what a restore replaced: ends that were signed before it, of rows that are
	// not in the backup, belong to the store that was kept beside.
	Restores []string `json:"restores,omitempty"`
}

func (r *AuditReport) add(format string, args ...any) {
	if len(r.Findings) >= maxFindings {
		r.More++
		return
	}
	r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
}

// auditChunk is how many rows one read transaction of a walk reads: it must not hold up the writers.
const auditChunk = 1000

// VerifyAudit walks the audit log from its first row, while the box goes on working, and compares it with heads that
// were kept elsewhere. The error is for a log that can not be walked; what is wrong with it is in the report.
func (db *DB) VerifyAudit(ctx context.Context, heads []AuditHead) (AuditReport, error) {
	w := auditWalk{heads: map[uint64][]AuditHead{}}
	for _, h := range heads {
		w.heads[h.Seq] = append(w.heads[h.Seq], h)
	}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return w.AuditReport, err
		}
		var err error
		if more, err = w.chunk(db); err != nil {
			return w.AuditReport, err
		}
	}
	for _, h := range heads {
		if h.Seq > w.last && !w.replaced(h) {
			w.add("row %d, which was the newest on %s, is gone: the newest rows were removed", h.Seq, h.At.Format(time.RFC3339))
		}
	}
	w.tellRestores()
	return w.AuditReport, nil
}

type auditWalk struct {
	auditChain
	AuditReport
	heads map[uint64][]AuditHead
	key   []byte // of the last row that was looked at

	restores []restored
}

// restored is a restore, as its audit row tells of it.
type restored struct {
	seq  uint64
	at   time.Time
	what string
	ends int // that were signed of what it replaced
}

// replaced reports whether an end is that of a store which a restore put another in the place of.
func (w *auditWalk) replaced(h AuditHead) bool {
	for i := range w.restores {
		if r := &w.restores[i]; h.Seq >= r.seq && h.At.Before(r.at) {
			r.ends++
			return true
		}
	}
	return false
}

func (w *auditWalk) tellRestores() {
	for _, r := range w.restores {
		w.Restores = append(w.Restores, fmt.Sprintf("row %d: a backup was put in place on %s (%s); %d signed ends are of the store it replaced, and were not compared",
			r.seq, r.at.Format(time.RFC3339), strings.TrimSuffix(r.what, "."), r.ends))
	}
}

// chunk reads on. Damaged rows are named, and the walk goes on behind them.
func (w *auditWalk) chunk(db *DB) (more bool, err error) {
	err = db.view(func(tx *tx) error {
		read := 0
		var from []byte
		if w.key != nil {
			from = after(w.key)
		}
		err := db.rec.audit.scanEach(tx, between(from, nil).first(auditChunk), func(key []byte, row engine.AuditRow, damage error) bool {
			w.key = bytes.Clone(key)
			if read++; damage != nil {
				tx.meets(damage)
				w.unreadable(key, damage)
			} else {
				w.row(binary.BigEndian.Uint64(key), row)
			}
			return true
		})
		more = read == auditChunk
		if err != nil || more {
			return err
		}
		given, _, err := sequenceTable().get(tx, db.rec.audit.name)
		if problem := w.end(given); err == nil && problem != "" {
			w.add("row %d: %s", w.last+1, problem)
		}
		return err
	})
	return more, err
}

// unreadable names a damaged row. What its hash was the next row tells.
func (w *auditWalk) unreadable(key []byte, damage error) {
	w.Damaged++
	if number, next := w.unread(key); next {
		w.add("row %d: %v", number, damage)
		return
	}
	w.add("%v", damage)
}

func (w *auditWalk) row(seq uint64, row engine.AuditRow) {
	if w.blind && seq == w.last+1 {
		w.compare(w.last, row.Prev)
	}
	for _, problem := range w.next(seq, row) {
		w.add("row %d: %s", seq, problem)
	}
	if row.Action == RestoreAction && row.Actor.Kind == engine.BySystem {
		w.restores = append(w.restores, restored{seq: seq, at: row.At, what: row.Detail})
	}
	w.compare(seq, row.Hash)
	if w.Rows++; w.Rows == 1 {
		w.First = row.At
	}
	w.Last = row.At
}

// compare holds a row's hash against what was kept elsewhere.
func (w *auditWalk) compare(seq uint64, hash string) {
	for _, h := range w.heads[seq] {
		if w.replaced(h) {
			continue
		}
		w.Heads++
		if h.Hash != hash {
			w.add("row %d: it is not the one that was there on %s", seq, h.At.Format(time.RFC3339))
		}
	}
}
