package view

import "time"

// PathAudit and the others are the pages of the audit log.
const (
	PathAudit     = "/audit"
	PathAccess    = "/audit/access"
	PathAccessCSV = "/audit/access.csv"
)

// AuditLog is who changed what, newest first.
type AuditLog struct {
	Rows   []AuditRow
	Filter AuditFilter
	People []Option // who can be chosen
	Pager  Pager
}

// AuditFilter is what the log is filtered by, as typed.
type AuditFilter struct {
	Text   string
	Actor  string // id
	Action string // an action or the part before its dot
}

// Any reports whether the filter leaves anything out.
func (f AuditFilter) Any() bool { return f != AuditFilter{} }

// AuditRow is one line.
type AuditRow struct {
	Seq    uint64
	At     time.Time
	Who    string // a name; hostile
	Via    string // ui, api, command line …
	Action string // config.change
	Object string // hostile
	Detail string // hostile, may have many lines
	Path   string // of the thing's page, "" if it has none
}

func actionOptions() []Option {
	return []Option{
		{"config", "Configuration"},
		{"incident", "Incidents"},
		{"session", "Signing in and out"},
		{"password", "Passwords"},
		{"factor", "Second factors"},
		{"token", "API keys"},
		{"user", "People"},
		{"throttle", "Blocks"},
		{"store", "The store"},
		{"clock", "The clock"},
	}
}

// AccessPage is who has access to what.
type AccessPage struct {
	At     time.Time
	People []AccessPerson
	// Keys and Calendars are nobody's: the account's.
	Keys, Calendars []AccessKey
}

// AccessPerson is one person and what they can do.
type AccessPerson struct {
	ID       string
	Name     string // hostile
	Email    string
	Role     string
	Disabled bool
	SignsIn  string   // in words, by which ways; hostile
	Idle     []string // what they have and cannot use; hostile
	// InvitedTill is until when a link lets them set their password; zero: none does.
	InvitedTill time.Time
	Teams       []string // and their part in them; hostile
	Sessions    int
	LastSeen    time.Time // zero: never, or not since sessions were last cleared
	Keys        []AccessKey
	Calendars   []AccessKey // addresses by which calendar programs read shifts
	Duties      []string    // schedules and policies that name them; hostile
}

// AccessKey is an API key or a calendar address, without its secret.
type AccessKey struct {
	Name    string // hostile
	Scope   string
	Role    string
	Shows   string    // of a calendar address: what it gives away; hostile
	LastUse time.Time // zero: never
	Expires time.Time // zero: never
}
