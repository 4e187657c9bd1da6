package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// setProvider has every setting, and a secret in each place that can hold one.
func setProvider() *engine.Config {
	c := smallProvider()
	c.Settings.Fallback = []string{"PANN001"}
	c.Settings.PublicURL = "https://pager.example.net"
	c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 587, TLS: "starttls", User: "wakeman", Password: "hush-mail", From: "wakeman@example.net"}
	c.Settings.Push = &engine.PushSettings{Server: "https://user:hush-server@push.example.net", Token: "hush-token"}
	c.Settings.SMS = &engine.SMSSettings{
		Method: "POST", URL: "https://sms.example.net/send?password=hush-url", Body: "to={to}&text={text}&key=hush-body", Headers: map[string]string{"Accept": "text/plain", "X-Key": "hush-header"},
	}
	c.Settings.Heartbeat = &engine.HeartbeatSettings{URL: "https://watch.example.net/hush-beat", Interval: time.Minute}
	c.Settings.OIDC = &engine.OIDCSettings{Issuer: "https://id.example.net", ClientID: "wakeman", ClientSecret: "hush-client"}
	return c
}

func TestSettingsAreShownWithoutSecretsAndComeBackAsTheyWere(t *testing.T) {
	w := openWith(t, setProvider())
	before := w.db.Config()
	_, _, body := w.asks("oona", "GET", "/api/settings", "")
	if strings.Contains(body, "hush") || !strings.Contains(body, `"password":"(stored)"`) || !strings.Contains(body, `{"name":"Accept","value":"text/plain"}`) {
		t.Errorf("shown is %s", body)
	}
	if status, _, answer := w.asks("account", "PUT", "/api/settings", body); status != 200 || answer != body {
		t.Errorf("%d: sent back as it came it is %s", status, answer)
	}
	if w.db.Config() != before {
		t.Error("settings sent back as they came changed something")
	}
}

func TestAChangeOfSettingsLeavesWhatItDoesNotName(t *testing.T) {
	w := openWith(t, setProvider())
	reads[any](w, "account", "PUT /settings", `{"settings":{"raw_days":7,"stale_after":"off","mail":{"from":"Pager <pager@example.net>"},"sms":{"max_runes":300},"push":null,"fallback":[{"id":"PBEN001"}]}}`, 200)
	s := w.db.Config().Settings
	want := setProvider().Settings
	if s.RawDays != 7 || s.StaleAfter != 0 || s.Push != nil || s.Fallback[0] != "PBEN001" || s.BundleWindow != want.BundleWindow {
		t.Errorf("settings %+v", s)
	}
	if s.Mail.Password != "hush-mail" || s.Mail.From != "Pager <pager@example.net>" || s.Mail.Host != "mail.example.net" {
		t.Errorf("mail %+v", s.Mail)
	}
	if s.SMS.MaxRunes != 300 || s.SMS.URL != want.SMS.URL || s.SMS.Headers["X-Key"] != "hush-header" || s.Heartbeat.URL != want.Heartbeat.URL {
		t.Errorf("sms %+v, heartbeat %+v", s.SMS, s.Heartbeat)
	}
	rows, err := w.db.Audit(0, 1)
	if err != nil || rows[0].Actor.Name != "noc-bot" || !strings.Contains(rows[0].Detail, "raw_days") || strings.Contains(rows[0].Detail, "hush") {
		t.Errorf("the audit log says %+v, %v", rows, err)
	}
	reads[any](w, "account", "PUT /settings", `{"settings":{"heartbeat":{"url":null,"declined":"The wallboard is looked at day and night."}}}`, 200)
	if h := w.db.Config().Settings.Heartbeat; h.URL != "" || h.Interval != 0 || h.Declined == "" {
		t.Errorf("heartbeat %+v", h)
	}
}

