package ui

import (
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// sessionEnd signs one of one's own browsers out, or all the others.
func (u *ui) sessionEnd(w http.ResponseWriter, r *http.Request) {
	p := who(r)
	if r.PostFormValue("others") == "" {
		if err := u.Auth.EndSession(r, r.PostFormValue("id")); err != nil {
			u.fail(w, r, err)
			return
		}
		u.done(w, r, view.Notice{Level: view.Good, Text: "Signed out there."}, view.PathSecurity)
		return
	}
	n, err := u.Auth.EndSessions(r.Context(), p.User.ID, p.Session, p.Actor("ui"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Signed out in " + places(n) + ". You stay signed in here."}, view.PathSecurity)
}

func places(n int) string {
	if n == 1 {
		return "one other place"
	}
	return strconv.Itoa(n) + " other places"
}

// personSessions is where somebody else is signed in.
func (u *ui) personSessions(w http.ResponseWriter, r *http.Request) {
	person, err := u.somebody(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	list, err := u.Auth.Sessions(person.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	factor, err := u.factorState(person.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.PersonSessions(u.noticed(w, r), view.PersonSessionsPage{
		Person: view.Ref{ID: person.ID, Name: person.Name}, Sessions: sessionRows(list, who(r).Session), Factor: factor, May: rules(who(r), person),
	}))
}

// personSignOut ends all sessions of somebody, because a phone was lost or
// because they leave.
func (u *ui) personSignOut(w http.ResponseWriter, r *http.Request) {
	person, err := u.somebody(r)
	if err == nil && !rules(who(r), person) {
		err = engine.Fail(engine.Forbidden, "Only an owner may end an owner's sessions")
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if _, err := u.Auth.EndSessions(r.Context(), person.ID, "", who(r).Actor("ui")); err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: person.Name + " is signed out everywhere." + u.untoldOf(r, person)}, view.PersonSessionsPath(person.ID))
}

func (u *ui) somebody(r *http.Request) (people.User, error) {
	person, known := u.Store.Config().Users[r.PathValue("id")]
	if !known {
		return person, engine.Fail(engine.NotFound, "There is no such person")
	}
	return person, nil
}

// rules tells whether somebody may change another person: admins all but
// owners, owners all.
func rules(p auth.Principal, other people.User) bool {
	return p.Role == people.Owner || p.Role == people.Admin && other.Role != people.Owner
}
