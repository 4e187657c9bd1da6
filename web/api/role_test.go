package api_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/web/api"
)

// change is a request that changes the configuration, and who may send it: the
// keys of principals, without which it is refused.
type change struct {
	request, body string
	may           string // of ann (responder), ben (scheduler), account (admin), oona (owner)
}

func changes() []change {
	const policy = `{"name":"N","escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001"}]}]}`
	const sms = `"type":"sms_contact_method","address":"+12025550100"`
	return []change{
		{"POST /escalation_policies", policy, "account oona"},
		{"PUT /escalation_policies/PPOLI02", `{"description":"x"}`, "account oona"},
		{"POST /escalation_policies/PPOLI02/escalation_rules", `{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001"}]}`, "account oona"},
		{"PUT /escalation_policies/PPOLI01/escalation_rules/PSTEP01", `{"escalation_delay_in_minutes":6,"targets":[{"id":"PANN001"}]}`, "account oona"},
		{"DELETE /escalation_policies/PPOLI01/escalation_rules/PSTEP01", "", "account oona"},
		{"DELETE /escalation_policies/PFREE01", "", "account oona"},

		{"POST /services", `{"name":"N","escalation_policy":{"id":"PPOLI01"}}`, "account oona"},
		{"PUT /services/PCORE01", `{"description":"x"}`, "account oona"},
		{"POST /services/PCORE01/integrations", `{"name":"N","type":"nagios_inbound_integration"}`, "account oona"},
		{"PUT /services/PCORE01/integrations/PINT001", `{"name":"x"}`, "account oona"},
		{"DELETE /services/PCORE01/integrations/PINT001", "", "account oona"},
		{"POST /services/PCORE01/integrations/PINT001/test", "", "account oona"},
		{"POST /services/PCORE01/heartbeats", `{"name":"N","interval_seconds":300}`, "account oona"},
		{"PUT /services/PCORE01/heartbeats/PBEAT01", `{"paused":true}`, "account oona"},
		{"DELETE /services/PCORE01/heartbeats/PBEAT01", "", "account oona"},
		{"POST /services/PCORE01/watches", `{"host":"192.0.2.10","ping":true}`, "account oona"},
		{"PUT /services/PCORE01/watches/PWATCH1", `{"paused":true}`, "account oona"},
		{"POST /services/PCORE01/watches/PWATCH1/look", "", "ann ben account oona"},
		{"DELETE /services/PCORE01/watches/PWATCH1", "", "account oona"},
		{"DELETE /services/POLD001", "", "account oona"},
		{"POST /event_rules", `{"name":"N","when":"event.class == \"x\""}`, "account oona"},
		{"POST /event_rules/try", `{"event_rule":{"name":"N","when":"event.class == \"x\""}}`, "account oona"},
		{"POST /services/PCORE01/event_rules/try", `{"event_rules":[]}`, "account oona"},
		{"PUT /event_rules/PRULE01", `{"disabled":true}`, "account oona"},
		{"DELETE /event_rules/PRULE01", "", "account oona"},
		{"POST /services/PCORE01/event_rules", `{"name":"N","when":"event.class == \"x\""}`, "account oona"},
		{"PUT /services/PCORE01/event_rules/PRULE02", `{"disabled":true}`, "account oona"},
		{"DELETE /services/PCORE01/event_rules/PRULE02", "", "account oona"},

		{"POST /schedules", `{"name":"N","time_zone":"UTC"}`, "ben account oona"},
		{"POST /schedules/preview", `{"name":"N","time_zone":"UTC"}`, "ben account oona"},
		{"PUT /schedules/PSCHED1", `{"description":"x"}`, "ben account oona"},
		{"POST /schedules/PSCHED1/overrides", `{"override":{"start":"2026-03-05T09:00:00Z","end":"2026-03-05T10:00:00Z","user":{"id":"PBEN001"}}}`, "ben account oona"},
		{"POST /schedules/PSCHED1/take", `{"until":"2026-03-02T20:00:00Z","user":{"id":"PBEN001"}}`, "ben account oona"},
		{"DELETE /schedules/PSCHED1/overrides/POVER01", "", "ben account oona"},
		{"DELETE /schedules/PFREE03", "", "ben account oona"},
		{"POST /schedules/PSCHED1/swaps", `{"swap":{"start":"2026-03-04T15:00:00Z","end":"2026-03-04T20:00:00Z","user":{"id":"PANN001"}}}`, "ann ben account oona"},
		{"POST /schedules/PSCHED1/swaps/PSWAP01/take", `{"user":{"id":"PBEN001"}}`, "ben account oona"},
		{"POST /schedules/PSCHED1/swaps/PSWAP01/decline", `{"user":{"id":"PBEN001"}}`, "ben account oona"},
		{"DELETE /schedules/PSCHED1/swaps/PSWAP01", "", "ann ben account oona"},

		{"POST /schedules/PSCHED1/absences", `{"absence":{"start":"2026-03-05","end":"2026-03-06","user":{"id":"PANN001"}}}`, "ann ben account oona"}, // ann's own
		{"DELETE /schedules/PSCHED1/absences/PABS001", "", "ann ben account oona"},
		{"PUT /schedules/PSCHED1/holidays", `{"holidays":[{"date":"2026-12-25"}]}`, "ben account oona"},
		{"POST /schedules/PSCHED1/holiday_feeds", `{"holiday_feed":{"url":"https://cal.example.net/x.ics"}}`, "ben account oona"},
		{"DELETE /schedules/PSCHED1/holiday_feeds/PFEED01", "", "ben account oona"},
		{"POST /schedules/PSCHED1/holiday_feeds/PFEED01/refresh", "", "ben account oona"},
		{"POST /users/PANN001/absence_feed/refresh", "", "ann account oona"},
		{"POST /schedules/PSCHED1/calendar_addresses", `{"calendar_address":{"name":"Wall"}}`, "ann ben account oona"},
		{"POST /users/PANN001/calendar_addresses", `{"calendar_address":{"name":"Phone"}}`, "ann"},
		{"POST /users/PANN001/absences", `{"absence":{"start":"2026-03-05","end":"2026-03-06"}}`, "ann ben account oona"},
		{"DELETE /users/PANN001/absences/PABS002", "", "ann ben account oona"},
		{"PUT /users/PANN001/absence_feed", `{"absence_feed":{"url":"https://cal.example.net/x.ics"}}`, "ann account oona"},
		{"DELETE /users/PANN001/absence_feed", "", "ann account oona"},

		{"POST /teams", `{"name":"N"}`, "account oona"},
		{"PUT /teams/PTEAM01", `{"description":"x"}`, "account oona"},
		{"DELETE /teams/PFREE04", "", "account oona"},
		{"PUT /teams/PTEAM01/users/PVIC001", `{"role":"observer"}`, "account oona"},
		{"DELETE /teams/PTEAM01/users/PANN001", "", "account oona"},
		{"PUT /teams/PTEAM01/escalation_policies/PPOLI02", "", "account oona"},
		{"DELETE /teams/PFREE05/escalation_policies/PFREE01", "", "account oona"},

		{"POST /users", `{"name":"N","email":"n@example.net"}`, "account oona"},
		{"POST /users", `{"name":"O","email":"o@example.net","role":"owner"}`, "oona"},
		{"PUT /users/PANN001", `{"name":"Ann"}`, "ann account oona"},
		{"PUT /users/PANN001", `{"name":"Ann","role":"limited_user","email":"ann@example.net"}`, "ann account oona"},
		{"PUT /users/PANN001", `{"email":"ann2@example.net"}`, "account oona"},
		{"PUT /users/PANN001", `{"role":"admin"}`, "account oona"},
		{"PUT /users/PANN001", `{"role":"owner"}`, "oona"},
		{"PUT /users/POONA01", `{"name":"Oona"}`, "oona"},
		{"PUT /users/POONA02", `{"role":"admin"}`, "oona"},
		{"DELETE /users/PFREE02", "", "account oona"},
		{"DELETE /users/POONA02", "", "oona"},

		{"POST /users/PBEN001/contact_methods", `{"label":"N",` + sms + `}`, "ben account oona"},
		{"PUT /users/PBEN001/contact_methods/PCM0005", `{"label":"x"}`, "ben account oona"},
		{"POST /users/PANN001/contact_methods/PCM0004/test", "", "ann account oona"},
		{"POST /users/PANN001/contact_methods/PCM0004/verification_code", "", "ann"},
		{"POST /users/POONA01/contact_methods/PCM0006/test", "", "oona"},
		{"POST /users/PBEN001/notification_rules", `{"urgency":"high","contact_method":{"id":"PCM0005"}}`, "ben account oona"},
		{"PUT /users/PBEN001/notification_rules/PNR0009", `{"urgency":"low"}`, "ben account oona"},
		{"DELETE /users/PBEN001/notification_rules/PNR0009", "", "ben account oona"},
		{"POST /users/PBEN001/oncall_handoff_notification_rules", `{"contact_method":{"id":"PCM0005"}}`, "ben account oona"},
		{"PUT /users/PANN001/oncall_handoff_notification_rules/PHR0001", `{"handoff_type":"both"}`, "ann account oona"},
		{"DELETE /users/PANN001/oncall_handoff_notification_rules/PHR0001", "", "ann account oona"},
		{"DELETE /users/PBEN001/contact_methods/PCM0005", "", "ben account oona"},
		{"PUT /users/PFREE02", `{"disabled":true}`, "account oona"},
		{"PUT /users/POONA02", `{"disabled":true}`, "oona"},

		{"POST /api_keys", `{"api_key":{"name":"N"}}`, "account oona"},
		{"POST /api_keys", `{"api_key":{"name":"N","scope":"ingest","integration":{"id":"PINT001"}}}`, "account oona"},
		{"POST /api_keys", `{"api_key":{"name":"N","scope":"full","user":{"id":"PANN001"}}}`, "ann"},
		{"DELETE /api_keys/PTOKEN1", "", "ann account oona"},
		{"DELETE /api_keys/PTOKEN2", "", "account oona"},
		{"DELETE /users/PANN001/sessions", "", "ann account oona"},
		{"DELETE /users/PANN001/sessions/" + sessionHash(1)[:16], "", "ann account oona"},
		{"DELETE /users/POONA01/sessions", "", "oona"},
		{"POST /users/PANN001/invitation", "", "account oona"},
		{"POST /users/POONA02/invitation", "", "oona"},
		{"DELETE /users/PANN001/invitation", "", "account oona"},
		{"DELETE /users/POONA01/invitation", "", "oona"},
		{"POST /blocks/unblock", `{"what":"198.51.100.66"}`, "account oona"},
		{"PUT /settings", `{"settings":{"raw_days":7}}`, "account oona"},
		{"PUT /settings/backups", `{"backup_settings":{"dir":"/mnt/backup"}}`, "account oona"},
		{"POST /backups", "", "account oona"},
		{"PUT /settings/audit_shipping", `{"audit_shipping":{"ship_to":["mailto:audit@example.net"]}}`, "account oona"},
		{"POST /settings/audit_shipping/ship", "", "account oona"},
		{"PUT /settings/never_block", `{"never_block":{"networks":["198.51.100.0/28"]}}`, "account oona"},

		// A viewer has what is a person's own, as on the pages, and no more.
		{"PUT /users/PVIC001", `{"name":"Vic"}`, "vic account oona"},
		{"PUT /users/PVIC001", `{"role":"limited_user"}`, "account oona"},
		{"PUT /users/PVIC001", `{"email":"vic2@example.net"}`, "account oona"},
		{"POST /users/PVIC001/contact_methods", `{"label":"N",` + sms + `}`, "vic account oona"},
		{"PUT /users/PVIC001/contact_methods/PCM0010", `{"label":"x"}`, "vic account oona"},
		{"DELETE /users/PVIC001/contact_methods/PCM0010", "", "vic account oona"},
		{"POST /users/PVIC001/contact_methods/PCM0010/test", "", "vic account oona"},
		{"POST /users/PVIC001/contact_methods/PCM0010/verification_code", "", "vic"},
		{"POST /users/PVIC001/notification_rules", `{"urgency":"high","contact_method":{"id":"PCM0010"}}`, "vic account oona"},
		{"PUT /users/PVIC001/notification_rules/PNR0010", `{"urgency":"low"}`, "vic account oona"},
		{"DELETE /users/PVIC001/notification_rules/PNR0010", "", "vic account oona"},
		{"POST /users/PVIC001/oncall_handoff_notification_rules", `{"contact_method":{"id":"PCM0010"}}`, "vic account oona"},
		{"POST /users/PVIC001/absences", `{"absence":{"start":"2026-03-05","end":"2026-03-06"}}`, "vic account oona"},
		{"POST /users/PVIC001/calendar_addresses", `{"calendar_address":{"name":"Phone"}}`, "vic"},
		{"PUT /users/PVIC001/absence_feed", `{"absence_feed":{"url":"https://cal.example.net/x.ics"}}`, "account oona"},
		{"POST /api_keys", `{"api_key":{"name":"N","scope":"full","user":{"id":"PVIC001"}}}`, "vic"},
		{"DELETE /users/PVIC001/sessions", "", "vic account oona"},

		{"POST /users/POONA01/contact_methods", `{"label":"N",` + sms + `}`, "oona"},
		{"PUT /users/POONA01/contact_methods/PCM0006", `{"label":"x"}`, "oona"},
		{"DELETE /users/POONA01/contact_methods/PCM0006", "", "oona"},
	}
}

