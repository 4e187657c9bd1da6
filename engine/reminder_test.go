package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// reminding gives a person reminders: "on 12h0m0s M1 S" is for the beginning,
// twelve hours before, by method M1, for schedule S only.
func reminding(user string, rules ...string) func(*engine.Config) {
	return ofUser(user, func(u *people.User) {
		u.HandoffRules = nil
		for i, text := range rules {
			words := strings.Fields(text)
			advance, err := time.ParseDuration(words[1])
			if err != nil {
				panic(err)
			}
			u.HandoffRules = append(u.HandoffRules, people.HandoffRule{
				ID: fmt.Sprint("H", i), When: words[0], Advance: advance, Method: words[2], Schedules: words[3:],
			})
		}
	})
}

func quiet(user, from, until string) func(*engine.Config) {
	return ofUser(user, func(u *people.User) {
		u.QuietHours = people.QuietHours{From: clock(from), Until: clock(until)}
	})
}

func clock(text string) civil.TimeOfDay {
	at, err := civil.ParseTimeOfDay(text)
	if err != nil {
		panic(err)
	}
	return at
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// duty is duties with changes.
func duty(changes ...func(*engine.Config)) *engine.Config {
	c := duties()
	for _, change := range changes {
		change(c)
	}
	return c
}

func ofSchedule(change func(*schedules.Schedule)) func(*engine.Config) {
	return func(c *engine.Config) {
		s := c.Schedules["S"]
		change(&s)
		c.Schedules["S"] = s
	}
}

// spoken is reminders in one line each: when, to whom, by what, about what.
func spoken(list []engine.Reminder) (lines []string) {
	for _, r := range list {
		line := r.Due.Format(time.RFC3339) + " " + r.User + " " + string(r.Method.Type)
		for _, e := range r.Edges {
			verb := "ends"
			if e.Begins {
				verb = "begins"
			}
			line += fmt.Sprintf(" %s %s %s", e.Schedule, verb, e.At.Format(time.RFC3339))
		}
		lines = append(lines, line)
	}
	return lines
}

// Ann's week begins on Monday 5 January at nine in Chicago (15:00 UTC), Ben's a
// week later.
func TestWhenReminders(t *testing.T) {
	week := func(from, to string) [2]time.Time { return [2]time.Time{at(from), at(to)} }
	january := week("2026-01-04T00:00:00Z", "2026-01-20T00:00:00Z")
	for name, tc := range map[string]struct {
		config *engine.Config
		window [2]time.Time
		want   []string
	}{
		"nobody asked for any": {duty(), january, nil},
		"half a day before a shift begins": {
			duty(reminding("PANN", "on 12h M1")), january,
			[]string{"2026-01-05T03:00:00Z PANN email S begins 2026-01-05T15:00:00Z", "2026-01-19T03:00:00Z PANN email S begins 2026-01-19T15:00:00Z"},
		},
		"when it ends": {duty(reminding("PBEN", "off 0s M2")), january, []string{"2026-01-19T15:00:00Z PBEN push S ends 2026-01-19T15:00:00Z"}},
		"both":         {duty(reminding("PBEN", "both 1h M2")), january, []string{"2026-01-12T14:00:00Z PBEN push S begins 2026-01-12T15:00:00Z", "2026-01-19T14:00:00Z PBEN push S ends 2026-01-19T15:00:00Z"}},
		"the instant a window begins with belongs to the one before": {
			duty(reminding("PANN", "on 12h M1")), week("2026-01-05T03:00:00Z", "2026-01-06T00:00:00Z"), nil,
		},
		"the instant it ends with is its own": {
			duty(reminding("PANN", "on 12h M1")), week("2026-01-05T00:00:00Z", "2026-01-05T03:00:00Z"),
			[]string{"2026-01-05T03:00:00Z PANN email S begins 2026-01-05T15:00:00Z"},
		},
		"two shifts that run into each other are one": {
			duty(reminding("PANN", "both 1h M1"), ofSchedule(func(s *schedules.Schedule) { // Ann takes Ben's week too
				s.Overrides = []schedules.Override{{ID: "O", Start: at("2026-01-12T15:00:00Z"), End: at("2026-01-19T15:00:00Z"), User: "PANN"}}
			})), week("2026-01-05T00:00:00Z", "2026-01-27T00:00:00Z"),
			[]string{"2026-01-05T14:00:00Z PANN email S begins 2026-01-05T15:00:00Z", "2026-01-26T14:00:00Z PANN email S ends 2026-01-26T15:00:00Z"},
		},
		"who was swapped out is not reminded, who stands in is": {
			duty(reminding("PANN", "on 1h M1"), reminding("PBEN", "on 1h M2"), ofSchedule(func(s *schedules.Schedule) {
				s.Overrides = []schedules.Override{{ID: "O", Start: at("2026-01-05T15:00:00Z"), End: at("2026-01-06T15:00:00Z"), User: "PBEN", Replaces: "PANN"}}
			})), week("2026-01-05T14:00:00Z", "2026-01-07T00:00:00Z"), // Ben's week before runs into it; Ann's begins a day later
			[]string{"2026-01-06T14:00:00Z PANN email S begins 2026-01-06T15:00:00Z"},
		},
		"who is added is reminded, whoever they join is not": {
			duty(reminding("PANN", "both 1h M1"), reminding("PBEN", "both 1h M2"), ofSchedule(func(s *schedules.Schedule) {
				s.Overrides = []schedules.Override{{ID: "O", Start: at("2026-01-07T15:00:00Z"), End: at("2026-01-08T15:00:00Z"), User: "PBEN", Adds: true}}
			})), week("2026-01-06T00:00:00Z", "2026-01-10T00:00:00Z"),
			[]string{"2026-01-07T14:00:00Z PBEN push S begins 2026-01-07T15:00:00Z", "2026-01-08T14:00:00Z PBEN push S ends 2026-01-08T15:00:00Z"},
		},
		"an absence moves it": {
			duty(reminding("PBEN", "on 2h M2"), ofUser("PANN", func(u *people.User) {
				u.Absences = []schedules.Absence{{ID: "A", User: "PANN", Start: at("2026-01-07T06:00:00Z"), End: at("2026-01-08T06:00:00Z")}}
			})), week("2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z"),
			[]string{"2026-01-07T04:00:00Z PBEN push S begins 2026-01-07T06:00:00Z"},
		},
		"in the night the clocks go forward twelve hours are twelve hours": {
			// Ben's shift begins at 02:30, which that night skips: at 03:00, which is 08:00 UTC.
			duty(reminding("PBEN", "on 12h M2"), ofSchedule(func(s *schedules.Schedule) {
				s.Layers = []schedules.Layer{{ID: "L", Start: civil.At(2026, 3, 7, 2, 30), Turn: schedules.Turn{Count: 1, Unit: schedules.Day}, Users: []schedules.Slot{{"PANN"}, {"PBEN"}}}}
			})), week("2026-03-07T00:00:00Z", "2026-03-09T00:00:00Z"),
			[]string{"2026-03-07T20:00:00Z PBEN push S begins 2026-03-08T08:00:00Z"},
		},
		"ten rules, each at its time, and none of another schedule": {
			duty(reminding("PBEN", "on 10h M2", "on 9h M2", "on 8h M2", "on 7h M2", "on 6h M2", "on 5h M2", "on 5h M2", "on 4h M2 S", "on 3h M2 OTHER", "off 2h M2")),
			week("2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z"),
			[]string{
				"2026-01-12T05:00:00Z PBEN push S begins 2026-01-12T15:00:00Z", "2026-01-12T06:00:00Z PBEN push S begins 2026-01-12T15:00:00Z",
				"2026-01-12T07:00:00Z PBEN push S begins 2026-01-12T15:00:00Z", "2026-01-12T08:00:00Z PBEN push S begins 2026-01-12T15:00:00Z",
				"2026-01-12T09:00:00Z PBEN push S begins 2026-01-12T15:00:00Z", "2026-01-12T10:00:00Z PBEN push S begins 2026-01-12T15:00:00Z",
				"2026-01-12T11:00:00Z PBEN push S begins 2026-01-12T15:00:00Z",
			},
		},
		"two schedules that begin in the same minute are one message": {
			duty(reminding("PBEN", "on 1h M2"), func(c *engine.Config) {
				s := c.Schedules["S"]
				s.ID, s.Name = "T", "Backup"
				c.Schedules["T"] = s
			}), week("2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z"),
			[]string{"2026-01-12T14:00:00Z PBEN push S begins 2026-01-12T15:00:00Z T begins 2026-01-12T15:00:00Z"},
		},
		"of two rules by methods that can not be used comes one mail": {
			duty(reminding("PBEN", "on 1h M3", "on 1h M9"), ofUser("PBEN", func(u *people.User) {
				u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: "M3", Label: "new phone", Type: notify.SMS, Address: "+15550100", Unconfirmed: true})
			})), week("2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z"),
			[]string{"2026-01-12T14:00:00Z PBEN email S begins 2026-01-12T15:00:00Z"},
		},
		"who has left is told nothing": {
			duty(reminding("PBEN", "on 1h M2"), ofUser("PBEN", func(u *people.User) { u.Disabled = true })), january, nil,
		},
		"in quiet hours it comes before them, the evening before": {
			duty(reminding("PBEN", "on 12h M2"), quiet("PBEN", "20:00", "08:00")), // 03:00 UTC is 21:00 in Chicago
			january, []string{"2026-01-12T02:00:00Z PBEN push S begins 2026-01-12T15:00:00Z"},
		},
		"after midnight too": {
			duty(reminding("PBEN", "on 3h M2"), quiet("PBEN", "22:00", "07:00")), // 06:00 in Chicago
			january, []string{"2026-01-12T04:00:00Z PBEN push S begins 2026-01-12T15:00:00Z"},
		},
		"when quiet hours end it is not quiet": {
			duty(reminding("PBEN", "on 2h M2"), quiet("PBEN", "22:00", "07:00")), january,
			[]string{"2026-01-12T13:00:00Z PBEN push S begins 2026-01-12T15:00:00Z"},
		},
		"quiet hours are on the wall on the night the clocks go back too": {
			// A shift at 06:00 CST on 1 November; ten at night the day before is still summer time.
			duty(reminding("PANN", "on 1h M1"), quiet("PANN", "22:00", "07:00"), ofSchedule(func(s *schedules.Schedule) {
				s.Layers = []schedules.Layer{{ID: "L", Start: civil.At(2026, 11, 1, 6, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"PANN"}}}}
			})), week("2026-10-31T00:00:00Z", "2026-11-02T00:00:00Z"),
			[]string{"2026-11-01T03:00:00Z PANN email S begins 2026-11-01T12:00:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, spoken(tc.config.Reminders(tc.window[0], tc.window[1]))); diff != "" {
				t.Errorf("reminders (-want +got):\n%s", diff)
			}
		})
	}
}

