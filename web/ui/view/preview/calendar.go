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
	own.Rows = nil
	add("calendar-empty", view.Calendar(p, own))
	own.Form = view.Form{Errors: map[string]string{"name": "Say which program reads it, in at most 100 characters."}}
	add("calendar-wrong", view.Calendar(p, own))
	of := view.CalendarPage{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, PostPath: view.CalendarAddresses("PSCH001"), Max: 10,
		Form: view.Form{Problem: "There are 10 addresses already: revoke one that is not used."}, Rows: calendarRows(),
	}
	of.Rows[1].RevokePath, of.Rows[1].Owner = "", "Ana Lucía Fernández-Villanueva"
	add("calendar-schedule", view.Calendar(p, of))
	add("calendar-made", view.CalendarMade(p, view.CalendarMadePage{Name: "Phone", Address: "https://pager.example.net/calendar/wk_" + strings.Repeat("0aZ", 11) + ".ics"}))
}
