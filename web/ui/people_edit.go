package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// facts are what the form of a person is about; their state is what two people
// who edit at once must not overwrite unseen.
type facts struct {
	Name, Email, TimeZone, JobTitle string
	Role                            people.Role
}

func factsOf(u people.User) facts { return facts{u.Name, u.Email, u.TimeZone, u.JobTitle, u.Role} }

func (f facts) values() map[string]string {
	return map[string]string{"name": f.Name, "email": f.Email, "role": string(f.Role), "time_zone": f.TimeZone, "job_title": f.JobTitle}
}

// personNew is the form of somebody who is not there yet.
func (u *ui) personNew(w http.ResponseWriter, r *http.Request) {
	values := facts{Role: people.Responder, TimeZone: who(r).User.TimeZone}.values()
	values["mail"] = checked // whoever can be written to need not be called
	u.personForm(w, r, http.StatusOK, subject{}, view.Form{Values: values}, "")
}

// personEdit is the form of a person's facts.
func (u *ui) personEdit(w http.ResponseWriter, r *http.Request, s subject) {
	u.personForm(w, r, http.StatusOK, s, view.Form{Values: factsOf(s.User).values()}, config.Version(factsOf(s.User)))
}

func (u *ui) personForm(w http.ResponseWriter, r *http.Request, status int, s subject, form view.Form, seen string) {
	by := who(r).User
	v := view.PersonForm{
		Form: form, Base: s.base, Name: s.Name, You: s.ID == by.ID, Zones: zoneNames(), Seen: seen,
		Admin: by.Role.AtLeast(people.Admin), Roles: roleOptions(by.Role), CannotMail: u.Invites.CanMail(),
	}
	if s.ID != "" {
		as := s.User
		as.Role = people.Viewer
		v.AsViewer = config.RoleWarning(u.Store.Config(), as, u.Now())
	}
	u.draw(w, r, status, view.PersonFacts(u.page(r), v))
}

// roleOptions are the roles that somebody may give: only owners make owners.
func roleOptions(by people.Role) []view.Option {
	list := []view.Option{
		{Value: string(people.Viewer), Label: "Viewer"},
		{Value: string(people.Responder), Label: "Responder"},
		{Value: string(people.Scheduler), Label: "Scheduler"},
		{Value: string(people.Admin), Label: "Admin"},
	}
	if by == people.Owner {
		list = append(list, view.Option{Value: string(people.Owner), Label: "Owner"})
	}
	return list
}

// personSave changes a person's facts.
func (u *ui) personSave(w http.ResponseWriter, r *http.Request, s subject) {
	form := view.Form{Values: typed(r, "name", "email", "role", "time_zone", "job_title")}
	seen := cut(r.PostFormValue("seen"), 100)
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if err := changed(factsOf(*user), seen); err != nil {
			return err
		}
		return setFacts(user, form.Values, who(r).User)
	})
	if err == nil {
		u.done(w, r, u.savedFacts(r, s), s.base)
		return
	}
	status, ok := refused(&form, err, lastName)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.personForm(w, r, status, s, form, seen)
}

// savedFacts says that it was done, and what a role that was just given means for
// somebody who is paged.
func (u *ui) savedFacts(r *http.Request, before subject) view.Notice {
	n := view.Notice{Level: view.Good, Text: "Saved." + u.untold(r, before)}
	cfg := u.Store.Config()
	now := cfg.Users[before.ID]
	if why := config.RoleWarning(cfg, now, u.Now()); why != "" && now.Role != before.Role {
		n.Level, n.Text = view.Warning, n.Text+" "+why
	}
	if why := u.stillKnown(before.User, now); why != "" {
		n.Level, n.Text = view.Warning, n.Text+" "+why
	}
	return n
}

// setFacts takes over what was typed. E-mail address and role are admins' to
// say, also one's own.
func setFacts(user *people.User, typed map[string]string, by people.User) error {
	if typed["name"] == "" {
		return wrongField("name", "a name is needed")
	}
	if typed["time_zone"] == "" {
		return wrongField("time_zone", "a time zone is needed, as in America/Chicago")
	}
	user.Name, user.TimeZone, user.JobTitle = typed["name"], typed["time_zone"], typed["job_title"]
	if !by.Role.AtLeast(people.Admin) {
		return nil
	}
	role := people.Role(typed["role"])
	if role == people.Owner && user.Role != people.Owner && by.Role != people.Owner {
		return wrongField("role", "only an owner makes an owner")
	}
	if role.Rank() == 0 {
		return wrongField("role", "choose a role")
	}
	user.Email, user.Role = typed["email"], role
	return nil
}

func wrongField(field, message string) error {
	f := engine.Fail(engine.Invalid, "%s", message)
	f.Field = field
	return f
}

// personAdd makes a person, and a link for them to sign in with.
func (u *ui) personAdd(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: typed(r, "name", "email", "role", "time_zone", "mail")}
	user := people.User{ID: config.NewID("user")}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := setFacts(&user, form.Values, who(r).User); err != nil {
			return err
		}
		if old, taken := next.ByEmail(user.Email); taken {
			return wrongField("email", alreadyThere(old))
		}
		next.Users[user.ID] = user
		return nil
	})
	if err == nil {
		u.invite(w, r, user, true)
		return
	}
	status, ok := refused(&form, err, lastName)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.personForm(w, r, status, subject{}, form, "")
}

func alreadyThere(u people.User) string {
	if u.Disabled {
		return u.Name + " has this address and has left: bring them back instead"
	}
	return u.Name + " has this address already"
}
