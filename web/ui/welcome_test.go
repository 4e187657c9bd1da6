package ui_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/web/ui"
)

func welcomeDoors() map[string]door {
	return map[string]door{
		"GET /welcome":            {"/welcome", people.Admin, 200},
		"GET /welcome/hide":       {"/welcome/hide", people.Admin, 200},
		"POST /welcome/hide":      {"/welcome/hide", people.Admin, 303},
		"GET /welcome/mail":       {"/welcome/mail", people.Admin, 200},
		"POST /welcome/mail":      {"/welcome/mail", people.Admin, 409},
		"POST /welcome/mail/test": {"/welcome/mail/test", people.Admin, 303},
		"GET /welcome/contact":    {"/welcome/contact", people.Admin, 200},
		"GET /welcome/oncall":     {"/welcome/oncall", people.Admin, 200},
		"POST /welcome/oncall":    {"/welcome/oncall", people.Admin, 400},
		"GET /welcome/test":       {"/welcome/test", people.Admin, 200},
		"POST /welcome/test":      {"/welcome/test", people.Admin, 404},
		"GET /welcome/sender":     {"/welcome/sender", people.Admin, 200},
		"POST /welcome/sender":    {"/welcome/sender", people.Admin, 400},
		"GET /welcome/heartbeat":  {"/welcome/heartbeat", people.Admin, 200},
		"POST /welcome/heartbeat": {"/welcome/heartbeat", people.Admin, 400},
	}
}

// newBox is a box on which there is an owner and nothing else.
func newBox(t *testing.T, change ...func(*ui.Options)) *world {
	t.Helper()
	w := open(t, change...)
	next := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{}}, Policies: map[string]engine.Policy{},
		Services: map[string]engine.Service{}, Integrations: map[string]engine.Integration{}, Settings: engine.DefaultSettings(),
	}
	cleo := person(people.Owner)
	cleo.Name, cleo.ContactMethods, cleo.NotificationRules = "Cleo", nil, nil
	next.Users[cleo.ID] = cleo
	w.configure(next)
	return w
}

// change makes a change of the configuration that no page makes.
func (w *world) change(deed func(c *engine.Config)) {
	w.Helper()
	next := *w.db.Config()
	next.Users, next.Integrations = maps.Clone(next.Users), maps.Clone(next.Integrations)
	deed(&next)
	w.configure(next.Index())
}

// stands is how the steps stand, in a letter each: done, now, left, without.
func (w *world) stands() string {
	w.Helper()
	letters := ""
	for _, text := range w.shows(owner, "/welcome").texts("step") {
		letters += strings.ToLower(text[:1])
	}
	return letters
}

func (w *world) wantSteps(when, want string) {
	w.Helper()
	if got := w.stands(); got != want {
		w.Errorf("%s the steps stand %s, want %s", when, got, want)
	}
}

