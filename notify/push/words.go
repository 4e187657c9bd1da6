package push

import (
	"fmt"
	"strings"

	"wakeman/notify"
	"wakeman/notify/text"
)

const maxTitle = 200

func title(m notify.Message) string {
	switch {
	case single(m):
		return text.Cut(text.Headline(m.Incidents[0]), maxTitle)
	case text.Total(m) > 0:
		return text.Bundle(m, maxTitle)
	case text.Line(m.Subject) != "":
		return text.Cut(text.Line(m.Subject), maxTitle)
	case m.Kind == notify.Test:
		return "Test page from Wakeman"
	}
	return "Message from Wakeman"
}

func single(m notify.Message) bool { return text.Total(m) == 1 && len(m.Incidents) == 1 }

// message is the text under the title: where, since when, why you, what else.
// It is never empty, because ntfy would write "triggered".
func message(m notify.Message) string {
	var lines []string
	switch {
	case single(m):
		lines = about(m.Incidents[0], m)
	case text.Total(m) > 0:
		lines = text.List(m, maxMessage-400)
	}
	if m.MayBeDuplicate {
		lines = append(lines, text.Duplicate)
	}
	lines = append(lines, text.Block(m.Text))
	if single(m) {
		lines = append(lines, text.Block(m.Incidents[0].Details))
	}
	s := text.Join("\n", lines...)
	if strings.TrimSpace(s) == "" {
		return "No further text."
	}
	return text.CutBytes(s, maxMessage)
}

func about(i notify.Incident, m notify.Message) []string {
	lines := []string{text.Place(i), text.Since(i, m)}
	if why := text.Cut(text.Line(i.WhyYou), 200); why != "" {
		lines = append(lines, "Why you: "+why)
	}
	if i.Reminders > 0 {
		lines = append(lines, fmt.Sprintf("Still not acknowledged: reminder %d.", i.Reminders))
	}
	return lines
}

func acknowledge(m notify.Message) string {
	if n := text.Total(m); n > 1 {
		return fmt.Sprintf("Acknowledge all %d", n)
	}
	return "Acknowledge"
}

func open(m notify.Message) string {
	if single(m) || m.Kind == notify.Handoff {
		return "Open"
	}
	return "Open list"
}
