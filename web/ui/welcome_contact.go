package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// welcomeContact leads to the viewer's contact methods and their confirmation.
func (u *ui) welcomeContact(w http.ResponseWriter, r *http.Request) {
	u.atStep(w, r, view.PathWelcomeContact, func(head view.WelcomeHead) {
		methods, err := u.welcomeMethods(who(r).User.ID)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		u.draw(w, r, http.StatusOK, view.WelcomeContactStep(u.welcomePage(w, r), view.WelcomeContact{WelcomeHead: head, Methods: methods}))
	})
}

// welcomeMethods are a person's ways to be paged, with what is known of them.
func (u *ui) welcomeMethods(user string) (list []view.WelcomeMethod, err error) {
	cfg := u.Store.Config()
	p := cfg.Users[user]
	tests, err := u.lastTests(p)
	if err != nil {
		return nil, err
	}
	for _, m := range p.ContactMethods {
		one := view.WelcomeMethod{
			ID: m.ID, Label: m.Label, Channel: string(m.Type), Address: m.Address, Problem: sentence(u.unserved(cfg.Settings, m)), Verified: verifiedAt(m),
		}
		if d, there := tests[m.ID]; there {
			one.Test, one.Acked = testResult(d, true), answeredAt(d)
		}
		list = append(list, one)
	}
	return list, nil
}

// welcomeTest is the step that wakes the viewer.
func (u *ui) welcomeTest(w http.ResponseWriter, r *http.Request) {
	u.atStep(w, r, view.PathWelcomeTest, func(head view.WelcomeHead) {
		methods, err := u.welcomeMethods(who(r).User.ID)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		v := view.WelcomeTest{WelcomeHead: head, Methods: methods, NoLink: u.base() == ""}
		u.draw(w, r, http.StatusOK, view.WelcomeTestStep(u.welcomePage(w, r), v))
	})
}

// welcomeWake sends a test page by the whole way of a page.
func (u *ui) welcomeWake(w http.ResponseWriter, r *http.Request) {
	_, err := u.Engine.TestPage(r.Context(), who(r).Actor("ui"), who(r).User.ID, r.PostFormValue("method"))
	notice := view.Notice{Text: "It is on its way. Press Acknowledge in the message."}
	switch {
	case engine.CodeOf(err) == engine.Conflict:
		var form view.Form
		_, _ = refused(&form, err, nil)
		notice = view.Notice{Level: view.Warning, Text: form.Problem}
	case err != nil:
		u.fail(w, r, err)
		return
	}
	u.done(w, r, notice, view.PathWelcomeTest)
}
