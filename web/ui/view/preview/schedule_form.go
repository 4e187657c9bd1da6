package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func rotaPeople() []view.Option {
	return []view.Option{{Value: "PANA", Label: "Ana Lucía Fernández-Villanueva"}, {Value: "PNIGHT", Label: "Night technician"}, {Value: "PSOUTH", Label: "South technician"}, {Value: "POWN", Label: "مالك الشبكة (cannot be reached)"}}
}

func scheduleFormSamples(p view.Page, add func(string, templ.Component)) {
	form := sampleScheduleForm(p)
	add("schedule-form", view.ScheduleForm(p, form))
	empty := view.ScheduleFormPage{
		Form: view.Form{Values: map[string]string{"time_zone": "America/Chicago"}}, Zone: "America/Chicago", People: rotaPeople(), Zones: []string{"America/Chicago"},
		Preview: view.SchedulePreview{New: true, Problems: []string{"Name: Missing."}},
	}
	add("schedule-form-new", view.ScheduleForm(p, empty))
	wrong := sampleScheduleForm(p)
	wrong.Form.Problem = "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare."
	wrong.Form.Values["layers[0].users[0][0]"], wrong.Form.Values["layers[0].turn.count"] = "", "every"
	wrong.Form.Errors = map[string]string{
		"name": "Missing.", "layers[0].users[0][0]": "Choose a person, or nobody.", "layers[0].turn": "Write how many as a whole number from 1 on, and choose a unit.",
		"layers[1].restrictions[0].until": "Give a time of day.", "holidays[0].date": "This has begun: what was is not changed. Give a later time, or make an override.", "layers[1].end": "Not after start.",
	}
	wrong.Preview = view.SchedulePreview{Problems: []string{"Weekly, whoever is in the north of the network, turn 1: Choose a person, or nobody.", "Holiday 1: This has begun: what was is not changed."}}
	add("schedule-form-wrong", view.ScheduleForm(p, wrong))
	plan := view.ScheduleNewPage{
		Form: view.Form{Values: map[string]string{"template": "weekly", "time_zone": "America/Chicago", "first": "2026-03-16T10:00", "people[0]": "PANA"}}, People: rotaPeople(),
		Zones: []string{"America/Chicago"}, Places: 4, Others: 2, Templates: sampleTemplates(),
	}
	add("schedule-new", view.ScheduleNew(p, plan))
	plan.Form = view.Form{Values: plan.Form.Values, Errors: map[string]string{"template": "Choose how to begin.", "first": "Give a date and a time.", "time_zone": "Give a time zone, as in America/Chicago.", "people[1]": "Choose somebody of the list."}}
	add("schedule-new-wrong", view.ScheduleNew(p, plan))
	overrideSamples(p, add)
	policies := []view.Ref{{ID: "PPOL001", Name: "Default"}, {ID: "PPOL003", Name: markup}}
	add("schedule-delete", view.ScheduleRemoval(p, view.ScheduleDeletePage{Schedule: form.Schedule, OnCall: "Night technician", Seen: "a"}))
	add("schedule-needed", view.ScheduleRemoval(p, view.ScheduleDeletePage{Schedule: form.Schedule, Policies: policies, Problem: "Primary is still needed by escalation policy \"Default\"; change that first."}))
}

