package ui

import (
	"fmt"
	"slices"
	"strings"

	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/web/ui/view"
)

// whoMayBePaged are the people whom policies in use mean within two weeks, and
// the fallback contacts.
func (k *readiness) whoMayBePaged() map[string]bool {
	ids := map[string]bool{}
	for _, p := range k.Policies {
		for _, s := range p.Steps {
			for _, t := range s.Targets {
				k.mayMean(t, ids)
			}
		}
	}
	for _, id := range k.Settings.Fallback {
		ids[id] = true
	}
	for id := range ids {
		if u, ok := k.Users[id]; !ok || u.Disabled {
			delete(ids, id)
		}
	}
	return ids
}

func (k *readiness) mayMean(t people.Target, ids map[string]bool) {
	if t.User != "" {
		ids[t.User] = true
		return
	}
	s, ok := k.Schedule(t.Schedule)
	if !ok {
		return
	}
	for _, shift := range s.Shifts(k.now, k.now.Add(readyLook)) {
		for _, id := range shift.Users {
			ids[id] = true
		}
	}
}

// people is what lint says of people, but for ways out of the box that are not
// set: those come once, for all who use them.
func (k *readiness) people() (lines []view.ReadinessLine) {
	for _, u := range k.Sorted() {
		prefix := "users[" + u.Email + "]"
		for _, w := range k.lint {
			field, ok := strings.CutPrefix(w.Path, prefix)
			if !ok || k.isCarrier(u, field) {
				continue
			}
			line := view.ReadinessLine{Level: view.Warning, What: u.Name, Why: readably(w.Message), Path: view.PersonPath(u.ID), Do: "See the person"}
			if field == "" || field == ".contact_methods" {
				line.Level = view.Bad
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func (k *readiness) isCarrier(u people.User, field string) bool {
	return slices.ContainsFunc(u.ContactMethods, func(m people.ContactMethod) bool {
		return field == ".contact_methods["+m.Label+"]" && k.unset(m) != ""
	})
}

// unset is the carrier that a method would need and that is not set.
func (k *readiness) unset(m people.ContactMethod) notify.Channel {
	switch {
	case m.Type == notify.Email && k.Settings.Mail == nil,
		m.Type == notify.SMS && k.Settings.SMS == nil,
		m.Type == notify.Push && k.Settings.Push == nil && !strings.Contains(m.Address, "://"):
		return m.Type
	}
	return ""
}

// carriers are the ways out of the box that somebody uses and nobody has set.
func (k *readiness) carriers() (lines []view.ReadinessLine) {
	if k.base == "" {
		lines = append(lines, view.ReadinessLine{Level: view.Bad, What: "Public address", Why: "None is set, so pages carry no link to acknowledge with.", Path: view.PathSettings, Do: "Set it"})
	}
	for _, c := range []struct {
		channel         notify.Channel
		what, why, part string
	}{
		{notify.Push, "Push", "No push server is set, but %s count on it.", "#push"},
		{notify.SMS, "SMS", "No gateway for text messages is set, but %s count on it.", "#sms"},
		{notify.Email, "Mail", "No mail server is set, but %s count on it.", "#mail"},
	} {
		if names := k.usersOf(c.channel); len(names) > 0 {
			lines = append(lines, view.ReadinessLine{Level: view.Bad, What: c.what, Why: fmt.Sprintf(c.why, fewNames(names)), Path: view.PathSettings + c.part, Do: "Set it"})
		}
	}
	for _, w := range k.lint {
		if field, ok := strings.CutPrefix(w.Path, "settings."); ok && field != "fallback" {
			lines = append(lines, view.ReadinessLine{Level: view.Warning, What: "Settings", Why: readably(w.Message), Path: view.PathSettings, Do: "Change it"})
		}
	}
	return lines
}

// usersOf are the people who have a method that needs a carrier which is not set.
func (k *readiness) usersOf(channel notify.Channel) (names []string) {
	for _, u := range k.Sorted() {
		if !u.Disabled && slices.ContainsFunc(u.ContactMethods, func(m people.ContactMethod) bool { return k.unset(m) == channel }) {
			names = append(names, u.Name)
		}
	}
	return names
}

func fewNames(names []string) string {
	const few = 4
	if len(names) > few {
		return strings.Join(names[:few], ", ") + " and " + itoa(len(names)-few) + " more"
	}
	return strings.Join(names, ", ")
}

// readably drops what only those who write configuration files know.
func readably(message string) string {
	for _, jargon := range []string{" (settings.mail)", " (settings.sms)", " (settings.push)"} {
		message = strings.ReplaceAll(message, jargon, "")
	}
	return strings.ReplaceAll(message, "settings.outgoing_allow (or --outgoing-allow)", "the list of private ranges in the settings")
}

// untested are the ways to people who may be paged that no test page went by.
func (k *readiness) untested(tested map[string]bool) (lines []view.ReadinessLine) {
	for _, u := range k.Sorted() {
		var ways []string
		for _, m := range u.ContactMethods {
			if k.pageable[u.ID] && !tested[u.ID+" "+m.ID] {
				ways = append(ways, view.ChannelWords(string(m.Type), m.Label))
			}
		}
		if len(ways) > 0 {
			lines = append(lines, view.ReadinessLine{
				Level: view.Warning, What: u.Name, Why: "Never verified: " + strings.Join(ways, ", ") + ". No code was typed, and no test page has gone out that way as it is set now.", Path: view.PersonPath(u.ID), Do: "See the person",
			})
		}
	}
	return lines
}

// services are those that nothing can reach, or nothing ever has.
func (k *readiness) services() (lines []view.ReadinessLine) {
	for _, s := range sortedServices(k.Config) {
		if s.Disabled {
			continue
		}
		add := func(level view.Level, why string) {
			lines = append(lines, view.ReadinessLine{Level: level, What: s.Name, Why: why, Path: view.ServicePath(s.ID), Do: "See the service"})
		}
		for _, w := range k.lint {
			if field, ok := strings.CutPrefix(w.Path, "services["+s.Name+"]"); ok {
				add(serviceLevel(field), w.Message)
			}
		}
		var silent []string
		for _, in := range integrationsOf(k.Config, s.ID) {
			if k.heard[in.ID].IsZero() {
				silent = append(silent, in.Name)
			}
		}
		if len(silent) > 0 {
			add(view.Warning, "Nothing was ever heard from "+strings.Join(silent, ", ")+".")
		}
	}
	return lines
}

func serviceLevel(field string) view.Level {
	if field == ".integrations" || field == ".escalation_policy" {
		return view.Bad
	}
	return view.Warning
}
