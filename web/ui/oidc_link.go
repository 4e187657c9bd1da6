package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// providerState is the provider, and the accounts there that are linked to a
// person.
func (u *ui) providerState(user string) (state view.ProviderState, err error) {
	if s, ok := u.Auth.Provider(); ok {
		state.Name = s.Name()
	}
	list, err := u.Auth.Identities(user)
	for _, i := range list {
		state.Links = append(state.Links, view.LinkRow{ID: i.ID(), Email: i.Email, Provider: serverOf(i.Issuer), Since: i.LinkedAt, UnlinkPath: view.UnlinkPath(i.ID())})
	}
	return state, err
}

// providerLink leads to the provider to link an account there.
func (u *ui) providerLink(w http.ResponseWriter, r *http.Request) {
	u.depart(w, r, auth.Trip{Errand: auth.ErrandLink, Next: view.PathSecurity})
}

// offerShow asks before the account is linked that the provider led back with.
func (u *ui) offerShow(w http.ResponseWriter, r *http.Request) {
	o, ok := u.Auth.Offered(r)
	if !ok {
		http.Redirect(w, r, view.PathSecurity, http.StatusSeeOther)
		return
	}
	account := orElse(o.Email, orElse(o.Name, "an account without an address"))
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Is this your account?", Text: account + " at " + o.Provider + ".",
		Effects:  []string{"Whoever can sign in to it there signs in here as you.", "If it is not yours, keep it as it is: somebody may have sent you here."},
		PostPath: view.PathProviderAccept, Yes: "Link it to me", NoPath: view.PathSecurity,
	}))
}

// offerAccept links it.
func (u *ui) offerAccept(w http.ResponseWriter, r *http.Request) {
	u.linkChanged(w, r, u.Auth.AcceptOffer(r), "Linked. The account signs you in from now on.")
}

// linkChanged leads back to the page with the list, and says what became of it.
func (u *ui) linkChanged(w http.ResponseWriter, r *http.Request, err error, well string) {
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case err == nil:
		u.done(w, r, view.Notice{Level: view.Good, Text: well}, view.PathSecurity)
	case ok && (f.Code == engine.Conflict || f.Code == auth.CodeExpired):
		u.done(w, r, view.Notice{Level: view.Warning, Text: sentence(f.Message)}, view.PathSecurity)
	default:
		u.fail(w, r, err)
	}
}

// unlinkAsk asks before an account is unlinked.
func (u *ui) unlinkAsk(w http.ResponseWriter, r *http.Request) {
	list, err := u.Auth.Identities(who(r).User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	for _, i := range list {
		if i.ID() == r.PathValue("id") {
			u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), unlinkPage(i)))
			return
		}
	}
	u.notFound(w, r)
}

func unlinkPage(i people.Identity) view.ConfirmPage {
	return view.ConfirmPage{
		Title: "Unlink this account?", Text: orElse(i.Email, "An account without an address") + " at " + serverOf(i.Issuer) + ".",
		Effects:  []string{"It signs you in no longer.", "Your other browsers and phones are signed out."},
		PostPath: view.UnlinkPath(i.ID()), Yes: "Unlink it", NoPath: view.PathSecurity,
	}
}

// unlinkDo unlinks it.
func (u *ui) unlinkDo(w http.ResponseWriter, r *http.Request) {
	u.linkChanged(w, r, u.Auth.Unlink(r, r.PathValue("id")), "Unlinked. Everywhere else you are signed out.")
}
