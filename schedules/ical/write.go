package ical

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"
)

// Feed is a calendar that goes out.
type Feed struct {
	Name        string
	Description string // "" for none
	// Zone is the one on whose clock times are written; nil for UTC.
	Zone   *time.Location
	Events []Event
}

// Event is one thing in it. Texts may be anything; what a calendar can not hold is left out.
type Event struct {
	UID         string    // globally unique, and the same whenever the same event is written
	Start, End  time.Time // in any zone; written to the second
	Summary     string
	Description string // "" for none
	URL         string // of the page about it; "" for none
}

// Refresh is how often clients are asked to look again (RFC 7986, section 5.7). Most have an interval of their own.
const Refresh = time.Hour

// Write gives the text of a feed (RFC 5545, section 3): lines end in CRLF and are folded at 75 octets. The same feed is
// always the same text. DTSTAMP is the event's own begin, because when it was last changed is not known; the events do not
// make anybody busy (TRANSP), because who is on call for a week is not in a meeting for a week.
func Write(f Feed) []byte {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Wakeman//On-call calendar//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.text("NAME", f.Name) // RFC 7986
	w.text("X-WR-CALNAME", f.Name)
	if f.Description != "" {
		w.text("DESCRIPTION", f.Description)
		w.text("X-WR-CALDESC", f.Description)
	}
	w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	w.line("X-PUBLISHED-TTL", "PT1H") // what Outlook reads
	if w.clock = clockOf(f); w.clock != nil {
		w.clock.write(&w)
	}
	for _, e := range f.Events {
		w.event(e)
	}
	w.line("END", "VCALENDAR")
	return w.out.Bytes()
}

type writer struct {
	out   bytes.Buffer
	clock *clock
}

func (w *writer) event(e Event) {
	w.line("BEGIN", "VEVENT")
	w.line("UID", clean(e.UID))
	w.line("DTSTAMP", stamp(e.Start))
	w.time("DTSTART", e.Start)
	w.time("DTEND", e.End)
	w.line("SEQUENCE", "0")
	w.text("SUMMARY", e.Summary)
	if e.Description != "" {
		w.text("DESCRIPTION", e.Description)
	}
	if e.URL != "" {
		w.line("URL", clean(e.URL))
	}
	w.line("TRANSP", "TRANSPARENT")
	w.line("STATUS", "CONFIRMED")
	w.line("END", "VEVENT")
}

// stampLayout is a DATE-TIME in UTC (RFC 5545, section 3.3.5, form 2).
const stampLayout = "20060102T150405Z"

func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// time writes an instant on the feed's clock, or in UTC where no reading of that names it.
func (w *writer) time(name string, t time.Time) {
	if reading, known := w.clock.reading(t); known {
		w.line(name+";TZID="+w.clock.loc.String(), local(reading))
	} else {
		w.line(name, stamp(t))
	}
}

func (w *writer) text(name, value string) { w.line(name, escape(value)) }

// foldAt is how many octets a line may have, its end not counted (RFC 5545, section 3.1).
const foldAt = 75

// line writes one content line. A fold never cuts a character in two.
func (w *writer) line(name, value string) {
	rest, room := name+":"+value, foldAt
	for len(rest) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.out.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], foldAt-1 // the space counts
	}
	w.out.WriteString(rest + "\r\n")
}

// escape writes a TEXT value (RFC 5545, section 3.3.11).
func escape(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\\' || r == ';' || r == ',':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r != '\t' && control(r):
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// clean is a value that is no TEXT, without what would end the line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func control(r rune) bool { return r < ' ' || r == 0x7f }

// unescape reads a TEXT value. A backslash before anything else stands for itself: writers forget to double it.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		switch next := s[i+1]; next {
		case 'n', 'N':
			out.WriteByte('\n')
		case '\\', ';', ',':
			out.WriteByte(next)
		default:
			out.WriteByte('\\')
			continue
		}
		i++
	}
	return out.String()
}
