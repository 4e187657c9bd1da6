package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// pageSize is how many incidents one page lists.
const pageSize = 50

// incidentsList is home: who is on call, what is open; and one incident beside the
// list, if the address names one. A name of none hides nothing: the list stays, and
// it is said.
func (u *ui) incidentsList(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("open")
	if id == "" {
		u.showIncidents(w, r, http.StatusOK, nil, "")
		return
	}
	open, found, err := u.incidentPage(r, id)
	switch {
	case err != nil:
		u.fail(w, r, err)
	case found:
		u.showIncidents(w, r, http.StatusOK, &open, "")
	default:
		u.showIncidents(w, r, http.StatusOK, nil, cut(id, 40))
	}
}

// besideList is the list that an incident stands beside by the request's address,
// and false if it stands alone.
func besideList(r *http.Request, id string) (path string, beside bool) {
	if r.URL.Query().Get("open") != id {
		return view.IncidentPath(id), false
	}
	return view.OpenPath(incidentFilter(r), cursorText(r), id), true
}

// cursorText is the cursor of the request in our own words; "" at the top.
func cursorText(r *http.Request) string {
	if at := parseCursor(r.FormValue("after")); at != (cursor{}) {
		return at.String()
	}
	return ""
}

// showIncidents draws the list with one of its incidents; or missing names one that
// is not there.
func (u *ui) showIncidents(w http.ResponseWriter, r *http.Request, status int, open *view.IncidentPage, missing string) {
	cfg, filter := u.Store.Config(), incidentFilter(r)
	list, next, err := u.listed(phases(cfg, filter), parseCursor(r.FormValue("after")), pageSize)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.IncidentList{
		Rows: u.rows(list, who(r)), Filter: filter, Connected: len(cfg.Integrations) > 0,
		OnCall: onCallLines(cfg, who(r).User.ID, u.Now()), Choices: view.IncidentChoices{Services: withOwn(cfg, serviceChoices(cfg)), Teams: teamChoices(cfg)},
		Pager: view.Pager{Older: next}, After: cursorText(r), Open: open, Missing: missing, Tasks: ownTasks(r, cfg, view.Clock{Now: u.Now()}),
	}
	if open != nil {
		open.List = view.OpenPath(filter, v.After, open.ID)
	}
	if r.FormValue("after") != "" {
		v.Pager.Newer = "top"
	}
	groupByState(v.Rows)
	if v.Handoffs, err = u.handoffsToConfirm(r, cfg); err != nil {
		u.fail(w, r, err)
		return
	}
	if err := u.homeFigures(&v, cfg); err != nil {
		u.fail(w, r, err)
		return
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Incidents(p, v))
}

// incidentFilter reads the form. A choice that is none is no choice: an old
// bookmark must not hide what is open.
func incidentFilter(r *http.Request) view.IncidentFilter {
	f := view.IncidentFilter{
		Text: strings.TrimSpace(cut(r.FormValue("q"), 200)), State: r.FormValue("state"),
		Service: cut(r.FormValue("service"), 40), Team: cut(r.FormValue("team"), 40), Urgency: r.FormValue("urgency"),
		Priority: r.FormValue("priority"),
	}
	switch view.State(f.State) {
	case view.Triggered, view.Acknowledged, view.Resolved, view.Quiet, "all":
	default:
		f.State = ""
	}
	if f.Urgency != string(people.High) && f.Urgency != string(people.Low) {
		f.Urgency = ""
	}
	if !slices.Contains(engine.Priorities(), engine.Priority(f.Priority)) {
		f.Priority = ""
	}
	return f
}

