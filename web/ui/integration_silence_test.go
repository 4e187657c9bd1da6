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

func TestSilenceIsMarkedWherePeopleLookAndPagesNobody(t *testing.T) {
	w := open(t)
	w.shows(responder, corePage).says("silence", "Its silence is not judged")
	wantLine(t, w.shows(viewer, "/health").texts("check"), "Senders", "Of no integration is the silence judged.")
	form := w.form(admin, corePage+"/silence")
	w.wantNotice(admin, w.posts(admin, corePage+"/silence", with(form, "silent_after", "2 days")), "Saved.")
	if in := w.db.Config().Integrations["PINT001"]; in.SilentAfter != 48*time.Hour {
		t.Fatalf("it is %+v", in)
	}
	w.sends(coreKey, nil, engine.Event{Action: engine.Resolve, Key: "nothing"})
	w.set(begin().Add(48 * time.Hour))
	wantLine(t, w.shows(viewer, "/health").texts("check"), "Senders", "Integrations whose silence is judged: 1. All were heard in time.")
	w.shows(viewer, corePage).has("why", false)
	w.set(begin().Add(72 * time.Hour))
	const says = "Silent for 3 days; it should be heard within 2 days."
	w.shows(viewer, corePage).says("why", says)
	w.shows(viewer, "/services/PCORE01").says("integration", says)
	w.shows(viewer, "/services").says("service", "LibreNMS: "+says)
	p := w.shows(viewer, "/health")
	wantLine(t, p.texts("check"), "Senders Broken", "Core network, LibreNMS: "+says)
	if !strings.Contains(strings.Join(p.hrefs(), " "), corePage) {
		t.Error("the way to the integration is missing")
	}
	w.step()
	if n, err := w.db.Count(allIncidents()); err != nil || n != 0 || len(w.pages()) != 0 {
		t.Errorf("silence made %d incidents or paged somebody, %v", n, err)
	}
	w.posts(admin, corePage+"/silence", with(w.form(admin, corePage+"/silence"), "silent_after", " ")).wantStatus(http.StatusSeeOther)
	w.shows(viewer, corePage).has("why", false)
}

func TestAMistypedSilenceChangesNothing(t *testing.T) {
	w := open(t)
	before := w.everything()
	for typed, says := range map[string]string{"a while": "no time", "3s": "from 10s to 366d", "400d": "from 10s to 366d"} {
		p := w.posts(admin, corePage+"/silence", with(w.form(admin, corePage+"/silence"), "silent_after", typed)).wantStatus(http.StatusBadRequest)
		p.says("error-silent_after", says)
		if p.field("silent_after") != typed {
			t.Errorf("what was typed is lost: %q", p.field("silent_after"))
		}
	}
	if w.everything() != before {
		t.Error("a form with a mistake changed something")
	}
	stale := w.form(admin, corePage+"/silence")
	w.posts(admin, corePage+"/silence", with(stale, "silent_after", "24h")).wantStatus(http.StatusSeeOther)
	w.posts(owner, corePage+"/silence", with(stale, "silent_after", "1h")).wantStatus(http.StatusConflict).says("form-problem", "Somebody else has changed this")
}

func TestWhoWasRefusedAndNotHeardSinceIsMarked(t *testing.T) {
	w := open(t)
	refused := engine.Refusal{Door: "github", Remote: "192.0.2.77", Reason: "the signature is wrong", Hint: "key ending …" + coreKey[len(coreKey)-4:]}
	w.must(w.db.PutRefusals(t.Context(), []store.RefusalRow{{Refusal: refused, Count: 12, LastAt: begin()}}))
	w.set(begin().Add(5 * time.Minute))
	w.shows(viewer, "/services/PCORE01").says("integration", "The last that came was refused: The signature is wrong.", "refused 12 times, last 5 min ago")
	w.shows(viewer, "/services").says("service", "LibreNMS: refused, and nothing came since. The signature is wrong.")
	wantLine(t, w.shows(viewer, "/health").texts("check"), "Senders", "Core network, LibreNMS: refused")
	w.sends(coreKey, nil, engine.Event{Action: engine.Resolve, Key: "nothing"})
	w.shows(viewer, "/services/PCORE01").says("integration", "refused 12 times")
	w.shows(viewer, "/services").has("why", true) // another service has no integration
	if strings.Contains(w.shows(viewer, "/services").text("service"), "refused") {
		t.Error("it is marked although it was heard")
	}
}

func TestAHeartbeatIsMadeOfAnIntegration(t *testing.T) {
	w := open(t)
	w.posts(admin, corePage+"/silence", with(w.form(admin, corePage+"/silence"), "silent_after", "36h"))
	p := w.shows(admin, corePage)
	p.says("silence", "Make a heartbeat of it", "pages nobody", "opens an incident and pages")
	at := ""
	for _, href := range p.hrefs() {
		if strings.Contains(href, "/heartbeats/new") {
			at = href
		}
	}
	form := w.form(admin, at)
	if form.Get("name") != "LibreNMS" || form.Get("interval") != "36h" || form.Get("integration") != "" {
		t.Errorf("%s fills in %v", at, form)
	}
	w.posts(admin, strings.Split(at, "?")[0], form).wantStatus(http.StatusSeeOther)
	w.posts(admin, "/services/PCORE01/integrations/new", url.Values{"name": {"Prometheus"}, "type": {"alertmanager"}})
	in := w.integration("Prometheus")
	form = w.form(admin, "/services/PCORE01/heartbeats/new?name=Prometheus&interval=&integration="+in.ID)
	if form.Get("integration") != in.ID || form.Get("interval") != "5m" {
		t.Errorf("its Watchdog does not feed it: %v", form)
	}
}
