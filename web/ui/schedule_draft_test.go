package ui

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// browsed is a draft as a browser sends its form.
func browsed(d scheduleDraft) url.Values {
	form := url.Values{}
	for name, value := range d.values() {
		field, day, isDay := strings.Cut(name, ".days.")
		switch {
		case isDay && value != "":
			form.Add(field+".days", day)
		case !isDay:
			form.Set(name, value)
		}
	}
	return form
}

// drawnSchedule is any schedule that a form can express.
func drawnSchedule(t *rapid.T) schedules.Schedule {
	text := rapid.StringMatching(`[A-Za-zé<>"&]{1,8}`)
	s := schedules.Schedule{
		ID: "PSCHED1", Name: text.Draw(t, "name"), Description: text.Draw(t, "description"), Team: rapid.SampledFrom([]string{"", "PTEAM01"}).Draw(t, "team"),
		TimeZone: rapid.SampledFrom([]string{"UTC", "America/Chicago", "Australia/Lord_Howe"}).Draw(t, "zone"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "layers") {
		s.Layers = append(s.Layers, drawnLayer(t))
	}
	for range rapid.IntRange(0, 3).Draw(t, "holidays") {
		s.Holidays = append(s.Holidays, schedules.Holiday{
			Date: drawnReading(t, "date").Date, From: civil.TimeOfSeconds(rapid.IntRange(0, 86399).Draw(t, "from")), Name: text.Draw(t, "holiday"),
		})
	}
	return s
}

func drawnReading(t *rapid.T, label string) civil.DateTime {
	return civil.At(2027, time.January, 1, 0, 0).Add(time.Duration(rapid.IntRange(0, 5_000_000).Draw(t, label)) * time.Second)
}

func drawnLayer(t *rapid.T) schedules.Layer {
	l := schedules.Layer{
		Name: rapid.StringMatching(`[a-z]{0,5}`).Draw(t, "layer"), Start: drawnReading(t, "start"),
		Turn: schedules.Turn{Count: rapid.IntRange(1, 40).Draw(t, "count"), Unit: schedules.Unit(rapid.IntRange(1, 6).Draw(t, "unit"))},
	}
	if rapid.Bool().Draw(t, "anchored") {
		l.Anchor = drawnReading(t, "anchor")
	}
	if l.Anchor == l.Start {
		l.Anchor = civil.DateTime{}
	}
	if rapid.Bool().Draw(t, "ends") {
		l.End = l.Start.Add(time.Duration(rapid.IntRange(1, 1_000_000).Draw(t, "length")) * time.Second)
	}
	people := rapid.SampledFrom([]string{"PANN", "PBOB", "PCLEO"})
	for range rapid.IntRange(1, 4).Draw(t, "slots") {
		l.Users = append(l.Users, schedules.Slot(rapid.SliceOfNDistinct(people, 0, 3, rapid.ID).Draw(t, "slot")))
	}
	for range rapid.IntRange(0, 2).Draw(t, "restrictions") {
		r := schedules.Restriction{
			From: civil.TimeOfSeconds(rapid.IntRange(0, 86399).Draw(t, "from")), For: time.Duration(rapid.IntRange(1, 7*86400).Draw(t, "for")) * time.Second,
		}
		for _, day := range view.Weekdays() {
			if rapid.Bool().Draw(t, "day") {
				r.Days = append(r.Days, day)
			}
		}
		l.Restrictions = append(l.Restrictions, r)
	}
	return l
}

func withoutIDs(s schedules.Schedule) schedules.Schedule {
	s.Layers = slices.Clone(s.Layers)
	for i := range s.Layers {
		s.Layers[i].ID = ""
	}
	return s
}

func early() time.Time { return time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC) }

