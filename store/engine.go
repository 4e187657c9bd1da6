package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wakeman/engine"
)

// The store is what the engine runs its commands on.
var _ engine.Store = (*DB)(nil)

// Update runs an engine's command; see [engine.Store].
func (db *DB) Update(ctx context.Context, class engine.Class, command func(engine.Tx) error) error {
	own := intake
	if class == engine.Urgent {
		own = urgent
	}
	return outward(db.update(ctx, own, func(tx *tx) error {
		return command(engineTx{reader{db, tx}})
	}))
}

// View runs an engine's read; see [engine.Store].
func (db *DB) View(read func(engine.Reader) error) error {
	return outward(db.view(func(tx *tx) error { return read(reader{db, tx}) }))
}

// Config is the configuration in force. It must not be changed.
func (db *DB) Config() *engine.Config { return db.config.Load() }

// How long a sender should wait when the store takes nothing.
const (
	retryFull   = 30 * time.Second
	retryFailed = 10 * time.Second
)

// outward turns the store's own errors into the engine's.
func outward(err error) error {
	unavailable := func(wait time.Duration, text string) error {
		return &engine.Failure{Code: engine.Unavailable, Message: text, Retry: wait, Cause: err}
	}
	switch {
	case errors.Is(err, ErrFull):
		return unavailable(retryFull, "the store is full; nothing was stored, try again")
	case errors.Is(err, ErrFailed), errors.Is(err, ErrClosed):
		return unavailable(retryFailed, "the store is not available; try again")
	}
	return err
}

// reader is one transaction as the engine reads it.
type reader struct {
	db *DB
	tx *tx
}

func (r reader) Config() *engine.Config { return r.db.Config() }

func (r reader) Hold() string {
	reason, _ := r.db.Hold()
	return reason
}

func (r reader) Incident(number uint64) (engine.Incident, bool, error) {
	return r.db.rec.incidents.get(r.tx, number)
}

func (r reader) LiveAlert(integration, key string) (engine.Alert, bool, error) {
	var found engine.Alert
	ok := false
	at := prefix(newKey().str(integration).str(key).bytes())
	err := r.db.rec.alerts.scanIndexRows(r.tx, "live", at, func(_ entryKey, a engine.Alert) bool {
		found, ok = a, true
		return !a.Open // an open one before one in its flap window
	})
	return found, ok, err
}

func (r reader) AwaitedAlerts(integration, key string) (list []engine.Alert, err error) {
	at := prefix(newKey().str(integration).str(key).bytes())
	err = r.db.rec.alerts.scanIndexRows(r.tx, "awaited", at, func(_ entryKey, a engine.Alert) bool {
		list = append(list, a)
		return true
	})
	return list, err
}

func (r reader) Post(seq uint64) (engine.PostRow, bool, error) {
	return r.db.rec.posts.get(r.tx, seq)
}

func (r reader) Recovery(integration, key string) (engine.Recovery, bool, error) {
	return r.db.rec.recoveries.get(r.tx, namePair{integration, key})
}

func (r reader) Alerts(incident uint64) ([]engine.Alert, error) {
	var list []engine.Alert
	at := prefix(newKey().u64(incident).bytes())
	err := r.db.rec.alerts.scan(r.tx, at, func(_ entryKey, a engine.Alert) bool {
		list = append(list, a)
		return true
	})
	return list, err
}

func (r reader) Equipment(name string) (engine.Equipment, bool, error) {
	return r.db.rec.equipment.get(r.tx, name)
}

func (r reader) Turn(policy, step string) (uint64, error) {
	t, _, err := r.db.rec.turns.get(r.tx, namePair{policy, step})
	return t.Count, err
}

func (r reader) Rate(rule, per string) (engine.RateRow, bool, error) {
	return r.db.rec.rates.get(r.tx, namePair{rule, per})
}

func (r reader) OldRates(now time.Time, limit int) (old []engine.RateKey, err error) {
	err = r.db.rec.rates.scanIndexRows(r.tx, "until", until(now, limit), func(_ namePair, row engine.RateRow) bool {
		old = append(old, row.RateKey)
		return true
	})
	return old, err
}

