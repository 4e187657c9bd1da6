package rules_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine/rules"
	"wakeman/schedules/civil"
)

// monday is a Monday at 23:30 in Chicago: Tuesday in UTC.
func monday() time.Time { return time.Date(2026, 7, 14, 4, 30, 0, 0, time.UTC) }

// down is an event that has everything.
func down() rules.Event {
	return rules.Event{
		Action: "trigger", Key: "ap-114", Summary: "AP-114 (Elm Ridge): no answer for 90 s", Source: "ap-114.elm.example.net", Severity: "error",
		Component: "radio", Group: "elm-ridge", Class: "ping", Client: "LibreNMS", Via: "events_api_v2", Integration: "events", Service: "Core",
		Details: rules.Details(json.RawMessage(`{"volts": 11.4, "site": "elm", "tags": ["ap", "5GHz"], "port": {"name": "eth1"}, "n": "12", "none": null}`)),
	}
}

func once(t *testing.T, r rules.Rule, ev rules.Event) rules.Outcome {
	t.Helper()
	r.ID, r.Name = "R1", "a rule"
	if problems := r.Check(true); len(problems) > 0 {
		t.Fatalf("%q: %+v", r.When, problems)
	}
	return rules.Compile(rules.Set{r}, true).Run(rules.Input{Event: ev, Now: monday()})
}

func TestAConditionSeesEveryFieldOfTheEvent(t *testing.T) {
	for when, want := range map[string]bool{
		"":                                      true,
		"true":                                  true,
		`event.summary contains "no answer"`:    true,
		`event.source startsWith "ap-"`:         true,
		`event.source endsWith ".example.org"`:  false,
		`event.severity in ["warning", "info"]`: false,
		`event.component == "radio" and not (event.group != "elm-ridge")`: true,
		`event.class == "ping" && event.client == "LibreNMS"`:             true,
		`event.via == "email" or event.integration == "events"`:           true,
		`event.service == "Core"`:                                         true,
		`event.key matches "^ap-\\d+$"`:                                   true,
		`event.details.volts < 11.5`:                                      true,
		`event.details.port.name == "eth1"`:                               true,
		`event.details.missing == "x"`:                                    false,
		`event.details.missing?.name == nil`:                              true,
		`event.details["site"] == "elm"`:                                  true,
		`"5GHz" in event.details.tags`:                                    true,
		`any(event.details.tags, # startsWith "5")`:                       true,
		`count(event.details.tags, len(#) > 2) == 1`:                      true,
		`int(event.details.n) > 10`:                                       true,
		`lower(event.summary) contains "elm ridge"`:                       true,
		`now.weekday == "tue" and now.hour == 4 and now.minute == 30`:     true,
		`now.day == 14 and now.month == 7`:                                true,
		`vars.site == ""`:                                                 true,
	} {
		out := once(t, rules.Rule{When: when}, down())
		if got := out.ID != ""; got != want || len(out.Failures) > 0 {
			t.Errorf("%s is %v, want %v; %v", when, got, want, out.Failures)
		}
	}
}

func TestATypeErrorIsFalseAndSaysWhy(t *testing.T) {
	for when, want := range map[string]string{
		`event.details.site > 3`:          "invalid operation",
		`event.details.none.name == ""`:   "cannot fetch name from <nil>",
		`event.details.volts.unit == "V"`: "cannot fetch",
		`event.details.tags contains "a"`: "interface conversion",
		`int(event.details.site) == 3`:    "invalid",
		`event.details.site`:              "",
	} {
		r := rules.Rule{ID: "R1", Name: "a rule", When: when, Actions: rules.Actions{Drop: true}}
		out := rules.Compile(rules.Set{r}, true).Run(rules.Input{Event: down(), Now: monday()})
		if out.ID != "" || out.Drop || len(out.Failures) != 1 || !strings.Contains(out.Failures[0].Message, want) {
			t.Errorf("%s: %+v", when, out)
		}
	}
}

