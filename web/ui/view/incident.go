package view

import "strings"

// action is where a form of the page is posted: with the list it stands beside, to
// lead back there.
func (v IncidentPage) action(verb string) string {
	_, list, _ := strings.Cut(v.List, "?")
	if list == "" {
		return IncidentAction(v.ID, verb)
	}
	return IncidentAction(v.ID, verb) + "?" + list
}

// confirmation is the question asked before a verb; most need none, because
// they can be taken back.
func confirmation(verb string) string {
	switch verb {
	case VerbResolve:
		return "Resolve this incident? If it is still broken, the next event opens a new one."
	case VerbEscalate:
		return "Page the next level now?"
	}
	return ""
}

func snoozeOptions() []Option {
	return []Option{{"30m", "30 min"}, {"1h", "1 hour"}, {"2h", "2 hours"}, {"4h", "4 hours"}, {"8h", "8 hours"}, {"24h", "1 day"}}
}

// NoPriority is what takes an incident's priority away.
const NoPriority = "none"

// priorityOptions are the priorities, highest first, and none.
func priorityOptions() []Option {
	options := append([]Option{}, priorities("")[1:]...)
	return append(options, Option{NoPriority, "None"})
}

// priorities are the choices of a field, after the one that is none of them.
func priorities(none string) []Option {
	return []Option{{"", none}, {"P1", "P1"}, {"P2", "P2"}, {"P3", "P3"}, {"P4", "P4"}, {"P5", "P5"}}
}

// hasPriority reports whether a choice is what an incident has.
func (r IncidentRow) hasPriority(choice string) bool {
	return choice == r.Priority || choice == NoPriority && r.Priority == ""
}

// entryIcon is the icon of a timeline entry's kind; unknown kinds get a dot.
func entryIcon(kind string) string {
	switch kind {
	case "triggered", "appended", "alert":
		return "incidents"
	case "acknowledged":
		return "lamp"
	case "resolved":
		return "check"
	case "paged":
		return "deliveries"
	case "escalated":
		return "up"
	case "snoozed", "quiet":
		return "moon"
	case "note":
		return "note"
	case "unacknowledged", "reopened":
		return "undo"
	case "problem", "failed":
		return "problem"
	}
	return "dot"
}

func entryClass(kind string) string {
	switch kind {
	case "triggered", "acknowledged", "resolved":
		return "kind-" + kind
	case "reopened":
		return "kind-triggered"
	case "problem", "failed":
		return "kind-problem"
	}
	return ""
}

// newDay is the date to print before an entry that is on another day than the
// one above it, or, for the first, than today.
func newDay(c Clock, entries []Entry, i int) string {
	above := c.Now
	if i > 0 {
		above = entries[i-1].At
	}
	day := c.In(entries[i].At)
	if y, m, d := c.In(above).Date(); y == day.Year() && m == day.Month() && d == day.Day() {
		return ""
	}
	return day.Format("Monday 2 January 2006")
}

// imageLink shows an image as a link: the content security policy loads
// pictures from this box only, and a picture fetched from elsewhere would tell
// its owner who looked.
func imageLink(l OutsideLink) OutsideLink {
	if l.Text == "" {
		l.Text = "Picture"
	} else {
		l.Text = "Picture: " + l.Text
	}
	return l
}
