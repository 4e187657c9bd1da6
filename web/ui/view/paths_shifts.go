package view

import "net/url"

// PathMyShifts is the viewer's own calendar.
const PathMyShifts = "/my-shifts"

// PathAskNext leads to where one asks who takes the shift that runs, or the next.
const PathAskNext = PathMyShifts + "/ask"

// PathFairness is who carries how much, over all schedules.
const PathFairness = PathSchedules + "/fairness"

// ScheduleFairness is the same for one schedule.
func ScheduleFairness(id string) string { return SchedulePath(id) + "/fairness" }

// What is below PathProfile and [PersonPath]: the absences of a person (GET, POST).
const BelowAbsences = "/absences"

// ScheduleAwayNew is the form of an absence from one schedule (GET), and where it is posted.
func ScheduleAwayNew(schedule string) string { return SchedulePath(schedule) + BelowAbsences + "/new" }

// ScheduleAwayFor is the form with days that are filled in, and what they do; fields are names and values.
func ScheduleAwayFor(schedule string, fields ...string) string {
	return ListPath(ScheduleAwayNew(schedule), fields...)
}

// PersonShifts is the calendar of one person.
func PersonShifts(id string) string { return PersonPath(id) + "/shifts" }

// AbsenceEnd is where an absence is ended, or removed if it has not begun, by a POST.
func AbsenceEnd(base, id string) string {
	return base + BelowAbsences + "/" + url.PathEscape(id) + "/end"
}
