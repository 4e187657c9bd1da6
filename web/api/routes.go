package api

import (
	"net/http"
	"slices"

	"wakeman/engine/people"
)

// route is one endpoint: what it answers, who may call it, and how it is
// described in openapi.json.
type route struct {
	method string
	path   string // below /api
	role   people.Role
	handle handler
	status int  // of an answer without error; 0: 200 for GET and PUT, 201 for POST, 204 for DELETE
	public bool // strangers may call it
	doc
}

// routes is every endpoint there is. Anything else below /api is answered 404,
// or 405 when the path exists for another method.
func (s *server) routes() []route {
	return slices.Concat(
		s.incidentRoutes(), s.policyRoutes(), s.serviceRoutes(), s.watchRoutes(), s.eventRuleRoutes(), s.scheduleRoutes(), s.absenceRoutes(), s.calendarRoutes(), s.userRoutes(), s.contactRoutes(), s.teamRoutes(), s.accessRoutes(), s.settingsRoutes(), s.upkeepRoutes(), s.logRoutes(), s.handoffRoutes(), s.otherRoutes(),
	)
}

// answer is the status of an answer without error.
func (r route) answer() int {
	switch {
	case r.status != 0:
		return r.status
	case r.method == http.MethodPost:
		return http.StatusCreated
	case r.method == http.MethodDelete:
		return http.StatusNoContent
	}
	return http.StatusOK
}

// serve answers the routes with and without a trailing slash: go-pagerduty
// sends some with one.
func (s *server) serve(all []route) {
	for _, r := range all {
		for _, end := range []string{"", "/{$}"} {
			pattern := r.method + " /api" + r.path + end
			s.inner.Handle(pattern, s.handle(r.answer(), r.handle))
			s.table[pattern] = r
		}
	}
}

func (s *server) incidentRoutes() []route {
	one, many := gives("incident", incidentWire{}), givesList("incidents", incidentWire{})
	act := people.Responder
	return []route{
		read("/incidents", s.listIncidents, "List incidents", many).asks(
			"statuses[]", "service_ids[]", "team_ids[]", "urgencies[]", "priorities[]", "user_ids[]", "incident_key", "query", "since", "until", "date_range", "sort_by", "time_zone"),
		read("/incidents/{id}", s.getIncident, "Show an incident", one),
		{method: "PUT", path: "/incidents", role: act, handle: s.updateIncidents, doc: does("Change several incidents: all of them or none", takes("", bulkOrder{}), gives("incidents", []incidentWire{}))},
		{method: "PUT", path: "/incidents/{id}", role: act, handle: s.updateIncident, doc: does("Change an incident", takes("incident", changeOrder{}), one)},
		create("/incidents", act, s.openIncident, "Open an incident by hand", takes("incident", openingOrder{}), one),
		{method: "PUT", path: "/incidents/{id}/merge", role: act, handle: s.mergeIncidents, doc: does("Make other incidents part of this one", takes("", mergeOrder{}), one)},
		{method: "POST", path: "/incidents/{id}/snooze", role: act, handle: s.snoozeIncident, doc: does("Snooze an incident for a number of seconds", takes("", snoozeOrder{}), one)},
		{method: "POST", path: "/incidents/{id}/undo", role: act, status: http.StatusOK, handle: s.undoIncident, doc: does("Take back one's own last acknowledge, snooze or resolve: whoever had the incident has it again, and nobody is paged for that", takes("", object{}), one)},
		read("/incidents/{id}/notes", s.listNotes, "List the notes of an incident", gives("notes", []noteWire{})),
		{method: "POST", path: "/incidents/{id}/notes", role: act, handle: s.createNote, doc: does("Note something on an incident", takes("note", noteOrder{}), gives("note", noteWire{}))},
		read("/incidents/{id}/log_entries", s.listIncidentLogEntries, "List the log entries of an incident", givesList("log_entries", logEntryWire{})).asks("since", "until", "is_overview", "time_zone"),
		read("/incidents/{id}/alerts", s.listAlerts, "List the alerts of an incident", givesList("alerts", alertWire{})).asks("statuses[]", "sort_by"),
		read("/incidents/{id}/alerts/{alert}", s.getAlert, "Show an alert", gives("alert", alertWire{})),
	}
}

