package ui

import (
	"maps"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// lastTests are the newest test pages of a person by each method.
func (u *ui) lastTests(user people.User) (map[string]engine.Delivery, error) {
	return engine.LastTests(user, u.Store.LastTest)
}

// unserved is why no page leaves the box by a method; "" if it does. The demo
// pretends every carrier.
func (u *ui) unserved(s engine.Settings, m people.ContactMethod) string {
	if u.Demo {
		return ""
	}
	return s.Unserved(m)
}

// reach says whether a person can be paged: by what is set, and by what their
// last tests came to.
func (u *ui) reach(s engine.Settings, user people.User, tests map[string]engine.Delivery) view.Reach {
	why := engine.Unreachable(user, tests, func(m people.ContactMethod) string { return u.unserved(s, m) })
	if why == "" {
		return reachOf(user)
	}
	return view.Reach{State: view.Unreachable, Reason: why}
}

// tested says in a sentence whether paging a person was ever seen to work.
// What failed comes first.
func tested(user people.User, tests map[string]engine.Delivery) view.Tested {
	var worked view.Tested
	for _, m := range user.ContactMethods {
		d, there := tests[m.ID]
		switch {
		case !there:
		case d.State == engine.Failed:
			return view.Tested{Level: view.Bad, Text: "The last test by " + m.Label + " failed: " + sentence(orElse(d.Reason, "no reason was given")), At: d.CreatedAt}
		case d.State == engine.Sent && d.CreatedAt.After(worked.At):
			worked = view.Tested{Level: view.Good, Text: "The last test by " + m.Label + " worked", At: d.CreatedAt}
		}
	}
	switch {
	case !worked.At.IsZero():
		return worked
	case len(user.ContactMethods) == 0:
		return view.Tested{Text: "There is nothing to test yet."}
	}
	return view.Tested{Level: view.Warning, Text: "Never tested."}
}

// sortedSchedules is all schedules by name, as whoever asks who is on call wants
// them: with everybody's absences.
func sortedSchedules(cfg *engine.Config) []schedules.Schedule {
	list := storedSchedules(cfg)
	for i, s := range list {
		list[i] = cfg.Effective(s)
	}
	return list
}

// storedSchedules is all schedules by name, as they are stored.
func storedSchedules(cfg *engine.Config) []schedules.Schedule {
	return slices.SortedFunc(maps.Values(cfg.Schedules), func(a, b schedules.Schedule) int {
		return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID)
	})
}
