package config_test

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
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// pastNow is when the files of these tests are applied: within a second.
func pastNow() time.Time { return time.Date(2026, 11, 18, 12, 0, 30, 500, time.UTC) }

// around is an instant some days before or after that, often the same for several things.
func around(w *world) time.Time {
	hours := rapid.IntRange(-6, 6).Draw(w.T, "half days")
	return pastNow().Truncate(time.Second).Add(time.Duration(12*hours)*time.Hour + pick(w, 0, 0, time.Second, -time.Hour))
}

func span(w *world) (start, end time.Time) {
	start, end = around(w), around(w)
	if end.Before(start) {
		start, end = end, start
	}
	return start, end.Add(time.Hour)
}

// pasts is a schedule whose hours, holidays, absences and overrides lie around now.
func pasts(w *world, ids []string) schedules.Schedule {
	s := schedules.Schedule{ID: "PRIMARY", Name: "Primary", TimeZone: "America/Chicago"}
	day := schedules.Turn{Unit: schedules.Day, Count: 1}
	s.Layers = []schedules.Layer{
		{ID: "L1", Name: "Base", Start: civil.At(2026, 1, 5, 9, 0), Turn: day, Users: []schedules.Slot{{ids[0]}, {ids[1]}}},
		{ID: "L2", Name: "Days", Start: civil.At(2026, 1, 5, 9, 0), Turn: day, Users: []schedules.Slot{{ids[2]}, {ids[3]}}, Restrictions: []schedules.Restriction{
			{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, From: civil.TimeOfDay{Hour: 8}, For: 9 * time.Hour},
		}},
	}
	for range w.upTo(4) {
		o := schedules.Override{ID: w.id("O"), CreatedAt: pastNow().Add(time.Duration(w.upTo(2)-9) * 24 * time.Hour)}
		o.Start, o.End = span(w)
		o.User = pick(w, ids...)
		if other := pick(w, ids...); other != o.User && w.flip() {
			o.Replaces = other
		}
		o.Adds = o.Replaces == "" && w.flip()
		s.Overrides = append(s.Overrides, o)
	}
	for range w.upTo(2) {
		s.Absences = append(s.Absences, away(w, ids))
	}
	for range w.upTo(3) {
		s.Holidays = append(s.Holidays, schedules.Holiday{Date: civil.DateTimeOf(around(w), time.UTC).Date})
	}
	slices.SortFunc(s.Holidays, func(a, b schedules.Holiday) int { return strings.Compare(a.Date.String(), b.Date.String()) })
	s.Holidays = slices.Compact(s.Holidays)
	return s
}

func away(w *world, ids []string) schedules.Absence {
	a := schedules.Absence{ID: w.id("A"), User: pick(w, ids...)}
	a.Start, a.End = span(w)
	return a
}

// boxOfThePast has four people on one schedule.
func boxOfThePast(w *world) *engine.Config {
	c := &engine.Config{Settings: engine.DefaultSettings()}
	c.Users, c.Schedules = map[string]people.User{}, map[string]schedules.Schedule{}
	ids := []string{"ANN", "BEN", "CY", "DEE"}
	for _, id := range ids {
		u := people.User{ID: id, Email: strings.ToLower(id) + "@example.net", Name: id, Role: people.Responder, TimeZone: "UTC"}
		for range w.upTo(1) {
			u.Absences = append(u.Absences, away(w, []string{id}))
		}
		c.Users[id] = u
	}
	c.Schedules["PRIMARY"] = pasts(w, ids)
	return c.Index()
}

// mixed is some of a list and some of another, in any order, some of them changed.
func mixed[T any](w *world, a, b []T, tweak func(T) T) (list []T) {
	for _, x := range slices.Concat(a, b) {
		switch w.upTo(3) {
		case 0:
		case 1:
			list = append(list, tweak(x))
		default:
			list = append(list, x)
		}
	}
	if len(list) > 1 {
		list = rapid.Permutation(list).Draw(w.T, "order")
	}
	return list
}

