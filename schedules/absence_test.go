package schedules_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules"
)

// Each case is who is on call on Monday 5 January and the days after, when some are away from Tuesday 12:00 to Thursday 12:00.
func TestWhoIsAwayIsNeverOnCall(t *testing.T) {
	type override struct{ user, replaces string } // from Tuesday 12:00 to Thursday 12:00, too
	const beside = "+"                            // in place of nobody
	tests := []struct {
		name      string
		layers    []schedules.Layer
		away      []string
		overrides []override
		want      string
	}{
		{"the next of the rotation stands in, and the others keep their weeks", one(weekly("2026-01-05T09:00", "ann", "bob", "cleo")), people("ann"), nil, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET bob
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"who stands in changes with the turn", one(rotation("2026-01-05T09:00", "1d", "ann", "bob", "cleo")), people("bob"), nil, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 09:00 CET ann
			Tue 06 Jan 09:00 CET – Tue 06 Jan 12:00 CET bob
			Tue 06 Jan 12:00 CET – Thu 08 Jan 09:00 CET cleo
			Thu 08 Jan 09:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"the others of a slot stay on, and need nobody", one(weekly("2026-01-05T09:00", "ann+bob", "cleo")), people("ann"), nil, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann+bob
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET bob
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann+bob`},
		{"empty slots and others who are away are passed over", one(weekly("2026-01-05T09:00", "ann", "", "bob", "cleo")), people("ann", "bob"), nil, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET cleo
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"with the whole rotation away the layer below answers", []schedules.Layer{weekly("2026-01-05T09:00", "dev"), weekly("2026-01-05T09:00", "ann")}, people("ann"), nil, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET dev
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"with nobody below it is a gap, for the policy's next step", one(weekly("2026-01-05T09:00", "ann")), people("ann"), nil, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"a substitute whom they found takes the place, not the next of the rotation", one(weekly("2026-01-05T09:00", "ann", "bob")), people("ann"), []override{{"eva", "ann"}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET eva
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"a substitute for the only person there is", one(weekly("2026-01-05T09:00", "ann")), people("ann"), []override{{"eva", "ann"}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET eva
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"a substitute who is away as well is none", one(weekly("2026-01-05T09:00", "ann", "bob")), people("ann", "eva"), []override{{"eva", "ann"}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET bob
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"an override by somebody who is away does nothing", one(weekly("2026-01-05T09:00", "ann", "bob")), people("eva"), []override{{"eva", ""}}, `
			Mon 05 Jan 09:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"who is added is not on call while away, and nobody stands in for them", one(weekly("2026-01-05T09:00", "ann", "bob")), people("eva"), []override{{"eva", beside}}, `
			Mon 05 Jan 09:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"who is added is beside the stand-in", one(weekly("2026-01-05T09:00", "ann", "bob")), people("ann"), []override{{"eva", beside}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET bob+eva
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"who is added fills what would be a gap", one(weekly("2026-01-05T09:00", "ann")), people("ann"), []override{{"eva", beside}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET eva
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"who is added and stands in already is on once", one(weekly("2026-01-05T09:00", "ann", "bob")), people("ann"), []override{{"bob", beside}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET bob
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
		{"a stand-in can be replaced", one(weekly("2026-01-05T09:00", "ann", "bob")), people("ann"), []override{{"eva", "bob"}}, `
			Mon 05 Jan 09:00 CET – Tue 06 Jan 12:00 CET ann
			Tue 06 Jan 12:00 CET – Thu 08 Jan 12:00 CET eva
			Thu 08 Jan 12:00 CET – Fri 09 Jan 00:00 CET ann`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := berlin(test.layers...)
			loc := location(t, s.TimeZone)
			from, to := at(loc, "2026-01-06T12:00"), at(loc, "2026-01-08T12:00")
			for _, id := range test.away {
				s.Absences = append(s.Absences, schedules.Absence{User: id, Start: from, End: to})
			}
			for _, o := range test.overrides {
				s.Overrides = append(s.Overrides, schedules.Override{
					User: o.user, Replaces: strings.Trim(o.replaces, beside), Adds: o.replaces == beside, Start: from, End: to,
				})
			}
			got := describe(s.Shifts(at(loc, "2026-01-05T09:00"), at(loc, "2026-01-09T00:00")), loc)
			if diff := cmp.Diff(lines(test.want), got); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
		})
	}
}

// Weekdays by ann, the weekend by bob, and a holiday on Wednesday 7 January.
func TestAHolidayIsASunday(t *testing.T) {
	weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	days := schedules.Restriction{Days: weekdays, From: clock(9), For: 24 * time.Hour}
	weekend := schedules.Restriction{Days: []time.Weekday{time.Saturday}, From: clock(9), For: 48 * time.Hour}
	tests := []struct {
		name     string
		weekday  schedules.Restriction
		holidays []schedules.Holiday
		want     string
	}{
		{"the weekend's person has it, from midnight to midnight", days, []schedules.Holiday{{Date: dateTime("2026-01-07T00:00").Date}}, `
			Tue 06 Jan 09:00 CET – Wed 07 Jan 00:00 CET ann
			Wed 07 Jan 00:00 CET – Thu 08 Jan 00:00 CET bob
			Thu 08 Jan 00:00 CET – Thu 08 Jan 09:00 CET ann`},
		{"from nine to nine, the night before is not cut", days, []schedules.Holiday{{Date: dateTime("2026-01-07T00:00").Date, From: clock(9)}}, `
			Tue 06 Jan 09:00 CET – Wed 07 Jan 09:00 CET ann
			Wed 07 Jan 09:00 CET – Thu 08 Jan 09:00 CET bob`},
		{"a week in one piece is cut where the holiday is", schedules.Restriction{Days: weekdays[:1], From: clock(9), For: 120 * time.Hour}, []schedules.Holiday{{Date: dateTime("2026-01-07T00:00").Date, From: clock(9)}}, `
			Tue 06 Jan 09:00 CET – Wed 07 Jan 09:00 CET ann
			Wed 07 Jan 09:00 CET – Thu 08 Jan 09:00 CET bob`},
		{"named twice it is the same", days, []schedules.Holiday{
			{Date: dateTime("2026-01-07T00:00").Date, From: clock(9)}, {Date: dateTime("2026-01-07T00:00").Date, From: clock(9), Name: "Twelfth Night"},
		}, `
			Tue 06 Jan 09:00 CET – Wed 07 Jan 09:00 CET ann
			Wed 07 Jan 09:00 CET – Thu 08 Jan 09:00 CET bob`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := berlin(restricted(weekly("2026-01-05T09:00", "ann"), test.weekday), restricted(weekly("2026-01-05T09:00", "bob"), weekend))
			s.Holidays = test.holidays
			loc := location(t, s.TimeZone)
			got := describe(s.Shifts(at(loc, "2026-01-06T09:00"), at(loc, "2026-01-08T09:00")), loc)
			if diff := cmp.Diff(lines(test.want), got); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
		})
	}
}

func TestAHolidayDoesNotChangeWhoseTurnItIs(t *testing.T) {
	s := berlin(rotation("2026-01-05T09:00", "1d", "ann", "bob", "cleo"))
	loc := location(t, s.TimeZone)
	from, to := at(loc, "2026-01-05T09:00"), at(loc, "2026-01-12T09:00")
	want := s.Shifts(from, to)
	s.Holidays = []schedules.Holiday{{Date: dateTime("2026-01-07T00:00").Date}}
	if diff := cmp.Diff(want, s.Shifts(from, to)); diff != "" {
		t.Error(diff)
	}
}

func one(l schedules.Layer) []schedules.Layer { return []schedules.Layer{l} }

func people(ids ...string) []string { return ids }
