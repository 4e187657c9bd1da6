package ical_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules/ical"
)

// series is a calendar of some events with the same UID; each is its lines with blanks between them.
func series(parts ...string) []byte {
	var text strings.Builder
	text.WriteString("BEGIN:VCALENDAR\n")
	for _, part := range parts {
		text.WriteString("BEGIN:VEVENT\nUID:one\n" + strings.ReplaceAll(part, " ", "\n") + "\nEND:VEVENT\n")
	}
	return []byte(text.String() + "END:VCALENDAR\n")
}

func TestAnEventThatIsChangedFromADayOn(t *testing.T) {
	weekly := "SUMMARY:School DTSTART;TZID=Europe/Stockholm:20260317T170000 DURATION:PT3H RRULE:FREQ=WEEKLY;COUNT=4" // on the 29th the clocks go forward
	first, second := "Tue 2026-03-17 17:00 – 2026-03-17 20:00 CET: School", "Tue 2026-03-24 17:00 – 2026-03-24 20:00 CET: School"
	for name, c := range map[string]struct {
		parts []string
		want  []string
	}{
		"later, shorter and by another name": {
			[]string{weekly, "SUMMARY:Evening RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260324T170000 DTSTART;TZID=Europe/Stockholm:20260325T180000 DURATION:PT1H"},
			[]string{first, "Wed 2026-03-25 18:00 – 2026-03-25 19:00 CET: Evening", "Wed 2026-04-01 18:00 – 2026-04-01 19:00 CEST: Evening", "Wed 2026-04-08 18:00 – 2026-04-08 19:00 CEST: Evening"},
		},
		"told before the event itself, and in UTC": {
			[]string{"SUMMARY:Evening RECURRENCE-ID;RANGE=THISANDFUTURE:20260331T150000Z DTSTART:20260331T160000Z DTEND:20260331T170000Z", weekly},
			[]string{first, second, "Tue 2026-03-31 18:00 – 2026-03-31 19:00 CEST: Evening", "Tue 2026-04-07 18:00 – 2026-04-07 19:00 CEST: Evening"},
		},
		"no more": {
			[]string{weekly, "STATUS:CANCELLED RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260331T170000 DTSTART;TZID=Europe/Stockholm:20260331T170000 DURATION:PT3H"},
			[]string{first, second},
		},
		"makes nobody busy any more": {
			[]string{weekly, "SUMMARY:School TRANSP:TRANSPARENT RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260407T170000 DTSTART;TZID=Europe/Stockholm:20260407T170000 DURATION:PT3H"},
			[]string{first, second, "Tue 2026-03-31 17:00 – 2026-03-31 20:00 CEST: School", "Tue 2026-04-07 17:00 – 2026-04-07 20:00 CEST: School (free)"},
		},
		"and one of those is left out, another is changed alone, and then they are changed again": {
			[]string{
				strings.Replace(weekly, "COUNT=4", "COUNT=6", 1) + " EXDATE;TZID=Europe/Stockholm:20260331T170000",
				"SUMMARY:Third RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260414T170000 DTSTART;TZID=Europe/Stockholm:20260414T200000 DURATION:PT1H",
				"SUMMARY:Second RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260324T170000 DTSTART;TZID=Europe/Stockholm:20260324T180000 DURATION:PT1H",
				"SUMMARY:Alone RECURRENCE-ID;TZID=Europe/Stockholm:20260407T170000 DTSTART;TZID=Europe/Stockholm:20260408T090000 DURATION:PT1H",
			},
			[]string{
				first, "Tue 2026-03-24 18:00 – 2026-03-24 19:00 CET: Second", "Wed 2026-04-08 09:00 – 2026-04-08 10:00 CEST: Alone",
				"Tue 2026-04-14 20:00 – 2026-04-14 21:00 CEST: Third", "Tue 2026-04-21 20:00 – 2026-04-21 21:00 CEST: Third",
			},
		},
		"whole days become others": {
			[]string{"DTSTART;VALUE=DATE:20260317 RRULE:FREQ=WEEKLY;COUNT=3", "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260324 DTSTART;VALUE=DATE:20260326 DURATION:P2D"},
			[]string{"2026-03-17 for 1 days: ", "2026-03-26 for 2 days: ", "2026-04-02 for 2 days: "},
		},
		"whole days become hours": {
			[]string{"DTSTART;VALUE=DATE:20260317 RRULE:FREQ=WEEKLY;COUNT=3", "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260324 DTSTART:20260324T100000 DURATION:PT1H"},
			[]string{"2026-03-17 for 1 days: ", "Tue 2026-03-24 10:00 – 2026-03-24 11:00 CET: ", "Tue 2026-03-31 10:00 – 2026-03-31 11:00 CEST: "},
		},
		"hours become whole days": {
			[]string{weekly, "SUMMARY:Camp RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260324T170000 DTSTART;VALUE=DATE:20260324"},
			[]string{first, "2026-03-24 for 1 days: Camp", "2026-03-31 for 1 days: Camp", "2026-04-07 for 1 days: Camp"},
		},
		"hours twice a day become whole days": {
			[]string{strings.Replace(weekly, "WEEKLY;COUNT=4", "DAILY;BYHOUR=9,17;BYMINUTE=0;BYSECOND=0;COUNT=3", 1), "SUMMARY:Camp RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260318T090000 DTSTART;VALUE=DATE:20260318"},
			[]string{first, "2026-03-18 for 1 days: Camp", "2026-03-18 for 1 days: Camp"},
		},
		"on another clock, by which they then go": {
			[]string{weekly, "SUMMARY:Away RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:20260324T170000 DTSTART;TZID=Asia/Tokyo:20260324T170000 DURATION:PT1H"},
			[]string{first, "Tue 2026-03-24 09:00 – 2026-03-24 10:00 CET: Away", "Tue 2026-03-31 10:00 – 2026-03-31 11:00 CEST: Away", "Tue 2026-04-07 10:00 – 2026-04-07 11:00 CEST: Away"},
		},
		"moved to before what is read, and back into it": {
			[]string{
				"SUMMARY:Far DTSTART:20280101T100000Z DURATION:PT1H RRULE:FREQ=YEARLY;COUNT=3",
				"SUMMARY:Near RECURRENCE-ID;RANGE=THISANDFUTURE:20290101T100000Z DTSTART:20250601T100000Z DURATION:PT1H",
			},
			[]string{"Mon 2026-06-01 12:00 – 2026-06-01 13:00 CEST: Near"},
		},
		"over by its rule, and moved into what is read": {
			[]string{
				"SUMMARY:Far DTSTART:20260101T100000Z DURATION:PT1H RRULE:FREQ=DAILY;UNTIL=20260105T100000Z",
				"SUMMARY:Near RECURRENCE-ID;RANGE=THISANDFUTURE:20260104T100000Z DTSTART:20260401T100000Z DURATION:PT1H",
			},
			[]string{"Wed 2026-04-01 12:00 – 2026-04-01 13:00 CEST: Near", "Thu 2026-04-02 12:00 – 2026-04-02 13:00 CEST: Near"},
		},
		"of an event that is not there": {
			[]string{"SUMMARY:Evening RECURRENCE-ID;RANGE=THISANDFUTURE:20260331T150000Z DTSTART:20260331T160000Z DTEND:20260331T170000Z"},
			[]string{"Tue 2026-03-31 18:00 – 2026-03-31 19:00 CEST: Evening"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			loc := zone(t, "Europe/Stockholm")
			got, err := ical.Read(t.Context(), series(c.parts...), window(loc))
			if diff := cmp.Diff(c.want, shown(got, loc)); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
			for _, e := range got {
				if e.Days > 0 && e.Start.In(loc).Format("15:04") != "00:00" {
					t.Errorf("%s is a day that begins at %s", e.Day, e.Start.In(loc))
				}
			}
		})
	}
}

