package duty_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// now is a Wednesday in Ann's week, at noon in UTC.
func now() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func day(n int, hour int) time.Time { return time.Date(2026, 3, n, hour, 0, 0, 0, time.UTC) }

// box has Ann and Bob in weekly turns from Monday 9:00, Ann from 2 March; Cleo, a responder who is in no layer; Vic, who
// looks on; and a scheduler.
func box() *engine.Config {
	c := &engine.Config{Settings: engine.DefaultSettings()}
	c.Users = map[string]people.User{}
	for id, role := range map[string]people.Role{"ANN": people.Responder, "BOB": people.Responder, "CLEO": people.Responder, "VIC": people.Viewer, "SAM": people.Scheduler} {
		c.Users[id] = people.User{ID: id, Email: strings.ToLower(id) + "@example.net", Name: id, Role: role, TimeZone: "UTC"}
	}
	c.Schedules = map[string]schedules.Schedule{"S": {ID: "S", Name: "Primary", TimeZone: "UTC", Layers: []schedules.Layer{{
		ID: "L", Start: civil.At(2026, 3, 2, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"ANN"}, {"BOB"}},
	}}}}
	return c
}

func by(c *engine.Config, id string) duty.By { return duty.By{User: id, Role: c.Users[id].Role} }

// does makes one deed as an editor would, and gives the configuration after it.
func does(t testing.TB, c *engine.Config, deed func(next *engine.Config) error) *engine.Config {
	t.Helper()
	next, err := config.Edit(c, now(), deed)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func onCall(c *engine.Config, at time.Time) string {
	return strings.Join(duty.OnCall(c, c.Schedules["S"], at), " ")
}

func refusal(t testing.TB, err error, code engine.Code, words string) {
	t.Helper()
	f, ok := errors.AsType[*engine.Failure](err)
	if !ok || f.Code != code || !strings.Contains(f.Message, words) {
		t.Errorf("got %v, want %s: %s", err, code, words)
	}
}

func TestWhoTakesOnCallIsOnAtOnceAndTheOtherAgainAfterwards(t *testing.T) {
	c := box()
	take := duty.Take{Schedule: "S", User: "CLEO", Until: day(5, 12)}
	c = does(t, c, func(next *engine.Config) error { _, err := take.Do(next, by(c, "CLEO"), now()); return err })
	for at, want := range map[time.Time]string{now().Add(-time.Minute): "ANN", now(): "CLEO", day(5, 11): "CLEO", day(5, 12): "ANN"} {
		if got := onCall(c, at); got != want {
			t.Errorf("on call at %s: %s, want %s", at, got, want)
		}
	}
	o := c.Schedules["S"].Overrides[0]
	if o.Replaces != "ANN" {
		t.Errorf("in place of %q", o.Replaces)
	}
	later := now().Add(3 * time.Hour)
	c = does(t, c, func(next *engine.Config) error {
		return duty.Back{Schedule: "S", Override: o.ID}.Do(next, by(c, "CLEO"), later)
	})
	if onCall(c, later.Add(-time.Minute)) != "CLEO" || onCall(c, later) != "ANN" {
		t.Errorf("after it was given back: %s then %s", onCall(c, later.Add(-time.Minute)), onCall(c, later))
	}
}

func TestTakingPastTheEndOfAShiftTakesTheNextOneToo(t *testing.T) {
	c := box()
	take := duty.Take{Schedule: "S", User: "CLEO", Until: day(10, 12)}
	c = does(t, c, func(next *engine.Config) error { _, err := take.Do(next, by(c, "CLEO"), now()); return err })
	if onCall(c, day(9, 8)) != "CLEO" || onCall(c, day(9, 10)) != "CLEO" || onCall(c, day(10, 12)) != "BOB" {
		t.Errorf("%s, %s, %s", onCall(c, day(9, 8)), onCall(c, day(9, 10)), onCall(c, day(10, 12)))
	}
}

// leavesRotation ends the layer a second ago, and begins one without the person, as an edit does.
func leavesRotation(user string) func(*engine.Config) {
	return func(c *engine.Config) {
		s, to := c.Schedules["S"], c.Schedules["S"]
		l := s.Layers[0]
		l.Users = slices.DeleteFunc(slices.Clone(l.Users), func(slot schedules.Slot) bool { return slices.Contains(slot, user) })
		to.Layers = []schedules.Layer{l}
		c.Schedules["S"] = s.Edited(to, now().Add(-time.Second))
	}
}

func TestWhoMayTakeOnCall(t *testing.T) {
	team := func(c *engine.Config) {
		c.Teams = map[string]people.Team{"T": people.Team{ID: "T", Name: "North"}.With("SAM", people.TeamObserver)}
		s := c.Schedules["S"]
		s.Team = "T"
		c.Schedules["S"] = s
	}
	for name, test := range map[string]struct {
		by, user, replaces string
		until              time.Time
		change             func(*engine.Config)
		code               engine.Code
		words              string
	}{
		"a viewer":                           {by: "VIC", code: engine.Forbidden, words: "only responders"},
		"for somebody else":                  {by: "CLEO", user: "BOB", code: engine.Forbidden, words: "for yourself"},
		"a scheduler for somebody else":      {by: "SAM", user: "BOB"},
		"somebody who is on call":            {by: "ANN", code: engine.Conflict, words: "You are on call already"},
		"until yesterday":                    {by: "CLEO", until: day(3, 12), code: engine.Invalid, words: "past"},
		"for months":                         {by: "CLEO", until: now().AddDate(0, 2, 0), code: engine.Invalid, words: "two weeks"},
		"from somebody who is not on call":   {by: "CLEO", replaces: "BOB", code: engine.Conflict, words: "BOB is not on call any more"},
		"in another team's schedule":         {by: "CLEO", change: team, code: engine.Forbidden, words: "people of this schedule"},
		"in a team's, as one of its people":  {by: "BOB", change: team},
		"in a team's, who left the rotation": {by: "BOB", change: func(c *engine.Config) { team(c); leavesRotation("BOB")(c) }, code: engine.Forbidden, words: "people of this schedule"},
		"who has left":                       {by: "SAM", user: "BOB", change: leaves("BOB"), code: engine.Invalid, words: "BOB has left"},
		"who is away":                        {by: "CLEO", change: isAway("CLEO"), code: engine.Conflict, words: "You are away"},
		"an API key of the account":          {by: "", user: "", code: engine.Forbidden, words: "API key"},
	} {
		t.Run(name, func(t *testing.T) {
			c := box()
			if test.change != nil {
				test.change(c)
			}
			take := duty.Take{Schedule: "S", User: test.user, Replaces: test.replaces, Until: test.until}
			if take.User == "" {
				take.User = test.by
			}
			if take.Until.IsZero() {
				take.Until = day(5, 12)
			}
			_, err := take.Do(c, by(c, test.by), now())
			if test.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			refusal(t, err, test.code, test.words)
			if len(c.Schedules["S"].Overrides) > 0 {
				t.Error("refused, and still made")
			}
		})
	}
}

func leaves(id string) func(*engine.Config) {
	return func(c *engine.Config) {
		u := c.Users[id]
		u.Disabled = true
		c.Users[id] = u
	}
}

func isAway(id string) func(*engine.Config) { return awayFor(id, day(1, 0), day(20, 0)) }

func awayFor(id string, from, to time.Time) func(*engine.Config) {
	return func(c *engine.Config) {
		u := c.Users[id]
		u.Absences = []schedules.Absence{{ID: "A", User: id, Start: from, End: to}}
		c.Users[id] = u
	}
}

func TestOfSeveralOnCallItIsAskedWhosePlaceItIs(t *testing.T) {
	both := func() *engine.Config {
		c := box()
		c.Schedules["S"].Layers[0].Users[0] = schedules.Slot{"ANN", "BOB"}
		return c
	}
	c := both()
	_, err := duty.Take{Schedule: "S", User: "CLEO", Until: day(5, 12)}.Do(c, by(c, "CLEO"), now())
	refusal(t, err, engine.Invalid, "several people")
	for replaces, want := range map[string]string{"ANN": "BOB CLEO", "BOB": "ANN CLEO", duty.Everybody: "CLEO", duty.Beside: "ANN BOB CLEO"} {
		c := both()
		if _, err := (duty.Take{Schedule: "S", User: "CLEO", Replaces: replaces, Until: day(5, 12)}).Do(c, by(c, "CLEO"), now()); err != nil {
			t.Fatal(err)
		}
		if got := onCall(c, now()); got != want {
			t.Errorf("in place of %s: %s, want %s", replaces, got, want)
		}
	}
}

func TestWhoJoinsIsOnBesideWhoeverIsAndGivesOnlyThatBack(t *testing.T) {
	c := box()
	join := duty.Take{Schedule: "S", User: "CLEO", Replaces: duty.Beside, Until: day(5, 12)}
	var o schedules.Override
	c = does(t, c, func(next *engine.Config) (err error) { o, err = join.Do(next, by(c, "CLEO"), now()); return err })
	for at, want := range map[time.Time]string{now(): "ANN CLEO", day(5, 11): "ANN CLEO", day(5, 12): "ANN"} {
		if got := onCall(c, at); got != want {
			t.Errorf("on call at %s: %s, want %s", at, got, want)
		}
	}
	again := join
	again.User = "ANN"
	_, err := again.Do(c, by(c, "ANN"), now())
	refusal(t, err, engine.Conflict, "You are on call already")
	c = does(t, c, func(next *engine.Config) error {
		return duty.Back{Schedule: "S", Override: o.ID}.Do(next, by(c, "CLEO"), now().Add(time.Hour))
	})
	if got := onCall(c, now().Add(time.Hour)); got != "ANN" {
		t.Errorf("given back, on call is %s", got)
	}
}

func TestGivingBackIntoAGapMustBeMeant(t *testing.T) {
	c := box()
	s := c.Schedules["S"]
	s.Layers = nil
	c.Schedules["S"] = s
	o, err := duty.Take{Schedule: "S", User: "CLEO", Until: day(5, 12)}.Do(c, by(c, "CLEO"), now())
	if err != nil {
		t.Fatal(err)
	}
	back := duty.Back{Schedule: "S", Override: o.ID}
	refusal(t, back.Do(c, by(c, "CLEO"), now().Add(time.Hour)), engine.Invalid, "nobody would be on call from Wed 4 Mar 13:00 to Thu 5 Mar 12:00")
	if onCall(c, now().Add(time.Hour)) != "CLEO" {
		t.Error("refused, and still done")
	}
	refusal(t, back.Do(c, by(c, "ANN"), now()), engine.Forbidden, "for yourself")
	back.Gap = true
	if err := back.Do(c, by(c, "CLEO"), now().Add(time.Hour)); err != nil || onCall(c, now().Add(time.Hour)) != "" {
		t.Errorf("%v, on call: %s", err, onCall(c, now().Add(time.Hour)))
	}
	refusal(t, back.Do(c, by(c, "CLEO"), now().Add(2*time.Hour)), engine.Conflict, "over")
}

func TestWhoHasLeftIsNobodyToGiveBackTo(t *testing.T) {
	c := box()
	o, err := duty.Take{Schedule: "S", User: "CLEO", Until: day(5, 12)}.Do(c, by(c, "CLEO"), now())
	if err != nil {
		t.Fatal(err)
	}
	leaves("ANN")(c)
	leaves("BOB")(c)
	refusal(t, duty.Back{Schedule: "S", Override: o.ID}.Do(c, by(c, "CLEO"), now()), engine.Invalid, "nobody would be on call")
}

func TestAnAbsenceFromACalendarIsEndedInTheCalendar(t *testing.T) {
	c := box()
	ann := c.Users["ANN"]
	ann.Absences = []schedules.Absence{{ID: "A", User: "ANN", Start: day(5, 0), End: day(6, 0), Feed: "F"}}
	c.Users["ANN"] = ann
	refusal(t, duty.Return{User: "ANN", Absence: "A"}.Do(c, by(c, "ANN"), now()), engine.Conflict, "comes from a calendar")
}
