package hooks

import (
	"encoding/json"

	"wakeman/engine"
)

// sourceEcoStruxure takes the webhook of Schneider's EcoStruxure IT: a list of
// alarms, each as it stands now.
func sourceEcoStruxure() source {
	return source{name: "ecostruxure", decode: decodeEcoStruxure, lists: true}
}

func decodeEcoStruxure(m *mender, r Request) ([]engine.Event, error) {
	body, err := m.json(r.Body)
	if err != nil {
		return nil, err
	}
	return m.fanOut(r, listOf(body), func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		o := readObject(part)
		if o.text("id") == "" {
			return nil, errOther
		}
		return []engine.Event{m.event(upsAlarm(o, part))}, nil
	}), nil
}

// upsAlarm is over when it has details of its end. What was updated last says
// what it is about now; the severity is the worst it ever had.
func upsAlarm(o object, part json.RawMessage) draft {
	device, begun, updated := o.in("device_details"), o.in("activation_details"), o.in("updated_details")
	name := firstText(device.text("label"), joined(device.list("ip4_addresses")), device.text("id"))
	label := firstText(updated.text("label"), begun.text("label"), updated.text("message"), begun.text("message"), "alarm")
	message := firstText(updated.text("message"), begun.text("message"))
	d := draft{
		action: engine.Trigger, key: o.text("id"), summary: colon(name, label),
		source: name, component: device.text("model"), group: location(o.in("location_details")), class: device.text("device_type"),
		severity: firstText(o.text("current_severity_peak"), updated.text("current_severity")),
		at:       begun.text("activated_at"), details: part, client: "EcoStruxure IT",
	}
	if message != "" && message != label {
		d.summary += ": " + message
	}
	if o.has("cleared_details") {
		d.action = engine.Resolve
	}
	return d
}

// location is where the device stands, the widest place first.
func location(o object) text {
	var names []json.RawMessage
	for _, raw := range o.list("location_ancestors") {
		if one := readObject(raw); one.has("label") {
			names = append(names, one["label"])
		}
	}
	return joined(names)
}
