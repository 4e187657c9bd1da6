package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"wakeman/engine"
)

// Damage is a row that could not be read. It was set aside, so that it harms nobody but itself: reads pass over it, and
// commands that met it ran again without it.
type Damage struct {
	Table   string    `json:"table"` // or an index of it
	Key     string    `json:"key"`   // hex
	At      time.Time `json:"at"`    // when it was found (UTC)
	Problem string    `json:"problem"`
	// Outcome is what was done about it, a sentence.
	Outcome string `json:"outcome"`
	// Doors are the keys of the senders that can not be told apart from strangers any more.
	Doors []string `json:"doors,omitempty"`
	// Row is what was there, as it was.
	Row []byte `json:"row,omitempty"`
	// Told: admins were alarmed.
	Told bool `json:"told,omitempty"`
}

// damageKept is for how long a row that was set aside is shown.
const damageKept = 30 * 24 * time.Hour

// maxDamage is how many rows one command may meet; a store that is worse off than that needs its backup.
const maxDamage = 1000

// damages are the damaged rows that reads have met and nobody has looked after yet.
type damages struct {
	busy    sync.Mutex
	mu      sync.Mutex
	waiting []*CorruptError
	met     map[string]bool // also those that stay where they are: the audit log's
	seen    int             // how often damage was met
	wake    chan struct{}   // one slot
	ended   chan struct{}
}

func newDamages() *damages {
	return &damages{met: map[string]bool{}, wake: make(chan struct{}, 1), ended: make(chan struct{})}
}

// meet notes damage once.
func (d *damages) meet(err error) {
	c, ok := errors.AsType[*CorruptError](err)
	if !ok || c.Bucket == "" || c.Key == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if id := c.Bucket + "\x00" + string(c.Key); !d.met[id] {
		d.met[id] = true
		d.seen++
		d.waiting = append(d.waiting, c)
		select {
		case d.wake <- struct{}{}:
		default:
		}
	}
}

// times is how often damage was met until now.
func (d *damages) times() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen
}

func (d *damages) take() []*CorruptError {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.waiting
	d.waiting = nil
	return list
}

// forget lets a row be met again: it was set aside, and another one may be damaged in its place one day.
func (d *damages) forget(c *CorruptError) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.met, c.Bucket+"\x00"+string(c.Key))
}

// mendLoop sets aside what reads have met, until the store closes.
func (db *DB) mendLoop() {
	defer close(db.damages.ended)
	for {
		select {
		case <-db.closing:
			return
		case <-db.failed:
			return
		case <-db.damages.wake:
			db.setAsideMet(context.Background())
		}
	}
}

// setAsideMet sets aside what reads have met until now, or waits for who does.
func (db *DB) setAsideMet(ctx context.Context) {
	db.damages.busy.Lock() // whoever asks second wants it done too
	defer db.damages.busy.Unlock()
	for _, c := range db.damages.take() {
		if _, err := db.setAside(ctx, c); err != nil {
			db.damages.forget(c) // the next who meets it tries again
			db.log.Error("store: a damaged row was not set aside", "row", c.Error(), "err", err)
		}
	}
}

// setAside takes a damaged row out of the way, in a transaction of its own. It reports false for one that stays.
func (db *DB) setAside(ctx context.Context, c *CorruptError) (away bool, err error) {
	var done bool
	err = db.updateOnce(ctx, urgent, func(tx *tx) error {
		done, away, err = aside{db, tx, db.now().UTC().Round(0)}.row(c)
		return err
	})
	if err == nil && done {
		db.log.Error("store: a damaged row was set aside", "row", c.Error())
		if c.Bucket != db.rec.audit.name {
			db.damages.forget(c)
		}
	}
	return away, err
}

// without sets aside the row that a command met, and reports whether the command should run again.
func (db *DB) without(ctx context.Context, err error, met *int) bool {
	c, ok := errors.AsType[*CorruptError](err)
	if !ok || c.Bucket == "" || c.Key == nil || *met >= maxDamage {
		return false
	}
	*met++
	away, err := db.setAside(ctx, c)
	if err != nil {
		db.log.Error("store: a damaged row was not set aside", "row", c.Error(), "err", err)
	}
	return away && err == nil
}

// aside is one transaction that takes a row out of the way.
type aside struct {
	db  *DB
	tx  *tx
	now time.Time
}

// row reports whether it did anything, and whether the row is in nobody's way now: somebody else may have been quicker.
func (a aside) row(c *CorruptError) (done, away bool, err error) {
	if a.tx.bolt.Bucket([]byte(a.db.rec.damaged.name)) == nil {
		return false, false, nil // not a store of ours: a test of the ground
	}
	t, index := a.tableOf(c.Bucket)
	switch {
	case t == nil:
		return false, false, nil
	case c.Bucket == a.db.rec.audit.name:
		done, err = a.auditRow(c)
		return done, false, err
	case index:
		done, err = a.entry(t, c)
		return done, true, err
	}
	if only, err := a.onlyCopy(t, c.Key); err != nil || only {
		return false, false, err
	}
	l, err := t.lift(a.tx, c.Key)
	if err != nil || l.row == nil {
		return false, true, err
	}
	return true, true, a.lifted(t, c, l)
}

