package duty_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// asks is a request of Ann's for Saturday night.
func asks(change ...func(*duty.Ask)) duty.Ask {
	a := duty.Ask{Schedule: "S", User: "ANN", Start: day(7, 20), End: day(8, 8)}
	for _, f := range change {
		f(&a)
	}
	return a
}

func asked(t testing.TB, c *engine.Config, a duty.Ask) (*engine.Config, string) {
	t.Helper()
	var w schedules.Swap
	next := does(t, c, func(next *engine.Config) (err error) { w, err = a.Do(next, by(c, a.User), now()); return err })
	return next, w.ID
}

func answer(swap, user string) duty.Answer { return duty.Answer{Schedule: "S", Swap: swap, User: user} }

func TestWhoLeftTheRotationIsNotAskedAndCannotAnswer(t *testing.T) {
	c := box()
	c.Teams = map[string]people.Team{"T": {ID: "T", Name: "North"}}
	s := c.Schedules["S"]
	s.Team = "T"
	c.Schedules["S"] = s
	before, swap := asked(t, c, asks())
	if before.Directory.Takers(before.Schedules["S"], now())[1] != "BOB" {
		t.Fatal("BOB is asked to begin with")
	}
	leavesRotation("BOB")(before)
	refusal(t, answer(swap, "BOB").Decline(before, by(before, "BOB"), now()), engine.Conflict, "BOB was not asked")
	leavesRotation("BOB")(c)
	_, err := asks(func(a *duty.Ask) { a.To = "BOB" }).Do(c, by(c, "ANN"), now())
	refusal(t, err, engine.Invalid, "choose one of the people of this schedule")
}