// A calendar that says "this and all later ones" says the same as one that says it of each of them.
func TestAChangeFromADayOnIsThatOfEachLaterOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const layout, length = "20060102T150405", 12
		at := func(hours int) string {
			return time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour).Format(layout)
		}
		every := rapid.SampledFrom([]int{24, 7 * 24}).Draw(t, "every")
		zoned := rapid.SampledFrom([]string{";TZID=Europe/Stockholm", ";TZID=America/Chicago", ""}).Draw(t, "zone")
		master := fmt.Sprintf("SUMMARY:0 DTSTART%s:%s DURATION:PT2H RRULE:FREQ=DAILY;INTERVAL=%d;COUNT=%d", zoned, at(0), every/24, length)
		ranged, single := []string{master}, []string{master}
		froms := rapid.SliceOfNDistinct(rapid.IntRange(0, length-1), 0, 3, rapid.ID[int]).Draw(t, "from")
		slices.Sort(froms)
		for i, from := range froms {
			to := length
			if i+1 < len(froms) {
				to = froms[i+1]
			}
			moved := rapid.IntRange(-100, 100).Draw(t, "moved")
			part := func(n int, more string) string {
				return fmt.Sprintf("SUMMARY:%d RECURRENCE-ID%s%s:%s DTSTART%s:%s DURATION:PT%dH", i+1, more, zoned, at(n*every), zoned, at(n*every+moved), 3+i)
			}
			ranged = append(ranged, part(from, ";RANGE=THISANDFUTURE"))
			for n := from; n < to; n++ {
				single = append(single, part(n, ""))
			}
		}
		o := window(time.UTC)
		o.From = o.From.Add(time.Duration(rapid.IntRange(0, 60*24).Draw(t, "window")) * time.Hour)
		o.To = o.From.AddDate(0, 1, 0)
		want, err := ical.Read(t.Context(), series(single...), o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ical.Read(t.Context(), series(rapid.Permutation(ranged).Draw(t, "order")...), o)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
	})
}

