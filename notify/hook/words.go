package hook

import (
	"strings"

	"wakeman/notify"
	"wakeman/notify/text"
)

const maxSubject = 200

// subject is the message in one line.
func subject(m notify.Message) string {
	switch {
	case text.Total(m) == 1 && len(m.Incidents) == 1:
		i := m.Incidents[0]
		return text.Cut(text.Headline(i), maxSubject)
	case text.Total(m) > 0:
		return text.Bundle(m, maxSubject)
	case text.Line(m.Subject) != "":
		return text.Cut(text.Line(m.Subject), maxSubject)
	}
	return "Message from Wakeman"
}

// body is the message in several lines: what, where, since when, and whether it
// may be a repeat.
func body(m notify.Message) string {
	var lines []string
	if m.MayBeDuplicate {
		lines = append(lines, text.Duplicate)
	}
	lines = append(lines, text.List(m, maxDetails)...)
	if t := text.Block(m.Text); t != "" {
		lines = append(lines, text.Cut(t, maxDetails))
	}
	if link := text.Link(m.AckURL); link != "" {
		lines = append(lines, "Acknowledge: "+link)
	}
	return strings.Join(lines, "\n")
}
