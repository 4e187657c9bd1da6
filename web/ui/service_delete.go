package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// serviceDeleteAsk says what hangs on a service before it is deleted.
func (u *ui) serviceDeleteAsk(w http.ResponseWriter, r *http.Request) {
	if s, ok := u.serviceOf(w, r); ok {
		u.drawServiceDelete(w, r, http.StatusOK, s, "")
	}
}

func (u *ui) drawServiceDelete(w http.ResponseWriter, r *http.Request, status int, s engine.Service, problem string) {
	cfg := u.Store.Config()
	open, err := u.openIncidents(s.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	marks, err := u.marks(cfg)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.ServiceRemoval(u.page(r), view.ServiceDeletePage{
		Service: view.Ref{ID: s.ID, Name: s.Name}, Open: open, Integrations: u.connections(cfg, s, marks, ""),
		Seen: removalVersion(cfg, s.ID), Problem: problem, Heartbeats: u.heartbeatsOf(cfg, s.ID, nil), Watches: u.watchesOf(cfg, s.ID),
	}))
}

func (u *ui) openIncidents(service string) (int, error) {
	return u.Store.Count(store.IncidentQuery{Services: []string{service}, Statuses: openStatuses()})
}

// removalVersion is what a person saw of a service before deleting it: with its
// integrations, for they go with it.
func removalVersion(cfg *engine.Config, service string) string {
	return config.Version([]any{cfg.Services[service], cfg.IntegrationsOf(service), cfg.HeartbeatsOf(service), cfg.WatchesOf(service)})
}

// serviceDelete takes a service away with its integrations. One with open
// incidents stays: no recovery could come in for them any more, and they would
// page for ever.
func (u *ui) serviceDelete(w http.ResponseWriter, r *http.Request) {
	s, ok := u.serviceOf(w, r)
	if !ok {
		return
	}
	open, err := u.openIncidents(s.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if open > 0 {
		u.drawServiceDelete(w, r, http.StatusConflict, s, "")
		return
	}
	_, err = u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		return removeService(next, s.ID, r.PostFormValue("seen"))
	})
	var form view.Form
	switch status, is := refused(&form, err, func(config.Problem) string { return "" }); {
	case err == nil:
		u.done(w, r, view.Notice{Level: view.Good, Text: s.Name + " is deleted."}, view.PathServices)
	case is:
		u.drawServiceDelete(w, r, status, s, form.Problem)
	default:
		u.fail(w, r, err)
	}
}

func removeService(next *engine.Config, id, seen string) error {
	if _, there := next.Services[id]; !there {
		return gone()
	}
	if removalVersion(next, id) != seen {
		return engine.Fail(engine.Conflict, "Somebody has changed it since you opened this page. Below is what hangs on it now")
	}
	for _, in := range next.IntegrationsOf(id) {
		delete(next.Integrations, in.ID)
	}
	delete(next.Services, id)
	return nil
}