func sampleTemplates() (cards []view.TemplateCard) {
	bar := func(from, to float64, name string, hue int) view.RotaBar {
		return view.RotaBar{At: from / 14, Width: (to - from) / 14, Names: name, Hue: hue}
	}
	week := []view.RotaLane{{Bars: []view.RotaBar{bar(.42, 7.42, "A", 0), bar(7.42, 14, "B", 1)}}}
	for _, words := range [][3]string{
		{"weekly", "A week each", "One person is on call for a week, then the next."},
		{"daily", "A day each", "One person is on call for 24 hours, then the next."},
		{"follow_the_sun", "Days and nights", "Two groups, twelve hours each: the first by day, the second by night. Each person keeps theirs for a week."},
		{"business_day", "Business hours", "Eight hours from the first handoff's time on, Monday to Friday. Outside of them nobody is on call."},
		{"weekday_weekend", "Weekdays and weekends", "A week each; from Friday to Monday the second group takes turns of its own, and takes holidays too."},
		{"split_week", "Days, nights and weekends", "Another person each day, the second group a week of nights each; from Friday to Monday one person of all, holidays too."},
	} {
		cards = append(cards, view.TemplateCard{Value: words[0], Name: words[1], Says: words[2], Lanes: week})
	}
	return append(cards, view.TemplateCard{Value: "empty", Name: "Empty", Says: "No layers: you build it all."})
}

func sampleScheduleForm(p view.Page) view.ScheduleFormPage {
	values := map[string]string{
		"name": "Primary", "description": "Whoever is woken first.", "time_zone": "America/Chicago", "team": "PTEAM01", "seen": "a", "shown": "b", "span": "fortnight",
		"layers[0].id": "PLAY001", "layers[0].name": "Weekly, whoever is in the north of the network", "layers[0].anchor": "2026-01-05T09:00", "layers[0].start": "2026-01-05T09:00",
		"layers[0].turn.count": "1", "layers[0].turn.unit": "w",
		"layers[0].users[0][0]": "PANA", "layers[0].users[1][0]": "PNIGHT", "layers[0].users[1][1]": "PSOUTH", "layers[0].users[2][0]": "nobody",
		"layers[1].name": "Nights", "layers[1].anchor": "2026-03-16T20:00", "layers[1].end": "2026-09-01T08:00", "layers[1].turn.count": "12", "layers[1].turn.unit": "h", "layers[1].users[0][0]": "POWN",
		"layers[1].restrictions[0].from": "20:00", "layers[1].restrictions[0].until": "08:00", "layers[1].restrictions[0].later": "0",
		"layers[1].restrictions[1].from": "17:00:30", "layers[1].restrictions[1].until": "08:00", "layers[1].restrictions[1].later": "2", "layers[1].restrictions[1].days.fri": "yes",
		"holidays[0].date": "2026-04-03", "holidays[0].name": "Good Friday", "holidays[1].date": "2026-12-25", "holidays[1].from": "09:00", "holidays[1].name": "Christmas Day",
	}
	from := time.Date(2026, 3, 9, 5, 0, 0, 0, time.UTC)
	return view.ScheduleFormPage{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, Form: view.Form{Values: values}, Zone: "America/Chicago", Holidays: 2, People: rotaPeople(),
		Zones: []string{"America/Chicago"}, Teams: []view.Option{{Label: "No team"}, {Value: "PTEAM01", Label: "Network"}},
		Layers: []view.ScheduleFormLayer{{Stored: true, Slots: []int{1, 2, 1}}, {Slots: []int{1}, Hours: []string{"every day 20:00 – 08:00", "Fri 17:00:30 – Mon 08:00"}}},
		Past: view.SchedulePast{Days: 400, More: 2, Layers: []view.PastLayer{
			{Name: "Weekly until 2026-03-02 10:01", Start: "2026-01-05 09:00", Ended: "2026-03-02 10:01", People: "Ana Lucía Fernández-Villanueva, Night technician"}, {Name: "Winter", Start: "2025-11-01 00:00", Ended: "2026-02-01 00:00"},
		}},
		Preview: view.SchedulePreview{
			Changes: true, Shown: "b", Zone: p.Clock, From: from, To: from.AddDate(0, 0, 14), Picture: samplePicture(),
			Gaps: []string{"Nobody is on call from Fri 20 Mar 19:00 to Sat 21 Mar 10:00.", "And 12 more times in eight weeks."},
			Moves: []view.ShiftMove{
				{Name: "Night technician", You: true, Less: "2 shifts less: Mon 16 Mar 09:00 – Mon 23 Mar 09:00; Mon 6 Apr 09:00 – Mon 13 Apr 09:00"},
				{Name: "Ana Lucía Fernández-Villanueva", Less: "1 shift less: Mon 23 Mar 09:00 – 12:00", More: "5 shifts more: Mon 16 Mar 20:00 – Tue 17 Mar 08:00; Tue 17 Mar 20:00 – Wed 18 Mar 08:00; Wed 18 Mar 20:00 – Thu 19 Mar 08:00; …"},
			},
			Told: []string{"Ana Lucía Fernández-Villanueva", "South technician"},
		},
	}
}