func TestTheStepsFollowFromWhatTheBoxIs(t *testing.T) {
	beat := engine.HeartbeatState{}
	w := newBox(t, func(o *ui.Options) { o.Heartbeat = func() engine.HeartbeatState { return beat } })
	w.wantSteps("at first", "dnlllll")
	w.shows(owner, "/").says("setup-bar", "Setting up: 1 of 7")

	form := w.shows(owner, "/welcome/mail").filled("mail-form")
	if got := form.Get("public_url"); got != "http://pager.example.net" {
		t.Errorf("the address is filled in as %q, not as the page was opened", got)
	}
	form.Set("mail.host", "mail.example.net")
	form.Set("outgoing_allow", "127.0.0.1")
	w.wantNotice(owner, w.posts(owner, "/welcome/mail", form), "Saved. Now see whether a mail arrives.")
	if s := w.settings(); s.PublicURL != "http://pager.example.net" || s.Mail == nil || s.Mail.Port != 587 || s.Mail.From != "Wakeman <owner@example.net>" || len(s.OutgoingAllow) != 1 || s.RawDays != 30 {
		t.Errorf("saved is %+v %+v", s, s.Mail)
	}
	w.shows(owner, "/welcome").says("welcome", "A mail server is set; no mail is known to have arrived.")

	w.posts(owner, "/welcome/mail/test", url.Values{}).wantStatus(http.StatusSeeOther)
	w.posts(owner, "/welcome/mail/test", url.Values{}).wantStatus(http.StatusSeeOther)
	cleo := w.db.Config().Users["POWNER"]
	if len(cleo.ContactMethods) != 1 || cleo.ContactMethods[0].Type != notify.Email || cleo.ContactMethods[0].Address != "owner@example.net" {
		t.Fatalf("her ways are %+v", cleo.ContactMethods)
	}
	w.wantSteps("before the code is given", "dnlllll")
	w.confirms(cleo.ContactMethods[0].ID)
	w.wantSteps("when the mail has come back", "dddnlll")
	w.shows(owner, "/welcome").says("welcome", "A mail to owner@example.net arrived.", "Cleo: mail (mail) is confirmed.")

	form = w.shows(owner, "/welcome/oncall").filled("on-call-form")
	if form.Get("service") != "Core network" || form.Get("first") != "POWNER" {
		t.Errorf("the form begins as %v", form)
	}
	w.wantNotice(owner, w.posts(owner, "/welcome/oncall", form), "Core network is there, and wakes Cleo first.")
	w.wantSteps("when somebody is woken", "ddddnll")

	w.acknowledges(cleo.ContactMethods[0].ID, 14*time.Second)
	w.wantSteps("when a test page was acknowledged", "dddddnl")
	w.shows(owner, "/welcome/test").says("wake-state", "You acknowledged it 14 s after you pressed the button.")

	form = w.shows(owner, "/welcome/sender").filled("sender-form")
	form.Set("sender", "events_api_v2 LibreNMS")
	at := w.posts(owner, "/welcome/sender", form).wantStatus(http.StatusSeeOther).Result().Header.Get("Location")
	p := w.shows(owner, at)
	p.says("chosen", "LibreNMS", "Waiting for the first event from there")
	if n := len(p.parts("instructions")); n != 1 {
		t.Errorf("%d instructions are shown for one sender", n)
	}
	in := w.onlyIntegration()
	w.posts(owner, "/services/"+in.Service+"/integrations/"+in.ID+"/test", url.Values{}).wantStatus(http.StatusSeeOther)
	w.wantSteps("after our own test event", "dddddnl")
	_, err := w.engine.Submit(t.Context(), engine.Post{Key: in.Key, Via: "events_api_v2", Events: []engine.Event{{Action: engine.Trigger, Key: "a", Summary: "From there", Severity: engine.Critical}}})
	w.must(err)
	w.wantSteps("when the sender was heard", "ddddddn")
	w.shows(owner, at).says("heard", "Received")

	w.wantNotice(owner, w.posts(owner, "/welcome/heartbeat", url.Values{"seen": {w.heartbeatSeen()}, "do": {"set"}, "url": {"https://hc.example.net/ping/s3cret"}}), "Saved. The first call goes out")
	w.wantSteps("before the first heartbeat is taken", "ddddddn")
	if strings.Contains(w.shows(owner, "/welcome/heartbeat").Body.String(), "s3cret") {
		t.Error("the address of the heartbeat is shown")
	}
	beat.LastOK = w.now()
	w.wantSteps("at the end", "ddddddd")
	p = w.shows(owner, "/welcome")
	p.says("welcome", "Ready", "This box takes events, wakes somebody, and was seen doing it.")
	p.says("rest", "A second person", "recovery codes", "A daily backup")
	w.shows(owner, "/").has("setup-bar", false)

	beat.LastOK = time.Time{} // no change of the configuration: seen within a minute
	w.set(w.now().Add(time.Minute))
	w.shows(owner, "/").has("setup-bar", true)
	beat.LastOK = w.now()
	w.shows(owner, "/").has("setup-bar", false)

	w.change(func(c *engine.Config) {
		u := c.Users["POWNER"]
		u.ContactMethods, u.NotificationRules = nil, nil
		c.Users["POWNER"] = u
	})
	w.shows(owner, "/").has("setup-bar", true)
}

func TestTheFirstStartSaysOfNobodyThatTheyAreWokenWhomNothingReaches(t *testing.T) {
	w := newBox(t)
	form := w.shows(owner, "/welcome/oncall").filled("on-call-form")
	w.wantNotice(owner, w.posts(owner, "/welcome/oncall", form), "Core network is there, and wakes Cleo first as soon as Cleo has a contact method: there is none yet.")
	w.shows(owner, "/welcome").says("welcome", "No service pages anybody who can be reached yet.")
}

