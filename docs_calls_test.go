package main

import (
	"slices"
	"strings"
	"testing"

	"wakeman/web/ui"
)

// deeds is what each form of a page does, and by what calls a program does the
// same; or, after a dash, why none does. A new form needs a line. Calls are
// separated by "; ".
func deeds() map[string]string {
	all := map[string]string{
		"POST /incidents/{id}/{verb}": "PUT /incidents/{id}; POST /incidents/{id}/snooze; POST /incidents/{id}/notes; POST /incidents/{id}/undo",
		"POST /incidents/bulk":        "PUT /incidents; PUT /incidents/{id}/merge",
		"POST /incidents/bulk/undo":   "POST /incidents/{id}/undo",
		"POST /events/{seq}/release":  "POST /events/{id}/release",
		"POST /a/{token}":             "PUT /incidents/{id}",

		"POST /rules/held/{held}/dismiss": "DELETE /suppressed_alerts/{id}",
		"POST /rules/held/{held}/page":    "POST /suppressed_alerts/{id}/release",

		"POST /handoffs/{number}/note": "PUT /handoffs/{id}/note",

		"POST /handoffs/{number}/confirm": "POST /handoffs/{id}/confirm",

		"POST /schedules/new":                                     "POST /schedules",
		"POST /schedules/{schedule}/edit":                         "PUT /schedules/{id}; PUT /schedules/{id}/holidays; POST /schedules/preview",
		"POST /schedules/{schedule}/delete":                       "DELETE /schedules/{id}",
		"POST /schedules/{schedule}/overrides/new":                "POST /schedules/{id}/overrides",
		"POST /schedules/{schedule}/take":                         "POST /schedules/{id}/take",
		"POST /schedules/{schedule}/give-back/{override}":         "DELETE /schedules/{id}/overrides/{override}",
		"POST /schedules/{schedule}/swaps/new":                    "POST /schedules/{id}/swaps",
		"POST /schedules/{schedule}/swaps/{swap}/take":            "POST /schedules/{id}/swaps/{swap}/take",
		"POST /schedules/{schedule}/swaps/{swap}/decline":         "POST /schedules/{id}/swaps/{swap}/decline",
		"POST /schedules/{schedule}/swaps/{swap}/withdraw":        "DELETE /schedules/{id}/swaps/{swap}",
		"POST /schedules/{schedule}/absences/new":                 "POST /schedules/{id}/absences",
		"POST /schedules/{schedule}/absences/{absence}/end":       "DELETE /schedules/{id}/absences/{absence}",
		"POST /schedules/{schedule}/calendar/addresses":           "POST /schedules/{id}/calendar_addresses",
		"POST /schedules/{schedule}/calendar/feeds":               "POST /schedules/{id}/holiday_feeds",
		"POST /schedules/{schedule}/calendar/feeds/{feed}/remove": "DELETE /schedules/{id}/holiday_feeds/{feed}",

		"POST /schedules/{schedule}/calendar/feeds/{feed}/refresh":  "POST /schedules/{id}/holiday_feeds/{feed}/refresh",
		"POST /schedules/{schedule}/calendar/addresses/{id}/revoke": "DELETE /api_keys/{id}",

		"POST /policies/new":             "POST /escalation_policies",
		"POST /policies/{policy}/edit":   "PUT /escalation_policies/{id}",
		"POST /policies/{policy}/delete": "DELETE /escalation_policies/{id}",

		"POST /services/new":                                    "POST /services",
		"POST /services/{id}/edit":                              "PUT /services/{id}",
		"POST /services/{id}/delete":                            "DELETE /services/{id}",
		"POST /services/{id}/integrations/new":                  "POST /services/{id}/integrations",
		"POST /services/{id}/integrations/{integration}/delete": "DELETE /services/{id}/integrations/{integration}",
		"POST /services/{id}/integrations/{integration}/test":   "POST /services/{id}/integrations/{integration}/test",
		"POST /services/{id}/heartbeats/new":                    "POST /services/{id}/heartbeats",
		"POST /services/{id}/heartbeats/{heartbeat}/edit":       "PUT /services/{id}/heartbeats/{heartbeat}",
		"POST /services/{id}/heartbeats/{heartbeat}/rotate":     "PUT /services/{id}/heartbeats/{heartbeat}",
		"POST /services/{id}/heartbeats/{heartbeat}/delete":     "DELETE /services/{id}/heartbeats/{heartbeat}",
		"POST /services/{id}/watches/new":                       "POST /services/{id}/watches",
		"POST /services/{id}/watches/{watch}/look":              "POST /services/{id}/watches/{watch}/look",
		"POST /services/{id}/watches/{watch}/edit":              "PUT /services/{id}/watches/{watch}",
		"POST /services/{id}/watches/{watch}/delete":            "DELETE /services/{id}/watches/{watch}",

		"POST /people/new":                    "POST /users",
		"POST /people/{person}/leave":         "PUT /users/{id}",
		"POST /people/{person}/return":        "PUT /users/{id}",
		"POST /people/{person}/invite":        "POST /users/{id}/invitation",
		"POST /people/{id}/sessions":          "DELETE /users/{id}/sessions; DELETE /users/{id}/sessions/{session}",
		"POST /profile/security/sessions/end": "DELETE /users/{id}/sessions; DELETE /users/{id}/sessions/{session}",
		"POST /teams/new":                     "POST /teams",
		"POST /teams/{team}/edit":             "PUT /teams/{id}; PUT /teams/{id}/users/{user}; DELETE /teams/{id}/users/{user}",
		"POST /teams/{team}/delete":           "DELETE /teams/{id}",

		"POST /profile/calendar/addresses":             "POST /users/{id}/calendar_addresses",
		"POST /profile/calendar/addresses/{id}/revoke": "DELETE /api_keys/{id}",
		"POST /profile/calendar/feed":                  "PUT /users/{id}/absence_feed",
		"POST /profile/calendar/feed/remove":           "DELETE /users/{id}/absence_feed",
		"POST /profile/calendar/feed/refresh":          "POST /users/{id}/absence_feed/refresh",

		"POST /keys/new":                          "POST /api_keys",
		"POST /keys/{id}/revoke":                  "DELETE /api_keys/{id}",
		"POST /profile/security/keys":             "POST /api_keys",
		"POST /profile/security/keys/{id}/revoke": "DELETE /api_keys/{id}",
		"POST /blocks/unblock":                    "POST /blocks/unblock",
		"POST /settings":                          "PUT /settings",
		"POST /settings/backups":                  "PUT /settings/backups",
		"POST /settings/backups/now":              "POST /backups",
		"POST /settings/audit-log":                "PUT /settings/audit_shipping",
		"POST /settings/audit-log/now":            "POST /settings/audit_shipping/ship",
		"POST /settings/never-block":              "PUT /settings/never_block",
		"POST /welcome/mail":                      "PUT /settings",
		"POST /welcome/heartbeat":                 "PUT /settings",
		"POST /welcome/oncall":                    "POST /escalation_policies; POST /schedules; PUT /services/{id}",
		"POST /welcome/sender":                    "POST /services/{id}/integrations",
		"POST /wallboard/enter/{key}":             "GET /incidents; GET /oncalls",
	}
	for _, part := range []string{"rename", "silence", "mail", "signing", "mapping", "rotate", "mail-rules", "mail-rules/new", "mail-rules/{rule}", "mail-rules/{rule}/delete"} {
		all["POST /services/{id}/integrations/{integration}/"+part] = "PUT /services/{id}/integrations/{integration}"
	}
	for page, call := range map[string]string{"/rules": "/event_rules", "/services/{id}/rules": "/services/{id}/event_rules"} {
		all["POST "+page+"/new"] = "POST " + call + "; POST " + call + "/try"
		all["POST "+page+"/{rule}/delete"] = "DELETE " + call + "/{rule}"
		for _, part := range []string{"edit", "move", "switch"} {
			all["POST "+page+"/{rule}/"+part] = "PUT " + call + "/{rule}"
		}
	}
	for _, whose := range []string{"/profile", "/people/{person}"} {
		for part, call := range map[string]string{
			"/edit": "PUT /users/{id}", "/quiet-hours": "PUT /users/{id}",
			"/absences": "POST /users/{id}/absences", "/absences/{absence}/end": "DELETE /users/{id}/absences/{absence}",
			"/methods/new": "POST /users/{id}/contact_methods", "/methods/{method}": "PUT /users/{id}/contact_methods/{method}",
			"/methods/{method}/delete":      "DELETE /users/{id}/contact_methods/{method}",
			"/methods/{method}/wake":        "POST /users/{id}/contact_methods/{method}/test",
			"/methods/{method}/verify":      "POST /users/{id}/contact_methods/{method}/verify",
			"/methods/{method}/verify/send": "POST /users/{id}/contact_methods/{method}/verification_code",
			"/rules/new":                    "POST /users/{id}/notification_rules",
			"/rules/usual":                  "POST /users/{id}/notification_rules; DELETE /users/{id}/notification_rules/{rule}",
			"/rules/{rule}/{deed}":          "PUT /users/{id}/notification_rules/{rule}; DELETE /users/{id}/notification_rules/{rule}",
			"/handoffs/new":                 "POST /users/{id}/oncall_handoff_notification_rules",
			"/handoffs/{rule}/remove":       "DELETE /users/{id}/oncall_handoff_notification_rules/{rule}",
		} {
			all["POST "+whose+part] = call
		}
	}
	for reason, forms := range map[string][]string{
		"– a key signs in; it is no person": {
			"/signin", "/signout", "/setup", "/signin/passkey/begin", "/signin/passkey", "/signin/code", "/signin/code/passkey/begin", "/signin/code/passkey",
			"/reauth", "/reauth/passkey/begin", "/reauth/passkey", "/reauth/oidc", "/invite/{token}",
		},
		"– a stolen key must not be able to make itself a way back in": {
			"/profile/security/passkeys/begin", "/profile/security/passkeys", "/profile/security/passkeys/{id}", "/profile/security/passkeys/{id}/remove",
			"/profile/security/password", "/profile/security/second-factor", "/profile/security/second-factor/off", "/profile/security/recovery-codes",
			"/profile/security/provider/accept", "/settings/sign-in",
		},
		"– a stolen key must not be able to lock its person out": {"/profile/security/provider/{id}/unlink"},
		"– it ends that a secret is shown; an answer shows it once": {
			"/profile/security/recovery-codes/kept", "/profile/security/keys/kept", "/keys/kept", "/profile/calendar/kept",
		},
		"– it tries out what was typed, for the person at the screen": {"/welcome/mail/test", "/settings/sign-in/test", "/welcome/test"},
		"– it hides the guide of the first start from the person":     {"/welcome/hide"},
		"– whoever lets a restored box page looks at it first":        {"/health/start-paging"},
	} {
		for _, form := range forms {
			all["POST "+form] = reason
		}
	}
	return all
}

// Everything that a page can do, the API can do, or it is said why not.
func TestEachFormHasACallThatDoesTheSame(t *testing.T) {
	known, all := describedCalls(t), deeds()
	var forms []string
	for _, pattern := range ui.Patterns() {
		if strings.HasPrefix(pattern, "POST ") {
			forms = append(forms, pattern)
		}
	}
	for _, form := range forms {
		if all[form] == "" {
			t.Errorf("nothing says what call does the same as the form %s", form)
		}
	}
	for form, calls := range all {
		if !slices.Contains(forms, form) {
			t.Errorf("there is no form %s", form)
		}
		if reason, none := strings.CutPrefix(calls, "– "); none {
			if len(strings.Fields(reason)) < 5 {
				t.Errorf("%s: %q is no reason", form, reason)
			}
			continue
		}
		for call := range strings.SplitSeq(calls, "; ") {
			if !slices.Contains(known, call) {
				t.Errorf("%s: there is no call %s", form, call)
			}
		}
	}
}
