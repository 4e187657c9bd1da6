package hooks

import (
	"strings"

	"wakeman/engine"
)

// severityOf maps the words monitoring systems use to PagerDuty's four. Empty
// means the word is not known, or says different things in different systems:
// the service's default then decides, because a guess that is too low does not
// wake anybody.
func severityOf(word string) engine.Severity {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "critical", "crit", "fatal", "emergency", "emerg", "panic", "alert", "disaster",
		"page", "down", "severe", "urgent", "blocker", "p1", "sev1", "sev-1":
		return engine.Critical
	case "error", "err", "high", "major", "failure", "failed", "unreachable",
		"p2", "sev2", "sev-2":
		return engine.Error
	case "warning", "warn", "average", "medium", "moderate", "minor", "unstable",
		"p3", "sev3", "sev-3":
		return engine.Warning
	case "info", "information", "informational", "notice", "debug", "low", "none",
		"not classified", "ok", "up", "normal", "success", "cleared",
		"p4", "p5", "sev4", "sev5", "sev-4", "sev-5":
		return engine.Info
	case "5":
		return engine.Critical
	case "4":
		return engine.Error
	case "3", "2":
		return engine.Warning
	}
	// Zabbix counts from 0 (not classified) to 5 (disaster), which is the scale
	// above. Its 0 and 1 are info, but syslog and PagerDuty's priorities count
	// downwards, and their 0 and 1 are the worst: left to the service.
	return ""
}
