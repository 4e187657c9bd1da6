package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

const corePage = "/services/PCORE01/integrations/PINT001"

func (w *world) integration(name string) engine.Integration {
	w.Helper()
	for _, in := range w.db.Config().Integrations {
		if in.Name == name {
			return in
		}
	}
	w.Fatalf("there is no integration %q", name)
	return engine.Integration{}
}

func TestAnIntegrationIsAddedAndItsPageSaysWhereToSend(t *testing.T) {
	w := open(t)
	path := "/services/PMUTE01/integrations/new"
	doors := map[string]string{
		"events_api_v2": "http://pager.example.net/v2/enqueue", "events_api_v1": "http://pager.example.net/generic/2010-04-15/create_event.json",
		"nagios": "http://pager.example.net/nagios/2010-04-15/create_event", "email": "@pager.example.net",
	}
	for _, k := range engine.Kinds() {
		if k.Hook {
			doors[k.Name] = "http://pager.example.net/hooks/" + k.Name + "/"
		}
	}
	for kind, address := range doors {
		answer := w.posts(admin, path, url.Values{"name": {" By " + kind}, "type": {kind}})
		in := w.integration("By " + kind)
		answer.wantRedirect("/services/PMUTE01/integrations/" + in.ID)
		p := w.wantNotice(admin, answer, "Added.")
		if in.Type != kind || len(in.Key) != 32 || !in.CreatedAt.Equal(begin()) {
			t.Errorf("it is %+v", in)
		}
		p.says("door", address, in.Key)
		p.says("last-heard", "never: nothing has arrived here yet")
		if k, _ := engine.KindOf(kind); k.Hook != strings.Contains(p.text("door"), address+in.Key) {
			t.Errorf("%s: the key is in the address of hooks, and of nothing else: %s", kind, p.text("door"))
		}
		if len(p.parts("sender")) < 1 {
			t.Errorf("%s: %d instructions", kind, len(p.parts("sender")))
		}
	}
	if _, err := w.engine.Submit(t.Context(), engine.Post{Key: w.integration("By nagios").Key, Via: "nagios", Events: []engine.Event{event("a", "Down")}}); err != nil {
		t.Errorf("the new key does not open the door: %v", err)
	}
}

func TestEveryTypeThatTheBoxKnowsCanBeChosen(t *testing.T) {
	w := open(t)
	p := w.shows(admin, "/services/PMUTE01/integrations/new")
	for _, k := range engine.Kinds() {
		p.says("kinds", k.Label, k.Hint, k.Group.Label())
	}
	if got := len(p.parts("kind")); got != len(engine.Kinds()) {
		t.Errorf("%d types are offered, %d are known", got, len(engine.Kinds()))
	}
	if got := w.form(admin, "/services/PMUTE01/integrations/new?type=alertmanager").Get("type"); got != "alertmanager" {
		t.Errorf("a link to a type has chosen %q", got)
	}
}

func TestANewIntegrationWithoutANameIsCalledWhatItsTypeIsCalled(t *testing.T) {
	w := open(t)
	for _, name := range []string{"Prometheus Alertmanager", "Prometheus Alertmanager 2"} {
		w.posts(admin, "/services/PMUTE01/integrations/new", url.Values{"name": {" "}, "type": {"alertmanager"}}).wantStatus(http.StatusSeeOther)
		if in := w.integration(name); in.Type != "alertmanager" {
			t.Errorf("it is %+v", in)
		}
	}
}

func TestTheAddressOfMailNeedsNoNameService(t *testing.T) {
	w := open(t)
	page := "/services/PMAIL01/integrations/PINT002"
	w.shows(admin, page).says("door", mailKey+"@pager.example.net")
	c := smallProvider()
	c.Settings.MailDomain = "alerts.example.net"
	w.configure(c)
	w.shows(admin, page).says("door", mailKey+"@alerts.example.net")
}

