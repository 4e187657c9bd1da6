package ui

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// equipmentPage is how many pieces of equipment one page lists.
const equipmentPage = 200

// equipmentList is everything that events named as their source.
func (u *ui) equipmentList(w http.ResponseWriter, r *http.Request) {
	text := strings.TrimSpace(cut(r.FormValue("q"), 200))
	list, next, err := u.Store.EquipmentNamed(text, cut(r.FormValue("after"), 2000), equipmentPage)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	open, err := u.openBySource()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.EquipmentList{Text: text, Total: len(list), Broken: len(open), Pager: view.Pager{Older: next}}
	if r.FormValue("after") != "" {
		v.Pager.Newer = "top"
	}
	for _, eq := range list {
		v.Rows = append(v.Rows, equipmentRow(eq, open[eq.Name]))
	}
	u.draw(w, r, http.StatusOK, view.Equipment(u.page(r), v))
}

// openBySource groups the open incidents by equipment.
func (u *ui) openBySource() (map[string][]engine.Incident, error) {
	open, err := u.Store.Incidents(store.IncidentQuery{Statuses: openStatuses(), Limit: 10_000})
	by := map[string][]engine.Incident{}
	for _, in := range open.Incidents {
		if in.Source != "" {
			by[in.Source] = append(by[in.Source], in)
		}
	}
	return by, err
}

func equipmentRow(eq engine.Equipment, open []engine.Incident) view.EquipmentRow {
	row := view.EquipmentRow{ID: eq.Name, Name: eq.Name, Open: len(open), Recent: eq.Incidents, LastSeen: eq.LastAt, State: view.Resolved}
	for _, in := range open {
		if in.Status == engine.Triggered {
			row.State = view.Triggered
		} else if row.State == view.Resolved {
			row.State = view.Acknowledged
		}
	}
	return row
}

// equipmentShow is one piece of equipment with its history.
func (u *ui) equipmentShow(w http.ResponseWriter, r *http.Request) {
	eq, found, err := u.Store.Equipment(r.PathValue("name"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if !found {
		u.notFound(w, r)
		return
	}
	v, err := u.equipmentPage(r, eq)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.EquipmentOne(u.page(r), v))
}

func (u *ui) equipmentPage(r *http.Request, eq engine.Equipment) (v view.EquipmentPage, err error) {
	cfg, me := u.Store.Config(), who(r).User
	before, _ := strconv.ParseUint(r.FormValue("after"), 10, 64)
	over, err := u.Store.Incidents(store.IncidentQuery{Source: eq.Name, Statuses: []engine.Status{engine.Resolved}, Before: before, Limit: pageSize})
	if err != nil {
		return v, err
	}
	open, err := u.Store.Incidents(store.IncidentQuery{Source: eq.Name, Statuses: openStatuses(), Limit: maxOpenShown})
	if err != nil {
		return v, err
	}
	lately, err := u.Store.Incidents(store.IncidentQuery{Source: eq.Name, Since: u.Now().AddDate(0, 0, -daysShown), Limit: maxCounted})
	if err != nil {
		return v, err
	}
	v.EquipmentRow = equipmentRow(eq, open.Incidents)
	v.Days = days(lately.Incidents, u.Now(), me.Location())
	for _, in := range open.Incidents {
		v.Open = append(v.Open, incidentRow(cfg, in, me.ID))
	}
	groupByState(v.Open)
	for _, in := range over.Incidents {
		v.History = append(v.History, incidentRow(cfg, in, me.ID))
	}
	if over.More {
		v.Pager.Older = strconv.FormatUint(over.Next, 10)
	}
	if before != 0 {
		v.Pager.Newer = "top"
	}
	return v, nil
}

// Bounds on one piece of equipment's page.
const (
	daysShown    = 30
	maxOpenShown = 200
	maxCounted   = 5000 // incidents of those days
)

// days counts incidents over the last thirty days, in the viewer's zone.
func days(list []engine.Incident, now time.Time, zone *time.Location) []view.Day {
	out := make([]view.Day, daysShown)
	index := map[string]int{}
	for i := range out {
		out[i].Date = now.In(zone).AddDate(0, 0, i-daysShown+1)
		index[out[i].Date.Format(time.DateOnly)] = i
	}
	for _, in := range list {
		i, ok := index[in.CreatedAt.In(zone).Format(time.DateOnly)]
		if !ok {
			continue
		}
		out[i].Incidents++
		if in.Severity.Rank() > engine.Severity(out[i].Worst).Rank() {
			out[i].Worst = string(in.Severity)
		}
	}
	return out
}
