package config_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/rules"
)

// The examples of the handbook are files that apply, without a warning, and do
// what the page says of them.
func TestTheRulesOfTheHandbookWork(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples []*engine.Config
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1) {
		c := apply(t, apply(t, nil, withRules("", "")), string(block[1]))
		for _, w := range config.Lint(c, may) {
			if strings.HasPrefix(w.Path, "event_rules") {
				t.Errorf("warned about: %s", w)
			}
		}
		examples = append(examples, c)
	}
	if len(examples) != 7 {
		t.Fatalf("%d examples", len(examples))
	}
	tuesday := time.Date(2026, 7, 14, 8, 30, 0, 0, time.UTC) // half past three in Chicago
	ev := func(change func(*engine.Event)) engine.Event {
		e := engine.Event{Action: engine.Trigger, Key: "k", Source: "ap-north-7", Severity: engine.Error, Summary: "Self test of UPS"}
		change(&e)
		return e
	}
	n := 0
	count := func(string, string, rules.Rate) (int, error) { n++; return n, nil }
	for i, tc := range []struct {
		event engine.Event
		now   time.Time
		holds func(engine.Ruling) bool
	}{
		{ev(func(e *engine.Event) { e.Source = "lab-1" }), tuesday, func(r engine.Ruling) bool { return r.Suppress == "Laboratory" }},
		{ev(func(*engine.Event) {}), tuesday, func(r engine.Ruling) bool { return r.Drop == "Battery test" }},
		{ev(func(e *engine.Event) { e.Source = "tower-7-ap-2" }), time.Date(2026, 7, 12, 8, 30, 0, 0, time.UTC), func(r engine.Ruling) bool { return r.Suppress == "Work on tower 7" }},
		{ev(func(e *engine.Event) { e.Component = "radio" }), tuesday, func(r engine.Ruling) bool {
			return r.Pause == 5*time.Minute && r.Notes[0] == "The page waits five minutes for ap-north-7."
		}},
		{ev(func(e *engine.Event) { e.Class = "login" }), tuesday, func(r engine.Ruling) bool { return r.Drop == "Refused login" }},
		{ev(func(*engine.Event) {}), tuesday, func(r engine.Ruling) bool { return r.Event.Key == "tower north" }},
		{ev(func(e *engine.Event) { e.Details = []byte(`{"ups":{"volts":"11.2"}}`) }), tuesday, func(r engine.Ruling) bool { return r.Event.Severity == engine.Critical && r.Urgency == "high" }},
	} {
		judge := func(e engine.Event, at time.Time) engine.Ruling {
			return examples[i].Judge(engine.Integration{}, "test", e, at, count)
		}
		if r := judge(tc.event, tc.now); !tc.holds(r) || len(r.Failures) > 0 {
			t.Errorf("example %d: %+v", i+1, r)
		}
		plain := engine.Event{Action: engine.Trigger, Key: "k", Source: "core-1", Summary: "down"}
		if r := judge(plain, tc.now); len(r.Rules) > 0 || len(r.Failures) > 0 {
			t.Errorf("example %d, of another event: %+v", i+1, r)
		}
	}
	login := ev(func(e *engine.Event) { e.Class = "login" })
	for n < 4 {
		examples[4].Judge(engine.Integration{}, "test", login, tuesday, count)
	}
	if r := examples[4].Judge(engine.Integration{}, "test", login, tuesday, count); r.Drop != "" || r.Event.Severity != engine.Critical {
		t.Errorf("the fifth login: %+v", r)
	}
	if r := examples[1].Judge(engine.Integration{}, "test", ev(func(*engine.Event) {}), tuesday.Add(2*time.Hour), count); r.Drop != "" {
		t.Errorf("outside of the window: %+v", r)
	}
}
