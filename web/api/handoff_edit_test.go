package api_test

import (
	"strings"
	"testing"

	"wakeman/engine/people"
)

func TestAReminderMayBeForSomeSchedules(t *testing.T) {
	w := open(t)
	const path, key = "/api/users/PANN001/oncall_handoff_notification_rules", "oncall_handoff_notification_rule"
	var schedule string
	for id := range w.db.Config().Schedules {
		schedule = id
	}
	status, _, body := w.asks("ann", "POST", path, `{"`+key+`":{"contact_method":{"id":"PCM0004"},"schedules":[{"id":"`+schedule+`","type":"schedule_reference"}]}}`)
	rules := w.db.Config().Users["PANN001"].HandoffRules
	if status != 201 || len(rules) != 2 || len(rules[1].Schedules) != 1 || !strings.Contains(body, `"schedules":[{"id":"`+schedule+`"`) {
		t.Fatalf("%d %s: %+v", status, body, rules)
	}
	one := path + "/" + rules[1].ID
	if status, _, body = w.asks("ann", "PUT", one, `{"handoff_type":"oncall"}`); status != 200 || len(w.db.Config().Users["PANN001"].HandoffRules[1].Schedules) != 1 {
		t.Errorf("a client that does not know them changed them: %d %s", status, body)
	}
	status, header, answer := w.asks("ann", "PUT", one, `{"schedules":[{"id":"PNONE01"}]}`)
	w.wantError(status, header, answer, 400, 2001, "schedules[0].id: there is no schedule")
	if status, _, body = w.asks("ann", "PUT", one, `{"schedules":[]}`); status != 200 || len(w.db.Config().Users["PANN001"].HandoffRules[1].Schedules) != 0 {
		t.Errorf("%d %s", status, body)
	}
}

func TestQuietHoursAreOnesOwn(t *testing.T) {
	w := open(t)
	const path = "/api/users/PANN001"
	status, _, body := w.asks("ann", "PUT", path, `{"user":{"quiet_hours":{"from":"21:30","until":"06:00"}}}`)
	if got := w.db.Config().Users["PANN001"].QuietHours; status != 200 || got.From.Hour != 21 || got.Until.Hour != 6 || !strings.Contains(body, `"quiet_hours":{"from":"21:30","until":"06:00"}`) {
		t.Fatalf("%d %s: %+v", status, body, got)
	}
	if status, _, body = w.asks("ann", "PUT", path, `{"user":{"job_title":"night"}}`); status != 200 || w.db.Config().Users["PANN001"].QuietHours.IsZero() {
		t.Errorf("a client that does not know them took them away: %d %s", status, body)
	}
	for body, mention := range map[string]string{
		`{"quiet_hours":{"from":"late","until":"06:00"}}`:  "quiet_hours.from: ",
		`{"quiet_hours":{"from":"22:00"}}`:                 "quiet_hours.until: ",
		`{"quiet_hours":{"from":"22:00","until":"22:00"}}`: "quiet_hours.until: must be another time",
	} {
		status, header, answer := w.asks("ann", "PUT", path, body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if status, _, body = w.asks("ann", "PUT", path, `{"quiet_hours":null}`); status != 200 || w.db.Config().Users["PANN001"].QuietHours != (people.QuietHours{}) {
		t.Errorf("%d %s", status, body)
	}
}
