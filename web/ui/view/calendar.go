package view

import (
	"strconv"
	"strings"
)

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

func feedCount(n int) string {
	if n == 1 {
		return "1 to come"
	}
	return strconv.Itoa(n) + " to come"
}

func feedLabel(v CalendarPage) string {
	switch {
	case !v.own():
		return "Add the calendar"
	case len(v.Feeds) > 0:
		return "Read this calendar instead"
	}
	return "Read this calendar"
}
