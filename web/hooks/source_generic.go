package hooks

import (
	"encoding/json"
	"slices"
	"strings"

	"wakeman/engine"
)

// sourceGeneric takes what is in no format that is known here: JSON, a form, a
// multipart form, text, or a GET with a query. Where things stand in it is said by
// the integration's mapping, or else guessed from the usual names.
func sourceGeneric() source {
	return source{name: "generic", get: true, bodyKey: routingKey, decode: decodeGeneric}
}

func decodeGeneric(m *mender, r Request) ([]engine.Event, error) {
	mapping := r.Integration.Mapping
	d, err := m.document(r)
	if err != nil {
		return nil, err
	}
	top, _ := d.body.(map[string]any)
	if _, v2 := top["payload"].(map[string]any); mapping == nil && len(r.Body) > 0 && (v2 || top["event_action"] != nil) && d.raw != nil {
		v2, err := DecodeVendor(r)
		return v2.Events, err
	}
	x := reading{mender: m, doc: d}
	if mapping != nil {
		x.Mapping = *mapping
	}
	parts, found := x.entries()
	if !found {
		return x.event(d.body, d.raw, true), nil
	}
	return m.fanOut(r, parts, func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		one := x
		one.mender = m
		entry := decoded(part)
		if _, is := entry.(map[string]any); !is && mapping == nil {
			return nil, errOther
		}
		return one.event(entry, part, false), nil
	}), nil
}

// reading is how one post is read.
type reading struct {
	engine.Mapping
	*mender
	doc *document
}

// entries are the parts of a post that each become an event; found is false for a
// post that is one.
func (x reading) entries() (parts []json.RawMessage, found bool) {
	var list []any
	if steps, fans := x.List(); fans {
		v, _ := walk(x.doc.body, steps)
		if list, found = v.([]any); !found {
			x.note("the post has no list %s: read as one event", engine.Path{Steps: append(slices.Clone(steps), engine.PathStep{Each: true})})
			return nil, false
		}
	} else if list, found = x.usualList(); !found {
		return nil, false
	}
	for _, entry := range list {
		parts = append(parts, asRaw(entry))
	}
	return parts, true
}

// usualList is the list of alerts in a post of a kind that nobody has mapped.
func (x reading) usualList() ([]any, bool) {
	if !x.IsZero() {
		return nil, false
	}
	if list, is := x.doc.body.([]any); is {
		return list, true
	}
	top, _ := x.doc.body.(map[string]any)
	for _, name := range []string{"alerts", "events", "problems"} {
		if list, is := top[name].([]any); is && !slices.ContainsFunc(list, func(v any) bool { _, is := v.(map[string]any); return !is }) {
			return list, len(list) > 0
		}
	}
	return nil, false
}

// fill is what a field of the mapping says of an entry; what is missing is noted.
func (x reading) fill(field string, t engine.Template, entry any) engine.Filled {
	f := t.Fill(func(p engine.Path) (string, bool) { return x.doc.look(p, entry) })
	for _, path := range f.Missing {
		x.note("%s: the post has no %s", field, oneLine(path, quoteRunes))
	}
	return f
}

// text is a field as the mapping has it, else as it is usually called.
func (x reading) text(field string, t engine.Template, entry any, g guess, names []string) text {
	if f := x.fill(field, t, entry); f.Text != "" {
		return text(f.Text)
	}
	return g.value(names)
}

// event makes an event of a post, or of an entry of its list. It is none if the
// state's word says that it concerns nobody.
func (x reading) event(entry any, raw json.RawMessage, whole bool) []engine.Event {
	g := x.guess(entry, whole)
	s := x.state(entry, g)
	if s.meaning == engine.StateIgnore {
		return nil
	}
	d := draft{
		action: engine.Action(s.meaning), severity: x.severityWord(entry, g, s.said), details: x.details(g, raw),
		source:    x.text("source", x.Source, entry, g, hostNames()),
		component: x.text("component", x.Component, entry, g, checkNames()),
		group:     x.text("group", x.Group, entry, g, groupNames()),
		class:     x.text("class", x.Class, entry, g, classNames()),
		at:        x.text("time", x.Time, entry, g, timeNames()),
		sent:      x.sent(entry, g),
		links:     x.links(entry, g),
		test:      x.isTest(entry, g, s.said),
	}
	if d.test {
		d.action = engine.Trigger
		x.note("test traffic, pages nobody: the post says so")
	}
	x.name(&d, s, entry, raw, g)
	d.summary = x.summary(entry, g, d, s.said, orText(string(raw), x.doc.text))
	return []engine.Event{x.mender.event(d)}
}

