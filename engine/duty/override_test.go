package duty_test

import (
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/schedules"
)

func TestAnOverrideHoldsForItsTime(t *testing.T) {
	c := box()
	o := duty.Override{Schedule: "S", User: "CLEO", Start: day(6, 9), End: day(7, 9)}
	c = does(t, c, func(next *engine.Config) error { _, err := o.Do(next, by(c, "SAM"), now()); return err })
	for at, want := range map[time.Time]string{day(6, 8): "ANN", day(6, 9): "CLEO", day(7, 8): "CLEO", day(7, 9): "ANN"} {
		if got := onCall(c, at); got != want {
			t.Errorf("on call at %s: %s, want %s", at, got, want)
		}
	}
	if o := c.Schedules["S"].Overrides[0]; o.ID == "" || !o.CreatedAt.Equal(now()) {
		t.Errorf("made %+v", o)
	}
}

func TestWhoIsAddedIsOnCallBesideTheOthersForTheirTime(t *testing.T) {
	c := box()
	o := duty.Override{Schedule: "S", User: "CLEO", Adds: true, Start: day(6, 9), End: day(7, 9)}
	var made schedules.Override
	c = does(t, c, func(next *engine.Config) (err error) { made, err = o.Do(next, by(c, "SAM"), now()); return err })
	for at, want := range map[time.Time]string{day(6, 8): "ANN", day(6, 9): "ANN CLEO", day(7, 8): "ANN CLEO", day(7, 9): "ANN"} {
		if got := onCall(c, at); got != want {
			t.Errorf("on call at %s: %s, want %s", at, got, want)
		}
	}
	// Ann asks Bob to take her time: he is on beside Cleo, and Cleo's own time can be asked for too.
	for _, swap := range []struct{ off, on, want string }{{"ANN", "BOB", "BOB CLEO"}, {"CLEO", "VIC", "BOB VIC"}} {
		r := duty.Override{Schedule: "S", User: swap.on, Replaces: swap.off, Start: day(6, 9), End: day(7, 9)}
		c = does(t, c, func(next *engine.Config) error { _, err := r.Do(next, by(c, "SAM"), now()); return err })
		if got := onCall(c, day(6, 12)); got != swap.want {
			t.Errorf("%s in place of %s: %s, want %s", swap.on, swap.off, got, swap.want)
		}
	}
	c.Schedules["S"] = withOverrides(c.Schedules["S"], made)
	gone := does(t, c, func(next *engine.Config) error {
		return duty.Back{Schedule: "S", Override: made.ID}.Do(next, by(c, "SAM"), day(6, 12))
	})
	if got := onCall(gone, day(6, 12)); got != "ANN" {
		t.Errorf("given back, on call is %s", got)
	}
}

func withOverrides(s schedules.Schedule, list ...schedules.Override) schedules.Schedule {
	s.Overrides = list
	return s
}

