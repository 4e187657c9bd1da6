package store

import (
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// IncidentQuery selects incidents, newest first. Empty fields select everything.
type IncidentQuery struct {
	Statuses   []engine.Status
	Services   []string // Service.ID
	Urgencies  []people.Urgency
	Priorities []engine.Priority
	Users      []string // assigned to one of them; matches open incidents only
	Source     string   // equipment
	Key        string   // dedup key
	Text       string   // in the title, the source or the key, ignoring case
	Since      time.Time
	Until      time.Time
	Before     uint64 // cursor: numbers below this one; 0 for the newest
	Offset     int    // skip so many matches
	Limit      int    // at most this many; 0 means 25
	Oldest     bool   // oldest first
}

// IncidentList is one page of a query.
type IncidentList struct {
	Incidents []engine.Incident
	More      bool
	// Next is the cursor of the next page, as Before. A search that looked at
	// scanLimit rows without filling the page ends early with More set.
	Next uint64
}

// scanLimit bounds how many rows one query reads, so that a rare word in a million incidents does not hold a read
// transaction open.
const scanLimit = 50_000

// Incidents runs a query.
func (db *DB) Incidents(q IncidentQuery) (IncidentList, error) {
	if q.Limit <= 0 {
		q.Limit = 25
	}
	list := IncidentList{Incidents: []engine.Incident{}}
	err := db.view(func(tx *tx) error {
		list = IncidentList{Incidents: []engine.Incident{}}
		skipped, looked := 0, 0
		return db.candidates(tx, q, func(in engine.Incident) bool {
			if looked++; looked > scanLimit {
				list.More = true
				return false
			}
			if q.past(in) {
				return false
			}
			if !q.matches(in) {
				list.Next = in.Number
				return true
			}
			if skipped++; skipped <= q.Offset {
				return true
			}
			if len(list.Incidents) == q.Limit {
				list.More = true
				return false
			}
			list.Incidents = append(list.Incidents, in)
			list.Next = in.Number
			return true
		})
	})
	if !list.More {
		list.Next = 0
	}
	return list, err
}

// Count counts the matches of a query without its page, up to scanLimit.
func (db *DB) Count(q IncidentQuery) (n int, err error) {
	err = db.view(func(tx *tx) error {
		n = 0
		looked := 0
		return db.candidates(tx, q, func(in engine.Incident) bool {
			if q.matches(in) {
				n++
			}
			looked++
			return looked <= scanLimit && !q.past(in)
		})
	})
	return n, err
}

// ResolvedSince counts the incidents that were resolved at t or later and still are, up to scanLimit. It reads none of them.
func (db *DB) ResolvedSince(t time.Time) (n int, err error) {
	err = db.view(func(tx *tx) error {
		n = 0
		return db.rec.incidents.scanIndex(tx, "resolved", between(newKey().time(t).bytes(), nil), func(uint64) bool {
			n++
			return n < scanLimit
		})
	})
	return n, err
}

// candidates walks the smallest index that holds every match.
func (db *DB) candidates(tx *tx, q IncidentQuery, fn func(engine.Incident) bool) error {
	rows := func(_ uint64, in engine.Incident) bool { return fn(in) }
	rec := db.rec.incidents
	switch {
	case q.onlyOpen():
		return db.openCandidates(tx, q, fn)
	case q.Source != "":
		return rec.scanIndexRows(tx, "source", q.span(newKey().str(q.Source)), rows)
	case len(q.Services) == 1:
		return rec.scanIndexRows(tx, "service", q.span(newKey().str(q.Services[0])), rows)
	}
	return rec.scan(tx, q.span(newKey()), rows)
}

// span is the part of an index below key that the cursor has not passed.
func (q IncidentQuery) span(key keyBuilder) span {
	s := prefix(key.bytes())
	if q.Before > 0 {
		end := key.u64(q.Before).bytes()
		if q.Oldest {
			s.from = newCopy(end, 1)
		} else {
			s.to = end
		}
	}
	if q.Oldest {
		return s
	}
	return s.backward()
}

func newCopy(b []byte, extra byte) []byte { return append(slices.Clone(b), extra) }

func (q IncidentQuery) onlyOpen() bool {
	return len(q.Users) > 0 || len(q.Statuses) > 0 && !slices.Contains(q.Statuses, engine.Resolved)
}

// openCandidates merges the open statuses by number.
func (db *DB) openCandidates(tx *tx, q IncidentQuery, fn func(engine.Incident) bool) error {
	statuses := q.Statuses
	if len(statuses) == 0 {
		statuses = []engine.Status{engine.Triggered, engine.Acked}
	}
	var numbers []uint64
	for _, s := range statuses {
		err := db.rec.incidents.scanIndex(tx, "open", q.span(newKey().str(string(s))), func(n uint64) bool {
			numbers = append(numbers, n)
			return true
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(numbers)
	if !q.Oldest {
		slices.Reverse(numbers)
	}
	for _, n := range slices.Compact(numbers) {
		in, found, err := db.rec.incidents.get(tx, n)
		if err != nil {
			return err
		}
		if found && !fn(in) {
			return nil
		}
	}
	return nil
}

// past says that no later candidate can match: numbers grow with time.
func (q IncidentQuery) past(in engine.Incident) bool {
	if q.Oldest {
		return !q.Until.IsZero() && !in.CreatedAt.Before(q.Until)
	}
	return !q.Since.IsZero() && in.CreatedAt.Before(q.Since)
}

func (q IncidentQuery) matches(in engine.Incident) bool {
	return oneOf(q.Statuses, in.Status) && oneOf(q.Services, in.Service) && oneOf(q.Urgencies, in.Urgency) && oneOf(q.Priorities, in.Priority) &&
		(q.Source == "" || q.Source == in.Source) && (q.Key == "" || q.Key == in.Key) &&
		(q.Since.IsZero() || !in.CreatedAt.Before(q.Since)) && (q.Until.IsZero() || in.CreatedAt.Before(q.Until)) &&
		q.matchesUser(in) && q.matchesText(in)
}

func oneOf[T comparable](wanted []T, v T) bool { return len(wanted) == 0 || slices.Contains(wanted, v) }

func (q IncidentQuery) matchesUser(in engine.Incident) bool {
	if len(q.Users) == 0 {
		return true
	}
	for _, u := range q.Users {
		if slices.Contains(in.Level.Assigned, u) || slices.ContainsFunc(in.Acks, func(a engine.Ack) bool { return a.By.ID == u }) {
			return true
		}
	}
	return false
}

func (q IncidentQuery) matchesText(in engine.Incident) bool {
	if q.Text == "" {
		return true
	}
	text := strings.ToLower(q.Text)
	for _, field := range []string{in.Title, in.Source, in.Component, in.Key} {
		if strings.Contains(strings.ToLower(field), text) {
			return true
		}
	}
	return false
}

// OpenCounts counts the open incidents.
func (db *DB) OpenCounts() (triggered, acknowledged int, err error) {
	err = db.view(func(tx *tx) (err error) {
		in := db.rec.incidents
		if triggered, err = in.countIndex(tx, "open", prefix(newKey().str(string(engine.Triggered)).bytes())); err != nil {
			return err
		}
		acknowledged, err = in.countIndex(tx, "open", prefix(newKey().str(string(engine.Acked)).bytes()))
		return err
	})
	return triggered, acknowledged, err
}

// Incident reads one incident.
func (db *DB) Incident(number uint64) (in engine.Incident, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		in, found, err = db.rec.incidents.get(tx, number)
		return err
	})
	return in, found, err
}

// Sights is what is known to be wrong of each watch, by its id, and Strips how each did.
func (db *DB) Sights() (all map[string]engine.Sight, strips map[string]engine.Strip, err error) {
	all, strips = map[string]engine.Sight{}, map[string]engine.Strip{}
	err = db.View(func(r engine.Reader) error {
		list, errSights := r.Sights()
		for _, s := range list {
			all[s.Watch] = s
		}
		drawn, errStrips := r.Strips()
		for _, s := range drawn {
			strips[s.Watch] = s
		}
		return firstError(errSights, errStrips)
	})
	return all, strips, err
}

// Pulses is how each heartbeat does, by its id. One that was only just made has none yet.
func (db *DB) Pulses() (all map[string]engine.Pulse, err error) {
	all = map[string]engine.Pulse{}
	err = db.View(func(r engine.Reader) error {
		list, err := r.Pulses()
		for _, p := range list {
			all[p.Heartbeat] = p
		}
		return err
	})
	return all, err
}
