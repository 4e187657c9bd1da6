package store

import (
	"context"
	"time"

	"wakeman/engine"
	"wakeman/notify"
)

func (r reader) OpenIncidents(limit int) ([]engine.Incident, error) {
	var open []engine.Incident
	err := r.db.rec.incidents.scanIndexRows(r.tx, "open", all().first(limit), func(_ uint64, in engine.Incident) bool {
		open = append(open, in)
		return true
	})
	return open, err
}

func (r reader) PagedSince(from time.Time, limit int) (pages []engine.Paged, whole time.Time, err error) {
	read, oldest := 0, from
	at := between(newKey().time(from).bytes(), nil).backward().first(limit + 1)
	err = r.db.rec.deliveries.scanIndexRows(r.tx, "recent", at, func(_ string, d engine.Delivery) bool {
		if read++; read > limit {
			return false
		}
		oldest = d.CreatedAt
		if d.Kind == notify.Page {
			pages = append(pages, engine.Paged{User: d.User, At: d.CreatedAt})
		}
		return true
	})
	if read <= limit {
		return pages, from, err
	}
	return pages, oldest.Add(1), err // others of that instant may not have been read
}

func (r reader) Handoff(number uint64) (engine.Handoff, bool, error) {
	return r.db.rec.handoffs.get(r.tx, number)
}

func (r reader) OpenHandoffs() ([]engine.Handoff, error) {
	var open []engine.Handoff
	err := r.db.rec.handoffs.scanIndexRows(r.tx, "open", all(), func(_ uint64, h engine.Handoff) bool {
		open = append(open, h)
		return true
	})
	return open, err
}

// Handoff finds a handoff by number.
func (db *DB) Handoff(number uint64) (h engine.Handoff, found bool, err error) {
	err = db.view(func(tx *tx) error {
		h, found, err = reader{db, tx}.Handoff(number)
		return err
	})
	return h, found, err
}

// OpenHandoffs are those that nobody has confirmed.
func (db *DB) OpenHandoffs() (open []engine.Handoff, err error) {
	err = db.view(func(tx *tx) error {
		open, err = reader{db, tx}.OpenHandoffs()
		return err
	})
	return open, err
}

// Handoffs are those with a lower number than before, newest first, at most limit; of one schedule, or of all when that
// is empty. Before 0 begins with the newest.
func (db *DB) Handoffs(schedule string, before uint64, limit int) (list []engine.Handoff, err error) {
	take := func(_ uint64, h engine.Handoff) bool {
		if before == 0 || h.Number < before {
			list = append(list, h)
		}
		return len(list) < limit
	}
	err = db.view(func(tx *tx) error {
		list = nil
		if schedule != "" {
			return db.rec.handoffs.scanIndexRows(tx, "schedule", prefix(newKey().str(schedule).bytes()).backward(), take)
		}
		if before != 0 {
			return db.rec.handoffs.scan(tx, between(nil, newKey().u64(before).bytes()).backward(), take)
		}
		return db.rec.handoffs.scan(tx, all().backward(), take)
	})
	return list, err
}

// handoffsKept is how long handoffs are kept.
const handoffsKept = 400 * 24 * time.Hour

func (db *DB) pruneHandoffs(ctx context.Context, before time.Time) (n int, err error) {
	err = db.update(ctx, urgent, func(tx *tx) error {
		var old []uint64
		err := db.rec.handoffs.scan(tx, all().first(pruneChunk), func(number uint64, h engine.Handoff) bool {
			if h.DraftedAt.Before(before) {
				old = append(old, number)
			}
			return h.DraftedAt.Before(before)
		})
		if err != nil {
			return err
		}
		for _, number := range old {
			if _, err := db.rec.handoffs.delete(tx, number); err != nil {
				return err
			}
		}
		n = len(old)
		return nil
	})
	return n, err
}
