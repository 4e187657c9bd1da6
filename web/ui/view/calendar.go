package view

import "strings"

// subscribe is the address as calendar programs register for it.
func (v CalendarMadePage) subscribe() string {
	_, rest, _ := strings.Cut(v.Address, "://")
	return "webcal://" + rest
}

func calendarSection(v CalendarPage) string {
	if v.own() {
		return ""
	}
	return PathSchedules
}
