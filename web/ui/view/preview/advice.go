package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func adviceSamples(p view.Page, add func(string, templ.Component)) {
	from := time.Date(2026, 3, 12, 7, 15, 0, 0, time.UTC)
	v := view.AdvicePage{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, Own: p.Clock, From: from, To: from.AddDate(0, 0, 91), Coverage: "98.2 %", Handoffs: 61,
		Hours:   sampleHours(),
		Days:    sampleWeek(),
		Lengths: view.Chart{Name: "Length of a shift", Bars: []view.ChartBar{{Label: "4 h", Count: 2}, {Label: "12 h", Count: 40}, {Label: "1 d 4 h", Count: 3}, {Label: "2 d", Count: 13}}, Words: "4 h: 2; 12 h: 40; 1 d 4 h: 3; 2 d: 13."},
		Advice: []view.AdviceRow{
			{Title: "Nobody is on call at times", Why: "An incident that comes then goes to the next step of its escalation policy at once, and to the fallback if there is none.", Gaps: []view.AdviceGap{
				{When: "Fri 20 Mar 10:00 – Sat 21 Mar 00:00", Cover: view.Task{Word: "Put Ana Lucía Fernández-Villanueva on", Path: "/schedules/PSCH001/overrides/new"}},
				{When: "Mon 6 Apr 08:00 – 20:00", Cover: view.Task{Word: "Put South technician on", Path: "/schedules/PSCH001/overrides/new"}},
			}, MoreGaps: []view.AdviceGap{
				{When: "Mon 13 Apr 08:00 – 20:00", Cover: view.Task{Word: "Put South technician on", Path: "/schedules/PSCH001/overrides/new"}},
			}, Remedies: []view.Task{{Word: "Have everybody take turns when nobody else is on", Path: "/schedules/PSCH001/advice/backstop"}, {Word: "Change the schedule", Path: "/schedules/PSCH001/edit"}}},
			{Title: "13 of 61 handoffs are at midnight", Why: "Nobody is up to talk about what is open, and it is unclear who is meant on the evening before.", Remedies: []view.Task{{Word: "Hand over at 10:00, weeks on Mondays", Path: "/schedules/PSCH001/advice/daytime"}, {Word: "Change the schedule", Path: "/schedules/PSCH001/edit"}}},
			{Title: "The nights are shared out unevenly", Why: "Whoever is woken more than the others leaves first. Swap some shifts, or change the order.", Details: []string{"Ana Lucía Fernández-Villanueva has 410 hours between 22:00 and 8:00, South technician has 120."}, WhyNot: "It comes from overrides and absences, not from the layers, and ends with them. Ask for a swap, or change an override."},
		},
	}
	add("advice", view.Advice(p, v))
	v.Advice, v.Coverage = nil, "100 %"
	add("advice-nothing", view.Advice(p, v))
	v.Handoffs = 0
	add("advice-one-person", view.Advice(p, v))
}

func sampleHours() view.Chart {
	c := view.Chart{Name: "Hour of the day", Note: "Framed: before 8:00 or from 18:00 on.", Words: "0:00 to 1:00: 13; 8:00 to 9:00: 24; 20:00 to 21:00: 24."}
	for hour := range 24 {
		b := view.ChartBar{Marked: hour < 8 || hour >= 18, Count: map[int]int{0: 13, 8: 24, 20: 24}[hour]}
		if hour%3 == 0 {
			b.Label = []string{"0", "3", "6", "9", "12", "15", "18", "21"}[hour/3]
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

func sampleWeek() view.Chart {
	c := view.Chart{Name: "Day of the week", Note: "Framed: at the weekend.", Words: "Monday: 13; Friday: 12; Saturday: 24; Sunday: 12."}
	for i, name := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		c.Bars = append(c.Bars, view.ChartBar{Label: name, Count: []int{13, 0, 0, 0, 12, 24, 12}[i], Marked: i > 4})
	}
	return c
}
