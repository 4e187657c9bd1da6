package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func from(anchor civil.DateTime) func(*engine.Config, *schedules.Schedule) {
	return func(_ *engine.Config, s *schedules.Schedule) { s.Layers[0].Start = anchor }
}

func TestARegularScheduleNeedsNoAdvice(t *testing.T) {
	p := rota(t, from(civil.At(2026, 3, 2, 10, 0))).shows(people.Viewer, "/schedules/PSCHED1/advice")
	p.has("advice", false)
	p.says("empty", "Nothing to improve")
	if charts := p.texts("chart"); len(charts) != 3 || !strings.Contains(charts[0], "10:00 to 11:00: 13.") || !strings.Contains(charts[1], "Monday: 13.") || !strings.Contains(charts[2], "7 d: 11.") {
		t.Errorf("charts: %q", charts)
	}
}

func TestAdviceSaysWhatIsBadAndWhyAndOffersWhatIsBetter(t *testing.T) {
	p := rota(t, from(civil.At(2026, 3, 1, 0, 0))).shows(people.Scheduler, "/schedules/PSCHED1/advice")
	for i, want := range [][]string{
		{"All 13 handoffs are at midnight", "Nobody is up to talk", "Hand over at 10:00, weeks on Mondays"},
		{"All 13 handoffs are on a Saturday or Sunday", "both are at work", "Hand over at 10:00, weeks on Mondays"},
	} {
		if got := p.texts("one-advice"); len(got) != 2 || slices.ContainsFunc(want, func(s string) bool { return !strings.Contains(got[i], s) }) {
			t.Errorf("%q has not all of %q", got, want)
		}
	}
	if !slices.Contains(p.hrefs(), "/schedules/PSCHED1/advice/daytime") {
		t.Errorf("no way to the remedy: %q", p.hrefs())
	}
}

func TestGapsAndUnevenNightsAreNamed(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Layers[0].Start = civil.At(2026, 3, 2, 10, 0)
		s.Layers[0].Users = []schedules.Slot{{personOf(people.Responder)}, {personOf(people.Responder)}, {personOf(people.Scheduler)}, {personOf(people.Responder)}}
		s.Overrides = []schedules.Override{{Start: monday().AddDate(0, 0, 2), End: monday().AddDate(0, 0, 3)}}
	})
	p := w.shows(people.Viewer, "/schedules/PSCHED1/advice")
	all := strings.Join(p.texts("one-advice"), "\n")
	for _, want := range []string{"Nobody is on call at times", "Wed 18 Mar 09:00 – Thu 19 Mar 09:00", "The nights are shared out unevenly", "The responder has", "The scheduler has"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if strings.Contains(all, "Change the schedule") {
		t.Error("a viewer is offered to change it")
	}
	const cover = "/schedules/PSCHED1/overrides/new?end=2026-03-19T09%3A00&start=2026-03-18T09%3A00&user=PSCHEDULER"
	if w.asks(personOf(people.Scheduler), http.MethodGet, cover, "").field("end") != "2026-03-19T09:00" || !slices.Contains(w.shows(people.Scheduler, "/schedules/PSCHED1/advice").hrefs(), cover) {
		t.Error("no way to cover the gap")
	}
	if !slices.Contains(p.hrefs(), "/schedules/PSCHED1/fairness") {
		t.Error("no way to compare")
	}
	if !strings.Contains(words(p.root), "98.9 %") {
		t.Error("the coverage is missing")
	}
}

// The remedy opens the editor, filled with what is better; nothing is stored.
func TestARemedyOpensTheEditorAndStoresNothing(t *testing.T) {
	w := rota(t, from(civil.At(2026, 3, 1, 0, 0)))
	before := w.db.Config().Schedules["PSCHED1"]
	p := w.shows(people.Scheduler, "/schedules/PSCHED1/advice/daytime")
	if got := p.field("layers[0].anchor"); !strings.Contains(got, "2026-03-02T10:00") {
		t.Errorf("turns are counted from %q", got)
	}
	if after := w.db.Config().Schedules["PSCHED1"]; !after.Layers[0].Anchor.IsZero() || after.Layers[0].Start != before.Layers[0].Start {
		t.Error("the remedy was stored")
	}
	w.asks(personOf(people.Responder), http.MethodGet, "/schedules/PSCHED1/advice/daytime", "").wantStatus(http.StatusForbidden)
	w.asks(personOf(people.Scheduler), http.MethodGet, "/schedules/PSCHED1/advice/wish", "").wantStatus(http.StatusNotFound)
}

