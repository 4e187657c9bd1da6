package ui

import (
	"net/http"
	"slices"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/readiness"
	"wakeman/web/ui/view"
)

// heartbeatsList is every heartbeat, what is wrong first.
func (u *ui) heartbeatsList(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	pulses, err := u.Store.Pulses()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	var v view.HeartbeatList
	for _, s := range cfg.ServicesByName() {
		v.Services = append(v.Services, view.Option{Value: s.ID, Label: s.Name})
		v.Rows = append(v.Rows, u.heartbeatsOf(cfg, s.ID, pulses)...)
	}
	worst := []view.HeartbeatState{view.BeatSilent, view.BeatLate, view.BeatWaiting, view.BeatAlive, view.BeatPaused}
	slices.SortStableFunc(v.Rows, func(a, b view.Heartbeat) int {
		return slices.Index(worst, a.State) - slices.Index(worst, b.State)
	})
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Heartbeats(p, v))
}

func (u *ui) heartbeatsOf(cfg *engine.Config, service string, pulses map[string]engine.Pulse) (list []view.Heartbeat) {
	for _, h := range cfg.HeartbeatsOf(service) {
		list = append(list, u.heartbeatRow(cfg, h, pulses[h.ID]))
	}
	return list
}

func (u *ui) heartbeatRow(cfg *engine.Config, h engine.Heartbeat, p engine.Pulse) view.Heartbeat {
	s := cfg.Services[h.Service]
	row := view.Heartbeat{
		ID: h.ID, Service: view.Ref{ID: s.ID, Name: s.Name}, Name: h.Name, State: view.HeartbeatState(p.State(h, u.Now())),
		Every: config.FormatDuration(h.Interval), Grace: config.FormatDuration(h.Grace),
		Last: p.LastAt, Due: p.DueAt, Since: p.Since, Silent: p.SilentAt,
	}
	if in, fed := cfg.Integrations[h.Integration]; fed {
		row.FedBy = view.Ref{ID: in.ID, Name: in.Name}
	}
	switch {
	case s.Disabled:
		row.Problem = "The service is disabled: its silence pages nobody."
	case p.Heartbeat != "" && p.WaitingTooLong(h, u.Now()):
		row.Problem = readiness.NeverBeat(p, u.Now())
	}
	return row
}
