package ui_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui"
)

const mailPassword, pushToken, bearer = "correct-horse-battery", "tk_0123456789", "Bearer 0123456789"

// wired is the small provider with every carrier and its secrets.
func wired(w *world) {
	next := *w.db.Config()
	next.Settings.Fallback = []string{"POWNER"}
	next.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 587, TLS: "starttls", User: "wakeman", Password: mailPassword, From: "wakeman@example.net"}
	next.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net", Token: pushToken}
	next.Settings.Heartbeat = &engine.HeartbeatSettings{URL: "https://hc.example.net/ping/beat-secret", Interval: time.Minute}
	next.Settings.SMS = &engine.SMSSettings{
		Method: "POST", URL: "https://sms.example.net/v1/send?key=hush-hush", Body: `{"to":"{to}","text":"{text}","pin":"4711-4711"}`,
		Headers: map[string]string{"Authorization": bearer, "Content-Type": "application/json"},
	}
	w.configure(next.Index())
}

func (w *world) settings() engine.Settings { return w.db.Config().Settings }

func (w *world) savesSettings(form url.Values, typed ...string) *page {
	w.Helper()
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	return w.posts(admin, "/settings", form)
}

func TestSecretsAreNeverShownAndAreKeptWhenTheFieldIsLeft(t *testing.T) {
	w := open(t)
	wired(w)
	secrets := []string{mailPassword, pushToken, bearer, "hush-hush", "4711-4711", "beat-secret"}
	for _, role := range roles() {
		body := w.shows(role, "/settings").Body.String()
		for _, secret := range secrets {
			if strings.Contains(body, secret) {
				t.Errorf("%s is shown %q", role, secret)
			}
		}
	}
	old := w.settings()
	form := w.shows(admin, "/settings").filled("settings-form")
	w.wantNotice(admin, w.savesSettings(form), "Nothing has changed")
	w.wantNotice(admin, w.savesSettings(form, "raw_days", "60", "mail.user", "pager"), "Saved: days to keep bodies, pages by mail.")
	got := w.settings()
	if got.RawDays != 60 || got.Mail.User != "pager" || got.Mail.Password != mailPassword || got.Push.Token != pushToken ||
		got.SMS.Headers["Authorization"] != bearer || got.SMS.URL != old.SMS.URL || got.SMS.Body != old.SMS.Body {
		t.Errorf("got %+v %+v %+v", got.Mail, got.Push, got.SMS)
	}
	for _, row := range []string{lastAudit(w).Detail} {
		if strings.Contains(row, mailPassword) {
			t.Errorf("the audit log has the password: %s", row)
		}
	}
}

// Who has an admin's session must not get at a password by having it sent to a
// server of theirs.
func TestASecretIsNotSentToAnotherServerUnseen(t *testing.T) {
	w := open(t)
	wired(w)
	before := w.everything()
	for field, c := range map[string]struct{ typed, refused string }{
		"mail.host":   {"evil.example.net", "error-mail.password"},
		"mail.port":   {"2525", "error-mail.password"},
		"mail.tls":    {"none", "error-mail.password"},
		"push.server": {"https://evil.example.net", "error-push.token"},
		"sms.url":     {"https://evil.example.net/v1/send", "error-sms.body"},
	} {
		form := w.shows(admin, "/settings").filled("settings-form")
		p := w.savesSettings(form, field, c.typed).wantStatus(http.StatusBadRequest)
		p.says(c.refused, "again")
		if p.field(field) != c.typed && field != "mail.tls" {
			t.Errorf("%s: what was typed is lost: %q", field, p.field(field))
		}
	}
	if w.everything() != before {
		t.Fatal("something was saved")
	}
	form := w.shows(admin, "/settings").filled("settings-form")
	w.wantNotice(admin, w.savesSettings(form, "mail.host", "smtp.example.net", "mail.password", "another"), "Saved: pages by mail.")
	if m := w.settings().Mail; m.Host != "smtp.example.net" || m.Password != "another" {
		t.Errorf("got %+v", m)
	}
}

