package hooks

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"wakeman/engine"
)

func doorNagios() door {
	return door{
		via: "nagios", decode: DecodeNagios, accept: acceptedV1, keyField: "CONTACTPAGER",
		badKey: func(string) string { return "Invalid CONTACTPAGER: no integration has this key" },
	}
}

// DecodeNagios reads the form that PagerDuty's Perl scripts for Nagios and
// Icinga send: the notification's macros, with or without their prefix
// NAGIOS_ or ICINGA_. The contact's pager field is the integration's key.
//
// The scripts delete a queued event at any 4xx, so only a form without a key
// is refused.
func DecodeNagios(r Request) (Decoded, error) {
	var m mender
	f := m.form(r.Body)
	key := strings.TrimSpace(f["CONTACTPAGER"])
	if key == "" {
		key = outerKey(r)
	}
	if !plausibleKey(key) {
		return Decoded{}, missing("CONTACTPAGER")
	}
	if f["HOSTNAME"] == "" {
		m.note("HOSTNAME was missing")
		return Decoded{Key: key, Events: []engine.Event{m.nameless(r, f)}}, nil
	}
	return Decoded{Key: key, Events: []engine.Event{m.nagios(f)}}, nil
}

// form reads a form into macros without their prefix. Pairs that are not
// validly escaped are left out and noted.
func (m *mender) form(body []byte) map[string]string {
	values, err := url.ParseQuery(string(m.utf8(body)))
	if err != nil {
		m.note("a part of the form could not be read")
	}
	f := make(map[string]string, len(values))
	for _, full := range slices.Sorted(maps.Keys(values)) {
		name := strings.TrimPrefix(strings.TrimPrefix(full, "NAGIOS_"), "ICINGA_")
		if f[name] == "" { // the same macro under two names: the first that says something
			f[name] = string(m.utf8([]byte(values[full][0])))
		}
	}
	return f
}

// nameless makes an event of a form that names no host.
func (m *mender) nameless(r Request, f map[string]string) engine.Event {
	e := engine.Event{
		Action: engine.Trigger, Key: engine.HashKey(string(r.Body)), Unparsed: true, Details: nagiosDetails(f),
		Summary: m.line("summary", text("Nagios event without a host name: "+
			f["NOTIFICATIONTYPE"]+" "+f["SERVICEDESC"]+" "+f["SERVICEOUTPUT"]+f["HOSTOUTPUT"]), engine.MaxSummary),
	}
	e.Mended = m.notes
	return e
}

func (m *mender) nagios(f map[string]string) engine.Event {
	about := "HOST"
	if strings.EqualFold(f["pd_nagios_object"], "service") || f["SERVICEDESC"] != "" {
		about = "SERVICE"
	}
	state := f[about+"STATE"]
	e := engine.Event{
		Action:    m.nagiosAction(f["NOTIFICATIONTYPE"], state),
		Key:       m.key("key", text(nagiosKey(f, about))),
		Summary:   m.summary(text(nagiosSummary(f, about))),
		Source:    m.line("source", text(f["HOSTNAME"]), engine.MaxField),
		Component: m.line("component", text(f["SERVICEDESC"]), engine.MaxField),
		Group:     m.line("group", text(f["HOSTGROUPNAMES"]), engine.MaxField),
		Class:     m.line("class", text(f[about+"CHECKCOMMAND"]), engine.MaxField),
		Timestamp: m.time(text(f["TIMET"])),
		SentAt:    sentTime(text(f["TIMET"])), // $TIMET$ is when the command ran
		Details:   nagiosDetails(f),
	}
	if at := m.address(about+"NOTESURL", text(f[about+"NOTESURL"])); at != "" {
		e.Links = []engine.Link{{Href: at, Text: "Notes"}}
	}
	if e.Action == engine.Trigger {
		e.Severity = nagiosSeverity(state)
	}
	e.Mended = m.notes
	return e
}

// nagiosKey names the host and service as PagerDuty's agent for Nagios does,
// so that both ways in meet in one incident. The address is not part of it.
func nagiosKey(f map[string]string, about string) string {
	if about == "SERVICE" {
		return "event_source=service;host_name=" + f["HOSTNAME"] + ";service_desc=" + f["SERVICEDESC"]
	}
	return "event_source=host;host_name=" + f["HOSTNAME"]
}

// nagiosSummary says what is in which state, and the plugin's first words.
func nagiosSummary(f map[string]string, about string) string {
	s := f["HOSTNAME"]
	if about == "SERVICE" {
		s = f["SERVICEDESC"] + " on " + s
	}
	if state := f[about+"STATE"]; state != "" {
		s += " is " + state
	}
	if output := f[about+"OUTPUT"]; output != "" {
		s += ": " + output
	}
	return s
}

// nagiosAction maps the notification types of Nagios and Icinga. Downtimes and
// custom notifications are noted and page nobody. While something flaps both
// programs send no problem and no recovery, so the state decides at the start
// and at the end, as it does for types nobody knows.
func (m *mender) nagiosAction(kind, state string) engine.Action {
	switch strings.ToUpper(strings.TrimSpace(kind)) {
	case "PROBLEM":
		return engine.Trigger
	case "RECOVERY":
		return engine.Resolve
	case "ACKNOWLEDGEMENT":
		return engine.Acknowledge
	case "CUSTOM", "DOWNTIMESTART", "DOWNTIMEEND", "DOWNTIMECANCELLED", "DOWNTIMEREMOVED":
		return engine.Change
	case "FLAPPINGSTART":
		if isGood(state) {
			return engine.Change
		}
		return engine.Trigger
	case "FLAPPINGSTOP", "FLAPPINGEND", "FLAPPINGDISABLED":
	default:
		m.note("notification type %s is not known: the state decides", quote(text(kind)))
	}
	if isGood(state) {
		return engine.Resolve
	}
	return engine.Trigger
}

func isGood(state string) bool {
	s := strings.TrimSpace(state)
	return strings.EqualFold(s, "OK") || strings.EqualFold(s, "UP")
}

// nagiosSeverity maps the states of hosts and services.
func nagiosSeverity(state string) engine.Severity {
	switch strings.ToUpper(strings.TrimSpace(state)) {
	case "DOWN", "CRITICAL":
		return engine.Critical
	case "UNKNOWN", "UNREACHABLE":
		return engine.Error
	case "WARNING":
		return engine.Warning
	case "OK", "UP":
		return engine.Info
	}
	return ""
}

// nagiosDetails keeps all macros but the key.
func nagiosDetails(f map[string]string) json.RawMessage {
	kept := make(map[string]string, len(f))
	for name, v := range f {
		if name != "CONTACTPAGER" {
			kept[name] = strings.ReplaceAll(v, "\x00", "")
		}
	}
	b, err := json.Marshal(kept)
	if err != nil {
		return nil
	}
	return b
}