func TestOddTurnsAreMadeRegular(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Layers = []schedules.Layer{
			{ID: "PLAYER1", Start: civil.At(2026, 3, 2, 10, 0), Turn: schedules.TurnOfSeconds(41 * 3600), Users: s.Layers[0].Users},
			{
				ID: "PLAYER2", Start: civil.At(2026, 3, 2, 10, 0), Turn: schedules.TurnOfSeconds(29 * 3600), Users: []schedules.Slot{{personOf(people.Admin)}, nil},
				Restrictions: []schedules.Restriction{{From: civil.TimeOfDay{Hour: 9}, For: 5 * time.Hour}},
			},
		}
	})
	p := w.shows(people.Scheduler, "/schedules/PSCHED1/advice")
	if !slices.Contains(p.hrefs(), "/schedules/PSCHED1/advice/regular") {
		t.Errorf("advice: %q", p.texts("one-advice"))
	}
}

// ofPeople is a layer with hours ("" for none), from Monday 2 March.
func ofPeople(id, turn, start string, hours []schedules.Restriction, roles ...people.Role) schedules.Layer {
	length, err := schedules.ParseTurn(turn)
	if err != nil {
		panic(err)
	}
	at, err := civil.ParseDateTime("2026-03-02T" + start)
	if err != nil {
		panic(err)
	}
	l := schedules.Layer{ID: id, Name: id, Start: at, Turn: length, Restrictions: hours}
	for _, r := range roles {
		l.Users = append(l.Users, schedules.Slot{personOf(r)})
	}
	return l
}

func hoursFrom(hour int, days ...time.Weekday) []schedules.Restriction {
	return []schedules.Restriction{{Days: days, From: civil.TimeOfDay{Hour: hour}, For: 12 * time.Hour}}
}

// advised is a schedule with these layers.
func advised(t *testing.T, layers ...schedules.Layer) *world {
	return rota(t, func(_ *engine.Config, s *schedules.Schedule) { s.Layers = layers })
}