// phases are the queries whose results follow each other in the list. What
// nobody has taken comes before what somebody has, however new: on a bad night
// it must not be on the second page.
func phases(cfg *engine.Config, f view.IncidentFilter) []store.IncidentQuery {
	q := store.IncidentQuery{Text: f.Text}
	if f.Service != "" {
		q.Services = []string{f.Service}
	}
	if _, known := cfg.Teams[f.Team]; known {
		narrowed := ofTeam(cfg, f.Team, q.Services)
		if len(narrowed) == 0 {
			return nil
		}
		q.Services = narrowed
	}
	if f.Urgency != "" {
		q.Urgencies = []people.Urgency{people.Urgency(f.Urgency)}
	}
	if f.Priority != "" {
		q.Priorities = []engine.Priority{engine.Priority(f.Priority)}
	}
	with := func(s engine.Status) store.IncidentQuery {
		only := q
		only.Statuses = []engine.Status{s}
		return only
	}
	switch view.State(f.State) {
	case "all":
		return []store.IncidentQuery{q}
	case view.Quiet:
		return quietPhases(cfg, q)
	case view.Triggered, view.Acknowledged, view.Resolved:
		return []store.IncidentQuery{with(engine.Status(f.State))}
	}
	return []store.IncidentQuery{with(engine.Triggered), with(engine.Acked)}
}

// ofTeam narrows services down to those of a team; none stands for all of them.
// The filter of a team that is gone is passed over by who calls: an old bookmark
// must not hide what is open.
func ofTeam(cfg *engine.Config, team string, services []string) []string {
	return slices.DeleteFunc(cfg.ServicesOf([]string{team}), func(id string) bool {
		return len(services) > 0 && !slices.Contains(services, id)
	})
}

// quietPhases are the incidents of services on trial; none without one.
func quietPhases(cfg *engine.Config, q store.IncidentQuery) []store.IncidentQuery {
	trial := sandboxes(cfg)
	if len(q.Services) > 0 {
		trial = slices.DeleteFunc(trial, func(id string) bool { return !slices.Contains(q.Services, id) })
	}
	if q.Services = trial; len(trial) == 0 {
		return nil
	}
	return []store.IncidentQuery{q}
}

// homeFigures are the numbers and the last signs of life.
func (u *ui) homeFigures(v *view.IncidentList, cfg *engine.Config) (err error) {
	if v.Counts, err = u.over(cfg, u.Now()); err != nil {
		return err
	}
	if v.Counts.Triggered, v.Counts.Acknowledged, err = u.Store.OpenCounts(); err != nil {
		return err
	}
	if len(v.Rows) > 0 {
		return nil
	}
	if v.QuietSince, err = u.quietSince(); err != nil {
		return err
	}
	posts, _, err := u.Store.Posts(store.PostQuery{Limit: 1})
	if err == nil && len(posts) == 1 {
		v.LastEvent, v.LastFrom = posts[0].At, integrationName(cfg, posts[0].Integration)
	}
	return err
}

func integrationName(cfg *engine.Config, id string) string {
	if x, watched := cfg.Watches[id]; watched {
		return "the watch " + x.Name
	}
	if id == engine.NetworkSight {
		return "the watch of all hosts"
	}
	return orElse(cfg.Integrations[id].Name, "an integration that is gone")
}

// serviceName is "" for a service that is gone.
func serviceName(cfg *engine.Config, id string) string {
	s, _ := cfg.Service(id)
	return s.Name
}

func serviceChoices(cfg *engine.Config) []view.Option {
	options := make([]view.Option, 0, len(cfg.Services)+1)
	for id, s := range cfg.Services {
		options = append(options, view.Option{Value: id, Label: s.Name})
	}
	slices.SortFunc(options, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return options
}

// withOwn adds the service of what Wakeman notices about itself.
func withOwn(cfg *engine.Config, options []view.Option) []view.Option {
	return append(options, view.Option{Value: engine.OwnID, Label: serviceName(cfg, engine.OwnID) + " itself"})
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
		Severity: string(in.Severity), Urgency: string(in.Urgency), Priority: string(in.Priority), Source: in.Source,
		Service: view.Ref{ID: in.Service, Name: serviceName(cfg, in.Service)},
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
		names[i] = orElse(cfg.Name(id), "somebody who has left")
	}
	if len(names) > 1 {
		return strings.Join(names, ", ") + " were paged"
	}
	return names[0] + " was paged"
}

func cut(s string, n int) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), n)])
}

func itoa(n int) string { return strconv.Itoa(n) }
