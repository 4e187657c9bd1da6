package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

func trustOf(cfg *engine.Config, user people.User, m people.ContactMethod) view.Trust {
	return view.Trust{At: m.VerifiedAt, Unconfirmed: m.Unconfirmed, Spared: cfg.Spares(user, m)}
}

// verifyForm asks for the code that was sent by a contact method.
func (u *ui) verifyForm(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	u.verifyPage(w, r, http.StatusOK, s, m, view.Form{})
}

func (u *ui) verifyPage(w http.ResponseWriter, r *http.Request, status int, s subject, m people.ContactMethod, form view.Form) {
	cfg := u.Store.Config()
	v := view.VerifyPage{
		Form: form, Base: s.base, ID: m.ID, Label: m.Label, Channel: string(m.Type), Address: m.Address, Whose: s.owner(r),
		Problem: sentence(u.unserved(cfg.Settings, m)), Trust: trustOf(cfg, s.User, m),
	}
	d, found, err := u.Store.LastCode(s.ID, m.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if found && d.Address == m.Address && d.Channel == string(m.Type) {
		v.Sent = testResult(d, true)
		v.Open = d.AnsweredAt.IsZero() && d.Tries < engine.CodeTries && u.Now().Sub(d.CreatedAt) <= engine.CodeLife
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Verify(page, v))
}

// verifyDo takes the code.
func (u *ui) verifyDo(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	err := u.Editor.ConfirmCode(r.Context(), u.Engine, who(r).Actor("ui"), s.ID, m.ID, cut(r.PostFormValue("code"), 100))
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: m.Label + " is confirmed. Pages can come this way."}, s.base)
		return
	}
	var form view.Form
	status, ok := refused(&form, err, lastName)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.verifyPage(w, r, status, s, m, form)
}

// verifySend sends a new code.
func (u *ui) verifySend(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	u.sendCode(w, r, s, m, "")
}

// sendCode sends a code and leads to where it is typed. said is what was done
// before, as a sentence, or "".
func (u *ui) sendCode(w http.ResponseWriter, r *http.Request, s subject, m people.ContactMethod, said string) {
	_, err := u.Engine.SendCode(r.Context(), who(r).Actor("ui"), s.ID, m.ID)
	notice := view.Notice{Level: view.Good, Text: spaced(said, "A code is on its way by "+m.Label+".")}
	switch {
	case engine.CodeOf(err) == engine.Conflict:
		var form view.Form
		_, _ = refused(&form, err, nil)
		notice = view.Notice{Level: view.Warning, Text: spaced(said, "No code was sent. "+form.Problem)}
	case err != nil:
		u.fail(w, r, err)
		return
	}
	u.done(w, r, notice, view.MethodVerify(s.base, m.ID))
}

func spaced(said, more string) string {
	if said == "" {
		return more
	}
	return said + " " + more
}
