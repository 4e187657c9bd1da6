package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/schedules"
)

// overrideOrder puts a person on call for a time. Replaces, Adds and Gap are Wakeman's own.
type overrideOrder struct {
	Start    string       `json:"start" need:"yes"`
	End      string       `json:"end" need:"yes"`
	User     *targetOrder `json:"user" need:"yes" doc:"null together with gap: nobody"`
	Replaces *targetOrder `json:"replaces" doc:"who goes off; everybody if it is left out. Wakeman's own"`
	Adds     bool         `json:"adds" doc:"nobody goes off: the person is on call beside whoever is. Wakeman's own"`
	Gap      bool         `json:"gap" doc:"it may leave time with nobody on call. Wakeman's own"`
}

// overridesOrder is either form of a body: a list, or the single one that
// go-pagerduty sends.
type overridesOrder struct {
	Overrides maybe[[]overrideOrder] `json:"overrides"`
	Override  *overrideOrder         `json:"override"`
}

// overrideMadeWire is what became of one of a list: 201, or 400 with why it was not made. Override is then as it was sent.
type overrideMadeWire struct {
	Status   int      `json:"status"`
	Errors   []string `json:"errors"`
	Override any      `json:"override"`
}

// override reads one. What is past of it is left out: who was on call stays on record.
func (w overrideOrder) override(cfg *engine.Config, s schedules.Schedule, now time.Time, f *faults, path string) duty.Override {
	o := duty.Override{Schedule: s.ID, Adds: w.Adds, Gap: w.Gap, Idle: true}
	o.Start = instantOf(w.Start, zoneOf(s), f, path+".start")
	o.End = instantOf(w.End, zoneOf(s), f, path+".end")
	switch {
	case o.Start.IsZero() || o.End.IsZero():
	case !o.Start.Before(o.End):
		f.add(path+".end", "must be after start")
	case !o.End.After(now):
		f.add(path+".end", "is past")
	default:
		o.Start = later(o.Start, now.Truncate(time.Second))
	}
	if o.User = w.User.person(cfg, f, path+".user"); w.User == nil && !w.Gap {
		f.add(path+".user", "missing")
	}
	o.Replaces = w.Replaces.person(cfg, f, path+".replaces")
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

// createOverrides makes one, or those of a list that can be made. As in PagerDuty, the answer to a list says of each by
// itself what became of it; only when none could be made is the whole a 400.
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
	made, err := s.addOverrides(c, orders, path)
	if err != nil {
		return nil, err
	}
	if w.Override != nil {
		return map[string]any{"override": made[0].Override}, nil
	}
	return made, nil
}

func (s *server) addOverrides(c *call, orders []overrideOrder, path func(int) string) (made []overrideMadeWire, err error) {
	id := c.PathValue("id")
	err = s.edit(c, subject{scheduleKind, id, names{}}, func(next *engine.Config) error {
		found, err := c.scheduleIn(next, id)
		if err != nil {
			return err
		}
		var all faults
		made = nil
		for i, w := range orders {
			one, f, err := c.addOverride(next, found, w, path(i))
			if err != nil {
				return err
			}
			made, all = append(made, one), append(all, f...)
		}
		if slices.ContainsFunc(made, func(w overrideMadeWire) bool { return w.Status == http.StatusCreated }) {
			return nil
		}
		return all[:min(len(all), maxFaults)].err()
	})
	return made, err
}

// addOverride makes one, or says why not. An error is one of the request as a whole.
func (c *call) addOverride(next *engine.Config, found schedules.Schedule, w overrideOrder, path string) (overrideMadeWire, faults, error) {
	var f faults
	o := w.override(next, found, c.now, &f, path)
	if len(f) == 0 {
		made, err := o.Do(next, c.doer(), c.now)
		if err == nil {
			return overrideMadeWire{http.StatusCreated, []string{}, c.override(found, made)}, nil, nil
		}
		why, ok := errors.AsType[*engine.Failure](err)
		if !ok || why.Code != engine.Invalid {
			return overrideMadeWire{}, nil, err
		}
		f.add(inField(path, why.Field), "%s", why.Message)
	}
	return overrideMadeWire{http.StatusBadRequest, f, w.echo()}, f, nil
}

// echo is an override as it was sent.
func (w overrideOrder) echo() object {
	sent := object{"start": w.Start, "end": w.End, "user": nil}
	if w.User != nil {
		sent["user"] = object{"id": w.User.ID, "type": "user_reference"}
	}
	return sent
}

// deleteOverride takes away an override that has not begun, and ends one that
// runs; the answer shows how it ended then. Whoever may not change the schedule gives back what is their own. As in
// PagerDuty, nobody is asked whether it may leave a gap.
func (s *server) deleteOverride(c *call) (any, error) {
	id, override := c.PathValue("id"), c.PathValue("override")
	var ended *overrideWire
	err := s.edit(c, subject{scheduleKind, id, names{}}, func(next *engine.Config) error {
		ended = nil // it may run again
		found, ok := next.Schedules[id]
		if !ok {
			return absent("schedule")
		}
		if err := c.unchanged(found); err != nil {
			return err
		}
		same := func(o schedules.Override) bool { return o.ID == override }
		if !slices.ContainsFunc(found.Overrides, same) {
			return absent("override")
		}
		if err := (duty.Back{Schedule: id, Override: override, Gap: true}).Do(next, c.doer(), c.now); err != nil {
			return unlike(err)
		}
		found = next.Schedules[id]
		if i := slices.IndexFunc(found.Overrides, same); i >= 0 {
			w := c.override(found, found.Overrides[i])
			ended = &w
		}
		return nil
	})
	if err != nil || ended == nil {
		return nil, err
	}
	c.status = http.StatusOK
	return map[string]overrideWire{"override": *ended}, nil
}

// unlike makes what a deed finds otherwise than it should be a 400 of the request: PagerDuty's conflicts are of incidents.
func unlike(err error) error {
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == engine.Conflict {
		return invalid(f.Message)
	}
	return err
}
