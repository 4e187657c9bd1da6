package ui

import (
	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// heartbeat reads the sign of life to a watcher outside; nil when there is none
// and nobody said why.
func (r *reading) heartbeat() *engine.HeartbeatSettings {
	h := &engine.HeartbeatSettings{URL: r.values["heartbeat.url"], Declined: r.values["heartbeat.declined"]}
	if h.URL == config.Kept {
		h.URL = ""
		if r.old.Heartbeat != nil {
			h.URL = r.old.Heartbeat.URL
		}
		if h.URL == "" {
			r.wrong["heartbeat.url"] = "Nothing is stored that could be kept."
		}
	}
	switch every := r.values["heartbeat.interval"]; {
	case h.URL == "" && h.Declined == "" && every == "":
		return nil
	case h.URL == "" && h.Declined == "":
		r.wrong["heartbeat.url"] = "Give the address to call, or empty the time below."
	case h.URL == "": // the time says nothing without an address
	case every == "":
		h.Interval = engine.DefaultHeartbeat
	default:
		h.Interval = r.duration("heartbeat.interval")
	}
	return h
}

// heartbeatFact is the choice in words, without the address: who knows it can
// keep a dead box looking alive.
func heartbeatFact(h *engine.HeartbeatSettings) string {
	switch {
	case h == nil:
		return "none"
	case h.URL == "":
		return "none: " + h.Declined
	}
	return "every " + config.FormatDuration(h.Interval) + " to " + serverOf(h.URL)
}

// heartbeatCheck says on the health page how the heartbeat does.
func (u *ui) heartbeatCheck() view.Check {
	c := view.Check{Name: "Heartbeat", Level: view.Good}
	h := u.Store.Config().Settings.Heartbeat
	var state engine.HeartbeatState
	if u.Heartbeat != nil {
		state = u.Heartbeat()
	}
	switch {
	case h == nil && u.Demo:
		c.Level, c.Words = "", "This is a demo: nobody has to notice when it is gone."
	case h == nil:
		c.Level, c.Words = view.Warning, "Nobody outside would notice if this box were gone: no heartbeat is set."
		c.Path, c.More = view.PathSettings+"#heartbeat", "Set it"
	case h.URL == "":
		c.Level, c.Words = "", "None is sent, by choice: "+sentence(h.Declined)
	case state.Overdue(u.Now()):
		c.Level, c.Words, c.At = view.Bad, "No heartbeat has got out since "+state.FailingSince.UTC().Format("15:04 MST")+". "+state.Reason, state.LastOK
	case !state.FailingSince.IsZero():
		c.Level, c.Words, c.At = view.Warning, "The last one did not get out. "+state.Reason, state.LastOK
	case state.LastOK.IsZero():
		c.Words = "The first is sent within " + config.FormatDuration(h.Interval) + " to " + serverOf(h.URL) + "."
	default:
		c.Words, c.At = "Sent every "+config.FormatDuration(h.Interval)+" to "+serverOf(h.URL)+", and taken.", state.LastOK
	}
	return c
}