func TestWhoAsksStaysOnCallUntilSomebodyTakesIt(t *testing.T) {
	c, swap := asked(t, box(), asks())
	if onCall(c, day(7, 21)) != "ANN" {
		t.Fatalf("asking moved the shift to %s", onCall(c, day(7, 21)))
	}
	c = does(t, c, func(next *engine.Config) error { return answer(swap, "BOB").Decline(next, by(c, "BOB"), now()) })
	if onCall(c, day(7, 21)) != "ANN" {
		t.Fatal("declining moved the shift")
	}
	c = does(t, c, func(next *engine.Config) error {
		_, err := answer(swap, "CLEO").Take(next, by(c, "CLEO"), now())
		return err
	})
	for at, want := range map[time.Time]string{day(7, 19): "ANN", day(7, 20): "CLEO", day(8, 7): "CLEO", day(8, 8): "ANN"} {
		if got := onCall(c, at); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
	if s := c.Schedules["S"]; len(s.Swaps) != 0 || len(s.Overrides) != 1 {
		t.Errorf("left: %d requests, %d overrides", len(s.Swaps), len(s.Overrides))
	}
	_, err := answer(swap, "BOB").Take(c, by(c, "BOB"), now())
	refusal(t, err, engine.Conflict, "closed")
}

// Ann is on, and Bob beside her: what he has is asked for and taken like any shift, and Ann stays.
func TestWhoWasAddedCanAskWhoTakesIt(t *testing.T) {
	c := box()
	add := duty.Override{Schedule: "S", User: "BOB", Adds: true, Start: day(6, 9), End: day(7, 9)}
	c = does(t, c, func(next *engine.Config) error { _, err := add.Do(next, by(c, "SAM"), now()); return err })
	c, swap := asked(t, c, asks(func(a *duty.Ask) { a.User, a.Start, a.End = "BOB", day(6, 20), day(7, 9) }))
	_, err := answer(swap, "ANN").Take(c, by(c, "ANN"), now())
	refusal(t, err, engine.Conflict, "on call for some of that time already")
	c = does(t, c, func(next *engine.Config) error {
		_, err := answer(swap, "CLEO").Take(next, by(c, "CLEO"), now())
		return err
	})
	for at, want := range map[time.Time]string{day(6, 19): "ANN BOB", day(6, 20): "ANN CLEO", day(7, 8): "ANN CLEO", day(7, 9): "ANN"} {
		if got := onCall(c, at); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}

func TestAnExchangeMovesBothShiftsAtOnceAndNeitherGoesBackUnasked(t *testing.T) {
	c, swap := asked(t, box(), asks(func(a *duty.Ask) { a.To, a.Return = "BOB", schedules.Span{Start: day(14, 20), End: day(15, 8)} }))
	c = does(t, c, func(next *engine.Config) error {
		_, err := answer(swap, "BOB").Take(next, by(c, "BOB"), now())
		return err
	})
	if onCall(c, day(7, 21)) != "BOB" || onCall(c, day(14, 21)) != "ANN" {
		t.Fatalf("%s and %s", onCall(c, day(7, 21)), onCall(c, day(14, 21)))
	}
	for _, at := range []time.Time{now(), day(7, 23)} { // also in the night itself: the other is at a wedding
		for _, o := range c.Schedules["S"].Overrides {
			refusal(t, duty.Back{Schedule: "S", Override: o.ID}.Do(c, by(c, o.User), at), engine.Conflict, "Ask who takes it")
		}
	}
	c, swap = asked(t, c, asks(func(a *duty.Ask) { a.User, a.To = "BOB", "ANN" }))
	c = does(t, c, func(next *engine.Config) error {
		_, err := answer(swap, "ANN").Take(next, by(c, "ANN"), now())
		return err
	})
	if onCall(c, day(7, 21)) != "ANN" {
		t.Errorf("taken back, and %s is on call", onCall(c, day(7, 21)))
	}
	half := c.Schedules["S"].Overrides[1]
	c = does(t, c, func(next *engine.Config) error {
		return duty.Back{Schedule: "S", Override: half.ID}.Do(next, by(c, "SAM"), now())
	})
	if onCall(c, day(14, 21)) != "BOB" {
		t.Errorf("the scheduler undid it, and %s is on call", onCall(c, day(14, 21)))
	}
}

func TestARequestOfSomebodyWhoIsNotOnCallAnyMoreThrowsNobodyOff(t *testing.T) {
	c, swap := asked(t, box(), asks(func(a *duty.Ask) { a.To = "BOB" }))
	c = does(t, c, func(next *engine.Config) error {
		_, err := duty.Override{Schedule: "S", Start: day(7, 20), End: day(8, 8), User: "CLEO", Replaces: "ANN"}.Do(next, by(c, "SAM"), now())
		return err
	})
	_, err := answer(swap, "BOB").Take(c, by(c, "BOB"), now())
	refusal(t, err, engine.Conflict, "not on call then any more")
}

func TestAShiftThatHasBegunIsTakenForTheRest(t *testing.T) {
	c, swap := asked(t, box(), asks())
	at := day(7, 23)
	c = does(t, c, func(next *engine.Config) error {
		_, err := answer(swap, "BOB").Take(next, by(c, "BOB"), at)
		return err
	})
	if onCall(c, day(7, 22)) != "ANN" || onCall(c, at) != "BOB" {
		t.Errorf("%s then %s", onCall(c, day(7, 22)), onCall(c, at))
	}
	c, swap = asked(t, box(), asks())
	_, err := answer(swap, "BOB").Take(c, by(c, "BOB"), day(8, 8))
	refusal(t, err, engine.Conflict, "over")
}

func TestWhatCannotBeAskedIsSaidAtTheField(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*duty.Ask)
		box    func(*engine.Config)
		code   engine.Code
		words  string
	}{
		"when not on call":              {change: func(a *duty.Ask) { a.Start, a.End = day(10, 0), day(11, 0) }, code: engine.Invalid, words: "You are not on call then"},
		"the end before the beginning":  {change: func(a *duty.Ask) { a.End = a.Start }, code: engine.Invalid, words: "after the beginning"},
		"a past shift":                  {change: func(a *duty.Ask) { a.Start, a.End = day(2, 10), day(3, 10) }, code: engine.Invalid, words: "past"},
		"oneself":                       {change: func(a *duty.Ask) { a.To = "ANN" }, code: engine.Invalid, words: "somebody else"},
		"a viewer":                      {change: func(a *duty.Ask) { a.To = "VIC" }, code: engine.Invalid, words: "one of the people"},
		"who has left":                  {change: func(a *duty.Ask) { a.To = "BOB" }, box: leaves("BOB"), code: engine.Invalid, words: "one of the people"},
		"who is away":                   {change: func(a *duty.Ask) { a.To = "BOB" }, box: isAway("BOB"), code: engine.Invalid, words: "BOB is away"},
		"an exchange with nobody":       {change: func(a *duty.Ask) { a.Return = schedules.Span{Start: day(14, 20), End: day(15, 8)} }, code: engine.Invalid, words: "whose shift"},
		"an exchange for one's own":     {change: func(a *duty.Ask) { a.To, a.Return = "BOB", schedules.Span{Start: day(18, 0), End: day(18, 8)} }, code: engine.Invalid, words: "no shift then"},
		"somebody else's shift":         {change: func(a *duty.Ask) { a.User = "BOB" }, code: engine.Forbidden, words: "for yourself"},
		"a note that is a book":         {change: func(a *duty.Ask) { a.Note = string(make([]rune, 501)) }, code: engine.Invalid, words: "500"},
		"the week after next, in years": {change: func(a *duty.Ask) { a.End = now().AddDate(2, 0, 0) }, code: engine.Invalid, words: "a year"},
	} {
		t.Run(name, func(t *testing.T) {
			c := box()
			if test.box != nil {
				test.box(c)
			}
			_, err := asks(test.change).Do(c, by(c, "ANN"), now())
			refusal(t, err, test.code, test.words)
			if len(c.Schedules["S"].Swaps) > 0 {
				t.Error("refused, and still asked")
			}
		})
	}
	c, _ := asked(t, box(), asks())
	_, err := asks().Do(c, by(c, "ANN"), now())
	refusal(t, err, engine.Conflict, "open already")
}

