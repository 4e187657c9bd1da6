package preview

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func calendarRows() []view.CalendarRow {
	return []view.CalendarRow{
		{Name: "Phone", Hint: "wk_…a1b2", Created: ago(90 * 24 * time.Hour), Used: ago(3 * time.Hour), RevokePath: view.CalendarRevoke("", "k1")},
		{Name: "التقويم في المكتب", Hint: "wk_…Zz09", Created: ago(3 * time.Hour), RevokePath: view.CalendarRevoke("", "k2")},
	}
}

func calendarSamples(p view.Page, add func(string, templ.Component)) {
	own := view.CalendarPage{PostPath: view.CalendarAddresses(""), Rows: calendarRows(), Max: 10}
	add("calendar", view.Calendar(p, own))
	own.FeedPath, own.MayFeed = view.CalendarFeedPath(""), true
	own.Feeds = []view.CalendarFeed{{
		Server: "calendar.example.net", Good: ago(40 * time.Minute), Entries: 4,
		Guessed:     `Line 12: the time zone "Customized Time Zone 3" is not known; its times are read on the clock of America/Chicago.`,
		RefreshPath: view.CalendarFeedDeed("", "f1", "refresh"), RemovePath: view.CalendarFeedDeed("", "f1", "remove"),
	}}
	add("calendar-feed", view.Calendar(p, own))
	own.Rows, own.Feeds = nil, nil
	add("calendar-empty", view.Calendar(p, own))
	own.Form = view.Form{Errors: map[string]string{"name": "Say which program reads it, in at most 100 characters."}}
	add("calendar-wrong", view.Calendar(p, own))
	of := view.CalendarPage{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, PostPath: view.CalendarAddresses("PSCH001"), Max: 10,
		Form: view.Form{Problem: "There are 10 addresses already: revoke one that is not used."}, Rows: calendarRows(),
	}
	of.Rows[1].RevokePath, of.Rows[1].Owner = "", "Ana Lucía Fernández-Villanueva"
	of.FeedPath, of.MayFeed = view.CalendarFeedPath("PSCH001"), true
	of.FeedForm = view.Form{Values: map[string]string{"feed_name": "Public holidays", "url": "calendar.example.net"}, Errors: map[string]string{"url": "Must be a URL that begins with http:// or https://."}}
	of.Feeds = []view.CalendarFeed{
		{Name: "Public holidays of the northern valley", Server: "calendar.example.net", From: "09:00", Good: ago(time.Hour), Entries: 1, RefreshPath: "/r", RemovePath: "/s"},
		{
			Name: "الإجازات", Server: "192.0.2.20:8080", Good: ago(30 * time.Hour), Entries: 11, Failing: ago(28 * time.Hour), RefreshPath: "/r", RemovePath: "/s",
			Reason: "It can not be read as a calendar: line 12.", Detail: `line 12: DTSTART: "tomorrow" is not a date like 20260105 or a time like 20260105T090000`,
		},
	}
	add("calendar-schedule", view.Calendar(p, of))
	add("calendar-made", view.CalendarMade(p, view.CalendarMadePage{Name: "Phone", Address: "https://pager.example.net/calendar/wk_" + strings.Repeat("0aZ", 11) + ".ics"}))
}