func (a aside) lifted(t tabler, c *CorruptError, l lifted) (err error) {
	d := a.damage(c)
	d.Row = l.row
	if d.Outcome, err = a.after(t, c.Key, l); err != nil {
		return err
	}
	if c.Bucket == a.db.rec.integrations.name || c.Bucket == a.db.rec.heartbeats.name {
		d.Doors = l.texts("key")
	}
	return a.note(d)
}

// onlyCopy reports whether a row is the file's own, without which it can not be opened, and has no second copy.
func (a aside) onlyCopy(t tabler, key []byte) (bool, error) {
	if t.tableName() != metaTable().name {
		return false, nil
	}
	k, err := metaTable().key.whole(key)
	if err != nil {
		return true, nil //nolint:nilerr // not a row that could be mended
	}
	_, found, err := metaTable().getOne(a.tx, secondCopy(k))
	return err != nil || !found, nil
}

// tableOf finds the table that a bucket belongs to, and whether it is one of its indices.
func (a aside) tableOf(bucket string) (t tabler, index bool) {
	for _, t := range a.db.catalog.allTables() {
		for i, name := range t.buckets() {
			if name == bucket {
				return t, i > 0
			}
		}
	}
	return nil, false
}

// entry makes an index anew of which an entry leads nowhere.
func (a aside) entry(t tabler, c *CorruptError) (done bool, err error) {
	stray, err := t.stray(a.tx, c.Bucket, c.Key)
	if err != nil || !stray {
		return false, err
	}
	if err := t.remakeIndex(a.tx, c.Bucket); err != nil {
		return false, err
	}
	d := a.damage(c)
	d.Outcome = "The index was made anew from the rows."
	return true, a.note(d)
}

// auditRow leaves a row of the audit log where it is: that it is damaged must be found each time somebody looks.
func (a aside) auditRow(c *CorruptError) (done bool, err error) {
	d := a.damage(c)
	if known, err := a.db.rec.damaged.has(a.tx, namePair{d.Table, d.Key}); err != nil || known {
		return false, err
	}
	d.Outcome = "It stays where it is, and the chain goes on behind it."
	return true, a.note(d)
}

func (a aside) damage(c *CorruptError) Damage {
	return Damage{Table: c.Bucket, Key: hex.EncodeToString(c.Key), At: a.now, Problem: reason(c)}
}

func (a aside) note(d Damage) error {
	if err := a.db.rec.damaged.put(a.tx, namePair{d.Table, d.Key}, d); err != nil {
		return err
	}
	return a.db.appendAudit(a.tx, engine.AuditRow{
		At: a.now, Actor: engine.System(), Action: "store.damaged", Object: d.What(), Detail: d.Problem + ". " + d.Outcome,
	})
}

// What names the row in words of an admin.
func (d Damage) What() string {
	key, _ := hex.DecodeString(d.Key)
	number, _, err := u64Key[uint64]().parse(key)
	switch {
	case d.Table == "incidents" && err == nil:
		return fmt.Sprintf("incident %d", number)
	case d.Table == "audit" && err == nil:
		return fmt.Sprintf("row %d of the audit log", number)
	case d.Table == "timers" && err == nil, d.Table == "pages" && err == nil, d.Table == "entries" && err == nil, d.Table == "alerts" && err == nil:
		return fmt.Sprintf("a row of %s of incident %d", d.Table, number)
	}
	return "row " + d.Key + " of " + d.Table
}

// Grave tells that somebody may miss a page because of it, or may have missed one.
func (d Damage) Grave() bool {
	switch d.Table {
	case "incidents", "alerts", "pages", "deliveries",
		"users", "teams", "schedules", "policies", "services", "integrations", "heartbeats", "watches", "settings", "event_rules":
		return true
	}
	return false
}

// Damages are the rows that were set aside in the last thirty days, the newest first by table and key.
func (db *DB) Damages() (list []Damage, err error) {
	since := db.now().Add(-damageKept)
	err = db.view(func(tx *tx) error {
		list = nil
		return db.rec.damaged.scan(tx, all(), func(_ namePair, d Damage) bool {
			if d.At.After(since) {
				list = append(list, d)
			}
			return true
		})
	})
	return list, err
}

// DamageTold notes that admins were alarmed about these.
func (db *DB) DamageTold(ctx context.Context, list []Damage) error {
	return db.update(ctx, urgent, func(tx *tx) error {
		for _, d := range list {
			d.Told = true
			if err := db.rec.damaged.put(tx, namePair{d.Table, d.Key}, d); err != nil {
				return err
			}
		}
		return nil
	})
}
