package preview

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func scheduleSamples(p view.Page, add func(string, templ.Component)) {
	primary := view.ScheduleRow{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, Description: "Whoever is woken first.", Team: "Network", Zone: "America/Chicago",
		OnCall: "Night technician", Until: ago(-56 * time.Hour), Next: "Ana Lucía Fernández-Villanueva", Policies: []view.Ref{{ID: "PPOL001", Name: "Default"}},
	}
	weekend := view.ScheduleRow{
		Schedule: view.Ref{ID: "PSCH002", Name: "عطلة نهاية الأسبوع"}, Zone: "Europe/Berlin", Until: ago(-8 * time.Hour), Next: "South technician",
		Gap: "Nobody is on call from Sat 14 Mar 20:00 to Sun 15 Mar 08:00.",
	}
	add("schedules", view.Schedules(p, view.ScheduleList{Rows: []view.ScheduleRow{primary, weekend}}))
	add("schedules-empty", view.Schedules(p, view.ScheduleList{}))
	page := view.SchedulePage{ScheduleRow: primary, Own: p.Clock, Picture: samplePicture(), Shifts: sampleShifts(), Window: sampleWindow()}
	page.Overrides = sampleOverrides()
	page.Tasks = []view.Task{{Word: "Edit", Path: view.ScheduleEdit("PSCH001")}, {Word: "New override", Path: view.OverrideNew("PSCH001")}}
	page.Duty = []view.Task{{Word: "Take on-call now", Path: view.ShiftTake("PSCH001")}, {Word: "Ask who takes a shift of mine", Path: view.SwapNew("PSCH001")}, {Word: "I am away", Path: view.PathProfile + view.BelowAbsences}, {Word: "Away from this schedule alone", Path: view.ScheduleAwayNew("PSCH001")}}
	add("schedule", view.Schedule(p, page))
	page.BrokenFeeds = []view.BrokenFeed{{Of: "The holidays “Public holidays”", Since: ago(26 * time.Hour), Reason: "Its server answers 404 Not Found."}}
	page.Swaps = sampleSwaps()
	page.Shifts[2].Asked, page.Shifts[1].Swap = "Ana Lucía Fernández-Villanueva asks who takes it.", view.SwapNew("PSCH001")
	asked := p
	asked.Banners = []view.Banner{{Text: "Ana Lucía Fernández-Villanueva asks you to take Primary, Sat 21 Mar 20:00 – Sun 22 Mar 08:00.", LinkPath: view.SwapPath("PSCH001", "PSWAP01"), LinkText: "Answer"}}
	add("schedule-swaps", view.Schedule(asked, page))
	page.Own.Zone, page.Zone = berlin(), "Europe/Berlin"
	page.Picture.Also = sampleDays(6.0 / 24)
	add("schedule-abroad", view.Schedule(p, page))
}

func sampleWindow() view.RotaWindow {
	from := time.Date(2026, 3, 9, 5, 0, 0, 0, time.UTC)
	return view.RotaWindow{
		From: from, To: from.AddDate(0, 0, 14), Span: "fortnight", Back: view.ScheduleDays("PSCH001", "fortnight", "2026-02-23"),
		Today: view.SchedulePath("PSCH001"), On: view.ScheduleDays("PSCH001", "fortnight", "2026-03-23"),
		Spans: []view.RotaLink{
			{Word: "Week", Path: view.ScheduleDays("PSCH001", "week", "2026-03-09")},
			{Word: "Fortnight", Path: view.SchedulePath("PSCH001"), Current: true},
			{Word: "Month", Path: view.ScheduleDays("PSCH001", "month", "2026-03-09")},
		},
	}
}

