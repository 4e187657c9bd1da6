package preview

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// cells is a strip of 24 hours from one letter an hour: g(ood) w(arning) b(ad), dot for silence.
func cells(hours string) []view.Cell {
	levels := map[rune]view.Level{'g': view.Good, 'w': view.Warning, 'b': view.Bad}
	var strip []view.Cell
	for i, letter := range hours {
		strip = append(strip, view.Cell{Level: levels[letter], Words: fmt.Sprintf("%02d:00 to %02d:00", i, i+1)})
	}
	return strip
}

func coreRow() view.ServiceRow {
	return view.ServiceRow{
		Service: core(), Description: "Routers, rings and upstreams: when it fails, everybody notices.", Triggered: 1, Acknowledged: 1,
		Policy: view.Ref{ID: "PPOL001", Name: "Default"}, OnCall: duty()[0], Integrations: 3, LastEvent: ago(20 * time.Second), LastFrom: "LibreNMS",
		Strip: cells("gggggggg.ggggwggggggggbb"),
	}
}

func serviceSamples(p view.Page, add func(string, templ.Component)) {
	rows := []view.ServiceRow{
		coreRow(),
		{Service: access(), Description: "41 towers and what hangs on them.", Triggered: 1, Acknowledged: 2, OnCall: duty()[1], Integrations: 1, LastEvent: ago(9 * time.Minute), LastFrom: "The Dude at " + longHost, Strip: cells("gggg....ggggggggwwgggggg"), Problem: "An incident now would reach nobody: the only step of its policy means an empty schedule."},
		{Service: view.Ref{ID: "PMAIL01", Name: "Mail and DNS"}, OnCall: duty()[0], Integrations: 0, Problem: "Nothing can reach it: it has no integration.", Strip: cells(strings.Repeat(".", 24))},
		{Service: view.Ref{ID: "PLONG01", Name: strings.Repeat("very-long-service-name-", 4)}, OnCall: duty()[0], Integrations: 1, Strip: cells(strings.Repeat(".", 24))},
	}
	add("services", view.Services(p, view.ServiceList{Rows: rows}))
	add("services-empty", view.Services(p, view.ServiceList{}))
	add("service", view.Service(p, view.ServicePage{
		ServiceRow: coreRow(), Runbook: view.OutsideLink{Href: "https://wiki.example.net/core", Text: "Runbook: core network"},
		Open: openRows()[:3], Recent: resolvedRows(),
		Connections: doors(),
		Forecast:    forecastOf(view.ServicePath("PCORE01")),
		Changes:     triggered().Changes, AckTimeout: 30 * time.Minute, UrgencyWords: "always high",
	}))
	serviceFormSamples(p, add)
	integrationSamples(p, add)
	mailRuleSamples(p, add)
	heartbeatSamples(p, add)
	watchSamples(p, add)
	equipmentSamples(p, add)
}

func equipmentSamples(p view.Page, add func(string, templ.Component)) {
	rows := []view.EquipmentRow{
		{ID: "tower-north", Name: "tower-north", Site: "Tower North", Open: 1, Recent: 7, LastSeen: ago(20 * time.Second), State: view.Triggered},
		{ID: "ap-114", Name: longHost, Site: "Tower North", Parents: []view.Ref{{ID: "tower-north", Name: "tower-north"}}, Open: 1, Recent: 12, LastSeen: ago(time.Hour), State: view.Acknowledged},
		{ID: "core-rtr-02", Name: "core-rtr-02", Site: "POP 01", Recent: 1, LastSeen: ago(3 * 24 * time.Hour), State: view.Resolved},
		{ID: "x", Name: markup, Recent: 1204, LastSeen: ago(90 * 24 * time.Hour), State: view.Resolved},
		{ID: "ar", Name: arabic, Site: "برج الشمال", Recent: 2, LastSeen: ago(90 * time.Minute), State: view.Quiet},
	}
	add("equipment", view.Equipment(p, view.EquipmentList{Rows: rows, Total: 412, Broken: 2, Pager: view.Pager{Older: "c"}}))
	add("equipment-empty", view.Equipment(p, view.EquipmentList{}))
	var month []view.Day
	for i, n := range []int{0, 0, 1, 0, 0, 3, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 7, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2} {
		month = append(month, view.Day{Date: ago(time.Duration(29-i) * 24 * time.Hour), Incidents: n, Worst: []string{"info", "warning", "error", "critical"}[min(n, 3)]})
	}
	one := rows[1]
	add("equipment-one", view.EquipmentOne(p, view.EquipmentPage{
		EquipmentRow: one, Children: []view.Ref{{ID: "cpe-1", Name: "cpe-1001"}, {ID: "cpe-2", Name: "cpe-1002"}}, Customers: 24,
		Open: openRows()[3:4], History: resolvedRows(), Days: month, Changes: triggered().Changes,
	}))
}
