package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// serviceNew is the form for a new service.
func (u *ui) serviceNew(w http.ResponseWriter, r *http.Request) {
	fresh := engine.Service{Urgency: engine.AlwaysHigh, AckTimeout: engine.DefaultAckTimeout}
	u.drawService(w, r, http.StatusOK, view.ServiceFormPage{Form: serviceForm(fresh)})
}

// drawService draws the form of a service.
func (u *ui) drawService(w http.ResponseWriter, r *http.Request, status int, v view.ServiceFormPage) {
	v.Teams = teamOptions(u.Store.Config())
	v.Policies = policyOptions(u.Store.Config(), v.Form.Value("escalation_policy"))
	u.draw(w, r, status, view.ServiceForm(u.page(r), v))
}

// serviceMake makes a service, and leads on to its first integration.
func (u *ui) serviceMake(w http.ResponseWriter, r *http.Request) {
	form, set := typedService(r)
	if form.Failed() {
		u.drawService(w, r, http.StatusBadRequest, view.ServiceFormPage{Form: form})
		return
	}
	s := engine.Service{ID: config.NewID(config.ServiceID), CreatedAt: u.Now()}
	set(&s)
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		next.Services[s.ID] = s
		return nil
	})
	if err != nil {
		u.serviceAgain(w, r, view.ServiceFormPage{Form: form}, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: s.Name + " is there. Now give it a way in."}, view.NewIntegration(s.ID))
}

// serviceAgain draws the form again with what was typed and why it was refused.
func (u *ui) serviceAgain(w http.ResponseWriter, r *http.Request, v view.ServiceFormPage, err error) {
	status, ok := refused(&v.Form, err, serviceField(&v.Form))
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.drawService(w, r, status, v)
}
