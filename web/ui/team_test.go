package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// teamDoors are the routes of teams, with a team that nothing belongs to.
func teamDoors(w *world) map[string]door {
	w.alters(func(next *engine.Config) {
		next.Teams = map[string]people.Team{"PTEAM01": {ID: "PTEAM01", Name: "Network"}}
	})
	return map[string]door{
		"GET /teams":                {"/teams", people.Viewer, 200},
		"GET /teams/new":            {"/teams/new", people.Admin, 200},
		"POST /teams/new":           {"/teams/new", people.Admin, 400},
		"GET /teams/{team}":         {"/teams/PTEAM01", people.Viewer, 200},
		"GET /teams/{team}/edit":    {"/teams/PTEAM01/edit", people.Admin, 200},
		"POST /teams/{team}/edit":   {"/teams/PTEAM01/edit", people.Admin, 400},
		"GET /teams/{team}/delete":  {"/teams/PTEAM01/delete", people.Admin, 200},
		"POST /teams/{team}/delete": {"/teams/PTEAM01/delete", people.Admin, 409},
	}
}

// network is a team with a manager, that the core network belongs to.
func network(w *world) {
	w.alters(func(next *engine.Config) {
		team := people.Team{ID: "PTEAM01", Name: "Network", Description: "Core and access"}
		next.Teams = map[string]people.Team{team.ID: team.With(personOf(responder), people.TeamManager)}
		core := next.Services["PCORE01"]
		core.Team = team.ID
		next.Services[core.ID] = core
	})
}

func (w *world) team(id string) people.Team { return w.db.Config().Teams[id] }

func TestATeamIsMadeChangedAndDeleted(t *testing.T) {
	w := open(t)
	w.shows(admin, "/teams").says("empty", "No team yet", "New team")
	w.shows(responder, "/teams").says("empty", "An admin can make the first one here.")

	p := w.posts(admin, "/teams/new", fields("name", " Towers ", "description", "Masts\r\nand power", "member.PRESPONDER", "manager", "member.PVIEWER", "observer", "member.PADMIN", ""))
	p.wantStatus(http.StatusSeeOther)
	id := strings.TrimPrefix(p.Result().Header.Get("Location"), "/teams/")
	want := people.Team{ID: id, Name: "Towers", Description: "Masts\nand power", Members: []people.Member{
		{User: "PRESPONDER", Role: people.TeamManager}, {User: "PVIEWER", Role: people.TeamObserver},
	}}
	if got := w.team(id); got.Name != want.Name || got.Description != want.Description || !slices.Equal(got.Members, want.Members) {
		t.Fatalf("made %+v, want %+v", got, want)
	}
	shown := w.shows(viewer, "/teams/"+id)
	shown.says("members", "The responder", "Manager: changes the team's schedules", "The viewer", "Observer: looks on")
	w.shows(viewer, "/teams").says("team", "Towers", "2 people, managed by The responder")
	w.shows(viewer, "/people").says("teams", "Towers")

	seen := config.Version(w.team(id))
	w.posts(admin, "/teams/"+id+"/edit", fields("seen", seen, "name", "Masts", "member.PRESPONDER", "observer", "member.PSCHEDULER", "responder")).wantStatus(http.StatusSeeOther)
	if got := w.team(id); got.Name != "Masts" || !slices.Equal(got.Members, []people.Member{{User: "PRESPONDER", Role: people.TeamObserver}, {User: "PSCHEDULER", Role: people.TeamResponder}}) {
		t.Errorf("changed to %+v", got)
	}
	again := w.posts(admin, "/teams/"+id+"/edit", fields("seen", seen, "name", "Poles"))
	again.wantStatus(http.StatusConflict).says("form-problem", "Somebody else has changed this")
	if w.team(id).Name != "Masts" {
		t.Error("what somebody else changed is overwritten")
	}
	w.posts(admin, "/teams/"+id+"/delete", fields("seen", seen)).wantStatus(http.StatusConflict)
	w.wantNotice(admin, w.posts(admin, "/teams/"+id+"/delete", fields("seen", config.Version(w.team(id)))), "The team Masts is deleted.")
	if w.team(id).ID != "" {
		t.Error("the team is still there")
	}
}

