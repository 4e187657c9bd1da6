package api

import "net/http"

// routes is every endpoint there is. Anything else below /api is answered 404,
// or 405 when the path exists for another method.
func (s *server) routes() {
	s.incidentRoutes()
	s.configRoutes()
	s.userRoutes()

	s.get("/log_entries", s.listLogEntries)
	s.get("/log_entries/{id}", s.getLogEntry)
	s.get("/oncalls", s.listOnCalls)
	s.get("/abilities", listAbilities)
	s.add(http.MethodGet, "/abilities/{id}", http.StatusNoContent, testAbility)
	s.get("/vendors", listVendors)
	s.get("/vendors/{id}", getVendor)
	s.get("/teams", listNone("teams"))
	s.get("/priorities", listNone("priorities"))
}

func (s *server) incidentRoutes() {
	s.get("/incidents", s.listIncidents)
	s.get("/incidents/{id}", s.getIncident)
	s.add(http.MethodPost, "/incidents", http.StatusOK, noManualIncidents)
	s.add(http.MethodPut, "/incidents", http.StatusOK, s.updateIncidents)
	s.add(http.MethodPut, "/incidents/{id}", http.StatusOK, s.updateIncident)
	s.add(http.MethodPost, "/incidents/{id}/snooze", http.StatusCreated, s.snoozeIncident)
	s.get("/incidents/{id}/notes", s.listNotes)
	s.add(http.MethodPost, "/incidents/{id}/notes", http.StatusCreated, s.createNote)
	s.get("/incidents/{id}/log_entries", s.listIncidentLogEntries)
	s.get("/incidents/{id}/alerts", s.listAlerts)
	s.get("/incidents/{id}/alerts/{alert}", s.getAlert)
}

func (s *server) configRoutes() {
	s.get("/services", s.listServices)
	s.get("/services/{id}", s.getService)
	s.get("/services/{id}/integrations", listIntegrations)
	s.get("/services/{id}/integrations/{integration}", getIntegration)
	s.get("/escalation_policies", listPolicies)
	s.get("/escalation_policies/{id}", getPolicy)
	s.get("/escalation_policies/{id}/escalation_rules", listPolicyRules)
	s.get("/escalation_policies/{id}/escalation_rules/{rule}", getPolicyRule)
	s.get("/schedules", listSchedules)
	s.get("/schedules/{id}", getSchedule)
	s.get("/schedules/{id}/users", listScheduleUsers)
	s.get("/schedules/{id}/overrides", listOverrides)
}

func (s *server) userRoutes() {
	s.get("/users", listUsers)
	s.get("/users/me", getCurrentUser)
	s.get("/users/{id}", getUser)
	s.get("/users/{id}/contact_methods", listContactMethods)
	s.get("/users/{id}/contact_methods/{method}", getContactMethod)
	s.get("/users/{id}/notification_rules", listNotificationRules)
	s.get("/users/{id}/notification_rules/{rule}", getNotificationRule)
	s.get("/users/{id}/oncall_handoff_notification_rules", listHandoffRules)
	s.get("/users/{id}/oncall_handoff_notification_rules/{rule}", getHandoffRule)
}

func (s *server) get(path string, h handler) { s.add(http.MethodGet, path, http.StatusOK, h) }

// add answers a path with and without a trailing slash: go-pagerduty sends some
// with one.
func (s *server) add(method, path string, status int, h handler) {
	s.inner.Handle(method+" /api"+path, s.handle(status, h))
	s.inner.Handle(method+" /api"+path+"/{$}", s.handle(status, h))
}
