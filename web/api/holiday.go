package api

import (
	"fmt"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// holidayWire is a day that counts as a Sunday, for layers with restrictions. Not
// PagerDuty's.
type holidayWire struct {
	Date     string `json:"date"`      // 2026-12-25, on the schedule's clock
	From     string `json:"from"`      // 09:00: when it begins; it lasts 24 hours
	Name     string `json:"name"`      // may be empty
	FromFeed bool   `json:"from_feed"` // it came from a calendar, and changes there
}

type holidayOrder struct {
	Date string `json:"date" need:"yes"`
	From string `json:"from" doc:"midnight if it is left out"`
	Name string `json:"name"`

	FromFeed bool `json:"from_feed" doc:"those are left alone, whatever stands here"`
}

type holidaysOrder struct {
	Holidays []holidayOrder `json:"holidays" need:"yes"`
}

func holidaysOf(s schedules.Schedule) map[string][]holidayWire {
	return map[string][]holidayWire{"holidays": each(s.Holidays, func(h schedules.Holiday) holidayWire {
		return holidayWire{h.Date.String(), h.From.String(), h.Name, h.Feed != ""}
	})}
}

func listHolidays(c *call) (any, error) {
	s, ok := c.cfg.Schedules[c.PathValue("id")]
	if !ok {
		return nil, absent("schedule")
	}
	c.tag(s)
	return holidaysOf(s), nil
}

// replaceHolidays keeps those that have begun, and those of calendars.
func (s *server) replaceHolidays(c *call) (any, error) {
	var w holidaysOrder
	if err := readOrder(c.Request, "", &w); err != nil {
		return nil, err
	}
	own, err := w.holidays()
	if err != nil {
		return nil, err
	}
	found, err := s.editSchedule(c, names{}, func(_ *engine.Config, found *schedules.Schedule) error {
		to := *found
		to.Holidays = own
		for _, h := range found.Holidays {
			if h.Feed != "" {
				to.Holidays = append(to.Holidays, h)
			}
		}
		*found = found.Edited(to, c.now)
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.tag(found)
	return holidaysOf(found), nil
}

func (w holidaysOrder) holidays() (all []schedules.Holiday, err error) {
	var f faults
	for i, o := range w.Holidays {
		if o.FromFeed {
			continue
		}
		h := schedules.Holiday{Name: o.Name}
		if h.Date, err = civil.ParseDate(o.Date); err != nil {
			f.add(fmt.Sprintf("holidays[%d].date", i), "%s is not a date like 2026-12-25", quote(o.Date))
		}
		if o.From != "" {
			if h.From, err = civil.ParseTimeOfDay(o.From); err != nil {
				f.add(fmt.Sprintf("holidays[%d].from", i), "%s is not a time of day like 09:00", quote(o.From))
			}
		}
		all = append(all, h)
	}
	return all, f.err()
}
