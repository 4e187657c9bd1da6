package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// pageSize is how many incidents one page lists.
const pageSize = 50

// incidentsList is home: who is on call, what is open.
func (u *ui) incidentsList(w http.ResponseWriter, r *http.Request) {
	filter := incidentFilter(r)
	q := incidentQuery(filter)
	q.Before, _ = strconv.ParseUint(r.FormValue("after"), 10, 64)
	list, err := u.Store.Incidents(q)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v, err := u.home(r, list, filter)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Incidents(p, v))
}

func incidentFilter(r *http.Request) view.IncidentFilter {
	return view.IncidentFilter{
		Text: strings.TrimSpace(cut(r.FormValue("q"), 200)), State: cut(r.FormValue("state"), 20),
		Service: cut(r.FormValue("service"), 20), Urgency: cut(r.FormValue("urgency"), 10),
	}
}

func incidentQuery(f view.IncidentFilter) store.IncidentQuery {
	q := store.IncidentQuery{Text: f.Text, Limit: pageSize}
	switch f.State {
	case "all":
	case string(view.Triggered), string(view.Acknowledged), string(view.Resolved):
		q.Statuses = []engine.Status{engine.Status(f.State)}
	default:
		q.Statuses = []engine.Status{engine.Triggered, engine.Acked}
	}
	if f.Service != "" {
		q.Services = []string{f.Service}
	}
	if f.Urgency != "" {
		q.Urgencies = []people.Urgency{people.Urgency(f.Urgency)}
	}
	return q
}

func (u *ui) home(r *http.Request, list store.IncidentList, filter view.IncidentFilter) (view.IncidentList, error) {
	cfg, now := u.Store.Config(), u.Now()
	v := view.IncidentList{
		Rows: u.rows(list.Incidents, who(r)), Filter: filter, Connected: len(cfg.Integrations) > 0,
		OnCall: onCallLines(cfg, who(r).User.ID, now), Choices: view.IncidentChoices{Services: serviceChoices(cfg)},
	}
	groupByState(v.Rows)
	if list.More {
		v.Pager.Older = strconv.FormatUint(list.Next, 10)
	}
	if r.FormValue("after") != "" {
		v.Pager.Newer = "top"
	}
	return v, u.homeFigures(&v, now)
}

// homeFigures are the numbers and the last signs of life.
func (u *ui) homeFigures(v *view.IncidentList, now time.Time) (err error) {
	if v.Counts.Triggered, v.Counts.Acknowledged, err = u.Store.OpenCounts(); err != nil {
		return err
	}
	v.Counts.ResolvedSince = now.Add(-24 * time.Hour)
	over, err := u.Store.Incidents(store.IncidentQuery{Statuses: []engine.Status{engine.Resolved}, Since: v.Counts.ResolvedSince, Limit: 1000})
	if err != nil {
		return err
	}
	v.Counts.Resolved = len(over.Incidents)
	for _, in := range over.Incidents {
		if in.ChangedAt.After(v.QuietSince) {
			v.QuietSince = in.ChangedAt
		}
	}
	posts, _, err := u.Store.Posts(store.PostQuery{Limit: 1})
	if err == nil && len(posts) == 1 {
		v.LastEvent, v.LastFrom = posts[0].At, u.Store.Config().Integrations[posts[0].Integration].Name
	}
	return err
}

func serviceChoices(cfg *engine.Config) []view.Option {
	options := make([]view.Option, 0, len(cfg.Services))
	for id, s := range cfg.Services {
		options = append(options, view.Option{Value: id, Label: s.Name})
	}
	slices.SortFunc(options, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return options
}

// groupByState puts triggered first, then acknowledged; newest first in each.
func groupByState(rows []view.IncidentRow) {
	rank := map[view.State]int{view.Triggered: 0, view.Acknowledged: 1, view.Quiet: 2, view.Resolved: 3}
	slices.SortStableFunc(rows, func(a, b view.IncidentRow) int { return rank[a.State] - rank[b.State] })
}

func (u *ui) rows(list []engine.Incident, p auth.Principal) []view.IncidentRow {
	rows := make([]view.IncidentRow, len(list))
	for i, in := range list {
		rows[i] = incidentRow(u.Store.Config(), in, p.User.ID)
	}
	return rows
}

// incidentRow is an incident as lists show it.
func incidentRow(cfg *engine.Config, in engine.Incident, viewer string) view.IncidentRow {
	row := view.IncidentRow{
		ID: engine.IncidentID(in.Number), Number: in.Number, Title: in.Title, State: view.State(in.Status),
		Severity: string(in.Severity), Urgency: string(in.Urgency), Source: in.Source,
		Service: view.Ref{ID: in.Service, Name: cfg.Services[in.Service].Name},
		Since:   in.CreatedAt, Changed: in.ChangedAt, Alerts: in.AllAlerts,
		Holder: holder(in, viewer), Note: rowNote(cfg, in, viewer),
	}
	if in.Status == engine.Triggered && unreached(in) {
		row.Unreached = sentence(in.Quiet)
	}
	if in.Status == engine.Triggered && cfg.Services[in.Service].Sandbox {
		row.State = view.Quiet
	}
	return row
}

// unreached reports whether an incident's quiet reason is trouble: nobody was
// reached, as against a choice of the admin's.
func unreached(in engine.Incident) bool {
	return in.Quiet != "" && (in.Level.Exhausted || in.Level.Fallback)
}

func holder(in engine.Incident, viewer string) string {
	var names []string
	for _, a := range in.Acks {
		if a.By.ID == viewer && viewer != "" {
			return "You"
		}
		names = append(names, a.By.Name)
	}
	return strings.Join(names, ", ")
}

func rowNote(cfg *engine.Config, in engine.Incident, viewer string) string {
	switch {
	case !in.SnoozedUntil.IsZero():
		return "Snoozed until " + in.SnoozedUntil.In(cfg.Users[viewer].Location()).Format("Mon 15:04")
	case in.Status != engine.Triggered || len(in.Level.Assigned) == 0:
		return ""
	case slices.Contains(in.Level.Assigned, viewer):
		return "You were paged"
	}
	names := make([]string, len(in.Level.Assigned))
	for i, id := range in.Level.Assigned {
		names[i] = cfg.Users[id].Name
	}
	return fmt.Sprintf("%s was paged", strings.Join(names, ", "))
}

func cut(s string, n int) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), n)])
}

func itoa(n int) string { return strconv.Itoa(n) }
