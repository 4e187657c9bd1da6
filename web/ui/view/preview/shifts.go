package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func shiftSamples(p view.Page, add func(string, templ.Component)) {
	primary, weekend := view.Ref{ID: "PSCH001", Name: "Primary"}, view.Ref{ID: "PSCH002", Name: "عطلة نهاية الأسبوع"}
	day := 24 * time.Hour
	list := []view.AwayRow{
		{ID: "PAWAY01", When: "Fri 13 Mar 12:00 – Sun 15 Mar 18:00", Reason: "skiing", Now: true},
		{ID: "PAWAY02", When: "Mon 3 Aug – Fri 14 Aug 2026", Reason: "summer holidays with the whole family, without a signal"},
	}
	away := view.AwayPage{Base: view.PathProfile, Zone: "America/Chicago", List: list}
	add("away", view.Away(p, view.AwayPage{Base: view.PathProfile, Zone: "America/Chicago", Presets: samplePresets(primary, weekend)}))
	away.Form = view.Form{Values: map[string]string{"from": "2026-03-18", "till": "2026-03-22"}}
	away.Shown, away.Start, away.End, away.Gap = "2026-03-18  2026-03-22 ", ago(-4*day), ago(-9*day), true
	away.Effects = []view.AwayEffect{
		{Schedule: primary, Rows: []view.AfterRow{{Start: ago(-4 * day), End: ago(-5 * day), Names: "Ana Lucía Fernández-Villanueva"}, {Start: ago(-5 * day), End: ago(-6 * day), Why: "Night technician is away, and nobody can stand in."}}},
		{Schedule: weekend, Rows: []view.AfterRow{{Start: ago(-7 * day), End: ago(-9 * day), Names: "South technician"}}},
	}
	add("away-effects", view.Away(p, away))
	away.Whose, away.Base, away.Shown, away.Gap = "Ana Lucía Fernández-Villanueva", view.PersonPath("PANA001"), "", false
	away.Form.Errors = map[string]string{"till": "Must be after the beginning.", "till_time": "A time like 14:30 is needed."}
	add("away-wrong", view.Away(p, away))
	for i := range list {
		list[i].Base = view.PathProfile
	}
	alone := view.ScheduleAwayPage{AwayPage: view.AwayPage{Zone: "America/Chicago", Presets: samplePresets(primary, weekend)[1:3]}, Schedule: primary}
	add("schedule-away", view.ScheduleAway(p, alone))
	alone.AwayPage, alone.People = away, []view.Option{{Value: "PNIGHT1", Label: "I (Night technician)"}, {Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}}
	alone.Form.Errors = map[string]string{"till": "Must be after the beginning.", "user": "Ana Lucía Fernández-Villanueva has left."}
	add("schedule-away-wrong", view.ScheduleAway(p, alone))
	alone.Form.Errors, alone.Shown, alone.Gap, alone.Effects = nil, "PNIGHT1 2026-03-18  2026-03-22 ", true, away.Effects[:1]
	add("schedule-away-effects", view.ScheduleAway(p, alone))
	shifts := []view.OwnShift{
		{Schedule: primary, Start: ago(3 * day), End: ago(-2 * day), Now: true, Night: 50 * time.Hour, Weekend: 29 * time.Hour, Before: "Ana Lucía Fernández-Villanueva", After: "South technician", Swap: view.SwapNew("PSCH001")},
		{Schedule: weekend, Start: ago(-7 * day), End: ago(-7*day - 12*time.Hour), Night: 10 * time.Hour, Weekend: 12*time.Hour + 30*time.Minute, After: "Ana Lucía Fernández-Villanueva", Asked: "Asked who takes Sat 21 Mar 02:15 – 14:15."},
		{Schedule: primary, Start: ago(-50 * day), End: ago(-56 * day), Open: true, Before: "South technician", Swap: view.SwapNew("PSCH001")},
	}
	fairnessSamples(p, add)
	cards := sampleSwaps()
	add("my-shifts", view.Shifts(p, view.MyShifts{Tasks: ownTasks(), Shifts: shifts, Asked: cards[:1], Swaps: cards[1:], Away: list, AwayPath: view.PathProfile + view.BelowAbsences, Total: 250 * time.Hour}))
	add("my-shifts-empty", view.Shifts(p, view.MyShifts{AwayPath: view.PathProfile + view.BelowAbsences}))
	add("shifts-of", view.Shifts(p, view.MyShifts{Whose: "Ana Lucía Fernández-Villanueva", Shifts: shifts[1:], Total: 150 * time.Hour}))
}

