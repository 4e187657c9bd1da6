package ui

import (
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// lastTests are the newest test page by each method, by the method's id. Only
// tests of the address as it is now count.
func (u *ui) lastTests(user people.User) (map[string]engine.Delivery, error) {
	tests := map[string]engine.Delivery{}
	for _, m := range user.ContactMethods {
		d, found, err := u.Store.LastTest(user.ID, m.ID)
		if err != nil {
			return nil, err
		}
		if found && d.Address == m.Address && d.Channel == string(m.Type) {
			tests[m.ID] = d
		}
	}
	return tests, nil
}

// unserved is why no page leaves the box by a method; "" if it does. The demo
// pretends every carrier.
func (u *ui) unserved(s engine.Settings, m people.ContactMethod) string {
	switch {
	case u.Demo:
		return ""
	case m.Type == notify.Email && s.Mail == nil:
		return "no mail server is set, so no mail leaves the box"
	case m.Type == notify.SMS && s.SMS == nil:
		return "no gateway for text messages is set, so none leaves the box"
	case m.Type == notify.Push && s.Push == nil && !strings.Contains(m.Address, "://"):
		return "no push server is set, and the topic names none"
	}
	return ""
}

// reach says whether a person can be paged: by what is set, and by what their
// last tests came to.
func (u *ui) reach(s engine.Settings, user people.User, tests map[string]engine.Delivery) view.Reach {
	if len(user.ContactMethods) == 0 {
		return view.Reach{State: view.Unreachable, Reason: "no contact method is set"}
	}
	var reasons []string
	for _, m := range user.ContactMethods {
		why := u.unserved(s, m)
		if d := tests[m.ID]; why == "" && d.State == engine.Failed {
			why = "the last test by " + m.Label + " failed: " + orElse(d.Reason, "no reason was given")
		}
		if why == "" && m.Unconfirmed && len(user.Trusted().ContactMethods) < len(user.ContactMethods) {
			why = m.Label + " was never confirmed"
		}
		if why != "" && !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
		if why == "" {
			return reachOf(user)
		}
	}
	return view.Reach{State: view.Unreachable, Reason: strings.Join(reasons, "; ")}
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
	list := make([]schedules.Schedule, 0, len(cfg.Schedules))
	for _, s := range cfg.Schedules {
		list = append(list, cfg.Effective(s))
	}
	slices.SortFunc(list, func(a, b schedules.Schedule) int { return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID) })
	return list
}
