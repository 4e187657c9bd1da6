package duty_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// editing is somebody who changes a box in every way there is, one change after another, for a while.
type editing struct {
	*rapid.T
	box *engine.Config
	now time.Time
	n   int // of the ids given
}

func (e *editing) pick(label string, from ...string) string {
	return rapid.SampledFrom(from).Draw(e.T, label)
}

func (e *editing) flip(label string) bool { return rapid.Bool().Draw(e.T, label) }

func (e *editing) id(kind string) string {
	e.n++
	return fmt.Sprintf("%s%d", kind, e.n)
}

// someone is an id that is there, or has been.
func (e *editing) someone(label string) string {
	return e.pick(label, "ANN", "BOB", "CLEO", "DEE")
}

// when is an instant some days around now, often now itself.
func (e *editing) when(label string) time.Time {
	quarters := rapid.OneOf(rapid.Just(0), rapid.IntRange(-12, 12), rapid.IntRange(-400, 400)).Draw(e.T, label)
	return e.now.Add(time.Duration(quarters) * 15 * time.Minute)
}

func (e *editing) span(label string) (start, end time.Time) {
	start = e.when(label)
	return start, start.Add(time.Duration(rapid.IntRange(1, 300).Draw(e.T, label+" quarters")) * 15 * time.Minute)
}

// gone is somebody who has left, if somebody has.
func (e *editing) gone(c *engine.Config) string {
	for _, u := range c.Sorted() {
		if u.Disabled {
			return u.ID
		}
	}
	return e.someone("back")
}

func (e *editing) schedule() schedules.Schedule { return e.box.Schedules["S"] }

func (e *editing) layer() schedules.Layer {
	turn, err := schedules.ParseTurn(e.pick("turn", "1h", "12h", "1d", "36h", "1w", "1mo"))
	if err != nil {
		e.Fatal(err)
	}
	l := schedules.Layer{ID: e.id("L"), Start: civil.DateTimeOf(e.when("layer from"), time.UTC), Turn: turn}
	for range rapid.IntRange(1, 3).Draw(e.T, "slots") {
		l.Users = append(l.Users, schedules.Slot{e.someone("slot")})
	}
	if e.flip("hours") {
		l.Restrictions = []schedules.Restriction{{Days: []time.Weekday{time.Monday, time.Wednesday, time.Thursday}, From: civil.TimeOfDay{Hour: 8}, For: 9 * time.Hour}}
	}
	if e.flip("ends") {
		l.End = civil.DateTimeOf(e.when("layer until"), time.UTC)
	}
	return l
}

func (e *editing) holiday() schedules.Holiday {
	return schedules.Holiday{Date: civil.DateTimeOf(e.when("holiday"), time.UTC).Date, From: civil.TimeOfDay{Hour: 6 * rapid.IntRange(0, 2).Draw(e.T, "from")}}
}

// saved is a schedule as the form and the API put it together: layers, holidays and the zone are as they like.
func (e *editing) saved(stored schedules.Schedule) schedules.Schedule {
	to := stored
	to.TimeZone = e.pick("zone", stored.TimeZone, stored.TimeZone, "America/Chicago", "Asia/Tokyo", "UTC")
	to.Layers, to.Holidays = nil, nil
	for _, l := range stored.Layers {
		switch e.pick("layer", "stays", "goes", "is turned", "has other people", "begins", "ends") {
		case "goes":
			continue
		case "is turned":
			l.Turn.Count++
		case "has other people":
			l = l.WithUsers([]schedules.Slot{{e.someone("new")}, {e.someone("newer")}}, civil.DateTimeOf(e.now, time.UTC))
		case "begins":
			l.Start = civil.DateTimeOf(e.when("begins"), time.UTC)
		case "ends":
			l.End = civil.DateTimeOf(e.when("ends"), time.UTC)
		}
		to.Layers = append(to.Layers, l)
	}
	if e.flip("a new layer") {
		to.Layers = append(to.Layers, e.layer())
	}
	for _, h := range stored.Holidays {
		if e.flip("holiday stays") {
			to.Holidays = append(to.Holidays, h)
		}
	}
	if h := e.holiday(); !slices.Contains(to.Holidays, h) {
		to.Holidays = append(to.Holidays, h)
	}
	return to
}

