package ical

import (
	"strconv"
	"strings"
	"time"

	"wakeman/schedules/civil"
)

// moment is a DATE or a DATE-TIME: a reading on the wall clock of a zone.
type moment struct {
	day  bool // a DATE: midnight, and no time of day is meant
	wall civil.Wall
	loc  *time.Location
}

// at is when it is.
func (m moment) at() time.Time { return civil.Instant(m.wall, m.loc) }

func (m moment) date() civil.Date { return m.wall.DateTime().Date }

// The years that are read. Outlook begins birthdays in 1601 or 1604.
const (
	firstYear = 1600
	lastYear  = 2500
)

// moments reads a property whose value is one DATE or DATE-TIME, or a list of them, and PERIODs as their beginnings.
func (r *reader) moments(p property) ([]moment, error) {
	var all []moment
	for text := range strings.SplitSeq(p.value, ",") {
		m, err := r.moment(p, text)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// moment reads one value of a property (RFC 5545, sections 3.3.4 and 3.3.5). Its shape says what it is, whatever VALUE says.
func (r *reader) moment(p property, text string) (moment, error) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "/") // of a PERIOD
	text, utc := strings.CutSuffix(text, "Z")
	d, ok := digits(text)
	if !ok || utc && len(text) == 8 {
		return moment{}, p.fault("%s is not a date like 20260105 or a time like 20260105T090000", quoted(text))
	}
	if d.Date.Year < firstYear || d.Date.Year > lastYear {
		return moment{}, p.fault("the year of %s is not between %d and %d", quoted(text), firstYear, lastYear)
	}
	m := moment{day: len(text) == 8, wall: d.Wall(), loc: r.local} // a date has no zone
	var err error
	switch {
	case utc:
		m.loc = time.UTC
	case !m.day:
		m.loc, err = r.zone(p)
	}
	return m, err
}

// digits reads 20260105 and 20260105T090000. A leap second is the second before it.
func digits(s string) (d civil.DateTime, ok bool) {
	switch {
	case len(s) == 8:
		s += "T000000"
	case len(s) != 15 || s[8] != 'T':
		return d, false
	}
	n := func(from, to int) int {
		v, err := strconv.ParseUint(s[from:to], 10, 16)
		if err != nil {
			ok = false
		}
		return int(v)
	}
	ok = true
	d.Date = civil.Date{Year: n(0, 4), Month: time.Month(n(4, 6)), Day: n(6, 8)}
	d.Time = civil.TimeOfDay{Hour: n(9, 11), Minute: n(11, 13), Second: min(n(13, 15), 59)}
	return d, ok && d.Valid()
}

// span is a DURATION: days on the wall clock, and exact time (RFC 5545, section 3.3.6).
type span struct {
	days int
	time time.Duration
}

// wall is how long it is on a clock that is not put forward or back.
func (s span) wall() civil.Wall {
	return civil.Wall(s.days*daySeconds) + civil.Wall(s.time/time.Second)
}

// end is when something of this length that begins at m is over.
func (s span) end(m moment) time.Time {
	m.wall += civil.Wall(s.days * daySeconds)
	return m.at().Add(s.time)
}

const daySeconds = 86400

// maxDays bounds one duration: longer ones are mistakes.
const maxDays = 3660

func (p property) duration() (s span, err error) {
	bad := p.fault("%s is not a duration like P1D or PT8H30M", quoted(p.value))
	text, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(p.value)), "+"), "P")
	if !ok || text == "" {
		return s, bad
	}
	inTime := false
	for text != "" {
		if text[0] == 'T' && !inTime {
			inTime, text = true, text[1:]
			continue
		}
		end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		if end <= 0 || end > 7 {
			return s, bad
		}
		n, _ := strconv.Atoi(text[:end]) // up to seven digits
		switch unit := text[end]; {
		case unit == 'W' && !inTime:
			s.days += 7 * n
		case unit == 'D' && !inTime:
			s.days += n
		case unit == 'H' && inTime:
			s.time += time.Duration(n) * time.Hour
		case unit == 'M' && inTime:
			s.time += time.Duration(n) * time.Minute
		case unit == 'S' && inTime:
			s.time += time.Duration(n) * time.Second
		default:
			return s, bad
		}
		text = text[end+1:]
	}
	if s.days > maxDays || s.time > maxDays*24*time.Hour {
		return s, p.fault("%s is longer than ten years", quoted(p.value))
	}
	return s, nil
}
