package hooks

import (
	"encoding/json"
	"fmt"
	"strings"

	"wakeman/engine"
)

// draft is an event in a sender's own words, before they are bounded.
type draft struct {
	action    engine.Action
	key       text
	summary   text
	source    text // the equipment, by the name that other senders give it
	component text
	group     text
	class     text
	severity  text // any word or number that severityOf knows; only a trigger's counts
	at        text // the sender's time, in any form that parseTime reads
	sent      text // when it made this message, in the same forms; left out where only the beginning of the problem is said
	details   json.RawMessage
	links     []wireLink
	images    []wireLink
	client    text
	clientURL text
	test      bool
	beat      bool
}

// event bounds a draft. An acknowledgement or a recovery that names no alert
// can concern none: it is kept as a change, so that it can be found.
func (m *mender) event(d draft) engine.Event {
	e := engine.Event{
		Action: d.action, Key: m.key("dedup key", d.key), Test: d.test, Beat: d.beat,
		Source:    m.line("source", d.source, engine.MaxField),
		Component: m.line("component", d.component, engine.MaxField),
		Group:     m.line("group", d.group, engine.MaxField),
		Class:     m.line("class", d.class, engine.MaxField),
		Timestamp: m.time(d.at),
		SentAt:    sentTime(d.sent),
		Details:   m.details(d.details),
		Client:    m.line("client", d.client, engine.MaxField),
		ClientURL: m.address("client address", d.clientURL),
	}
	for _, l := range d.links {
		if strings.TrimSpace(string(l.Href)) != "" {
			e.Links = m.appendLink(e.Links, l)
		}
	}
	for _, i := range d.images {
		if strings.TrimSpace(string(i.Src)) != "" {
			e.Images = m.appendImage(e.Images, i)
		}
	}
	if needsKey(e) {
		m.note("%s names no alert: kept as a change", e.Action)
		e.Action = engine.Change
	}
	if e.Action == engine.Trigger {
		e.Severity = m.severity(d.severity)
	}
	e.Summary = m.line("summary", d.summary, engine.MaxSummary)
	if e.Summary == "" && e.Action != engine.Resolve && e.Action != engine.Acknowledge {
		e.Summary = m.summary("")
	}
	e.Mended = m.notes
	return e
}

// maxAlerts bounds the events of one post. An honest post of the largest size
// has fewer; the rest of one with more is kept as one event.
const maxAlerts = 12000

// fanOut reads each alert of a post by itself, so that a broken one does not
// cost its neighbours: it becomes an unparsed event beside them.
func (m *mender) fanOut(r Request, parts []json.RawMessage, read func(m *mender, part json.RawMessage) ([]engine.Event, error)) []engine.Event {
	out := make([]engine.Event, 0, min(len(parts), maxAlerts)+1)
	for i, part := range parts {
		if len(out) >= maxAlerts {
			cause := fmt.Errorf("%d further alerts of a post with %d: only the first are shown", len(parts)-i, len(parts))
			return append(out, m.alert().oneUnparsed(r, part, cause))
		}
		one := m.alert()
		events, err := read(one, part)
		if err != nil {
			events = []engine.Event{one.oneUnparsed(r, part, err)}
		}
		out = append(out, events...)
	}
	return out
}

// asDetails makes details of flat fields: a line each on the incident's page.
func asDetails(f map[string]text) json.RawMessage {
	kept := make(map[string]string, len(f))
	for name, v := range f {
		if v != "" {
			kept[strings.ReplaceAll(name, "\x00", "")] = strings.ReplaceAll(string(v), "\x00", "")
		}
	}
	if len(kept) == 0 {
		return nil
	}
	b, err := json.Marshal(kept)
	if err != nil {
		return nil
	}
	return b
}