// confirms is what the page of the code leaves behind.
func (w *world) confirms(method string) {
	w.Helper()
	w.change(func(c *engine.Config) {
		u := c.Users["POWNER"]
		u.ContactMethods = slices.Clone(u.ContactMethods)
		for i := range u.ContactMethods {
			if u.ContactMethods[i].ID == method {
				u.ContactMethods[i].VerifiedAt, u.ContactMethods[i].Unconfirmed = w.now(), false
			}
		}
		c.Users["POWNER"] = u
	})
}

func (w *world) onlyIntegration() engine.Integration {
	w.Helper()
	for _, in := range w.db.Config().Integrations {
		return in
	}
	w.Fatal("there is no integration")
	return engine.Integration{}
}

func TestTheAddressAndTheMailServerThatAreWrongAreNamed(t *testing.T) {
	w := newBox(t)
	before := w.everything()
	for field, c := range map[string]struct{ typed, want string }{
		"public_url":     {"pager", "http"},
		"mail.host":      {"mail.example.net:587", "the port goes into its own field"},
		"mail.port":      {"many", "whole number"},
		"mail.from":      {"Wakeman", "is not an e-mail address"},
		"outgoing_allow": {"everywhere", "is not an address or range"},
	} {
		form := w.shows(owner, "/welcome/mail").filled("mail-form")
		form.Set("mail.host", "smtp.example.net")
		form.Set("mail.user", "kept as typed")
		form.Set("mail.password", "seven grey routers")
		form.Set(field, c.typed)
		p := w.posts(owner, "/welcome/mail", form).wantStatus(http.StatusBadRequest)
		p.says("error-"+field, c.want)
		p.says("error-mail.password", "Type it again")
		if p.field(field) != c.typed || p.field("mail.user") != "kept as typed" || strings.Contains(p.Body.String(), "seven grey") {
			t.Errorf("%s: kept is %q, %q", field, p.field(field), p.field("mail.user"))
		}
	}
	if w.everything() != before {
		t.Error("what was refused changed something")
	}
	form := w.shows(owner, "/welcome/mail").filled("mail-form")
	w.change(func(c *engine.Config) { c.Settings.RawDays = 7 })
	before = w.everything()
	w.posts(owner, "/welcome/mail", form).wantStatus(http.StatusConflict)
	if w.everything() != before {
		t.Error("what was refused changed something")
	}
}

func TestThePasswordOfTheMailServerIsNotSentElsewhereByTheFirstStart(t *testing.T) {
	w := newBox(t)
	w.change(func(c *engine.Config) {
		c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 587, TLS: "starttls", User: "u", Password: mailPassword, From: "a@example.net"}
	})
	form := w.shows(owner, "/welcome/mail").filled("mail-form")
	form.Set("mail.host", "evil.example.net")
	w.posts(owner, "/welcome/mail", form).wantStatus(http.StatusBadRequest).says("error-mail.password", "again")
	form.Set("mail.host", "mail.example.net")
	w.posts(owner, "/welcome/mail", form).wantStatus(http.StatusSeeOther)
	if m := w.settings().Mail; m.Password != mailPassword {
		t.Errorf("the password is now %q", m.Password)
	}
}

func TestWhoIsWokenIsAskedAgainWithWhatWasTyped(t *testing.T) {
	w := newBox(t)
	before := w.everything()
	for name, c := range map[string]struct {
		service, first, second, field, want string
	}{
		"no name":          {"", "POWNER", "", "service", "Give it a name"},
		"nobody first":     {"Radio", "", "", "first", "Choose somebody"},
		"a stranger first": {"Radio", "PNOBODY", "", "first", "Choose somebody"},
		"a stranger next":  {"Radio", "POWNER", "PNOBODY", "second", "Choose somebody"},
		"the same twice":   {"Radio", "POWNER", "POWNER", "second", "Choose somebody else"},
		"too long a name":  {strings.Repeat("x", 300), "POWNER", "", "service", "255"},
	} {
		p := w.posts(owner, "/welcome/oncall", url.Values{"service": {c.service}, "first": {c.first}, "second": {c.second}}).wantStatus(http.StatusBadRequest)
		if got := p.text("error-" + c.field); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
		if p.field("service") != c.service {
			t.Errorf("%s: the name is lost", name)
		}
	}
	if w.everything() != before {
		t.Error("what was refused changed something")
	}
	ok := url.Values{"service": {"Radio"}, "first": {"POWNER"}}
	w.posts(owner, "/welcome/oncall", ok).wantStatus(http.StatusSeeOther)
	w.posts(owner, "/welcome/oncall", ok).wantStatus(http.StatusBadRequest).has("error-service", true)
}

