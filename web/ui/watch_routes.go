package ui

import (
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// watchRoutes are the pages of hosts that are looked at. Everybody may see them;
// whoever acts on incidents may have one looked at now.
func (u *ui) watchRoutes() []route {
	of := "/services/{id}/watches"
	return []route{
		{"GET " + view.PathWatches, people.Viewer, u.watchesList},
		{"GET " + of + "/new", people.Admin, u.watchNew},
		{"POST " + of + "/new", people.Admin, u.watchMake},
		{"GET " + of + "/{watch}", people.Viewer, u.watchShow},
		{"POST " + of + "/{watch}/look", people.Responder, u.watchLook},
		{"GET " + of + "/{watch}/edit", people.Admin, u.watchEdit},
		{"POST " + of + "/{watch}/edit", people.Admin, u.watchSave},
		{"GET " + of + "/{watch}/delete", people.Admin, u.watchDeleteAsk},
		{"POST " + of + "/{watch}/delete", people.Admin, u.watchDelete},
	}
}
