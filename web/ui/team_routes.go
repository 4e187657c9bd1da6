package ui

import (
	"net/http"

	"wakeman/engine/people"
)

// teamRoutes are teams. Who is in one decides who may change its schedules, so
// a change needs a fresh proof of who makes it.
func (u *ui) teamRoutes() []route {
	return []route{
		{"GET /teams", people.Viewer, u.teamsList},
		{"GET /teams/new", people.Admin, u.proven(u.teamNew)},
		{"POST /teams/new", people.Admin, u.proven(u.teamMake)},
		{"GET /teams/{team}", people.Viewer, u.teamShow},
		{"GET /teams/{team}/edit", people.Admin, u.proven(u.teamEdit)},
		{"POST /teams/{team}/edit", people.Admin, u.proven(u.teamSave)},
		{"GET /teams/{team}/delete", people.Admin, u.teamDeleteAsk},
		{"POST /teams/{team}/delete", people.Admin, u.teamDelete},
	}
}

// teamOf is the team a request names; without it the answer is given.
func (u *ui) teamOf(w http.ResponseWriter, r *http.Request) (people.Team, bool) {
	t, ok := u.Store.Config().Teams[r.PathValue("team")]
	if !ok {
		u.notFound(w, r)
	}
	return t, ok
}
