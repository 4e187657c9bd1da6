package store

import (
	"slices"
	"time"

	"wakeman/engine"
)

// Case is everything about one incident, read at one instant.
type Case struct {
	Incident engine.Incident
	Timeline []engine.Entry // oldest first, at most maxTimeline of the newest
	Alerts   []engine.Alert
	Pages    []engine.Page  // not yet done
	Timers   []engine.Timer // set
	Posts    []engine.PostRow
	Changes  []engine.ChangeRow // of its service, in the day before it opened
}

// Bounds on what one page shows.
const (
	maxTimeline  = 500
	maxCasePosts = 20
	changesNear  = 24 * time.Hour
)

// Case reads an incident with everything that belongs to it.
func (db *DB) Case(number uint64) (c Case, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		c = Case{}
		if c.Incident, found, err = db.rec.incidents.get(tx, number); err != nil || !found {
			return err
		}
		r := reader{db, tx}
		if c.Timeline, err = db.timeline(tx, number, maxTimeline); err != nil {
			return err
		}
		if c.Alerts, err = r.Alerts(number); err != nil {
			return err
		}
		if c.Pages, err = r.Pages(number); err != nil {
			return err
		}
		if c.Posts, err = db.postsOf(tx, number); err != nil {
			return err
		}
		if c.Timers, err = db.timersOf(tx, number); err != nil {
			return err
		}
		c.Changes, err = db.changesBefore(tx, c.Incident.Service, c.Incident.CreatedAt)
		return err
	})
	return c, found, err
}

// Planned returns pages that no message carries yet with the time at which each goes if nothing happens before: the
// bundle window may hold it back.
func (db *DB) Planned(pages []engine.Page, now time.Time) ([]engine.Page, error) {
	planned := slices.Clone(pages)
	err := db.View(func(r engine.Reader) error {
		for i, p := range pages {
			at, err := engine.HeldUntil(r, p, now)
			if err != nil {
				return err
			}
			planned[i].NotBefore = at
		}
		return nil
	})
	return planned, err
}

func (db *DB) timeline(tx *tx, number uint64, limit int) ([]engine.Entry, error) {
	var entries []engine.Entry
	at := prefix(newKey().u64(number).bytes()).backward().first(limit)
	err := db.rec.entries.scan(tx, at, func(_ entryKey, e engine.Entry) bool {
		entries = append(entries, e)
		return true
	})
	for i, j := 0, len(entries)-1; i < j; i, j = i+1, j-1 {
		entries[i], entries[j] = entries[j], entries[i]
	}
	return entries, err
}

// Timeline reads an incident's log, oldest first, at most limit of the newest entries.
func (db *DB) Timeline(number uint64, limit int) (entries []engine.Entry, err error) {
	err = db.view(func(tx *tx) (err error) {
		entries, err = db.timeline(tx, number, limit)
		return err
	})
	return entries, err
}

// Alerts reads the alerts of an incident.
func (db *DB) Alerts(number uint64) (alerts []engine.Alert, err error) {
	err = db.view(func(tx *tx) (err error) {
		alerts, err = reader{db, tx}.Alerts(number)
		return err
	})
	return alerts, err
}

func (db *DB) postsOf(tx *tx, number uint64) (posts []engine.PostRow, err error) {
	at := prefix(newKey().u64(number).bytes()).backward().first(maxCasePosts)
	err = db.rec.posts.scanIndexRows(tx, "incident", at, func(_ uint64, p engine.PostRow) bool {
		posts = append(posts, p)
		return true
	})
	return posts, err
}

func (db *DB) timersOf(tx *tx, number uint64) (timers []engine.Timer, err error) {
	err = db.rec.timers.scan(tx, prefix(newKey().u64(number).bytes()), func(_ timerKey, t engine.Timer) bool {
		timers = append(timers, t)
		return true
	})
	return timers, err
}

func (db *DB) changesBefore(tx *tx, service string, at time.Time) (changes []engine.ChangeRow, err error) {
	key := newKey().str(service)
	from, to := newKey().str(service).time(at.Add(-changesNear)), key.time(at.Add(time.Minute))
	err = db.rec.changes.scanIndexRows(tx, "service", between(from.bytes(), to.bytes()).backward().first(20), func(_ entryKey, c engine.ChangeRow) bool {
		changes = append(changes, c)
		return true
	})
	return changes, err
}

// Changes lists the change events of a service, newest first.
func (db *DB) Changes(service string, limit int) (changes []engine.ChangeRow, err error) {
	err = db.view(func(tx *tx) error {
		changes = nil
		at := prefix(newKey().str(service).bytes()).backward().first(limit)
		return db.rec.changes.scanIndexRows(tx, "service", at, func(_ entryKey, c engine.ChangeRow) bool {
			changes = append(changes, c)
			return true
		})
	})
	return changes, err
}