func (s *server) policyRoutes() []route {
	one, rule := gives("escalation_policy", policyWire{}), gives("escalation_rule", ruleWire{})
	order, step := takes("escalation_policy", policyOrder{}), takes("escalation_rule", ruleOrder{})
	return []route{
		read("/escalation_policies", listPolicies, "List escalation policies", givesList("escalation_policies", policyWire{})).asks("query", "user_ids[]", "team_ids[]", "sort_by"),
		read("/escalation_policies/{id}", getPolicy, "Show an escalation policy", one),
		create("/escalation_policies", people.Admin, s.createPolicy, "Create an escalation policy", order, one),
		update("/escalation_policies/{id}", people.Admin, s.updatePolicy, "Change an escalation policy", order, one),
		remove("/escalation_policies/{id}", people.Admin, s.deletePolicy, "Delete an escalation policy that nothing uses"),
		read("/escalation_policies/{id}/escalation_rules", listPolicyRules, "List the rules of an escalation policy", givesList("escalation_rules", ruleWire{})),
		read("/escalation_policies/{id}/escalation_rules/{rule}", getPolicyRule, "Show a rule of an escalation policy", rule),
		create("/escalation_policies/{id}/escalation_rules", people.Admin, s.createPolicyRule, "Add a rule at the end of an escalation policy", step, rule),
		update("/escalation_policies/{id}/escalation_rules/{rule}", people.Admin, s.updatePolicyRule, "Change a rule of an escalation policy", step, rule),
		remove("/escalation_policies/{id}/escalation_rules/{rule}", people.Admin, s.deletePolicyRule, "Delete a rule of an escalation policy"),
	}
}

func (s *server) serviceRoutes() []route {
	one, integration := gives("service", serviceWire{}), gives("integration", integrationWire{})
	order, door := takes("service", serviceOrder{}), takes("integration", integrationOrder{})
	beat, pulse := gives("heartbeat", beatWire{}), takes("heartbeat", beatOrder{})
	return []route{
		read("/services", s.listServices, "List services", givesList("services", serviceWire{})).asks("query", "team_ids[]", "sort_by"),
		read("/services/{id}", s.getService, "Show a service", one),
		create("/services", people.Admin, s.createService, "Create a service", order, one),
		update("/services/{id}", people.Admin, s.updateService, "Change a service", order, one),
		remove("/services/{id}", people.Admin, s.deleteService, "Delete a service and its integrations; its incidents stay"),
		read("/services/{id}/integrations", s.listIntegrations, "List the integrations of a service", givesList("integrations", integrationWire{})),
		read("/services/{id}/integrations/{integration}", s.getIntegration, "Show an integration", integration),
		create("/services/{id}/integrations", people.Admin, s.createIntegration, "Create an integration", door, integration),
		update("/services/{id}/integrations/{integration}", people.Admin, s.updateIntegration, "Change an integration", door, integration),
		{method: "POST", path: "/services/{id}/integrations/{integration}/test", role: people.Admin, handle: s.testIntegration, doc: does("Send an integration what its sender would send, marked as a test: it pages nobody", takes("", testOrder{}), gives("event", rawPostWire{}))},
		read("/services/{id}/heartbeats", s.listHeartbeats, "List the heartbeats of a service", givesList("heartbeats", beatWire{})),
		read("/services/{id}/heartbeats/{heartbeat}", s.getHeartbeat, "Show a heartbeat", beat),
		create("/services/{id}/heartbeats", people.Admin, s.createHeartbeat, "Create a heartbeat", pulse, beat),
		update("/services/{id}/heartbeats/{heartbeat}", people.Admin, s.updateHeartbeat, "Change a heartbeat", pulse, beat),
		remove("/services/{id}/heartbeats/{heartbeat}", people.Admin, s.deleteHeartbeat, "Delete a heartbeat: an open incident of it is resolved"),
		remove("/services/{id}/integrations/{integration}", people.Admin, s.deleteIntegration, "Delete an integration: senders that use its key are refused"),
	}
}

func (s *server) scheduleRoutes() []route {
	one, order := gives("schedule", layeredScheduleWire{}), takes("schedule", scheduleOrder{})
	may := people.Responder // at least: whose schedule it is decides, see mayEdit
	all := []route{
		read("/schedules", listSchedules, "List schedules", givesList("schedules", scheduleWire{})).asks("query", "team_ids[]"),
		read("/schedules/{id}", getSchedule, "Show a schedule, rendered for a window", one).asks("since", "until", "time_zone", "overflow"),
		create("/schedules", may, s.createSchedule, "Create a schedule", order, one),
		update("/schedules/{id}", may, s.updateSchedule, "Change a schedule", order, one),
		remove("/schedules/{id}", may, s.deleteSchedule, "Delete a schedule that nothing uses"),
		{method: "POST", path: "/schedules/preview", role: may, status: http.StatusOK, handle: previewSchedule, doc: does("Check and render a schedule without storing it", order, one)},
		create("/schedules/{id}/overrides", may, s.createOverrides, "Create overrides: a list, or one", takes("", overridesOrder{}), gives("", []overrideMadeWire{}).or(gives("override", overrideWire{}))),
		remove("/schedules/{id}/overrides/{override}", may, s.deleteOverride, "Delete an override to come, end one that runs"),
		read("/schedules/{id}/users", listScheduleUsers, "List who is on call in a window", gives("users", []userWire{})).asks("since", "until", "time_zone"),
		read("/schedules/{id}/advice", getAdvice, "Say what could be better about a schedule in the quarter to come", gives("advice", adviceWire{})).asks("since", "until", "time_zone"),
		read("/schedules/{id}/overrides", listOverrides, "List the overrides of a window", gives("overrides", []overrideWire{})).asks("since", "until", "editable", "time_zone"),
	}
	for i := range all {
		if all[i].role == may {
			all[i].needs = "Needs the role scheduler, and for a schedule of a team to take part in it; or to manage that team; or the role admin."
		}
	}
	return append(all, s.swapRoutes()...)
}

