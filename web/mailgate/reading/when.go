package reading

import (
	"strings"
	"time"
)

// when reads a time in a mail's text. One without a zone is read in the zone of
// the mail's own date, and not at all if there is none: a wrong hour is worse
// than none.
func (l Letter) when(s string) time.Time {
	s = strings.Join(strings.Fields(s), " ")
	for _, layout := range []string{"2006-01-02 15:04:05 -0700", time.RFC3339} { // Icinga
		if at, err := time.Parse(layout, s); err == nil {
			return within(at)
		}
	}
	if l.Date.IsZero() {
		return time.Time{}
	}
	for _, layout := range localLayouts() {
		at, err := time.ParseInLocation(layout, s, l.Date.Location())
		if err == nil {
			return within(withYear(at, l.Date))
		}
	}
	return time.Time{}
}

func localLayouts() []string {
	return []string{
		"2006-01-02 15:04:05",
		"2006 Jan _2 15:04:05",      // OSSEC
		"Jan/02/2006 15:04:05",      // RouterOS 6
		"Jan/02 15:04:05",           // RouterOS 6, this year
		"01/02/2006 15:04:05",       // APC
		"Mon Jan _2 15:04:05 2006",  // SmokePing
		"2006.01.02 15:04:05",       // Zabbix
		"2006/01/02 15:04:05",       // UISP
		"January 2, 2006, 15:04:05", // Healthchecks
	}
}

// withYear gives a time without a year that of the mail, or the one before if it
// would lie ahead: a mail of January tells of December.
func withYear(at, mail time.Time) time.Time {
	if at.Year() != 0 {
		return at
	}
	at = at.AddDate(mail.Year(), 0, 0)
	if at.After(mail.Add(24 * time.Hour)) {
		at = at.AddDate(-1, 0, 0)
	}
	return at
}

// within keeps times that can be stored and shown.
func within(at time.Time) time.Time {
	if at = at.UTC(); at.Year() < 1970 || at.Year() > 9999 {
		return time.Time{}
	}
	return at
}