// One click and one confirmation: what the advice offers is in the editor with its preview, and once it is saved as it
// stands there, the advice is gone, or says less; the past is as it was, and nobody is missing who was there.
func TestEachRemedyIsOneClickAndSave(t *testing.T) {
	const resp, sched, admin = people.Responder, people.Scheduler, people.Admin
	weekend := []schedules.Restriction{{Days: []time.Weekday{time.Saturday}, For: 48 * time.Hour}}
	for name, tc := range map[string]struct {
		layers       []schedules.Layer
		advice, left string // the advice's title, and what is left of it ("": gone)
	}{
		"daytime": {[]schedules.Layer{ofPeople("A", "1w", "00:00", nil, resp, sched)}, "All 13 handoffs are at midnight", ""},
		"moved": {
			[]schedules.Layer{ofPeople("A", "1w", "07:00", hoursFrom(7), resp), ofPeople("B", "1w", "19:00", hoursFrom(19), sched)},
			"All 182 handoffs are before 8:00 or from 18:00 on", "91 of 182 handoffs are before 8:00 or from 18:00 on",
		},
		"workday": {
			[]schedules.Layer{ofPeople("A", "1w", "10:00", nil, sched), ofPeople("B", "1w", "07:00", hoursFrom(7, 1, 2, 3, 4, 5), resp)},
			"All 130 handoffs are before 8:00 or from 18:00 on", "",
		},
		"weekends":    {[]schedules.Layer{ofPeople("A", "1d", "10:00", nil, resp, sched, admin)}, "26 of 91 handoffs are on a Saturday or Sunday", ""},
		"regular":     {[]schedules.Layer{ofPeople("A", "41h", "10:00", nil, resp, sched), ofPeople("B", "29h", "10:00", []schedules.Restriction{{From: civil.TimeOfDay{Hour: 9}, For: 5 * time.Hour}}, admin, admin)}, "shifts are of odd lengths", ""},
		"equal":       {[]schedules.Layer{ofPeople("A", "1d", "10:00", nil, resp, resp, resp, sched)}, "The nights are shared out unevenly", ""},
		"alternating": {[]schedules.Layer{ofPeople("A", "12h", "10:00", nil, resp, sched)}, "The nights are shared out unevenly", ""},
		"shared":      {[]schedules.Layer{ofPeople("A", "1w", "08:00", hoursFrom(8), resp), ofPeople("B", "1w", "08:00", hoursFrom(20), sched)}, "The nights are shared out unevenly", ""},
		"backstop":    {[]schedules.Layer{ofPeople("A", "1w", "08:00", hoursFrom(8), resp, sched)}, "Nobody is on call at times", ""},
		"weekends of Saturday and Sunday": {
			[]schedules.Layer{ofPeople("A", "1w", "10:00", nil, resp), ofPeople("B", "1w", "00:00", weekend, sched)}, "13 of 26 handoffs are on a Saturday or Sunday", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := advised(t, tc.layers...)
			const advice = "/schedules/PSCHED1/advice"
			link := advice + "/" + strings.Fields(name)[0]
			before := w.shows(sched, advice)
			if all := strings.Join(before.texts("one-advice"), "\n"); !strings.Contains(all, tc.advice) || !slices.Contains(before.hrefs(), link) {
				t.Fatalf("not offered: %s\n%q", all, before.hrefs())
			}
			p := w.shows(sched, link)
			p.says("moves", "shift")
			was := w.schedule("PSCHED1")
			w.button(sched, rotaEdit, "save", p.filled("schedule-form")).wantStatus(http.StatusSeeOther)
			is := w.schedule("PSCHED1")
			if now := w.now().Truncate(time.Minute).Add(time.Minute); !slices.EqualFunc(was.Shifts(monday().AddDate(0, 0, -14), now), is.Shifts(monday().AddDate(0, 0, -14), now), sameShift) {
				t.Error("the past has changed")
			}
			for at := w.now(); at.Before(w.now().AddDate(0, 0, 91)); at = at.Add(time.Hour) {
				if len(was.OnCall(at)) > 0 && len(is.OnCall(at)) == 0 {
					t.Fatalf("nobody is on call at %s", at)
				}
			}
			w.set(w.now().Add(time.Minute))
			after := strings.Join(w.shows(sched, advice).texts("one-advice"), "\n")
			if strings.Contains(after, tc.advice) || !strings.Contains(after, tc.left) {
				t.Errorf("afterwards: %s", after)
			}
			if tc.left == "" && strings.Contains(after, strings.Join(strings.Fields(tc.advice)[3:], " ")) {
				t.Errorf("there is still some of it: %s", after)
			}
		})
	}
}

func sameShift(a, b schedules.Shift) bool {
	return a.Start.Equal(b.Start) && a.End.Equal(b.End) && slices.Equal(a.Users, b.Users)
}

// Where nothing that is one click away helps, the advice says why, to whoever could have clicked.
func TestWhereNoRemedyHelpsTheAdviceSaysWhy(t *testing.T) {
	const resp, sched, admin = people.Responder, people.Scheduler, people.Admin
	around := advised(t, ofPeople("A", "8h", "00:00", nil, resp, sched, admin))
	got := around.shows(sched, "/schedules/PSCHED1/advice").texts("why-not")
	if all := strings.Join(got, "\n"); !strings.Contains(all, "at any other hours as many of them would begin at night") || !strings.Contains(all, "unless one person has all of it") {
		t.Errorf("of shifts around the clock: %q", got)
	}
	around.shows(people.Viewer, "/schedules/PSCHED1/advice").has("why-not", false)

	away := rota(t, from(civil.At(2026, 3, 2, 10, 0)), func(_ *engine.Config, s *schedules.Schedule) {
		s.Overrides = []schedules.Override{{Start: monday().AddDate(0, 0, 1), End: monday().AddDate(0, 0, 50), User: personOf(people.Responder)}}
	})
	got = away.shows(sched, "/schedules/PSCHED1/advice").texts("why-not")
	if len(got) == 0 || slices.ContainsFunc(got, func(s string) bool { return !strings.Contains(s, "It comes from overrides and absences") }) {
		t.Errorf("of an override: %q", got)
	}
}

