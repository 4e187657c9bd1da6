package api

import (
	"slices"
	"time"

	"wakeman/schedules"
)

// span is how much is rendered when only one end of the window is given, as in
// PagerDuty.
const renderSpan = 14 * 24 * time.Hour

func listSchedules(c *call) (any, error) {
	words := c.q.text("query")
	all := slices.DeleteFunc(c.allSchedules(), func(s schedules.Schedule) bool { return !mentions(words, s.Name) || !c.q.inTeams(s.Team) })
	if c.include["schedule_layers"] {
		return paged(c, "schedules", all, func(s schedules.Schedule) layeredScheduleWire {
			return c.schedule(s, rendering{})
		})
	}
	return paged(c, "schedules", all, c.plainSchedule)
}

func scheduleOf(c *call) (schedules.Schedule, error) {
	s, ok := c.cfg.Schedules[c.PathValue("id")]
	if !ok {
		return s, absent("schedule")
	}
	return s, nil
}

func getSchedule(c *call) (any, error) {
	s, err := scheduleOf(c)
	if err != nil {
		return nil, err
	}
	r, err := c.q.rendering()
	if err != nil {
		return nil, err
	}
	return c.oneSchedule(s, r)
}

// rendering reads the window a schedule is wanted for. Without since and until
// nothing is rendered.
func (q query) rendering() (r rendering, err error) {
	if r.window, err = q.window(); err != nil {
		return r, err
	}
	if r.overflow, err = q.flag("overflow"); err != nil {
		return r, err
	}
	if q.zoned {
		r.zone = q.zone
	}
	switch {
	case r.from.IsZero() && r.to.IsZero():
		return r, nil
	case r.from.IsZero():
		r.from = r.to.Add(-renderSpan)
	case r.to.IsZero():
		r.to = r.from.Add(renderSpan)
	}
	return r, r.within(maxWindow)
}

// listScheduleUsers is who is on call in a window, now if none is given.
func listScheduleUsers(c *call) (any, error) {
	s, err := scheduleOf(c)
	if err != nil {
		return nil, err
	}
	w, err := c.q.onCallWindow(c.now)
	if err != nil {
		return nil, err
	}
	if !w.from.Before(w.to) {
		w.to = w.from.Add(1)
	}
	shifts, _ := shiftsIn(c.cfg.Effective(s).Calendar(), w.from, w.to)
	var ids []string
	for _, x := range personal(shifts) {
		if u, ok := c.cfg.Users[x.user]; ok && !u.Disabled && !slices.Contains(ids, x.user) {
			ids = append(ids, x.user)
		}
	}
	return map[string][]userWire{"users": each(ids, func(id string) userWire { return c.user(c.cfg.Users[id]) })}, nil
}

// listOverrides is the overrides of a window; those without an end given are
// open.
func listOverrides(c *call) (any, error) {
	s, err := scheduleOf(c)
	if err != nil {
		return nil, err
	}
	w, err := c.q.window()
	if err != nil {
		return nil, err
	}
	editable, err := c.q.flag("editable")
	if err != nil {
		return nil, err
	}
	if editable {
		w.from = later(w.from, c.now) // past ones cannot be changed
	}
	list := overridesIn(s, w)
	return map[string][]overrideWire{
		"overrides": each(list, func(o schedules.Override) overrideWire { return c.override(s, o) }),
	}, nil
}
