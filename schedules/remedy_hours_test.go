package schedules_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// monday is the reading at which remedies are asked for here.
func monday() civil.DateTime { return civil.At(2026, 1, 5, 9, 0) }

func every(days string, from string, hours int) schedules.Restriction {
	r := schedules.Restriction{From: dateTime("2026-01-05T" + from).Time, For: time.Duration(hours) * time.Hour}
	for _, day := range strings.Fields(days) {
		d, err := schedules.ParseWeekday(day)
		if err != nil {
			panic(err)
		}
		r.Days = append(r.Days, d)
	}
	return r
}

// duties are who is on call from Monday 12 January for a week, with the times of handoffs on the wall.
func duties(s schedules.Schedule) (lines []string) {
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		panic(err)
	}
	for _, x := range s.Shifts(at(loc, "2026-01-12T00:00"), at(loc, "2026-01-19T00:00")) {
		lines = append(lines, civil.DateTimeOf(x.Start, loc).In(time.UTC).Format("Mon 15:04 ")+strings.Join(x.Users, "+"))
	}
	return lines
}

type remedyFunc = func(schedules.Schedule, civil.DateTime) (schedules.Schedule, bool)

// remedies are all that change the definition.
func remedies() map[string]remedyFunc {
	return map[string]remedyFunc{
		"daytime": func(s schedules.Schedule, _ civil.DateTime) (schedules.Schedule, bool) { return s.DaytimeHandoffs() },
		"regular": schedules.Schedule.RegularLengths, "moved": schedules.Schedule.MovedHandoffs, "workday": schedules.Schedule.WorkdayHours,
		"weekends": schedules.Schedule.WholeWeekends, "equal": schedules.Schedule.EqualTurns, "alternating": schedules.Schedule.AlternatingTurns,
		"shared": schedules.Schedule.SharedTurns, "backstop": schedules.Schedule.Backstop,
	}
}

