package trial_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/engine/trial"
)

func monday() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

// with is a configuration with rules for all events.
func with(set ...rules.Rule) *engine.Config {
	for i := range set {
		if set[i].ID == "" {
			set[i].ID = "R" + set[i].Name
		}
	}
	c := &engine.Config{
		EventRules:   set,
		Services:     map[string]engine.Service{"S1": {ID: "S1", Name: "Core"}, "S2": {ID: "S2", Name: "Mail"}},
		Integrations: map[string]engine.Integration{"I1": {ID: "I1", Service: "S1", Name: "LibreNMS", Key: "k"}},
	}
	return c.Index()
}

// past is the n-th event: each minute one.
func past(n int, change ...func(*trial.Past)) trial.Past {
	p := trial.Past{Post: engine.PostRow{Seq: uint64(n), At: monday().Add(time.Duration(n) * time.Minute), Integration: "I1", Service: "S1", Via: "generic"}, Whole: true}
	p.Row = engine.EventRow{Action: engine.Trigger, Summary: "down", Source: fmt.Sprintf("ap-%d", n), Severity: engine.Warning, Verdict: engine.Verdict{Fate: engine.Opened, Key: "k", Incident: uint64(n)}}
	p.Event = trial.FromLog(p.Row)
	p.Event.Class = "radio"
	for _, c := range change {
		c(&p)
	}
	return p
}

func nobody(uint64) ([]string, error) { return nil, nil }

