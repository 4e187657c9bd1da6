package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// heartbeatRotateAsk says what a new key breaks.
func (u *ui) heartbeatRotateAsk(w http.ResponseWriter, r *http.Request) {
	h, s, ok := u.heartbeatOf(w, r)
	if !ok {
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Give " + h.Name + " a new address?", Text: "The old one stops at once. Do this when somebody has it who should not.",
		Effects: []string{
			"Whatever still reports to the old one is not heard, and its silence pages. Have its settings open.",
			"What is refused is listed under Health, with the address of its sender.",
		},
		Hidden:   []view.Field{{Name: "seen", Value: config.Version(h)}},
		PostPath: view.HeartbeatRotate(s.ID, h.ID), Yes: "Make a new address", NoPath: view.HeartbeatPath(s.ID, h.ID),
	}))
}

// heartbeatRotate gives a heartbeat a new key. Of two who do it at once the second
// is told, else the address the first has just given out would be dead.
func (u *ui) heartbeatRotate(w http.ResponseWriter, r *http.Request) {
	h, s, ok := u.heartbeatOf(w, r)
	if !ok {
		return
	}
	err := u.changeHeartbeat(r, h.ID, func(next *engine.Config, now engine.Heartbeat) {
		now.Key = engine.NewKey()
		next.Heartbeats[h.ID] = now
	})
	u.heartbeatLeft(w, r, err, "This is the new address. The old one is refused from now on.", view.HeartbeatPath(s.ID, h.ID), view.HeartbeatPath(s.ID, h.ID))
}

// changeHeartbeat makes one change to a heartbeat as long as it is as its page
// showed it.
func (u *ui) changeHeartbeat(r *http.Request, id string, change func(next *engine.Config, now engine.Heartbeat)) error {
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		now, there := next.Heartbeats[id]
		if !there {
			return gone()
		}
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		change(next, now)
		return nil
	})
	return err
}

// heartbeatLeft leads on after a deed, or back to how things are now when
// somebody else was faster.
func (u *ui) heartbeatLeft(w http.ResponseWriter, r *http.Request, err error, said, on, back string) {
	switch {
	case err == nil:
		u.done(w, r, view.Notice{Level: view.Good, Text: said}, on)
	case engine.CodeOf(err) == engine.Conflict:
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was done: somebody has changed it since you were asked. This is how it is now."}, back)
	default:
		u.fail(w, r, err)
	}
}
