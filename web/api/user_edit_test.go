package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine/people"
	"wakeman/notify"
)

func TestTheClientCreatesChangesAndDeletesAPerson(t *testing.T) {
	w := open(t)
	c := w.client("account")
	made := must(c.CreateUserWithContext(ctx(t), pagerduty.User{Name: "Cleo Climb", Email: "cleo@example.net", Timezone: "America/Chicago", Role: "limited_user", JobTitle: "Rigger"}))(t)
	want := people.User{ID: made.ID, Name: "Cleo Climb", Email: "cleo@example.net", TimeZone: "America/Chicago", Role: people.Responder, JobTitle: "Rigger"}
	if diff := cmp.Diff(want, w.db.Config().Users[made.ID]); diff != "" {
		t.Error(diff)
	}
	made.Name, made.Role, made.Timezone = "Cleo", "user", "Europe/Berlin"
	after := must(c.UpdateUserWithContext(ctx(t), *made))(t)
	want.Name, want.Role, want.TimeZone = "Cleo", people.Scheduler, "Europe/Berlin"
	if diff := cmp.Diff(want, w.db.Config().Users[made.ID]); diff != "" || after.Role != "user" {
		t.Errorf("answered %+v, stored: %s", after, diff)
	}
	if err := c.DeleteUserWithContext(ctx(t), made.ID); err != nil {
		t.Fatal(err)
	}
	_, err := c.GetUserWithContext(ctx(t), made.ID, pagerduty.GetUserOptions{})
	wantAPIError(t, err, 404, 2100)
	w.wantAudit("config.add user cleo@example.net", "config.change user cleo@example.net", "config.remove user cleo@example.net")
}

func TestEachRoleGoesByPagerDutysWord(t *testing.T) {
	w := open(t)
	for word, role := range map[string]people.Role{
		"read_only_user": people.Viewer, "limited_user": people.Responder, "user": people.Scheduler, "admin": people.Admin, "owner": people.Owner,
	} {
		status, _, body := w.asks("oona", "POST", "/api/users", `{"user":{"name":"X","email":"`+word+`@example.net","role":"`+word+`"}}`)
		u, ok := w.db.Config().ByEmail(word + "@example.net")
		if status != 201 || !ok || u.Role != role || u.TimeZone != "UTC" || !strings.Contains(body, `"role":"`+word+`"`) {
			t.Errorf("%s: %d %+v: %s", word, status, u, body)
		}
	}
}

func TestAViewerWhoIsPagedIsWarnedOf(t *testing.T) {
	w := open(t)
	const why = `"warnings":["A viewer may not acknowledge, except by the link in a page, and escalation policy \"Default\" pages this person."]`
	w.says("PUT", "/users/PANN001", `{"user":{"name":"Ann"}}`, 200, `"warnings":[]`)
	w.says("PUT", "/users/PANN001", `{"user":{"role":"read_only_user"}}`, 200, why)
	w.says("GET", "/readiness", "", 200, `"code":"may_not_acknowledge"`)
	w.says("POST", "/users", `{"user":{"name":"New","email":"new@example.net","role":"read_only_user"}}`, 201, `"warnings":[]`)
}

func TestAPersonWhoIsStillNeededIsNotDeleted(t *testing.T) {
	w := open(t)
	status, header, body := w.asks("account", "DELETE", "/api/users/PANN001", "")
	w.wantError(status, header, body, 400, 2001, `schedule \"Primary\"`)
	status, header, body = w.asks("oona", "PUT", "/api/users/POONA01", `{"user":{"role":"admin"}}`)
	w.wantError(status, header, body, 400, 2001, "role: this leaves nobody with the role owner")
}

func TestABadPersonIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	for body, mention := range map[string]string{
		`{"email":"x@example.net"}`:                                     "name: missing",
		`{"name":"X"}`:                                                  "email: ",
		`{"name":"X","email":"x"}`:                                      "email: ",
		`{"name":"X","email":"ANN@example.net"}`:                        "email: ",
		`{"name":"X","email":"x@example.net","time_zone":"Mars"}`:       "time_zone: ",
		`{"name":"X","email":"x@example.net","role":"observer"}`:        `role: \"observer\" is none of read_only_user, limited_user, user, admin, owner`,
		`{"name":{},"email":"x@example.net"}`:                           "name: is an object",
		`{"user":{"name":"X","email":"x@example.net","job_title":[1]}}`: "job_title: is a list",
	} {
		status, header, answer := w.asks("account", "POST", "/api/users", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
}

func TestTheClientCreatesChangesAndDeletesContactMethods(t *testing.T) {
	w := open(t)
	c := w.client("account")
	for _, want := range []struct {
		sent    pagerduty.ContactMethod
		address string
		channel notify.Channel
	}{
		{pagerduty.ContactMethod{Type: "email_contact_method", Label: "home", Address: "ben@home.example"}, "ben@home.example", notify.Email},
		{pagerduty.ContactMethod{Type: "sms_contact_method", Label: "mobile", Address: "(202) 555-0100", CountryCode: 1}, "+12025550100", notify.SMS},
		{pagerduty.ContactMethod{Type: "sms_contact_method", Label: "other", Address: "+353 20 910 0000"}, "+353209100000", notify.SMS},
		{pagerduty.ContactMethod{Type: "push_notification_contact_method", Label: "phone", Address: "ben-topic"}, "ben-topic", notify.Push},
		{pagerduty.ContactMethod{Type: "webhook_contact_method_reference", Label: "chat", Address: "https://chat.example.net/ben"}, "https://chat.example.net/ben", notify.Webhook},
	} {
		made := must(c.CreateUserContactMethodWithContext(ctx(t), "PBEN001", want.sent))(t)
		if m, _ := w.db.Config().Users["PBEN001"].Method(made.ID); m.Address != want.address || m.Type != want.channel || m.Label != want.sent.Label {
			t.Errorf("%+v is stored as %+v", want.sent, m)
		}
		made.Label += "!"
		made.Summary = made.Label
		after := must(c.UpdateUserContactMethodWthContext(ctx(t), "PBEN001", *made))(t)
		m, _ := w.db.Config().Users["PBEN001"].Method(made.ID)
		if diff := cmp.Diff(made, after); diff != "" || m.Address != want.address || m.Label != made.Label {
			t.Errorf("sent back with another label it is %+v: %s", m, diff)
		}
		if err := c.DeleteUserContactMethodWithContext(ctx(t), "PBEN001", made.ID); err != nil {
			t.Error(err)
		}
	}
	if got := len(w.db.Config().Users["PBEN001"].ContactMethods); got != 1 {
		t.Errorf("%d methods are left", got)
	}
}

func TestATelephoneNumberIsWrittenAsPagerDutyDoes(t *testing.T) {
	w := open(t)
	for sent, want := range map[string]string{
		`"address":"2025550100","country_code":1`:   `"address":"2025550100"`,
		`"address":"+4930901820"`:                   `"country_code":49`,
		`"address":"+353209100000"`:                 `"country_code":353`,
		`"address":"9161234567","country_code":7`:   `"country_code":7`,
		`"address":"+442079460000"`:                 `"address":"2079460000"`,
		`"address":"+493090182","country_code":49`:  `"address":"3090182"`,
		`"address":"30 90-182","country_code":49.0`: `"address":"3090182"`,
	} {
		status, _, body := w.asks("account", "POST", "/api/users/PVIC001/contact_methods", `{"contact_method":{"type":"sms_contact_method","label":"`+strings.Trim(strings.ReplaceAll(sent, `"`, ""), "{}")+`",`+sent+`}}`)
		if status != 201 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", sent, status, body)
		}
	}
}

func TestABadContactMethodIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	for body, mention := range map[string]string{
		`{"label":"x","address":"x@example.net"}`:                                                        "type: missing",
		`{"type":"phone_contact_method","label":"x","address":"2025550100"}`:                             `type: \"phone_contact_method\" is none of email_contact_method, sms_contact_method`,
		`{"type":"email_contact_method","address":"x@example.net"}`:                                      "label: ",
		`{"type":"email_contact_method","label":"mail","address":"x@example.net"}`:                       "label: ",
		`{"type":"email_contact_method","label":"x"}`:                                                    "address: ",
		`{"type":"email_contact_method","label":"x","address":"nonsense"}`:                               "address: ",
		`{"type":"sms_contact_method","label":"x","address":"2025550100"}`:                               "country_code: missing",
		`{"type":"sms_contact_method","label":"x","address":"+2025550100","country_code":1}`:             "country_code: the address begins with another",
		`{"type":"sms_contact_method","label":"x","address":"call me","country_code":1}`:                 "address: ",
		`{"type":"sms_contact_method","label":"x","address":"2025550100","country_code":"1"}`:            "country_code: is text",
		`{"type":"push_notification_contact_method","label":"x","address":"two words"}`:                  "address: ",
		`{"type":"webhook_contact_method","label":"x","address":"gopher://example.net"}`:                 "address: ",
		`{"type":"webhook_contact_method","label":"x","address":"(stored)"}`:                             "address: ",
		`{"type":"webhook_contact_method","label":"x","address":"http://x.example","secret":"(stored)"}`: "secret: ",
	} {
		status, header, answer := w.asks("account", "POST", "/api/users/PBEN001/contact_methods", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	status, header, answer := w.asks("account", "PUT", "/api/users/PANN001/contact_methods/PCM0004", `{"country_code":49}`)
	w.wantError(status, header, answer, 400, 2001, "country_code: give the address with it")
	status, header, answer = w.asks("account", "PUT", "/api/users/PBEN001/contact_methods/PCM0001", `{}`)
	w.wantError(status, header, answer, 404, 2100, "contact method")
}

func TestAWebhooksSecretIsWrittenAndNeverShown(t *testing.T) {
	w := open(t)
	const path = "/api/users/PANN001/contact_methods/PCM0003"
	secret := func() string { m, _ := w.db.Config().Users["PANN001"].Method("PCM0003"); return m.Secret }
	_, _, echo := w.asks("ann", "GET", path, "")
	if status, _, body := w.asks("ann", "PUT", path, echo); status != 200 || secret() != hookSecret {
		t.Errorf("sent back as it came: %d %s, the secret is %q", status, body, secret())
	}
	status, _, body := w.asks("ann", "PUT", path, `{"contact_method":{"secret":"another one"}}`)
	if status != 200 || strings.Contains(body, "another one") || secret() != "another one" {
		t.Errorf("%d %s, the secret is %q", status, body, secret())
	}
}

func TestADeletedContactMethodTakesItsRulesAlong(t *testing.T) {
	w := open(t)
	if err := w.client("ann").DeleteUserContactMethodWithContext(ctx(t), "PANN001", "PCM0001"); err != nil {
		t.Fatal(err)
	}
	u := w.db.Config().Users["PANN001"]
	if len(u.ContactMethods) != 3 || len(u.NotificationRules) != 2 || len(u.HandoffRules) != 0 {
		t.Errorf("left are %+v", u)
	}
}

func TestTheClientCreatesChangesAndDeletesNotificationRules(t *testing.T) {
	w := open(t)
	c := w.client("ann")
	made := must(c.CreateUserNotificationRuleWithContext(ctx(t), "PANN001", pagerduty.NotificationRule{
		Type: "assignment_notification_rule", StartDelayInMinutes: 5, Urgency: "high", ContactMethod: pagerduty.ContactMethod{ID: "PCM0004", Type: "sms_contact_method_reference"},
	}))(t)
	rules := w.db.Config().Users["PANN001"].NotificationRules
	if diff := cmp.Diff(people.NotificationRule{ID: made.ID, Urgency: people.High, Delay: 5 * time.Minute, Method: "PCM0004"}, rules[3]); diff != "" {
		t.Error(diff)
	}
	made.StartDelayInMinutes, made.Urgency, made.ContactMethod.ID = 0, "low", "PCM0002"
	must(c.UpdateUserNotificationRuleWithContext(ctx(t), "PANN001", *made))(t)
	rules = w.db.Config().Users["PANN001"].NotificationRules
	if diff := cmp.Diff(people.NotificationRule{ID: made.ID, Urgency: people.Low, Method: "PCM0002"}, rules[3]); diff != "" {
		t.Error(diff)
	}
	if err := c.DeleteUserNotificationRuleWithContext(ctx(t), "PANN001", made.ID); err != nil {
		t.Error(err)
	}
	// A rule of 90 seconds is shown as 2 minutes, and stays what it is.
	odd := must(c.GetUserNotificationRuleWithContext(ctx(t), "PANN001", "PNR0002"))(t)
	must(c.UpdateUserNotificationRuleWithContext(ctx(t), "PANN001", *odd))(t)
	if diff := cmp.Diff(smallProvider().Users["PANN001"].NotificationRules, w.db.Config().Users["PANN001"].NotificationRules); diff != "" {
		t.Error(diff)
	}
}

func TestABadNotificationRuleIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	for body, mention := range map[string]string{
		`{"urgency":"high"}`:                                                                 "contact_method: missing",
		`{"contact_method":{"id":"PCM0004"}}`:                                                "urgency: ",
		`{"urgency":"loud","contact_method":{"id":"PCM0004"}}`:                               "urgency: ",
		`{"urgency":"high","contact_method":{"id":"PCM0005"}}`:                               "contact_method: ",
		`{"urgency":"high","contact_method":"PCM0004"}`:                                      "contact_method: is text",
		`{"urgency":"high","contact_method":{"id":"PCM0004"},"start_delay_in_minutes":-1}`:   "start_delay_in_minutes: must be at least 0",
		`{"urgency":"high","contact_method":{"id":"PCM0004"},"start_delay_in_minutes":1e12}`: "start_delay_in_minutes: ",
	} {
		status, header, answer := w.asks("ann", "POST", "/api/users/PANN001/notification_rules", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	for _, method := range []string{"PUT", "DELETE"} {
		status, header, answer := w.asks("account", method, "/api/users/PBEN001/notification_rules/PNR0001", `{}`)
		w.wantError(status, header, answer, 404, 2100, "notification rule")
	}
}

func TestHandoffRulesAreCreatedChangedAndDeleted(t *testing.T) {
	w := open(t)
	const path, key = "/api/users/PANN001/oncall_handoff_notification_rules", "oncall_handoff_notification_rule"
	status, _, body := w.asks("ann", "POST", path, `{"`+key+`":{"handoff_type":"offcall","notify_advance_in_minutes":90,"contact_method":{"id":"PCM0004","type":"sms_contact_method"}}}`)
	rules := w.db.Config().Users["PANN001"].HandoffRules
	if status != 201 || len(rules) != 2 || !strings.Contains(body, `"`+key+`":{"id":"`+rules[1].ID) {
		t.Fatalf("%d %s: %+v", status, body, rules)
	}
	if diff := cmp.Diff(people.HandoffRule{ID: rules[1].ID, When: "off", Advance: 90 * time.Minute, Method: "PCM0004"}, rules[1]); diff != "" {
		t.Error(diff)
	}
	one := path + "/" + rules[1].ID
	status, _, body = w.asks("ann", "PUT", one, `{"`+key+`":{"handoff_type":"both","contact_method":{"id":"PCM0001"}}}`)
	if got := w.db.Config().Users["PANN001"].HandoffRules[1]; status != 200 || got.When != "both" || got.Method != "PCM0001" || got.Advance != 90*time.Minute {
		t.Errorf("%d %s: %+v", status, body, got)
	}
	for body, mention := range map[string]string{
		`{"handoff_type":"sometimes"}`:          "handoff_type: ",
		`{"notify_advance_in_minutes":2881}`:    "notify_advance_in_minutes: must be at most",
		`{"notify_advance_in_minutes":-1}`:      "notify_advance_in_minutes: must be at least 0",
		`{"contact_method":{"id":"PCM0005"}}`:   "contact_method: ",
		`{"notify_advance_in_minutes":"never"}`: "notify_advance_in_minutes: is text",
	} {
		status, header, answer := w.asks("ann", "PUT", one, body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	w.wantLocked(path+"/PHR0001", `{"handoff_type":"both"}`, `{"handoff_type":"oncall"}`)
	if status, _, body := w.asks("ann", "DELETE", one, ""); status != 204 || len(w.db.Config().Users["PANN001"].HandoffRules) != 1 {
		t.Errorf("%d %s", status, body)
	}
}

func TestEverybodyHasTheOneLicense(t *testing.T) {
	w := open(t)
	list := must(w.client("vic").ListLicensesWithContext(ctx(t)))(t)
	if len(list.Licenses) != 1 || list.Licenses[0].CurrentValue != 5 || len(list.Licenses[0].ValidRoles) != 5 {
		t.Errorf("%+v", list)
	}
	status, _, body := w.asks("vic", "GET", "/api/users/PANN001/license", "")
	if status != 200 || !strings.Contains(body, `{"license":{"id":"PWLICEN","type":"license"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestPeopleAndWhatIsTheirsAreNotOverwrittenUnseen(t *testing.T) {
	w := open(t)
	w.wantLocked("/api/users/PVIC001", `{"name":"one"}`, `{"name":"two"}`)
	w.wantLocked("/api/users/PANN001/contact_methods/PCM0004", `{"label":"one"}`, `{"label":"two"}`)
	w.wantLocked("/api/users/PANN001/notification_rules/PNR0001", `{"urgency":"low"}`, `{"urgency":"high"}`)
}
