package hooks

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"wakeman/engine"
)

// guess are the fields of a post by their folded names: what the fields of an event
// are looked for in when nobody has said where they are.
type guess struct {
	fields map[string]string
	names  map[string]string // as they came, by folded name
}

// wrappers are the objects that senders put the event into.
func wrappers() []string {
	return []string{"alert", "event", "data", "payload", "incident", "problem", "notification", "labels", "annotations"}
}

// newGuess looks at a value's own fields first, then into its wrappers, then at the
// query.
func newGuess(v any, query map[string][]string) guess {
	g := guess{fields: map[string]string{}, names: map[string]string{}}
	top, _ := v.(map[string]any)
	g.addAll(top)
	for _, name := range wrappers() {
		for _, field := range slices.Sorted(maps.Keys(top)) {
			if foldName(field) != name {
				continue
			}
			if inner, is := top[field].(map[string]any); is {
				g.addAll(inner)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if len(query[name]) > 0 {
			g.add(name, query[name][0])
		}
	}
	return g
}

func (g guess) addAll(o map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		switch v := o[name].(type) {
		case map[string]any, []any:
		default:
			g.add(name, bounded(textOf(v)))
		}
	}
}

func (g guess) add(name, value string) {
	folded := foldName(name)
	if value = strings.TrimSpace(value); value == "" || unfilled(text(value)) {
		return
	}
	if was := g.fields[folded]; was != "" && !isWorse(folded, was, value) {
		return
	}
	g.fields[folded], g.names[folded] = value, name
}

// isWorse tells whether a state that is said at two places is a problem at the
// second only. {"status":"ok","alert":{"status":"down"}} says that the post is well,
// and what it tells of is not.
func isWorse(folded, was, value string) bool {
	if !slices.Contains(stateNames(), folded) {
		return false
	}
	first, second := meaningOf(was, nil, false), meaningOf(value, nil, false)
	return second == string(engine.Trigger) && first != "" && first != second
}

// first is the first of some fields that says something, and its name.
func (g guess) first(names []string) (value, name string) {
	for _, n := range names {
		if v := g.fields[n]; v != "" {
			return v, g.names[n]
		}
	}
	return "", ""
}

func (g guess) value(names []string) text {
	v, _ := g.first(names)
	return text(v)
}

func keyNames() []string {
	return []string{"dedupkey", "alertkey", "incidentkey", "fingerprint", "alias", "entityid", "alertid", "externalid", "xs4externalid"}
}

func hostNames() []string {
	return []string{
		"host", "hostname", "device", "devicename", "source", "node", "nodename", "instance", "equipment", "target", "site", "sitename",
		"monitor", "monitorname", "agent", "agentname", "server", "ip", "ipaddress", "address", "hostaddress", "name",
	}
}

func checkNames() []string {
	return []string{
		"service", "servicename", "servicedesc", "servicedescription", "check", "checkname", "sensor", "sensorname", "interface", "ifname",
		"port", "metric", "rule", "rulename", "alertname", "probe", "item", "component",
	}
}

// stateNames are fields that say nothing but a state.
func stateNames() []string {
	return []string{
		"state", "status", "eventstate", "eventstatus", "alertstate", "alertstatus", "newstate", "newstatus", "currentstate", "currentstatus",
		"hoststate", "servicestate", "eventaction", "transition", "notificationtype", "xs4status", "eventvalue", "value",
	}
}

// perhapsStateNames are fields that say a state, or something else in the same words.
func perhapsStateNames() []string { return []string{"event", "eventtype", "action", "type", "alert"} }

// certainWords mean a state in whichever field they stand.
func certainWords() engine.Words {
	return engine.Words{
		string(engine.Trigger): {"down", "problem", "firing", "alerting", "triggered", "trigger"},
		string(engine.Resolve): {"up", "ok", "resolved", "resolve", "recovered", "recovery", "cleared", "clear"},
	}
}

func severityNames() []string {
	return []string{"severity", "sev", "alertseverity", "eventseverity", "priority", "level", "alertlevel", "urgency"}
}

func summaryNames() []string {
	return []string{
		"summary", "title", "subject", "message", "msg", "text", "body", "description", "reason", "output", "problem", "alertname", "eventname",
	}
}

func groupNames() []string {
	return []string{"group", "groupname", "hostgroup", "site", "location", "zone", "region"}
}

func classNames() []string { return []string{"class", "category", "eventclass"} }

func timeNames() []string {
	return []string{"timestamp", "time", "eventtime", "datetime", "date", "since", "at", "startsat", "createdat", "triggeredat"}
}

func linkNames() []string {
	return []string{"url", "link", "href", "alerturl", "eventurl", "generatorurl", "dashboardurl", "panelurl", "runbook", "runbookurl"}
}

// isTestWord: a sender that tries its settings says so.
func (g guess) isTest(state string) bool {
	return strings.EqualFold(state, "test") || strings.EqualFold(state, "ping") ||
		strings.EqualFold(g.fields["test"], "true") || strings.EqualFold(g.fields["test"], "yes")
}

// state finds the field that says a state in words of its own mapping or in the usual ones.
// Without one it is the first that says anything, and meaning is empty.
func (g guess) state(own engine.Words) (said, name, meaning string) {
	for _, n := range stateNames() {
		v := g.fields[n]
		if meaning := meaningOf(v, own, n != "status"); meaning != "" {
			return v, g.names[n], meaning
		}
	}
	for _, n := range perhapsStateNames() {
		if meaning, ok := certainWords().Of(g.fields[n]); ok {
			return g.fields[n], g.names[n], meaning
		}
	}
	said, name = g.first(stateNames()[:len(stateNames())-1]) // a bare value says how much, too
	return said, name, ""
}

// meaningOf is what a state's word means; "" if nobody knows. Numbers are 1 for a
// problem and 0 for none, but for those programs whose status is 1 when they are up.
func meaningOf(word string, own engine.Words, numbers bool) string {
	for _, words := range []engine.Words{own, engine.DefaultStates()} {
		if meaning, ok := words.Of(word); ok {
			return meaning
		}
	}
	switch {
	case numbers && word == "1":
		return string(engine.Trigger)
	case numbers && word == "0":
		return string(engine.Resolve)
	}
	return ""
}

// saysState reads a line of text that ends in a state, "tower-7 is DOWN", as
// scripts write it: what it is about, and the word.
func saysState(line string) (about, word string) {
	at := strings.LastIndex(strings.ToLower(line), " is ")
	if at <= 0 {
		return "", ""
	}
	rest := strings.Fields(line[at+len(" is "):])
	for len(rest) > 1 && (strings.EqualFold(rest[0], "now") || strings.EqualFold(rest[0], "back")) {
		rest = rest[1:]
	}
	if len(rest) > 1 && strings.EqualFold(strings.TrimRight(rest[1], ".!"), "again") {
		rest = append(rest[:1:1], rest[2:]...)
	}
	if len(rest) == 0 || len(rest) > 1 && !strings.HasPrefix(rest[1], "(") {
		return "", ""
	}
	word = strings.TrimRight(rest[0], ".!,;:")
	known := engine.Words{string(engine.Trigger): {"down", "offline", "unreachable"}, string(engine.Resolve): {"up", "online", "reachable", "ok"}}
	if _, ok := known.Of(word); !ok {
		return "", ""
	}
	return strings.TrimSpace(line[:at]), word
}

// details are all fields of a post that are no objects, for a form or a query.
func (g guess) details() json.RawMessage {
	all := make(map[string]text, len(g.fields))
	for folded, v := range g.fields {
		all[g.names[folded]] = text(v)
	}
	return asDetails(all)
}