func TestEveryMistakeInAnIntegrationStandsBesideItsField(t *testing.T) {
	w := open(t)
	before := w.everything()
	for _, path := range []string{"/services/PCORE01/integrations/new", corePage + "/rename"} {
		for _, c := range []struct{ field, name, kind, says string }{
			{"name", "  ", "email", "Give it a name"},
			{"name", strings.Repeat("n", 300), "email", "longer than"},
			{"name", "line\nbreak", "email", "control characters"},
			{"type", "Name", "pigeon", "Choose what sends"},
			{"type", "Name", "", "Choose what sends"},
		} {
			rename := strings.HasSuffix(path, "rename")
			if c.field == "type" && rename || c.says == "Give it a name" && !rename {
				continue // the type stays; a new one is called what its type is called
			}
			form := with(w.form(admin, path), "name", c.name, "type", c.kind)
			p := w.posts(admin, path, form).wantStatus(http.StatusBadRequest)
			p.says("error-"+c.field, c.says)
			if want := strings.TrimSpace(c.name); !strings.Contains(c.name, "\n") && p.field("name") != want {
				t.Errorf("what was typed is lost: %.40q", p.field("name"))
			}
		}
	}
	if w.everything() != before {
		t.Error("a form with a mistake changed something")
	}
	again := w.posts(admin, "/services/PCORE01/integrations/new", url.Values{"name": {"librenms"}, "type": {"email"}}).wantStatus(http.StatusBadRequest)
	again.says("error-name", "taken by another integration")
}

func TestRenamingKeepsTheKey(t *testing.T) {
	w := open(t)
	path := corePage + "/rename"
	first, second := w.form(admin, path), w.form(owner, path)
	w.wantNotice(admin, w.posts(admin, path, with(first, "name", "LibreNMS south")), "Renamed. Its key stays.")
	p := w.posts(owner, path, with(second, "name", "NMS")).wantStatus(http.StatusConflict)
	p.says("form-problem", "Somebody else has changed this")
	if in := w.db.Config().Integrations["PINT001"]; in.Name != "LibreNMS south" || in.Key != coreKey || p.field("name") != "NMS" {
		t.Errorf("it is %+v, and the form has %q", in, p.field("name"))
	}
	w.wantNotice(owner, w.posts(owner, path, with(second, "name", "NMS", "seen", p.field("seen"))), "Renamed.")
}

func TestANewKeyStopsTheOldOneAtOnceAndOnlyOnce(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := corePage + "/rotate"
	w.shows(admin, path).says("confirm", "Give LibreNMS a new key?", "last heard just now", "refused")
	first, second := w.form(admin, path), w.form(owner, path)
	p := w.wantNotice(admin, w.posts(admin, path, first), "This is the new key.")
	fresh := w.db.Config().Integrations["PINT001"].Key
	if fresh == coreKey || len(fresh) != 32 || !strings.Contains(p.Body.String(), fresh) || strings.Contains(p.Body.String(), coreKey) {
		t.Errorf("the key is %q", fresh)
	}
	w.wantNotice(owner, w.posts(owner, path, second), "Nothing was done: somebody has changed this integration")
	if got := w.db.Config().Integrations["PINT001"].Key; got != fresh {
		t.Error("the second made the first one's new key useless")
	}
	if _, err := w.engine.Submit(t.Context(), engine.Post{Key: coreKey, Events: []engine.Event{event("b", "x")}}); engine.CodeOf(err) != engine.UnknownKey {
		t.Errorf("the old key still works: %v", err)
	}
	w.sends(fresh, nil, engine.Event{Action: engine.Resolve, Key: "a"})
	if w.incident(n).Status != engine.Resolved {
		t.Error("a recovery with the new key does not find the incident of the old one")
	}
}

func TestAnIntegrationIsDeletedAfterAsking(t *testing.T) {
	w := open(t)
	path := corePage + "/delete"
	w.shows(admin, path).says("confirm", "Nothing has arrived by it yet.", "no recovery")
	before := w.everything()
	w.wantNotice(admin, w.posts(admin, path, url.Values{}), "Nothing was done")
	if w.everything() != before {
		t.Error("it was deleted without being shown")
	}
	form := w.form(admin, path)
	w.wantNotice(admin, w.posts(admin, path, form), "LibreNMS is deleted.")
	if _, there := w.db.Config().Integrations["PINT001"]; there {
		t.Error("it is still there")
	}
	w.posts(admin, path, form).wantStatus(http.StatusNotFound)
	w.asks(personOf(admin), "GET", "/services/PMAIL01/integrations/PINT003", "").wantStatus(http.StatusNotFound)
}

