package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// inviteDo makes a link with which a person sets their password. The answer to
// the POST shows it, instead of leading on: it exists nowhere else.
func (u *ui) inviteDo(w http.ResponseWriter, r *http.Request, s subject) {
	u.invite(w, r, s.User, false)
}

func (u *ui) invite(w http.ResponseWriter, r *http.Request, user people.User, isNew bool) {
	access, err := u.Invites.Access(user.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	invite, mailed := u.Invites.Invite, r.PostFormValue("mail") != "" && u.Invites.CanMail() == ""
	if mailed {
		invite = u.Invites.InviteByMail
	}
	secret, expires, err := invite(r.Context(), user.ID, who(r).Actor("ui"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.InvitationShown(u.page(r), view.InvitationMade{
		Person: view.Ref{ID: user.ID, Name: user.Name}, Email: user.Email, Link: u.address(r) + view.InvitationPath(secret),
		Expires: expires, New: isNew, Reset: access.HasPassword, Mailed: mailed,
	}))
}

// address is how people reach the box: as it is set, else as whoever asks does.
func (u *ui) address(r *http.Request) string {
	if u.Links.Base != nil && u.Links.Base() != "" {
		return u.Links.Base()
	}
	if auth.ClientOf(r).TLS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// invitationShow is the page behind the link. Looking does not use it up: mail
// scanners and previews look too.
func (u *ui) invitationShow(w http.ResponseWriter, r *http.Request) {
	user, err := u.Invites.Invited(r, r.PathValue("token"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.invitationPage(w, r, http.StatusOK, user, view.Form{})
}

func (u *ui) invitationPage(w http.ResponseWriter, r *http.Request, status int, user people.User, form view.Form) {
	page := u.page(r)
	page.Zone = user.Location()
	u.draw(w, r, status, view.Invitation(page, view.InvitationPage{Secret: r.PathValue("token"), Name: user.Name, Email: user.Email, Form: form}))
}

// invitationTake sets the password.
func (u *ui) invitationTake(w http.ResponseWriter, r *http.Request) {
	user, err := u.Invites.Invited(r, r.PathValue("token"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	_, err = u.Invites.Redeem(r, r.PathValue("token"), r.PostFormValue("password"))
	if err == nil {
		http.Redirect(w, r, view.PathInviteDone, http.StatusSeeOther)
		return
	}
	var form view.Form
	status, ok := refused(&form, err, nil)
	if !ok || engine.CodeOf(err) == engine.Conflict {
		u.fail(w, r, err)
		return
	}
	u.invitationPage(w, r, status, user, form)
}

// invitationTaken leads on to the sign-in.
func (u *ui) invitationTaken(w http.ResponseWriter, r *http.Request) {
	u.draw(w, r, http.StatusOK, view.InvitationTaken(u.page(r)))
}
