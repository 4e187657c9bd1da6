package rules_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wakeman/engine/rules"
)

// FuzzRule takes any expression, template and pattern, and any event. None of
// them may panic, and none may take long: while a rule runs, every other event
// waits. The limit is far above what the slowest should take, so that a busy
// machine does not fail it, and far below what an unbounded one takes.
func FuzzRule(f *testing.F) {
	long := `["` + strings.Repeat(`x","`, 6000) + `x"]`
	for _, seed := range [][4]string{
		{`event.summary contains "x"`, "{event.source}", `(?P<a>\w+)`, `{"a":1}`},
		{`any(event.details.a, # matches "(a+a+)+b")`, "{vars.a}", `(?P<a>(a*)*)`, `{"a":["` + strings.Repeat("a", 5000) + `"]}`},
		{`all(event.details, all(event.details, all(event.details, # == "x")))`, "{event.details}", "", long},
		{`let a = event.summary + event.summary; let b = a + a; b + b == ""`, "{{}}", "(", long},
		{`len(1..10000000) > 0 or reduce(event.details, #acc + #) == ""`, "{", "(?P<x>", long},
		{`count(event.details, # contains string(event.details)) > 3`, "}", `((((((((((x{10}){10}){10}`, long},
		{`event.details.a.b.c.d == event.details["a"]["b"] ?? nil`, "{event.details.a}", ".", strings.Repeat("[", 9000)},
		{`$env.event.summary == "" or event?.details`, "{$env}", "", `"x"`},
		{`event[event.details] == vars[event.details]`, "{event[vars.a]}", "", `"summary"`},
		{`filter(event.details, map(#, #)) == event.details`, "", "", `[[1],[2]]`},
		{`event.details == event.details and string(event.details) matches "(.*)(.*)(.*)(.*)(.*)[0-9]x"`, "", "", long},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, when, template, pattern, details string) {
		r := rules.Rule{
			ID: "R1", When: when, Rate: &rules.Rate{Count: 2, Within: time.Minute, Per: when},
			Actions: rules.Actions{DedupKey: template, Note: template, Extract: []rules.Extract{{From: when, Pattern: pattern}}},
		}
		alone := rules.Rule{ID: "R2", When: when}
		began := time.Now()
		p := rules.Compile(rules.Set{r, alone}, true)
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("compiled for %v", took)
		}
		ev := rules.Event{Action: "trigger", Summary: details[:min(len(details), 1024)], Details: rules.Details(json.RawMessage(details))}
		began = time.Now()
		out := p.Run(rules.Input{Event: ev, Now: time.Unix(0, 0), Vars: map[string]string{"a": details}, Count: func(string, string, rules.Rate) (int, error) { return 2, nil }})
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("ran for %v", took)
		}
		if len(out.DedupKey)+len(out.Note) > 100*rules.MaxDetails {
			t.Fatalf("%d bytes came of %d", len(out.DedupKey)+len(out.Note), len(details))
		}
	})
}