func TestATestEventGoesThroughTheEngineAndPagesNobody(t *testing.T) {
	w := open(t)
	w.shows(admin, corePage).says("test", "it opens no incident and it pages nobody")
	answer := w.posts(admin, corePage+"/test", url.Values{})
	p := w.shows(admin, answer.wantStatus(http.StatusSeeOther).Result().Header.Get("Location"))
	p.says("test-result", "The test event went through, and paged nobody.", "Test traffic is shown and pages nobody.", "In the event log")
	if n, err := w.db.Count(allIncidents()); err != nil || n != 0 || len(w.pages()) != 0 {
		t.Errorf("a test made %d incidents or paged somebody, %v", n, err)
	}
	p.says("test-result", "Received.", "Read as: Uplink of test-router-1 is down", "critical", "from test-router-1.example.net")
	w.shows(responder, "/events").says("event-row", "Uplink of test-router-1 is down", "Test button")
	w.shows(admin, "/events/1").says("event", "The admin, with the test button", "POST /v2/enqueue", `"routing_key"`)
	p.says("last-heard", "never: nothing has arrived here yet")
	w.sends(coreKey, nil, engine.Event{Action: engine.Resolve, Key: "nothing"})
	w.set(begin().Add(3 * time.Minute))
	w.posts(admin, corePage+"/test", url.Values{})
	w.shows(admin, corePage).says("last-heard", "last event 3 min ago")
	w.shows(admin, "/services/PMAIL01/integrations/PINT002?test=1").has("test-result", false)
	w.shows(admin, corePage+"?test=x").has("test-result", false)
	w.shows(admin, corePage+"?test=2").has("test-result", false) // a real event is no test
}

func TestATestEventIsReadByTheDecoderOfItsIntegration(t *testing.T) {
	w := open(t)
	for _, k := range engine.Kinds() {
		w.posts(admin, "/services/PMUTE01/integrations/new", url.Values{"name": {k.Name}, "type": {k.Name}})
		in := w.integration(k.Name)
		answer := w.posts(admin, "/services/PMUTE01/integrations/"+in.ID+"/test", url.Values{}).wantStatus(http.StatusSeeOther)
		p := w.shows(admin, answer.Result().Header.Get("Location"))
		p.says("test-result", "Received.", "Read as: ", "Test traffic is shown and pages nobody")
	}
	if n, err := w.db.Count(allIncidents()); err != nil || n != 0 {
		t.Errorf("tests made %d incidents, %v", n, err)
	}
}

func TestATestEventOfASandboxGoesTheWholeWay(t *testing.T) {
	w := open(t)
	page := "/services/PTRY001/integrations/PINT003"
	w.shows(admin, page).says("test", "opens an incident", "pages nobody")
	for range 2 {
		answer := w.posts(admin, page+"/test", url.Values{})
		p := w.shows(admin, answer.Result().Header.Get("Location"))
		p.says("test-result", "went through, and paged nobody")
		if !strings.Contains(strings.Join(p.hrefs(), " "), "/incidents/"+engine.IncidentID(1)) {
			t.Error("the way to the incident is missing")
		}
	}
	w.step()
	if n, err := w.db.Count(allIncidents()); err != nil || n != 1 || len(w.pages()) != 0 {
		t.Errorf("two tests made %d incidents or paged somebody, %v", n, err)
	}
}

func TestATestEventOfADisabledServiceSaysSo(t *testing.T) {
	w := open(t)
	c := smallProvider()
	s := c.Services["PTRY001"]
	s.Disabled = true
	c.Services["PTRY001"] = s
	w.configure(c)
	page := "/services/PTRY001/integrations/PINT003"
	answer := w.posts(admin, page+"/test", url.Values{})
	w.shows(admin, answer.Result().Header.Get("Location")).says("test-result", "The service is disabled.")
}

