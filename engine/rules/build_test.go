package rules_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"wakeman/engine/rules"
)

// holds builds a condition, and asks it about an event.
func holds(t *testing.T, ev rules.Event, any bool, terms ...rules.Term) bool {
	t.Helper()
	source, err := rules.Expression(terms, any)
	if err != nil {
		t.Fatalf("%+v: %v", terms, err)
	}
	rule := rules.Rule{ID: "R", Name: "R", When: source}
	if problems := rule.Check(true); len(problems) > 0 {
		t.Fatalf("%s: %+v", source, problems)
	}
	ev.Action = "trigger"
	out := rules.Compile(rules.Set{rule}, true).Run(rules.Input{Event: ev})
	if len(out.Failures) > 0 {
		t.Errorf("%s on %+v: %+v", source, ev, out.Failures)
	}
	return out.ID != ""
}

func TestAConditionIsBuiltOfRows(t *testing.T) {
	ev := rules.Event{Source: "AP-tower-3", Severity: "warning", Details: map[string]any{"ups": map[string]any{"volts": 11.25, "name": "Shed B"}, "site id": "7", "text": "low"}}
	for _, c := range []struct {
		term rules.Term
		want bool
	}{
		{rules.Term{Field: "source", Operator: rules.Is, Value: " ap-TOWER-3 "}, true},
		{rules.Term{Field: "source", Operator: rules.Is, Value: "ap-tower"}, false},
		{rules.Term{Field: "source", Operator: rules.IsNot, Value: "ap-tower-3"}, false},
		{rules.Term{Field: "source", Operator: rules.IsNot, Value: "x"}, true},
		{rules.Term{Field: "source", Operator: rules.Contains, Value: "Tower"}, true},
		{rules.Term{Field: "source", Operator: rules.Lacks, Value: "tower"}, false},
		{rules.Term{Field: "source", Operator: rules.Lacks, Value: "lab"}, true},
		{rules.Term{Field: "source", Operator: rules.Begins, Value: "ap-"}, true},
		{rules.Term{Field: "source", Operator: rules.Begins, Value: "-3"}, false},
		{rules.Term{Field: "source", Operator: rules.Ends, Value: "-3"}, true},
		{rules.Term{Field: "source", Operator: rules.Ends, Value: "ap-"}, false},
		{rules.Term{Field: "group", Operator: rules.Missing}, true},
		{rules.Term{Field: "source", Operator: rules.Missing}, false},
		{rules.Term{Field: "group", Operator: rules.Present}, false},
		{rules.Term{Field: "source", Operator: rules.Present}, true},
		{rules.Term{Field: "details.ups.volts", Operator: rules.Below, Value: "11.5"}, true},
		{rules.Term{Field: "details.ups.volts", Operator: rules.Above, Value: "11.5"}, false},
		{rules.Term{Field: "details.ups.volts", Operator: rules.Above, Value: "-3"}, true},
		{rules.Term{Field: "details.ups.amps", Operator: rules.Below, Value: "5"}, false},
		{rules.Term{Field: "details.text", Operator: rules.Below, Value: "5"}, false},
		{rules.Term{Field: "details.ups.name", Operator: rules.Is, Value: "shed b"}, true},
		{rules.Term{Field: "details.site id", Operator: rules.Is, Value: "7"}, true},
		{rules.Term{Field: "details.ups.volts", Operator: rules.Present}, true},
		{rules.Term{Field: "details.ups.amps", Operator: rules.Missing}, true},
		{rules.Term{Field: "details.none.at.all", Operator: rules.Is, Value: "x"}, false},
	} {
		if got := holds(t, ev, false, c.term); got != c.want {
			t.Errorf("%+v: %v", c.term, got)
		}
	}
	yes, no := rules.Term{Field: "severity", Operator: rules.Is, Value: "warning"}, rules.Term{Field: "severity", Operator: rules.Is, Value: "info"}
	if holds(t, ev, false, yes, no) || !holds(t, ev, true, yes, no) || !holds(t, ev, false, yes, yes) {
		t.Error("all and any are mixed up")
	}
	number := rules.Term{Field: "details.ups.volts", Operator: rules.Below, Value: "1"}
	if !holds(t, ev, true, number, yes) || !holds(t, ev, true, yes, number) {
		t.Error("a comparison of numbers binds its neighbours")
	}
}

func TestARowThatSaysNothingIsNamed(t *testing.T) {
	for want, term := range map[string]rules.Term{
		"row 1: an event has no field":   {Field: "sorce", Operator: rules.Is, Value: "x"},
		"row 1: give a value":            {Field: "source", Operator: rules.Is, Value: " "},
		"row 1: \"cold\" is no number":   {Field: "source", Operator: rules.Above, Value: "cold"},
		"row 1: \"NaN\" is no number":    {Field: "source", Operator: rules.Above, Value: "NaN"},
		"row 1: give the name":           {Field: "details.", Operator: rules.Is, Value: "x"},
		"row 1: there is no comparison":  {Field: "source", Operator: "like", Value: "x"},
		"row 1: the value is no text":    {Field: "source", Operator: rules.Is, Value: "\xff"},
		"row 1: give the name of the de": {Field: "details.a..b", Operator: rules.Is, Value: "x"},
	} {
		if _, err := rules.Expression([]rules.Term{term}, false); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v", term, err)
		}
	}
}

// Whatever is typed is compared as it stands, and is never a part of the
// expression.
func TestWhatIsTypedIsComparedAsItStands(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		value := rapid.String().Filter(func(s string) bool { return strings.TrimSpace(s) != "" && utf8.ValidString(s) && len(s) < 200 }).Draw(r, "value")
		name := rapid.String().Filter(func(s string) bool { return s != "" && !strings.Contains(s, ".") && utf8.ValidString(s) && len(s) < 50 }).Draw(r, "name")
		ev := rules.Event{Source: strings.ToLower(strings.TrimSpace(value)), Details: map[string]any{name: strings.TrimSpace(value)}}
		if !holds(t, ev, false, rules.Term{Field: "source", Operator: rules.Is, Value: value}, rules.Term{Field: "details." + name, Operator: rules.Is, Value: value}) {
			r.Fatalf("%q is not itself", value)
		}
		ev.Source += "x"
		if holds(t, ev, false, rules.Term{Field: "source", Operator: rules.Is, Value: value}) {
			r.Fatalf("%q is something else", value)
		}
	})
}

func TestARuleThatIsOffIsAskedAboutNothing(t *testing.T) {
	set := rules.Set{{ID: "R1", Name: "Off", Disabled: true, Actions: rules.Actions{Drop: true}}, {ID: "R2", Name: "On"}}
	if out := rules.Compile(set, true).Run(rules.Input{Event: rules.Event{Action: "trigger"}}); out.ID != "R2" || out.Drop {
		t.Errorf("%+v", out)
	}
}
