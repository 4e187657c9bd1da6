package view

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// shownDetail is the detail without a first line that only repeats the object.
func (r AuditRow) shownDetail() string {
	first, rest, many := strings.Cut(r.Detail, "\n")
	if strings.TrimLeft(first, "+~- ") == r.Object {
		if !many {
			return ""
		}
		return rest
	}
	return r.Detail
}

func (a AccessPerson) facts(c Clock) []Field {
	fields := []Field{{"Mail address", a.Email}, {"Signs in", a.SignsIn}}
	add := func(name, value string) {
		if value != "" {
			fields = append(fields, Field{name, value})
		}
	}
	if !a.InvitedTill.IsZero() {
		add("Open invitation", "whoever has the link may set the password, until "+day(c, a.InvitedTill))
	}
	add("Of no use now", strings.Join(a.Idle, ", "))
	if a.Sessions > 0 {
		add("Signed in now", count(a.Sessions, "browser", "browsers")+", last seen "+day(c, a.LastSeen))
	}
	add("Teams", strings.Join(a.Teams, ", "))
	add("Is asked by", strings.Join(a.Duties, ", "))
	return fields
}

func keyFacts(c Clock, keys []AccessKey) []Field {
	fields := make([]Field, len(keys))
	for i, k := range keys {
		fields[i] = Field{k.Name, k.words(c)}
	}
	return fields
}

func (k AccessKey) words(c Clock) string {
	words := cmp.Or(k.Shows, k.Scope)
	if k.Role != "" {
		words += ", as " + k.Role
	}
	if k.LastUse.IsZero() {
		words += ", never used"
	} else {
		words += ", last used " + day(c, k.LastUse)
	}
	if !k.Expires.IsZero() {
		words += ", until " + day(c, k.Expires)
	}
	return words
}

func day(c Clock, t time.Time) string { return t.In(c.Zone).Format("2006-01-02 15:04") }

// Table is the report as rows of text, for a spreadsheet. New columns come at the
// end: scripts count them.
func (v AccessPage) Table(c Clock) [][]string {
	rows := [][]string{{"kind", "name", "mail address", "role", "signs in", "browsers", "last seen", "duties", "scope", "expires", "teams", "invited until", "of no use", "shows"}}
	for _, p := range v.People {
		rows = append(rows, []string{
			"person", p.Name, p.Email, p.Role, p.SignsIn, strconv.Itoa(p.Sessions), dayOrNone(c, p.LastSeen), strings.Join(p.Duties, "; "), "", "",
			strings.Join(p.Teams, "; "), dayOrNone(c, p.InvitedTill), strings.Join(p.Idle, "; "), "",
		})
		rows = append(rows, accessRows(c, p.Email, p.Keys, p.Calendars)...)
	}
	return append(rows, accessRows(c, "", v.Keys, v.Calendars)...)
}

func accessRows(c Clock, owner string, keys, calendars []AccessKey) (rows [][]string) {
	add := func(kind string, k AccessKey) {
		rows = append(rows, []string{kind, k.Name, owner, k.Role, "", "", dayOrNone(c, k.LastUse), "", k.Scope, dayOrNone(c, k.Expires), "", "", "", k.Shows})
	}
	for _, k := range keys {
		add("api key", k)
	}
	for _, k := range calendars {
		add("calendar address", k)
	}
	return rows
}

func dayOrNone(c Clock, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return day(c, t)
}
