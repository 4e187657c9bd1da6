package api

import (
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// createSchedule asks who may by the team the schedule is made for.
func (s *server) createSchedule(c *call) (any, error) {
	return s.saveSchedule(c, config.NewID(config.ScheduleID), func(_ *engine.Config, id string) (schedules.Schedule, error) {
		return schedules.Schedule{ID: id}, nil
	})
}

func (s *server) updateSchedule(c *call) (any, error) {
	return s.saveSchedule(c, c.PathValue("id"), c.scheduleIn)
}

// saveSchedule puts what the body says on top of a schedule, new or there.
func (s *server) saveSchedule(c *call, id string, find func(*engine.Config, string) (schedules.Schedule, error)) (any, error) {
	r, err := c.q.rendering()
	if err != nil {
		return nil, err
	}
	var w scheduleOrder
	if err := readOrder(c.Request, "schedule", &w); err != nil {
		return nil, err
	}
	fields := &scheduleFields{}
	err = s.edit(c, subject{scheduleKind, id, fields}, func(next *engine.Config) error {
		found, err := find(next, id)
		if err != nil {
			return err
		}
		if next.Schedules[id], err = w.apply(found, c.now, fields); err != nil {
			return err
		}
		return c.mayEdit(next, next.Schedules[id])
	})
	if err != nil {
		return nil, err
	}
	return c.oneSchedule(c.cfg.Schedules[id], r)
}

// scheduleIn finds a schedule that is to be changed, as the client saw it, if
// the caller may do that.
func (c *call) scheduleIn(cfg *engine.Config, id string) (schedules.Schedule, error) {
	s, ok := cfg.Schedules[id]
	if !ok {
		return s, absent("schedule")
	}
	if err := c.mayEdit(cfg, s); err != nil {
		return s, err
	}
	return s, c.unchanged(s)
}

// mayEdit: see [people.Directory.MayEditSchedule]. A change asks twice, of what
// was and of what is to be, so that nobody gives a schedule away to a team that
// is not theirs, or takes one from it.
func (c *call) mayEdit(cfg *engine.Config, s schedules.Schedule) error {
	if why := cfg.MayEditSchedule(c.role, c.me, s.Team); why != "" {
		return forbidden(why)
	}
	return nil
}

func (c *call) oneSchedule(s schedules.Schedule, r rendering) (any, error) {
	c.tag(s)
	return map[string]layeredScheduleWire{"schedule": c.schedule(s, r)}, nil
}

func (s *server) deleteSchedule(c *call) (any, error) {
	id := c.PathValue("id")
	return nil, s.edit(c, subject{scheduleKind, id, &scheduleFields{}}, func(next *engine.Config) error {
		if _, err := c.scheduleIn(next, id); err != nil {
			return err
		}
		delete(next.Schedules, id)
		return nil
	})
}

// previewSchedule checks and renders a schedule without storing it: a new one,
// or a change of the one with its id or name.
func previewSchedule(c *call) (any, error) {
	r, err := c.q.rendering()
	if err != nil {
		return nil, err
	}
	var w scheduleOrder
	if err := readOrder(c.Request, "schedule", &w); err != nil {
		return nil, err
	}
	found := c.previewed(w)
	about := subject{scheduleKind, found.ID, &scheduleFields{}}
	next, err := config.Edit(c.cfg, c.now, func(next *engine.Config) error {
		if _, there := next.Schedules[found.ID]; there {
			if err := c.mayEdit(next, found); err != nil {
				return err
			}
		}
		if found, err = w.apply(found, c.now, about.names.(*scheduleFields)); err != nil {
			return err
		}
		next.Schedules[found.ID] = found
		return c.mayEdit(next, found)
	})
	if err != nil {
		return nil, about.told(err, c.cfg)
	}
	c.cfg = next
	return map[string]layeredScheduleWire{"schedule": c.schedule(found, r)}, nil
}

func (c *call) previewed(w scheduleOrder) schedules.Schedule {
	if s, ok := c.cfg.Schedules[w.ID]; ok {
		return s
	}
	for _, s := range c.cfg.Schedules {
		if strings.EqualFold(s.Name, strings.TrimSpace(w.Name.value)) {
			return s
		}
	}
	return schedules.Schedule{ID: config.NewID(config.ScheduleID)}
}
