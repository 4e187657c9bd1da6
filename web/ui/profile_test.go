package ui_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/store"
)

// served gives the box carriers, so that methods are not refused for want of one.
func served(w *world) {
	w.alters(func(c *engine.Config) {
		c.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
		c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 25, TLS: "none", From: "wakeman@example.net"}
	})
}

func rulesOf(u people.User) string { return config.Version(u.NotificationRules) }

// ladder is the methods of the rules for high urgency, with their delays.
func (w *world) ladder(role people.Role) string {
	var rungs []string
	u := w.user(role)
	for _, r := range u.Rules(people.High) {
		m, _ := u.Method(r.Method)
		rungs = append(rungs, m.Label+" "+r.Delay.String())
	}
	return strings.Join(rungs, ", ")
}

func TestEverybodyAddsChangesAndDeletesTheirOwnContactMethods(t *testing.T) {
	w := open(t)
	for _, kind := range []string{"push", "sms", "email", "webhook"} {
		w.shows(responder, "/profile/methods/new").has("add-"+kind, true)
		w.shows(responder, "/profile/methods/new?type="+kind).has("method-form", true)
	}
	w.wantNotice(responder, w.posts(responder, "/profile/methods/new", fields("type", "sms", "label", "mobile", "address", "+1 (555) 010-0199")), "Added.")
	m := w.user(responder).ContactMethods[2]
	if m.Address != "+15550100199" || m.Label != "mobile" || m.Type != notify.SMS || m.ID == "" {
		t.Fatalf("added is %+v", m)
	}
	path := "/profile/methods/" + m.ID
	if text := w.shows(responder, path).Body.String(); !strings.Contains(text, `value="+15550100199"`) {
		t.Error("the form does not show the number")
	}
	w.wantNotice(responder, w.posts(responder, path, fields("label", "work phone", "address", "+15550100200", "seen", config.Version(m))), "Saved.")
	p := w.posts(responder, path, fields("label", "too late", "address", "+15550100201", "seen", config.Version(m)))
	p.wantStatus(http.StatusConflict).says("form-problem", "Somebody else has changed this")
	if !strings.Contains(p.Body.String(), `value="too late"`) {
		t.Error("what was typed is lost")
	}
	m = w.user(responder).ContactMethods[2]
	if m.Label != "work phone" || m.Address != "+15550100200" {
		t.Errorf("changed is %+v", m)
	}
	w.sets(responder, func(u *people.User) {
		u.NotificationRules = append(u.NotificationRules, people.NotificationRule{ID: "R2", Urgency: people.High, Method: m.ID, Delay: time.Minute})
	})
	w.shows(responder, path+"/delete").says("confirm", "1 rule or reminder uses it")
	w.wantNotice(responder, w.posts(responder, path+"/delete", fields("seen", "of yesterday")), "Not changed.")
	w.wantNotice(responder, w.posts(responder, path+"/delete", fields("seen", config.Version(m))), "work phone is deleted.")
	if u := w.user(responder); len(u.ContactMethods) != 2 || len(u.NotificationRules) != 1 {
		t.Errorf("left are %+v and %+v", u.ContactMethods, u.NotificationRules)
	}
}

func TestAContactMethodThatCanNotWorkIsRefusedAtItsField(t *testing.T) {
	w := open(t)
	for name, tc := range map[string]struct{ kind, label, address, field string }{
		"a number without its country": {"sms", "mobile", "0151 2345", "address"},
		"no number":                    {"sms", "mobile", "", "address"},
		"no mail address":              {"email", "mail 2", "ann at home", "address"},
		"a topic with spaces":          {"push", "watch", "my topic", "address"},
		"an address of nothing":        {"webhook", "siren", "javascript:alert(1)", "address"},
		"no name":                      {"push", "", "topic", "label"},
		"a name that is taken":         {"push", "PHONE", "topic", "label"},
		"a name without an end":        {"push", strings.Repeat("x", 1000), "topic", "label"},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.head()
			p := w.posts(responder, "/profile/methods/new", fields("type", tc.kind, "label", tc.label, "address", tc.address))
			p.wantStatus(http.StatusBadRequest).has("error-"+tc.field, true)
			if tc.address != "" && !strings.Contains(p.Body.String(), `value="`+tc.address+`"`) {
				t.Error("the address is lost")
			}
			if w.head() != before {
				t.Error("something was changed")
			}
		})
	}
	w.posts(responder, "/profile/methods/new", fields("type", "pigeon", "label", "x", "address", "x")).wantStatus(http.StatusBadRequest)
}