func TestWhatIsWrongWithATeamIsSaidBesideTheField(t *testing.T) {
	w := open(t)
	network(w)
	p := w.posts(admin, "/teams/new", fields("name", "NETWORK", "description", "x", "member.PVIEWER", "observer"))
	p.wantStatus(http.StatusBadRequest).says("error-name", "is taken by another team")
	if html := p.Body.String(); !strings.Contains(html, `<option value="observer" selected>`) || !strings.Contains(html, `value="NETWORK"`) {
		t.Error("what was typed is lost")
	}
	w.posts(admin, "/teams/new", fields("name", "x", "member.PVIEWER", "king")).wantStatus(http.StatusBadRequest).says("error-member.PVIEWER", "Choose one of these.")
	w.posts(admin, "/teams/new", fields("name", " ")).wantStatus(http.StatusBadRequest).says("error-name", "Give it a name.")
}

func TestATeamStaysWhileAnythingBelongsToIt(t *testing.T) {
	w := open(t)
	network(w)
	w.shows(admin, "/teams/PTEAM01/delete").says("belongs", `service "Core network"`)
	w.posts(admin, "/teams/PTEAM01/delete", fields("seen", config.Version(w.team("PTEAM01")))).wantStatus(http.StatusConflict).says("belongs", `service "Core network"`)
	if w.team("PTEAM01").ID == "" {
		t.Error("it is gone")
	}
}

func TestServicesAndPoliciesAreGivenToATeam(t *testing.T) {
	w := open(t)
	if p := w.shows(admin, "/services/PCORE01/edit"); strings.Contains(p.Body.String(), `name="team"`) {
		t.Error("a choice of teams where there are none")
	}
	network(w)
	s := w.db.Config().Services["PMAIL01"]
	typed := fields("seen", config.Version(s), "name", s.Name, "escalation_policy", s.Policy, "urgency", "high", "ack_timeout", "30m", "auto_resolve", "off", "flap_window", "off", "team", "PTEAM01")
	w.posts(admin, "/services/PMAIL01/edit", typed).wantStatus(http.StatusSeeOther)
	if got := w.db.Config().Services["PMAIL01"].Team; got != "PTEAM01" {
		t.Errorf("the service is of %q", got)
	}
	typed.Set("seen", config.Version(w.db.Config().Services["PMAIL01"]))
	typed.Set("team", "PGONE")
	w.posts(admin, "/services/PMAIL01/edit", typed).wantStatus(http.StatusBadRequest).says("error-team", "There is no team")

	p := w.db.Config().Policies["PPOLI01"]
	w.posts(admin, "/policies/PPOLI01/edit", fields("do", "save", "seen", config.Version(p), "name", p.Name, "repeat", "2", "team", "PTEAM01", "steps", "1",
		"steps[0].id", "PSTEP01", "steps[0].delay", "5m", "steps[0].targets", "1", "steps[0].targets[0]", "user:PRESPONDER")).wantStatus(http.StatusSeeOther)
	if got := w.db.Config().Policies["PPOLI01"].Team; got != "PTEAM01" {
		t.Errorf("the policy is of %q", got)
	}
	w.shows(viewer, "/teams/PTEAM01").says("belongs", "Core network", "Mail", "Default")
	w.shows(viewer, "/teams/PTEAM01").says("on-call-line", "Default", "The responder")
}

func TestListsAreNarrowedDownToATeam(t *testing.T) {
	w := open(t)
	network(w)
	w.opens("core", "Core is down")
	w.sends(mailKey, nil, engine.Event{Action: engine.Trigger, Key: "mail", Summary: "Mail is down", Severity: engine.Critical})
	for path, want := range map[string][2]bool{ // the core's, the mail's
		"/incidents?team=PTEAM01":                    {true, false},
		"/incidents?team=PTEAM01&service=PCORE01":    {true, false},
		"/incidents?team=PTEAM01&service=PMAIL01":    {false, false},
		"/incidents?team=PTEAM01&state=all":          {true, false},
		"/incidents?team=PGONE":                      {true, true}, // an old bookmark hides nothing
		"/incidents":                                 {true, true},
		"/incidents?team=PTEAM01&state=acknowledged": {false, false},
	} {
		html := w.shows(viewer, path).Body.String()
		if got := [2]bool{strings.Contains(html, "Core is down"), strings.Contains(html, "Mail is down")}; got != want {
			t.Errorf("%s shows the core's %v and the mail's %v, want %v", path, got[0], got[1], want)
		}
	}
	if html := w.shows(viewer, "/services?team=PTEAM01").Body.String(); !strings.Contains(html, "/services/PCORE01") || strings.Contains(html, "/services/PMAIL01") {
		t.Error("the services are not those of the team")
	}
	w.alters(func(next *engine.Config) { next.Teams["PTEAM02"] = people.Team{ID: "PTEAM02", Name: "Idle"} })
	w.shows(viewer, "/services?team=PTEAM02").says("empty", "This team has no service")
	w.shows(viewer, "/teams/PTEAM01").says("team-page", "1 triggered")
}