func samplePicture() view.Rota {
	const day = 1.0 / 14
	v := view.Rota{Zone: "America/Chicago", Other: "Europe/Berlin", Now: 5.09 * day, Words: "The lanes On call, then overrides and layers."}
	v.Days = sampleDays(0)
	hues := map[string]int{}
	for i, name := range samplePeople() {
		hues[name] = i * 5 % 12
		v.People = append(v.People, view.RotaPerson{Name: name, Initials: view.Initials(name), Hue: i * 5 % 12})
	}
	bar := func(from, to float64, people ...string) view.RotaBar {
		names := strings.Join(people, ", ")
		b := view.RotaBar{At: from * day, Width: (to - from) * day, Names: names, Hue: hues[people[0]], Title: names}
		b.Desk, b.Phone = view.BarTexts(people, b.Width)
		for _, name := range people[1:] {
			b.Others = append(b.Others, hues[name])
		}
		return b
	}
	gap := view.RotaBar{At: 11.8 * day, Width: 0.6 * day, Gap: true, Title: "Nobody from Fri 20:00 to Sat 10:00"}
	gap.Desk, gap.Phone = view.GapTexts(gap.Width)
	ana, night, south, dorn, evelyn := samplePeople()[0], samplePeople()[1], samplePeople()[2], samplePeople()[3], samplePeople()[4]
	nights := view.RotaLane{Name: "Nights, two at a time"}
	for i := range 14 {
		from, pair := float64(i)+0.8, []string{dorn, evelyn}
		if i%2 == 1 {
			pair = []string{evelyn, ana, south}
		}
		nights.Bars = append(nights.Bars, bar(from, min(from+0.5, 14), pair...))
	}
	v.Lanes = []view.RotaLane{
		{Name: "On call", Main: true, Bars: []view.RotaBar{
			bar(0, 0.42, ana), bar(0.42, 3, night), bar(3, 3.5, south), bar(3.5, 7.42, night, evelyn), bar(7.42, 9.9, ana), bar(9.9, 11.8, evelyn, dorn), gap, bar(12.4, 14, south),
		}},
		{Name: "Overrides", Bars: []view.RotaBar{bar(3, 3.5, south)}},
		{Name: "Away", Bars: []view.RotaBar{bar(11.8, 14, ana)}},
		nights,
		{Name: "Weekly, whoever is in the north of the network", Bars: []view.RotaBar{bar(0, 0.42, ana), bar(0.42, 7.42, night), bar(7.42, 14, ana)}},
		{Name: "Business hours", Empty: "nobody in these days"},
	}
	return v
}

func samplePeople() []string {
	return []string{"Ana Lucía Fernández-Villanueva", "Night technician", "South technician", "Di Dorn", "Evelyn van der Westhuizen"}
}

// sampleDays is a fortnight, begun so much of a day later.
func sampleDays(later float64) (days []view.RotaDay) {
	for i := range 14 {
		d := view.RotaDay{
			At: (float64(i) + later) / 14, Width: 1.0 / 14, Name: []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}[i%7],
			Number: strconv.Itoa(9 + i), Weekend: i%7 > 4,
		}
		if i == 8 {
			d.Holiday = "Founders' Day"
		}
		days = append(days, d)
	}
	return days
}

func sampleShifts() []view.ShiftRow {
	from := time.Date(2026, 3, 9, 15, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	return []view.ShiftRow{
		{Start: from.Add(-10 * time.Hour), End: from, Names: "Ana Lucía Fernández-Villanueva"},
		{Start: from, End: from.Add(7 * day), Names: "Night technician", You: true, Now: true},
		{Start: from.Add(7 * day), End: from.Add(11 * day), Names: "Ana Lucía Fernández-Villanueva"},
		{Start: from.Add(11 * day), End: from.Add(11*day + 14*time.Hour), Gap: true, Why: "Ana Lucía Fernández-Villanueva is away, and nobody can stand in."},
		{Start: from.Add(11*day + 14*time.Hour), End: from.Add(13*day + 14*time.Hour), Names: "South technician", Why: "Stands in for Ana Lucía Fernández-Villanueva, who is away."},
	}
}
