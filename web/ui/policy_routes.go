package ui

import "wakeman/engine/people"

// policyRoutes are escalation policies, settings and readiness. Everybody sees
// them; admins change them. Settings say to which servers pages go, with the
// links in them: only who has just proven who they are changes those.
func (u *ui) policyRoutes() []route {
	return []route{
		{"GET /policies", people.Viewer, u.policiesList},
		{"GET /policies/new", people.Admin, u.policyNew},
		{"POST /policies/new", people.Admin, u.policyDo},
		{"GET /policies/{policy}", people.Viewer, u.policyShow},
		{"GET /policies/{policy}/edit", people.Admin, u.policyEdit},
		{"POST /policies/{policy}/edit", people.Admin, u.policyDo},
		{"GET /policies/{policy}/delete", people.Admin, u.policyRemoval},
		{"POST /policies/{policy}/delete", people.Admin, u.policyDelete},
		{"GET /settings", people.Viewer, u.settingsShow},
		{"POST /settings", people.Admin, u.proven(u.settingsDo)},
		{"GET /readiness", people.Viewer, u.readinessShow},
	}
}