func TestChangesAreBoundedAndOtherRangesRefused(t *testing.T) {
	changes := []string{"DTSTART;VALUE=DATE:20260317 RRULE:FREQ=DAILY"}
	for i := range 51 {
		day := time.Date(2026, 3, 18+i, 0, 0, 0, 0, time.UTC).Format("20060102")
		changes = append(changes, "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:"+day+" DTSTART;VALUE=DATE:"+day)
	}
	for want, text := range map[string][]byte{
		`line 257: the event is changed from a day on more than 50 times`:                series(changes...),
		`line 4: RECURRENCE-ID: the range "THISANDPRIOR" is not understood`:              series("RECURRENCE-ID;RANGE=THISANDPRIOR:20260331T150000Z DTSTART:20260331T160000Z"),
		`the rules of the calendar have more than 1000000 recurrences`:                   series("DTSTART;VALUE=DATE:16010101 RRULE:FREQ=DAILY;BYHOUR=0,12;BYMINUTE=0,30", "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:25000101 DTSTART;VALUE=DATE:16010101"),
		`line 6: RDATE: "P1" is not a duration`:                                          []byte(event("DTSTART:20260331T160000Z", "RDATE;VALUE=PERIOD:20260331T150000Z/P1")),
		`line 6: RDATE: the event ends before it begins`:                                 []byte(event("DTSTART:20260331T160000Z", "RDATE;VALUE=PERIOD:20260331T150000Z/20260331T140000Z")),
		`line 6: RDATE: the event is longer than ten years`:                              []byte(event("DTSTART:20260331T160000Z", "RDATE;VALUE=PERIOD:20260331T150000Z/20400331T140000Z")),
		`line 6: RDATE: "tomorrow" is not a date like 20260105 or a time like 20260105T`: []byte(event("DTSTART:20260331T160000Z", "RDATE;VALUE=PERIOD:20260331T150000Z/tomorrow")),
	} {
		if _, err := ical.Read(t.Context(), text, window(time.UTC)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := ical.Read(t.Context(), series(changes[:51]...), window(time.UTC)); err != nil {
		t.Errorf("fifty: %v", err)
	}
}

func TestADateToWhichAnEventRecursMayHaveItsOwnLength(t *testing.T) {
	for name, c := range map[string]struct{ lines, want []string }{
		"for a time, until a time, and as long as the event": {
			[]string{"DTSTART;TZID=Europe/Stockholm:20260704T100000", "DURATION:PT1H", "RDATE;TZID=Europe/Stockholm;VALUE=PERIOD:20260705T100000/PT3H30M, 20260706T100000/20260707T080000", "RDATE:20260708T080000Z"},
			[]string{
				"Sat 2026-07-04 10:00 – 2026-07-04 11:00 CEST: ", "Sun 2026-07-05 10:00 – 2026-07-05 13:30 CEST: ", "Mon 2026-07-06 10:00 – 2026-07-07 08:00 CEST: ",
				"Wed 2026-07-08 10:00 – 2026-07-08 11:00 CEST: ",
			},
		},
		"without its VALUE, of an event that takes no time itself": {
			[]string{"DTSTART:20260704T080000Z", "RDATE:20260705T080000Z/P1DT1H"}, []string{"Sun 2026-07-05 10:00 – 2026-07-06 11:00 CEST: "},
		},
		"it is the length of a recurrence that a rule has, too": {
			[]string{"DTSTART:20260704T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", "RDATE;VALUE=PERIOD:20260704T080000Z/PT2H", "RDATE;VALUE=PERIOD:20260705T080000Z/+PT3H"},
			[]string{"Sat 2026-07-04 10:00 – 2026-07-04 12:00 CEST: ", "Sun 2026-07-05 10:00 – 2026-07-05 13:00 CEST: "},
		},
		"one of no length takes no time": {[]string{"DTSTART:20260704T080000Z", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20260705T080000Z/PT0S"}, []string{"Sat 2026-07-04 10:00 – 2026-07-04 11:00 CEST: "}},
		"it may be left out": {
			[]string{"DTSTART:20260704T080000Z", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20260705T080000Z/PT3H", "EXDATE:20260705T080000Z"}, []string{"Sat 2026-07-04 10:00 – 2026-07-04 11:00 CEST: "},
		},
		"of whole days it is each that it touches": {
			[]string{"DTSTART;VALUE=DATE:20260704", "RDATE;TZID=Europe/Stockholm;VALUE=PERIOD:20260710T100000/P1DT1H,20260720T000000/P2D"},
			[]string{"2026-07-04 for 1 days: ", "2026-07-10 for 2 days: ", "2026-07-20 for 2 days: "},
		},
		"a time means its day, where the event has whole days": {
			[]string{"DTSTART;VALUE=DATE:20260704", "RDATE;TZID=Europe/Stockholm:20260710T100000"}, []string{"2026-07-04 for 1 days: ", "2026-07-10 for 1 days: "},
		},
		"a date means its hour, where the event has one": {
			[]string{"DTSTART:20260704T100000", "DURATION:PT1H", "RDATE;VALUE=DATE:20260710"},
			[]string{"Sat 2026-07-04 10:00 – 2026-07-04 11:00 CEST: ", "Fri 2026-07-10 10:00 – 2026-07-10 11:00 CEST: "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			loc := zone(t, "Europe/Stockholm")
			got, err := ical.Read(t.Context(), []byte(event(c.lines...)), window(loc))
			if diff := cmp.Diff(c.want, shown(got, loc)); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}