// sent is when the post was made, by names that hold nothing else as a rule: "since" and
// "starts_at" say when the problem began, and one that lasts must not look older than a
// recovery. What a mapping says of the time is shown, and may be either; it has a field
// for this.
func (x reading) sent(entry any, g guess) text {
	if f := x.fill("sent", x.Sent, entry); x.Sent != "" {
		return text(f.Text)
	}
	if x.Time != "" {
		return ""
	}
	return g.value([]string{"timestamp", "time", "eventtime", "datetime", "date"})
}

// guess is what stands under the usual names. What stands in the address belongs to
// the whole post, and to no entry of its list.
func (x reading) guess(entry any, whole bool) guess {
	if !whole {
		return newGuess(entry, nil)
	}
	g := newGuess(entry, x.doc.query)
	if x.doc.body == nil && x.doc.text != "" {
		x.guessText(g)
	}
	return g
}

// guessText reads what is neither JSON nor a form: its first line is what it says.
func (x reading) guessText(g guess) {
	line := bounded(lineOf(x.doc.text, 1))
	g.add("summary", line)
	if about, word := saysState(line); about != "" {
		g.add("host", about)
		g.add("state", word)
	}
}

// stated is what a post says of its state.
type stated struct {
	said    string
	meaning string
	known   bool // the word's meaning is known, not supposed
}

func (x reading) state(entry any, g guess) stated {
	said := x.fill("state", x.State, entry).Text
	meaning, name := "", "state"
	if said != "" {
		meaning = meaningOf(said, x.States, true)
	} else {
		said, name, meaning = g.state(x.States)
	}
	switch {
	case meaning != "":
		return stated{said, meaning, true}
	case said != "" && !strings.EqualFold(said, "test") && !strings.EqualFold(said, "ping"):
		x.note("%s %s is no known word for a state: taken for a problem", oneLine(name, quoteRunes), quote(text(said)))
	}
	return stated{said, string(engine.Trigger), false}
}

func (x reading) isTest(entry any, g guess, state string) bool {
	if x.Test != "" {
		f := x.fill("test", x.Test, entry)
		return x.Mapping.IsTest(f.Text)
	}
	return g.isTest(state)
}

// severityWord is the severity in the sender's words, or what the mapping says that
// they mean; else the state, where that says how bad it is.
func (x reading) severityWord(entry any, g guess, state string) text {
	word := x.text("severity", x.Severity, entry, g, severityNames())
	if meaning, ok := x.Severities.Of(string(word)); ok {
		return text(meaning)
	}
	if meaning, ok := x.Severities.Of(state); ok && word == "" {
		return text(meaning)
	}
	switch strings.ToLower(strings.TrimSpace(state)) {
	case "critical", "crit", "error", "warning", "warn", "major", "minor", "failure", "failed":
		return firstText(word, text(state))
	}
	return word
}

func orText(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// summary is what people read: as mapped, else in the sender's words, else made of
// what is known.
func (x reading) summary(entry any, g guess, d draft, state, whole string) text {
	if f := x.fill("summary", x.Summary, entry); f.Text != "" {
		return text(f.Text)
	}
	if said := g.value(summaryNames()); said != "" {
		return naming(said, d.source)
	}
	what := d.source
	if d.component != "" {
		what = d.component + " on " + d.source
	}
	switch {
	case d.source == "":
		return firstText(d.component, g.value([]string{"name"}), text(lineOf(whole, 1)))
	case state != "":
		return what + " is " + text(state)
	}
	return what
}

func (x reading) links(entry any, g guess) (links []wireLink) {
	for _, t := range x.Links {
		if f := x.fill("links", t, entry); f.Whole() {
			links = append(links, wireLink{Href: text(f.Text)})
		}
	}
	for _, name := range linkNames() {
		if at := webText(text(g.fields[name])); at != "" && len(x.Links) == 0 {
			links = append(links, wireLink{Href: at, Text: text(g.names[name])})
		}
	}
	return links
}

// details are the post as it came, or the entry: JSON as it is, a form's fields as
// such, text as text.
func (x reading) details(g guess, raw json.RawMessage) json.RawMessage {
	switch {
	case len(raw) > 0:
		return x.mender.details(raw)
	case x.doc.body == nil && x.doc.text != "":
		shown, _ := cutRunes(strings.ReplaceAll(x.doc.text, "\x00", ""), maxExcerpt)
		return asDetails(map[string]text{"body": text(shown)})
	}
	return g.details()
}
