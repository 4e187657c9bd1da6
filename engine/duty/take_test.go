package duty_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/schedules"
)

// takes is the box after somebody took on-call now, and the override that it is.
func takes(t testing.TB, c *engine.Config, take duty.Take) (*engine.Config, schedules.Override) {
	t.Helper()
	take.Schedule = "S"
	var o schedules.Override
	c = does(t, c, func(next *engine.Config) (err error) { o, err = take.Do(next, by(c, take.User), now()); return err })
	return c, o
}

func TestWhoStaysOnLongerPutsNobodyOff(t *testing.T) {
	c, _ := takes(t, box(), duty.Take{User: "CLEO", Replaces: "ANN", Until: day(5, 12)})
	c, _ = takes(t, c, duty.Take{User: "SAM", Replaces: duty.Beside, Until: day(7, 12)})
	for _, replaces := range []string{"CLEO", ""} {
		if replaces == "" { // alone, so that nothing is to be chosen
			c, _ = takes(t, box(), duty.Take{User: "CLEO", Replaces: "ANN", Until: day(5, 12)})
		}
		longer, o := takes(t, c, duty.Take{User: "CLEO", Replaces: replaces, Until: day(6, 12)})
		if !o.Adds || o.Replaces != "" {
			t.Errorf("in place of %q: %+v", replaces, o)
		}
		for at := now(); at.Before(day(6, 12)); at = at.Add(time.Hour) {
			was, is := duty.OnCall(c, c.Schedules["S"], at), duty.OnCall(longer, longer.Schedules["S"], at)
			if !slices.Contains(is, "CLEO") {
				t.Fatalf("at %s she is not on: %s", at, is)
			}
			for _, id := range was {
				if !slices.Contains(is, id) {
					t.Fatalf("at %s %s went off: %s, was %s", at, id, is, was)
				}
			}
		}
	}
	_, err := duty.Take{Schedule: "S", User: "ANN", Replaces: "ANN", Until: day(5, 12)}.Do(box(), by(c, "ANN"), now())
	refusal(t, err, engine.Conflict, "You are on call already")
}

func TestWhereNobodyIsOnNobodyLaterIsPutOff(t *testing.T) {
	c := box()
	c.Schedules["S"].Layers[0].Users[0] = nil // Ann's week is nobody's
	c, _ = takes(t, c, duty.Take{User: "CLEO", Until: day(10, 12)})
	if onCall(c, now()) != "CLEO" || onCall(c, day(10, 11)) != "BOB CLEO" {
		t.Errorf("on call: %s, then %s", onCall(c, now()), onCall(c, day(10, 11)))
	}
}

func TestWhoTakesSomebodysPlaceHasItUntilTheirShiftEnds(t *testing.T) {
	c, o := takes(t, box(), duty.Take{User: "CLEO", Replaces: "ANN", Until: day(12, 12)})
	if !o.End.Equal(day(9, 9)) || onCall(c, day(9, 8)) != "CLEO" || onCall(c, day(9, 10)) != "BOB" {
		t.Errorf("until %s; %s, then %s", o.End, onCall(c, day(9, 8)), onCall(c, day(9, 10)))
	}
	// Ann's Friday is Bob's already: whoever takes her place today leaves him that.
	c = box()
	s := c.Schedules["S"]
	s.Overrides = []schedules.Override{{ID: "O", User: "BOB", Replaces: "ANN", Start: day(6, 0), End: day(7, 0), CreatedAt: day(1, 0)}}
	c.Schedules["S"] = s
	c, o = takes(t, c, duty.Take{User: "CLEO", Replaces: "ANN", Until: day(8, 12)})
	if !o.End.Equal(day(6, 0)) || onCall(c, day(6, 12)) != "BOB" {
		t.Errorf("until %s; on Friday %s", o.End, onCall(c, day(6, 12)))
	}
}

func TestWhoSitsOnAPlaceOfThePersonReplacedIsNotPutOffUnsaid(t *testing.T) {
	c, _ := takes(t, box(), duty.Take{User: "CLEO", Replaces: "ANN", Until: day(5, 12)})
	c, _ = takes(t, c, duty.Take{User: "ANN", Replaces: duty.Beside, Until: day(5, 12)})
	_, err := duty.Take{Schedule: "S", User: "BOB", Replaces: "ANN", Until: day(5, 12)}.Do(c, by(c, "BOB"), now())
	refusal(t, err, engine.Conflict, "CLEO would go off too")
	c, _ = takes(t, c, duty.Take{User: "BOB", Replaces: "CLEO", Until: day(5, 12)})
	if got := onCall(c, now()); got != "ANN BOB" {
		t.Errorf("on call: %s", got)
	}
}

