package readiness

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wakeman/engine"
)

// watcher is who would notice if the box were gone.
func (k *judge) watcher() []Finding {
	f := Finding{Subject: Subject{Kind: Box, ID: "heartbeat", Name: "Outside heartbeat"}}
	switch h := k.Config.Settings.Heartbeat; {
	case h == nil && k.Demo:
		return nil
	case h == nil:
		f.Code, f.Level, f.Message = WatcherMissing, Warning, "None is set: if this box were gone, nobody would be told."
	case h.URL == "":
		f.Code, f.Level, f.Message = WatcherDeclined, Chosen, "None is sent, by choice: "+sentence(strings.TrimSpace(h.Declined))
	case k.Watcher.Overdue(k.Now):
		f.Code, f.Level, f.Message = WatcherOverdue, Bad, "None has got out for a while. "+k.Watcher.Reason
	default:
		return nil
	}
	return []Finding{f}
}

// watched is what is so when there is nothing to say of the watcher.
func (k *judge) watched() string {
	if k.Config.Settings.Heartbeat == nil {
		return "This is the demo: it sends no heartbeat, and nobody has to notice when it is gone."
	}
	return "A watcher outside takes its heartbeat."
}

// setup is whether somebody ended the reminder of the first start: it stays
// listed with who, when and why, also when nothing of it is open any more.
func (k *judge) setup() []Finding {
	s := k.Config.Settings
	if !s.SetupHidden {
		return nil
	}
	f := Finding{Code: SetupDeclined, Level: Chosen, Subject: Subject{Kind: Box, ID: "setup_hidden", Name: "Reminder of the first start"}}
	f.Message = "Admins are not reminded of its steps; who chose so is in the audit log."
	if s.SetupDeclined != "" {
		f.Message = "Admins are not reminded of its steps, by choice: " + sentence(s.SetupDeclined)
	}
	return []Finding{f}
}

// heartbeats are those that wait for their first beat for too long: silence of
// them pages nobody.
func (k *judge) heartbeats() (found []Finding) {
	for _, s := range k.Config.ServicesByName() {
		for _, h := range k.Config.HeartbeatsOf(s.ID) {
			if p, there := k.Pulses[h.ID]; there && p.WaitingTooLong(h, k.Now) {
				found = append(found, Finding{
					Code: HeartbeatNeverHeard, Level: Warning, Message: NeverBeat(p, k.Now),
					Subject: Subject{Kind: Heartbeat, ID: h.ID, Name: h.Name, Service: s.ID},
				})
			}
		}
	}
	return found
}

// NeverBeat is why a heartbeat that was never heard wants to be looked at, as a
// sentence.
func NeverBeat(p engine.Pulse, now time.Time) string {
	hours := int(now.Sub(p.Since) / time.Hour)
	span := strconv.Itoa(hours) + " h"
	if hours >= 48 {
		span = strconv.Itoa(hours/24) + " days"
	}
	return "Never heard for " + span + ": its sender was not set up, or can not reach this box."
}

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}