// swapRoutes are requests to take a shift, Wakeman's own.
func (s *server) swapRoutes() []route {
	one, answer := gives("swap", swapWire{}), takes("", answerOrder{})
	all := []route{
		create("/schedules/{id}/swaps", people.Responder, s.createSwap, "Ask who takes a shift; whoever asks stays on call until then", takes("swap", swapOrder{}), one),
		{method: "POST", path: "/schedules/{id}/swaps/{swap}/take", role: people.Responder, status: http.StatusOK, handle: s.takeSwap, doc: does("Take a shift that is asked for", answer, gives("overrides", []overrideWire{}))},
		{method: "POST", path: "/schedules/{id}/swaps/{swap}/decline", role: people.Responder, status: http.StatusOK, handle: s.declineSwap, doc: does("Decline to take a shift", answer, one)},
		{method: "DELETE", path: "/schedules/{id}/swaps/{swap}", role: people.Responder, handle: s.deleteSwap, doc: does("Withdraw a request", shape{}, shape{})},
	}
	for i := range all {
		all[i].needs = "Needs the role responder, for one's own shifts; for others', whoever may change the schedule."
	}
	return append(all, read("/schedules/{id}/swaps", listSwaps, "List the open requests to take a shift", gives("swaps", []swapWire{})))
}

func (s *server) userRoutes() []route {
	one, saved := gives("user", userWire{}), gives("user", userSavedWire{})
	method, rule := gives("contact_method", contactMethodWire{}), gives("notification_rule", notificationRuleWire{})
	order, methodIn, ruleIn := takes("user", userOrder{}), takes("contact_method", methodOrder{}), takes("notification_rule", notificationOrder{})
	handoff, handoffIn := gives("oncall_handoff_notification_rule", handoffRuleWire{}), takes("oncall_handoff_notification_rule", handoffOrder{})
	return []route{
		read("/users", listUsers, "List people", givesList("users", userWire{})).asks("query", "team_ids[]"),
		read("/users/me", getCurrentUser, "Show whose key this is", one),
		read("/users/{id}", getUser, "Show a person", one),
		create("/users", people.Admin, s.createUser, "Create a person", order, saved),
		update("/users/{id}", people.Viewer, s.updateUser, "Change a person", order, saved).may(themselves),
		remove("/users/{id}", people.Admin, s.deleteUser, "Delete a person whom nothing needs"),
		read("/users/{id}/contact_methods", listContactMethods, "List the contact methods of a person", givesList("contact_methods", contactMethodWire{})),
		read("/users/{id}/contact_methods/{method}", getContactMethod, "Show a contact method", method),
		create("/users/{id}/contact_methods", people.Viewer, s.createContactMethod, "Create a contact method", methodIn, method).may(themselves),
		update("/users/{id}/contact_methods/{method}", people.Viewer, s.updateContactMethod, "Change a contact method", methodIn, method).may(themselves),
		remove("/users/{id}/contact_methods/{method}", people.Viewer, s.deleteContactMethod, "Delete a contact method and the rules that use it").may(themselves),
		read("/users/{id}/notification_rules", listNotificationRules, "List the notification rules of a person", givesList("notification_rules", notificationRuleWire{})),
		read("/users/{id}/notification_rules/{rule}", getNotificationRule, "Show a notification rule", rule),
		create("/users/{id}/notification_rules", people.Viewer, s.createNotificationRule, "Create a notification rule", ruleIn, rule).may(themselves),
		update("/users/{id}/notification_rules/{rule}", people.Viewer, s.updateNotificationRule, "Change a notification rule", ruleIn, rule).may(themselves),
		remove("/users/{id}/notification_rules/{rule}", people.Viewer, s.deleteNotificationRule, "Delete a notification rule").may(themselves),
		read("/users/{id}/oncall_handoff_notification_rules", listHandoffRules, "List the handoff reminders of a person", givesList("oncall_handoff_notification_rules", handoffRuleWire{})),
		read("/users/{id}/oncall_handoff_notification_rules/{rule}", getHandoffRule, "Show a handoff reminder", handoff),
		create("/users/{id}/oncall_handoff_notification_rules", people.Viewer, s.createHandoffRule, "Create a handoff reminder", handoffIn, handoff).may(themselves),
		update("/users/{id}/oncall_handoff_notification_rules/{rule}", people.Viewer, s.updateHandoffRule, "Change a handoff reminder", handoffIn, handoff).may(themselves),
		remove("/users/{id}/oncall_handoff_notification_rules/{rule}", people.Viewer, s.deleteHandoffRule, "Delete a handoff reminder").may(themselves),
		read("/users/{id}/license", getLicenseOf, "Show the license of a person", gives("license", licenseWire{})),
	}
}