func (e *editing) feed() (fresh []schedules.Absence, days []schedules.Holiday) {
	for i := range rapid.IntRange(0, 3).Draw(e.T, "entries") {
		start, end := e.span("fed")
		fresh = append(fresh, schedules.Absence{ID: fmt.Sprintf("E%d", i), User: "BOB", Start: start, End: end})
		if h := e.holiday(); !slices.Contains(days, h) {
			days = append(days, h)
		}
	}
	return fresh, days
}

// ways is every way to change who is on call, but for a file.
func (e *editing) ways() map[string]func(next *engine.Config) error {
	sam := duty.By{User: "SAM", Role: people.Owner}
	store := func(next *engine.Config, s schedules.Schedule) error { next.Schedules["S"] = s; return nil }
	user := func(next *engine.Config, id string, change func(*people.User)) error {
		if u, there := next.Users[id]; there {
			change(&u)
			next.Users[id] = u
		}
		return nil
	}
	any := func(n int, id func(int) string) string {
		if n == 0 {
			return ""
		}
		return id(rapid.IntRange(0, n-1).Draw(e.T, "which"))
	}
	swap := func(next *engine.Config) duty.Answer {
		s := next.Schedules["S"]
		return duty.Answer{Schedule: "S", Swap: any(len(s.Swaps), func(i int) string { return s.Swaps[i].ID }), User: e.someone("taker")}
	}
	return map[string]func(next *engine.Config) error{
		"the editor saves": func(next *engine.Config) error {
			return store(next, config.Amended(e.schedule(), e.saved(e.schedule()), config.LastOfMinute(e.now)))
		},
		"the API puts": func(next *engine.Config) error {
			return store(next, config.Amended(e.schedule(), e.saved(e.schedule()), e.now))
		},
		"an override": func(next *engine.Config) error {
			o := duty.Override{Schedule: "S", User: e.someone("goes on"), Gap: true}
			o.Start, o.End = e.span("override")
			switch e.pick("in place of", "everybody", "one", "none", "with nobody") {
			case "one":
				o.Replaces = e.someone("replaced")
			case "none":
				o.Adds = true
			case "with nobody":
				o.User = ""
			}
			_, err := o.Do(next, sam, e.now)
			return err
		},
		"an override is given back": func(next *engine.Config) error {
			s := next.Schedules["S"]
			return duty.Back{Schedule: "S", Override: any(len(s.Overrides), func(i int) string { return s.Overrides[i].ID }), Gap: true}.Do(next, sam, e.now)
		},
		"take on-call": func(next *engine.Config) error {
			t := duty.Take{Schedule: "S", User: e.someone("takes"), Until: e.when("until"), Replaces: e.pick("from", "", duty.Everybody, duty.Beside, "ANN", "BOB")}
			_, err := t.Do(next, sam, e.now)
			return err
		},
		"a swap is asked": func(next *engine.Config) error {
			a := duty.Ask{Schedule: "S", User: e.someone("asks")}
			if on := duty.OnCall(next, next.Schedules["S"], e.now); len(on) > 0 {
				a.User = on[0]
			}
			a.Start, a.End = e.span("swap")
			_, err := a.Do(next, sam, e.now)
			return err
		},
		"a swap is taken":     func(next *engine.Config) error { _, err := swap(next).Take(next, sam, e.now); return err },
		"a swap is withdrawn": func(next *engine.Config) error { return swap(next).Withdraw(next, sam, e.now) },
		"an absence": func(next *engine.Config) error {
			a := duty.Absence{User: e.someone("away"), Schedule: e.pick("of", "", "S")}
			a.Start, a.End = e.span("absence")
			_, err := a.Do(next, sam, e.now)
			return err
		},
		"an absence ends": func(next *engine.Config) error {
			r := duty.Return{User: e.someone("returns"), Schedule: e.pick("of", "", "S")}
			list := next.Users[r.User].Absences
			if r.Schedule != "" {
				list = next.Schedules["S"].Absences
			}
			r.Absence = any(len(list), func(i int) string { return list[i].ID })
			return r.Do(next, sam, e.now)
		},
		"feeds are read": func(next *engine.Config) error {
			fresh, days := e.feed()
			s := next.Schedules["S"]
			s.HolidayFeeds = []schedules.Feed{{ID: "HF", Name: "days", URL: "https://calendar.example.net/a"}}
			s.Holidays = s.FedHolidays("HF", days, e.now)
			next.Schedules["S"] = s
			return user(next, "BOB", func(u *people.User) {
				u.AbsenceFeed = &schedules.Feed{ID: "AF", URL: "https://calendar.example.net/b"}
				u.Absences = schedules.FedAbsences(u.Absences, "AF", fresh, e.now)
			})
		},
		"feeds go": func(next *engine.Config) error {
			s := next.Schedules["S"]
			s.HolidayFeeds = nil
			next.Schedules["S"] = s
			return user(next, "BOB", func(u *people.User) { u.AbsenceFeed = nil })
		},
		"somebody leaves": func(next *engine.Config) error {
			return user(next, e.someone("leaves"), func(u *people.User) { u.Disabled = true })
		},
		"somebody is back": func(next *engine.Config) error {
			return user(next, e.gone(next), func(u *people.User) { u.Disabled = false })
		},
		"somebody is removed": func(next *engine.Config) error { delete(next.Users, e.someone("removed")); return nil },
		"a team goes": func(next *engine.Config) error {
			s := next.Schedules["S"]
			s.Team = ""
			next.Schedules["S"] = s
			delete(next.Teams, "T")
			return nil
		},
	}
}

