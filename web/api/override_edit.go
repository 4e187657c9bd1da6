package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// overrideOrder puts a person on call for a time. Replaces is Wakeman's own: only
// this person goes off, and not everybody.
type overrideOrder struct {
	Start    string       `json:"start" need:"yes"`
	End      string       `json:"end" need:"yes"`
	User     *targetOrder `json:"user" need:"yes"`
	Replaces *targetOrder `json:"replaces" doc:"who goes off; everybody if it is left out. Wakeman's own"`
}

// overridesOrder is either form of a body: a list, or the single one that
// go-pagerduty sends.
type overridesOrder struct {
	Overrides maybe[[]overrideOrder] `json:"overrides"`
	Override  *overrideOrder         `json:"override"`
}

// overrideMadeWire is what became of one of a list.
type overrideMadeWire struct {
	Status   int          `json:"status"`
	Errors   []string     `json:"errors"`
	Override overrideWire `json:"override"`
}

// override reads one. Its end must be to come: what was is not changed.
func (w overrideOrder) override(cfg *engine.Config, zone *time.Location, now time.Time, f *faults, path string) schedules.Override {
	o := schedules.Override{ID: config.NewID(config.OverrideID), CreatedAt: now}
	o.Start = instantOf(w.Start, zone, f, path+".start")
	o.End = instantOf(w.End, zone, f, path+".end")
	switch {
	case o.Start.IsZero() || o.End.IsZero():
	case !o.Start.Before(o.End):
		f.add(path+".end", "must be after start")
	case !o.End.After(now):
		f.add(path+".end", "is past")
	case o.Start.Before(now):
		o.Start = now.Truncate(time.Second) // who was on call stays on record
	}
	if o.User = w.User.person(cfg, f, path+".user"); w.User == nil {
		f.add(path+".user", "missing")
	}
	o.Replaces = w.Replaces.person(cfg, f, path+".replaces")
	if o.User != "" && o.User == o.Replaces {
		f.add(path+".replaces", "is the user themselves")
	}
	return o
}

func instantOf(text string, zone *time.Location, f *faults, path string) time.Time {
	if text == "" {
		f.add(path, "missing")
		return time.Time{}
	}
	t, ok := parseInstant(text, zone)
	if !ok {
		f.add(path, "%s is not an ISO 8601 time like 2026-01-05T09:00:00-06:00", quote(text))
	}
	return t.Truncate(time.Second)
}

// person is the id of somebody who can be on call; "" for null.
func (t *targetOrder) person(cfg *engine.Config, f *faults, path string) string {
	if t == nil {
		return ""
	}
	t.mustBeUser(f, path)
	if u, ok := cfg.Users[t.ID]; !ok {
		f.add(path, "nobody has the id %s", quote(t.ID))
	} else if u.Disabled {
		f.add(path, "%s has left", u.Name)
	}
	return t.ID
}

// createOverrides makes one, or all of a list or none of them.
func (s *server) createOverrides(c *call) (any, error) {
	var raw json.RawMessage
	if err := readBody(c.Request, "", &raw); err != nil {
		return nil, err
	}
	var w overridesOrder
	if err := decodeOrder(raw, &w); err != nil {
		return nil, err
	}
	orders, path := w.Overrides.value, func(i int) string { return fmt.Sprintf("overrides[%d]", i) }
	if w.Override != nil {
		orders, path = []overrideOrder{*w.Override}, func(int) string { return "override" }
	}
	if len(orders) == 0 {
		return nil, invalid("overrides: missing")
	}
	changed, made, err := s.addOverrides(c, orders, path)
	if err != nil {
		return nil, err
	}
	if w.Override != nil {
		return map[string]overrideWire{"override": c.override(changed, made[0])}, nil
	}
	return each(made, func(o schedules.Override) overrideMadeWire {
		return overrideMadeWire{http.StatusCreated, []string{}, c.override(changed, o)}
	}), nil
}

func (s *server) addOverrides(c *call, orders []overrideOrder, path func(int) string) (changed schedules.Schedule, made []schedules.Override, err error) {
	id := c.PathValue("id")
	err = s.edit(c, subject{scheduleKind, id, names{}}, func(next *engine.Config) error {
		found, err := c.scheduleIn(next, id)
		if err != nil {
			return err
		}
		var f faults
		made = nil
		for i, w := range orders {
			made = append(made, w.override(next, zoneOf(found), c.now, &f, path(i)))
		}
		found.Overrides = slices.Concat(found.Overrides, made)
		next.Schedules[id], changed = found, found
		return f.err()
	})
	return changed, made, err
}

// deleteOverride takes away an override that has not begun, and ends one that
// runs; the answer shows how it ended then.
func (s *server) deleteOverride(c *call) (any, error) {
	id := c.PathValue("id")
	var ended *overrideWire
	err := s.edit(c, subject{scheduleKind, id, names{}}, func(next *engine.Config) error {
		ended = nil // it may run again
		found, err := c.scheduleIn(next, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(found.Overrides, func(o schedules.Override) bool { return o.ID == c.PathValue("override") })
		if i < 0 {
			return absent("override")
		}
		o, now := found.Overrides[i], c.now.Truncate(time.Second)
		found.Overrides = slices.Clone(found.Overrides)
		switch {
		case !o.End.After(now):
			return invalid("the override has ended: what was is not changed")
		case o.Start.Before(now):
			o.End = now
			found.Overrides[i] = o
			w := c.override(found, o)
			ended = &w
		default:
			found.Overrides = slices.Delete(found.Overrides, i, i+1)
		}
		next.Schedules[id] = found
		return nil
	})
	if err != nil || ended == nil {
		return nil, err
	}
	c.status = http.StatusOK
	return map[string]overrideWire{"override": *ended}, nil
}
