package reading

import (
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
)

// maxTaughtName bounds the name of a rule where it stands for a sender.
const maxTaughtName = 100

// Taught are the readers that an admin has taught, one for each rule, in their order.
// A rule that is not as [engine.MailRule.Check] wants it reads nothing.
func Taught(rules []engine.MailRule) []Reader {
	var readers []Reader
	for _, r := range rules {
		if len(r.Check()) > 0 {
			continue // of a file that another version wrote
		}
		readers = append(readers, Reader{Name: "rule: " + line(r.Name, maxTaughtName), Several: !r.Each.IsZero(), Read: func(l Letter) (events []engine.Event, ok bool) {
			matched, ok := MatchAll(r, l)
			for _, m := range matched {
				events = append(events, m.Event)
			}
			return events, ok
		}})
	}
	return readers
}

// Matched is what a rule makes of one mail, or of one row of it.
type Matched struct {
	Event engine.Event
	// State is what the mail says of its state, in its own words; Known, whether the
	// rule knows what that means.
	State string
	Known bool
	// Missing are the fields that the key is made of and that are not in the mail, as a
	// rule calls them: key, source, component.
	Missing []string
}

// MatchAll is what a rule makes of a mail: one thing, or what its rows tell, in the
// order in which it happened. ok is false if the rule does not apply.
func MatchAll(r engine.MailRule, l Letter) (all []Matched, ok bool) {
	if !r.Each.IsZero() {
		return matchRows(r, l)
	}
	m, ok := Match(r, l)
	return []Matched{m}, ok
}

// Match reads a mail by one rule, as one event. ok is false if a condition does not
// hold, or if something is missing that the key is made of.
func Match(r engine.MailRule, l Letter) (m Matched, ok bool) {
	if !isFor(r, l) {
		return m, false
	}
	m = newMatcher(r).match(l)
	return m, len(m.Missing) == 0
}

// isFor tells whether a rule's conditions hold of a mail.
func isFor(r engine.MailRule, l Letter) bool {
	return !slices.ContainsFunc(r.When, func(c engine.MailCondition) bool { return !c.Holds(l.Part(c.In)) })
}

// matcher is a rule that is ready for many texts.
type matcher struct {
	rule                                             engine.MailRule
	key, source, component, summary, state, severity func(Letter) string
}

func newMatcher(r engine.MailRule) matcher {
	value := func(t engine.MailTake) func(Letter) string {
		take := t.Taker()
		return func(l Letter) string { return strings.Join(strings.Fields(take(l.Part(t.In))), " ") }
	}
	return matcher{r, value(r.Key), value(r.Source), value(r.Component), value(r.Summary), value(r.State), value(r.Severity)}
}

// match reads a mail, or a row that stands in place of its text.
func (w matcher) match(l Letter) (m Matched) {
	m.Event = engine.Event{Source: w.source(l), Component: w.component(l), Summary: w.summary(l)}
	if m.Event.Summary == "" && w.rule.Each.IsZero() {
		m.Event.Summary = withoutForward(l.Subject)
	}
	if m.Event.Summary == "" {
		m.Event.Summary = firstLine(l.lines())
	}
	m.Event.Key, m.Missing = taughtKey(w.rule, w.key(l), m.Event)
	m.state(w.rule, w.state(l))
	m.Event.Severity = taughtSeverity(w.rule, w.severity(l), m.State)
	return m
}

// Part is the text of a part, no longer than rules look at.
func (l Letter) Part(p engine.MailPart) string {
	text := l.Text
	switch p {
	case engine.MailFrom:
		text = l.From
	case engine.MailSubject:
		text = withoutForward(l.Subject)
	}
	if len(text) > engine.MaxMailText {
		text = strings.ToValidUTF8(text[:engine.MaxMailText], "")
	}
	return text
}

// taughtKey is the key by a rule. Everything that it is made of has to be there:
// without the name of what is checked, two problems of a host would be one.
func taughtKey(r engine.MailRule, said string, e engine.Event) (k string, missing []string) {
	if !r.Key.IsZero() {
		if said == "" {
			return "", []string{"key"}
		}
		return exactKey(said), nil
	}
	for _, f := range []struct {
		name  string
		take  engine.MailTake
		value string
	}{{"source", r.Source, e.Source}, {"component", r.Component, e.Component}} {
		if !f.take.IsZero() && f.value == "" {
			missing = append(missing, f.name)
		}
	}
	switch {
	case len(missing) > 0 || e.Source == "" && e.Component == "":
		return "", missing
	case r.Component.IsZero():
		return key(e.Source), nil
	}
	return key(e.Source, e.Component), nil
}

// exactKey is a key as the mail has it, so that other senders can name it too.
func exactKey(said string) string {
	if said = strings.ReplaceAll(said, "\x00", ""); len(said) > engine.MaxKey {
		return engine.HashKey(said)
	}
	return said
}

// state decides what the mail asks for. What is not understood is a problem.
func (m *Matched) state(r engine.MailRule, said string) {
	m.State, m.Event.Action = said, engine.Trigger
	if r.State.IsZero() {
		m.Known = true
		return
	}
	var meaning string
	if meaning, m.Known = r.StateOf(said); !m.Known {
		why := "the state " + strconv.Quote(line(said, 60)) + " is no known word"
		if said == "" {
			why = "the mail says nothing of its state"
		}
		m.Event.Mended = []string{"mail rule " + line(r.Name, maxTaughtName) + ": " + why + ": taken for a problem"}
		return
	}
	m.Event.Action = engine.Action(meaning)
	if meaning == engine.StateIgnore || m.Event.Key == "" && meaning != string(engine.Trigger) {
		m.Event.Action = engine.Change // of nobody's concern, or there is no telling what it belongs to
	}
}

// taughtSeverity is what the severity's words mean, or else those of the state.
func taughtSeverity(r engine.MailRule, said, state string) engine.Severity {
	for _, word := range []string{said, state} {
		if meaning, ok := r.Severities.Of(word); ok {
			return engine.Severity(meaning)
		}
	}
	if said == "" {
		said = state
	}
	return usualSeverity(said)
}

// usualSeverity knows the words that mean the same everywhere.
func usualSeverity(word string) engine.Severity {
	if s := severityOf(strings.TrimSpace(word)); s != "" {
		return s
	}
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "fatal", "emergency":
		return engine.Critical
	case "error", "err", "major":
		return engine.Error
	case "minor":
		return engine.Warning
	case "info", "informational":
		return engine.Info
	}
	return zabbixSeverity(strings.TrimSpace(word))
}
