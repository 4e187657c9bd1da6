package ui_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/store"
)

// The page of the event rules says what each does, how often it did, and what
// they would do with an event that is pasted.
func TestEventRulesAreShownCountedAndTried(t *testing.T) {
	w := open(t)
	w.shows(responder, "/rules").says("rules-page", "No event rule yet", "Try an event")
	w.alters(func(next *engine.Config) {
		next.EventRules = rules.Set{
			{ID: "R1", Name: "Laboratory", When: `event.source startsWith "lab-"`, Actions: rules.Actions{Suppress: true}},
			{ID: "R2", Name: "Batteries", When: `event.details.volts < 11.5`, Actions: rules.Actions{Severity: "critical", DedupKey: "battery {event.source}"}},
		}
	})
	w.sends(coreKey, []byte(`{}`),
		engine.Event{Action: engine.Trigger, Key: "a", Summary: "down", Source: "lab-1"},
		engine.Event{Action: engine.Trigger, Key: "b", Summary: "down", Source: "tower", Details: []byte(`{"volts":"low"}`)})
	in, _, _ := w.db.Config().ByKey(coreKey)
	id := in.ID
	w.shows(responder, "/rules").says("held", "Held now", "down", "lab-1", "by Laboratory", "Held until the rule is changed")
	w.shows(responder, "/rules").says("rule", "1 problem held")
	w.shows(admin, "/rules/R1/delete").says("confirm", "open incidents and page at once: 1.")
	if text := w.shows(responder, "/services/PMAIL01/rules").text("rules-page"); strings.Contains(text, "Held now") {
		t.Errorf("the page of another service says %q", text)
	}
	w.shows(responder, "/rules").says("rules-page", "Laboratory", "suppressed", "1 event", "1 failure", "invalid operation")
	try := func(event string) string {
		return "/rules?integration=" + url.QueryEscape(id) + "&event=" + url.QueryEscape(event)
	}
	w.shows(responder, try(`{"event_action":"trigger","payload":{"summary":"x","source":"lab-7"}}`)).says("tried", "Suppressed by “Laboratory”")
	w.shows(responder, try(`{"source":"ups-2","details":{"volts":11.1}}`)).says("tried", "Decided by “Batteries”", "battery ups-2", "critical")
	w.shows(responder, try(`{"source":"ups-2"}`)).says("tried", "no rule matches", "could not be asked")
	broken := w.asks(personOf(responder), "GET", try(`{"source":`), "").wantStatus(400)
	broken.says("error-event", "not an event in JSON")
	if got := broken.field("event"); got != `{"source":` {
		t.Errorf("of what was pasted %q is left", got)
	}
	if posts, _, err := w.db.Posts(store.PostQuery{}); err != nil || len(posts) != 1 {
		t.Errorf("trying left %d posts, %v", len(posts), err)
	}
}

// Whoever may act on incidents ends what is held; of what came since, they are asked
// again.
func TestHeldProblemsAreEndedByHand(t *testing.T) {
	w := open(t)
	w.alters(func(next *engine.Config) {
		next.EventRules = rules.Set{{ID: "R1", Name: "Laboratory", When: `event.source == "lab"`, Actions: rules.Actions{Suppress: true}}}
	})
	down := func(key string) uint64 {
		return w.sends(coreKey, []byte(`{}`), engine.Event{Action: engine.Trigger, Key: key, Summary: "down " + key, Source: "lab"}).Seq
	}
	in, _, _ := w.db.Config().ByKey(coreKey)
	at := func(key, verb string) string {
		return "/rules/held/" + engine.SuppressionKey{Integration: in.ID, Key: key}.String() + "/" + verb
	}
	first, other := down("a"), down("b")
	form := func(seq uint64) url.Values {
		return url.Values{"seen": {strconv.FormatUint(seq, 10)}, "why": {"old antenna"}, "of": {"PCORE01"}}
	}
	w.shows(responder, "/rules").says("held", "End it by hand", "Dismiss", "Page it now")
	w.posts(responder, at("a", "dismiss"), form(other)).wantRedirect("/services/PCORE01/rules")
	w.shows(responder, "/rules").says("held", "down a")
	w.posts(responder, at("a", "dismiss"), form(first)).wantRedirect("/services/PCORE01/rules")
	if text := w.shows(responder, "/rules").text("held"); strings.Contains(text, "down a") {
		t.Errorf("held are %q", text)
	}
	w.posts(responder, at("a", "page"), form(first)).wantRedirect("/services/PCORE01/rules") // it is gone
	w.posts(responder, at("b", "page"), form(other)).wantRedirect("/incidents/" + engine.IncidentID(1))
	w.shows(responder, "/incidents/"+engine.IncidentID(1)).says("timeline", "old antenna")
}