// until is the span of an index by time up to and including t.
func until(t time.Time, limit int) span {
	return between(nil, newKey().time(t.Add(1)).bytes()).first(limit)
}

func (r reader) DueTimers(at time.Time, limit int) ([]engine.Timer, error) {
	var due []engine.Timer
	err := r.db.rec.timers.scanIndexRows(r.tx, "due", until(at, limit), func(_ timerKey, t engine.Timer) bool {
		due = append(due, t)
		return true
	})
	return due, err
}

func (r reader) Pages(incident uint64) ([]engine.Page, error) {
	var pages []engine.Page
	err := r.db.rec.pages.scan(r.tx, prefix(newKey().u64(incident).bytes()), func(_ entryKey, p engine.Page) bool {
		pages = append(pages, p)
		return true
	})
	return pages, err
}

func (r reader) DuePages(at time.Time, limit int) ([]engine.Page, error) {
	methods, err := r.PendingMethods()
	var due []engine.Page
	for _, m := range methods {
		if err != nil || len(due) >= limit {
			break
		}
		var more []engine.Page
		more, err = r.DuePagesOf(m.User, m.Method, at, limit-len(due))
		due = append(due, more...)
	}
	return due, err
}

func (r reader) DuePagesOf(user, method string, at time.Time, limit int) ([]engine.Page, error) {
	var due []engine.Page
	of := newKey().str(user).str(method)
	span := between(of.bytes(), newKey().str(user).str(method).time(at.Add(1)).bytes()).first(limit)
	err := r.db.rec.pages.scanIndexRows(r.tx, "due", span, func(_ entryKey, p engine.Page) bool {
		due = append(due, p)
		return true
	})
	return due, err
}

// PendingMethods jumps from method to method in the index of pages: there are as many as people have ways to be
// reached, however many pages wait.
func (r reader) PendingMethods() ([]engine.PendingMethod, error) {
	var methods []engine.PendingMethod
	var from []byte
	for {
		var m engine.PendingMethod
		var failure error
		found := false
		err := r.db.rec.pages.scanIndexKeys(r.tx, "due", between(from, nil).first(1), func(entry []byte, _ entryKey) bool {
			m, failure = parsePending(entry)
			found = true
			return false
		})
		if err := errors.Join(err, failure); err != nil || !found {
			return methods, err
		}
		methods = append(methods, m)
		from = afterPrefix(newKey().str(m.User).str(m.Method).bytes())
	}
}

func parsePending(entry []byte) (m engine.PendingMethod, err error) {
	rest := entry
	if m.User, rest, err = stringKey[string]().parse(rest); err != nil {
		return m, err
	}
	if m.Method, rest, err = stringKey[string]().parse(rest); err != nil {
		return m, err
	}
	m.At, _, err = timeKey().parse(rest)
	return m, err
}

func (r reader) DueDeliveries(at time.Time, limit int) ([]engine.Delivery, error) {
	var due []engine.Delivery
	err := r.db.rec.deliveries.scanIndexRows(r.tx, "due", until(at, limit), func(_ string, d engine.Delivery) bool {
		due = append(due, d)
		return true
	})
	return due, err
}

func (r reader) Delivery(id string) (engine.Delivery, bool, error) {
	return r.db.rec.deliveries.get(r.tx, id)
}

func (r reader) Reach(user, method string) (engine.Reach, bool, error) {
	return r.db.rec.reach.get(r.tx, namePair{user, method})
}

func (r reader) Busy(user, method string) (busy bool, err error) {
	at := prefix(newKey().str(user).str(method).bytes()).first(1)
	err = r.db.rec.deliveries.scanIndex(r.tx, "busy", at, func(string) bool {
		busy = true
		return false
	})
	return busy, err
}

func (r reader) Waiting(user, method string) (list []engine.Delivery, err error) {
	at := prefix(newKey().str(user).str(method).bytes())
	err = r.db.rec.deliveries.scanIndexRows(r.tx, "waiting", at, func(_ string, d engine.Delivery) bool {
		list = append(list, d)
		return true
	})
	return list, err
}