func (s *server) teamRoutes() []route {
	one, order := gives("team", teamWire{}), takes("team", teamOrder{})
	return []route{
		read("/teams", listTeams, "List teams", givesList("teams", teamWire{})).asks("query"),
		read("/teams/{id}", getTeam, "Show a team", one),
		create("/teams", people.Admin, s.createTeam, "Create a team", order, one),
		update("/teams/{id}", people.Admin, s.updateTeam, "Change a team", order, one),
		remove("/teams/{id}", people.Admin, s.deleteTeam, "Delete a team that nothing belongs to"),
		read("/teams/{id}/members", listMembers, "List the members of a team", givesList("members", teamMemberWire{})),
		put("/teams/{id}/users/{user}", s.putMember, "Put a person into a team, or change their role in it", takes("", teamMemberOrder{})),
		remove("/teams/{id}/users/{user}", people.Admin, s.deleteMember, "Take a person out of a team"),
		put("/teams/{id}/escalation_policies/{policy}", s.putTeamPolicy, "Give an escalation policy to a team", takes("", object{})),
		remove("/teams/{id}/escalation_policies/{policy}", people.Admin, s.deleteTeamPolicy, "Take an escalation policy from a team"),
	}
}

func (s *server) otherRoutes() []route {
	return []route{
		{method: "GET", path: "/openapi.json", public: true, handle: s.getDescription, doc: does("This description", shape{}, gives("", object{}))},
		read("/log_entries", s.listLogEntries, "List log entries of recent incidents", givesList("log_entries", logEntryWire{})).asks("since", "until", "is_overview", "time_zone"),
		read("/log_entries/{id}", s.getLogEntry, "Show a log entry", gives("log_entry", logEntryWire{})),
		read("/oncalls", s.listOnCalls, "List who is on call", givesList("oncalls", onCallWire{})).asks(
			"since", "until", "earliest", "user_ids[]", "schedule_ids[]", "escalation_policy_ids[]", "time_zone"),
		read("/abilities", listAbilities, "List what this account can do", gives("abilities", []string{})),
		{method: "GET", path: "/abilities/{id}", role: people.Viewer, status: http.StatusNoContent, handle: testAbility, doc: does("Test an ability", shape{}, shape{})},
		read("/vendors", listVendors, "List kinds of senders", givesList("vendors", vendorWire{})).asks("query"),
		read("/vendors/{id}", getVendor, "Show a kind of sender", gives("vendor", vendorWire{})),
		read("/licenses", listLicenses, "List licenses: there is one", gives("licenses", []licenseCountWire{})),
		read("/priorities", listPriorities, "List the priorities, the highest first", givesList("priorities", priorityWire{})),
		read("/priorities/{id}", getPriority, "Show a priority", gives("priority", priorityWire{})),
	}
}

// The usual endpoints: whoever has a role may read.

func read(path string, h handler, says string, out shape) route {
	return route{method: http.MethodGet, path: path, role: people.Viewer, handle: h, doc: does(says, shape{}, out)}
}

func create(path string, role people.Role, h handler, says string, in, out shape) route {
	return route{method: http.MethodPost, path: path, role: role, handle: h, doc: does(says, in, out)}
}

func update(path string, role people.Role, h handler, says string, in, out shape) route {
	r := route{method: http.MethodPut, path: path, role: role, handle: h, doc: does(says, in, out)}
	r.locks = true
	return r
}

// put is a change by admins that answers with nothing.
func put(path string, h handler, says string, in shape) route {
	return route{method: http.MethodPut, path: path, role: people.Admin, status: http.StatusNoContent, handle: h, doc: does(says, in, shape{})}
}

func remove(path string, role people.Role, h handler, says string) route {
	r := route{method: http.MethodDelete, path: path, role: role, handle: h, doc: does(says, shape{}, shape{})}
	r.locks = true
	return r
}