func TestWhatRemediesMakeOfASchedule(t *testing.T) {
	shift := func(start, days, from string, hours int, people ...string) schedules.Layer {
		return restricted(weekly(start, people...), every(days, from, hours))
	}
	for name, tc := range map[string]struct {
		remedy string
		layers []schedules.Layer
		want   []string // nil: it is not offered
	}{
		"twelve hours from seven begin at eight": {
			"moved",
			[]schedules.Layer{shift("2026-01-05T07:00", "", "07:00", 12, "ann"), shift("2026-01-05T19:00", "", "19:00", 12, "bob")},
			[]string{"Mon 00:00 bob", "Mon 08:00 ann", "Mon 20:00 bob", "Tue 08:00 ann", "Tue 20:00 bob", "Wed 08:00 ann", "Wed 20:00 bob", "Thu 08:00 ann", "Thu 20:00 bob", "Fri 08:00 ann", "Fri 20:00 bob", "Sat 08:00 ann", "Sat 20:00 bob", "Sun 08:00 ann", "Sun 20:00 bob"},
		},
		"halves of the day around midnight": {
			"moved",
			[]schedules.Layer{rotation("2026-01-05T00:00", "12h", "ann", "bob")},
			[]string{"Mon 00:00 ann", "Mon 09:00 bob", "Mon 21:00 ann", "Tue 09:00 bob", "Tue 21:00 ann", "Wed 09:00 bob", "Wed 21:00 ann", "Thu 09:00 bob", "Thu 21:00 ann", "Fri 09:00 bob", "Fri 21:00 ann", "Sat 09:00 bob", "Sat 21:00 ann", "Sun 09:00 bob", "Sun 21:00 ann"},
		},
		"no hour is better for three shifts a day": {"moved", []schedules.Layer{rotation("2026-01-05T00:00", "8h", "ann", "bob", "cleo")}, nil},
		"weeks are not moved by hours":             {"moved", []schedules.Layer{weekly("2026-01-05T00:00", "ann", "bob")}, nil},
		"days get longer and nights shorter": {
			"workday",
			[]schedules.Layer{weekly("2026-01-05T10:00", "bob"), shift("2026-01-05T06:00", "mon tue wed thu fri", "06:00", 12, "ann")},
			[]string{"Mon 00:00 bob", "Mon 08:00 ann", "Mon 17:00 bob", "Tue 08:00 ann", "Tue 17:00 bob", "Wed 08:00 ann", "Wed 17:00 bob", "Thu 08:00 ann", "Thu 17:00 bob", "Fri 08:00 ann", "Fri 17:00 bob"},
		},
		"an evening is not made nothing":             {"workday", []schedules.Layer{weekly("2026-01-05T10:00", "bob"), shift("2026-01-05T18:00", "", "18:00", 2, "ann")}, nil},
		"midnight is too far from a morning to move": {"workday", []schedules.Layer{shift("2026-01-05T00:00", "", "00:00", 12, "ann"), shift("2026-01-05T12:00", "", "12:00", 12, "bob")}, nil},
		"a weekend from Saturday begins on Friday": {
			"weekends",
			[]schedules.Layer{weekly("2026-01-05T10:00", "ann"), shift("2026-01-10T00:00", "sat", "00:00", 48, "bob")},
			[]string{"Mon 00:00 bob", "Mon 08:00 ann", "Fri 17:00 bob"},
		},
		"days by turns get weekends by weeks": {
			"weekends",
			[]schedules.Layer{rotation("2026-01-05T10:00", "1d", "ann", "bob", "cleo")},
			[]string{"Mon 00:00 cleo", "Mon 10:00 bob", "Tue 10:00 cleo", "Wed 10:00 ann", "Thu 10:00 bob", "Fri 10:00 ann"},
		},
		"days and nights of a weekend are not one shift": {"weekends", []schedules.Layer{shift("2026-01-05T08:00", "", "08:00", 12, "ann"), shift("2026-01-05T20:00", "", "20:00", 12, "bob")}, nil},
		"who is in a rotation twice is in it once":       {"equal", []schedules.Layer{rotation("2026-01-05T10:00", "1d", "ann", "ann", "bob")}, []string{"Mon 00:00 ann", "Mon 10:00 bob", "Tue 10:00 ann", "Wed 10:00 bob", "Thu 10:00 ann", "Fri 10:00 bob", "Sat 10:00 ann", "Sun 10:00 bob"}},
		"who is there once stays":                        {"equal", []schedules.Layer{weekly("2026-01-05T10:00", "ann", "bob")}, nil},
		"three people have no day of their own":          {"alternating", []schedules.Layer{rotation("2026-01-05T10:00", "1d", "ann", "bob", "cleo")}, nil},
		"what would be too long a list":                  {"alternating", []schedules.Layer{rotation("2026-01-05T10:00", "12h", "a", "b", "c", "d", "e", "f", "g", "h")}, nil},
		"one layer has everybody":                        {"shared", []schedules.Layer{weekly("2026-01-05T10:00", "ann", "bob")}, nil},
		"nights that are always the same person's": {
			"shared",
			[]schedules.Layer{shift("2026-01-05T08:00", "", "08:00", 12, "ann", "bob"), shift("2026-01-05T08:00", "", "20:00", 12, "cleo")},
			[]string{"Mon 00:00 cleo", "Mon 08:00 bob", "Mon 20:00 ann", "Tue 08:00 bob", "Tue 20:00 ann", "Wed 08:00 bob", "Wed 20:00 ann", "Thu 08:00 bob", "Thu 20:00 ann", "Fri 08:00 bob", "Fri 20:00 ann", "Sat 08:00 bob", "Sat 20:00 ann", "Sun 08:00 bob", "Sun 20:00 ann"},
		},
		"somebody for the nights that nobody has": {
			"backstop",
			[]schedules.Layer{shift("2026-01-05T08:00", "mon tue", "08:00", 12, "ann", "bob")},
			[]string{"Mon 00:00 bob", "Mon 20:00 ann", "Tue 08:00 bob", "Tue 20:00 ann"},
		},
		"nobody is there": {"backstop", []schedules.Layer{weekly("2026-01-05T08:00", "")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			to, ok := remedies()[tc.remedy](berlin(tc.layers...), monday())
			if ok != (tc.want != nil) {
				t.Fatalf("offered: %v", ok)
			}
			if !ok {
				return
			}
			if diff := cmp.Diff(tc.want, duties(to)); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
			if err := to.Validate(); err != nil {
				t.Errorf("what it makes is refused: %v", err)
			}
		})
	}
}

