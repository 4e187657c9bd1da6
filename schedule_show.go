package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/schedules/ical"
	"wakeman/web/calendar"
)

// scheduleIn is what of a schedule is asked for. Times are as a person types them.
type scheduleIn struct {
	Name             string // or the id
	Since, Until, At string
	ICal             bool
}

// scheduleOut is the answer.
type scheduleOut struct {
	scheduleTimes
	ICal string `json:"ical,omitempty"`
}

// scheduleTimes is the window with its gaps, without holes. Times are in UTC.
type scheduleTimes struct {
	ID       string      `json:"id"`
	Schedule string      `json:"schedule"`
	TimeZone string      `json:"time_zone"`
	Since    time.Time   `json:"since"`
	Until    time.Time   `json:"until"`
	OnCall   []onCallOut `json:"on_call"`  // at since
	Coverage float64     `json:"coverage"` // from 0 to 1
	Shifts   []shiftOut  `json:"shifts"`
}

type shiftOut struct {
	Start time.Time   `json:"start"`
	End   time.Time   `json:"end"`
	Users []onCallOut `json:"users"` // empty: nobody
}

type onCallOut struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Bounds on what is shown.
const (
	scheduleLook    = 14 * 24 * time.Hour
	maxScheduleLook = 366 * 24 * time.Hour
)

func (c commands) scheduleShow(_ context.Context, in scheduleIn) (out scheduleOut, err error) {
	cfg := c.db.Config()
	s, err := scheduleNamed(cfg, in.Name)
	if err != nil {
		return out, err
	}
	now := c.now()
	since, until, err := in.window(s.Location(), now)
	if err != nil {
		return out, err
	}
	out.scheduleTimes = timesOf(cfg, s, since, until)
	if in.ICal {
		feed, _ := calendar.Schedule(cfg, s.ID, cfg.Settings.PublicURL, now)
		out.ICal = string(ical.Write(feed))
	}
	return out, nil
}

// scheduleNamed finds a schedule with everybody's absences.
func scheduleNamed(cfg *engine.Config, name string) (schedules.Schedule, error) {
	if s, ok := cfg.Schedule(name); ok {
		return s, nil
	}
	var names []string
	for id, s := range cfg.Schedules {
		if strings.EqualFold(s.Name, strings.TrimSpace(name)) {
			found, _ := cfg.Schedule(id)
			return found, nil
		}
		names = append(names, s.Name)
	}
	slices.Sort(names)
	return schedules.Schedule{}, engine.Fail(engine.NotFound, "there is no schedule %q; there are: %s", name, cmp.Or(strings.Join(names, ", "), "none"))
}

// window is from when to when.
func (in scheduleIn) window(zone *time.Location, now time.Time) (since, until time.Time, err error) {
	since = now.UTC().Truncate(time.Second)
	if in.At != "" {
		if in.At != "now" {
			since, err = typedTime("--at", in.At, zone)
		}
		return since, since.Add(time.Second), err
	}
	if in.Since != "" {
		if since, err = typedTime("--since", in.Since, zone); err != nil {
			return since, until, err
		}
	}
	until = since.Add(scheduleLook)
	if in.Until != "" {
		until, err = typedTime("--until", in.Until, zone)
	}
	switch {
	case err != nil:
	case !since.Before(until):
		err = engine.Fail(engine.Invalid, "--until must be after --since")
	case until.Sub(since) > maxScheduleLook:
		err = engine.Fail(engine.Invalid, "at most a year can be shown")
	}
	return since, until, err
}

