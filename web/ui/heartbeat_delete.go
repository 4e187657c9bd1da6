package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// heartbeatDeleteAsk says what ends with a heartbeat.
func (u *ui) heartbeatDeleteAsk(w http.ResponseWriter, r *http.Request) {
	h, s, ok := u.heartbeatOf(w, r)
	if !ok {
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Delete the heartbeat " + h.Name + "?", Text: "Its address stops at once, and can not be had again.",
		Effects: []string{
			"Nobody is paged any more when it falls silent.",
			"Whatever still reports there is refused, and listed under Health.",
			"An open incident of it is resolved. Past ones stay.",
		},
		Hidden:   []view.Field{{Name: "seen", Value: config.Version(h)}},
		PostPath: view.HeartbeatDelete(s.ID, h.ID), Yes: "Delete it", NoPath: view.HeartbeatPath(s.ID, h.ID),
	}))
}

// heartbeatDelete takes a heartbeat away.
func (u *ui) heartbeatDelete(w http.ResponseWriter, r *http.Request) {
	h, s, ok := u.heartbeatOf(w, r)
	if !ok {
		return
	}
	err := u.changeHeartbeat(r, h.ID, func(next *engine.Config, _ engine.Heartbeat) { delete(next.Heartbeats, h.ID) })
	u.heartbeatLeft(w, r, err, h.Name+" is deleted.", view.ServicePath(s.ID), view.HeartbeatPath(s.ID, h.ID))
}
