package ical

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// zone is the zone of a property: that of its TZID, and without one (a "floating" time) that of the reader. One that is not
// known is an error, or if somebody is told of it the calendar's own or the reader's.
func (r *reader) zone(p property) (*time.Location, error) {
	id := zoneID(p.params["TZID"])
	if id == "" {
		return r.local, nil
	}
	if loc, known := r.zones[id]; known {
		return loc, nil
	}
	loc, err := r.find(id)
	if err != nil {
		return nil, err
	}
	if loc == nil {
		if r.guessed == nil {
			return nil, p.fault("the time zone %s is not known", quoted(id))
		}
		loc = r.usual()
		r.guessed(Guess{Zone: id, Line: p.line, As: loc})
	}
	r.zones[id] = loc
	return loc, nil
}

// zoneID is a TZID as it is known by. As a value it may be escaped, as a parameter not: a display name has commas.
func zoneID(s string) string { return strings.TrimSpace(unescape(s)) }

// usual is the zone that a calendar says is its own (X-WR-TIMEZONE), else the reader's.
func (r *reader) usual() *time.Location {
	if r.own != nil {
		return r.own
	}
	return r.local
}

// find tries, in this order: the IANA name, the names that Windows has for it, an IANA name at the end of a path
// ("/freeassociation.sourceforge.net/Europe/Berlin"), and what the calendar itself says of the zone. The rules that it may
// have for a zone that is known are not followed: they are often wrong, and of years ago. An error is that of the context.
func (r *reader) find(id string) (*time.Location, error) {
	if loc := named(id); loc != nil {
		return loc, nil
	}
	const most = 3 // parts of an IANA name, as in America/Argentina/Salta; who writes thousands means harm
	parts := strings.Split(strings.Trim(id, "/"), "/")
	for i := max(1, len(parts)-most); i < len(parts); i++ {
		if loc := load(strings.Join(parts[i:], "/")); loc != nil {
			return loc, nil
		}
	}
	if strings.EqualFold(parts[len(parts)-1], "UTC") { // "tzone://Microsoft/Utc"
		return time.UTC, nil
	}
	c := r.defined[id]
	if c == nil {
		return nil, nil
	}
	if loc := load(strings.TrimSpace(c.value("X-LIC-LOCATION"))); loc != nil {
		return loc, nil
	}
	return r.ruled(c)
}

// named is a zone by its IANA name or one that Windows has for it; nil for another.
func named(id string) *time.Location {
	if loc := load(id); loc != nil {
		return loc
	}
	return load(windowsZone(id))
}

// load is a zone by its IANA name; nil for what is none, and for the machine's own.
func load(name string) *time.Location {
	if name == "" || name == "Local" || name == "localtime" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// offsetOf reads +0100 and -013045, in seconds.
func offsetOf(s string) (seconds int, ok bool) {
	s = strings.TrimSpace(s)
	if !isOffset(s) {
		return 0, false
	}
	for i, unit := range []int{3600, 60, 1} {
		if from := 1 + 2*i; from < len(s) {
			n, _ := strconv.Atoi(s[from : from+2])
			seconds += n * unit
		}
	}
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

func isOffset(s string) bool {
	ok, err := regexp.MatchString(`^[+-](0\d|1[0-4])[0-5]\d([0-5]\d)?$`, s)
	return ok && err == nil
}