func TestARawEventShowsItsKeyToAdminsOnly(t *testing.T) {
	w := open(t)
	w.sends(coreKey, []byte(`{"routing_key": "`+coreKey+`", "event_action": "trigger"}`), event("a", "Down"))
	if text := w.shows(responder, "/events/1").text("event"); strings.Contains(text, coreKey) || !strings.Contains(text, `"routing_key": "0123…cdef"`) {
		t.Errorf("a responder reads the key in the event: %q", text)
	}
	if text := w.shows(admin, "/events/1").text("event"); !strings.Contains(text, coreKey) {
		t.Errorf("an admin does not see the event as it came: %q", text)
	}
}

func allIncidents() store.IncidentQuery { return store.IncidentQuery{} }

func TestThePageOfAnIntegrationWaitsAndThenSaysWhatCame(t *testing.T) {
	w := open(t)
	w.shows(admin, corePage).says("arrival", "Waiting for the first event")
	refused := engine.Refusal{Door: "github", Remote: "192.0.2.77", Reason: "the signature is wrong", Hint: "key ending …" + coreKey[len(coreKey)-4:]}
	other := engine.Refusal{Door: "github", Remote: "192.0.2.78", Reason: "another one", Hint: "key ending …zzzz"}
	if err := w.db.PutRefusals(t.Context(), []store.RefusalRow{{Refusal: refused, Count: 1, LastAt: begin()}, {Refusal: other, Count: 1, LastAt: begin()}}); err != nil {
		t.Fatal(err)
	}
	p := w.shows(admin, corePage)
	p.says("refused-here", "192.0.2.77", "The signature is wrong")
	if len(p.parts("refused-here")) != 1 {
		t.Error("what another key was refused is shown here")
	}
	n := w.opens("a", "Tower North: no power")
	p = w.shows(admin, corePage)
	p.says("arrival", "Received", "Tower North: no power", "Incident 1")
	if !strings.Contains(strings.Join(p.hrefs(), " "), "/incidents/"+engine.IncidentID(n)) {
		t.Error("the way to the incident is missing")
	}
}

// A test of a mail integration says whether a mail from an address would be taken; the
// last one that came is filled in.
func TestATestOfMailAsksWhoseMailIsTaken(t *testing.T) {
	w := open(t)
	if got := w.shows(admin, mailPage).field("from"); got != "" {
		t.Errorf("before any mail, %q is filled in", got)
	}
	w.brings(mail("tower-7 is DOWN", ""))
	w.alters(func(c *engine.Config) {
		in := c.Integrations["PINT002"]
		in.Mail = &engine.MailIntake{AllowFrom: []string{"@power.example.net"}, Refuse: true}
		c.Integrations["PINT002"] = in
	})
	if got := w.shows(admin, mailPage).field("from"); got != "alarm@power.example.net" {
		t.Errorf("%q is filled in", got)
	}
	for from, says := range map[string]string{
		"":                        "a mail from alarm@power.example.net would be taken",
		"stranger@example.org":    "a mail from stranger@example.org would be refused with 550: its sender may not open incidents here",
		"alarm@power.example.net": "would be taken, and its recoveries too",
	} {
		answer := w.posts(admin, mailPage+"/test", url.Values{"from": {from}}).wantStatus(http.StatusSeeOther)
		shown := w.shows(admin, answer.Header().Get("Location"))
		shown.says("test-result", says)
		if got := shown.field("from"); from != "" && got != from {
			t.Errorf("the address that was typed is now %q", got)
		}
	}
	wrong := w.posts(admin, mailPage+"/test", url.Values{"from": {"the ups"}}).wantStatus(http.StatusBadRequest)
	wrong.says("error-from", "no address")
	if got := wrong.field("from"); got != "the ups" {
		t.Errorf("what was typed is lost: %q", got)
	}
}
