package hooks

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"wakeman/engine"
)

// sourceSplunk takes the webhook action of Splunk's alerts: the first row of what
// a search found. It knows no recovery and no severity, and sid is new with each run.
// https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks
func sourceSplunk() source { return source{name: "splunk", decode: decodeSplunk} }

func decodeSplunk(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	row, search := o.in("result"), o.text("search_name")
	if search == "" && !o.has("result") && !o.has("sid") {
		return nil, errOther
	}
	host := firstValue(row, "host")
	d := draft{
		action: engine.Trigger, key: joinKey(search, host), source: host, component: firstValue(row, "sourcetype"), group: o.text("app"), class: search,
		summary: search, details: clean, client: "Splunk",
		links: []wireLink{{Href: o.text("results_link"), Text: "Results"}},
	}
	if search == "" {
		d.summary = "Splunk search"
	}
	if host != "" {
		d.summary += " on " + host
	}
	if says := firstText(firstValue(row, "message"), firstValue(row, "_raw"), rowWords(row)); says != "" {
		d.summary += ": " + text(oneLine(string(says), 300))
	}
	return []engine.Event{m.event(d)}, nil
}

// rowWords are what a row of figures says, which has no message: "count 8, user ann".
// What Splunk adds by itself, and what is said elsewhere, is left out.
func rowWords(row object) text {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(row)) {
		if strings.HasPrefix(name, "_") || name == "host" || len(words) == 4 {
			continue
		}
		if value := firstValue(row, name); value != "" {
			words = append(words, name+" "+oneLine(string(value), 60))
		}
	}
	return text(strings.Join(words, ", "))
}

// firstValue reads a field of a row, which may hold several values.
func firstValue(row object, name string) text {
	if !row.has(name) {
		return ""
	}
	for _, raw := range listOf(row[name]) {
		var t text
		if json.Unmarshal(raw, &t) == nil && strings.TrimSpace(string(t)) != "" {
			return t
		}
	}
	return ""
}
