package hooks

import (
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
		e := m.generic(r)
		e.Client, e.Mended = "UISP", append(m.notes[:len(m.notes)-1:len(m.notes)-1], "not an event of UISP's CRM: kept whole as details")
		return []engine.Event{e}, nil
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