// Every layer is built anew of what the form says, as if none were stored.
func TestAScheduleSurvivesItsForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawnSchedule(t)
		read := scheduleDraftFrom(browsed(scheduleDraftOf(s, early()))).schedule(schedules.Schedule{ID: s.ID}, early())
		if len(read.wrong) > 0 {
			t.Fatalf("the form can not be read: %v", read.wrong)
		}
		if diff := cmp.Diff(s, withoutIDs(read.to)); diff != "" {
			t.Fatalf("(- stored, + read)\n%s", diff)
		}
	})
}

func TestADraftSurvivesItsForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := scheduleDraftOf(drawnSchedule(t), early())
		d.shown, d.span = "shown", "month"
		for i := range d.layers {
			d.layers[i].anew = rapid.Bool().Draw(t, "anew")
			d.layers[i].slots = append(d.layers[i].slots, []string{"", "PANN"})
		}
		if diff := cmp.Diff(d, scheduleDraftFrom(browsed(d)), cmp.AllowUnexported(scheduleDraft{}, layerDraft{}, hoursDraft{}, holidayDraft{})); diff != "" {
			t.Fatalf("(- draft, + read)\n%s", diff)
		}
	})
}

// What is stored already and was not touched stays as it is to the letter, also
// what a form would write another way, and what is over.
func TestWhatWasNotTouchedStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawnSchedule(t)
		for i := range s.Layers {
			s.Layers[i].ID = string(rune('a' + i))
			slices.Reverse(firstHours(s.Layers[i].Restrictions).Days)
		}
		now := early().AddDate(0, 0, rapid.IntRange(0, 120).Draw(t, "days"))
		d := scheduleDraftFrom(browsed(scheduleDraftOf(s, now)))
		read := d.schedule(s, now)
		if diff := cmp.Diff(s.Layers, read.to.Layers); diff != "" || len(read.wrong) > 0 {
			t.Fatalf("wrong: %v; (- stored, + read)\n%s", read.wrong, diff)
		}
		if diff := cmp.Diff(s.Layers, config.Amended(s, read.to, lastOfMinute(now)).Layers); diff != "" {
			t.Fatalf("(- before, + after)\n%s", diff)
		}
	})
}

func firstHours(list []schedules.Restriction) schedules.Restriction {
	if len(list) == 0 {
		return schedules.Restriction{}
	}
	return list[0]
}

// A holiday is counted from when duty changes hands, not from midnight: the night before it stays whole.
func TestANewHolidayBeginsAtTheHandoff(t *testing.T) {
	for anchor, want := range map[string]string{"2026-03-16T10:00": "10:00", "2026-03-16T00:00": "", "soon": ""} {
		d, _ := scheduleDraft{layers: []layerDraft{{anchor: anchor}, {anchor: "2026-03-16T22:00"}}}.rearranged("add-holiday", civil.At(2026, time.March, 16, 9, 0))
		if got := d.holidays[0].from; got != want {
			t.Errorf("with turns from %s it begins at %q", anchor, got)
		}
	}
	if d, _ := (scheduleDraft{}).rearranged("add-holiday", civil.At(2026, time.March, 16, 9, 0)); d.holidays[0].from != "" {
		t.Errorf("without layers it begins at %q", d.holidays[0].from)
	}
}