// Whatever the schedule: a remedy changes neither the schedule that it was asked of nor the past, and what it makes can be
// stored.
func TestNoRemedyChangesThePast(t *testing.T) {
	eachRemedy(t, func(t *rapid.T, c crossing, s schedules.Schedule, now time.Time, better schedules.Schedule) {
		to := s.Edited(better, now)
		if err := withIDs(to).Validate(); err != nil {
			t.Fatalf("what it makes is refused: %v", err)
		}
		from := now.AddDate(0, 0, -60)
		checkSame(t, "the past", s.Shifts(from, now), to.Shifts(from, now))
	})
}

// eachRemedy is every remedy of a schedule that it offers.
func eachRemedy(t *testing.T, check func(t *rapid.T, c crossing, s schedules.Schedule, now time.Time, better schedules.Schedule)) {
	for name, remedy := range remedies() {
		t.Run(name, func(t *testing.T) {
			properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
				now, _ := drawWindow(t, c)
				now = now.Truncate(time.Second)
				before := slices.Clone(s.Layers)
				better, ok := remedy(s, civil.Read(now, c.loc).DateTime())
				checkSame(t, "layers", before, s.Layers)
				if ok {
					check(t, c, s, now, better)
				}
			})
		})
	}
}

// withIDs gives parts of layers that are over an id, as whoever stores them does.
func withIDs(s schedules.Schedule) schedules.Schedule {
	s.Layers = slices.Clone(s.Layers)
	for i := range s.Layers {
		if s.Layers[i].ID == "" {
			s.Layers[i].ID = "cut" + string(rune('a'+i))
		}
	}
	return s
}

// Of what is offered for a topic: there is less of it than before, nobody is missing who was there, and handoffs are no
// harder. It is counted here by the shifts, not by what the review says of itself.
func TestWhatIsOfferedHelpsAndLeavesNoGap(t *testing.T) {
	offered := map[string]int{}
	for name, remedy := range remedies() {
		rapid.Check(t, func(t *rapid.T) {
			s, now := drawRota(t)
			to, ok := remedy(s, civil.DateTimeOf(now, time.UTC))
			if !ok {
				return
			}
			to = s.Edited(to, now)
			from, until := now, now.AddDate(0, 0, 91)
			utc := func(string) *time.Location { return time.UTC }
			before, after := s.Review(from, until, utc), to.Review(from, until, utc)
			for _, a := range before.Advice {
				if !before.Eased(a.Topic, after) {
					continue
				}
				offered[name]++
				if was, is := amount(s, a.Topic, from, until), amount(to, a.Topic, from, until); is >= was {
					t.Fatalf("%s for %s: %v became %v", name, a.Topic, was, is)
				}
				was, is := s.Calendar(), to.Calendar()
				for at := from; at.Before(until); at = at.Add(time.Hour) {
					if len(was.OnCall(at)) > 0 && len(is.OnCall(at)) == 0 {
						t.Fatalf("%s: nobody at %s, when there was somebody", name, at)
					}
				}
			}
		})
	}
	for name := range remedies() {
		if offered[name] == 0 {
			t.Errorf("%s was never offered: nothing was tried", name)
		}
	}
}

