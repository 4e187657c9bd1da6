package ui

import (
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// heartbeatRoutes are the pages of what must report again and again. Everybody
// may look; only admins see addresses.
func (u *ui) heartbeatRoutes() []route {
	of := "/services/{id}/heartbeats"
	return []route{
		{"GET " + view.PathHeartbeats, people.Viewer, u.heartbeatsList},
		{"GET " + of + "/new", people.Admin, u.heartbeatNew},
		{"POST " + of + "/new", people.Admin, u.heartbeatMake},
		{"GET " + of + "/{heartbeat}", people.Viewer, u.heartbeatShow},
		{"GET " + of + "/{heartbeat}/edit", people.Admin, u.heartbeatEdit},
		{"POST " + of + "/{heartbeat}/edit", people.Admin, u.heartbeatSave},
		{"GET " + of + "/{heartbeat}/" + view.VerbRotate, people.Admin, u.heartbeatRotateAsk},
		{"POST " + of + "/{heartbeat}/" + view.VerbRotate, people.Admin, u.heartbeatRotate},
		{"GET " + of + "/{heartbeat}/delete", people.Admin, u.heartbeatDeleteAsk},
		{"POST " + of + "/{heartbeat}/delete", people.Admin, u.heartbeatDelete},
	}
}
