package ui_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// post is a trigger of the Events API v2 as it arrives, with the event that it is.
func (w *world) post(key, source, component string) engine.Receipt {
	w.Helper()
	body := fmt.Sprintf(`{"routing_key":%q,"event_action":"trigger","dedup_key":%q,"payload":{"summary":"%s is down","source":%q,"severity":"error","component":%q,"custom_details":{"volts":11}}}`, coreKey, key, source, source, component)
	return w.sends(coreKey, []byte(body), engine.Event{
		Action: engine.Trigger, Key: key, Summary: source + " is down", Source: source, Severity: engine.Error, Component: component, Details: []byte(`{"volts":11}`),
	})
}

// A rule is tried on what has come, by what arrived and not by what the log keeps of
// it; and it is said in red when somebody was paged who would not have been.
func TestARuleIsTriedOnTheLastEventsBeforeItIsSaved(t *testing.T) {
	w := open(t)
	form := url.Values{"do": {"try"}, "name": {"Radios"}, "fate": {"drop"}, "when": {`event.component == "radio" and event.details.volts < 12`}}
	w.posts(admin, "/rules/new", form).says("trial", "There are no events yet")
	first := w.post("a", "ap-1", "radio").Verdicts[0].Incident
	w.post("b", "ap-2", "fan")
	w.pages() // the responder is told of the first
	w.set(w.now().Add(time.Second))
	w.post("c", "ap-3", "radio")
	w.sends(coreKey, []byte("not what it says"), engine.Event{Action: engine.Trigger, Key: "d", Summary: "x", Source: "ap-4", Component: "radio"})
	before := w.everything()
	p := w.posts(admin, "/rules/new", form).wantStatus(200)
	p.says("trial", "Of the last 4 events it would have decided about 2. For 2 something would have been different.", "2 dropped", "Of 1 of them what arrived is not kept any more", "Nothing is saved yet")
	if rows := p.texts("trial-row"); len(rows) != 2 || !strings.Contains(rows[0], "ap-1 is down") || !strings.Contains(rows[0], "goes on → dropped by “Radios”") || !strings.Contains(rows[0], fmt.Sprintf("incident %d", first)) || !strings.Contains(rows[1], "ap-3") {
		t.Errorf("the rows are %q", rows)
	}
	whys := strings.Join(p.texts("why"), " ")
	if !strings.Contains(whys, "paged somebody. With this rule nobody would have been told.") || !strings.Contains(whys, "The responder was paged.") {
		t.Errorf("in red it says %q", whys)
	}
	if w.everything() != before || len(w.db.Config().EventRules) != 0 {
		t.Error("trying changed something")
	}
	form.Set("fate", "")
	form.Set("actions.severity", "critical")
	p = w.posts(admin, "/services/PCORE01/rules/new", form).wantStatus(200)
	p.says("trial", "2 of another severity", "Severity: error → critical")
	if len(p.parts("why")) != 0 {
		t.Errorf("what still pages is red: %q", p.texts("why"))
	}
	form.Set("when", "event.sorce")
	p = w.posts(admin, "/rules/new", form).wantStatus(400)
	p.has("trial", false)
	p.says("error-when", "no event.sorce")
	form.Set("when", "event.details.x.y < 1")
	w.posts(admin, "/rules/new", form).says("trial", "It failed on 4 of them", "matched none")
}

// A rule is tried as it is changed: against what it does now.
func TestAChangeOfARuleIsTriedAgainstWhatItDoesNow(t *testing.T) {
	w := open(t)
	w.posts(admin, "/rules/new", ruleForm("Radios", "fate", "suppress", "when", `event.component == "radio"`)).wantRedirect("/rules")
	w.post("a", "ap-1", "radio")
	at := "/rules/" + w.db.Config().EventRules[0].ID + "/edit"
	form := ruleForm("Radios", "when", `event.component == "fan"`, "fate", "suppress", "seen", w.shows(admin, at).field("seen"))
	form.Set("do", "try")
	w.posts(admin, at, form).says("trial", "decided about 0", "1 no longer kept quiet", "Event: suppressed by “Radios” → goes on")
	form.Set("disabled", "yes")
	form.Set("when", `event.component == "radio"`)
	w.posts(admin, at, form).says("trial", "1 no longer kept quiet")
}