// Six weeks of one override are more than another order of the layers evens out. One click hands the half on, once its form
// is saved, and then the nights are even enough.
func TestWhatAnOverrideMakesUnevenIsOneClickAndSave(t *testing.T) {
	w := rota(t, from(civil.At(2026, 3, 2, 10, 0)), func(_ *engine.Config, s *schedules.Schedule) {
		start := civil.At(2026, 3, 23, 10, 0)
		s.Overrides = []schedules.Override{{ID: "POVER01", User: personOf(people.Responder), Start: start.In(s.Location()), End: start.Add(42 * 24 * time.Hour).In(s.Location()), CreatedAt: monday()}}
	})
	const advice = "/schedules/PSCHED1/advice"
	uneven := func() string { return strings.Join(w.shows(people.Scheduler, advice).texts("one-advice"), "\n") }
	if all := uneven(); !strings.Contains(all, "The nights are shared out unevenly") || strings.Contains(all, "It comes from overrides") {
		t.Fatalf("before: %s", all)
	}
	for _, path := range w.shows(people.Viewer, advice).hrefs() {
		if strings.Contains(path, "/overrides/new?") {
			t.Errorf("a viewer is offered %s", path)
		}
	}
	hrefs := w.shows(people.Scheduler, advice).hrefs()
	i := slices.IndexFunc(hrefs, func(path string) bool { return strings.Contains(path, "/overrides/new?") })
	if i < 0 {
		t.Fatalf("not offered: %q", hrefs)
	}
	p := w.shows(people.Scheduler, hrefs[i])
	p.says("moves", "less")
	w.button(people.Scheduler, "/schedules/PSCHED1/overrides/new", "save", p.filled("override-form")).wantStatus(http.StatusSeeOther)
	if all := uneven(); strings.Contains(all, "unevenly") {
		t.Errorf("afterwards: %s", all)
	}
}

// Each gap has a click of its own, with somebody who could take it; the form shows who moves before it is made.
func TestEveryGapCanBeCovered(t *testing.T) {
	w := rota(t, from(civil.At(2026, 3, 2, 10, 0)), func(_ *engine.Config, s *schedules.Schedule) {
		for week := range 7 { // nobody on seven Wednesdays
			start := monday().AddDate(0, 0, 2+7*week)
			s.Overrides = append(s.Overrides, schedules.Override{Start: start, End: start.Add(6 * time.Hour)})
		}
	})
	const advice = "/schedules/PSCHED1/advice"
	covers := func() (list []string) {
		for _, path := range w.shows(people.Scheduler, advice).hrefs() {
			if strings.Contains(path, "/overrides/new?") {
				list = append(list, path)
			}
		}
		return list
	}
	for left := 7; left > 0; left-- {
		paths := covers()
		if len(paths) != left {
			t.Fatalf("%d gaps have %d clicks: %q", left, len(paths), paths)
		}
		p := w.shows(people.Scheduler, paths[len(paths)-1])
		p.says("moves", "1 shift more")
		w.button(people.Scheduler, "/schedules/PSCHED1/overrides/new", "save", p.filled("override-form")).wantStatus(http.StatusSeeOther)
	}
	if paths := covers(); len(paths) > 0 {
		t.Errorf("still: %q", paths)
	}
	for _, path := range w.shows(people.Viewer, advice).hrefs() {
		if strings.Contains(path, "/overrides/new?") {
			t.Errorf("a viewer is offered %s", path)
		}
	}
}