// roomyProvider has what can be deleted, and a second owner.
func roomyProvider() *engine.Config {
	c := smallProvider()
	c.Policies["PFREE01"] = engine.Policy{ID: "PFREE01", Name: "Unused", Team: "PFREE05"}
	c.Teams["PFREE04"] = people.Team{ID: "PFREE04", Name: "Unused"}
	c.Teams["PFREE05"] = people.Team{ID: "PFREE05", Name: "Of a policy"}
	c.Schedules["PFREE03"] = schedules.Schedule{ID: "PFREE03", Name: "Unused", TimeZone: "UTC"}
	c.Users["PFREE02"] = people.User{ID: "PFREE02", Email: "free@example.net", Name: "Free", Role: people.Responder, TimeZone: "UTC"}
	c.Users["POONA02"] = people.User{ID: "POONA02", Email: "otto@example.net", Name: "Otto", Role: people.Owner, TimeZone: "UTC"}
	s := c.Schedules["PSCHED1"]
	away := schedules.Absence{ID: "PABS001", User: "PANN001", Start: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2036, 1, 2, 0, 0, 0, 0, time.UTC)}
	s.Absences = []schedules.Absence{away}
	s.HolidayFeeds = []schedules.Feed{{ID: "PFEED01", Name: "Public", URL: "https://cal.example.net/public.ics"}}
	c.Schedules["PSCHED1"] = s
	ann := c.Users["PANN001"]
	away.ID = "PABS002"
	ann.Absences, ann.AbsenceFeed = []schedules.Absence{away}, &schedules.Feed{ID: "PFEED02", URL: "https://cal.example.net/private-7f3a.ics"}
	c.Users["PANN001"] = ann
	asked := c.Schedules["PSCHED1"]
	asked.Swaps = []schedules.Swap{{ID: "PSWAP01", User: "PANN001", Start: time.Date(2026, 3, 5, 15, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 5, 21, 0, 0, 0, time.UTC)}}
	c.Schedules["PSCHED1"] = asked
	ben := c.Users["PBEN001"]
	ben.NotificationRules = []people.NotificationRule{{ID: "PNR0009", Urgency: people.High, Method: "PCM0005"}}
	c.Users["PBEN001"] = ben
	vic := c.Users["PVIC001"]
	vic.ContactMethods = []people.ContactMethod{{ID: "PCM0010", Label: "mail", Type: notify.Email, Address: "vic@example.net"}}
	vic.NotificationRules = []people.NotificationRule{{ID: "PNR0010", Urgency: people.High, Method: "PCM0010"}}
	c.Users["PVIC001"] = vic
	return c
}