// typedTime reads a date, a reading of the schedule's clock, or an instant with its offset.
func typedTime(flag, text string, zone *time.Location) (time.Time, error) {
	text = strings.Replace(strings.TrimSpace(text), " ", "T", 1)
	if d, err := civil.ParseDate(text); err == nil {
		return d.At(civil.TimeOfDay{}).In(zone), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	if d, err := civil.ParseDateTime(text); err == nil {
		return d.In(zone), nil
	}
	return time.Time{}, engine.Fail(engine.Invalid, "%s: %q is not a time like 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00-06:00", flag, text)
}

// timesOf is the window without holes.
func timesOf(cfg *engine.Config, s schedules.Schedule, since, until time.Time) scheduleTimes {
	out := scheduleTimes{ID: s.ID, Schedule: s.Name, TimeZone: s.TimeZone, Since: since, Until: until, OnCall: onCallOf(cfg, s.OnCall(since)), Shifts: []shiftOut{}}
	covered, at := time.Duration(0), since
	for _, x := range s.Shifts(since, until) {
		out.gap(at, x.Start)
		next := shiftOut{x.Start, x.End, onCallOf(cfg, x.Users)}
		if len(next.Users) > 0 {
			covered += x.End.Sub(x.Start)
			out.Shifts = append(out.Shifts, next)
		} else {
			out.gap(x.Start, x.End)
		}
		at = x.End
	}
	out.gap(at, until)
	out.Coverage = covered.Seconds() / until.Sub(since).Seconds()
	return out
}

// gap adds a stretch without anybody, joined to the one before.
func (o *scheduleTimes) gap(from, to time.Time) {
	if !from.Before(to) {
		return
	}
	if last := len(o.Shifts) - 1; last >= 0 && len(o.Shifts[last].Users) == 0 && o.Shifts[last].End.Equal(from) {
		o.Shifts[last].End = to
		return
	}
	o.Shifts = append(o.Shifts, shiftOut{from, to, []onCallOut{}})
}

func (o scheduleTimes) gaps() []shiftOut {
	return slices.DeleteFunc(slices.Clone(o.Shifts), func(s shiftOut) bool { return len(s.Users) > 0 })
}

// shiftJSON is one shift as --json prints it: from start (inclusive) to end (exclusive), in UTC, and the addresses of those on call.
type shiftJSON struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Users []string  `json:"users"`
}

// manned is what --json prints: the shifts in order of time, neighbours with the same people joined; gaps are absent.
func (o scheduleTimes) manned() []shiftJSON {
	list := []shiftJSON{}
	for _, s := range o.Shifts {
		var emails []string
		for _, u := range s.Users {
			emails = append(emails, u.Email)
		}
		slices.Sort(emails)
		last := len(list) - 1
		switch {
		case len(emails) == 0:
		case last >= 0 && list[last].End.Equal(s.Start) && slices.Equal(list[last].Users, emails):
			list[last].End = s.End
		default:
			list = append(list, shiftJSON{s.Start.UTC(), s.End.UTC(), emails})
		}
	}
	return list
}

// coverageJSON is what --coverage --json prints: the share, from 0 to 1, and when nobody is on call, in UTC.
type coverageJSON struct {
	Coverage float64   `json:"coverage"`
	Gaps     []gapJSON `json:"gaps"`
}

type gapJSON struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

func (o scheduleTimes) cover() coverageJSON {
	c := coverageJSON{o.Coverage, []gapJSON{}}
	for _, g := range o.gaps() {
		c.Gaps = append(c.Gaps, gapJSON{g.Start.UTC(), g.End.UTC()})
	}
	return c
}

// onCallOf is people by id, in the order of their names, also those who have left since: the schedule itself has them off
// from then on.
func onCallOf(cfg *engine.Config, ids []string) []onCallOut {
	list := []onCallOut{}
	for _, id := range ids {
		if email, ok := cfg.Email(id); ok {
			list = append(list, onCallOut{id, cfg.Name(id), email})
		}
	}
	slices.SortFunc(list, func(a, b onCallOut) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}

// scheduleRow is one line of a list.
type scheduleRow struct {
	ID, Name, TimeZone string
	OnCall             []onCallOut
}

func (c commands) scheduleList(context.Context, struct{}) ([]scheduleRow, error) {
	cfg := c.db.Config()
	var rows []scheduleRow
	for _, id := range slices.Sorted(maps.Keys(cfg.Schedules)) {
		s, _ := cfg.Schedule(id)
		rows = append(rows, scheduleRow{id, s.Name, s.TimeZone, onCallOf(cfg, s.OnCall(c.now()))})
	}
	slices.SortStableFunc(rows, func(a, b scheduleRow) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return rows, nil
}