func TestASenderIsNamedAfterItselfAndNeedsAService(t *testing.T) {
	w := newBox(t)
	w.shows(owner, "/welcome/sender").says("welcome-step", "There is no service yet")
	w.posts(owner, "/welcome/oncall", url.Values{"service": {"Radio"}, "first": {"POWNER"}}).wantStatus(http.StatusSeeOther)
	form := w.shows(owner, "/welcome/sender").filled("sender-form")
	for field, typed := range map[string]string{"sender": "events_api_v2 Nothing", "service": "PNONE01"} {
		wrong := maps.Clone(form)
		wrong.Set(field, typed)
		w.posts(owner, "/welcome/sender", wrong).wantStatus(http.StatusBadRequest).says("error-"+field, "Choose")
	}
	form.Set("sender", "nagios Nagios")
	for range 2 {
		w.posts(owner, "/welcome/sender", form).wantStatus(http.StatusSeeOther)
	}
	var names []string
	for _, in := range w.db.Config().Integrations {
		names = append(names, in.Name+" "+in.Type)
	}
	slices.Sort(names)
	if want := []string{"Nagios 2 nagios", "Nagios nagios"}; !slices.Equal(names, want) {
		t.Errorf("there are %q", names)
	}
}

func TestDoingWithoutAWatcherNeedsOpenEyesAndANameStandsBesideIt(t *testing.T) {
	w := newBox(t)
	before := w.everything()
	w.posts(owner, "/welcome/heartbeat", url.Values{"do": {"without"}, "why": {"It is a lab"}}).wantStatus(http.StatusBadRequest).says("error-understood", "Tick this if it is so")
	w.posts(owner, "/welcome/heartbeat", url.Values{"do": {"set"}}).wantStatus(http.StatusBadRequest).says("error-url", "Give the address")
	p := w.posts(owner, "/welcome/heartbeat", url.Values{"seen": {w.heartbeatSeen()}, "do": {"set"}, "url": {"ftp://hc.example.net/1"}, "interval": {"1m"}}).wantStatus(http.StatusBadRequest)
	p.says("error-url", "http")
	if p.field("url") != "ftp://hc.example.net/1" {
		t.Error("what was typed is lost")
	}
	w.posts(owner, "/welcome/heartbeat", url.Values{"seen": {w.heartbeatSeen()}, "do": {"set"}, "url": {"https://hc.example.net/1"}, "interval": {"soon"}}).wantStatus(http.StatusBadRequest).has("error-interval", true)
	w.posts(owner, "/welcome/heartbeat", url.Values{"seen": {w.heartbeatSeen()}, "do": {"set"}, "url": {"https://hc.example.net/1"}, "interval": {"5s"}}).wantStatus(http.StatusBadRequest).says("error-interval", "from 10s to 1d")
	if w.everything() != before {
		t.Fatal("what was refused changed something")
	}
	w.posts(owner, "/welcome/heartbeat", url.Values{"seen": {w.heartbeatSeen()}, "do": {"without"}, "understood": {"yes"}, "why": {"It is a lab"}}).wantStatus(http.StatusSeeOther)
	if h := w.settings().Heartbeat; h == nil || h.Declined != "Cleo, 2 March 2026: It is a lab" || h.URL != "" {
		t.Errorf("written down is %+v", h)
	}
	if row := lastAudit(w); row.Actor.ID != "POWNER" || !strings.Contains(row.Detail, "It is a lab") {
		t.Errorf("audited is %+v", row)
	}
	w.wantSteps("without a watcher", "dnllllw")
	w.shows(viewer0(w), "/readiness").says("readiness", "Chosen so", "Cleo, 2 March 2026: It is a lab.")
}

// viewer0 is whoever may look at a new box.
func viewer0(*world) people.Role { return owner }

