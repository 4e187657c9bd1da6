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

// PathNewSchedule chooses a template and makes a schedule (GET and POST).
const PathNewSchedule = PathSchedules + "/new"

// ScheduleEdit is the form that changes a schedule, and where it is posted.
func ScheduleEdit(id string) string { return SchedulePath(id) + "/edit" }

// ScheduleDelete asks before a schedule is deleted, and is where that is posted.
func ScheduleDelete(id string) string { return SchedulePath(id) + "/delete" }

// OverrideNew is the form of a new override, and where it is posted.
func OverrideNew(schedule string) string { return SchedulePath(schedule) + "/overrides/new" }

// ScheduleAdvice is what could be better about a schedule, and ScheduleRemedy
// the editor with what does better in one way.
func ScheduleAdvice(id string) string { return SchedulePath(id) + "/advice" }

// ScheduleRemedy see [ScheduleAdvice].
func ScheduleRemedy(id, remedy string) string { return ScheduleAdvice(id) + "/" + remedy }

// ScheduleLike is the form of a new schedule, filled with another's layers.
func ScheduleLike(id string) string { return PathNewSchedule + "?like=" + url.QueryEscape(id) }

// OverrideFor is OverrideNew, filled with the ends of some time on the schedule's
// clock (2026-01-05T10:00), and with who goes on call, if that is not "".
// OverrideInPlaceOf is the form of an override filled in, for somebody who goes off.
func OverrideInPlaceOf(schedule, start, end, user, replaces string) string {
	return OverrideFor(schedule, start, end, user) + "&" + url.Values{"replaces": {replaces}}.Encode()
}

func OverrideFor(schedule, start, end, user string) string {
	q := url.Values{"start": {start}, "end": {end}}
	if user != "" {
		q.Set("user", user)
	}
	return OverrideNew(schedule) + "?" + q.Encode()
}
