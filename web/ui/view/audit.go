package view

import (
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
	fields := []Field{{"Mail address", a.Email}, {"Signs in", a.signsIn()}}
	if a.Sessions > 0 {
		fields = append(fields, Field{"Signed in now", count(a.Sessions, "browser", "browsers") + ", last seen " + day(c, a.LastSeen)})
	}
	if len(a.Duties) > 0 {
		fields = append(fields, Field{"Is asked by", strings.Join(a.Duties, ", ")})
	}
	return fields
}

func (a AccessPerson) signsIn() string {
	switch {
	case a.Disabled:
		return "no: has left"
	case !a.Password:
		return "no: has no password"
	case a.Factor:
		return "with a password and a second factor"
	}
	return "with a password only"
}

func keyFacts(c Clock, keys []AccessKey) []Field {
	fields := make([]Field, len(keys))
	for i, k := range keys {
		fields[i] = Field{k.Name, k.words(c)}
	}
	return fields
}

func (k AccessKey) words(c Clock) string {
	words := k.Scope
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

// Table is the report as rows of text, for a spreadsheet.
func (v AccessPage) Table(c Clock) [][]string {
	rows := [][]string{{"kind", "name", "mail address", "role", "signs in", "browsers", "last seen", "duties", "scope", "expires"}}
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return day(c, t)
	}
	key := func(owner string, k AccessKey) []string {
		return []string{"api key", k.Name, owner, k.Role, "", "", when(k.LastUse), "", k.Scope, when(k.Expires)}
	}
	for _, p := range v.People {
		rows = append(rows, []string{"person", p.Name, p.Email, p.Role, p.signsIn(), strconv.Itoa(p.Sessions), when(p.LastSeen), strings.Join(p.Duties, "; "), "", ""})
		for _, k := range p.Keys {
			rows = append(rows, key(p.Email, k))
		}
	}
	for _, k := range v.Keys {
		rows = append(rows, key("", k))
	}
	return rows
}
