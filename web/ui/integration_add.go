package ui

import (
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// integrationNew is the form that adds a way into a service.
func (u *ui) integrationNew(w http.ResponseWriter, r *http.Request) {
	if s, ok := u.serviceOf(w, r); ok {
		p := u.page(r)
		p.Notice = takeNotice(w, r)
		f := view.Form{Values: map[string]string{"type": cut(r.FormValue("type"), 40)}}
		u.draw(w, r, http.StatusOK, view.IntegrationForm(p, newIntegration(s, f)))
	}
}

func newIntegration(s engine.Service, f view.Form) view.IntegrationFormPage {
	return view.IntegrationFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, Form: f, Types: integrationTypes()}
}

// typedIntegration reads the form of a new integration. Without a name it is
// called what its type is called: on a telephone that is one tap.
func typedIntegration(cfg *engine.Config, service string, r *http.Request) (name string, f view.Form) {
	kind, known := engine.KindOf(r.PostFormValue("type"))
	if name, f = typedName(r); name == "" && known {
		delete(f.Errors, "name")
		name = freeIntegrationName(cfg, service, kind.Label)
	}
	if !known {
		delete(f.Errors, "name")
		say(&f, "type", "Choose what sends")
	}
	return name, f
}

// typedName reads the name of an integration.
func typedName(r *http.Request) (name string, f view.Form) {
	name = strings.TrimSpace(r.PostFormValue("name"))
	f = view.Form{Values: map[string]string{"name": cut(name, maxTyped), "type": cut(r.PostFormValue("type"), 40)}, Errors: map[string]string{}}
	if name == "" {
		say(&f, "name", "Give it a name: who sends")
	}
	return name, f
}

// integrationField is the form's field that a problem of an integration belongs
// to: the file has integrations as a list of their service.
func integrationField(p config.Problem) string {
	_, field, _ := strings.Cut(p.Field, "].")
	if field == "name" || field == "type" {
		return field
	}
	return ""
}

// integrationAdd adds an integration with a new key.
func (u *ui) integrationAdd(w http.ResponseWriter, r *http.Request) {
	s, ok := u.serviceOf(w, r)
	if !ok {
		return
	}
	name, form := typedIntegration(u.Store.Config(), s.ID, r)
	in := engine.Integration{
		ID: config.NewID(config.IntegrationID), Service: s.ID, Name: name, Type: form.Value("type"), Key: engine.NewKey(), CreatedAt: u.Now(),
	}
	if !form.Failed() {
		_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
			if _, there := next.Services[s.ID]; !there {
				return gone()
			}
			next.Integrations[in.ID] = in
			return nil
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: "Added. Point the sender at the address below, then send a test from it."}, view.IntegrationPath(s.ID, in.ID))
			return
		}
		if _, ok := refused(&form, err, integrationField); !ok {
			u.fail(w, r, err)
			return
		}
	}
	u.draw(w, r, http.StatusBadRequest, view.IntegrationForm(u.page(r), newIntegration(s, form)))
}