// amount counts a topic in another way than the review does: by hours of a window, and by who is on at each.
func amount(s schedules.Schedule, topic schedules.Topic, from, to time.Time) (n float64) {
	held := map[string]float64{}
	lengths := map[time.Duration]float64{}
	for _, h := range s.Handoffs(from, to) {
		hour, day := h.At.Hour(), h.At.Weekday()
		switch weekend := day == time.Saturday || day == time.Sunday; {
		case len(h.On) == 0:
		case topic == schedules.MidnightHandoffs && hour == 0, topic == schedules.WeekendHandoffs && weekend,
			topic == schedules.LateHandoffs && hour != 0 && (hour < 8 || hour >= 18):
			n++
		}
	}
	for _, x := range s.Shifts(from, to) {
		for _, user := range x.Users {
			held[user] += 0
		}
	}
	for user := range held {
		for _, x := range schedules.ShiftsOf(user, s.Shifts(from, to)) {
			if x.Start.After(from) && x.End.Before(to) {
				lengths[x.End.Sub(x.Start)]++
			}
		}
	}
	c := s.Calendar()
	for at := from; at.Before(to); at = at.Add(time.Hour) { // drawn shifts begin on the hour
		on := c.OnCall(at)
		if topic == schedules.NotCovered && len(on) == 0 {
			n++
		}
		night, weekend := at.Hour() < 8 || at.Hour() >= 22, at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		if topic == schedules.UnevenNights && night || topic == schedules.UnevenWeekends && weekend {
			for _, user := range on {
				held[user]++
			}
		}
	}
	switch topic {
	case schedules.UnevenNights, schedules.UnevenWeekends:
		low, high := 1e9, 0.0
		for _, hours := range held {
			low, high = min(low, hours), max(high, hours)
		}
		return high - low
	case schedules.UnevenLengths:
		all, first, second := 0.0, 0.0, 0.0
		for _, count := range lengths {
			all += count
			first, second = max(first, count), max(second, min(first, count))
		}
		if 3*(first+second) >= 2*all { // regular: whatever is left is no patchwork
			return 0
		}
		return all - first - second
	}
	return n
}

// drawRota is a rota as people write them, often a bad one, on a clock without changes, and a Wednesday at noon.
func drawRota(t *rapid.T) (schedules.Schedule, time.Time) {
	s := schedules.Schedule{ID: "s1", Name: "any", TimeZone: "UTC"}
	hour := func(name string) string {
		return rapid.SampledFrom([]string{"00:00", "06:00", "07:00", "08:00", "10:00", "18:00", "20:00", "22:00"}).Draw(t, name)
	}
	people := func() (slots []string) {
		return rapid.SliceOfN(rapid.SampledFrom([]string{"ann", "bob", "cleo", "dev", "eva", "fay", "gus"}), 1, 7).Draw(t, "people")
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "layers") {
		start := "2026-01-0" + string(rune('1'+rapid.IntRange(0, 8).Draw(t, "day"))) + "T" + hour("start")
		l := rotation(start, rapid.SampledFrom([]string{"8h", "12h", "29h", "41h", "1d", "2d", "1w", "1w", "2w"}).Draw(t, "turn"), people()...)
		l.ID = "l" + string(rune('0'+i))
		if rapid.Bool().Draw(t, "hours") {
			days := rapid.SampledFrom([]string{"", "", "mon tue wed thu fri", "sat sun", "sat", "fri"}).Draw(t, "days")
			l = restricted(l, every(days, hour("from"), rapid.SampledFrom([]int{8, 12, 12, 24, 48}).Draw(t, "length")))
		}
		s.Layers = append(s.Layers, l)
	}
	if rapid.IntRange(0, 3).Draw(t, "split") == 0 { // days and nights, each with people of its own
		s.Layers = []schedules.Layer{
			restricted(weekly("2026-01-05T08:00", people()...), every("", "08:00", 12)),
			restricted(weekly("2026-01-05T20:00", people()...), every("", "20:00", 12)),
		}
	}
	return s, time.Date(2026, 1, 14, 12, 0, 0, 0, time.UTC)
}

