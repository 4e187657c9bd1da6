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
	list, err := u.Store.EquipmentList(cut(r.FormValue("after"), 2000), equipmentPage+1)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	open, err := u.openBySource()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.EquipmentList{Text: text, Total: len(list), Broken: len(open)}
	if len(list) > equipmentPage {
		list = list[:equipmentPage]
		v.Pager.Older = list[len(list)-1].Name
		v.Total = equipmentPage
	}
	for _, eq := range list {
		if text == "" || strings.Contains(strings.ToLower(eq.Name), strings.ToLower(text)) {
			v.Rows = append(v.Rows, equipmentRow(eq, open[eq.Name]))
		}
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
	before, _ := strconv.ParseUint(r.FormValue("after"), 10, 64)
	list, err := u.Store.Incidents(store.IncidentQuery{Source: eq.Name, Before: before, Limit: pageSize})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.EquipmentOne(u.page(r), u.equipmentView(r, eq, list)))
}

func (u *ui) equipmentView(r *http.Request, eq engine.Equipment, list store.IncidentList) view.EquipmentPage {
	var open []engine.Incident
	v := view.EquipmentPage{}
	now := u.Now()
	for _, in := range list.Incidents {
		row := incidentRow(u.Store.Config(), in, who(r).User.ID)
		if in.Status.Open() {
			open = append(open, in)
			v.Open = append(v.Open, row)
		} else {
			v.History = append(v.History, row)
		}
	}
	v.EquipmentRow = equipmentRow(eq, open)
	v.Days = days(list.Incidents, now, who(r).User.Location())
	v.Recent = 0
	for _, d := range v.Days {
		v.Recent += d.Incidents
	}
	if list.More {
		v.Pager.Older = strconv.FormatUint(list.Next, 10)
	}
	return v
}

// days counts incidents over the last thirty days, in the viewer's zone.
func days(list []engine.Incident, now time.Time, zone *time.Location) []view.Day {
	const span = 30
	out := make([]view.Day, span)
	index := map[string]int{}
	for i := range out {
		out[i].Date = now.In(zone).AddDate(0, 0, i-span+1)
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