func TestButtonsArrangeTheDraft(t *testing.T) {
	d := scheduleDraft{layers: []layerDraft{{name: "a", slots: [][]string{{"1"}, {"2"}, {"3"}}}, {name: "b", slots: [][]string{{"4", "5"}}, hours: []hoursDraft{{from: "09:00"}}}}, holidays: []holidayDraft{{name: "x"}, {name: "y"}}}
	at := civil.At(2026, time.November, 30, 10, 0)
	for do, want := range map[string]string{
		"layer-up 1": "b[4+5]@09:00 a[1 2 3] xy", "layer-down 0": "b[4+5]@09:00 a[1 2 3] xy", "remove-layer 0": "b[4+5]@09:00 xy",
		"add-layer": "a[1 2 3] b[4+5]@09:00 2026-11-30T10:00[] xy", "slot-up 0 1": "a[2 1 3] b[4+5]@09:00 xy", "slot-down 0 1": "a[1 3 2] b[4+5]@09:00 xy",
		"move-slot 0 2 0": "a[3 1 2] b[4+5]@09:00 xy", "move-slot 0 0 2": "a[2 3 1] b[4+5]@09:00 xy", "remove-slot 0 1": "a[1 3] b[4+5]@09:00 xy", "add-slot 1": "a[1 2 3] b[4+5 ]@09:00 xy",
		"add-seat 0 1": "a[1 2+ 3] b[4+5]@09:00 xy", "remove-seat 1 0 0": "a[1 2 3] b[5]@09:00 xy", "add-hours 0": "a[1 2 3]@08:00 b[4+5]@09:00 xy", "remove-hours 1 0": "a[1 2 3] b[4+5] xy",
		"add-holiday": "a[1 2 3] b[4+5]@09:00 xy.", "remove-holiday 0": "a[1 2 3] b[4+5]@09:00 y",
		"layer-up 0": "", "layer-down 1": "", "remove-layer 2": "", "slot-up 0 0": "", "slot-down 0 2": "", "remove-slot 0 3": "", "remove-seat 1 0 2": "", "add-seat 1 7": "",
		"move-slot 0 1": "", "remove-hours 0 0": "", "remove-holiday 2": "", "add-slot 5": "", "remove-layer -1": "", "remove-layer x": "", "save": "", "": "",
	} {
		before := d.words()
		next, ok := d.rearranged(do, at)
		if got := next.words(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %v, %s; want %s", do, ok, got, want)
		}
		if d.words() != before {
			t.Fatalf("%q changed the draft it was given", do)
		}
	}
}

// words is the shape of a draft.
func (d scheduleDraft) words() string {
	var parts []string
	for _, l := range d.layers {
		var slots []string
		for _, slot := range l.slots {
			slots = append(slots, strings.Join(slot, "+"))
		}
		text := orElse(l.name, l.anchor) + "[" + strings.Join(slots, " ") + "]"
		for _, h := range l.hours {
			text += "@" + h.from
		}
		parts = append(parts, text)
	}
	names := ""
	for _, h := range d.holidays {
		names += orElse(h.name, ".")
	}
	return strings.Join(append(parts, names), " ")
}

// FuzzScheduleForm: whatever is sent, reading it ends, and what the form draws of
// it reads as the same again.
func FuzzScheduleForm(f *testing.F) {
	f.Add("layers=1&layers[0].users=1&layers[0].users[0]=1&layers[0].users[0][0]=PANN&layers[0].turn.count=1&layers[0].turn.unit=w&layers[0].anchor=2026-11-30T10:00", "add-seat 0 0")
	f.Add("layers=99999999&holidays=-1&layers[0].restrictions=2&layers[0].restrictions[0].days=mon&layers[0].restrictions[0].later=9", "move-slot 0 1 2")
	f.Fuzz(func(t *testing.T, body, do string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		d, _ := scheduleDraftFrom(form).rearranged(do, civil.At(2026, 11, 30, 10, 0))
		again := scheduleDraftFrom(browsed(d))
		if diff := cmp.Diff(d.values(), again.values()); diff != "" {
			t.Fatalf("(- once, + twice)\n%s", diff)
		}
		read := d.schedule(schedules.Schedule{}, early())
		if to := read.to; len(read.wrong) == 0 {
			for _, l := range to.Layers {
				if len(l.Users) == 0 || l.Turn.Count < 1 || l.Start.IsZero() {
					t.Fatalf("a layer without people, turn or start was read: %+v", l)
				}
			}
		}
		for field := range maps.Keys(read.wrong) {
			if d.fieldWords(field) == "" {
				t.Fatalf("nobody knows where %s is", field)
			}
		}
	})
}