func TestARuleThatCanNotWorkIsRefusedWithThePlace(t *testing.T) {
	for name, tc := range map[string]struct {
		rule  rules.Rule
		field string
		want  string
		caret string
	}{
		"an unknown field":    {rules.Rule{When: `event.sorce == "x"`}, "when", "there is no event.sorce", "event.sorce == \"x\"\n      ^"},
		"an unknown name":     {rules.Rule{When: `true and evnt == 1`}, "when", "unknown name evnt (character 10)", "true and evnt == 1\n         ^"},
		"the second line":     {rules.Rule{When: "true and\nfoo"}, "when", "line 2, character 1", "foo\n^"},
		"no truth":            {rules.Rule{When: `event.source`}, "when", "must be true or false", ""},
		"a number as text":    {rules.Rule{When: `event.source > 3`}, "when", "invalid operation", ""},
		"broken":              {rules.Rule{When: `event.source ==`}, "when", "unexpected token", ""},
		"a loop in a loop":    {rules.Rule{When: `any(event.details.a, any(#.b, # == 1))`}, "when", "for each item of another", ""},
		"the event in a loop": {rules.Rule{When: `any(event.details.a, # == event.source)`}, "when", "only the item", ""},
		"a range":             {rules.Rule{When: `len(1..100000) > 1`}, "when", "ranges", ""},
		"a variable":          {rules.Rule{When: `let a = event.source + event.source; a + a == ""`}, "when", "let is not known", ""},
		"a sequence":          {rules.Rule{When: `true; true`}, "when", "semicolon", ""},
		"a pattern unwritten": {rules.Rule{When: `event.source matches event.details.re`}, "when", "must be written out", ""},
		"a bad pattern":       {rules.Rule{When: `event.source matches "("`}, "when", "", ""},
		"a huge pattern":      {rules.Rule{When: `event.source matches "(a{500}){2}x"`}, "when", "too complicated", ""},
		"a text made longer":  {rules.Rule{When: `repeat(event.source, 1000000) == ""`}, "when", "unknown name repeat", ""},
		"the clock":           {rules.Rule{When: `now().Year() == 1`}, "when", "", ""},
		"too long":            {rules.Rule{When: strings.Repeat("true and ", 300) + "true"}, "when", "longer than 2000", ""},
		"too many nodes":      {rules.Rule{When: strings.Repeat("true and ", 150) + "true"}, "when", "", ""},
		"a zone":              {rules.Rule{Window: &rules.Window{TimeZone: "Mars/Base"}}, "window.time_zone", "not a time zone", ""},
		"a day":               {rules.Rule{Window: &rules.Window{Days: []time.Weekday{7}}}, "window.days", "seven days", ""},
		"a count of one":      {rules.Rule{Rate: &rules.Rate{Count: 1, Within: time.Minute}}, "rate.count", "from 2", ""},
		"a long time":         {rules.Rule{Rate: &rules.Rate{Count: 2, Within: 25 * time.Hour}}, "rate.within", "a day", ""},
		"counted by nothing":  {rules.Rule{Rate: &rules.Rate{Count: 2, Within: time.Hour, Per: "event.x"}}, "rate.per", "no event.x", ""},
		"both":                {rules.Rule{Actions: rules.Actions{Drop: true, Suppress: true}}, "actions.suppress", "either", ""},
		"a severity":          {rules.Rule{Actions: rules.Actions{Severity: "bad"}}, "actions.severity", "critical, error, warning, info", ""},
		"a priority":          {rules.Rule{Actions: rules.Actions{Priority: "p1"}}, "actions.priority", "P1, P2, P3, P4, P5", ""},
		"an urgency":          {rules.Rule{Actions: rules.Actions{Urgency: "urgent"}}, "actions.urgency", "high, low", ""},
		"a pause":             {rules.Rule{Actions: rules.Actions{Pause: 48 * time.Hour}}, "actions.pause", "a day", ""},
		"no group":            {rules.Rule{Actions: rules.Actions{Extract: []rules.Extract{{From: "event.summary", Pattern: `\d+`}}}}, "actions.extract[0].pattern", "names no group", ""},
		"from nothing":        {rules.Rule{Actions: rules.Actions{Extract: []rules.Extract{{From: "event.text", Pattern: `(?P<a>.)`}}}}, "actions.extract[0].from", "no event.text", ""},
		"an open brace":       {rules.Rule{Actions: rules.Actions{DedupKey: "{event.source"}}, "actions.dedup_key", "no partner", ""},
		"a closing brace":     {rules.Rule{Actions: rules.Actions{Note: "a } b"}}, "actions.note", "no partner", ""},
		"a name in a note":    {rules.Rule{Actions: rules.Actions{Note: "{evnt}"}}, "actions.note", "unknown name evnt", ""},
		"no name in a note":   {rules.Rule{Actions: rules.Actions{Note: "{}"}}, "actions.note", "", ""},
	} {
		problems := tc.rule.Check(true)
		if len(problems) != 1 {
			t.Errorf("%s: %d problems, %+v", name, len(problems), problems)
			continue
		}
		p := problems[0]
		if p.Field != tc.field || !strings.Contains(p.Message, tc.want) || !strings.Contains(p.Snippet, tc.caret) {
			t.Errorf("%s: %+v", name, p)
		}
		if strings.Contains(p.Message, "\n") || strings.Contains(p.Message, "rules.") {
			t.Errorf("%s: not a sentence for people: %q", name, p.Message)
		}
	}
	if p := (rules.Rule{Actions: rules.Actions{Route: "PSVC"}}).Check(false); len(p) != 1 || p[0].Field != "actions.route" {
		t.Errorf("a service's rule that routes: %+v", p)
	}
}

