package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sight is what is known to be wrong with what a watch looks at, as its incident
// was told: one row, so that a restart neither opens it again nor forgets it.
type Sight struct {
	Watch  string  `json:"watch"` // Watch.ID, or NetworkSight
	Wrongs []Wrong `json:"wrongs,omitempty"`
	// ToldAt is when the incident was told of it last.
	ToldAt time.Time `json:"told_at,omitzero"`
}

// Wrong is one thing that is not as it should be, seen often enough to count.
type Wrong struct {
	Check string    `json:"check"` // "ping", "open/443", "page/https://…"; of NetworkSight a service
	Words string    `json:"words"` // a sentence without its end: "port 443 is not open: it refuses"
	Mild  bool      `json:"mild,omitempty"`
	Since time.Time `json:"since"`
}

// NetworkSight is the row of the network itself: nothing that is watched answers.
const NetworkSight = "network"

// TellAgain is how often what is still wrong is told again. It is counted on the
// open incident and pages nobody; without one (somebody closed it by hand) it opens
// one.
const TellAgain = 15 * time.Minute

// Differs reports whether there is something to tell: what is wrong has changed,
// or was told long ago. Words alone ("no answer", "it refuses") may change with
// each look, and can wait.
func (s Sight) Differs(wrongs []Wrong, now time.Time) bool {
	same := slices.EqualFunc(s.Wrongs, wrongs, func(a, b Wrong) bool { return a.Check == b.Check && a.Mild == b.Mild })
	words := slices.EqualFunc(s.Wrongs, wrongs, func(a, b Wrong) bool { return a.Words == b.Words })
	switch age := now.Sub(s.ToldAt).Abs(); {
	case !same:
		return true
	case len(wrongs) == 0:
		return false
	case !words:
		return age >= TellAgain/5
	default:
		return age >= TellAgain
	}
}

// worse is what is wrong now and was not, or was only mild: reason to page again
// who had acknowledged the rest; empty if there is nothing.
func (s Sight) worse(wrongs []Wrong) string {
	var fresh []string
	for _, w := range wrongs {
		old := slices.ContainsFunc(s.Wrongs, func(o Wrong) bool { return o.Check == w.Check && !o.Mild })
		if !old && !w.Mild {
			fresh = append(fresh, w.Words)
		}
	}
	if len(s.Wrongs) == 0 || len(fresh) == 0 {
		return ""
	}
	return "something more is wrong: " + oneLine(strings.Join(fresh, "; "), MaxNote)
}

// shownWrongs is how many of a host's wrongs its summary names.
const shownWrongs = 2

// event is what a watch tells its service about what is wrong.
func (w Watch) event(wrongs []Wrong) Event {
	ev := Event{Action: Trigger, Key: WatchKey(w.ID), Severity: Warning, Class: "watch", Source: oneLine(w.Name, MaxField)}
	words, details := make([]string, len(wrongs)), []string{"host", w.Host}
	for i, x := range wrongs {
		words[i] = x.Words
		details = append(details, x.Check, x.Words+", since "+x.Since.UTC().Format(time.RFC3339))
		if !x.Mild {
			ev.Severity = Error
		}
	}
	if more := len(words) - shownWrongs; more > 0 {
		words = append(words[:shownWrongs:shownWrongs], fmt.Sprintf("and %d more", more))
	}
	ev.Summary = oneLine(w.Name+": "+strings.Join(words, "; "), MaxSummary)
	ev.Details = jsonObject(details...)
	return ev
}

// WatchKey is the dedup key of what a watch sees.
func WatchKey(id string) string { return "watch/" + id }
