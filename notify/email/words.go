package email

import (
	"fmt"
	"strings"
	"time"

	"wakeman/notify"
	"wakeman/notify/text"
)

const (
	maxSubject  = 150
	maxDetails  = 4000 // runes, of a page about one incident
	maxExcerpt  = 300  // runes, of each incident of a bundle
	maxIncident = 40   // incidents written out; the rest is counted
)

// letter is what a mail says, before it is written as text or as a page. All
// strings are harmless, none is escaped.
type letter struct {
	Subject   string
	Recipient string
	Delivery  string
	Duplicate string // the sentence, or ""
	Text      string // paragraphs of a message without incidents
	Items     []item
	More      string // "and 3 more", or ""
	AckURL    string
	AckLabel  string
	Answer    string // what an answer does, or ""
	ListURL   string
	ListLabel string
	Urgent    bool
}

// item is one incident.
type item struct {
	Headline string
	Facts    []fact
	Details  string
	URL      string
	Runbook  string
}

type fact struct{ Name, Value string }

func newLetter(dl notify.Delivery) letter {
	m := dl.Message
	l := letter{
		Subject:   subject(m),
		Recipient: text.Cut(text.Line(m.Recipient), 200),
		Delivery:  word(dl.ID),
		Text:      text.Cut(text.Block(m.Text), maxDetails),
		AckURL:    text.Link(m.AckURL),
		AckLabel:  "Acknowledge",
		ListURL:   text.Link(m.ListURL),
		ListLabel: "All open incidents",
		Urgent:    text.High(m),
	}
	if m.AnswerTo != "" {
		l.Answer = "Or answer this mail: 4 in the first line acknowledges, 6 resolves."
		if m.Kind == notify.Test {
			l.Answer = "Or answer this mail with 4 in the first line."
		}
	}
	switch m.Kind {
	case notify.Handoff:
		l.ListLabel = "In Wakeman"
	case notify.Invitation:
		l.ListLabel = "Set your password"
	}
	if m.MayBeDuplicate {
		l.Duplicate = text.Duplicate
	}
	total := text.Total(m)
	if total > 1 {
		l.AckLabel = fmt.Sprintf("Acknowledge all %d", total)
	}
	for _, i := range text.Worst(m.Incidents) {
		if len(l.Items) == maxIncident {
			break
		}
		l.Items = append(l.Items, newItem(i, m, total == 1))
	}
	if rest := total - len(l.Items); rest > 0 {
		l.More = fmt.Sprintf("and %d more", rest)
	}
	return l
}

func newItem(i notify.Incident, m notify.Message, alone bool) item {
	details := maxExcerpt
	if alone {
		details = maxDetails
	}
	it := item{
		Headline: text.Cut(text.Headline(i), 300),
		Details:  text.Cut(text.Block(i.Details), details),
		URL:      text.Link(i.URL),
		Runbook:  text.Link(i.Runbook),
	}
	for _, f := range []fact{
		{"Where", text.Place(i)},
		{"Since", since(i, m.Zone)},
		{"Urgency", text.Cut(text.Line(i.Urgency), 20)},
		{"Priority", text.Cut(text.Line(i.Priority), 20)},
		{"Why you", text.Cut(text.Line(i.WhyYou), 200)},
		{"Told before", told(i)},
	} {
		if f.Value != "" {
			it.Facts = append(it.Facts, f)
		}
	}
	return it
}

// since names the zone in full beside its letters, which several zones share.
func since(i notify.Incident, zone *time.Location) string {
	s := text.When(i.Since, zone)
	if s != "" && zone != nil && strings.Contains(zone.String(), "/") {
		s += " (" + zone.String() + ")"
	}
	return s
}

func told(i notify.Incident) string {
	var parts []string
	switch {
	case i.Reminders == 1:
		parts = append(parts, "once")
	case i.Reminders > 1:
		parts = append(parts, fmt.Sprintf("%d times", i.Reminders))
	}
	if i.Step > 1 {
		parts = append(parts, fmt.Sprintf("now at escalation level %d", i.Step))
	}
	return strings.Join(parts, ", ")
}

// subject says what and where in one line. It is the same for every page about
// an incident, or mail programs would break the thread.
func subject(m notify.Message) string {
	switch {
	case text.Total(m) == 1 && len(m.Incidents) == 1:
		i := m.Incidents[0]
		s := text.Cut(text.Headline(i), maxSubject-40)
		if service := text.Cut(text.Line(i.Service), 36); service != "" {
			s += " [" + service + "]"
		}
		return s
	case text.Total(m) > 0:
		return text.Bundle(m, maxSubject)
	case text.Line(m.Subject) != "":
		return text.Cut(text.Line(m.Subject), maxSubject)
	case m.Kind == notify.Test:
		return "Test page from Wakeman"
	}
	return "Message from Wakeman"
}

// plain is the letter as text, for readers without HTML and for a watch.
func plain(l letter) string {
	var b strings.Builder
	para := func(s string) {
		if s != "" {
			b.WriteString(s + "\n\n")
		}
	}
	para(l.Duplicate)
	para(l.Text)
	if len(l.Items) == 0 {
		para(button(l))
	}
	for n, it := range l.Items {
		para(it.plain())
		if n == 0 { // before the details, where the eye is
			para(button(l))
		}
		para(it.Details)
	}
	para(l.More)
	if l.ListURL != "" {
		para(l.ListLabel + ":\n" + l.ListURL)
	}
	b.WriteString("-- \nSent by Wakeman to " + text.Join(", delivery ", l.Recipient, l.Delivery) + ".\n")
	return b.String()
}

func button(l letter) string {
	var lines []string
	if l.AckURL != "" {
		lines = append(lines, l.AckLabel+" (opens a page with a button):", l.AckURL)
	}
	if l.Answer != "" {
		lines = append(lines, l.Answer)
	}
	return strings.Join(lines, "\n")
}

// plain is the incident without its details.
func (it item) plain() string {
	lines := []string{it.Headline}
	for _, f := range it.Facts {
		lines = append(lines, fmt.Sprintf("%-12s %s", f.Name+":", f.Value))
	}
	if it.URL != "" {
		lines = append(lines, fmt.Sprintf("%-12s %s", "Incident:", it.URL))
	}
	if it.Runbook != "" {
		lines = append(lines, fmt.Sprintf("%-12s %s", "Runbook:", it.Runbook))
	}
	return strings.Join(lines, "\n")
}
