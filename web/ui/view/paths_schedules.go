package view

import "net/url"

// PathSchedules is the list of schedules.
const PathSchedules = "/schedules"

// SchedulePath is the page of a schedule.
func SchedulePath(id string) string { return PathSchedules + "/" + url.PathEscape(id) }

// ScheduleDays is the page of a schedule for a stretch from a date (2026-01-05;
// empty: from today).
func ScheduleDays(id, span, from string) string {
	q := url.Values{}
	if span != "" {
		q.Set("span", span)
	}
	if from != "" {
		q.Set("from", from)
	}
	if len(q) == 0 {
		return SchedulePath(id)
	}
	return SchedulePath(id) + "?" + q.Encode()
}
