package engine

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
)

const (
	// NewsHorizon is how far ahead what comes out of a schedule is shown, and who has a turn until then counts as being in
	// it.
	NewsHorizon = 8 * 7 * 24 * time.Hour
	// MovesHorizon is how far ahead shifts are compared when schedules change: as far as an override, or a request, may lie.
	// Nobody is told later of what lies further, so it must not be less. A year of shifts of an hour takes some
	// milliseconds.
	MovesHorizon = 366 * 24 * time.Hour
)

// NewsOf is what a change of the configuration does to whom: contact data, rules,
// role, leaving, and duty. Of what somebody does to themselves only contact data
// is told, because another may have done it in their name, and what they agreed on with
// somebody: see agreedNews. It is pure. People who
// are new are told nothing: somebody invites them.
func NewsOf(old, next *Config, by Actor, now time.Time) []News {
	duty := dutyNews(old, next, now)
	swapNews(duty, old, next, now)
	agreed := agreedNews(old, next, now)
	var all []News
	for _, id := range slices.Sorted(maps.Keys(old.Users)) {
		was, is := old.Users[id], next.Users[id]
		n := News{User: id, By: by}
		n.contact(was, is)
		if n.own() {
			n.What = append(n.What, agreed[id]...)
			n.Duty = agreed[id]
		} else {
			n.standing(was, is)
			n.rules(was, is)
			if !is.Disabled { // who has left needs no list of shifts
				n.What = append(n.What, duty[id]...)
				n.Duty = duty[id]
			}
		}
		if is.ID == "" {
			n.What, n.Duty = []string{"You were removed: you are no longer paged, and cannot sign in."}, nil
			n.Also = noticed(was, nil)
		}
		if len(n.What) > 0 {
			all = append(all, n)
		}
	}
	return all
}

func (n *News) say(format string, args ...any) { n.What = append(n.What, fmt.Sprintf(format, args...)) }

// contact tells of addresses, and remembers those of mail that are gone.
func (n *News) contact(was, is people.User) {
	if is.ID == "" {
		return
	}
	if was.Email != is.Email {
		n.say("The e-mail address of your account is now %s; it was %s.", is.Email, was.Email)
		n.Also = append(n.Also, was.Email)
	}
	for _, m := range is.ContactMethods {
		before, had := was.Method(m.ID)
		switch {
		case !had:
			n.say("A contact method was added: %s.", methodWords(m))
		case !m.SameAddress(before):
			n.say("A contact method goes elsewhere: %s; before, %s.", methodWords(m), methodWords(before))
			n.gone(before)
		case m.Label != before.Label && !n.own():
			n.say("The contact method %s is now called %s.", before.Label, m.Label)
		}
	}
	for _, m := range was.ContactMethods {
		if _, stays := is.Method(m.ID); !stays {
			n.say("A contact method was removed: %s.", methodWords(m))
			n.gone(m)
		}
	}
}

func (n *News) gone(m people.ContactMethod) {
	if m.Type == notify.Email {
		n.Also = append(n.Also, m.Address)
	}
}

// methodWords leaves out addresses that are as good as a password.
func methodWords(m people.ContactMethod) string {
	if m.Type == notify.Email || m.Type == notify.SMS {
		return m.Label + " (" + m.Type.Word() + " to " + m.Address + ")"
	}
	return m.Label + " (" + m.Type.Word() + ")"
}

// standing tells of role and of leaving.
func (n *News) standing(was, is people.User) {
	if was.Role != is.Role {
		n.say("Your role is now %s; it was %s.", is.Role, was.Role)
	}
	switch {
	case is.Disabled && !was.Disabled:
		n.say("You have left, as far as Wakeman knows: you are no longer paged, and cannot sign in.")
	case was.Disabled && !is.Disabled:
		n.say("You are back: you take your turns again, and can sign in.")
	}
}