func TestTheSigningKeyOfAWebhookIsKeptAndNeverShown(t *testing.T) {
	w := open(t)
	w.wantNotice(responder, w.posts(responder, "/profile/methods/new", fields("type", "webhook", "label", "siren", "address", "https://siren.example.net/", "secret", "tusche und feder")), "Added.")
	m := w.user(responder).ContactMethods[2]
	for _, path := range []string{"/profile", "/profile/methods/" + m.ID} {
		if strings.Contains(w.shows(responder, path).Body.String(), "tusche") {
			t.Errorf("%s shows the key", path)
		}
	}
	w.wantNotice(responder, w.posts(responder, "/profile/methods/"+m.ID, fields("label", "horn", "address", "https://siren.example.net/", "secret", "", "seen", config.Version(m))), "Saved.")
	if m := w.user(responder).ContactMethods[2]; m.Secret != "tusche und feder" || m.Label != "horn" {
		t.Errorf("kept is %+v", m)
	}
}

func TestRulesAreALadderThatButtonsRearrange(t *testing.T) {
	w := open(t)
	w.shows(responder, "/profile").says("rules-high", "0:00 push (phone) at once")
	mail := "M2" + personOf(responder)
	add := func(delay string) *page {
		return w.posts(responder, "/profile/rules/new", fields("urgency", "high", "delay", delay, "method", mail, "seen", rulesOf(w.user(responder))))
	}
	w.wantNotice(responder, add("1.5"), "Added.")
	if got := w.ladder(responder); got != "phone 0s, mail 1m30s" {
		t.Fatalf("the ladder is %s", got)
	}
	add("1.5").wantStatus(http.StatusBadRequest).says("error-delay", "this very rule")
	for _, wrong := range []string{"", "soon", "-1", "NaN", "Inf", "1e9"} {
		add(wrong).wantStatus(http.StatusBadRequest).has("error-delay", true)
	}
	press := func(rule, deed, seen string) *page {
		return w.posts(responder, "/profile/rules/"+rule+"/"+deed, fields("seen", seen))
	}
	first := "R1" + personOf(responder)
	old := rulesOf(w.user(responder))
	w.wantNotice(responder, press(first, "later", old), "Changed.")
	if got := w.ladder(responder); got != "mail 0s, phone 1m30s" {
		t.Errorf("after “later” the ladder is %s", got)
	}
	w.wantNotice(responder, press(first, "later", old), "Not changed. Somebody else has changed the rules")
	w.wantNotice(responder, press(first, "earlier", rulesOf(w.user(responder))), "Changed.") // already the first
	if got := w.ladder(responder); got != "mail 0s, phone 1m30s" {
		t.Errorf("the first was moved up: %s", got)
	}
	w.wantNotice(responder, press(first, "remove", rulesOf(w.user(responder))), "Removed.")
	if got := w.ladder(responder); got != "phone 1m30s" {
		t.Errorf("after “remove” the ladder is %s", got)
	}
	press(first, "explode", rulesOf(w.user(responder))).wantStatus(http.StatusNotFound)
}

func TestWithoutRulesThePageSaysWhatIsDone(t *testing.T) {
	w := open(t)
	w.sets(responder, func(u *people.User) { u.NotificationRules = nil })
	p := w.shows(responder, "/profile")
	p.says("rules-high", "every contact method is used at once")
	p.says("rules-low", "the first contact method is used at once")
	w.wantNotice(responder, w.posts(responder, "/profile/rules/usual", fields("seen", rulesOf(w.user(responder)))), "These are the usual rules")
	if got := w.ladder(responder); got != "phone 0s, mail 5m0s" {
		t.Errorf("the usual ladder is %s", got)
	}
	if low := w.user(responder).Rules(people.Low); len(low) != 1 || low[0].Method != "M2"+personOf(responder) {
		t.Errorf("for low urgency: %+v", low)
	}
}