// another is what somebody makes of a box, as a file can say it.
func another(w *world, c *engine.Config) *engine.Config {
	ids := []string{"ANN", "BEN", "CY", "DEE"}
	next, fresh := *c, boxOfThePast(w)
	next.Users, next.Schedules = map[string]people.User{}, map[string]schedules.Schedule{}
	ends := func(start, end *time.Time) {
		switch at := around(w); {
		case w.flip() && at.After(*start):
			*end = at
		case at.Before(*end):
			*start = at
		}
	}
	absence := func(a schedules.Absence) schedules.Absence { ends(&a.Start, &a.End); return a }
	for _, id := range ids {
		u := c.Users[id]
		u.Absences = mixed(w, u.Absences, fresh.Users[id].Absences, absence)
		next.Users[id] = u
	}
	s, other := c.Schedules["PRIMARY"], fresh.Schedules["PRIMARY"]
	s.Overrides = mixed(w, s.Overrides, other.Overrides, func(o schedules.Override) schedules.Override {
		if w.flip() {
			ends(&o.Start, &o.End)
		} else if o.User = pick(w, ids...); o.User == o.Replaces {
			o.Replaces = ""
		}
		return o
	})
	for i := range s.Overrides {
		s.Overrides[i].CreatedAt = time.Time{} // a file has their order, and no more
	}
	s.Absences = mixed(w, s.Absences, other.Absences, absence)
	s.Holidays = mixed(w, s.Holidays, other.Holidays, func(h schedules.Holiday) schedules.Holiday { h.From.Hour = 9; return h })
	slices.SortFunc(s.Holidays, func(a, b schedules.Holiday) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	s.Holidays = slices.Compact(s.Holidays)
	next.Schedules["PRIMARY"] = s
	return next.Index()
}

// Whatever a file makes of overrides, absences and holidays: who was on call at any instant before now is the same before and
// after, from now on it is what the file says, and to apply it again changes nothing.
func TestWhateverAFileSaysThePastStaysAndTheRestIsAsItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{T: t}
		box := boxOfThePast(w)
		file := wholly(t, another(w, box))
		doc, err := config.Parse("rota.yaml", file)
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		now := pastNow()
		next, err := doc.Resolve(box, now, counter())
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		first, cut := now.AddDate(0, -1, 0), now.Truncate(time.Second)
		if diff := cmp.Diff(onCallIn(box, first, cut), onCallIn(next, first, cut)); diff != "" {
			t.Fatalf("who was on call (- before, + after): %s\n%s", diff, file)
		}
		said, err := doc.Resolve(nil, now, counter())
		if err != nil {
			t.Fatal(err)
		}
		for id, s := range said.Schedules {
			s.ID = "PRIMARY"
			delete(said.Schedules, id)
			said.Schedules["PRIMARY"] = s
		}
		from, to := now.Add(25*time.Hour), now.AddDate(0, 1, 0) // a holiday that runs goes on
		if diff := cmp.Diff(onCallIn(said, from, to), onCallIn(next, from, to)); diff != "" {
			t.Fatalf("who will be on call (- as the file says, + after): %s\n%s", diff, file)
		}
		for _, later := range []time.Duration{0, time.Minute, 40 * time.Hour} {
			again, err := doc.Resolve(next, now.Add(later), counter())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(whatThereIs(next), whatThereIs(again)); diff != "" {
				t.Fatalf("applied again after %s: %s\n%s", later, diff, file)
			}
		}
	})
}

// wholly is a file that is not silent about lists that are empty.
func wholly(t *rapid.T, c *engine.Config) []byte {
	file := string(export(t, c, true))
	s := c.Schedules["PRIMARY"]
	for list, n := range map[string]int{"overrides": len(s.Overrides), "absences": len(s.Absences)} {
		if n == 0 {
			file = strings.Replace(file, "    time_zone: America/Chicago\n", "    time_zone: America/Chicago\n    "+list+": []\n", 1)
		}
	}
	for _, u := range c.Users {
		if email := "  - email: " + u.Email + "\n"; len(u.Absences) == 0 {
			file = strings.Replace(file, email, email+"    absences: []\n", 1)
		}
	}
	return []byte(file)
}