func TestASignInThatIsTakenAwayTakesItsPasswordWithIt(t *testing.T) {
	w := open(t)
	wired(w)
	form := w.shows(admin, "/settings").filled("settings-form")
	w.savesSettings(form, "mail.user", "").wantRedirect("/settings")
	if m := w.settings().Mail; m == nil || m.Password != "" {
		t.Errorf("got %+v", m)
	}
}

func TestRefusedSettingsKeepWhatWasTypedAndNameTheField(t *testing.T) {
	w := open(t)
	wired(w)
	before := w.everything()
	for field, c := range map[string]struct{ typed, want string }{
		"public_url":         {"wakeman", "http"},
		"mail_domain":        {"no domain", "is not a host name"},
		"outgoing_allow":     {"everywhere", "is not an address or range"},
		"raw_days":           {"a month", "whole number"},
		"bundle_window":      {"5", "has no unit"},
		"stale_after":        {"", "missing"},
		"heartbeat.url":      {"watch.example.net/1", "http"},
		"heartbeat.interval": {"5s", "from 10s to 1d"},
		"mail.host":          {"mail.example.net:587", "the port goes into its own field"},
		"mail.port":          {"99999", "whole number"},
		"mail.from":          {"me", "is not an e-mail address"},
		"push.server":        {"ntfy", "http"},
		"sms.url":            {"sms", "http"},
		"sms.headers":        {"nonsense", "Name: value"},
		"sms.success_status": {"ok", "200-299"},
		"sms.success_match":  {"(", "missing"},
		"sms.max_runes":      {"7", "100"},
	} {
		form := w.shows(admin, "/settings").filled("settings-form")
		form.Set("mail.password", "typed anew")
		form.Set("push.token", "typed anew")
		p := w.savesSettings(form, field, c.typed)
		if got := p.text("error-" + field); p.Code != http.StatusBadRequest || !strings.Contains(got, c.want) {
			t.Errorf("%s %q: %d, %q; %q", field, c.typed, p.Code, got, p.text("form-problem"))
			continue
		}
		if p.field(field) != c.typed {
			t.Errorf("%s: what was typed is lost: %q", field, p.field(field))
		}
		if strings.Contains(p.Body.String(), "typed anew") {
			t.Error("a password came back")
		}
		p.says("error-mail.password", "Type it again")
	}
	if w.everything() != before {
		t.Error("something refused was saved")
	}
}

func TestACarrierIsSetAndTakenAway(t *testing.T) {
	w := open(t)
	form := w.shows(admin, "/settings").filled("settings-form")
	p := w.savesSettings(form, "push.server", "https://ntfy.example.net").wantStatus(http.StatusBadRequest)
	p.says("error-push", "Tick this")
	w.savesSettings(form, "push", "yes", "mail", "yes", "mail.host", "mail.example.net", "mail.tls", "tls", "mail.from", "w@example.net").wantRedirect("/settings")
	if s := w.settings(); s.Push == nil || s.Push.Server != "https://ntfy.example.net" || s.Mail.Port != 465 || s.SMS != nil {
		t.Errorf("got %+v", s)
	}
	form = w.shows(admin, "/settings").filled("settings-form")
	form.Del("mail")
	w.wantNotice(admin, w.savesSettings(form), "Saved: pages by mail.")
	if w.settings().Mail != nil {
		t.Error("mail is still there")
	}
}

func TestTheRestOfTheSettings(t *testing.T) {
	w := open(t)
	form := w.shows(admin, "/settings").filled("settings-form")
	form["fallback"] = []string{"PADMIN", "POWNER"}
	w.wantNotice(admin, w.savesSettings(form, "public_url", "https://wakeman.example.net/", "outgoing_allow", "192.0.2.9/24\r\n127.0.0.1", "bundle_window", "off", "stale_after", "1d"),
		"Saved: public address, private ranges, fallback contacts, bundling, reminder of what is still open.")
	s := w.settings()
	want := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("127.0.0.1/32")}
	if s.PublicURL != "https://wakeman.example.net" || !slices.Equal(s.OutgoingAllow, want) || s.BundleWindow != 0 || s.StaleAfter != 24*time.Hour || !slices.Equal(s.Fallback, form["fallback"]) {
		t.Errorf("got %+v", s)
	}
}