func overrideSamples(p view.Page, add func(string, templ.Component)) {
	from := time.Date(2026, 3, 18, 1, 0, 0, 0, time.UTC)
	v := view.OverridePage{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, Own: p.Clock, People: rotaPeople(), Whom: rotaPeople(),
		Form:  view.Form{Values: map[string]string{"start": "2026-03-17T20:00", "end": "2026-03-18T20:00", "user": "PANA"}},
		After: []view.AfterRow{{Start: from, End: from.Add(12 * time.Hour), Names: "Ana Lucía Fernández-Villanueva"}, {Start: from.Add(12 * time.Hour), End: from.Add(24 * time.Hour), Names: "Night technician", You: true}},
		Moves: []view.ShiftMove{
			{Name: "Night technician", You: true, Less: "1 shift less: Tue 17 Mar 20:00 – Wed 18 Mar 08:00"},
			{Name: "Ana Lucía Fernández-Villanueva", More: "1 shift more: Tue 17 Mar 20:00 – Wed 18 Mar 08:00"},
		},
		Cautions: []string{"Ana Lucía Fernández-Villanueva is away for some of this time: the override does nothing then."},
	}
	add("override-new", view.Override(p, v))
	v.Gap, v.Moves, v.Cautions = true, nil, nil
	v.After = []view.AfterRow{{Start: from, End: from.Add(24 * time.Hour), Why: "An override takes Night technician off, and names nobody."}}
	v.Form = view.Form{Values: map[string]string{"start": "2026-03-17T20:00", "end": "2026-03-18T20:00", "user": "nobody"}, Errors: map[string]string{"gap": "Nobody would be on call from Tue 17 Mar 20:00 to Wed 18 Mar 20:00: say that this is meant, or choose somebody."}}
	add("override-gap", view.Override(p, v))
	v.After, v.Gap, v.Problems = nil, false, []string{"Choose who goes on call, or nobody."}
	v.Form = view.Form{Values: map[string]string{"start": "2026-03-17T20:00", "replaces": "nobody"}, Errors: map[string]string{"end": "A date and time like 2026-12-24T20:00 is needed.", "user": "Choose who goes on call, or nobody."}}
	add("override-wrong", view.Override(p, v))
}

func sampleOverrides() []view.OverrideRow {
	from := time.Date(2026, 3, 13, 1, 0, 0, 0, time.UTC)
	return []view.OverrideRow{
		{Start: from, End: from.Add(36 * time.Hour), Names: "Night technician", Whom: "Ana Lucía Fernández-Villanueva", You: true, Now: true, Path: view.ShiftBack("PSCH001", "PO1")},
		{Start: from.AddDate(0, 0, 5), End: from.AddDate(0, 0, 6), Whom: "everybody", Path: view.ShiftBack("PSCH001", "PO2")},
		{Start: from.AddDate(0, 0, 6), End: from.AddDate(0, 0, 7), Names: "Ana Lucía Fernández-Villanueva", Path: view.ShiftBack("PSCH001", "PO3")},
		{Start: from.AddDate(0, 0, 8), End: from.AddDate(0, 0, 9), Names: "South technician", Whom: "everybody", Doubt: "South technician is away for some of this time: the override does nothing then."},
	}
}