func TestWhatAnOverrideIsHeldTo(t *testing.T) {
	ok := duty.Override{Schedule: "S", User: "CLEO", Start: day(6, 9), End: day(7, 9)}
	for name, test := range map[string]struct {
		who    string
		change func(*duty.Override, *engine.Config)
		code   engine.Code
		words  string
	}{
		"not whoever is on":      {"ANN", nil, engine.Forbidden, "Only schedulers and admins"},
		"not a viewer":           {"VIC", nil, engine.Forbidden, "Only schedulers and admins"},
		"no schedule":            {"SAM", func(o *duty.Override, _ *engine.Config) { o.Schedule = "X" }, engine.NotFound, "not there any more"},
		"begun in the past":      {"SAM", func(o *duty.Override, _ *engine.Config) { o.Start = now().Add(-2 * time.Minute) }, engine.Invalid, "this is past"},
		"over":                   {"SAM", func(o *duty.Override, _ *engine.Config) { o.Start, o.End = now(), now() }, engine.Invalid, "this is past"},
		"ends before it begins":  {"SAM", func(o *duty.Override, _ *engine.Config) { o.End = day(6, 9) }, engine.Invalid, "not after it begins"},
		"too far ahead":          {"SAM", func(o *duty.Override, _ *engine.Config) { o.End = now().AddDate(2, 0, 0) }, engine.Invalid, "a year ahead"},
		"for themselves":         {"SAM", func(o *duty.Override, _ *engine.Config) { o.Replaces = "CLEO" }, engine.Invalid, "the person who goes on"},
		"somebody unknown":       {"SAM", func(o *duty.Override, _ *engine.Config) { o.User = "X" }, engine.Invalid, "choose a person"},
		"somebody who has left":  {"SAM", func(_ *duty.Override, c *engine.Config) { leave(c, "CLEO") }, engine.Invalid, "CLEO has left"},
		"already on":             {"SAM", func(o *duty.Override, _ *engine.Config) { o.User = "ANN" }, engine.Invalid, "ANN is on call then already"},
		"away all the time":      {"SAM", func(_ *duty.Override, c *engine.Config) { absent(c, "CLEO", day(5, 0), day(9, 0)) }, engine.Invalid, "CLEO is away then"},
		"in place of who is off": {"SAM", func(o *duty.Override, _ *engine.Config) { o.Replaces = "BOB" }, engine.Invalid, "BOB is not on call then"},
		"added, and on already":  {"SAM", func(o *duty.Override, _ *engine.Config) { o.User, o.Adds = "ANN", true }, engine.Invalid, "ANN is on call then already"},
		"added, and away": {"SAM", func(o *duty.Override, c *engine.Config) {
			o.Adds = true
			absent(c, "CLEO", day(5, 0), day(9, 0))
		}, engine.Invalid, "CLEO is away then"},
		"nobody is added":       {"SAM", func(o *duty.Override, _ *engine.Config) { o.User, o.Adds = "", true }, engine.Invalid, "choose who goes on call beside the others"},
		"added in place of one": {"SAM", func(o *duty.Override, _ *engine.Config) { o.Replaces, o.Adds = "ANN", true }, engine.Invalid, "not both"},
		"nobody, unsaid":        {"SAM", func(o *duty.Override, _ *engine.Config) { o.User = "" }, engine.Invalid, "nobody would be on call from"},
	} {
		t.Run(name, func(t *testing.T) {
			c, o := box(), ok
			if test.change != nil {
				test.change(&o, c)
			}
			_, err := o.Do(c, by(c, test.who), now())
			refusal(t, err, test.code, test.words)
			if len(c.Schedules["S"].Overrides) > 0 {
				t.Error("it was made all the same")
			}
		})
	}
}

func TestAGapThatIsMeantIsMade(t *testing.T) {
	c := box()
	o := duty.Override{Schedule: "S", Replaces: "ANN", Start: now(), End: day(5, 0), Gap: true}
	c = does(t, c, func(next *engine.Config) error {
		_, err := o.Do(next, by(c, "SAM"), now().Add(20*time.Second))
		return err
	})
	if got := onCall(c, now().Add(time.Hour)); got != "" {
		t.Errorf("on call: %s", got)
	}
	if got := c.Schedules["S"].Overrides[0].Start; !got.Equal(now().Add(20 * time.Second)) {
		t.Errorf("it changes what was: from %s", got)
	}
}

func leave(c *engine.Config, id string) {
	u := c.Users[id]
	u.Disabled = true
	c.Users[id] = u
}

func absent(c *engine.Config, id string, from, to time.Time) {
	u := c.Users[id]
	u.Absences = []schedules.Absence{{User: id, Start: from, End: to}}
	c.Users[id] = u
}

func TestAnOverrideThatChangesNothingIsMadeForWhoeverSaysSo(t *testing.T) {
	idle := duty.Override{Schedule: "S", User: "ANN", Start: day(6, 9), End: day(6, 17), Idle: true}
	c := box()
	if _, err := idle.Do(c, by(c, "SAM"), now()); err != nil || len(c.Schedules["S"].Overrides) != 1 {
		t.Errorf("for who is on call then already: %v", err)
	}
	c = box()
	absent(c, "CLEO", day(5, 0), day(9, 0))
	away := idle
	away.User = "CLEO"
	_, err := away.Do(c, by(c, "SAM"), now())
	refusal(t, err, engine.Invalid, "CLEO is away then")
}
