package schedules_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// Each case is a schedule, and what its shifts are in the words of the clock on its wall (with the zone's abbreviation).
func TestShiftsAreWhereTheWallClockSays(t *testing.T) {
	tests := []struct {
		name     string
		schedule schedules.Schedule
		from, to string // wall clock
		want     string
	}{
		{
			"a week each, handing over on Mondays at nine",
			berlin(weekly("2026-01-05T09:00", "ann", "bob")),
			"2026-01-05T00:00", "2026-01-26T00:00", `
			Mon 05 Jan 09:00 CET – Mon 12 Jan 09:00 CET ann
			Mon 12 Jan 09:00 CET – Mon 19 Jan 09:00 CET bob
			Mon 19 Jan 09:00 CET – Mon 26 Jan 00:00 CET ann`,
		},
		{
			"nine stays nine when summer time begins",
			berlin(weekly("2026-01-05T09:00", "ann", "bob")),
			"2026-03-23T09:00", "2026-04-06T09:00", `
			Mon 23 Mar 09:00 CET – Mon 30 Mar 09:00 CEST bob
			Mon 30 Mar 09:00 CEST – Mon 06 Apr 09:00 CEST ann`,
		},
		{
			"twelve-hour turns keep their hours through the long night",
			berlin(rotation("2026-10-01T08:00", "12h", "ann", "bob")),
			"2026-10-24T08:00", "2026-10-26T08:00", `
			Sat 24 Oct 08:00 CEST – Sat 24 Oct 20:00 CEST ann
			Sat 24 Oct 20:00 CEST – Sun 25 Oct 08:00 CET bob
			Sun 25 Oct 08:00 CET – Sun 25 Oct 20:00 CET ann
			Sun 25 Oct 20:00 CET – Mon 26 Oct 08:00 CET bob`,
		},
		{
			"whoever has the doubled hour has it twice",
			berlin(rotation("2026-10-25T00:00", "1h", "ann", "bob", "cleo", "dev")),
			"2026-10-25T01:00", "2026-10-25T05:00", `
			Sun 25 Oct 01:00 CEST – Sun 25 Oct 02:00 CEST bob
			Sun 25 Oct 02:00 CEST – Sun 25 Oct 03:00 CET cleo
			Sun 25 Oct 03:00 CET – Sun 25 Oct 04:00 CET dev
			Sun 25 Oct 04:00 CET – Sun 25 Oct 05:00 CET ann`,
		},
		{
			"the turn of the skipped hour does not happen",
			berlin(rotation("2026-03-29T00:00", "1h", "ann", "bob", "cleo", "dev")),
			"2026-03-29T01:00", "2026-03-29T05:00", `
			Sun 29 Mar 01:00 CET – Sun 29 Mar 03:00 CEST bob
			Sun 29 Mar 03:00 CEST – Sun 29 Mar 04:00 CEST dev
			Sun 29 Mar 04:00 CEST – Sun 29 Mar 05:00 CEST ann`,
		},
		{
			"a handoff in the skipped hour is at the first instant after it",
			berlin(rotation("2026-03-28T02:30", "1d", "ann", "bob")),
			"2026-03-28T12:00", "2026-03-30T12:00", `
			Sat 28 Mar 12:00 CET – Sun 29 Mar 03:00 CEST ann
			Sun 29 Mar 03:00 CEST – Mon 30 Mar 02:30 CEST bob
			Mon 30 Mar 02:30 CEST – Mon 30 Mar 12:00 CEST ann`,
		},
		{
			"a handoff in the doubled hour is the first time the clock shows it",
			berlin(rotation("2026-10-24T02:30", "1d", "ann", "bob")),
			"2026-10-24T12:00", "2026-10-25T12:00", `
			Sat 24 Oct 12:00 CEST – Sun 25 Oct 02:30 CEST ann
			Sun 25 Oct 02:30 CEST – Sun 25 Oct 12:00 CET bob`,
		},
		{
			"months end on their last day, counted from the 31st",
			berlin(rotation("2026-01-31T09:00", "1mo", "ann", "bob")),
			"2026-02-01T00:00", "2026-06-01T00:00", `
			Sun 01 Feb 00:00 CET – Sat 28 Feb 09:00 CET ann
			Sat 28 Feb 09:00 CET – Tue 31 Mar 09:00 CEST bob
			Tue 31 Mar 09:00 CEST – Thu 30 Apr 09:00 CEST ann
			Thu 30 Apr 09:00 CEST – Sun 31 May 09:00 CEST bob
			Sun 31 May 09:00 CEST – Mon 01 Jun 00:00 CEST ann`,
		},
		{
			"nights from 22:00 to 06:00 end at six on the long night too",
			berlin(restricted(weekly("2026-01-05T09:00", "ann"), schedules.Restriction{From: clock(22), For: 8 * time.Hour})),
			"2026-10-23T12:00", "2026-10-25T12:00", `
			Fri 23 Oct 22:00 CEST – Sat 24 Oct 06:00 CEST ann
			Sat 24 Oct 22:00 CEST – Sun 25 Oct 06:00 CET ann`,
		},
		{
			"a weekend that crosses the end of the week",
			berlin(restricted(weekly("2026-01-05T09:00", "ann", "bob"), schedules.Restriction{
				Days: []time.Weekday{time.Friday}, From: clock(17), For: 64 * time.Hour,
			})),
			"2026-01-05T00:00", "2026-01-19T12:00", `
			Fri 09 Jan 17:00 CET – Mon 12 Jan 09:00 CET ann
			Fri 16 Jan 17:00 CET – Mon 19 Jan 09:00 CET bob`,
		},
		{
			"a later layer wins where it has somebody, and an empty slot lets the layer below through",
			berlin(weekly("2026-01-05T00:00", "ann"), rotation("2026-01-05T00:00", "1d", "bob", "", "cleo")),
			"2026-01-05T00:00", "2026-01-09T00:00", `
			Mon 05 Jan 00:00 CET – Tue 06 Jan 00:00 CET bob
			Tue 06 Jan 00:00 CET – Wed 07 Jan 00:00 CET ann
			Wed 07 Jan 00:00 CET – Thu 08 Jan 00:00 CET cleo
			Thu 08 Jan 00:00 CET – Fri 09 Jan 00:00 CET bob`,
		},
		{
			"several at once, and a gap where nobody is",
			berlin(rotation("2026-01-05T00:00", "1d", "bob+ann", "", "ann")),
			"2026-01-05T00:00", "2026-01-08T00:00", `
			Mon 05 Jan 00:00 CET – Tue 06 Jan 00:00 CET ann+bob
			Wed 07 Jan 00:00 CET – Thu 08 Jan 00:00 CET ann`,
		},
		{
			"a layer ends at its end, exclusive",
			berlin(ending(weekly("2026-01-05T09:00", "ann", "bob"), "2026-01-14T12:00")),
			"2026-01-12T00:00", "2026-01-19T00:00", `
			Mon 12 Jan 00:00 CET – Mon 12 Jan 09:00 CET ann
			Mon 12 Jan 09:00 CET – Wed 14 Jan 12:00 CET bob`,
		},
		{
			"turns are counted from the anchor, before and after it",
			berlin(anchored(rotation("2026-01-05T00:00", "1d", "ann", "bob", "cleo"), "2026-01-06T12:00")),
			"2026-01-05T00:00", "2026-01-07T18:00", `
			Mon 05 Jan 00:00 CET – Mon 05 Jan 12:00 CET bob
			Mon 05 Jan 12:00 CET – Tue 06 Jan 12:00 CET cleo
			Tue 06 Jan 12:00 CET – Wed 07 Jan 12:00 CET ann
			Wed 07 Jan 12:00 CET – Wed 07 Jan 18:00 CET bob`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := test.schedule.Validate(); err != nil {
				t.Fatal(err)
			}
			loc := location(t, test.schedule.TimeZone)
			shifts := test.schedule.Shifts(at(loc, test.from), at(loc, test.to))
			if diff := cmp.Diff(lines(test.want), describe(shifts, loc)); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
		})
	}
}

