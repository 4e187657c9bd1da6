package ical

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// zone is the zone of a property: that of its TZID, and without one (a "floating" time) that of the reader.
func (r *reader) zone(p property) (*time.Location, error) {
	id := strings.TrimSpace(p.params["TZID"])
	if id == "" {
		return r.local, nil
	}
	if loc, known := r.zones[id]; known {
		return loc, nil
	}
	loc := r.find(id)
	if loc == nil {
		return nil, p.fault("the time zone %s is not known", quoted(id))
	}
	r.zones[id] = loc
	return loc, nil
}

// find tries, in this order: the IANA name, the name that Windows has for it, an IANA name at the end of a path
// ("/freeassociation.sourceforge.net/Europe/Berlin"), and what the calendar itself says of the zone. Rules of its own it
// may have are not followed, unless they never change: they are often wrong, and of years ago.
func (r *reader) find(id string) *time.Location {
	if loc := load(id); loc != nil {
		return loc
	}
	if loc := load(windowsZone(id)); loc != nil {
		return loc
	}
	const most = 3 // parts of an IANA name, as in America/Argentina/Salta; who writes thousands means harm
	parts := strings.Split(strings.Trim(id, "/"), "/")
	for i := max(1, len(parts)-most); i < len(parts); i++ {
		if loc := load(strings.Join(parts[i:], "/")); loc != nil {
			return loc
		}
	}
	return r.defined[id]
}

// load is a zone by its IANA name; nil for what is none, and for the machine's own.
func load(name string) *time.Location {
	if name == "" || name == "Local" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// define learns what a VTIMEZONE says beside its rules: where it lies, or an offset that never changes.
func (r *reader) define(c *component) {
	id := strings.TrimSpace(c.value("TZID"))
	if loc := load(strings.TrimSpace(c.value("X-LIC-LOCATION"))); loc != nil {
		r.defined[id] = loc
		return
	}
	offset, known := 0, false
	for i, part := range c.parts {
		seconds, ok := offsetOf(part.value("TZOFFSETTO"))
		if !ok || i > 0 && seconds != offset {
			return
		}
		offset, known = seconds, true
	}
	if known {
		r.defined[id] = time.FixedZone(id, offset)
	}
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
