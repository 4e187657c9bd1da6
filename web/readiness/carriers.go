package readiness

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine/people"
	"wakeman/notify"
)

// carriers are the ways out of the box that somebody uses and nobody has set.
func (k *judge) carriers() (found []Finding) {
	if k.Base == "" {
		found = append(found, Finding{Code: NoPublicAddress, Level: Bad, Subject: Subject{Kind: Box, ID: "public_url", Name: "Public address"}, Message: "None is set, so pages carry no link to acknowledge with."})
	}
	for _, c := range []struct {
		channel         notify.Channel
		part, what, why string
	}{
		{notify.Push, "push", "Push", "No push server is set, but %s count on it."},
		{notify.SMS, "sms", "SMS", "No gateway for text messages is set, but %s count on it."},
		{notify.Email, "mail", "Mail", "No mail server is set, but %s count on it."},
	} {
		if names := k.usersOf(c.channel); len(names) > 0 {
			found = append(found, Finding{Code: NoCarrier, Level: Bad, Subject: Subject{Kind: Box, ID: c.part, Name: c.what}, Message: fmt.Sprintf(c.why, fewNames(names))})
		}
	}
	for _, w := range k.lint {
		if field, ok := strings.CutPrefix(w.Path, "settings."); ok && field != "fallback" {
			found = append(found, Finding{Code: SettingsAdvice, Level: Warning, Subject: Subject{Kind: Box, ID: field, Name: "Settings"}, Message: readably(w.Message)})
		}
	}
	return found
}

// usersOf are the people who have a method that needs a carrier which is not set.
func (k *judge) usersOf(channel notify.Channel) (names []string) {
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
		return strings.Join(names[:few], ", ") + " and " + strconv.Itoa(len(names)-few) + " more"
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
