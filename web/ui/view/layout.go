package view

import "slices"

// section is a place in the navigation.
type section struct {
	Path  string
	Word  string
	Icon  string
	Phone bool // in the bottom bar; the others are in the menu there
}

// A sectionGroup is what one looks for together: the rail parts the groups by a
// line, the menu gives each its name.
type sectionGroup struct {
	Word     string
	Sections []section
}

func sectionGroups() []sectionGroup {
	return []sectionGroup{
		{"Now", []section{
			{PathHome, "Incidents", "incidents", true},
			{PathOnCall, "On call", "oncall", true},
			{PathMyShifts, "My shifts", "shifts", true},
			{PathHandoffs, "Handoffs", "handoffs", false},
		}},
		{"Who is woken", []section{
			{PathSchedules, "Schedules", "schedules", false},
			{PathPolicies, "Policies", "policies", false},
			{PathPeople, "People", "people", false},
			{PathTeams, "Teams", "teams", false},
		}},
		{"What comes in", []section{
			{PathServices, "Services", "services", false},
			{PathHeartbeats, "Heartbeats", "heartbeats", false},
			{PathWatches, "Watches", "watches", false},
			{PathRules, "Event rules", "rules", false},
			{PathEquipment, "Equipment", "equipment", false},
		}},
		{"What happened", []section{
			{PathEvents, "Event log", "events", false},
			{PathPages, "Pages sent", "deliveries", false},
			{PathAudit, "Audit log", "audit", false},
		}},
		{"This box", []section{
			{PathHealth, "Health", "health", true},
			{PathReadiness, "Readiness", "readiness", false},
			{PathSettings, "Settings", "settings", false},
		}},
	}
}

// shown are the sections that the viewer may open.
func shown(p Page) []sectionGroup {
	closed := func(s section) bool {
		return s.Path == PathAudit && !p.Viewer.CanAdmin || s.Path == PathRules && !p.Viewer.CanAct
	}
	groups := sectionGroups()
	for i, g := range groups {
		groups[i].Sections = slices.DeleteFunc(g.Sections, closed)
	}
	return groups
}

// windowTitle is what stands in the tab; the number of triggered incidents
// comes first, because a tab shows little more than that.
func windowTitle(p Page, title string) string {
	if p.Triggered > 0 {
		return "(" + number(p.Triggered) + ") " + title + " · Wakeman"
	}
	return title + " · Wakeman"
}

// badge is the number on the navigation; empty for none.
func badge(p Page) string {
	if p.Triggered == 0 {
		return ""
	}
	return number(p.Triggered)
}