func (r reader) Codes(user, method string, limit int) (list []engine.Delivery, err error) {
	return r.newest("codes", user, method, limit)
}

func (r reader) Tests(user, method string, limit int) (list []engine.Delivery, err error) {
	return r.newest("tests", user, method, limit)
}

// newest are the messages to a person by a method, of the kind an index is of.
func (r reader) newest(index, user, method string, limit int) (list []engine.Delivery, err error) {
	at := prefix(newKey().str(user).str(method).bytes()).backward().first(limit)
	err = r.db.rec.deliveries.scanIndexRows(r.tx, index, at, func(_ string, d engine.Delivery) bool {
		list = append(list, d)
		return true
	})
	return list, err
}

func (r reader) NextDue() (timer, delivery time.Time, err error) {
	rec := r.db.rec
	timer, errTimer := firstDue(r.tx, rec.timers)
	silence, errSilence := firstDue(r.tx, rec.pulses)
	ask, errAsk := firstDue(r.tx, rec.suppressions)
	for _, at := range []time.Time{silence, ask} {
		if timer.IsZero() || !at.IsZero() && at.Before(timer) {
			timer = at
		}
	}
	delivery, errDelivery := firstDue(r.tx, rec.deliveries)
	return timer, delivery, errors.Join(errTimer, errSilence, errAsk, errDelivery)
}

// firstDue is the earliest time in the index "due", zero when it is empty. It does not read the row, which can be a
// message with thousands of incidents, and this is asked after every commit.
func firstDue[K, V any](tx *tx, t *table[K, V]) (at time.Time, err error) {
	var failure error
	err = t.scanIndexKeys(tx, "due", all().first(1), func(entry []byte, _ K) bool {
		at, _, failure = timeKey().parse(entry)
		return false
	})
	return at, errors.Join(err, failure)
}

func (r reader) Pulse(heartbeat string) (engine.Pulse, bool, error) {
	return r.db.rec.pulses.get(r.tx, heartbeat)
}

func (r reader) Pulses() (list []engine.Pulse, err error) {
	err = r.db.rec.pulses.scan(r.tx, all(), func(_ string, p engine.Pulse) bool {
		list = append(list, p)
		return true
	})
	return list, err
}

func (r reader) DuePulses(at time.Time, limit int) (due []engine.Pulse, err error) {
	err = r.db.rec.pulses.scanIndexRows(r.tx, "due", until(at, limit), func(_ string, p engine.Pulse) bool {
		due = append(due, p)
		return true
	})
	return due, err
}

func (r reader) Sight(watch string) (engine.Sight, error) {
	s, _, err := r.db.rec.sights.get(r.tx, watch)
	return s, err
}

func (r reader) Sights() (list []engine.Sight, err error) {
	err = r.db.rec.sights.scan(r.tx, all(), func(_ string, s engine.Sight) bool {
		list = append(list, s)
		return true
	})
	return list, err
}

func (r reader) RuleCounts() (list []engine.RuleCount, err error) {
	err = r.db.rec.ruleCounts.scan(r.tx, all(), func(_ string, n engine.RuleCount) bool {
		list = append(list, n)
		return true
	})
	return list, err
}

func (r reader) Strips() (list []engine.Strip, err error) {
	err = r.db.rec.strips.scan(r.tx, all(), func(_ string, s engine.Strip) bool {
		list = append(list, s)
		return true
	})
	return list, err
}

func (r reader) Cursor(of engine.Scan) (time.Time, bool, error) {
	c, found, err := r.db.rec.cursors.get(r.tx, string(of))
	return c.At, found, err
}

func (r reader) LastChange() (at time.Time, err error) {
	err = r.db.rec.audit.scan(r.tx, all().backward().first(1), func(_ uint64, row engine.AuditRow) bool {
		at = row.At
		return false
	})
	return at, err
}

func (r reader) Number(of engine.Sequence) (uint64, error) {
	n, err := r.tx.next(string(of))
	if err != nil {
		return 0, fmt.Errorf("next number of %s: %w", of, err)
	}
	return n, nil
}
