package ui

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// teamsList is every team, with who is on call for it.
func (u *ui) teamsList(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	var v view.TeamsPage
	for _, t := range cfg.SortedTeams() {
		v.Rows = append(v.Rows, teamRow(cfg, t, who(r).User.ID, u.Now()))
	}
	u.draw(w, r, http.StatusOK, view.Teams(u.noticed(w, r), v))
}

// teamShow is one team.
func (u *ui) teamShow(w http.ResponseWriter, r *http.Request) {
	t, ok := u.teamOf(w, r)
	if !ok {
		return
	}
	cfg := u.Store.Config()
	v := teamPage(cfg, t, who(r).User.ID, u.Now())
	for status, n := range map[engine.Status]*int{engine.Triggered: &v.Triggered, engine.Acked: &v.Acked} {
		services := cfg.ServicesOf([]string{t.ID})
		if len(services) == 0 {
			break
		}
		var err error
		if *n, err = u.Store.Count(store.IncidentQuery{Services: services, Statuses: []engine.Status{status}}); err != nil {
			u.fail(w, r, err)
			return
		}
	}
	u.draw(w, r, http.StatusOK, view.Team(u.noticed(w, r), v))
}

// teamRow is a team as the list shows it.
func teamRow(cfg *engine.Config, t people.Team, viewer string, now time.Time) view.TeamRow {
	row := view.TeamRow{Team: view.Ref{ID: t.ID, Name: t.Name}, Description: t.Description, Things: len(config.BelongsTo(cfg, t.ID))}
	for _, m := range t.Members {
		user, known := cfg.Users[m.User]
		if !known || user.Disabled {
			continue
		}
		row.Members++
		if m.Role == people.TeamManager {
			row.Managers = append(row.Managers, user.Name)
		}
	}
	for _, p := range cfg.PoliciesByName() {
		if goesBy(cfg, t.ID, p) {
			row.OnCall = append(row.OnCall, onCallLine(cfg, p, viewer, now))
		}
	}
	if row.Members == 0 && row.Things > 0 {
		row.Problem = "Nobody is in this team: only admins change its schedules."
	}
	return row
}

// goesBy reports whether a policy is the team's, or pages for one of its services.
func goesBy(cfg *engine.Config, team string, p engine.Policy) bool {
	if p.Team == team {
		return true
	}
	for _, id := range cfg.ServicesOf([]string{team}) {
		if cfg.Services[id].Policy == p.ID {
			return true
		}
	}
	return false
}

func teamPage(cfg *engine.Config, t people.Team, viewer string, now time.Time) view.TeamPage {
	v := view.TeamPage{TeamRow: teamRow(cfg, t, viewer, now)}
	for _, role := range people.TeamRoles() {
		for _, user := range cfg.Sorted() {
			if t.Role(user.ID) == role {
				v.People = append(v.People, view.TeamMember{Person: view.Ref{ID: user.ID, Name: user.Name}, Role: string(role), You: user.ID == viewer, Left: user.Disabled})
			}
		}
	}
	for _, s := range cfg.ServicesByName() {
		if cfg.TeamOf(s.ID) == t.ID {
			v.Services = append(v.Services, view.Ref{ID: s.ID, Name: s.Name})
		}
	}
	for _, p := range cfg.PoliciesByName() {
		if p.Team == t.ID {
			v.Policies = append(v.Policies, view.Ref{ID: p.ID, Name: p.Name})
		}
	}
	for _, s := range sortedSchedules(cfg) {
		if s.Team == t.ID {
			v.Schedules = append(v.Schedules, s.Name)
		}
	}
	return v
}

// teamChoices are the teams by name.
func teamChoices(cfg *engine.Config) []view.Option {
	var list []view.Option
	for _, t := range cfg.SortedTeams() {
		list = append(list, view.Option{Value: t.ID, Label: t.Name})
	}
	return list
}

// teamOptions are the choices for what may belong to a team; none where there
// are no teams.
func teamOptions(cfg *engine.Config) []view.Option {
	if len(cfg.Teams) == 0 {
		return nil
	}
	return append([]view.Option{{Label: "No team"}}, teamChoices(cfg)...)
}
