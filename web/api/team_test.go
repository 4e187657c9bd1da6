package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

func TestTheClientManagesTeams(t *testing.T) {
	w := open(t)
	c := w.client("oona")
	made := must(c.CreateTeamWithContext(ctx(t), &pagerduty.Team{Name: " Mail ", Description: "Postmasters"}))(t)
	if made.ID == "" || made.Name != "Mail" || made.Description != "Postmasters" || made.Type != "team" || made.Summary != "Mail" {
		t.Fatalf("made %+v", made)
	}
	changed := must(c.UpdateTeamWithContext(ctx(t), made.ID, &pagerduty.Team{Name: "Mail and web"}))(t)
	if changed.ID != made.ID || changed.Name != "Mail and web" || changed.Description != "Postmasters" {
		t.Errorf("changed %+v", changed)
	}
	got := must(c.GetTeamWithContext(ctx(t), made.ID))(t)
	if diff := cmp.Diff(changed, got); diff != "" {
		t.Error(diff)
	}
	for _, add := range []pagerduty.AddUserToTeamOptions{
		{TeamID: made.ID, UserID: "PVIC001", Role: pagerduty.TeamUserRoleObserver},
		{TeamID: made.ID, UserID: "PANN001"},
		{TeamID: made.ID, UserID: "POONA01", Role: pagerduty.TeamUserRoleManager},
		{TeamID: made.ID, UserID: "POONA01"},
	} {
		if err := c.AddUserToTeamWithContext(ctx(t), add); err != nil {
			t.Fatal(err)
		}
	}
	members := func() (list []string) {
		for _, m := range must(c.ListTeamMembersPaginated(ctx(t), made.ID))(t) {
			list = append(list, m.User.Summary+" "+m.Role)
		}
		return list
	}
	if diff := cmp.Diff([]string{"Vic Viewer observer", "Ann Night responder", "Oona Owner manager"}, members()); diff != "" {
		t.Error(diff)
	}
	if err := c.RemoveUserFromTeamWithContext(ctx(t), made.ID, "PANN001"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Vic Viewer observer", "Oona Owner manager"}, members()); diff != "" {
		t.Error(diff)
	}
	if err := c.AddEscalationPolicyToTeamWithContext(ctx(t), made.ID, "PPOLI02"); err != nil {
		t.Fatal(err)
	}
	p := must(c.GetEscalationPolicyWithContext(ctx(t), "PPOLI02", nil))(t)
	if len(p.Teams) != 1 || p.Teams[0].ID != made.ID || p.Teams[0].Type != "team_reference" {
		t.Errorf("the policy is of %+v", p.Teams)
	}
	err := c.DeleteTeamWithContext(ctx(t), made.ID)
	wantAPIError(t, err, 400, 2001)
	if !strings.Contains(err.Error(), `escalation policy "Boss only"`) {
		t.Errorf("the refusal does not say what belongs to it: %v", err)
	}
	if err := c.RemoveEscalationPolicyFromTeamWithContext(ctx(t), made.ID, "PPOLI02"); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteTeamWithContext(ctx(t), made.ID); err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, team := range must(c.ListTeamsWithContext(ctx(t), pagerduty.ListTeamOptions{Query: "net"}))(t).Teams {
		names = append(names, team.Name)
	}
	if diff := cmp.Diff([]string{"Network"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsWrongAboutATeamIsNamed(t *testing.T) {
	w := open(t)
	for _, tc := range []struct {
		request, body string
		status, code  int
		mention       string
	}{
		{"POST /teams", `{"team":{"name":"network"}}`, 400, 2001, "taken by another team"},
		{"POST /teams", `{"team":{"description":"x"}}`, 400, 2001, "name"},
		{"POST /teams", `{"team":{"name":7}}`, 400, 2001, "name"},
		{"PUT /teams/PTEAM01/users/PANN001", `{"role":"boss"}`, 400, 2001, "manager, responder, observer"},
		{"PUT /teams/PTEAM01/users/PANN001", `{"role"`, 400, 2001, "not JSON"},
		{"PUT /teams/PTEAM01/users/PNOBODY", ``, 404, 2100, "user"},
		{"DELETE /teams/PTEAM01/users/PVIC001", ``, 404, 2100, "member"},
		{"PUT /teams/PNOTEAM/users/PANN001", ``, 404, 2100, "team"},
		{"GET /teams/PNOTEAM/members", ``, 404, 2100, "team"},
		{"DELETE /teams/PTEAM01/escalation_policies/PPOLI01", ``, 404, 2100, "policy"},
		{"PUT /services/PCORE01", `{"service":{"teams":[{"id":"PNOTEAM"}]}}`, 400, 2001, "teams: there is no team"},
		{"PUT /services/PCORE01", `{"service":{"teams":[{"id":"PTEAM01"},{"id":"PTEAM02"}]}}`, 400, 2001, "one team at most"},
		{"PUT /escalation_policies/PPOLI01", `{"escalation_policy":{"teams":[{}]}}`, 400, 2001, "teams[0].id"},
	} {
		method, path, _ := strings.Cut(tc.request, " ")
		status, header, body := w.asks("oona", method, "/api"+path, tc.body)
		w.wantError(status, header, body, tc.status, tc.code, tc.mention)
	}
}

// A service without a team of its own is looked after by its policy's, and its
// incidents are too.
func TestListsAreNarrowedToTeams(t *testing.T) {
	cfg := smallProvider()
	cfg.Teams["PTEAM02"] = people.Team{ID: "PTEAM02", Name: "Mail"}
	core, policy := cfg.Services["PCORE01"], cfg.Policies["PPOLI02"]
	core.Team, policy.Team = "PTEAM01", "PTEAM02"
	cfg.Services[core.ID], cfg.Policies[policy.ID] = core, policy
	w := openWith(t, cfg)
	w.opens("a", "a tower")
	c := w.client("vic")
	for teams, want := range map[string]string{
		"PTEAM01": "services [Core network] policies [] people [Ann Night Ben Day] incidents [a tower]",
		"PTEAM02": "services [Mail Old platform] policies [Boss only] people [] incidents []",
		"PNOTEAM": "services [] policies [] people [] incidents []",
		"":        "services [Core network Mail Old platform] policies [Boss only Default] people [Ann Night Ben Day Oona Owner Vic Viewer] incidents [a tower]",
	} {
		ids := slices.DeleteFunc([]string{teams}, func(s string) bool { return s == "" })
		names := map[string][]string{}
		for _, s := range must(c.ListServicesWithContext(ctx(t), pagerduty.ListServiceOptions{TeamIDs: ids}))(t).Services {
			names["services"] = append(names["services"], s.Name)
		}
		for _, p := range must(c.ListEscalationPoliciesWithContext(ctx(t), pagerduty.ListEscalationPoliciesOptions{TeamIDs: ids}))(t).EscalationPolicies {
			names["policies"] = append(names["policies"], p.Name)
		}
		for _, u := range must(c.ListUsersWithContext(ctx(t), pagerduty.ListUsersOptions{TeamIDs: ids}))(t).Users {
			names["people"] = append(names["people"], u.Name)
		}
		for _, in := range must(c.ListIncidentsWithContext(ctx(t), pagerduty.ListIncidentsOptions{TeamIDs: ids}))(t).Incidents {
			names["incidents"] = append(names["incidents"], in.Title)
		}
		got := fmt.Sprintf("services %v policies %v people %v incidents %v", names["services"], names["policies"], names["people"], names["incidents"])
		if got != want {
			t.Errorf("of %q: %s\nwant %s", teams, got, want)
		}
	}
	in := must(c.GetIncidentWithContext(ctx(t), "1"))(t)
	if len(in.Teams) != 1 || in.Teams[0].Summary != "Network" {
		t.Errorf("the incident is of %+v", in.Teams)
	}
	_, _, body := w.asks("vic", "GET", "/api/incidents?team_ids[]=PTEAM01&service_ids[]=PMAIL01", "")
	if !strings.Contains(body, `"incidents":[]`) {
		t.Errorf("of both: %s", body)
	}
}

func TestAServiceThatIsSentBackAsItWasShownStaysItsPolicysTeams(t *testing.T) {
	cfg := smallProvider()
	policy := cfg.Policies["PPOLI01"]
	policy.Team = "PTEAM01"
	cfg.Policies[policy.ID] = policy
	w := openWith(t, cfg)
	s := must(w.client("oona").GetServiceWithContext(ctx(t), "PCORE01", nil))(t)
	if len(s.Teams) != 1 || s.Teams[0].ID != "PTEAM01" {
		t.Fatalf("the service is of %+v", s.Teams)
	}
	must(w.client("oona").UpdateServiceWithContext(ctx(t), *s))(t)
	if got := w.db.Config().Services["PCORE01"].Team; got != "" {
		t.Errorf("the service has the team %q of its own now", got)
	}
}

// A scheduler, and others, in every relation to the team of a schedule, by every
// request that changes schedules.
func TestWhoMayChangeSchedulesOfATeam(t *testing.T) {
	const override = `{"override":{"start":"2026-03-05T09:00:00Z","end":"2026-03-05T10:00:00Z","user":{"id":"PBEN001"}}}`
	requests := []struct{ request, body string }{
		{"PUT /schedules/PTEAMS1", `{"description":"x"}`},
		{"POST /schedules/PTEAMS1/overrides", override},
		{"DELETE /schedules/PTEAMS1/overrides/POVER09", ""},
		{"DELETE /schedules/PTEAMS1", ""},
		{"POST /schedules/preview", `{"id":"PTEAMS1","name":"Towers"}`},
		{"POST /schedules", `{"name":"N","time_zone":"UTC","teams":[{"id":"PTEAM09"}]}`},
		{"PUT /schedules/PFREE03", `{"teams":[{"id":"PTEAM09","type":"team_reference"}]}`}, // into the team
	}
	for role, may := range map[people.TeamRole]string{
		"":                   "account oona",
		people.TeamObserver:  "account oona",
		people.TeamResponder: "ben account oona",
		people.TeamManager:   "ann ben account oona",
	} {
		for _, r := range requests {
			for _, key := range []string{"vic", "readonly", "ingest", "wall", "ann", "ben", "account", "oona"} {
				allowed := slices.Contains(strings.Fields(may), key)
				// What belongs to no team is a scheduler's to begin with.
				if r.request == "PUT /schedules/PFREE03" && key == "ann" {
					allowed = false
				}
				w := openWith(t, towers(role))
				before := w.db.Config()
				method, path, _ := strings.Cut(r.request, " ")
				status, header, body := w.asks(key, method, "/api"+path, r.body)
				switch {
				case allowed && (status < 200 || status > 299):
					t.Errorf("%s as %q of the team sends %s: %d %s", key, role, r.request, status, body)
				case !allowed && status != http.StatusForbidden:
					t.Errorf("%s as %q of the team sends %s: %d, want 403", key, role, r.request, status)
				case !allowed:
					w.wantAnswer(status, header, body)
					if w.db.Config() != before {
						t.Errorf("%s as %q: %s was refused and changed something", key, role, r.request)
					}
					if key == "ben" && !strings.Contains(body, "the team Towers") {
						t.Errorf("the refusal does not name the team: %s", body)
					}
				}
			}
		}
	}
}

// towers has a schedule of a team, in which Vic, Ann and Ben have that role.
func towers(role people.TeamRole) *engine.Config {
	c := roomyProvider()
	team := people.Team{ID: "PTEAM09", Name: "Towers"}
	if role != "" {
		team = team.With("PVIC001", role).With("PANN001", role).With("PBEN001", role)
	}
	c.Teams[team.ID] = team
	s := primary()
	s.ID, s.Name, s.Team = "PTEAMS1", "Tower rota", team.ID
	s.Overrides = []schedules.Override{{ID: "POVER09", Start: start().AddDate(0, 0, 2), End: start().AddDate(0, 0, 3), User: "POONA01", CreatedAt: start()}}
	c.Schedules[s.ID] = s
	return c
}

func TestAScheduleIsNotTakenFromATeamByWhoIsNotInIt(t *testing.T) {
	w := openWith(t, towers(people.TeamResponder))
	for body, want := range map[string]int{
		`{"teams":[]}`:                 200, // Ben takes part, and is a scheduler
		`{"teams":[{"id":"PFREE04"}]}`: 403, // not into a team he is not in
	} {
		if status, _, got := w.asks("ben", "PUT", "/api/schedules/PTEAMS1", body); status != want {
			t.Errorf("%s: %d, want %d: %s", body, status, want, got)
		}
	}
	w = openWith(t, towers(people.TeamManager))
	if status, _, body := w.asks("ann", "PUT", "/api/schedules/PTEAMS1", `{"teams":null}`); status != 403 {
		t.Errorf("a manager who is no scheduler set the schedule free: %d %s", status, body)
	}
}
