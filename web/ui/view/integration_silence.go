package view

import (
	"strconv"
	"time"
)

// silenceWords says how long it may be silent.
func (v IntegrationPage) silenceWords() string {
	if v.SilentAfter == 0 {
		return "Its silence is not judged: a sender that speaks only when something is wrong is silent for weeks."
	}
	return "When nothing has come for " + Span(v.SilentAfter) + ", that is marked in red here, at its service and under Health."
}

// heartbeatOfIt is the form of a new heartbeat, filled in for this sender.
func (v IntegrationPage) heartbeatOfIt() string {
	return ListPath(NewHeartbeat(v.Service.ID), "name", v.Name, "interval", short(v.SilentAfter), "integration", v.Watchdog)
}

// short writes a time as forms take it; "" for none.
func short(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
	return strconv.Itoa(int(d/time.Second)) + "s"
}

// timesInAll is how often: "once", "12 times".
func timesInAll(n int) string {
	if n == 1 {
		return "once"
	}
	return number(n) + " times"
}
