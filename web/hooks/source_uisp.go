package hooks

import (
	"maps"
	"slices"
	"strings"

	"wakeman/engine"
)

// sourceUISP takes the webhook of UISP's CRM. What UISP's network part posts is
// not documented: any other JSON is kept whole.
func sourceUISP() source {
	return source{name: "uisp", decode: decodeUISP}
}

func decodeUISP(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	entity, id, event := o.text("entity"), o.text("entityId"), o.text("eventName")
	change := strings.ToLower(string(o.text("changeType")))
	if change == "" && event == "" {
		return []engine.Event{m.uispNetwork(r, o)}, nil
	}
	d := draft{
		action: uispAction(change, string(event)), key: keyOf(entity, id), class: event, component: entity,
		summary: uispSummary(o, entity, id, event), details: clean, client: "UISP",
	}
	if change == "test" || event == "webhook.test" {
		d.test, d.action = true, engine.Trigger
		m.note("test traffic, pages nobody: sent by the sender's test button")
	}
	if d.action == engine.Trigger && d.key == "" {
		d.key = firstText(keyOf(o.text("uuid")), hashed("uisp", text(clean)))
	}
	return []engine.Event{m.event(d)}, nil
}

// uispNetwork keeps what UISP's network part posts whole: its form is not documented.
// Where it has none of the usual fields, its first words say what it is about.
func (m *mender) uispNetwork(r Request, o object) engine.Event {
	e := m.generic(r)
	e.Client = "UISP"
	e.Mended = slices.DeleteFunc(slices.Clone(e.Mended), func(note string) bool { return strings.HasPrefix(note, "not an Events API v2 event") })
	e.Mended = append(e.Mended, "not an event of UISP's CRM: kept whole as details")
	if said := firstWords(o); e.Summary == noSummary && said != "" {
		e.Summary = m.line("summary", "UISP "+text(said), engine.MaxSummary)
	}
	return e
}

// firstWords are the texts of an object's fields: what happened, then of what, then
// others in the order of their names.
func firstWords(o object) string {
	first := []string{"event", "eventType", "type", "status", "state", "device", "deviceName", "site"}
	var said []string
	for _, name := range append(first, slices.Sorted(maps.Keys(o))...) {
		words := oneLine(string(firstText(o.text(name, "name"), o.text(name))), 100)
		if words == "" || strings.ContainsAny(words, "{[") || slices.Contains(said, words) || len(said) == 4 {
			continue
		}
		said = append(said, words)
	}
	return strings.Join(said, " ")
}

// uispAction: a webhook sends the kinds of events that its admin chose, so what is
// new is what somebody wants to know. What follows of the same ticket or service
// is kept beside it; what is deleted is over.
func uispAction(change, event string) engine.Action {
	switch {
	case change == "delete":
		return engine.Resolve
	case change == "edit", strings.HasSuffix(event, ".comment"):
		return engine.Change
	}
	return engine.Trigger
}

func uispSummary(o object, entity, id, event text) text {
	said := firstText(o.text("extraData", "message"), o.text("extraData", "entity", "subject"), o.text("extraData", "entity", "name"))
	s := strings.TrimSpace(string(entity) + " " + string(id))
	if event != "" {
		s = strings.TrimSpace(string(event) + " " + string(id))
	}
	if said != "" {
		s += ": " + string(said)
	}
	return text("UISP " + s)
}