func TestOnlyAdminsAreRemindedAndCanEndIt(t *testing.T) {
	w := open(t)
	for _, role := range roles() {
		w.shows(role, "/services").has("setup-bar", role.AtLeast(people.Admin))
	}
	w.shows(admin, "/welcome").has("setup-bar", false)
	before := w.everything()
	w.shows(admin, "/welcome/hide").says("open-steps", "Address and mail", "Who watches this box", "Nobody outside would notice if this box were gone.")
	p := w.posts(admin, "/welcome/hide", url.Values{"hide": {"yes"}}).wantStatus(http.StatusBadRequest)
	p.says("error-understood", "Tick this if it is so.")
	p.says("error-why", "Say why")
	w.posts(admin, "/welcome/hide", url.Values{"hide": {"yes"}, "why": {"a laboratory"}}).wantStatus(http.StatusBadRequest)
	if w.everything() != before {
		t.Fatal("it was ended without open eyes")
	}
	w.shows(viewer, "/readiness").says("readiness", "Admins are reminded of it until all of it is done.")
	w.wantNotice(admin, w.posts(admin, "/welcome/hide", url.Values{"hide": {"yes"}, "understood": {"yes"}, "why": {"a  laboratory"}}), "Admins are not reminded any more.")
	if row := lastAudit(w); row.Actor.ID != personOf(admin) || !strings.Contains(row.Detail, "setup_hidden") || !strings.Contains(row.Detail, "a laboratory") {
		t.Errorf("audited is %+v", row)
	}
	w.shows(viewer, "/readiness").says("readiness", "Chosen so", "by choice: The admin, 2 March 2026: a laboratory (open then: Address and mail", "Who watches this box).", "Remind again")
	w.shows(owner, "/welcome").says("hide", "The admin, 2 March 2026: a laboratory")
	w.shows(owner, "/services").has("setup-bar", false)
	form := w.shows(admin, "/settings").filled("settings-form")
	w.savesSettings(form, "raw_days", "60").wantRedirect("/settings")
	w.shows(owner, "/services").has("setup-bar", false)
	w.posts(admin, "/welcome/hide", url.Values{"hide": {"no"}})
	w.shows(owner, "/services").has("setup-bar", true)
	if s := w.settings(); s.SetupHidden || s.SetupDeclined != "" {
		t.Errorf("taken back, it is %+v", s)
	}
}

func TestAnEmptyHomeLeadsToTheFirstStart(t *testing.T) {
	w := newBox(t)
	w.shows(owner, "/").says("empty", "Nothing is connected yet", "1 of 7 steps are done", "Go on with the first start")
	w.posts(owner, "/welcome/hide", url.Values{"hide": {"yes"}, "understood": {"yes"}, "why": {"a laboratory"}})
	w.shows(owner, "/").says("empty", "Nothing is connected yet", "Connect a source")
}

// acknowledges sends a test page and presses its button after a while.
func (w *world) acknowledges(method string, after time.Duration) {
	w.Helper()
	id, err := w.engine.TestPage(w.Context(), engine.Actor{Kind: engine.ByPerson, ID: "POWNER", Name: "Cleo"}, "POWNER", method)
	w.must(err)
	w.set(w.now().Add(after))
	at := "/a/" + w.links.Token(id)
	w.asks("", "GET", at, "").wantStatus(http.StatusOK).says("ack", "Test page", "Nothing is wrong", "Acknowledge")
	w.asks("", "POST", at, "").wantStatus(http.StatusOK).says("ack", "You are awake", "14 s after it was asked for")
	w.asks("", "GET", at, "").wantStatus(http.StatusOK).says("ack", "Already acknowledged")
}

// heartbeatSeen is what a form of the outside heartbeat carries that is drawn now.
func (w *world) heartbeatSeen() string { return config.Version(w.db.Config().Settings.Heartbeat) }

func TestAnOldTabOfTheFirstStartTakesNoHeartbeatAway(t *testing.T) {
	w := open(t)
	for _, name := range []string{"heartbeat-form", "without-form"} {
		old := w.shows(people.Owner, "/welcome/heartbeat").filled(name)
		old.Set("understood", "yes")
		old.Set("why", "It is a lab")
		old.Set("url", "https://hc.example.net/old")
		old.Set("do", map[string]string{"heartbeat-form": "set", "without-form": "without"}[name])
		w.alters(func(c *engine.Config) {
			c.Settings.Heartbeat = &engine.HeartbeatSettings{URL: "https://hc.example.net/" + name, Interval: time.Minute}
		})
		p := w.posts(people.Owner, "/welcome/heartbeat", old).wantStatus(http.StatusConflict)
		p.says("form-problem", "Somebody else has changed this")
		if h := w.db.Config().Settings.Heartbeat; h.URL != "https://hc.example.net/"+name {
			t.Errorf("%s: set is %+v", name, h)
		}
	}
}
