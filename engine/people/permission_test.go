package people_test

import (
	"strings"
	"testing"

	"wakeman/engine/people"
)

// Every role, in every relation to the team a schedule belongs to.
func TestWhoMayChangeASchedule(t *testing.T) {
	const me = "PME0001"
	relations := map[string]struct {
		team string
		in   people.TeamRole
	}{
		"of no team":                  {"", ""},
		"of a team they are not in":   {"PTEAM01", ""},
		"of a team they look upon":    {"PTEAM01", people.TeamObserver},
		"of a team they take part in": {"PTEAM01", people.TeamResponder},
		"of a team they manage":       {"PTEAM01", people.TeamManager},
		"of a team that is gone":      {"PGONE01", ""},
	}
	roles := []people.Role{"", people.Viewer, people.Responder, people.Scheduler, people.Admin, people.Owner}
	may := map[string]string{ // in the order of roles
		"of no team":                  "no no no yes yes yes",
		"of a team they are not in":   "no no no no yes yes",
		"of a team they look upon":    "no no no no yes yes",
		"of a team they take part in": "no no no yes yes yes",
		"of a team they manage":       "no no yes yes yes yes",
		"of a team that is gone":      "no no no no yes yes",
	}
	for name, r := range relations {
		team := people.Team{ID: "PTEAM01", Name: "Network", Members: []people.Member{{User: "POTHER1", Role: people.TeamManager}}}
		if r.in != "" {
			team = team.With(me, r.in)
		}
		// That they manage another team does not help.
		other := people.Team{ID: "PTEAM02", Name: "Mail"}.With(me, people.TeamManager)
		d := people.Directory{Teams: map[string]people.Team{team.ID: team, other.ID: other}}
		for i, role := range roles {
			why := d.MayEditSchedule(role, me, r.team)
			if got, want := why == "", strings.Fields(may[name])[i] == "yes"; got != want {
				t.Errorf("a %s may change a schedule %s: %v, want %v (%s)", role, name, got, want, why)
			}
			if why != "" && r.team == team.ID && !strings.Contains(why, "Network") {
				t.Errorf("the refusal does not name the team: %s", why)
			}
		}
	}
}

func TestAnAccountsKeyIsInNoTeam(t *testing.T) {
	d := people.Directory{Teams: map[string]people.Team{"PTEAM01": {ID: "PTEAM01", Name: "Network", Members: []people.Member{{User: "", Role: people.TeamManager}}}}}
	if d.MayEditSchedule(people.Scheduler, "", "PTEAM01") == "" {
		t.Error("a key that is nobody's counts as a member")
	}
	if why := d.MayEditSchedule(people.Admin, "", "PTEAM01"); why != "" {
		t.Error(why)
	}
}

func TestWhoIsAddedTwiceIsInATeamOnce(t *testing.T) {
	before := people.Team{Name: "Network"}.With("PANN001", people.TeamObserver)
	after := before.With("PBEN001", people.TeamResponder).With("PANN001", people.TeamManager)
	if before.Role("PANN001") != people.TeamObserver || after.Role("PANN001") != people.TeamManager || len(after.Members) != 2 {
		t.Errorf("before %v, after %v", before, after)
	}
	if gone := after.Without("PANN001"); gone.Role("PANN001") != "" || len(gone.Members) != 1 || len(after.Members) != 2 {
		t.Errorf("without Ann %v, before %v", gone, after)
	}
}