// ownTasks is what a page offers whoever has shifts.
func ownTasks() []view.Task {
	return []view.Task{{Word: "I am away", Path: view.PathProfile + view.BelowAbsences}, {Word: "Ask who takes my shift", Path: view.PathAskNext}}
}

// samplePresets are times to be away by one tap: one that moves nothing, one for which somebody stands in, many, a gap.
func samplePresets(primary, weekend view.Ref) []view.AwayPreset {
	takes := func(on view.Ref, names ...string) (e view.AwayEffect) {
		e.Schedule = on
		for _, name := range names {
			e.Rows = append(e.Rows, view.AfterRow{Names: name})
		}
		return e
	}
	const ana = "Ana Lucía Fernández-Villanueva"
	return []view.AwayPreset{
		{Name: "The rest of the night", When: "Fri 13 Mar 02:15 – 08:00", Effects: []view.AwayEffect{takes(primary, ana)}},
		{Name: "Tonight", When: "Fri 13 Mar 18:00 – Sat 14 Mar 08:00", Effects: []view.AwayEffect{takes(primary, ana), takes(weekend, "South technician", "مالك الشبكة")}},
		{Name: "Tomorrow", When: "Sat 14 Mar 2026", Effects: []view.AwayEffect{takes(weekend, "South technician", "")}, Gap: true},
		{Name: "This weekend", When: "Sat 14 Mar – Sun 15 Mar 2026", Effects: []view.AwayEffect{takes(weekend, "")}, Gap: true},
		{Name: "Next week", When: "Mon 16 Mar – Sun 22 Mar 2026"},
	}
}

func fairnessSamples(p view.Page, add func(string, templ.Component)) {
	burden := func(hours, diff int, share float64) view.Burden {
		return view.Burden{Time: time.Duration(hours) * time.Hour, Diff: time.Duration(diff) * time.Hour, Share: share}
	}
	rows := []view.FairnessRow{
		{Person: view.Ref{ID: "PANA001", Name: "Ana Lucía Fernández-Villanueva"}, Night: burden(470, 167, 1), Week: burden(312, 104, 1), Total: burden(1130, 402, 1)},
		{Person: view.Ref{ID: "PNIGHT1", Name: "Night technician"}, You: true, Night: burden(300, -3, 0.64), Week: burden(208, 0, 0.67), Total: burden(728, 0, 0.64)},
		{Person: view.Ref{ID: "PGONE01", Name: "مالك الشبكة"}, Left: true, Night: burden(140, -163, 0.3), Week: burden(104, -104, 0.33), Total: burden(326, -402, 0.29)},
	}
	part := view.FairnessPart{ID: "next", Title: "The next 13 weeks", From: now(), To: now().AddDate(0, 0, 91), Rows: rows, Words: []string{"Ana Lucía Fernández-Villanueva has 470 night hours, \u2068مالك الشبكة\u2069 has 140; the mean is 303."}}
	last := view.FairnessPart{ID: "last", Title: "The last 13 weeks", From: now().AddDate(0, 0, -91), To: now(), Rows: rows[1:2]}
	add("fairness", view.Fairness(p, view.FairnessPage{Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, Parts: []view.FairnessPart{part, last}}))
	add("fairness-empty", view.Fairness(p, view.FairnessPage{Parts: []view.FairnessPart{{ID: "next", Title: "The next 13 weeks", From: now(), To: now().AddDate(0, 0, 91)}}}))
}
