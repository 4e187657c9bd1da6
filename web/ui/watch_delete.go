package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// watchDeleteAsk says what ends with a watch.
func (u *ui) watchDeleteAsk(w http.ResponseWriter, r *http.Request) {
	x, s, ok := u.watchOf(w, r)
	if !ok {
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Delete the watch " + x.Name + "?", Text: "Nobody looks at " + x.Host + " any more.",
		Effects:  []string{"What goes wrong there pages nobody, unless somebody else sends it.", "An open incident of it is resolved. Past ones stay."},
		Hidden:   []view.Field{{Name: "seen", Value: config.Version(x)}},
		PostPath: view.WatchDelete(s.ID, x.ID), Yes: "Delete it", NoPath: view.WatchPath(s.ID, x.ID),
	}))
}

// watchDelete takes a watch away.
func (u *ui) watchDelete(w http.ResponseWriter, r *http.Request) {
	x, s, ok := u.watchOf(w, r)
	if !ok {
		return
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		now, there := next.Watches[x.ID]
		if !there {
			return gone()
		}
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		delete(next.Watches, x.ID)
		return nil
	})
	u.heartbeatLeft(w, r, err, x.Name+" is not looked at any more.", view.ServicePath(s.ID), view.WatchPath(s.ID, x.ID))
}