// PostQuery selects lines of the event log, newest first.
type PostQuery struct {
	Service     string
	Integration string
	Incident    uint64
	Fate        engine.Fate // of any of its events
	Text        string      // in the summary, source or key of any of its events, ignoring case
	Before      uint64      // cursor
	Limit       int         // 0 means 50
}

// Posts reads the event log. next is the cursor of the next page, 0 at the end.
func (db *DB) Posts(q PostQuery) (posts []engine.PostRow, next uint64, err error) {
	if q.Limit <= 0 {
		q.Limit = 50
	}
	err = db.view(func(tx *tx) error {
		posts, next = nil, 0
		looked := 0
		take := func(seq uint64, p engine.PostRow) bool {
			if looked++; len(posts) == q.Limit || looked > scanLimit {
				next = seq + 1
				return false
			}
			if q.matches(p) {
				posts = append(posts, p)
			}
			return true
		}
		if q.Incident != 0 {
			return db.rec.posts.scanIndexRows(tx, "incident", q.span(newKey().u64(q.Incident)), take)
		}
		if q.Integration != "" {
			return db.rec.posts.scanIndexRows(tx, "integration", q.span(newKey().str(q.Integration)), take)
		}
		return db.rec.posts.scan(tx, q.span(newKey()), take)
	})
	return posts, next, err
}

func (q PostQuery) span(key keyBuilder) span {
	return IncidentQuery{Before: q.Before}.span(key)
}

func (q PostQuery) matches(p engine.PostRow) bool {
	if q.Service != "" && q.Service != p.Service || q.Integration != "" && q.Integration != p.Integration {
		return false
	}
	if !q.said(p) {
		return false
	}
	if q.Fate == "" {
		return true
	}
	for _, ev := range p.Events {
		if ev.Fate == q.Fate {
			return true
		}
	}
	return false
}

// Post reads one line of the event log with the raw body. kept is false when retention has removed the body.
func (db *DB) Post(seq uint64) (p engine.PostRow, kept, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		if p, found, err = db.rec.posts.get(tx, seq); err != nil || !found {
			return err
		}
		p.Raw.Body, kept, err = db.rec.raw.get(tx, seq)
		return err
	})
	return p, kept, found, err
}

// Deliveries lists messages handed to carriers, newest first; before is the creation time of the last one seen, zero
// for the newest.
func (db *DB) Deliveries(before time.Time, limit int) (list []engine.Delivery, err error) {
	s := all()
	if !before.IsZero() {
		s = between(nil, newKey().time(before).bytes())
	}
	err = db.view(func(tx *tx) error {
		list = nil
		return db.rec.deliveries.scanIndexRows(tx, "recent", s.backward().first(limit), func(_ string, d engine.Delivery) bool {
			list = append(list, d)
			return true
		})
	})
	return list, err
}

// EquipmentList lists equipment by name, from the one after a name on.
func (db *DB) EquipmentList(afterName string, limit int) (list []engine.Equipment, err error) {
	s := all()
	if afterName != "" {
		s = between(after(newKey().str(afterName).bytes()), nil)
	}
	err = db.view(func(tx *tx) error {
		list = nil
		return db.rec.equipment.scan(tx, s.first(limit), func(_ string, eq engine.Equipment) bool {
			list = append(list, eq)
			return true
		})
	})
	return list, err
}

// Equipment reads one piece of equipment.
func (db *DB) Equipment(name string) (eq engine.Equipment, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		eq, found, err = db.rec.equipment.get(tx, name)
		return err
	})
	return eq, found, err
}

// Audit lists the audit log, newest first, below a sequence number (0 for the newest).
func (db *DB) Audit(before uint64, limit int) (rows []engine.AuditRow, err error) {
	err = db.view(func(tx *tx) error {
		rows = nil
		return db.rec.audit.scan(tx, IncidentQuery{Before: before}.span(newKey()).first(limit), func(_ uint64, r engine.AuditRow) bool {
			rows = append(rows, r)
			return true
		})
	})
	return rows, err
}

// QueueDepth counts what waits: timers set, pages due later or now, deliveries under way or to be tried again.
func (db *DB) QueueDepth() (timers, pages, deliveries int, err error) {
	err = db.view(func(tx *tx) (err error) {
		rec := db.rec
		if timers, err = rec.timers.countIndex(tx, "due", all()); err != nil {
			return err
		}
		if pages, err = rec.pages.countIndex(tx, "due", all()); err != nil {
			return err
		}
		deliveries, err = rec.deliveries.countIndex(tx, "due", all())
		return err
	})
	return timers, pages, deliveries, err
}
