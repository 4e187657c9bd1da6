package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/heard"
	"wakeman/web/ui/view"
)

// changeIntegration makes one change to an integration as long as it is as its
// page showed it.
func (u *ui) changeIntegration(r *http.Request, id string, change func(next *engine.Config, in engine.Integration)) error {
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		in, there := next.Integrations[id]
		if !there {
			return gone()
		}
		if err := changed(in, r.PostFormValue("seen")); err != nil {
			return err
		}
		change(next, in)
		return nil
	})
	return err
}

func renaming(in engine.Integration, s engine.Service, f view.Form, seen string) view.IntegrationFormPage {
	return view.IntegrationFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, ID: in.ID, Name: in.Name, Form: f, Seen: seen}
}

// integrationRenameShow is the form for another name.
func (u *ui) integrationRenameShow(w http.ResponseWriter, r *http.Request) {
	if in, s, ok := u.integrationOf(w, r); ok {
		form := view.Form{Values: map[string]string{"name": in.Name}}
		u.draw(w, r, http.StatusOK, view.IntegrationForm(u.page(r), renaming(in, s, form, config.Version(in))))
	}
}

// integrationRename gives an integration another name. Its key stays.
func (u *ui) integrationRename(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	name, form := typedName(r)
	status, seen := http.StatusBadRequest, r.PostFormValue("seen")
	if !form.Failed() {
		err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
			in.Name = name
			next.Integrations[in.ID] = in
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: "Renamed. Its key stays."}, view.IntegrationPath(s.ID, in.ID))
			return
		}
		var is bool
		if status, is = refused(&form, err, integrationField); !is {
			u.fail(w, r, err)
			return
		}
		if status == http.StatusConflict {
			seen = config.Version(in)
		}
	}
	u.draw(w, r, status, view.IntegrationForm(u.page(r), renaming(in, s, form, seen)))
}

// integrationRotateAsk says what a new key breaks.
func (u *ui) integrationRotateAsk(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	u.ask(w, r, view.ConfirmPage{
		Title: "Give " + in.Name + " a new key?", Text: "The old key stops at once. Do this when somebody has it who should not.",
		Effects: []string{
			"Whatever still sends with the old key is refused, and pages nobody, until it has the new one. Have its settings open.",
			"What is refused is listed under Health, with the address of its sender.",
			"Open incidents stay; the new key resolves them.",
		},
		PostPath: view.IntegrationAction(s.ID, in.ID, view.VerbRotate), Yes: "Make a new key", NoPath: view.IntegrationPath(s.ID, in.ID),
	}, in)
}

// integrationDeleteAsk says what ends with an integration.
func (u *ui) integrationDeleteAsk(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	u.ask(w, r, view.ConfirmPage{
		Title: "Delete the integration " + in.Name + "?", Text: "Its key stops at once, and can not be had again.",
		Effects: []string{
			"Whatever still sends with it is refused, and pages nobody.",
			"Incidents it opened stay open: no recovery comes in for them any more, and somebody has to resolve them.",
			"Its events stay in the event log.",
		},
		PostPath: view.IntegrationAction(s.ID, in.ID, view.VerbDelete), Yes: "Delete it", NoPath: view.IntegrationPath(s.ID, in.ID),
	}, in)
}

// ask draws a confirmation that says when the integration was last heard: whom
// it breaks.
func (u *ui) ask(w http.ResponseWriter, r *http.Request, v view.ConfirmPage, in engine.Integration) {
	m, err := heard.Of(u.Store, in, u.Now())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	p := u.page(r)
	last := "Nothing has arrived by it yet."
	if at := m.Last; !at.IsZero() {
		last = "Its sender was last heard " + p.Ago(at) + "."
	}
	v.Effects = append([]string{last}, v.Effects...)
	v.Hidden = []view.Field{{Name: "seen", Value: config.Version(in)}}
	u.draw(w, r, http.StatusOK, view.Confirm(p, v))
}

// integrationRotate gives an integration a new key. Of two who do it at once the
// second is told, else the key the first has just given out would be dead.
func (u *ui) integrationRotate(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
		in.Key = engine.NewKey()
		next.Integrations[in.ID] = in
	})
	u.doneOrOvertaken(w, r, err, view.Notice{Level: view.Good, Text: "This is the new key. The old one is refused from now on."}, view.IntegrationPath(s.ID, in.ID), view.IntegrationPath(s.ID, in.ID))
}

// integrationDelete takes an integration away.
func (u *ui) integrationDelete(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) { delete(next.Integrations, in.ID) })
	u.doneOrOvertaken(w, r, err, view.Notice{Level: view.Good, Text: in.Name + " is deleted. Its key is refused from now on."}, view.ServicePath(s.ID), view.IntegrationPath(s.ID, in.ID))
}

// doneOrOvertaken leads on after a deed, or back to how things are now when
// somebody else was faster.
func (u *ui) doneOrOvertaken(w http.ResponseWriter, r *http.Request, err error, n view.Notice, on, back string) {
	switch {
	case err == nil:
		u.done(w, r, n, on)
	case engine.CodeOf(err) == engine.Conflict:
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was done: somebody has changed this integration since you were asked. This is how it is now."}, back)
	default:
		u.fail(w, r, err)
	}
}