// However often and whenever somebody looks, everybody is reminded once of
// everything, in any zone, with any quiet hours.
func TestScansThatTouchMissNothingAndRepeatNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawnDuties(t)
		start := time.Date(2026, 3, rapid.IntRange(1, 31).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		end := start.Add(5 * 24 * time.Hour)
		want := spoken(c.Reminders(start, end))
		var got []string
		for from := start; from.Before(end); {
			to := from.Add(rapid.SampledFrom([]time.Duration{time.Second, 59 * time.Second, time.Minute, 7 * time.Hour, 50 * time.Hour}).Draw(t, "step"))
			if rapid.Bool().Draw(t, "many") {
				to = to.Add(time.Duration(rapid.Int64Range(0, int64(12*time.Hour)).Draw(t, "more")))
			}
			to = earliest(to, end)
			got = append(got, spoken(c.Reminders(from, to))...)
			from = to
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("looking in pieces gives something else (-at once +in pieces):\n%s", diff)
		}
	})
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func drawnDuties(t *rapid.T) *engine.Config {
	zone := rapid.SampledFrom([]string{"UTC", "America/Chicago", "Europe/London", "Australia/Lord_Howe"})
	minute := func(name string) civil.TimeOfDay {
		return civil.TimeOfSeconds(60 * rapid.IntRange(0, 24*60-1).Draw(t, name))
	}
	c := duties()
	for _, id := range []string{"PANN", "PBEN"} {
		u := c.Users[id]
		u.TimeZone = zone.Draw(t, "zone of "+id)
		if rapid.Bool().Draw(t, "quiet") {
			u.QuietHours = people.QuietHours{From: minute("from"), Until: minute("until")}
		}
		c.Users[id] = u
		var rules []string
		for range rapid.IntRange(1, 4).Draw(t, "rules") {
			when := rapid.SampledFrom([]string{"on", "off", "both"}).Draw(t, "when")
			advance := time.Duration(rapid.Int64Range(0, 48*3600).Draw(t, "advance")) * time.Second
			rules = append(rules, fmt.Sprintf("%s %s %s", when, advance, u.ContactMethods[0].ID))
		}
		reminding(id, rules...)(c)
	}
	s := c.Schedules["S"]
	s.TimeZone = zone.Draw(t, "zone")
	s.Layers[0].Turn = schedules.Turn{
		Count: rapid.IntRange(1, 13).Draw(t, "count"), Unit: rapid.SampledFrom([]schedules.Unit{schedules.Hour, schedules.Day}).Draw(t, "unit"),
	}
	s.Layers[0].Start = civil.At(2026, 2, 20, rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
	for range rapid.IntRange(0, 3).Draw(t, "overrides") {
		from := time.Date(2026, 3, rapid.IntRange(1, 30).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"), 0, rapid.IntRange(0, 59).Draw(t, "second"), 0, time.UTC)
		s.Overrides = append(s.Overrides, schedules.Override{Start: from, End: from.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "hours")) * time.Hour), User: rapid.SampledFrom([]string{"PANN", "PBEN", ""}).Draw(t, "who")})
	}
	c.Schedules["S"] = s
	return c
}