// whatThereIs is the overrides, absences and holidays of a box, whatever their order. Several that add the same person without
// a break are one: which of them ends when is nobody's difference, and may change places.
func whatThereIs(c *engine.Config) (all []string) {
	s := c.Schedules["PRIMARY"]
	for _, o := range joinedAdds(s.Overrides) {
		all = append(all, fmt.Sprint("override ", o.Start.UTC(), o.End.UTC(), o.User, o.Replaces, o.Adds))
	}
	for _, a := range c.Effective(s).Absences {
		all = append(all, fmt.Sprint("absence ", a.Start.UTC(), a.End.UTC(), a.User))
	}
	for _, h := range s.Holidays {
		all = append(all, fmt.Sprint("holiday ", h))
	}
	slices.Sort(all)
	return all
}

// joinedAdds is overrides, those that add the same person and meet made one.
func joinedAdds(list []schedules.Override) (all []schedules.Override) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b schedules.Override) int { return a.Start.Compare(b.Start) })
	for _, o := range list {
		same := func(b schedules.Override) bool {
			return o.Adds && b.Adds && b.User == o.User && b.Replaces == o.Replaces && !b.End.Before(o.Start)
		}
		if i := slices.IndexFunc(all, same); i >= 0 {
			if o.End.After(all[i].End) {
				all[i].End = o.End
			}
			continue
		}
		all = append(all, o)
	}
	return all
}

// onCallIn is who is on call when, between two instants.
func onCallIn(c *engine.Config, from, to time.Time) (lines []string) {
	primary, _ := c.Schedule("PRIMARY")
	for _, s := range primary.Shifts(from, to) {
		var names []string
		for _, id := range s.Users {
			email, _ := c.Email(id)
			names = append(names, email)
		}
		slices.Sort(names)
		lines = append(lines, fmt.Sprint(s.Start, s.End, names))
	}
	return lines
}

// What a file says of the past is said to be left out; what of a new zone moves there is told.
func TestThePlanSaysWhatOfAFileIsPast(t *testing.T) {
	now := pastNow() // 06:00:30 in Chicago; Ben has the week
	box := applied(t, nil, rota("ann ben"), now.Add(-5*time.Hour), false)
	for name, tc := range map[string]struct{ lines, warns string }{
		"an override of yesterday":    {"    overrides: [{start: 2026-11-17T02:00, end: 2026-11-17T18:00, user: eva@example.net}]\n", "schedules[Primary].overrides: What is over, and was not so, is not taken: Tue 17 Nov 02:00. Who was on call stays as it was."},
		"one that began":              {"    overrides: [{start: 2026-11-18T02:00, end: 2026-11-18T18:00, user: eva@example.net}]\n", "schedules[Primary].overrides: What began before now begins now: Wed 18 Nov 02:00. Who was on call stays as it was."},
		"an absence that began":       {"    absences: [{user: ben@example.net, start: 2026-11-17T02:00, end: 2026-11-18T18:00}]\n", "schedules[Primary].absences: What began before now begins now: Tue 17 Nov 02:00."},
		"a holiday of the past":       {"    holidays: [2026-10-26]\n", "schedules[Primary].holidays: What is over, and was not so, is not taken: Mon 26 Oct 00:00."},
		"what is to come is not told": {"    holidays: [2026-12-25]\n    overrides: [{start: 2026-11-19T02:00, end: 2026-11-19T18:00, user: eva@example.net}]\n", ""},
	} {
		doc, err := config.Parse("rota.yaml", []byte(rota("ann ben")+tc.lines))
		if err != nil {
			t.Fatal(err)
		}
		next, notes, err := doc.Plan(box, now, config.NewID)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(notes); !strings.Contains(got, tc.warns) || (tc.warns == "") != (got == "[]") {
			t.Errorf("%s: %s", name, got)
		}
		if got := weeksOf(t, next, now.Add(-time.Hour), -2, -1, 0); got != "ben ann ben" {
			t.Errorf("%s: on call were %s", name, got)
		}
	}
}

