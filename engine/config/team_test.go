package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

const teamFile = `
users:
  - {email: ana@example.net, role: owner}
  - {email: ben@example.net}
teams:
  - name: Network
    description: Core and access
    members:
      - {user: ANA@example.net, role: manager}
      - {user: ben@example.net}
schedules:
  - {name: Primary, time_zone: UTC, team: network, layers: []}
escalation_policies:
  - {name: Default, team: Network, steps: []}
services:
  - {name: Core, escalation_policy: Default, team: Network}
`

func TestAFileSaysWhoIsInATeamAndWhatBelongsToIt(t *testing.T) {
	c := apply(t, nil, teamFile)
	team := only(t, c.Teams)
	ana, _ := c.ByEmail("ana@example.net")
	ben, _ := c.ByEmail("ben@example.net")
	want := people.Team{
		ID: team.ID, Name: "Network", Description: "Core and access",
		Members: []people.Member{{User: ana.ID, Role: people.TeamManager}, {User: ben.ID, Role: people.TeamResponder}},
	}
	if diff := cmp.Diff(want, team); diff != "" {
		t.Error(diff)
	}
	for what, id := range map[string]string{
		"schedule": only(t, c.Schedules).Team, "policy": only(t, c.Policies).Team, "service": only(t, c.Services).Team,
	} {
		if id != team.ID {
			t.Errorf("the %s is of the team %q, want %q", what, id, team.ID)
		}
	}
	belongs := []string{`escalation policy "Default"`, `schedule "Primary"`, `service "Core"`}
	if got := config.BelongsTo(c, team.ID); !slices.Equal(got, belongs) {
		t.Errorf("what belongs to it: %q", got)
	}
}

func TestMistakesAboutTeamsAreNamed(t *testing.T) {
	for name, tc := range map[string]struct{ from, to, want string }{
		"no such person":       {"user: ben@", "user: bin@", `teams[0].members[1].user: no user has the e-mail address "bin@example.net" (did you mean "ben@example.net"?)`},
		"no such role":         {"role: manager", "role: boss", `teams[0].members[0].role: must be manager, responder or observer, not "boss"`},
		"no such team":         {"team: Network, steps", "team: Netwrk, steps", `escalation_policies[0].team: no team is called "Netwrk" (did you mean "Network"?)`},
		"no team of a service": {"_policy: Default, team: Network", "_policy: Default, team: NOC", `services[0].team: no team is called "NOC"`},
		"twice in it":          {"user: ben@", "user: ana@", `is already the name of the member on line`},
		"two of one name":      {"schedules:\n", "  - name: NETWORK\nschedules:\n", `"NETWORK" is already the name of the team on line`},
		"no name":              {"- name: Network\n    desc", "- desc", `teams[0].name: is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(teamFile, tc.from, tc.to, 1)
			if text == teamFile {
				t.Fatal("the file is as it was")
			}
			if got := refused(t, nil, text); !strings.Contains(got, tc.want) {
				t.Errorf("it says %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestATeamStaysWhileAnythingBelongsToIt(t *testing.T) {
	c := apply(t, nil, teamFile)
	got := refused(t, c, "teams: []")
	for _, use := range []string{`schedule "Primary"`, `escalation policy "Default"`, `service "Core"`} {
		if !strings.Contains(got, use) {
			t.Errorf("nothing of %s in: %s", use, got)
		}
	}
	id := only(t, c.Teams).ID
	_, err := config.Edit(c, early(), func(next *engine.Config) error { delete(next.Teams, id); return nil })
	want := `Network is still needed by escalation policy "Default", schedule "Primary", service "Core"; change that first`
	if problems, ok := err.(config.Problems); !ok || !slices.ContainsFunc(problems, func(p config.Problem) bool {
		return p.Kind == "team" && p.ID == id && p.Message == want
	}) {
		t.Errorf("the refusal is %v", err)
	}
	free := strings.NewReplacer("team: network, ", "", "team: Network, ", "", ", team: Network", "").Replace(teamFile)
	free = free[:strings.Index(free, "teams:")] + "teams: []\n" + free[strings.Index(free, "schedules:"):]
	if next := apply(t, c, free); len(next.Teams) != 0 {
		t.Errorf("the team is still there: %v", next.Teams)
	}
}

func TestWhoIsRemovedLeavesTheirTeams(t *testing.T) {
	c := apply(t, nil, teamFile)
	ana, _ := c.ByEmail("ana@example.net")
	ben, _ := c.ByEmail("ben@example.net")
	want := []people.Member{{User: ana.ID, Role: people.TeamManager}}

	byFile := apply(t, c, "users: [{email: ana@example.net, role: owner}]")
	if diff := cmp.Diff(want, only(t, byFile.Teams).Members); diff != "" {
		t.Errorf("by a file: %s", diff)
	}
	byEdit, err := config.Edit(c, early(), func(next *engine.Config) error { delete(next.Users, ben.ID); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, only(t, byEdit.Teams).Members); diff != "" {
		t.Errorf("by an edit: %s", diff)
	}
	if n := len(only(t, c.Teams).Members); n != 2 {
		t.Errorf("the configuration before has %d members now", n)
	}
}

func TestAnEditNamesTheTeamOrPersonThatIsNotThere(t *testing.T) {
	c := apply(t, nil, teamFile)
	team, service := only(t, c.Teams), only(t, c.Services)
	_, err := config.Edit(c, early(), func(next *engine.Config) error {
		next.Teams[team.ID] = team.With("PNOBODY", people.TeamObserver)
		service.Team = "PNOTEAM"
		next.Services[service.ID] = service
		return nil
	})
	want := config.Problems{
		{Kind: "service", ID: service.ID, Field: "team", Message: `there is no team with the id "PNOTEAM"`},
		{Kind: "team", ID: team.ID, Field: "members[2].user", Message: `nobody has the id "PNOBODY"`},
	}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Error(diff)
	}
}

func TestAChangeOfATeamIsToldByName(t *testing.T) {
	c := apply(t, nil, teamFile)
	next := apply(t, c, strings.Replace(strings.Replace(teamFile, "role: manager", "role: observer", 1), "_policy: Default, team: Network", "_policy: Default", 1))
	want := []config.Change{
		{Op: config.Alter, Kind: "team", Name: "Network", Fields: []config.FieldChange{{Path: "members[ana@example.net].role", Old: "manager", New: "observer"}}},
		{Op: config.Alter, Kind: "service", Name: "Core", Fields: []config.FieldChange{{Path: "team", Old: "Network", New: ""}}},
	}
	if diff := cmp.Diff(want, config.Diff(c, next)); diff != "" {
		t.Error(diff)
	}
}
