package readiness

import (
	"slices"
	"strings"

	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
)

// whoMayBePaged are the people whom policies in use mean within two weeks, and
// the fallback contacts.
func (k *judge) whoMayBePaged() map[string]bool {
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

func (k *judge) mayMean(t people.Target, ids map[string]bool) {
	if t.User != "" {
		ids[t.User] = true
		return
	}
	s, ok := k.Schedule(t.Schedule)
	if !ok {
		return
	}
	for _, shift := range s.Shifts(k.Now, k.Now.Add(Ahead)) {
		for _, id := range shift.Users {
			ids[id] = true
		}
	}
}

// people is what lint says of people: who cannot be paged at all, and what is
// doubtful about how others are, each thing once. Ways out of the box that are
// not set come once, for all who use them.
func (k *judge) people() (cannot, doubtful []Finding) {
	for _, u := range k.Sorted() {
		prefix := "users[" + u.Email + "]"
		for _, w := range k.lint {
			field, ok := strings.CutPrefix(w.Path, prefix)
			if !ok || k.isCarrier(u, field) {
				continue
			}
			one := Finding{Code: DoubtfulReach, Level: Warning, Subject: personSubject(u), Message: readably(w.Message)}
			switch field {
			case "":
				one.Code, one.Level = LeftOnDuty, Bad
			case "." + config.RoleField:
				one.Code = MayNotAcknowledge
			case ".contact_methods":
				one.Code, one.Level = Unreachable, Bad
			}
			switch same := func(f Finding) bool { return f.Subject == one.Subject && f.Message == one.Message }; {
			case one.Level == Bad:
				cannot = append(cannot, one)
			case !slices.ContainsFunc(doubtful, same):
				doubtful = append(doubtful, one)
			}
		}
	}
	return cannot, doubtful
}

func personSubject(u people.User) Subject { return Subject{Kind: Person, ID: u.ID, Name: u.Name} }

func (k *judge) isCarrier(u people.User, field string) bool {
	return slices.ContainsFunc(u.ContactMethods, func(m people.ContactMethod) bool {
		return field == ".contact_methods["+m.Label+"]" && k.unset(m) != ""
	})
}

// unset is the carrier that a method would need and that is not set.
func (k *judge) unset(m people.ContactMethod) notify.Channel {
	switch {
	case m.Type == notify.Email && k.Settings.Mail == nil,
		m.Type == notify.SMS && k.Settings.SMS == nil,
		m.Type == notify.Push && k.Settings.Push == nil && !strings.Contains(m.Address, "://"):
		return m.Type
	}
	return ""
}

// untested are the ways to people who may be paged that no test page went by.
func (k *judge) untested() (found []Finding) {
	for _, u := range k.Sorted() {
		var ways []string
		for _, m := range u.ContactMethods {
			if k.pageable[u.ID] && !k.Tested[Way{u.ID, m.ID}] {
				ways = append(ways, wayWords(m))
			}
		}
		if len(ways) > 0 {
			found = append(found, Finding{
				Code: NeverVerified, Level: Warning, Subject: personSubject(u),
				Message: "Never verified: " + strings.Join(ways, ", ") + ". No code was typed, and no test page has gone out that way as it is set now.",
			})
		}
	}
	return found
}

// wayWords is a contact method as it is spoken of: push (phone), mail.
func wayWords(m people.ContactMethod) string {
	word := string(m.Type)
	switch m.Type {
	case notify.SMS:
		word = "SMS"
	case notify.Email:
		word = "mail"
	}
	if m.Label == "" || m.Label == word || m.Label == string(m.Type) {
		return word
	}
	return word + " (" + m.Label + ")"
}