// Whatever people do on pages and by the API, and in whatever order: who was on call before now is the same before and after.
// What may not be done is refused, and changes nothing.
func TestWhateverIsChangedThePastStaysAsItWas(t *testing.T) {
	done := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		e := &editing{T: t, box: box(), now: now().Add(time.Duration(rapid.IntRange(0, 59).Draw(t, "second"))*time.Second + 7)}
		e.box.Users["DEE"] = people.User{ID: "DEE", Email: "dee@example.net", Name: "DEE", Role: people.Responder, TimeZone: "UTC"}
		e.box.Users["SAM"] = people.User{ID: "SAM", Email: "sam@example.net", Name: "SAM", Role: people.Owner, TimeZone: "UTC"}
		e.box.Teams = map[string]people.Team{"T": {ID: "T", Name: "Field", Members: []people.Member{{User: "ANN", Role: people.TeamResponder}}}}
		s := e.schedule()
		s.Team, s.Layers = "T", append(s.Layers, e.layer())
		s.TimeZone = e.pick("first zone", "UTC", "America/Chicago", "Australia/Lord_Howe")
		if s.Validate() != nil {
			s.Layers = s.Layers[:1]
		}
		e.box.Schedules["S"] = s
		for range rapid.IntRange(1, 25).Draw(t, "changes") {
			ways := e.ways()
			var names []string
			for name := range ways {
				names = append(names, name)
			}
			slices.Sort(names)
			name := e.pick("way", names...)
			next, err := config.Edit(e.box, e.now, ways[name])
			if err == nil {
				from, to := e.now.AddDate(0, -1, 0), e.now.Truncate(time.Second)
				if diff := cmp.Diff(shiftsOf(e.box, from, to), shiftsOf(next, from, to)); diff != "" {
					t.Fatalf("%s: who was on call (- before, + after)\n%s", name, diff)
				}
				if len(config.Diff(e.box, next)) > 0 {
					done[name]++
				}
				e.box = next
			}
			e.now = e.now.Add(time.Duration(rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 90), rapid.IntRange(0, 200_000)).Draw(t, "seconds go by")) * time.Second)
		}
	})
	for name := range (&editing{}).ways() {
		if done[name] == 0 {
			t.Errorf("%s: was refused each time, so nothing is shown", name)
		}
	}
}

func shiftsOf(c *engine.Config, from, to time.Time) (lines []string) {
	s, _ := c.Schedule("S")
	for _, x := range s.Shifts(from, to) {
		lines = append(lines, fmt.Sprint(x.Start, x.End, strings.Join(x.Users, " ")))
	}
	return lines
}