func try(t *testing.T, before, after *engine.Config, rule string, told trial.Told, events ...trial.Past) trial.Result {
	t.Helper()
	r, err := trial.Run(t.Context(), events, before, after, rule, told)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatWouldHaveChangedIsSaidOfEachEvent(t *testing.T) {
	act := func(a rules.Actions) rules.Rule {
		return rules.Rule{Name: "New", When: `event.class == "radio"`, Actions: a}
	}
	for name, c := range map[string]struct {
		before, after *engine.Config
		want          []trial.Change
	}{
		"dropped":        {with(), with(act(rules.Actions{Drop: true})), []trial.Change{{Kind: trial.Dropped, To: "dropped by “New”"}}},
		"suppressed":     {with(), with(act(rules.Actions{Suppress: true, Severity: "info"})), []trial.Change{{Kind: trial.Suppressed, To: "suppressed by “New”"}}},
		"let through":    {with(act(rules.Actions{Suppress: true})), with(), []trial.Change{{Kind: trial.LetThrough, From: "suppressed by “New”"}}},
		"another way":    {with(act(rules.Actions{Suppress: true})), with(act(rules.Actions{Drop: true})), []trial.Change{{Kind: trial.Dropped, From: "suppressed by “New”", To: "dropped by “New”"}}},
		"still":          {with(act(rules.Actions{Suppress: true})), with(act(rules.Actions{Suppress: true, Pause: time.Minute})), nil},
		"routed":         {with(), with(act(rules.Actions{Route: "S2"})), []trial.Change{{Kind: trial.Service, From: "S1", To: "S2"}}},
		"severity":       {with(), with(act(rules.Actions{Severity: "critical"})), []trial.Change{{Kind: trial.Severity, From: "warning", To: "critical"}}},
		"same severity":  {with(), with(act(rules.Actions{Severity: "warning"})), nil},
		"urgency":        {with(), with(act(rules.Actions{Urgency: "low"})), []trial.Change{{Kind: trial.Urgency, To: "low"}}},
		"key":            {with(), with(act(rules.Actions{DedupKey: "{event.class}"})), []trial.Change{{Kind: trial.DedupKey, From: "k", To: "radio"}}},
		"pause":          {with(), with(act(rules.Actions{Pause: 5 * time.Minute})), []trial.Change{{Kind: trial.Pause, To: "5m0s"}}},
		"note":           {with(), with(act(rules.Actions{Note: "At {event.source}."})), []trial.Change{{Kind: trial.Note, To: "At ap-1."}}},
		"several things": {with(act(rules.Actions{Note: "Old"})), with(act(rules.Actions{Urgency: "high"})), []trial.Change{{Kind: trial.Urgency, To: "high"}, {Kind: trial.Note, From: "Old"}}},
	} {
		r := try(t, c.before, c.after, "RNew", nobody, past(1))
		var got []trial.Change
		for _, d := range r.Differences {
			got = append(got, d.Changes...)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for _, w := range c.want {
			if r.Kinds[w.Kind] != 1 || len(r.Kinds) != len(c.want) {
				t.Errorf("%s: counted %v", name, r.Kinds)
			}
		}
		if matched := len(c.after.EventRules); r.Matched != matched || r.Events != 1 || (r.Changed == 1) != (len(c.want) > 0) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// A rule that keeps quiet what paged somebody is told apart from one that keeps
// quiet what nobody heard of.
func TestWhatPagedSomebodyAndWouldNotHaveIsLost(t *testing.T) {
	quiet := with(rules.Rule{Name: "New", Actions: rules.Actions{Drop: true}})
	told := func(n uint64) ([]string, error) {
		return map[uint64][]string{1: {"PNIA"}, 3: {"PNIA", "PBEN"}, 4: {"PNIA"}}[n], nil
	}
	fate := func(f engine.Fate) func(*trial.Past) { return func(p *trial.Past) { p.Row.Fate = f } }
	r := try(t, with(), quiet, "RNew", told, past(1), past(2), past(3, fate(engine.Reopened)), past(4, fate(engine.Repeated)))
	if r.Lost != 2 || r.Changed != 4 {
		t.Errorf("%+v", r)
	}
	var order []uint64
	for _, d := range r.Differences {
		order = append(order, d.Post.Seq)
	}
	if diff := cmp.Diff([]uint64{3, 1, 4, 2}, order); diff != "" {
		t.Errorf("what is lost comes first, then what is newest: %s", diff)
	}
	if got := r.Differences[0].Told; len(got) != 2 || r.Differences[3].Told != nil {
		t.Errorf("told %v", got)
	}
	if r := try(t, with(), with(rules.Rule{Name: "New", Actions: rules.Actions{Severity: "info"}}), "RNew", told, past(1)); r.Lost != 0 {
		t.Error("what still pages is not lost")
	}
	if r := try(t, quiet, with(rules.Rule{Name: "New", Actions: rules.Actions{Suppress: true}}), "RNew", told, past(1)); r.Lost != 1 {
		t.Error("a rule that goes on to keep it quiet is as bad")
	}
	broken := errors.New("the disk is gone")
	if _, err := trial.Run(t.Context(), []trial.Past{past(1)}, with(), quiet, "RNew", func(uint64) ([]string, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestRulesThatCountCountFromTheOldestOn(t *testing.T) {
	often := rules.Rule{Name: "New", Rate: &rules.Rate{Count: 3, Within: 10 * time.Minute}, Actions: rules.Actions{Severity: "critical"}}
	r := try(t, with(), with(often), "RNew", nobody, past(1), past(2), past(3), past(4), past(30))
	if r.Matched != 2 || r.Changed != 2 || r.Differences[0].Post.Seq != 4 {
		t.Errorf("%+v", r)
	}
	often.Window = &rules.Window{Until: rules.Window{}.Until}
	often.Window.From.Hour, often.Window.Until.Hour = 9, 10
	if r := try(t, with(), with(often), "RNew", nobody, past(1), past(2), past(3)); r.Matched != 0 {
		t.Error("each event is judged at its own time")
	}
}

func TestWhatRulesAreNotAskedAboutIsLeftOut(t *testing.T) {
	all := with(rules.Rule{Name: "New", Actions: rules.Actions{Drop: true}})
	skipped := []trial.Past{
		past(1, func(p *trial.Past) { p.Event.Test = true }), past(2, func(p *trial.Past) { p.Event.Beat = true }), past(3, func(p *trial.Past) { p.Event.Unparsed = true }),
		past(4, func(p *trial.Past) { p.Event.Action = engine.Change }), past(5, func(p *trial.Past) { p.Row.Fate = engine.Quarantined }), past(6, func(p *trial.Past) { p.Post.Integration = "gone" }),
	}
	if r := try(t, with(), all, "RNew", nobody, append(skipped, past(7, func(p *trial.Past) { p.Whole = false }))...); r.Skipped != 6 || r.Events != 1 || r.Partial != 1 || r.Changed != 1 {
		t.Errorf("%+v", r)
	}
}

func TestFailuresOfTheRuleAreCounted(t *testing.T) {
	r := try(t, with(), with(rules.Rule{Name: "Other", When: "event.details.a < 1"}, rules.Rule{Name: "New", When: "event.details.x.y > 1"}), "RNew", nobody, past(1), past(2))
	if r := try(t, with(), with(rules.Rule{Name: "Other"}), "RNew", nobody, past(1)); r.Matched != 0 {
		t.Error("what another rule decides about is counted for this one")
	}
	if r.Failures != 2 || r.Failure == "" || r.Matched != 0 || r.Changed != 0 {
		t.Errorf("%+v", r)
	}
}

// Of a whole list whatever any of its rules decides about, or fails on, is counted.
func TestAWholeListIsTried(t *testing.T) {
	list := with(
		rules.Rule{Name: "Fails", When: "event.details.a.b > 1"},
		rules.Rule{Name: "One", When: `event.source == "ap-1"`, Actions: rules.Actions{Priority: "P1"}},
		rules.Rule{Name: "Two", When: `event.source == "ap-2"`},
	)
	r := try(t, with(), list, "", nobody, past(1), past(2), past(3))
	if r.Matched != 2 || r.Failures != 3 || r.Changed != 1 || r.Kinds[trial.Priority] != 1 || r.Differences[0].Changes[0].To != "P1" {
		t.Errorf("%+v", r)
	}
}

func TestAtMostFiftyAreListedAndAllAreCounted(t *testing.T) {
	told := func(n uint64) ([]string, error) {
		if n == 7 {
			return []string{"PNIA"}, nil
		}
		return nil, nil
	}
	var events []trial.Past
	for n := range 1000 {
		events = append(events, past(n+1))
	}
	r := try(t, with(), with(rules.Rule{Name: "New", Actions: rules.Actions{Suppress: true}}), "RNew", told, events...)
	if len(r.Differences) != trial.MaxShown || r.Changed != 1000 || r.Kinds[trial.Suppressed] != 1000 || r.Lost != 1 {
		t.Errorf("%d listed, %d changed, %d lost", len(r.Differences), r.Changed, r.Lost)
	}
	if r.Differences[0].Post.Seq != 7 {
		t.Error("what is lost is not listed first")
	}
	for i, d := range r.Differences[1:] {
		if want := uint64(1000 - i); d.Post.Seq != want {
			t.Fatalf("then comes %d, want %d", d.Post.Seq, want)
		}
	}
}

func TestATrialEndsWhenItsTimeIsUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	told := func(uint64) ([]string, error) { cancel(); return nil, nil }
	r, err := trial.Run(ctx, []trial.Past{past(1), past(2)}, with(), with(rules.Rule{Name: "New", Actions: rules.Actions{Drop: true}}), "RNew", told)
	if err != nil || !r.Stopped || r.Events != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Of what is not kept whole the log knows at least whether rules are asked.
func TestTheLogKnowsWhatRulesAreNotAskedAbout(t *testing.T) {
	for _, c := range []struct {
		row  engine.EventRow
		want engine.Event
	}{
		{engine.EventRow{Action: engine.Trigger, SentKey: "a", Verdict: engine.Verdict{Key: "b", Fate: engine.Opened}}, engine.Event{Action: engine.Trigger, Key: "a"}},
		{engine.EventRow{Verdict: engine.Verdict{Key: "b", Fate: engine.Noted, Reason: "test traffic is shown and pages nobody"}}, engine.Event{Key: "b", Test: true}},
		{engine.EventRow{Verdict: engine.Verdict{Fate: engine.Noted, Reason: "the service is disabled"}}, engine.Event{}},
		{engine.EventRow{Mended: []string{"the body could not be read"}}, engine.Event{Mended: []string{"the body could not be read"}, Unparsed: true}},
	} {
		if diff := cmp.Diff(c.want, trial.FromLog(c.row)); diff != "" {
			t.Error(diff)
		}
	}
}