func TestOverridesWinOverAllLayers(t *testing.T) {
	type override struct{ start, end, user, replaces string }
	const beside = "+" // in place of nobody
	tests := []struct {
		name      string
		overrides []override // in the order of their creation
		want      string
	}{
		{"one person for everybody", []override{{"10:00", "12:00", "eva", ""}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 12:00 CET eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"the last created wins, though it is earlier and shorter", []override{{"10:00", "16:00", "eva", ""}, {"11:00", "12:00", "dev", ""}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 11:00 CET eva
			Mon 05 Jan 11:00 CET – Mon 05 Jan 12:00 CET dev
			Mon 05 Jan 12:00 CET – Mon 05 Jan 16:00 CET eva
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"nobody for everybody is a gap", []override{{"10:00", "16:00", "", ""}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"one of two is replaced", []override{{"10:00", "16:00", "eva", "ann"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 16:00 CET bob+eva
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"one of two goes off", []override{{"10:00", "16:00", "", "ann"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 16:00 CET bob
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who is not on call is not replaced", []override{{"10:00", "16:00", "eva", "dev"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"a swap that is given back", []override{{"09:00", "17:00", "eva", "ann"}, {"12:00", "17:00", "ann", "eva"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 12:00 CET bob+eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"a swap that is handed on", []override{{"09:00", "17:00", "eva", "ann"}, {"12:00", "17:00", "dev", "eva"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 12:00 CET bob+eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET bob+dev`},
		{"a second swap of the same shift wins over the first", []override{{"09:00", "17:00", "eva", "ann"}, {"12:00", "17:00", "dev", "ann"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 12:00 CET bob+eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET bob+dev`},
		{"somebody is found for a shift that was given up", []override{{"09:00", "17:00", "", "ann"}, {"12:00", "17:00", "dev", "ann"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 12:00 CET bob
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET bob+dev`},
		{"who takes over from a colleague on call with them is on once", []override{{"09:00", "17:00", "bob", "ann"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 17:00 CET bob`},
		{"everybody is replaced, a later swap is of who is on then", []override{{"09:00", "17:00", "eva", ""}, {"09:00", "17:00", "dev", "ann"}, {"12:00", "17:00", "cleo", "eva"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 12:00 CET eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET cleo`},
		{"one more beside the two", []override{{"10:00", "16:00", "eva", beside}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 16:00 CET ann+bob+eva
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who is added and on call already is on once", []override{{"10:00", "16:00", "ann", beside}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who is added twice stays until both are over", []override{{"10:00", "12:00", "eva", beside}, {"11:00", "16:00", "eva", beside}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 16:00 CET ann+bob+eva
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who is added to nobody is on alone", []override{{"09:00", "17:00", "", ""}, {"10:00", "16:00", "eva", beside}}, `
			Mon 05 Jan 10:00 CET – Mon 05 Jan 16:00 CET eva`},
		{"a later override for everybody takes the added off too", []override{{"10:00", "16:00", "eva", beside}, {"12:00", "16:00", "dev", ""}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 12:00 CET ann+bob+eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 16:00 CET dev
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who is added later is beside whoever replaced everybody", []override{{"10:00", "16:00", "dev", ""}, {"12:00", "16:00", "eva", beside}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 12:00 CET dev
			Mon 05 Jan 12:00 CET – Mon 05 Jan 16:00 CET dev+eva
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who was added can be replaced, and only they go off", []override{{"10:00", "16:00", "eva", beside}, {"12:00", "16:00", "dev", "eva"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 12:00 CET ann+bob+eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 16:00 CET ann+bob+dev
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"who was added can give it up", []override{{"10:00", "16:00", "eva", beside}, {"12:00", "16:00", "", "eva"}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 10:00 CET ann+bob
			Mon 05 Jan 10:00 CET – Mon 05 Jan 12:00 CET ann+bob+eva
			Mon 05 Jan 12:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"an earlier swap does not act on who is added later", []override{{"10:00", "16:00", "dev", "eva"}, {"12:00", "16:00", "eva", beside}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 12:00 CET ann+bob
			Mon 05 Jan 12:00 CET – Mon 05 Jan 16:00 CET ann+bob+eva
			Mon 05 Jan 16:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
		{"an override of no length does nothing", []override{{"10:00", "10:00", "eva", ""}}, `
			Mon 05 Jan 09:00 CET – Mon 05 Jan 17:00 CET ann+bob`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := berlin(weekly("2026-01-05T09:00", "ann+bob"))
			loc := location(t, s.TimeZone)
			for i, o := range test.overrides {
				// The list is not in the order of creation.
				s.Overrides = append([]schedules.Override{{
					Start: at(loc, "2026-01-05T"+o.start), End: at(loc, "2026-01-05T"+o.end), User: o.user,
					Replaces: strings.Trim(o.replaces, beside), Adds: o.replaces == beside,
					CreatedAt: time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC),
				}}, s.Overrides...)
			}
			got := describe(s.Shifts(at(loc, "2026-01-05T09:00"), at(loc, "2026-01-05T17:00")), loc)
			if diff := cmp.Diff(lines(test.want), got); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
		})
	}
}

func TestOfTwoOverridesMadeAtOnceTheLaterInTheListWins(t *testing.T) {
	s := berlin(weekly("2026-01-05T09:00", "ann"))
	now := time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)
	for _, user := range []string{"bob", "cleo"} {
		s.Overrides = append(s.Overrides, schedules.Override{Start: now, End: now.Add(time.Hour), User: user, CreatedAt: now})
	}
	if diff := cmp.Diff([]string{"cleo"}, s.OnCall(now)); diff != "" {
		t.Error(diff)
	}
}

func TestTheShiftBeginsAtItsFirstInstantAndEndsBeforeTheNext(t *testing.T) {
	s := berlin(weekly("2026-01-05T09:00", "ann", "bob"))
	handoff := at(location(t, s.TimeZone), "2026-01-12T09:00")
	for _, test := range []struct {
		when time.Time
		want []string
	}{
		{handoff.Add(-1), []string{"ann"}},
		{handoff, []string{"bob"}},
		{handoff.AddDate(0, 0, -7).Add(-1), nil},
		{handoff.AddDate(0, 0, -7), []string{"ann"}},
	} {
		if diff := cmp.Diff(test.want, s.OnCall(test.when)); diff != "" {
			t.Errorf("at %s: %s", test.when, diff)
		}
	}
	if next, found := s.Next(handoff); !found || !next.Equal(handoff.AddDate(0, 0, 7)) {
		t.Errorf("at the handoff, the next one is %s, %v", next, found)
	}
	if next, found := s.Next(handoff.Add(-1)); !found || !next.Equal(handoff) {
		t.Errorf("just before the handoff, the next one is %s, %v", next, found)
	}
}

func TestNextLooksPastHandoffsBetweenTheSamePeople(t *testing.T) {
	start := "2026-01-05T00:00"
	tests := []struct {
		name  string
		s     schedules.Schedule
		want  string
		found bool
	}{
		{"one person for ever", berlin(weekly(start, "ann")), "", false},
		{"one person in two slots", berlin(rotation(start, "1d", "ann", "ann", "bob")), "2026-01-07T00:00", true},
		{"a layer below that changes each second, under one that covers it", berlin(rotation(start, "1s", "bob", "cleo"), weekly(start, "ann")), "", false},
		{"a layer above that has the same person by day", berlin(weekly(start, "ann"), restricted(weekly(start, "ann"), schedules.Restriction{From: clock(8), For: time.Hour})), "", false},
		{"a layer that begins in three years", berlin(weekly(start, "ann"), weekly("2029-01-05T00:00", "bob")), "2029-01-05T00:00", true},
		{"nobody in it", berlin(), "", false},
		{"seconds, alternating between a person and the same person below", berlin(weekly(start, "ann"), rotation(start, "1s", "ann", "")), "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			loc := location(t, test.s.TimeZone)
			next, found := test.s.Next(at(loc, start))
			if found != test.found || found && !next.Equal(at(loc, test.want)) {
				t.Errorf("next change at %s, %v; want %s, %v", next, found, test.want, test.found)
			}
		})
	}
}

func TestCoverageIsTheShareOfTheWindow(t *testing.T) {
	s := berlin(restricted(weekly("2026-01-05T00:00", "ann"), schedules.Restriction{From: clock(8), For: 6 * time.Hour}))
	loc := location(t, s.TimeZone)
	monday := at(loc, "2026-01-05T00:00")
	if got := s.Coverage(monday, monday.AddDate(0, 0, 7)); got != 0.25 {
		t.Errorf("six hours a day are %v of the week", got)
	}
	if got := s.Coverage(monday, monday); got != 0 {
		t.Errorf("an empty window is covered to %v", got)
	}
	if got := berlin(weekly("2026-01-05T00:00", "ann")).Coverage(monday, monday.AddDate(1, 0, 0)); got != 1 {
		t.Errorf("always is %v", got)
	}
}

func TestHandoffsSayWhoGoesOffAndOn(t *testing.T) {
	s := berlin(rotation("2026-01-05T09:00", "1d", "ann+bob", "bob+cleo", ""))
	loc := location(t, s.TimeZone)
	from := at(loc, "2026-01-05T09:00")
	want := []schedules.Handoff{
		{At: from.AddDate(0, 0, 1), Off: []string{"ann"}, On: []string{"cleo"}},
		{At: from.AddDate(0, 0, 2), Off: []string{"bob", "cleo"}},
		{At: from.AddDate(0, 0, 3), On: []string{"ann", "bob"}},
	}
	ignoreNil := cmp.Transformer("empty", func(ids []string) string { return strings.Join(ids, "+") })
	if diff := cmp.Diff(want, s.Handoffs(from, from.AddDate(0, 0, 3)), ignoreNil); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	if got := s.Handoffs(from.AddDate(0, 0, 3), from.AddDate(0, 0, 3).Add(time.Hour)); len(got) != 0 {
		t.Errorf("a scan that begins at a handoff sees it again: %v", got)
	}
}

func TestOnePersonsShiftsAreJoinedWhereTheirColleaguesChange(t *testing.T) {
	s := berlin(rotation("2026-01-05T09:00", "1d", "ann+bob", "bob+cleo", "ann"))
	loc := location(t, s.TimeZone)
	from := at(loc, "2026-01-05T09:00")
	got := describe(schedules.ShiftsOf("bob", s.Shifts(from, from.AddDate(0, 0, 4))), loc)
	want := lines(`
		Mon 05 Jan 09:00 CET – Wed 07 Jan 09:00 CET bob
		Thu 08 Jan 09:00 CET – Fri 09 Jan 09:00 CET bob`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALayerByItselfIgnoresOthersAndOverrides(t *testing.T) {
	s := berlin(weekly("2026-01-05T00:00", "ann"), weekly("2026-01-05T00:00", "bob"))
	from := at(location(t, s.TimeZone), "2026-01-05T00:00")
	to := from.AddDate(0, 0, 1)
	s.Overrides = []schedules.Override{{Start: from, End: to, User: "eva"}}
	if diff := cmp.Diff([]schedules.Shift{{Start: from, End: to, Users: []string{"ann"}}}, s.LayerShifts(0, from, to)); diff != "" {
		t.Error(diff)
	}
	for _, i := range []int{-1, 2} {
		if got := s.LayerShifts(i, from, to); got != nil {
			t.Errorf("layer %d: %v", i, got)
		}
	}
}

// A faulty definition is refused when it is saved; should it get through, somebody is woken rather than nobody.
func TestFaultyDefinitionsLeanTowardsSomebody(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 30, 0, 0, time.UTC)
	noTurn := weekly("2026-01-05T09:00", "ann", "bob")
	noTurn.Turn = schedules.Turn{}
	tests := []struct {
		name string
		s    schedules.Schedule
	}{
		{"an unknown zone", schedules.Schedule{TimeZone: "Moon/Base", Layers: []schedules.Layer{weekly("2026-01-05T09:00", "ann")}}},
		{"the machine's own zone", schedules.Schedule{TimeZone: "Local", Layers: []schedules.Layer{weekly("2026-01-05T09:00", "ann")}}},
		{"a turn without a length", berlin(noTurn)},
		{"a restriction without a length", berlin(restricted(weekly("2026-01-05T09:00", "ann"), schedules.Restriction{From: clock(1)}))},
		{"no start", berlin(schedules.Layer{Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"ann"}}})},
	}
	for _, test := range tests {
		if diff := cmp.Diff([]string{"ann"}, test.s.OnCall(now)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

// The definitions of the tables above, in one zone.
func berlin(layers ...schedules.Layer) schedules.Schedule {
	return schedules.Schedule{ID: "p1", Name: "Primary", TimeZone: "Europe/Berlin", Layers: layers}
}

func weekly(start string, slots ...string) schedules.Layer { return rotation(start, "1w", slots...) }

// rotation has slots like "ann", "ann+bob", or "" for nobody.
func rotation(start, turn string, slots ...string) schedules.Layer {
	l := schedules.Layer{Start: dateTime(start)}
	if err := l.Turn.UnmarshalText([]byte(turn)); err != nil {
		panic(err)
	}
	for _, slot := range slots {
		l.Users = append(l.Users, strings.FieldsFunc(slot, func(r rune) bool { return r == '+' }))
	}
	return l
}

func restricted(l schedules.Layer, restrictions ...schedules.Restriction) schedules.Layer {
	l.Restrictions = restrictions
	return l
}

func ending(l schedules.Layer, end string) schedules.Layer {
	l.End = dateTime(end)
	return l
}

func anchored(l schedules.Layer, anchor string) schedules.Layer {
	l.Anchor = dateTime(anchor)
	return l
}

func clock(hour int) civil.TimeOfDay { return civil.TimeOfDay{Hour: hour} }

func dateTime(s string) civil.DateTime {
	d, err := civil.ParseDateTime(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(loc *time.Location, s string) time.Time { return dateTime(s).In(loc) }

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// describe writes shifts in the zone's own words, one a line.
func describe(shifts []schedules.Shift, loc *time.Location) []string {
	const layout = "Mon 02 Jan 15:04 MST"
	var out []string
	for _, s := range shifts {
		out = append(out, s.Start.In(loc).Format(layout)+" – "+s.End.In(loc).Format(layout)+" "+strings.Join(s.Users, "+"))
	}
	return out
}

func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
