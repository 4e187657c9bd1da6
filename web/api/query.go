package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// query is the part of the address after the question mark.
type query struct {
	values url.Values
	zone   *time.Location // time_zone: what dates without an offset are read in; UTC if it is not given
	zoned  bool           // it was given
}

// parseQuery reads the raw query. Its error is a *problem.
func parseQuery(raw string) (query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return query{}, invalid("the query is not well formed")
	}
	q := query{values: values, zone: time.UTC}
	if name := q.text("time_zone"); name != "" && name != "Local" {
		if q.zone, err = time.LoadLocation(name); err != nil {
			return query{}, invalid("time_zone: not a known tz database name like America/Chicago")
		}
		q.zoned = true
	}
	return q, nil
}

func (q query) text(name string) string { return strings.TrimSpace(q.values.Get(name)) }

// list reads name[]=a&name[]=b, and the spellings that clients get wrong: name=a
// and name[]=a,b.
func (q query) list(name string) []string {
	var list []string
	for _, v := range slices.Concat(q.values[name+"[]"], q.values[name]) {
		for item := range strings.SplitSeq(v, ",") {
			if item = strings.TrimSpace(item); item != "" && !slices.Contains(list, item) {
				list = append(list, item)
			}
		}
	}
	return list
}

func (q query) set(name string) map[string]bool {
	set := map[string]bool{}
	for _, v := range q.list(name) {
		set[v] = true
	}
	return set
}

// words is a list of which every item must be one of known.
func words[T ~string](q query, name string, known ...T) ([]T, error) {
	var list []T
	for _, v := range q.list(name) {
		if !slices.Contains(known, T(v)) {
			return nil, invalid(fmt.Sprintf("%s[]: %s is none of %s", name, quote(v), strings.Join(asText(known), ", ")))
		}
		list = append(list, T(v))
	}
	return list, nil
}

func asText[T ~string](list []T) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = string(v)
	}
	return texts
}

func (q query) flag(name string) (bool, error) {
	switch v := q.text(name); strings.ToLower(v) {
	case "", "false", "0", "no":
		return false, nil
	case "true", "1", "yes":
		return true, nil
	default:
		return false, invalid(fmt.Sprintf("%s: %s is neither true nor false", name, quote(v)))
	}
}

// dateLayouts are the forms of ISO 8601 that clients send. Those without an
// offset are read in time_zone.
func dateLayouts() []string {
	return []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02",
		"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05 -0700 MST", "2006-01-02T15:04:05-0700", "20060102T150405Z0700",
	}
}

// instant reads a date; zero when it is not given.
func (q query) instant(name string) (time.Time, error) {
	v := q.text(name)
	if v == "" {
		return time.Time{}, nil
	}
	// A plus sign that the client did not escape arrives as a space.
	mended := v
	if i := strings.LastIndexByte(v, ' '); i > 0 && strings.Contains(v[:i], "T") {
		mended = v[:i] + "+" + v[i+1:]
	}
	for _, text := range []string{v, mended} {
		if t, ok := parseInstant(text, q.zone); ok {
			return t, nil
		}
	}
	return time.Time{}, invalid(fmt.Sprintf("%s: %s is not an ISO 8601 time like 2026-01-05T09:00:00Z", name, quote(v)))
}

// parseInstant reads a date in one of the layouts, in zone where it has no offset.
func parseInstant(text string, zone *time.Location) (time.Time, bool) {
	for _, layout := range dateLayouts() {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && t.Year() > 0 && t.Year() < 10000 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// window is from (inclusive) to (exclusive); zero ends are open.
type window struct{ from, to time.Time }

// window reads since and until.
func (q query) window() (w window, err error) {
	if w.from, err = q.instant("since"); err != nil {
		return w, err
	}
	if w.to, err = q.instant("until"); err != nil {
		return w, err
	}
	if !w.from.IsZero() && !w.to.IsZero() && w.to.Before(w.from) {
		return w, invalid("until: is before since")
	}
	return w, nil
}

// within bounds the length of a window that has both ends.
func (w window) within(most time.Duration) error {
	if w.to.Sub(w.from) > most {
		return invalid(fmt.Sprintf("until: at most %d days after since", int(most/(24*time.Hour))))
	}
	return nil
}

// quote shows a bad value in an error, shortened: it came from outside.
func quote(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		s = string(runes[:40]) + "…"
	}
	return strconv.Quote(s)
}