// Every change of the configuration by every sort of caller, on a box where
// nothing else has happened.
func TestWhoMayChangeTheConfiguration(t *testing.T) {
	for _, ch := range changes() {
		t.Run(ch.request, func(t *testing.T) {
			w := openWith(t, roomyProvider())
			method, path, _ := strings.Cut(ch.request, " ")
			before := w.db.Config()
			for key, status := range map[string]int{"": 401, "wrong": 401, "vic": 403, "readonly": 403, "ingest": 403, "wall": 403, "ann": 403, "ben": 403, "account": 403, "oona": 403} {
				if strings.Contains(ch.may, key) && key != "" {
					continue
				}
				got, header, body := w.asks(key, method, "/api"+path, ch.body)
				if got != status {
					t.Errorf("%q: %d, want %d: %s", key, got, status, body)
				}
				w.wantAnswer(got, header, body)
			}
			if w.db.Config() != before {
				t.Error("a refused change changed something")
			}
			for key := range strings.FieldsSeq(ch.may) {
				w := openWith(t, roomyProvider())
				if got, _, body := w.asks(key, method, "/api"+path, ch.body); got < 200 || got > 299 {
					t.Errorf("%q: %d: %s", key, got, body)
				}
			}
		})
	}
}

// unusual is what is answered neither to everybody with a role nor from some
// role on, by key.
func unusual() map[string]map[string]int {
	return map[string]map[string]int{
		"GET /users/me":            {"": 401, "wrong": 401, "vic": 200, "ann": 200, "oona": 200, "account": 400, "readonly": 400}, // the last two are nobody's
		"GET /abilities/urgencies": {"": 401, "wrong": 401, "vic": 204, "ann": 204, "oona": 204, "account": 204, "readonly": 204},
		"GET /api_keys":            {"": 401, "wrong": 401, "vic": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 200}, // what each sees has a test of its own
		// Whoever may give a code and gives none is told that it is missing.
		"POST /users/PANN001/contact_methods/PCM0004/verify": {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 400, "oona": 403, "account": 403, "readonly": 403, "ingest": 403, "wall": 403},

		"GET /api_keys/PTOKEN1":                     {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /users/PANN001/sessions":               {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 200, "oona": 200, "account": 200, "ingest": 403, "wall": 403},
		"GET /users/POONA01/sessions":               {"ann": 403, "oona": 200, "account": 403},
		"GET /invitations":                          {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /blocks":                               {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /settings":                             {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /settings/backups":                     {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /backups":                              {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /settings/audit_shipping":              {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /settings/never_block":                 {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /settings/reached":                     {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /users/PANN001/calendar_addresses":     {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 200, "oona": 403, "account": 403, "ingest": 403, "wall": 403}, // what each of them opens is the person's alone
		"GET /schedules/PSCHED1/calendar_addresses": {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /users/PANN001/absence_feed":           {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 404, "oona": 404, "account": 404, "readonly": 403, "ingest": 403, "wall": 403}, // there is none
		"GET /audit/records":                        {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /audit/access":                         {"": 401, "wrong": 401, "vic": 403, "ben": 403, "ann": 403, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /suppressed_alerts":                    {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"DELETE /suppressed_alerts/UABr":            {"": 401, "wrong": 401, "vic": 403, "ben": 404, "ann": 404, "oona": 404, "account": 404, "readonly": 403, "ingest": 403, "wall": 403}, // nothing of that key is held
		"POST /suppressed_alerts/UABr/release":      {"": 401, "wrong": 401, "vic": 403, "ben": 404, "ann": 404, "oona": 404, "account": 404, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /event_rules":                          {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /event_rules/PRULE01":                  {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /services/PCORE01/event_rules":         {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /services/PCORE01/event_rules/PRULE02": {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /events/1":                             {"": 401, "wrong": 401, "vic": 403, "ben": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 403, "ingest": 403, "wall": 403},
		"POST /incidents/1/undo":                    {"": 401, "wrong": 401, "vic": 403, "readonly": 403, "ingest": 403, "wall": 403, "ann": 409, "oona": 409, "account": 409},             // there is nothing of theirs
		"POST /events/1/release":                    {"": 401, "wrong": 401, "vic": 403, "readonly": 403, "ingest": 403, "wall": 403, "ann": 409, "ben": 409, "oona": 409, "account": 409}, // nothing of it is in quarantine
		// Of handoff 1, which is not there, whoever may ask is told so; the rest is a question of who left and who came.
		"GET /handoffs/1":          {"": 401, "wrong": 401, "vic": 404, "readonly": 404, "account": 404, "ingest": 403, "wall": 403},
		"PUT /handoffs/1/note":     {"": 401, "wrong": 401, "readonly": 403, "ingest": 403, "wall": 403},
		"POST /handoffs/1/confirm": {"": 401, "wrong": 401, "vic": 404, "account": 404, "readonly": 403, "ingest": 403, "wall": 403},
		"GET /openapi.json":        {"": 200, "wrong": 200, "vic": 200, "ann": 200, "oona": 200, "account": 200, "readonly": 200},
	}
}

func TestWhoMayAskWhatIsUnusual(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	for request, keys := range unusual() {
		method, path, _ := strings.Cut(request, " ")
		for key, want := range keys {
			if status, _, body := w.asks(key, method, "/api"+path, ""); status != want {
				t.Errorf("%q sends %s: %d, want %d: %s", key, request, status, want, body)
			}
		}
	}
}

// A new route needs a line in one of the tables of who may what.
func TestNoRouteIsWithoutALineThatSaysWhoMay(t *testing.T) {
	requests := slices.Concat(slices.Collect(maps.Keys(writable())), slices.Collect(maps.Keys(unusual())))
	for _, path := range readable() {
		requests = append(requests, "GET "+path)
	}
	for _, ch := range changes() {
		requests = append(requests, ch.request)
	}
	tried := map[string]bool{}
	for _, request := range requests {
		tried[api.RouteOf(request)] = true
	}
	for _, route := range api.AllRoutes() {
		if !tried[route] {
			t.Errorf("nothing says who may %s", route)
		}
	}
}