func TestAReminderSaysWhatWhenAndWithWhom(t *testing.T) {
	c := duty(reminding("PBEN", "both 12h M2"), ofSchedule(func(s *schedules.Schedule) { s.TimeZone = "Europe/Berlin" }),
		func(c *engine.Config) {
			c.Policies["PPOL"] = engine.Policy{ID: "PPOL", Name: "Default", Steps: []engine.Step{{Targets: []people.Target{{Schedule: "S"}}}}}
		})
	now := at("2026-01-11T20:00:10Z") // twelve hours before nine in Berlin
	list := c.Reminders(now.Add(-time.Hour), now)
	if len(list) != 1 {
		t.Fatalf("%v", spoken(list))
	}
	d := c.MessagesOf(list, now)[0]
	if want := "On call for Primary from Mon 12 Jan 02:00 CST"; d.Subject != want {
		t.Errorf("the subject is %q, want %q", d.Subject, want)
	}
	for _, want := range []string{
		"Primary: your shift begins Mon 12 Jan 02:00 CST (Mon 12 Jan 09:00 CET on the schedule's clock), until Mon 19 Jan 02:00 CST (Mon 19 Jan 09:00 CET on the schedule's clock).",
		"Ann (mail ann@home.example) hands over to you.", "The escalation policy Default uses it.", "nothing is wrong",
	} {
		if !strings.Contains(d.Text, want) {
			t.Errorf("it does not say %q:\n%s", want, d.Text)
		}
	}
	if strings.Contains(d.Text, "paged") || strings.Contains(d.Text, "Late") || d.Kind != notify.Handoff || d.Path != "/schedules/S" {
		t.Errorf("%s %s\n%s", d.Kind, d.Path, d.Text)
	}
	late := c.MessagesOf(list, now.Add(14*time.Hour))[0]
	if !strings.HasPrefix(late.Text, "Late: this should have reached you at Sun 11 Jan 14:00 CST.") || late.Subject != "Your shift for Primary began Mon 12 Jan 02:00 CST" {
		t.Errorf("late: %s\n%s", late.Subject, late.Text)
	}
	over := c.MessagesOf(list, now.Add(8*24*time.Hour))
	if len(over) != 1 || over[0].State != engine.Cancelled || !strings.Contains(over[0].Reason, "it was due at Sun 11 Jan 14:00 CST") {
		t.Errorf("over: %+v", over)
	}
}

