package store

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/schedules"
)

const settingsKey = "account"

// Configure replaces the configuration. change gets the one in force and returns the next one, with the audit rows that
// tell what changed; nil for the next one means that nothing changes. Configurations are immutable: change must not
// write into what it gets. The new one is in force when Configure returns.
//
// Whoever the change concerns is told in the same transaction, by mail, and of duty by push: see [engine.NewsOf].
//
// An error of change changes nothing and is returned as it is.
func (db *DB) Configure(ctx context.Context, change func(old *engine.Config) (next *engine.Config, audit []engine.AuditRow, err error)) error {
	select { // one at a time, so that the second of two changes sees the first
	case db.configuring <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-db.configuring }()
	old := db.Config()
	next, audit, err := change(old)
	if err != nil || next == nil {
		return err
	}
	now := db.now().UTC().Round(0)
	notices := noticesOf(old, next, audit, now)
	err = db.update(ctx, urgent, func(tx *tx) error {
		if err := db.writeConfig(tx, old, next); err != nil {
			return err
		}
		for _, d := range notices {
			if err := db.rec.deliveries.put(tx, d.ID, d); err != nil {
				return err
			}
		}
		return db.appendAudits(tx, audit, now)
	})
	if err == nil {
		next.LostKeys = old.LostKeys
		db.config.Store(next.Index())
	}
	return outward(err)
}

// noticesOf are the messages to those whom a change concerns. One that nobody answers for (a test's, a first start's)
// tells nobody.
func noticesOf(old, next *engine.Config, audit []engine.AuditRow, now time.Time) (list []engine.Delivery) {
	if len(audit) == 0 {
		return nil
	}
	for _, n := range engine.NewsOf(old, next, audit[0].Actor, now) {
		list = append(list, next.Notices(n, now)...)
	}
	return list
}

func (db *DB) appendAudits(tx *tx, rows []engine.AuditRow, now time.Time) error {
	for _, row := range rows {
		if row.At.IsZero() {
			row.At = now
		}
		if err := db.appendAudit(tx, row); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) writeConfig(tx *tx, old, next *engine.Config) error {
	rec := db.rec
	steps := []func() error{
		func() error { return replaceRows(tx, rec.users, old.Users, next.Users) },
		func() error { return replaceRows(tx, rec.former, old.Former, next.Former) },
		func() error { return replaceRows(tx, rec.teams, old.Teams, next.Teams) },
		func() error { return replaceRows(tx, rec.schedules, old.Schedules, next.Schedules) },
		func() error { return replaceRows(tx, rec.policies, old.Policies, next.Policies) },
		func() error { return replaceRows(tx, rec.services, old.Services, next.Services) },
		func() error { return replaceRows(tx, rec.integrations, old.Integrations, next.Integrations) },
		func() error { return replaceRows(tx, rec.heartbeats, old.Heartbeats, next.Heartbeats) },
		func() error { return replaceRows(tx, rec.watches, old.Watches, next.Watches) },
		func() error { return rec.settings.put(tx, settingsKey, next.Settings) },
		func() error { return replaceRows(tx, rec.eventRules, ruleRows(old), ruleRows(next)) },
		func() error { return db.endAccess(tx, old, next) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// ruleRows are the event rules for all events, in one row: their order is what they say.
func ruleRows(c *engine.Config) map[string]rules.Set {
	if len(c.EventRules) == 0 {
		return nil
	}
	return map[string]rules.Set{settingsKey: c.EventRules}
}

// replaceRows makes a table hold next, touching only what differs from old. What goes or changes leaves first, so that
// another row may take its place in a unique index: two integrations may swap their keys.
func replaceRows[V any](tx *tx, t *table[string, V], old, next map[string]V) error {
	same := func(id string) bool {
		was, before := old[id]
		is, after := next[id]
		return before && after && reflect.DeepEqual(was, is)
	}
	for id := range old {
		if same(id) {
			continue
		}
		if _, err := t.delete(tx, id); err != nil {
			return err
		}
	}
	for id, v := range next {
		if same(id) {
			continue
		}
		if err := t.put(tx, id, v); err != nil {
			return err
		}
	}
	return nil
}

// loadConfig reads the configuration from the file.
func (db *DB) loadConfig() (*engine.Config, error) {
	c := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{}, Teams: map[string]people.Team{}, Schedules: map[string]schedules.Schedule{}, Former: map[string]people.Former{}},
		Policies:  map[string]engine.Policy{}, Services: map[string]engine.Service{},
		Integrations: map[string]engine.Integration{}, Heartbeats: map[string]engine.Heartbeat{}, Watches: map[string]engine.Watch{}, Settings: engine.DefaultSettings(),
	}
	rec := db.rec
	err := db.view(func(tx *tx) error {
		for _, step := range []func() error{
			func() error { return loadRows(tx, rec.users, c.Users) },
			func() error { return loadRows(tx, rec.former, c.Former) },
			func() error { return loadRows(tx, rec.teams, c.Teams) },
			func() error { return loadRows(tx, rec.schedules, c.Schedules) },
			func() error { return loadRows(tx, rec.policies, c.Policies) },
			func() error { return loadRows(tx, rec.services, c.Services) },
			func() error { return loadRows(tx, rec.integrations, c.Integrations) },
			func() error { return loadRows(tx, rec.heartbeats, c.Heartbeats) },
			func() error { return loadRows(tx, rec.watches, c.Watches) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		var errLost error
		s, found, err := rec.settings.get(tx, settingsKey)
		if found {
			c.Settings = s
		}
		set, _, errRules := rec.eventRules.get(tx, settingsKey)
		c.EventRules = set
		for _, e := range []*error{&err, &errRules} {
			if *e != nil && tx.passes(*e) { // without them the box still pages
				*e = nil
			}
		}
		c.LostKeys, errLost = lostKeys(tx, rec)
		return firstError(err, errRules, errLost)
	})
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	return c.Index(), nil
}

// lostKeys are the keys of the senders whose record was set aside.
func lostKeys(tx *tx, rec *records) (lost map[string]bool, err error) {
	err = rec.damaged.scan(tx, all(), func(_ namePair, d Damage) bool {
		for _, key := range d.Doors {
			if lost == nil {
				lost = map[string]bool{}
			}
			lost[key] = true
		}
		return true
	})
	return lost, err
}

func loadRows[V any](tx *tx, t *table[string, V], into map[string]V) error {
	return t.scan(tx, all(), func(id string, v V) bool {
		into[id] = v
		return true
	})
}