func TestWhoMayAnswer(t *testing.T) {
	toBob := func(a *duty.Ask) { a.To = "BOB" }
	for name, test := range map[string]struct {
		by, user string
		change   func(*duty.Ask)
		box      func(*engine.Config)
		code     engine.Code
		words    string
	}{
		"somebody else than who is asked": {by: "CLEO", user: "CLEO", change: toBob, code: engine.Forbidden, words: "BOB is asked"},
		"a viewer":                        {by: "VIC", user: "VIC", code: engine.Forbidden, words: "only responders"},
		"for another":                     {by: "CLEO", user: "BOB", code: engine.Forbidden, words: "for yourself"},
		"the asker":                       {by: "ANN", user: "ANN", code: engine.Conflict, words: "already"},
		"a scheduler for another":         {by: "SAM", user: "CLEO", change: toBob},
		"who is away":                     {by: "CLEO", user: "CLEO", box: isAway("CLEO"), code: engine.Conflict, words: "CLEO is away"},
		"who is away for a part of it":    {by: "CLEO", user: "CLEO", box: awayFor("CLEO", day(8, 0), day(9, 0)), code: engine.Conflict, words: "CLEO is away"},
		"who is on call then already":     {by: "CLEO", user: "CLEO", box: together("CLEO"), code: engine.Conflict, words: "on call for some of that time already"},
		"while a substitute stands in":    {by: "CLEO", user: "CLEO", box: isAway("ANN")},
		"when the asker's shift is gone":  {by: "CLEO", user: "CLEO", box: gone("ANN"), code: engine.Conflict, words: "ANN is not on call then any more"},
	} {
		t.Run(name, func(t *testing.T) {
			var change []func(*duty.Ask)
			if test.change != nil {
				change = append(change, test.change)
			}
			c, swap := asked(t, box(), asks(change...))
			if test.box != nil {
				test.box(c)
			}
			_, err := answer(swap, test.user).Take(c, by(c, test.by), now())
			if test.code == "" {
				if err != nil || onCall(c, day(7, 21)) != test.user {
					t.Errorf("%v, on call %s", err, onCall(c, day(7, 21)))
				}
				return
			}
			refusal(t, err, test.code, test.words)
			if len(c.Schedules["S"].Overrides) > 0 || len(c.Schedules["S"].Swaps) != 1 {
				t.Error("refused, and still taken")
			}
		})
	}
}

// together puts somebody into Ann's turns.
func together(id string) func(*engine.Config) {
	return func(c *engine.Config) {
		s := c.Schedules["S"]
		s.Layers = slices.Clone(s.Layers)
		s.Layers[0].Users = []schedules.Slot{{"ANN", id}, {"BOB"}}
		c.Schedules["S"] = s
	}
}

// gone takes somebody out of the rotation.
func gone(id string) func(*engine.Config) {
	return func(c *engine.Config) {
		s := c.Schedules["S"]
		s.Layers = slices.Clone(s.Layers)
		s.Layers[0].Users = []schedules.Slot{slices.DeleteFunc([]string{"ANN", "BOB"}, func(user string) bool { return user == id })}
		c.Schedules["S"] = s
	}
}

