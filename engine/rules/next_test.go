package rules_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine/rules"
	"wakeman/schedules/civil"
)

// Whether a rule holds changes only at the instants that are foretold, also where
// clocks change, and days are 23 or 25 hours long.
func TestWindowsBeginAndEndWhenItIsForetold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reading := func(name string) civil.TimeOfDay {
			return civil.TimeOfDay{Hour: rapid.IntRange(0, 23).Draw(t, name), Minute: rapid.SampledFrom([]int{0, 15, 30, 59}).Draw(t, name+" minute")}
		}
		w := rules.Window{From: reading("from"), Until: reading("until"), Days: rapid.SliceOfN(rapid.SampledFrom([]time.Weekday{0, 1, 2, 3, 4, 5, 6}), 0, 3).Draw(t, "days")}
		w.TimeZone = rapid.SampledFrom([]string{"", "UTC", "America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"}).Draw(t, "zone")
		p := rules.Compile(rules.Set{{ID: "R", Name: "r", Window: &w}}, true)
		holds := func(at time.Time) bool { return p.Run(rules.Input{Now: at}).ID != "" }
		around := rapid.SampledFrom([]string{"2026-03-08", "2026-11-01", "2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04", "2011-12-30", "2026-07-01"}).Draw(t, "around")
		from, _ := time.Parse(time.DateOnly, around)
		at := from.AddDate(0, 0, -3)
		was, next := holds(at), p.Next(at)
		for end := at.AddDate(0, 0, 9); at.Before(end); at = at.Add(time.Minute) {
			if !next.IsZero() && !at.Before(next) {
				was, next = holds(at), p.Next(at)
				if !next.IsZero() && !next.After(at) {
					t.Fatalf("after %s comes %s", at, next)
				}
			}
			if holds(at) != was {
				t.Fatalf("%+v holds %v at %s, before the %s that was foretold", w, !was, at, next)
			}
		}
	})
}

func TestTheClockMattersOnlyToRulesThatLookAtIt(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 30, 0, time.UTC)
	minute := time.Date(2026, 3, 2, 12, 1, 0, 0, time.UTC)
	evening := &rules.Window{From: civil.TimeOfDay{Hour: 22}, Until: civil.TimeOfDay{Hour: 6}}
	for name, tc := range map[string]struct {
		rule rules.Rule
		want time.Time
	}{
		"no time":              {rules.Rule{When: `event.source == "lab" and vars.now == ""`}, time.Time{}},
		"a window":             {rules.Rule{Window: evening}, time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)},
		"each whole day":       {rules.Rule{Window: &rules.Window{}}, time.Time{}},
		"a window that is off": {rules.Rule{Window: evening, Disabled: true}, time.Time{}},
		"a condition":          {rules.Rule{When: `now.hour >= 22 or now.hour < 6`}, minute},
		"all that it sees":     {rules.Rule{When: `$env.now.hour == 3`}, minute},
		"what it extracts":     {rules.Rule{Actions: rules.Actions{Extract: []rules.Extract{{From: "string(now.hour)", Pattern: "(?P<h>.*)"}}}}, minute},
		"its key":              {rules.Rule{Actions: rules.Actions{DedupKey: "{now.day}"}}, minute},
		"what it counts":       {rules.Rule{Rate: &rules.Rate{Count: 2, Within: time.Hour, Per: "now.hour"}}, minute},
	} {
		tc.rule.ID, tc.rule.Name = "R", name
		p := rules.Compile(rules.Set{tc.rule}, true)
		if why := p.Unread("R"); why != "" {
			t.Fatalf("%s: %s", name, why)
		}
		if got := p.Next(at); !got.Equal(tc.want) {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
