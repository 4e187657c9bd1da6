package view

import "slices"

// section is a place in the navigation.
type section struct {
	Path  string
	Word  string
	Icon  string
	Phone bool // in the bottom bar; the others are in the menu there
}

func sections() []section {
	return []section{
		{PathHome, "Incidents", "incidents", true},
		{PathOnCall, "On call", "oncall", true},
		{PathMyShifts, "My shifts", "schedules", false},
		{PathSchedules, "Schedules", "schedules", false},
		{PathHandoffs, "Handoffs", "handoffs", false},
		{PathPeople, "People", "people", false},
		{PathTeams, "Teams", "people", false},
		{PathServices, "Services", "services", true},
		{PathHeartbeats, "Heartbeats", "events", false},
		{PathWatches, "Watches", "equipment", false},
		{PathPolicies, "Policies", "policies", false},
		{PathEquipment, "Equipment", "equipment", false},
		{PathEvents, "Event log", "events", false},
		{PathRules, "Event rules", "events", false},
		{PathPages, "Pages sent", "deliveries", false},
		{PathAudit, "Audit log", "audit", false},
		{PathHealth, "Health", "health", true},
		{PathReadiness, "Readiness", "readiness", false},
		{PathSettings, "Settings", "settings", false},
	}
}

// shown are the sections that the viewer may open.
func shown(p Page) []section {
	return slices.DeleteFunc(sections(), func(s section) bool { return s.Path == PathAudit && !p.Viewer.CanAdmin })
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
