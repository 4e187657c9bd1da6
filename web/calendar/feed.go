package calendar

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules/ical"
)

// Person is the feed of everything that one person is on call for, on whatever schedule. base is the box's public address,
// for links; "" for none. Times are on the person's clock.
func Person(cfg *engine.Config, u people.User, base string, now time.Time) ical.Feed {
	f := ical.Feed{Name: "On call: " + u.Name, Description: "When " + u.Name + " is on call. " + lag, Zone: u.Location()}
	for _, id := range scheduleIDs(cfg) {
		s, _ := cfg.Schedule(id)
		for _, x := range ical.Stretches(s.Calendar(), now) {
			if x.User == u.ID {
				f.Events = append(f.Events, event(x, id, "On call: "+s.Name, base))
			}
		}
	}
	slices.SortStableFunc(f.Events, func(a, b ical.Event) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID)) })
	return f
}

// Schedule is the feed of one schedule, on its clock: everybody who is on call, each shift of each person an event. ok is
// false when there is no such schedule.
func Schedule(cfg *engine.Config, id, base string, now time.Time) (f ical.Feed, ok bool) {
	s, ok := cfg.Schedule(id)
	if !ok {
		return f, false
	}
	f = ical.Feed{Name: s.Name, Description: "Who is on call for " + s.Name + ". " + lag, Zone: s.Location()}
	for _, x := range ical.Stretches(s.Calendar(), now) {
		name := cfg.Name(x.User)
		if name == "" {
			name = "somebody who is gone"
		}
		f.Events = append(f.Events, event(x, id, name+" ("+s.Name+")", base))
	}
	return f, true
}

// lag is the warning that feeds are copies.
const lag = "Calendars are updated late; what counts is the page in Wakeman."

func event(x ical.Stretch, schedule, summary, base string) ical.Event {
	e := ical.Event{UID: x.UID(schedule), Start: x.Start, End: x.End, Summary: summary, Description: lag}
	if base != "" {
		e.URL = strings.TrimRight(base, "/") + "/schedules/" + schedule
	}
	return e
}

func scheduleIDs(cfg *engine.Config) []string {
	ids := make([]string, 0, len(cfg.Schedules))
	for id := range cfg.Schedules {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