// From the next minute on the file is read on Berlin's clock. What was before is written down on Chicago's, and the file that
// has no word of it may be applied, and exported, and applied again.
func TestANewTimeZoneOfAFileLeavesThePastOnTheOldClock(t *testing.T) {
	now := pastNow() // 06:00:30 in Chicago; Ben has the week
	file := func(zone string) string {
		list := strings.Replace(rota("ann ben"), "turn: 1w", `turn: 1w, restrictions: [{days: [mon, wed], from: "08:00", until: "20:00"}]`, 1)
		return strings.Replace(list+"    holidays: [2026-11-11, 2026-12-25]\n", "America/Chicago", zone, 1)
	}
	box := applied(t, nil, file("America/Chicago"), now.Add(-5*time.Hour), false)
	berlin := file("Europe/Berlin")
	moved := applied(t, box, berlin, now, false)
	cut := now.Truncate(time.Minute).Add(time.Minute)
	first, last := now.AddDate(0, -1, 0), now.AddDate(0, 1, 0)
	if diff := cmp.Diff(onCallIn(box, first, cut), onCallIn(moved, first, cut)); diff != "" {
		t.Errorf("who was on call (- before, + after): %s", diff)
	}
	said := applied(t, nil, berlin, now, false)
	for id, s := range said.Schedules {
		delete(said.Schedules, id)
		s.ID = only(t, moved.Schedules).ID
		said.Schedules[s.ID] = s
	}
	if diff := cmp.Diff(whoIsOn(said, cut, last), whoIsOn(moved, cut, last)); diff != "" {
		t.Errorf("who will be on call (- as the file says, + after): %s", diff)
	}
	export, err := config.Export(moved, true)
	if err != nil {
		t.Fatal(err)
	}
	for name, again := range map[string]string{"the file": berlin, "its export": string(export)} {
		if changes := config.Diff(moved, applied(t, moved, again, now.Add(time.Hour), false)); len(changes) > 0 {
			t.Errorf("%s, applied again: %v\n%s", name, changes, export)
		}
	}
	fresh := applied(t, nil, string(export), now.Add(time.Hour), false)
	if diff := cmp.Diff(whoIsOn(moved, first, last), whoIsOn(fresh, first, last)); diff != "" {
		t.Errorf("the export on a box of its own (- box, + fresh): %s\n%s", diff, export)
	}
	if _, err := config.Parse("rota.yaml", []byte(strings.Replace(berlin, "turn: 1w", "turn: 1w, time_zone: UTC", 1))); err == nil || !strings.Contains(err.Error(), "only a part that is over has a time zone of its own") {
		t.Errorf("a layer to come on another clock: %v", err)
	}
}

// whoIsOn is onCallIn of the only schedule there is.
func whoIsOn(c *engine.Config, from, to time.Time) []string {
	for id, s := range c.Schedules {
		delete(c.Schedules, id)
		c.Schedules["PRIMARY"] = s
	}
	return onCallIn(c, from, to)
}

// An absence or an override far ahead moves shifts, too: it is not said that nobody's change.
func TestThePlanLooksAsFarAsAChangeReaches(t *testing.T) {
	now := pastNow()
	box := applied(t, nil, rota("ann ben"), now, false)
	for _, lines := range []string{
		"    absences: [{user: ben@example.net, start: 2027-03-01, end: 2027-03-28}]\n",
		"    overrides: [{start: 2027-03-02T02:00, end: 2027-03-02T18:00, user: eva@example.net}]\n",
	} {
		moves := strings.Join(config.Moves(box, applied(t, box, rota("ann ben")+lines, now, false), now), "\n")
		if !strings.Contains(moves, "later they do") {
			t.Errorf("%s: the plan says %s", lines, moves)
		}
	}
}