func (n *News) rules(was, is people.User) {
	for _, urgency := range []people.Urgency{people.High, people.Low} {
		if before, after := ladderWords(was, urgency), ladderWords(is, urgency); before != after {
			n.say("For %s urgency you are now paged: %s. Before: %s.", urgency, after, before)
		}
	}
	if !slices.EqualFunc(was.HandoffRules, is.HandoffRules, people.HandoffRule.Same) {
		n.say("Your reminders of shifts were changed.")
	}
}

func ladderWords(u people.User, urgency people.Urgency) string {
	var rungs []string
	for _, r := range u.Rules(urgency) {
		m, _ := u.Method(r.Method)
		after := " at once"
		if r.Delay > 0 {
			after = " after " + r.Delay.String()
		}
		rungs = append(rungs, m.Label+after)
	}
	if len(rungs) == 0 {
		return "not at all"
	}
	return strings.Join(rungs, ", ")
}

// dutyNews is what changes about who is paged when, by user.
func dutyNews(old, next *Config, now time.Time) map[string][]string {
	news := map[string][]string{}
	policyNews(news, old, next, now)
	serviceNews(news, old, next, now)
	fallbackNews(news, old, next)
	for _, id := range bothKeys(old.Schedules, next.Schedules) {
		moveNews(news, old, next, id, now)
	}
	return news
}

// moveNews is whose shifts of a schedule move.
func moveNews(news map[string][]string, old, next *Config, id string, now time.Time) {
	before, _ := old.Schedule(id)
	after, _ := next.Schedule(id)
	if reflect.DeepEqual(before, after) {
		return
	}
	name := after.Name
	if name == "" {
		name = before.Name
	}
	window := schedules.Span{Start: now, End: now.Add(LookAhead(now, MovesHorizon, before, after))}
	for _, m := range schedules.Moved(before, after, window.Start, window.End) {
		zone := next.Users[m.User].Location()
		news[m.User] = append(news[m.User], "Your shifts for "+name+" moved."+movedWords(" No longer yours: ", m.Lost, window, zone)+movedWords(" Now yours: ", m.Gained, window, zone))
	}
}

// LookAhead is how far shifts are compared when schedules change: horizon, and less for those that hand over every few minutes or
// seconds, as those of tests and demonstrations do.
func LookAhead(now time.Time, horizon time.Duration, list ...schedules.Schedule) time.Duration {
	const most = 10_000 // turns: a year of an hour each
	look := horizon
	for _, s := range list {
		for _, l := range s.Coming(now) {
			unit := map[schedules.Unit]time.Duration{schedules.Second: time.Second, schedules.Minute: time.Minute}[l.Turn.Unit]
			if unit > 0 {
				look = min(look, most*time.Duration(max(l.Turn.Count, 1))*unit)
			}
		}
	}
	return look
}

func bothKeys[V any](a, b map[string]V) []string {
	keys := slices.Sorted(maps.Keys(a))
	for _, k := range slices.Sorted(maps.Keys(b)) {
		if _, there := a[k]; !there {
			keys = append(keys, k)
		}
	}
	return keys
}

// spansShown is how many pieces of time one sentence names.
const spansShown = 6

func spansWords(lead string, spans []schedules.Span, zone *time.Location) string {
	return movedWords(lead, spans, schedules.Span{}, zone)
}

// movedWords are spansWords of what was compared within a window. What goes on at its end has none that is known, and what
// is not of the year in which it begins says of which it is.
func movedWords(lead string, spans []schedules.Span, window schedules.Span, zone *time.Location) string {
	if len(spans) == 0 {
		return ""
	}
	stamp := func(t time.Time) string {
		if t = t.In(zone); window.Start.IsZero() || t.Year() == window.Start.In(zone).Year() {
			return t.Format("Mon 2 Jan 15:04 MST")
		}
		return t.Format("Mon 2 Jan 2006 15:04 MST")
	}
	var parts []string
	for _, s := range spans[:min(len(spans), spansShown)] {
		if s.End.Equal(window.End) {
			parts = append(parts, stamp(s.Start)+" on")
			continue
		}
		parts = append(parts, stamp(s.Start)+" to "+stamp(s.End))
	}
	if more := len(spans) - len(parts); more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return lead + strings.Join(parts, "; ") + "."
}