// Moving the handoffs of all layers moves every shift by the same time, and nobody's turn to another.
func TestHandoffsMoveTogether(t *testing.T) {
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		s, now := drawRota(t)
		to, ok := s.MovedHandoffs(civil.DateTimeOf(now, time.UTC))
		if !ok {
			return
		}
		moved++
		d := to.Layers[0].Phase().In(time.UTC).Sub(s.Layers[0].Phase().In(time.UTC))
		for n := range 500 {
			at := now.AddDate(0, 0, 8).Add(time.Duration(n) * 37 * time.Minute)
			checkSame(t, "who is on", s.OnCall(at), to.OnCall(at.Add(d)))
		}
	})
	if moved == 0 {
		t.Error("no schedule was moved")
	}
}

// Where somebody is on, the layer under all others changes nothing; after it nobody is missing for want of a layer.
func TestTheBackstopFillsGapsAndMovesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, now := drawRota(t)
		to, _ := s.Backstop(civil.DateTimeOf(now, time.UTC))
		to = s.Edited(to, now)
		for n := range 500 {
			at := now.Add(time.Second + time.Duration(n)*37*time.Minute)
			before, after := s.OnCall(at), to.OnCall(at)
			if len(before) > 0 {
				checkSame(t, "who is on", before, after)
			} else if len(after) != 1 {
				t.Fatalf("%v at %s", after, at)
			}
		}
	})
}

// After seven weeks, each of seven people by turns of a day has had each day of the week; until the next week everybody has
// the turns that they had.
func TestWhoAlwaysHadSundaysHasEachDay(t *testing.T) {
	s := berlin(rotation("2026-01-05T10:00", "1d", "ann", "bob", "cleo", "dev", "eva", "fay", "gus"))
	loc := location(t, s.TimeZone)
	to, ok := s.AlternatingTurns(monday().Add(50 * time.Hour))
	if !ok {
		t.Fatal("not offered")
	}
	days := map[string]map[time.Weekday]bool{}
	for n := range 49 {
		at := at(loc, "2026-01-12T12:00").AddDate(0, 0, n)
		on := to.OnCall(at)[0]
		if days[on] == nil {
			days[on] = map[time.Weekday]bool{}
		}
		days[on][at.Weekday()] = true
	}
	for who, had := range days {
		if len(had) != 7 {
			t.Errorf("%s has %v", who, had)
		}
	}
	for n := range 5 { // Wednesday to Sunday of the week that runs
		at := at(loc, "2026-01-07T12:00").AddDate(0, 0, n)
		if before, after := s.OnCall(at), to.OnCall(at); !slices.Equal(before, after) {
			t.Errorf("at %s %v instead of %v", at, after, before)
		}
	}
}

func TestWhoStandsInHasLeastAndIsNotAway(t *testing.T) {
	s := berlin(weekly("2026-01-05T10:00", "ann", "bob", "cleo"))
	loc := location(t, s.TimeZone)
	gap := schedules.Span{Start: at(loc, "2026-01-14T10:00"), End: at(loc, "2026-01-15T10:00")}
	loads := []schedules.Load{{User: "ann", Total: 300 * time.Hour}, {User: "bob", Total: 100 * time.Hour}, {User: "cleo", Total: 200 * time.Hour}}
	if got := s.StandIn(gap, loads); got != "bob" {
		t.Errorf("%q, not who has least", got)
	}
	s.Absences = []schedules.Absence{{ID: "a", User: "bob", Start: at(loc, "2026-01-15T09:00"), End: at(loc, "2026-02-01T00:00")}}
	if got := s.StandIn(gap, loads); got != "cleo" {
		t.Errorf("%q, when bob is away for its last hour", got)
	}
}
