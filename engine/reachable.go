package engine

import (
	"cmp"
	"slices"
	"strings"

	"wakeman/engine/people"
	"wakeman/notify"
)

// Unserved is why no page leaves the box by a method; "" if one does.
func (s Settings) Unserved(m people.ContactMethod) string {
	switch {
	case m.Type == notify.Email && s.Mail == nil:
		return "no mail server is set, so no mail leaves the box"
	case m.Type == notify.SMS && s.SMS == nil:
		return "no gateway for text messages is set, so none leaves the box"
	case m.Type == notify.Push && s.Push == nil && !strings.Contains(m.Address, "://"):
		return "no push server is set, and the topic names none"
	}
	return ""
}

// Unreachable is why a person can not be paged by any of their methods; "" if
// they can, as far as anybody knows. tests are the newest test pages by the id
// of their method, of addresses as they are now; unserved is [Settings.Unserved]
// or what stands in for it.
func Unreachable(user people.User, tests map[string]Delivery, unserved func(people.ContactMethod) string) string {
	if len(user.ContactMethods) == 0 {
		return "no contact method is set"
	}
	doubted := len(user.Trusted().ContactMethods) < len(user.ContactMethods)
	var reasons []string
	for _, m := range user.ContactMethods {
		why := unserved(m)
		if d := tests[m.ID]; why == "" && d.State == Failed {
			why = "the last test by " + m.Label + " failed: " + cmp.Or(d.Reason, "no reason was given")
		}
		if why == "" && m.Unconfirmed && doubted {
			why = m.Label + " was never confirmed"
		}
		if why == "" {
			return ""
		}
		if !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	return strings.Join(reasons, "; ")
}

// LastTests are the newest test pages of a person, by the id of their method:
// those of addresses as they are now. last reads one.
func LastTests(user people.User, last func(user, method string) (Delivery, bool, error)) (map[string]Delivery, error) {
	tests := map[string]Delivery{}
	for _, m := range user.ContactMethods {
		d, found, err := last(user.ID, m.ID)
		if err != nil {
			return nil, err
		}
		if found && d.Address == m.Address && d.Channel == string(m.Type) {
			tests[m.ID] = d
		}
	}
	return tests, nil
}