func TestTheEndOfAShiftIsOfWhomOneReplaces(t *testing.T) {
	c, _ := takes(t, box(), duty.Take{User: "SAM", Replaces: duty.Beside, Until: day(4, 17)})
	s := c.Effective(c.Schedules["S"])
	for replaces, want := range map[string]time.Time{"ANN": day(9, 9), "SAM": day(4, 17), duty.Everybody: day(9, 9), duty.Beside: day(9, 9), "": day(9, 9)} {
		if got, ok := duty.ShiftEnd(s, replaces, now()); !ok || !got.Equal(want) {
			t.Errorf("in place of %q: %s, %v", replaces, got, ok)
		}
	}
	if at, ok := duty.ShiftEnd(s, "BOB", now()); ok {
		t.Errorf("Bob is not on call, and goes off at %s", at)
	}
	s.Layers = nil // by overrides alone, it is over with the last of them
	if at, ok := duty.ShiftEnd(s, duty.Everybody, now()); !ok || !at.Equal(day(4, 17)) {
		t.Errorf("without layers: %s, %v", at, ok)
	}
	always := box().Schedules["S"]
	always.Layers[0].Users = []schedules.Slot{{"ANN"}}
	for _, replaces := range []string{"ANN", duty.Everybody} {
		if at, ok := duty.ShiftEnd(always, replaces, now()); ok {
			t.Errorf("Ann is on always, and goes off at %s", at)
		}
	}
}

// Whatever was taken before, and whoever is away: nobody goes off but the person replaced, or with everybody anybody; and
// the taker is on call from now to the end that was answered, but for an absence.
func TestNobodyGoesOffByATakeButWhomItReplaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, at := box(), now()
		persons := []string{"ANN", "BOB", "CLEO", "SAM"}
		c.Schedules["S"].Layers[0].Users = rapid.SampledFrom([][]schedules.Slot{{{"ANN"}, {"BOB"}}, {{"ANN", "BOB"}, {"CLEO"}}, {{"ANN", "SAM"}, {}}}).Draw(t, "slots")
		if rapid.Bool().Draw(t, "somebody is away") {
			from := at.Add(time.Duration(rapid.IntRange(-20, 100).Draw(t, "away from")) * time.Hour)
			awayFor(rapid.SampledFrom(persons).Draw(t, "away"), from, from.Add(24*time.Hour))(c)
		}
		for range rapid.IntRange(1, 8).Draw(t, "takes") {
			at = at.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour)
			take := duty.Take{Schedule: "S", User: rapid.SampledFrom(persons).Draw(t, "who"), Until: at.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "for")) * time.Hour)}
			take.Replaces = rapid.SampledFrom(append([]string{duty.Beside, duty.Beside, duty.Everybody, ""}, persons...)).Draw(t, "in place of")
			var o schedules.Override
			next, err := config.Edit(c, at, func(next *engine.Config) (err error) { o, err = take.Do(next, by(c, "SAM"), at); return err })
			if err != nil {
				continue
			}
			before, _ := c.Schedule("S")
			after, _ := next.Schedule("S")
			for _, m := range schedules.Moved(before, after, at, at.Add(1000*time.Hour)) {
				if len(m.Lost) == 0 {
					continue
				}
				switch {
				case m.User == take.User, take.Replaces == duty.Beside, take.Replaces == take.User:
					t.Fatalf("%+v puts %s off: %v", take, m.User, m.Lost)
				case take.Replaces != "" && take.Replaces != duty.Everybody && take.Replaces != m.User:
					t.Fatalf("%+v puts %s off: %v", take, m.User, m.Lost)
				case take.Replaces == "" && len(before.OnCall(at)) == 0:
					t.Fatalf("nobody was on, and %s goes off: %v", m.User, m.Lost)
				}
			}
			want := []schedules.Span{{Start: o.Start, End: o.End}}
			for _, a := range before.Absences {
				if a.User == take.User {
					want = schedules.Minus(want, []schedules.Span{{Start: a.Start, End: a.End}})
				}
			}
			if missing := schedules.Minus(want, after.SpansOf(take.User, o.Start, o.End)); missing != nil {
				t.Fatalf("%+v was answered with %s, and is not on call %v", take, o.End, missing)
			}
			if end, ok := duty.End(after, take.User, at); ok && end.Before(at.Add(1000*time.Hour)) && slices.Contains(after.OnCall(end), take.User) {
				t.Fatalf("%+v ends at %s and is on call then", take, end)
			}
			c = next
		}
	})
}
