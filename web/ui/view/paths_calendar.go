package view

import "net/url"

// Addresses of one's own calendar.
const (
	PathCalendar     = "/profile/calendar"
	PathCalendarMade = PathCalendar + "/made"
	PathCalendarKept = PathCalendar + "/kept"

	belowCalendar  = "/calendar"
	belowAddresses = "/addresses"
)

// CalendarAddresses makes an address for one's own shifts (POST); with a schedule
// for that.
func CalendarAddresses(schedule string) string {
	if schedule == "" {
		return PathCalendar + belowAddresses
	}
	return ScheduleCalendarPath(schedule) + belowAddresses
}

// CalendarRevoke asks before an address ends (GET), and ends it (POST).
func CalendarRevoke(schedule, id string) string {
	return CalendarAddresses(schedule) + "/" + url.PathEscape(id) + "/revoke"
}

// CalendarFeedPath sets one's own absence feed (POST); with a schedule it adds a
// feed of holidays.
func CalendarFeedPath(schedule string) string {
	if schedule == "" {
		return PathCalendar + "/feed"
	}
	return ScheduleCalendarPath(schedule) + "/feeds"
}

// CalendarFeedDeed is a verb on a feed: refresh (POST), remove (GET asks).
func CalendarFeedDeed(schedule, id, verb string) string {
	if schedule == "" {
		return CalendarFeedPath("") + "/" + verb
	}
	return CalendarFeedPath(schedule) + "/" + url.PathEscape(id) + "/" + verb
}

// ScheduleCalendarPath is the page of a schedule's calendars, out and in.
func ScheduleCalendarPath(schedule string) string { return SchedulePath(schedule) + belowCalendar }
