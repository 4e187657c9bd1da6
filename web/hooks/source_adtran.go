package hooks

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wakeman/engine"
)

// sourceAdtran takes the outage notifications of Adtran's Mosaic One.
// https://help.m1.adtran.cloud/docs/api/outage-notification-model
func sourceAdtran() source { return source{name: "adtran", decode: decodeAdtran} }

func decodeAdtran(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	if !o.has("issue") && !o.has("outage_status") {
		return nil, errOther
	}
	subscribers := o.list("affected_subscribers")
	ports, cities := distinct(subscribers, "pon_port"), distinct(subscribers, "city")
	issue := firstText(o.text("issue"), "outage")
	at := "no PON port named"
	if len(ports) > 0 {
		at = several(ports)
	}
	where := ports
	if len(where) == 0 {
		where = cities
	}
	d := draft{
		action: engine.Trigger, severity: bySubscribers(len(subscribers)),
		// There is no id of an outage: it is the ports that are out together. One
		// that is nowhere has no key: it could be any other's.
		key:     joinKey(text(strings.Join(where, ",")), o.text("tenant"), issue),
		summary: text(fmt.Sprintf("%s: %s, %s", issueWords(issue), subscriberCount(len(subscribers)), at)),
		source:  text(several(ports)), group: text(several(cities)), class: issue, at: o.text("timestamp"), sent: o.text("timestamp"), details: clean, client: "Mosaic One",
	}
	if len(cities) > 0 {
		d.summary += ", " + text(several(cities))
	}
	switch status := strings.ToLower(string(o.text("outage_status"))); status {
	case "cleared":
		d.action = engine.Resolve
	case "detected":
	default:
		m.note("outage_status %s: read as an outage", quote(text(status)))
	}
	return []engine.Event{m.event(d)}, nil
}

// bySubscribers: one subscriber may have pulled the plug, a port that is out has
// many.
func bySubscribers(n int) text {
	switch {
	case n >= 10:
		return text(engine.Critical)
	case n == 1:
		return text(engine.Warning)
	}
	return text(engine.Error)
}

func subscriberCount(n int) string {
	switch n {
	case 0:
		return "subscribers not named"
	case 1:
		return "1 subscriber"
	}
	return fmt.Sprintf("%d subscribers", n)
}

// issueWords makes PON outage of pon-outage.
func issueWords(issue text) string {
	return strings.ReplaceAll(strings.ReplaceAll(string(issue), "-", " "), "pon ", "PON ")
}

// distinct are the values of a field, each once, in order.
func distinct(list []json.RawMessage, name string) []string {
	seen := map[string]bool{}
	for _, raw := range list {
		if v := strings.TrimSpace(string(readObject(raw).text(name))); v != "" {
			seen[v] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// several names the first few.
func several(names []string) string {
	const shown = 3
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
