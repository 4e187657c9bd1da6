package ui

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/auth"
	"wakeman/web/heard"
	"wakeman/web/ui/view"
)

// servicesList is every service with what is open.
func (u *ui) servicesList(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	open, err := u.Store.Incidents(store.IncidentQuery{Statuses: openStatuses(), Limit: 10_000})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	marks, err := u.marks(cfg)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.ServiceList{Team: cut(r.FormValue("team"), 40), Teams: teamChoices(cfg)}
	if _, known := cfg.Teams[v.Team]; !known {
		v.Team = ""
	}
	for _, s := range cfg.ServicesByName() {
		if v.Team != "" && cfg.TeamOf(s.ID) != v.Team {
			continue
		}
		v.Rows = append(v.Rows, u.serviceRow(cfg, s, marks, open.Incidents, who(r).User.ID))
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Services(p, v))
}

func openStatuses() []engine.Status { return []engine.Status{engine.Triggered, engine.Acked} }

func (u *ui) serviceRow(cfg *engine.Config, s engine.Service, marks map[string]heard.Mark, open []engine.Incident, viewer string) view.ServiceRow {
	policy := cfg.Policies[s.Policy]
	row := view.ServiceRow{
		Service: view.Ref{ID: s.ID, Name: s.Name}, Description: s.Description,
		Team:   cfg.Teams[cfg.TeamOf(s.ID)].Name,
		Policy: view.Ref{Name: policy.Name}, OnCall: onCallLine(cfg, policy, viewer, u.Now()),
		Integrations: len(cfg.IntegrationsOf(s.ID)), Problem: serviceProblem(cfg, s, u.Now()),
	}
	for _, in := range open {
		switch {
		case in.Service != s.ID:
		case in.Status == engine.Triggered:
			row.Triggered++
		default:
			row.Acknowledged++
		}
	}
	for _, in := range cfg.IntegrationsOf(s.ID) {
		m := marks[in.ID]
		if m.Last.After(row.LastEvent) {
			row.LastEvent, row.LastFrom = m.Last, in.Name
		}
		row.Silent = append(row.Silent, u.trouble(in, m)...)
	}
	return row
}

// serviceProblem is why a service would page nobody, or can hear nothing.
func serviceProblem(cfg *engine.Config, s engine.Service, now time.Time) string {
	switch {
	case s.Disabled:
		return "Disabled: its events are kept and page nobody."
	case len(cfg.IntegrationsOf(s.ID)) == 0 && len(cfg.HeartbeatsOf(s.ID)) == 0:
		return "No integration: nothing can reach it."
	}
	return onCallPolicy(cfg, cfg.Policies[s.Policy], "", now).Problem
}

// serviceShow is one service.
func (u *ui) serviceShow(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("id") == engine.OwnID { // there is nothing to set up, only what it noticed
		http.Redirect(w, r, view.ListPath(view.PathIncidents, "service", engine.OwnID), http.StatusSeeOther)
		return
	}
	s, ok := u.Store.Config().Services[r.PathValue("id")]
	if !ok {
		u.notFound(w, r)
		return
	}
	base, _ := u.senderBase(r)
	v, err := u.servicePage(s, who(r), base)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v.Forecast = u.serviceForecast(r, s)
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, forecastStatus(v.Forecast), view.Service(page, v))
}

// servicePage is one service. base is the address for senders; "" hides their
// keys.
func (u *ui) servicePage(s engine.Service, p auth.Principal, base string) (v view.ServicePage, err error) {
	cfg := u.Store.Config()
	open, err := u.Store.Incidents(store.IncidentQuery{Services: []string{s.ID}, Statuses: openStatuses(), Limit: 200})
	if err != nil {
		return v, err
	}
	recent, err := u.Store.Incidents(store.IncidentQuery{Services: []string{s.ID}, Statuses: []engine.Status{engine.Resolved}, Limit: 20})
	if err != nil {
		return v, err
	}
	rows, err := u.Store.Changes(s.ID, 20)
	if err != nil {
		return v, err
	}
	shown := u.rows(open.Incidents, p)
	groupByState(shown)
	v = view.ServicePage{
		Runbook: view.OutsideLink{Href: s.Runbook, Text: "Runbook"}, Open: shown,
		Recent: u.rows(recent.Incidents, p), Changes: changes(cfg, rows),
		AckTimeout: s.AckTimeout, AutoResolve: s.AutoResolve, FlapWindow: s.FlapWindow,
		UrgencyWords: urgencyWords(s.Urgency), Sandbox: s.Sandbox, Disabled: s.Disabled,
	}
	marks, err := u.marks(cfg)
	if err != nil {
		return v, err
	}
	v.ServiceRow = u.serviceRow(cfg, s, marks, open.Incidents, p.User.ID)
	v.Connections = u.connections(cfg, s, marks, base)
	pulses, err := u.Store.Pulses()
	v.Heartbeats, v.Watches = u.heartbeatsOf(cfg, s.ID, pulses), u.watchesOf(cfg, s.ID)
	return v, err
}

func urgencyWords(r engine.UrgencyRule) string {
	switch r {
	case engine.AlwaysLow:
		return "always low"
	case engine.BySeverity:
		return "high for critical, error and unknown severity, else low"
	}
	return "always high"
}

func (u *ui) base() string {
	if u.Links.Base == nil {
		return ""
	}
	return u.Links.Base()
}
