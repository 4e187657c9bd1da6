package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// teamNew is the form for a new team.
func (u *ui) teamNew(w http.ResponseWriter, r *http.Request) {
	u.drawTeam(w, r, http.StatusOK, people.Team{}, view.TeamFormPage{})
}

// teamEdit is the form that changes a team.
func (u *ui) teamEdit(w http.ResponseWriter, r *http.Request) {
	if t, ok := u.teamOf(w, r); ok {
		u.drawTeam(w, r, http.StatusOK, t, view.TeamFormPage{Form: teamForm(t), Seen: config.Version(t)})
	}
}

// teamForm is a team as its form shows it.
func teamForm(t people.Team) view.Form {
	f := view.Form{Values: map[string]string{"name": t.Name, "description": t.Description}}
	for _, m := range t.Members {
		f.Values[view.MemberField(m.User)] = string(m.Role)
	}
	return f
}

// drawTeam draws the form of a team. Who has left is offered only where they
// stand already, or the form would take them out unseen.
func (u *ui) drawTeam(w http.ResponseWriter, r *http.Request, status int, t people.Team, v view.TeamFormPage) {
	v.Team = view.Ref{ID: t.ID, Name: t.Name}
	for _, user := range u.Store.Config().Sorted() {
		switch {
		case !user.Disabled:
			v.People = append(v.People, view.Ref{ID: user.ID, Name: user.Name})
		case t.Role(user.ID) != "":
			v.People = append(v.People, view.Ref{ID: user.ID, Name: user.Name + " (has left)"})
		}
	}
	u.draw(w, r, status, view.TeamForm(u.page(r), v))
}

// typedTeam reads the form. set puts what was typed into a team: who is in it
// already keeps their place, and the others follow in the order of their names.
func (u *ui) typedTeam(r *http.Request) (f view.Form, set func(people.Team) people.Team) {
	f = view.Form{Values: typed(r, "name"), Errors: map[string]string{}}
	f.Values["description"] = cut(r.PostFormValue("description"), maxTyped)
	roles := map[string]people.TeamRole{}
	users := u.Store.Config().Sorted()
	for _, user := range users {
		field := view.MemberField(user.ID)
		role := people.TeamRole(r.PostFormValue(field))
		if role == "" {
			continue
		}
		if !slices.Contains(people.TeamRoles(), role) {
			say(&f, field, "Choose one of these")
		}
		f.Values[field], roles[user.ID] = string(role), role
	}
	if f.Value("name") == "" {
		say(&f, "name", "Give it a name")
	}
	return f, func(t people.Team) people.Team {
		t.Name, t.Description = f.Value("name"), lines(f.Value("description"))
		for _, user := range users {
			if role, in := roles[user.ID]; in {
				t = t.With(user.ID, role)
			} else {
				t = t.Without(user.ID)
			}
		}
		return t
	}
}

// teamMake makes a team.
func (u *ui) teamMake(w http.ResponseWriter, r *http.Request) {
	u.putTeam(w, r, people.Team{ID: config.NewID(config.TeamID)}, true)
}

// teamSave changes a team. Of two who edit it at once the second is told, and
// saves over the first only by pressing again.
func (u *ui) teamSave(w http.ResponseWriter, r *http.Request) {
	if t, ok := u.teamOf(w, r); ok {
		u.putTeam(w, r, t, false)
	}
}

func (u *ui) putTeam(w http.ResponseWriter, r *http.Request, t people.Team, isNew bool) {
	form, set := u.typedTeam(r)
	seen := r.PostFormValue("seen")
	var err error
	if !form.Failed() {
		_, err = u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
			now, there := next.Teams[t.ID]
			switch {
			case isNew:
				now = t
			case !there:
				return gone()
			default:
				if err := changed(now, seen); err != nil {
					return err
				}
			}
			next.Teams[t.ID] = set(now)
			return nil
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: fmt.Sprintf("%s is saved.", form.Value("name"))}, view.TeamPath(t.ID))
			return
		}
	}
	u.teamAgain(w, r, t, isNew, view.TeamFormPage{Form: form, Seen: seen}, err)
}

// teamAgain draws the form again with what was typed and why it was refused.
func (u *ui) teamAgain(w http.ResponseWriter, r *http.Request, t people.Team, isNew bool, v view.TeamFormPage, err error) {
	status := http.StatusBadRequest
	if err != nil {
		var ok bool
		status, ok = refused(&v.Form, err, func(p config.Problem) string {
			if p.Kind != "team" {
				return ""
			}
			field, _, _ := strings.Cut(p.Field, "[")
			return field
		})
		if !ok {
			u.fail(w, r, err)
			return
		}
	}
	if engine.CodeOf(err) == engine.Conflict {
		v.Seen = config.Version(t)
	}
	if isNew {
		t = people.Team{}
	}
	u.drawTeam(w, r, status, t, v)
}
