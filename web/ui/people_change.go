package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// changePerson changes one person in the configuration. change gets a copy whose
// lists are its own. Who may is asked again inside, because a role may have
// changed since the page was drawn.
func (u *ui) changePerson(r *http.Request, id string, change func(*people.User) error) error {
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		user, known := next.Users[id]
		if !known {
			return engine.Fail(engine.Conflict, "Somebody else has removed this person since you opened the page")
		}
		if !mayChange(next.Users[who(r).User.ID], user) {
			return mayNotChange(user.Name)
		}
		user.ContactMethods = slices.Clone(user.ContactMethods)
		user.NotificationRules = slices.Clone(user.NotificationRules)
		user.HandoffRules = slices.Clone(user.HandoffRules)
		if err := change(&user); err != nil {
			return err
		}
		next.Users[id] = user
		return nil
	})
	return err
}

// pressed answers a button of a person's page, which has nothing typed to lose:
// it leads back, and says what is so now.
func (u *ui) pressed(w http.ResponseWriter, r *http.Request, s subject, err error, said string) {
	var form view.Form
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: said + u.untold(r, s)}, s.base)
		return
	}
	if _, ok := refused(&form, err, func(config.Problem) string { return "" }); !ok {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Bad, Text: "Not changed. " + form.Problem}, s.base)
}

// untold says that somebody does not know what was just done to them.
func (u *ui) untold(r *http.Request, s subject) string { return u.untoldOf(r, s.User) }

// untoldOf is untold for a page that is not below the person's. People know what
// they did themselves.
func (u *ui) untoldOf(r *http.Request, person people.User) string {
	if person.ID == who(r).User.ID || u.Store.Config().Settings.Mail != nil {
		return ""
	}
	return " " + person.Name + " was not told: no mail server is set."
}

// untoldBy says who does not know of a change of the configuration that was just
// made, and would be told of it if there were a mail server.
func (u *ui) untoldBy(r *http.Request, before *engine.Config) string {
	now := u.Store.Config()
	var names []string
	for _, n := range engine.NewsOf(before, now, who(r).Actor("ui"), u.Now()) {
		if len(now.Notices(n, u.Now())) == 0 {
			names = append(names, now.Users[n.User].Name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return " " + names[0] + " was not told: no mail server is set."
	}
	slices.Sort(names)
	return " " + joined(names) + " were not told: no mail server is set."
}

// lastName is the last part of a problem's field: contact_methods[1].label is
// about a label.
func lastName(p config.Problem) string {
	return p.Field[strings.LastIndexByte(p.Field, '.')+1:]
}

// typed reads the fields of a form, with bounds, for drawing it again.
func typed(r *http.Request, names ...string) map[string]string {
	values := map[string]string{}
	for _, name := range names {
		values[name] = strings.TrimSpace(cut(r.PostFormValue(name), 2000))
	}
	return values
}
