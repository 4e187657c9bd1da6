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
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		now, there := next.Heartbeats[h.ID]
		if !there {
			return gone()
		}
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		delete(next.Heartbeats, h.ID)
		return nil
	})
	switch {
	case err == nil:
		u.done(w, r, view.Notice{Level: view.Good, Text: h.Name + " is deleted."}, view.ServicePath(s.ID))
	case engine.CodeOf(err) == engine.Conflict:
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was done: somebody has changed this heartbeat since you were asked. This is how it is now."}, view.HeartbeatPath(s.ID, h.ID))
	default:
		u.fail(w, r, err)
	}
}
