package schedules_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// quarter reviews thirteen weeks from Monday 5 January 2026, everybody living in Berlin.
func quarter(t *testing.T, s schedules.Schedule) schedules.Review {
	t.Helper()
	loc := location(t, s.TimeZone)
	return s.Review(at(loc, "2026-01-05T00:00"), at(loc, "2026-04-06T00:00"), func(string) *time.Location { return loc })
}

func topics(r schedules.Review) (list []schedules.Topic) {
	for _, a := range r.Advice {
		list = append(list, a.Topic)
	}
	return list
}

func TestWhatTheAdvisorSays(t *testing.T) {
	tests := []struct {
		name   string
		layers []schedules.Layer
		want   []schedules.Topic
	}{
		{"a week each from Monday ten is fine, also where the clocks change", []schedules.Layer{weekly("2025-12-29T10:00", "ann", "bob", "cleo")}, nil},
		{"handoffs at midnight", []schedules.Layer{weekly("2025-12-29T00:00", "ann", "bob", "cleo")}, []schedules.Topic{schedules.MidnightHandoffs}},
		{"handoffs on Sunday evening", []schedules.Layer{weekly("2025-12-28T20:00", "ann", "bob", "cleo")}, []schedules.Topic{schedules.WeekendHandoffs, schedules.LateHandoffs}},
		{"a turn that is nobody's", []schedules.Layer{weekly("2025-12-29T10:00", "ann", "bob", "")}, []schedules.Topic{schedules.NotCovered}},
		{"who has the nights never changes", []schedules.Layer{
			restricted(weekly("2025-12-29T10:00", "ann"), schedules.Restriction{From: clock(10), For: 8 * time.Hour}),
			restricted(weekly("2025-12-29T10:00", "bob"), schedules.Restriction{From: clock(18), For: 16 * time.Hour}),
		}, []schedules.Topic{schedules.WeekendHandoffs, schedules.LateHandoffs, schedules.UnevenNights, schedules.UnevenWeekends}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, topics(quarter(t, berlin(test.layers...)))); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
		})
	}
}

func TestAPatchworkOfLengthsIsUneven(t *testing.T) {
	s := berlin(weekly("2025-12-29T10:00", "ann", "bob"))
	loc := location(t, s.TimeZone)
	for week := range 12 { // eva takes some hours of each week, each time more
		start := at(loc, "2026-01-07T10:00").AddDate(0, 0, 7*week)
		s.Overrides = append(s.Overrides, schedules.Override{User: "eva", Start: start, End: start.Add(time.Duration(3+5*week) * time.Hour)})
	}
	if got := topics(quarter(t, s)); !slices.Contains(got, schedules.UnevenLengths) {
		t.Errorf("advice on %v", got)
	}
}

func TestLoadIsCountedOnThePersonsOwnClock(t *testing.T) {
	s := berlin(rotation("2026-01-10T00:00", "1d", "ann", "bob")) // Saturday ann, Sunday bob
	loc := location(t, s.TimeZone)
	chicago := location(t, "America/Chicago")
	got := schedules.Loads(s.Shifts(at(loc, "2026-01-10T00:00"), at(loc, "2026-01-12T00:00")), func(user string) *time.Location {
		if user == "bob" {
			return chicago
		}
		return loc
	})
	want := []schedules.Load{
		{User: "ann", Shifts: 1, Total: 24 * time.Hour, Sleep: 10 * time.Hour, Weekend: 24 * time.Hour},
		{User: "bob", Shifts: 1, Total: 24 * time.Hour, Sleep: 10 * time.Hour, Weekend: 24 * time.Hour}, // Sat 17:00 to Sun 17:00
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSleepAcrossTheLongNightIsAnHourLonger(t *testing.T) {
	s := berlin(weekly("2026-10-19T10:00", "ann"))
	loc := location(t, s.TimeZone)
	for night, want := range map[string]time.Duration{"2026-10-24T12:00": 11 * time.Hour, "2026-03-28T12:00": 0, "2026-10-25T12:00": 10 * time.Hour} {
		from := at(loc, night)
		loads := schedules.Loads(s.Shifts(from, from.Add(25*time.Hour)), func(string) *time.Location { return loc })
		got := time.Duration(0)
		if len(loads) > 0 {
			got = loads[0].Sleep
		}
		if got != want {
			t.Errorf("the night after %s has %s of sleep, not %s", night, got, want)
		}
	}
}

// Whatever the schedule: what is reviewed adds up.
func TestAReviewAddsUp(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		r := s.Review(from, to, func(string) *time.Location { return c.loc })
		hours, days := 0, 0
		for _, n := range r.ByHour {
			hours += n
		}
		for _, n := range r.ByDay {
			days += n
		}
		if hours != r.Handoffs || days != r.Handoffs {
			t.Fatalf("%d handoffs, %d by hour and %d by day", r.Handoffs, hours, days)
		}
		var held, open time.Duration
		for _, shift := range s.Shifts(from, to) {
			held += shift.End.Sub(shift.Start)
		}
		for _, g := range r.Gaps {
			open += g.End.Sub(g.Start)
		}
		if held+open != to.Sub(from) {
			t.Fatalf("%s held and %s open are not %s", held, open, to.Sub(from))
		}
		for _, l := range r.Loads {
			if l.Sleep > l.Total || l.Weekend > l.Total || l.Total > held || l.Shifts == 0 {
				t.Fatalf("%+v of %s", l, held)
			}
		}
	})
}

// Night by night, sleep and weekends are what a minute-by-minute count finds.
func TestLoadAgreesWithAMinuteByMinuteCount(t *testing.T) {
	all := crossings(t)
	rapid.Check(t, func(t *rapid.T) {
		c := all[rapid.IntRange(0, len(all)-1).Draw(t, "crossing")]
		start := c.at.Truncate(time.Minute).Add(time.Minute * time.Duration(rapid.IntRange(-3000, 3000).Draw(t, "start")))
		s := schedules.Shift{Start: start, End: start.Add(time.Minute * time.Duration(rapid.IntRange(1, 6000).Draw(t, "minutes"))), Users: []string{"ann"}}
		var want schedules.Load
		for m := s.Start; m.Before(s.End); m = m.Add(time.Minute) {
			d := civil.Read(m, c.loc).DateTime()
			want.Total += time.Minute
			if d.Time.Hour >= 22 || d.Time.Hour < 8 {
				want.Sleep += time.Minute
			}
			if wd := d.Date.Weekday(); wd == time.Saturday || wd == time.Sunday {
				want.Weekend += time.Minute
			}
		}
		want.User, want.Shifts = "ann", 1
		got := schedules.Loads([]schedules.Shift{s}, func(string) *time.Location { return c.loc })
		if diff := cmp.Diff([]schedules.Load{want}, got); diff != "" {
			t.Fatalf("%s, %s to %s:\n%s", c.zone, s.Start, s.End, diff)
		}
	})
}