// A stored secret must not be had by having it sent elsewhere.
func TestAStoredSecretIsNotSentToAnotherServer(t *testing.T) {
	w := openWith(t, setProvider())
	for body, mention := range map[string]string{
		`{"mail":{"host":"evil.example.org"}}`:                                "mail.password: ",
		`{"mail":{"tls":"none"}}`:                                             "mail.password: ",
		`{"push":{"server":"https://evil.example.org"}}`:                      "push.token: ",
		`{"sms":{"url":"https://evil.example.org/{to}/{text}"}}`:              "sms.body: ",
		`{"sms":{"url":"https://evil.example.org/{to}/{text}","body":"x"}}`:   "sms.headers[",
		`{"oidc":{"issuer":"https://evil.example.org"}}`:                      "oidc.client_secret: ",
		`{"push":{"server":"https://evil.example.org","token":"(stored)"}}`:   "push.token: ",
		`{"sms":{"headers":[{"name":"X-New","value":"(stored)"}]}}`:           "sms.headers[0]: ",
		`{"mail":{"host":"mail.example.net:25"}}`:                             "mail.",
		`{"public_url":"ftp://pager.example.net"}`:                            "public_url: ",
		`{"outgoing_allow":["192.0.2.0/24","everything"]}`:                    "outgoing_allow[1]: ",
		`{"raw_days":"many"}`:                                                 "raw_days: ",
		`{"bundle_window":"soon"}`:                                            "bundle_window: ",
		`{"fallback":[{"id":"PNOBODY"}]}`:                                     "fallback[0]: ",
		`{"heartbeat":{"declined":"No."}}`:                                    "heartbeat",
		`{"oidc":{"issuer":"http://id.example.net","client_secret":"again"}}`: "oidc.issuer: ",
	} {
		before := w.db.Config()
		status, header, answer := w.asks("oona", "PUT", "/api/settings", `{"settings":`+body+`}`) // no key sets oidc
		w.wantError(status, header, answer, 400, 2001, mention)
		if w.db.Config() != before || strings.Contains(answer, "hush") {
			t.Errorf("%s: changed, or tells: %s", body, answer)
		}
	}
	reads[any](w, "account", "PUT /settings", `{"settings":{"mail":{"host":"mail2.example.net","password":"hush-mail"},"push":{"server":"https://push2.example.net","token":"new"}}}`, 200)
	if s := w.db.Config().Settings; s.Mail.Host != "mail2.example.net" || s.Mail.Password != "hush-mail" || s.Push.Token != "new" {
		t.Errorf("what was written again is not taken: %+v %+v", s.Mail, s.Push)
	}
}

func TestSettingsThatWereChangedMeanwhileAreNotOverwritten(t *testing.T) {
	w := open(t)
	_, header, _ := w.asks("account", "GET", "/api/settings", "")
	tag := header.Get("ETag")
	if status, _, _ := w.asks("account", "PUT", "/api/settings", `{"raw_days":8}`, "If-Match", tag); status != 200 {
		t.Fatalf("with the tag just read: %d", status)
	}
	if status, _, _ := w.asks("account", "PUT", "/api/settings", `{"raw_days":9}`, "If-Match", tag); status != 412 || w.db.Config().Settings.RawDays != 8 {
		t.Errorf("with an old tag: %d", status)
	}
}

func TestCarriersAreSetUpByTheAPI(t *testing.T) {
	w := open(t)
	answer := reads[map[string]json.RawMessage](w, "oona", "PUT /settings", `{"settings":{
		"mail":{"host":"mail.example.net","from":"wakeman@example.net"},
		"sms":{"url":"https://sms.example.net/send","body":"{to} {text}","headers":[{"name":"X-Key","value":"k"}]},
		"heartbeat":{"url":"https://watch.example.net/1"},
		"oidc":{"issuer":"https://id.example.net","client_id":"wakeman","allow_domains":["example.net"],"create_as":"viewer"}}}`, 200)
	s := w.db.Config().Settings
	if s.Mail.Port != 587 || s.Mail.TLS != "starttls" || s.SMS.Method != "POST" || s.SMS.Headers["X-Key"] != "k" || s.Heartbeat.Interval != engine.DefaultHeartbeat || s.OIDC.CreateAs != "viewer" {
		t.Errorf("settings %+v %+v %+v: %s", s.Mail, s.SMS, s.Heartbeat, answer)
	}
}

func TestTheReminderOfTheFirstStartEndsByTheAPIWithAReasonOnly(t *testing.T) {
	w := open(t)
	w.says("PUT", "/settings", `{"settings":{"setup_hidden":true}}`, 400, "setup_declined: is missing: say why")
	w.says("PUT", "/settings", `{"settings":{"setup_hidden":true,"setup_declined":"a laboratory"}}`, 200, `"setup_declined":"Oona Owner, 2 March 2026: a laboratory"`)
	w.says("PUT", "/settings", `{"settings":{"raw_days":7}}`, 200, `"setup_hidden":true`, `"setup_declined":"Oona Owner, 2 March 2026: a laboratory"`)
	w.says("GET", "/readiness", "", 200, `"code":"setup_declined"`, "by choice: Oona Owner, 2 March 2026: a laboratory.")
	w.says("PUT", "/settings", `{"settings":{"setup_hidden":false}}`, 200, `"setup_hidden":false`, `"setup_declined":""`)
}