func TestWhatAReminderSaysOfTheOtherSide(t *testing.T) {
	together := ofSchedule(func(s *schedules.Schedule) { s.Layers[0].Users = []schedules.Slot{{"PANN", "PBEN"}, {"PANN"}, {}} })
	for name, tc := range map[string]struct {
		config *engine.Config
		at     string
		want   string
	}{
		"somebody takes over": {duty(reminding("PANN", "off 1h M1")), "2026-01-12T14:00:00Z", "Ben (mail ben@example.net) takes over from you."},
		"others stay on":      {duty(reminding("PBEN", "off 1h M2"), together), "2026-01-12T14:00:00Z", "Ann (mail ann@home.example) stays on call."},
		"nobody takes over":   {duty(reminding("PANN", "off 1h M1"), together), "2026-01-19T14:00:00Z", "Nobody takes over: from then on nobody is on call for it."},
		"nobody was there":    {duty(reminding("PANN", "on 1h M1"), together), "2026-01-26T14:00:00Z", "Nobody is on call for it just before you. On call with you: Ben (mail ben@example.net)."},
		"no policy uses it":   {duty(reminding("PANN", "off 1h M1")), "2026-01-12T14:00:00Z", "No escalation policy uses it"},
		"a phone that is not confirmed": {
			duty(reminding("PBEN", "on 1h M3"), ofUser("PBEN", func(u *people.User) {
				u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: "M3", Label: "new phone", Type: notify.SMS, Address: "+15550100", Unconfirmed: true})
			})), "2026-01-12T14:00:00Z", "This comes by mail because new phone is not confirmed yet.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			now := at(tc.at)
			list := tc.config.Reminders(now.Add(-time.Minute), now)
			if len(list) != 1 {
				t.Fatalf("reminders: %v", spoken(list))
			}
			if d := tc.config.MessagesOf(list, now)[0]; !strings.Contains(d.Text, tc.want) {
				t.Errorf("it does not say %q:\n%s", tc.want, d.Text)
			}
		})
	}
}

func TestAReminderWithoutAnyWayIsRecordedAsFailed(t *testing.T) {
	c := duty(reminding("PANN", "on 1h M1"), func(c *engine.Config) { c.Settings.Mail = nil })
	now := at("2026-01-05T14:00:00Z")
	list := c.MessagesOf(c.Reminders(now.Add(-time.Minute), now), now)
	if len(list) != 1 || list[0].State != engine.Failed || !slices.Contains([]string{""}, list[0].Method) || !strings.Contains(list[0].Reason, "nothing is set up here that sends mail") {
		t.Errorf("%+v", list)
	}
}