func TestOfTwoWhoChangeSettingsTheSecondOverwritesNothing(t *testing.T) {
	w := open(t)
	first := w.shows(admin, "/settings").filled("settings-form")
	second := w.shows(admin, "/settings").filled("settings-form")
	w.savesSettings(first, "raw_days", "60").wantRedirect("/settings")
	p := w.savesSettings(second, "raw_days", "7").wantStatus(http.StatusConflict)
	p.says("form-problem", "Somebody else has changed this")
	if p.field("raw_days") != "7" || w.settings().RawDays != 60 {
		t.Error("what was typed is lost, or overwrote the other's")
	}
}

func TestWhoMayOnlyReadIsToldNoMoreOfCarriersThanTheirHost(t *testing.T) {
	w := open(t)
	wired(w)
	body := w.shows(people.Viewer, "/settings").Body.String()
	for _, want := range []string{"through mail.example.net:587", "through ntfy.example.net", "through sms.example.net", "The owner"} {
		if !strings.Contains(body, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

func TestTheHeartbeatIsSetKeptAndDeclined(t *testing.T) {
	w := open(t)
	form := w.shows(admin, "/settings").filled("settings-form")
	w.wantNotice(admin, w.savesSettings(form, "heartbeat.url", "https://hc.example.net/ping/1"), "Saved: outside heartbeat.")
	if h := w.settings().Heartbeat; h == nil || h.URL != "https://hc.example.net/ping/1" || h.Interval != time.Minute || h.Declined != "" {
		t.Fatalf("got %+v", h)
	}
	form = w.shows(admin, "/settings").filled("settings-form")
	w.wantNotice(admin, w.savesSettings(form, "heartbeat.interval", "30s"), "Saved: outside heartbeat.")
	if h := w.settings().Heartbeat; h.URL != "https://hc.example.net/ping/1" || h.Interval != 30*time.Second {
		t.Errorf("got %+v", h)
	}
	form = w.shows(admin, "/settings").filled("settings-form")
	w.savesSettings(form, "heartbeat.declined", "Nobody is there").wantStatus(http.StatusBadRequest).says("error-heartbeat.declined", "either the heartbeat is sent, or it is declined")
	w.wantNotice(admin, w.savesSettings(form, "heartbeat.url", "", "heartbeat.declined", "Nobody is there"), "Saved: outside heartbeat.")
	if h := w.settings().Heartbeat; h.URL != "" || h.Interval != 0 || h.Declined != "Nobody is there" {
		t.Errorf("got %+v", h)
	}
	w.shows(viewer, "/readiness").says("readiness", "Chosen so", "None is sent, by choice: Nobody is there.")
	form = w.shows(admin, "/settings").filled("settings-form")
	form.Del("heartbeat.declined")
	w.savesSettings(form).wantRedirect("/settings")
	if h := w.settings().Heartbeat; h != nil {
		t.Errorf("got %+v", h)
	}
}

func TestAHeartbeatThatDoesNotGetOutIsSaid(t *testing.T) {
	state := engine.HeartbeatState{LastOK: begin().Add(-time.Hour), FailingSince: begin().Add(-14 * time.Minute), Reason: "The watcher did not take it: HTTP 500."}
	w := open(t, func(o *ui.Options) { o.Heartbeat = func() engine.HeartbeatState { return state } })
	wired(w)
	wantWords(w.shows(viewer, "/health"), "The last one did not get out. The watcher did not take it: HTTP 500.")
	state.FailingSince = begin().Add(-15 * time.Minute)
	wantWords(w.shows(viewer, "/health"), "No heartbeat has got out since 07:45 UTC. The watcher did not take it: HTTP 500.")
	w.shows(viewer, "/readiness").says("readiness", "None has got out for a while.")
	state = engine.HeartbeatState{LastOK: begin()}
	wantWords(w.shows(viewer, "/health"), "Sent every 1m to hc.example.net, and taken.")
}

// wantWords looks for words anywhere on a page.
func wantWords(p *page, want string) {
	p.Helper()
	if text := words(p.root); !strings.Contains(text, want) {
		p.Errorf("%s does not say %q: %s", p.what, want, text)
	}
}
