package ui

import (
	"cmp"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// peopleRoutes are people, their profiles, and invitations. What lets somebody in
// or out needs a proof of who asks. A person is {person} and not {id}: see
// formPage.
func (u *ui) peopleRoutes() []route {
	list := []route{
		{"GET /people", people.Viewer, u.peopleList},
		{"GET /people/new", people.Admin, u.proven(u.personNew)},
		{"POST /people/new", people.Admin, u.proven(u.personAdd)},
		{"GET /people/{person}", people.Viewer, u.personShow},
		{"GET /people/{person}/leave", people.Admin, u.proven(u.of(u.leaveAsk))},
		{"POST /people/{person}/leave", people.Admin, u.proven(u.of(u.leaveDo))},
		{"POST /people/{person}/return", people.Admin, u.proven(u.of(u.returnDo))},
		{"POST /people/{person}/invite", people.Admin, u.proven(u.of(u.inviteDo))},
		{"GET /invite/{token}", "", u.invitationShow},
		{"POST /invite/{token}", "", u.invitationTake},
		{"GET /invite/done", "", u.invitationTaken},
		{"GET /profile", people.Viewer, u.personShow},
	}
	list = append(list, u.belowPerson(view.PathProfile, people.Viewer)...)
	return append(list, u.belowPerson("/people/{person}", people.Admin)...)
}

// belowPerson is what everybody may change of themselves, and admins of others.
// Contact data and roles open doors, so the password must be fresh.
func (u *ui) belowPerson(base string, role people.Role) []route {
	return []route{
		{"GET " + base + "/edit", role, u.proven(u.of(u.personEdit))},
		{"POST " + base + "/edit", role, u.proven(u.of(u.personSave))},
		{"GET " + base + "/methods/new", role, u.proven(u.of(u.methodNew))},
		{"POST " + base + "/methods/new", role, u.proven(u.of(u.methodAdd))},
		{"GET " + base + "/methods/{method}", role, u.proven(u.of(u.methodEdit))},
		{"POST " + base + "/methods/{method}", role, u.proven(u.of(u.methodSave))},
		{"GET " + base + "/methods/{method}/delete", role, u.proven(u.of(u.methodRemoval))},
		{"POST " + base + "/methods/{method}/delete", role, u.proven(u.of(u.methodDelete))},
		{"POST " + base + "/methods/{method}/wake", role, u.of(u.methodWake)},
		{"GET " + base + "/methods/{method}/verify", role, u.of(u.verifyForm)},
		{"POST " + base + "/methods/{method}/verify", role, u.of(u.verifyDo)},
		{"POST " + base + "/methods/{method}/verify/send", role, u.of(u.verifySend)},
		{"GET " + base + "/rules/new", role, u.of(u.ruleNew)},
		{"POST " + base + "/rules/new", role, u.of(u.ruleAdd)},
		{"POST " + base + "/rules/usual", role, u.of(u.rulesUsual)},
		{"POST " + base + "/rules/{rule}/{deed}", role, u.of(u.ruleAct)},
		{"GET " + base + "/handoffs/new", role, u.of(u.handoffNew)},
		{"POST " + base + "/handoffs/new", role, u.of(u.handoffAdd)},
		{"POST " + base + "/handoffs/{rule}/remove", role, u.of(u.handoffRemove)},
		{"GET " + base + "/quiet-hours", role, u.of(u.quietEdit)},
		{"POST " + base + "/quiet-hours", role, u.of(u.quietSave)},
	}
}

// subject is the person whose things a request is about, and where those are.
type subject struct {
	people.User
	base string // view.PathProfile, or the person's page
}

// of finds the person that a page is about: the one in the path, else whoever
// asks. It lets through only who may change them.
func (u *ui) of(handle func(http.ResponseWriter, *http.Request, subject)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, known := u.subject(r)
		switch {
		case !known:
			u.notFound(w, r)
		case !mayChange(who(r).User, s.User):
			u.fail(w, r, mayNotChange(s.Name))
		default:
			handle(w, r, s)
		}
	}
}

func mayNotChange(name string) error {
	return engine.Fail(engine.Forbidden, "Only %s and owners may change this: an admin changes everybody but owners", name)
}

func (u *ui) subject(r *http.Request) (subject, bool) {
	own := who(r).User.ID
	id, base := cmp.Or(r.PathValue("person"), own), view.PathProfile
	if id != own { // below their own page by id nobody but an admin may go
		base = view.PersonPath(id)
	}
	user, known := u.Store.Config().Users[id]
	return subject{user, base}, known
}

// owner names the person in headings; empty for whoever looks.
func (s subject) owner(r *http.Request) string {
	if s.ID == who(r).User.ID {
		return ""
	}
	return s.Name
}

// mayChange: everybody themselves, admins everybody but owners, owners
// everybody.
func mayChange(by, user people.User) bool {
	return by.ID == user.ID || mayAdminister(by, user)
}

func mayAdminister(by, user people.User) bool {
	return by.Role == people.Owner || by.Role.AtLeast(people.Admin) && user.Role != people.Owner
}
