package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// auditPage is how many lines one page lists.
const auditPage = 100

func (u *ui) auditRoutes() []route {
	return []route{
		{"GET /audit", people.Admin, u.auditList},
		{"GET /audit/access", people.Admin, u.accessShow},
		{"GET /audit/access.csv", people.Admin, u.accessTable},
	}
}

// auditList is who changed what.
func (u *ui) auditList(w http.ResponseWriter, r *http.Request) {
	before, _ := strconv.ParseUint(r.FormValue("after"), 10, 64)
	cfg := u.Store.Config()
	v := view.AuditLog{
		Filter: view.AuditFilter{
			Text: strings.TrimSpace(cut(r.FormValue("q"), 200)), Actor: cut(r.FormValue("actor"), 40), Action: cut(r.FormValue("action"), 60),
		},
		People: personChoices(cfg),
	}
	rows, next, err := u.Store.AuditLog(store.AuditQuery{
		Text: v.Filter.Text, Actor: v.Filter.Actor, Action: v.Filter.Action, Before: before, Limit: auditPage,
	})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	for _, row := range rows {
		v.Rows = append(v.Rows, auditRow(cfg, row))
	}
	if next != 0 {
		v.Pager.Older = strconv.FormatUint(next, 10)
	}
	if before != 0 {
		v.Pager.Newer = "top"
	}
	u.draw(w, r, http.StatusOK, view.Audit(u.page(r), v))
}

func auditRow(cfg *engine.Config, row engine.AuditRow) view.AuditRow {
	v := view.AuditRow{
		Seq: row.Seq, At: row.At, Who: orElse(row.Actor.Name, string(row.Actor.Kind)), Via: row.Actor.Via,
		Action: row.Action, Object: row.Object, Detail: row.Detail,
	}
	if _, ok := engine.ParseIncidentID(row.Object); ok {
		v.Path = view.IncidentPath(row.Object)
	}
	if name, ok := strings.CutPrefix(row.Object, "service "); ok {
		for id, s := range cfg.Services {
			if s.Name == name {
				v.Path = view.ServicePath(id)
			}
		}
	}
	if user, ok := cfg.Users[row.Object]; ok {
		v.Object = user.Name
	}
	return v
}

func personChoices(cfg *engine.Config) []view.Option {
	var options []view.Option
	for _, p := range cfg.Sorted() {
		options = append(options, view.Option{Value: p.ID, Label: p.Name})
	}
	slices.SortStableFunc(options, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return options
}
