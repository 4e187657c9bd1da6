package view

import (
	"strings"
	"time"
)

func personName(name string, you bool) string {
	if you {
		return name + " (you)"
	}
	return name
}

func (v PersonPage) title() string {
	if v.You {
		return "Your profile"
	}
	return v.Name
}

func (v PersonPage) section() string {
	if v.You {
		return PathProfile
	}
	return PathPeople
}

// channelName is a channel as a choice.
func channelName(channel string) string {
	switch channel {
	case "push":
		return "Push (ntfy)"
	case "sms":
		return "SMS"
	case "email":
		return "Mail"
	case "webhook":
		return "Webhook"
	}
	return capital(channel)
}

// channelHelp explains a channel in a line.
func channelHelp(channel string) string {
	switch channel {
	case "push":
		return "A message to the ntfy app, which rings through silence if you let it. Quick, and it has an Acknowledge button."
	case "sms":
		return "A text message by the gateway of the settings. Works without mobile data."
	case "email":
		return "Slow, and it wakes nobody. Good as the last rung, and for low urgency."
	case "webhook":
		return "A signed HTTP request to a program of yours: a chat, a siren, a home automation."
	}
	return ""
}

// addressSpec is the field of a channel's address.
func addressSpec(channel string) inputSpec {
	s := inputSpec{Name: "address", Required: true}
	switch channel {
	case "push":
		s.Label, s.Help = "Topic", "As in larkfield-ana-7hq2: letters, digits, - and _. Whoever knows it can read along, so let it be hard to guess. Or the whole address of a topic on another server."
	case "sms":
		s.Label, s.Kind, s.Complete, s.Help = "Number", "tel", "tel", "In international form, as in +1 555 012 3456."
	case "email":
		s.Label, s.Kind, s.Complete, s.Help = "Mail address", "email", "email", "One that does not depend on the network that may be down."
	default:
		s.Label, s.Kind, s.Help = "Address", "url", "As in https://hooks.example.net/wakeman. Private addresses must be allowed in the settings."
	}
	return s
}

func urgencyTitle(urgency string) string {
	if urgency == "low" {
		return "Low urgency"
	}
	return "High urgency"
}

func urgencyHelp(urgency string) string {
	if urgency == "low" {
		return "For what can wait until somebody looks."
	}
	return "For what may wake you. It stops when somebody acknowledges."
}

// defaultWords says what is done without rules.
func defaultWords(urgency string) string {
	if urgency == "low" {
		return "There is no rule, so the first contact method is used at once."
	}
	return "There is no rule, so every contact method is used at once."
}

// afterWords is a delay as one says it: "at once", "after 3 min".
func afterWords(d time.Duration) string {
	switch {
	case d <= 0:
		return "at once"
	case d < time.Minute || d%time.Minute != 0:
		return "after " + offset(d)
	}
	return "after " + Span(d)
}

func handoffWords(h HandoffLine) string {
	what := map[string]string{"on": "a shift begins", "off": "a shift ends", "both": "a shift begins or ends"}[h.When]
	if len(h.Schedules) > 0 {
		what += " of " + strings.Join(h.Schedules, ", ")
	}
	if h.Advance <= 0 {
		return "When " + what
	}
	return Span(h.Advance) + " before " + what
}

// testWords says in a line what came of a test.
func testWords(t WakeTest) string {
	switch t.Result {
	case ToldAccepted, ToldDelivered:
		return "Worked: the carrier had it after " + took(t.Took) + "."
	case ToldSending, ToldWaiting:
		return "Being sent …"
	case ToldRetry:
		return "Did not go through yet, trying again: " + t.Reason
	case ToldCancelled:
		return "Was not sent."
	}
	if t.Reason == "" {
		return "Failed."
	}
	return "Failed: " + t.Reason
}

// underWay reports whether something may still come of a test.
func (t WakeTest) underWay() bool {
	return t.Result == ToldSending || t.Result == ToldWaiting || t.Result == ToldRetry
}

func inviteWords(v PersonPage) string {
	if v.HasPassword {
		return "Make a link for a new password"
	}
	return "Make a link to sign in with"
}

// inviteMailWords are of the button that makes a link and sends it.
func inviteMailWords(v PersonPage) string {
	switch {
	case v.MailedTo != "":
		return "Send a link again"
	case v.HasPassword:
		return "Mail a link for a new password"
	}
	return "Mail a link to sign in with"
}

func personFormTitle(v PersonForm) string {
	switch {
	case v.Name == "":
		return "Add a person"
	case v.You:
		return "About you"
	}
	return "About " + v.Name
}

func personFormSection(v PersonForm) string {
	if v.You {
		return PathProfile
	}
	return PathPeople
}

func personFormPath(v PersonForm) string {
	if v.Name == "" {
		return PathNewPerson
	}
	return v.Base + BelowEdit
}

func personFormBack(v PersonForm) string {
	if v.Name == "" {
		return PathPeople
	}
	return v.Base
}

// personComplete lets the browser fill in what is about its own user only.
func personComplete(v PersonForm, token string) string {
	if v.You {
		return token
	}
	return "off"
}

func roleHelp() string {
	return "Viewers look. Responders act on incidents. Schedulers also change who is on call. Admins change everything but owners."
}
