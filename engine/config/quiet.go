package config

import (
	"wakeman/engine/people"
	"wakeman/schedules/civil"
)

// readQuiet reads the hours in which a person is sent no reminder; none if they are
// not given.
func readQuiet(user *mapping) people.QuietHours {
	v := user.get("quiet_hours")
	if !v.given() {
		return people.QuietHours{}
	}
	m := user.mapping(v)
	m.needs("from", "until")
	q := people.QuietHours{From: m.clock("from"), Until: m.clock("until")}
	m.finish()
	if q.IsZero() && m.get("from").given() && m.get("until").given() {
		m.fail(m.get("until").place, "must be another time than from; leave quiet_hours out for none")
	}
	return q
}

// clock reads a time of day.
func (m *mapping) clock(name string) civil.TimeOfDay {
	t := m.short(name)
	if t.s == "" {
		return civil.TimeOfDay{}
	}
	at, err := civil.ParseTimeOfDay(t.s)
	if err != nil {
		m.fail(t.place, "%q is not a time of day; write it like 22:00", t.s)
	}
	return at
}

func quietTree(q people.QuietHours) tree {
	r := newRecord("")
	r.text("from", q.From.String())
	r.text("until", q.Until.String())
	return r.flow()
}

// handoffSchedules fills in which schedules a reminder is for, once these have ids.
func (x *resolver) handoffSchedules() {
	if !x.users.present {
		return
	}
	ids := idsBy(x.next.Users, func(u people.User) string { return u.Email })
	for _, e := range x.users.entries {
		rules := x.next.Users[ids[fold(e.email.s)]].HandoffRules
		for i, h := range e.handoffs {
			for _, name := range h.schedules {
				rules[i].Schedules = append(rules[i].Schedules, x.scheduleIDs[fold(name.s)])
			}
		}
	}
}

// checkHandoffs reports schedules of reminders that do not exist.
func (d Document) checkHandoffs(r *report, schedules *names) {
	for _, u := range d.users.entries {
		for _, h := range u.handoffs {
			for _, t := range h.schedules {
				r.check(t, schedules)
			}
		}
	}
}
