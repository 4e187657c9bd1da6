package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// serviceOf is the service a request names; without it the answer is given.
func (u *ui) serviceOf(w http.ResponseWriter, r *http.Request) (engine.Service, bool) {
	s, ok := u.Store.Config().Services[r.PathValue("id")]
	if !ok {
		u.notFound(w, r)
	}
	return s, ok
}

func gone() error { return engine.Fail(engine.NotFound, "It was deleted meanwhile") }

// serviceEdit is the form that changes a service.
func (u *ui) serviceEdit(w http.ResponseWriter, r *http.Request) {
	if s, ok := u.serviceOf(w, r); ok {
		v := formOf(s)
		v.Form = serviceForm(s)
		u.drawService(w, r, http.StatusOK, v)
	}
}

func formOf(s engine.Service) view.ServiceFormPage {
	return view.ServiceFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, Seen: config.Version(s)}
}

// serviceSave changes a service. Of two who edit it at once the second is told,
// and saves over the first only by pressing again.
func (u *ui) serviceSave(w http.ResponseWriter, r *http.Request) {
	now, ok := u.serviceOf(w, r)
	if !ok {
		return
	}
	v := formOf(now)
	form, set := typedService(r)
	v.Form = form
	if form.Failed() {
		v.Seen = r.PostFormValue("seen")
		u.drawService(w, r, http.StatusBadRequest, v)
		return
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		s, there := next.Services[now.ID]
		if !there {
			return gone()
		}
		if err := changed(s, r.PostFormValue("seen")); err != nil {
			return err
		}
		set(&s)
		next.Services[s.ID] = s
		return nil
	})
	if err != nil {
		if engine.CodeOf(err) != engine.Conflict {
			v.Seen = r.PostFormValue("seen")
		}
		u.serviceAgain(w, r, v, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Saved."}, view.ServicePath(now.ID))
}