func TestRemindersOfShiftsAreAddedAndRemoved(t *testing.T) {
	w := open(t)
	method := "M1" + personOf(responder)
	add := func(when, advance string) *page {
		return w.posts(responder, "/profile/handoffs/new", fields("when", when, "advance", advance, "method", method, "seen", config.Version(w.user(responder).HandoffRules)))
	}
	add("on", "49").wantStatus(http.StatusBadRequest).has("error-advance", true)
	add("sometimes", "1").wantStatus(http.StatusBadRequest).has("error-when", true)
	w.wantNotice(responder, add("both", "12"), "Added.")
	w.shows(responder, "/profile").says("handoffs", "12 h before a shift begins or ends, by push (phone)")
	rule := w.user(responder).HandoffRules[0]
	path := "/profile/handoffs/" + rule.ID + "/remove"
	w.wantNotice(responder, w.posts(responder, path, fields("seen", "of yesterday")), "Not changed.")
	w.wantNotice(responder, w.posts(responder, path, fields("seen", config.Version(w.user(responder).HandoffRules))), "Removed.")
	if n := len(w.user(responder).HandoffRules); n != 0 {
		t.Errorf("%d reminders are left", n)
	}
}

func TestWakeMeNowSendsARealMessageAndShowsWhatCameOfIt(t *testing.T) {
	w := open(t)
	served(w)
	w.shows(responder, "/profile").says("ready", "Never tested.")
	path := "/profile/methods/M1" + personOf(responder) + "/wake"
	p := w.wantNotice(responder, w.posts(responder, path, nil), "A test is on its way by phone.")
	p.says("test", "Being sent")
	w.wantNotice(responder, w.posts(responder, path, nil), "A test by this method is under way already")
	sent := w.pages()
	if len(sent) != 1 || sent[0].Message.Kind != notify.Test || sent[0].To.Value != "topic-responder" {
		t.Fatalf("sent is %+v", sent)
	}
	p = w.shows(responder, "/profile")
	p.says("test", "Worked: the carrier had it after 0 ms.")
	p.says("ready", "The last test by phone worked")
	w.shows(viewer, "/people/PRESPONDER").says("ready", "The last test by phone worked")

	w.set(w.now().Add(time.Minute))
	w.posts(admin, "/people/PRESPONDER/methods/M1PRESPONDER/wake", nil)
	leased, _, err := w.engine.Lease(w.Context(), map[notify.Channel]int{notify.Push: 1})
	w.must(err)
	if !strings.HasPrefix(leased[0].Message.Text, "The admin asked for this test") {
		t.Errorf("it says %q", leased[0].Message.Text)
	}
	w.must(w.engine.Report(w.Context(), leased[0].ID, 1, notify.Outcome{Status: notify.Permanent, Reason: "404 no such topic"}))
	p = w.shows(responder, "/profile")
	p.says("test", "Failed: 404 no such topic")
	p.says("ready", "The last test by phone failed: 404 no such topic.")
	if strings.Contains(w.shows(viewer, "/people/PRESPONDER").Body.String(), "Failed: 404") {
		t.Error("a stranger to the method reads the carrier's words beside it")
	}

	w.sets(responder, func(u *people.User) { u.ContactMethods[0].Address = "another-topic" })
	w.shows(responder, "/profile").says("ready", "Never tested.")
}

func TestWhoseEveryTestFailedCannotBeReached(t *testing.T) {
	w := open(t)
	served(w)
	for _, m := range w.user(responder).ContactMethods {
		w.posts(responder, "/profile/methods/"+m.ID+"/wake", nil)
	}
	leased, _, err := w.engine.Lease(w.Context(), map[notify.Channel]int{notify.Push: 9, notify.Email: 9})
	w.must(err)
	for _, d := range leased {
		w.must(w.engine.Report(w.Context(), d.ID, 1, notify.Outcome{Status: notify.Permanent, Reason: "550 no such user"}))
	}
	text := w.shows(viewer, "/people").Body.String()
	if !strings.Contains(text, "Cannot be reached: the last test by phone failed: 550 no such user") {
		t.Error("the list does not say so")
	}
}

func TestABoxOnHoldSendsNoTestAndSaysSo(t *testing.T) {
	first := open(t)
	served(first)
	file := filepath.Join(t.TempDir(), "backup")
	_, err := first.db.Backup(t.Context(), file)
	first.must(err)
	dir := filepath.Join(t.TempDir(), "data")
	_, err = store.Restore(t.Context(), file, dir, false)
	first.must(err)

	w := openIn(t, dir)
	w.wantNotice(responder, w.posts(responder, "/profile/methods/M1PRESPONDER/wake", nil), "This box pages nobody: restored from")
	if sent := w.pages(); len(sent) != 0 {
		t.Errorf("sent is %+v", sent)
	}
}
