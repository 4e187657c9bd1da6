package reading

import (
	"strings"

	"wakeman/engine"
)

// actionOf maps the notification types that Nagios, Icinga and Checkmk share.
// Downtimes and custom notifications are noted and page nobody. While something
// flaps these programs send no problem and no recovery, so the state decides at
// the start and at the end, as it does for types nobody knows.
func actionOf(kind, state string) engine.Action {
	switch strings.ToUpper(kind) {
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
	}
	return byState(state)
}

func byState(state string) engine.Action {
	if isGood(state) {
		return engine.Resolve
	}
	return engine.Trigger
}

func isGood(state string) bool {
	return strings.EqualFold(state, "OK") || strings.EqualFold(state, "UP")
}

// severityOf maps the states of hosts and services, also in Checkmk's short form.
func severityOf(state string) engine.Severity {
	switch strings.ToUpper(state) {
	case "DOWN", "CRITICAL", "CRIT":
		return engine.Critical
	case "UNKNOWN", "UNKN", "UNREACHABLE", "UNREACH":
		return engine.Error
	case "WARNING", "WARN":
		return engine.Warning
	case "OK", "UP":
		return engine.Info
	}
	return ""
}

// check is what a mail says of a host or a service.
type check struct {
	host, service, state, output string
}

// event is the event of a check: by is whose, which keeps two systems that watch
// the same host apart.
func (c check) event(by string, action engine.Action) engine.Event {
	e := engine.Event{
		Action: action, Key: key(by, c.host), Source: c.host, Component: c.service, Severity: severityOf(c.state), Summary: c.summary(),
	}
	if c.service != "" {
		e.Key = key(by, c.host, c.service)
	}
	return e
}

func (c check) summary() string {
	s := c.host
	if c.service != "" {
		s = c.service + " on " + s
	}
	if c.state != "" {
		s += " is " + c.state
	}
	if c.output != "" {
		s += ": " + c.output
	}
	return s
}