// Whatever people do with their shifts, in any order: somebody is on call at every instant at which somebody was; asking,
// declining and withdrawing move nobody; who takes a request is on at its time, and who asked is not; and what is refused
// changes nothing.
func TestNoDeedLeavesAGapAndOnlyTakingMovesAnybody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, at := box(), now()
		persons := []string{"ANN", "BOB", "CLEO", "SAM"}
		if rapid.Bool().Draw(t, "somebody is away") {
			u := c.Users["BOB"]
			u.Absences = []schedules.Absence{{ID: "A", User: "BOB", Start: day(11, 0), End: day(13, 0)}}
			c.Users["BOB"] = u
		}
		for range rapid.IntRange(1, 12).Draw(t, "deeds") {
			at = at.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour)
			who := rapid.SampledFrom(persons).Draw(t, "who")
			d := drawn(t, c, who, at)
			next, err := config.Edit(c, at, func(next *engine.Config) error { return d.do(next) })
			if err != nil {
				continue
			}
			before, _ := c.Schedule("S")
			after, _ := next.Schedule("S")
			if gaps := duty.Uncovered(next, c.Schedules["S"], next.Schedules["S"], at.Add(-48*time.Hour), at.AddDate(0, 0, 60)); len(gaps) > 0 {
				t.Fatalf("%s at %s by %s leaves %v", d.name, at, who, gaps)
			}
			if moved := schedules.Moved(before, after, at.AddDate(0, 0, -30), at.Truncate(time.Second)); len(moved) > 0 {
				t.Fatalf("%s changes the past: %v", d.name, moved)
			}
			moved := schedules.Moved(before, after, at.AddDate(0, 0, -30), at.AddDate(0, 0, 60))
			if !d.moves && len(moved) > 0 {
				t.Fatalf("%s moves %v", d.name, moved)
			}
			if d.taken.ID != "" {
				from := slices.MaxFunc([]time.Time{d.taken.Start, at}, time.Time.Compare)
				if own := after.SpansOf(d.taken.User, from, d.taken.End); own != nil {
					t.Fatalf("%s was relieved and is on call %v", d.taken.User, own)
				}
				if left := schedules.Minus(before.SpansOf(d.taken.User, from, d.taken.End), after.SpansOf(who, from, d.taken.End)); left != nil {
					t.Fatalf("%s took it and is not on call %v", who, left)
				}
			}
			c = next
		}
	})
}

// deed is something somebody does.
type deed struct {
	name  string
	moves bool
	taken schedules.Swap // that is taken by it
	do    func(*engine.Config) error
}

func drawn(t *rapid.T, c *engine.Config, who string, at time.Time) deed {
	s, me := c.Schedules["S"], by(c, who)
	start := at.Add(time.Duration(rapid.IntRange(-20, 300).Draw(t, "start")) * time.Hour)
	end := start.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "length")) * time.Hour)
	kind := rapid.IntRange(0, 5).Draw(t, "deed")
	if len(s.Swaps) > 0 && kind >= 3 {
		w := rapid.SampledFrom(s.Swaps).Draw(t, "request")
		a := answer(w.ID, who)
		return []deed{
			{"take", true, w, func(next *engine.Config) error { _, err := a.Take(next, me, at); return err }},
			{"decline", false, schedules.Swap{}, func(next *engine.Config) error { return a.Decline(next, me, at) }},
			{"withdraw", false, schedules.Swap{}, func(next *engine.Config) error { return a.Withdraw(next, me, at) }},
		}[kind-3]
	}
	switch {
	case kind == 2 && len(s.Overrides) > 0:
		o := rapid.SampledFrom(s.Overrides).Draw(t, "override")
		return deed{"give back", true, schedules.Swap{}, func(next *engine.Config) error {
			return duty.Back{Schedule: "S", Override: o.ID}.Do(next, me, at)
		}}
	case kind == 1:
		return deed{"take now", true, schedules.Swap{}, func(next *engine.Config) error {
			_, err := duty.Take{Schedule: "S", User: who, Until: end}.Do(next, me, at)
			return err
		}}
	}
	a := duty.Ask{Schedule: "S", User: who, Start: start, End: end, To: rapid.SampledFrom([]string{"", "", "ANN", "BOB", "CLEO"}).Draw(t, "to")}
	if spans := c.Effective(s).SpansOf(a.To, at, at.AddDate(0, 0, 20)); len(spans) > 0 && rapid.Bool().Draw(t, "in exchange") {
		a.Return = rapid.SampledFrom(spans).Draw(t, "return")
	}
	return deed{fmt.Sprintf("ask %v", a), false, schedules.Swap{}, func(next *engine.Config) error { _, err := a.Do(next, me, at); return err }}
}
