package preview

import (
	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func teamRow() view.TeamRow {
	return view.TeamRow{
		Team: view.Ref{ID: "PTEAM01", Name: "Network"}, Description: "Core, access and transit: what everybody notices.",
		Members: 4, Managers: []string{"Dana Whitfield"}, OnCall: duty()[:1], Things: 4,
	}
}

func teamPeople() []view.Ref {
	return []view.Ref{{ID: "PUSER01", Name: "Dana Whitfield"}, {ID: "PUSER02", Name: "Night technician"}, {ID: "PUSER03", Name: arabic}, {ID: "PUSER04", Name: markup + longHost}, {ID: "PUSER05", Name: "Lee Ortega (has left)"}}
}

func teamSamples(p view.Page, add func(string, templ.Component)) {
	reader := p
	reader.Viewer = view.Viewer{Name: "Front desk", Email: "desk@example.net", Role: "viewer"}
	bare := view.TeamRow{Team: view.Ref{ID: "PTEAM02", Name: markup + longHost}, Things: 1, Problem: "Nobody is in this team: only admins change its schedules."}
	add("teams", view.Teams(p, view.TeamsPage{Rows: []view.TeamRow{teamRow(), bare, {Team: view.Ref{ID: "PTEAM03", Name: arabic}, Members: 1}}}))
	add("teams-empty", view.Teams(p, view.TeamsPage{}))
	add("teams-empty-viewer", view.Teams(reader, view.TeamsPage{}))
	add("team", view.Team(p, view.TeamPage{
		TeamRow: teamRow(), Triggered: 2, Acked: 1,
		People: []view.TeamMember{
			{Person: view.Ref{ID: "PUSER01", Name: "Dana Whitfield"}, Role: "manager"},
			{Person: view.Ref{ID: "PUSER02", Name: "Night technician"}, Role: "responder", You: true},
			{Person: view.Ref{ID: "PUSER03", Name: arabic}, Role: "observer"},
			{Person: view.Ref{ID: "PUSER05", Name: "Lee Ortega"}, Role: "responder", Left: true},
		},
		Services: []view.Ref{core(), {ID: "PMAIL01", Name: "Mail"}}, Policies: []view.Ref{{ID: "PPOL001", Name: "Default"}}, Schedules: []string{"Primary"},
	}))
	add("team-empty", view.Team(p, view.TeamPage{TeamRow: view.TeamRow{Team: view.Ref{ID: "PTEAM03", Name: "Towers"}}}))
	add("team-new", view.TeamForm(p, view.TeamFormPage{People: teamPeople()[:3]}))
	values := map[string]string{"name": "Network", "description": "Core, access and transit.", view.MemberField("PUSER01"): "manager", view.MemberField("PUSER02"): "responder", view.MemberField("PUSER05"): "observer"}
	add("team-edit", view.TeamForm(p, view.TeamFormPage{Team: view.Ref{ID: "PTEAM01", Name: "Network"}, Seen: "1", People: teamPeople(), Form: view.Form{Values: values}}))
	add("team-edit-wrong", view.TeamForm(p, view.TeamFormPage{Team: view.Ref{ID: "PTEAM01", Name: "Network"}, Seen: "1", People: teamPeople(), Form: view.Form{
		Values: values, Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare.",
		Errors: map[string]string{"name": "“Network” is taken by another team.", view.MemberField("PUSER02"): "Choose one of these."},
	}}))
	add("team-delete", view.TeamRemoval(p, view.TeamDeletePage{Team: view.Ref{ID: "PTEAM01", Name: "Network"}, Seen: "1"}))
	add("team-delete-needed", view.TeamRemoval(p, view.TeamDeletePage{Team: view.Ref{ID: "PTEAM01", Name: "Network"}, Seen: "1", Belongs: []string{`escalation policy "Default"`, `service "Core network"`}}))
}