func TestARuleOfAnOldFileThatDoesNotCompileIsPassed(t *testing.T) {
	set := rules.Set{{ID: "R1", Name: "old", When: "event.gone == 1"}, {ID: "R2", Name: "new", Actions: rules.Actions{Suppress: true}}}
	p := rules.Compile(set, true)
	if out := p.Run(rules.Input{Event: down(), Now: monday()}); out.ID != "R2" || !out.Suppress {
		t.Errorf("%+v", out)
	}
	if p.Unread("R1") == "" || p.Unread("R2") != "" || p.Len() != 1 {
		t.Errorf("unread: %q, %q", p.Unread("R1"), p.Unread("R2"))
	}
}

func TestAWindowHoldsByTheClockOnTheWall(t *testing.T) {
	chicago := "America/Chicago"
	at := func(h, m int) civil.TimeOfDay { return civil.TimeOfDay{Hour: h, Minute: m} }
	for name, tc := range map[string]struct {
		window rules.Window
		now    time.Time
		want   bool
	}{
		"the whole day":                   {rules.Window{}, monday(), true},
		"its day there":                   {rules.Window{Days: []time.Weekday{time.Monday}, TimeZone: chicago}, monday(), true},
		"not its day in UTC":              {rules.Window{Days: []time.Weekday{time.Monday}}, monday(), false},
		"within":                          {rules.Window{From: at(23, 30), Until: at(23, 31), TimeZone: chicago}, monday(), true},
		"until is not included":           {rules.Window{From: at(22, 0), Until: at(23, 30), TimeZone: chicago}, monday(), false},
		"past midnight, before it":        {rules.Window{From: at(22, 0), Until: at(6, 0), TimeZone: chicago}, monday(), true},
		"past midnight, after it":         {rules.Window{Days: []time.Weekday{time.Monday}, From: at(22, 0), Until: at(6, 0), TimeZone: chicago}, monday().Add(2 * time.Hour), true},
		"the morning of the first day":    {rules.Window{Days: []time.Weekday{time.Monday}, From: at(22, 0), Until: at(6, 0), TimeZone: chicago}, monday().Add(-22 * time.Hour), false},
		"by day":                          {rules.Window{From: at(22, 0), Until: at(6, 0), TimeZone: chicago}, monday().Add(12 * time.Hour), false},
		"in the hour that is there twice": {rules.Window{From: at(1, 0), Until: at(2, 0), TimeZone: chicago}, time.Date(2026, 11, 1, 7, 30, 0, 0, time.UTC), true},
	} {
		r := rules.Rule{ID: "R1", Window: &tc.window}
		out := rules.Compile(rules.Set{r}, true).Run(rules.Input{Event: down(), Now: tc.now})
		if got := out.ID != ""; got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestVariablesKeysAndNotes(t *testing.T) {
	extract := []rules.Extract{
		{From: "event.summary", Pattern: `\((?P<site>[^)]+)\).*?(?P<seconds>\d+) s`},
		{From: "event.details.volts", Pattern: `^(?P<volts>.*)$`},
		{From: "event.key", Pattern: `^x(?P<nothing>.)`},
	}
	out := once(t, rules.Rule{Actions: rules.Actions{
		Extract: extract, DedupKey: "{lower(vars.site)}/{event.component}", Note: "{{{vars.volts}}} V, {vars.seconds} s, {vars.nothing}, {event.details.none}.",
	}}, down())
	if out.DedupKey != "elm ridge/radio" || out.Note != "{11.4} V, 90 s, , ." || len(out.Failures) > 0 {
		t.Errorf("%+v", out)
	}
	if diff := cmp.Diff(map[string]string{"site": "Elm Ridge", "seconds": "90", "volts": "11.4"}, out.Vars); diff != "" {
		t.Error(diff)
	}
	// An empty value would make one alert of all events that lack it.
	out = once(t, rules.Rule{Actions: rules.Actions{Extract: extract[2:], DedupKey: "x{vars.nothing}"}}, down())
	if out.ID == "" || out.DedupKey != "" || len(out.Failures) != 1 {
		t.Errorf("an empty value in a key: %+v", out)
	}
	out = once(t, rules.Rule{Actions: rules.Actions{Note: "{event.details.tags}", Severity: "info"}}, down())
	if out.Note != "" || out.Severity != "info" || len(out.Failures) != 1 {
		t.Errorf("a note of a list: %+v", out)
	}
}

func TestVariablesGoOnToTheNextSet(t *testing.T) {
	out := rules.Compile(rules.Set{{ID: "R1", When: `vars.site == "elm"`}}, false).
		Run(rules.Input{Event: down(), Now: monday(), Vars: map[string]string{"site": "elm"}})
	if out.ID != "R1" {
		t.Errorf("%+v", out)
	}
}

func TestARuleIsForTriggersUnlessItNamesTheAction(t *testing.T) {
	all := rules.Actions{
		Drop: true, Pause: time.Minute, Severity: "info", Urgency: "low", Note: "n", Route: "PSVC", DedupKey: "k",
		Extract: []rules.Extract{{From: "event.source", Pattern: "(?P<a>.)"}},
	}
	end := down()
	for _, end.Action = range []string{"resolve", "acknowledge"} {
		out := once(t, rules.Rule{When: `event.class == "ping"`, Actions: all}, end)
		want := rules.Effects{Route: "PSVC", DedupKey: "k"}
		if diff := cmp.Diff(want, out.Effects); diff != "" || out.Vars["a"] != "a" {
			t.Errorf("%s: %s", end.Action, diff)
		}
		out = once(t, rules.Rule{When: `event.action != "x" and event.class == "ping"`, Actions: all}, end)
		if !out.Drop || out.Severity != "info" {
			t.Errorf("%s, named: %+v", end.Action, out)
		}
	}
}

func TestARateCountsWhatMeetsTheCondition(t *testing.T) {
	counted := map[string]int{}
	count := func(rule, per string, _ rules.Rate) (int, error) {
		if per == "broken" {
			return 9, errors.New("the store is away")
		}
		counted[rule+" "+per]++
		return counted[rule+" "+per], nil
	}
	p := rules.Compile(rules.Set{
		{ID: "R1", When: `event.class == "ping"`, Rate: &rules.Rate{Count: 2, Within: time.Hour, Per: "event.source"}},
		{ID: "R2", Rate: &rules.Rate{Count: 2, Within: time.Hour, Per: "event.details.tags"}},
	}, true)
	ask := func(change func(*rules.Event)) rules.Outcome {
		ev := down()
		change(&ev)
		return p.Run(rules.Input{Event: ev, Now: monday(), Count: count})
	}
	var got []string
	for _, change := range []func(*rules.Event){
		func(ev *rules.Event) { ev.Source = "a" },
		func(ev *rules.Event) { ev.Source = "b" },
		func(ev *rules.Event) { ev.Source, ev.Class = "a", "other" },
		func(ev *rules.Event) { ev.Source, ev.Action = "a", "resolve" },
		func(ev *rules.Event) { ev.Source = "broken" },
		func(ev *rules.Event) { ev.Source = "a" },
	} {
		out := ask(change)
		got = append(got, fmt.Sprint(out.ID, len(out.Failures)))
	}
	// Counting by a list is a failure, each time that the second rule is asked.
	if want := []string{"1", "1", "1", "0", "2", "R10"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if out := p.Run(rules.Input{Event: down(), Now: monday()}); out.ID != "" {
		t.Errorf("without a counter: %+v", out)
	}
}

func TestDetailsThatAreTooLongFailOnlyTheRulesThatNeedThem(t *testing.T) {
	ev := down()
	ev.Details = rules.Details(json.RawMessage(`"` + strings.Repeat("x", rules.MaxDetails) + `"`))
	out := rules.Compile(rules.Set{
		{ID: "R1", When: `event.details != nil`, Actions: rules.Actions{Drop: true}},
		{ID: "R2", When: `event.source != ""`, Actions: rules.Actions{Suppress: true}},
	}, true).Run(rules.Input{Event: ev, Now: monday()})
	if out.ID != "R2" || out.Drop || len(out.Failures) != 1 || !strings.Contains(out.Failures[0].Message, "longer than 32768 bytes") {
		t.Errorf("%+v", out)
	}
}

// drawSet draws rules of which some match, some fail and some are broken.
func drawSet(t *rapid.T) rules.Set {
	when := []string{"", "false", `event.source == "a"`, `event.details.x > 1`, "broken(", `now.hour < 12`}
	var set rules.Set
	for i := range rapid.IntRange(0, 6).Draw(t, "rules") {
		a := rules.Actions{
			Severity: rapid.SampledFrom([]string{"", "info", "critical"}).Draw(t, "severity"),
			Urgency:  rapid.SampledFrom([]string{"", "low"}).Draw(t, "urgency"),
			DedupKey: rapid.SampledFrom([]string{"", "{event.source}-x", "{event.class}"}).Draw(t, "key"),
			Note:     rapid.SampledFrom([]string{"", "{event.severity}"}).Draw(t, "note"),
			Drop:     rapid.Bool().Draw(t, "drop"),
		}
		set = append(set, rules.Rule{ID: fmt.Sprint("R", i), Name: fmt.Sprint(i), When: rapid.SampledFrom(when).Draw(t, "when"), Actions: a})
	}
	return set
}

func drawEvent(t *rapid.T) rules.Event {
	return rules.Event{
		Action: rapid.SampledFrom([]string{"trigger", "resolve"}).Draw(t, "action"), Source: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "source"),
		Details: rules.Details(json.RawMessage(rapid.SampledFrom([]string{"", `{"x":2}`, `{"x":"y"}`, `[1]`, `"s"`, "3"}).Draw(t, "details"))),
	}
}

// A set does what its first matching rule does alone; an empty one does nothing.
func TestTheFirstMatchDecides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, in := drawSet(t), rules.Input{Event: drawEvent(t), Now: monday()}
		got := rules.Compile(set, true).Run(in)
		want := rules.Outcome{}
		for _, r := range set {
			alone := rules.Compile(rules.Set{r}, true).Run(in)
			want.Failures = append(want.Failures, alone.Failures...)
			if alone.ID != "" {
				want.ID, want.Name, want.Effects, want.Vars = alone.ID, alone.Name, alone.Effects, alone.Vars
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestNoRulesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rules.Input{Event: drawEvent(t), Now: monday()}
		for _, p := range []*rules.Program{nil, {}, rules.Compile(nil, true), rules.Compile(rules.Set{{ID: "R", When: "false", Actions: rules.Actions{Drop: true}}}, true)} {
			if diff := cmp.Diff(rules.Outcome{}, p.Run(in)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// What a rule does to an event, it does again to the event that came of it: a
// severity that was set stays, a key that was made is made.
func TestAskingAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, ev := rules.Compile(drawSet(t), true), drawEvent(t)
		first := p.Run(rules.Input{Event: ev, Now: monday()})
		after := ev
		if first.Severity != "" {
			after.Severity = first.Severity
		}
		if first.DedupKey != "" {
			after.Key = first.DedupKey
		}
		again := p.Run(rules.Input{Event: after, Now: monday()})
		first.Note, again.Note = "", "" // it may quote the severity
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
