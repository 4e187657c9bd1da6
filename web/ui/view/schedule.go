package view

import (
	"strconv"
	"time"
)

// share is a place in the picture as SVG wants it.
func share(f float64) string { return strconv.FormatFloat(100*f, 'f', 3, 64) + "%" }

func hueClass(b RotaBar) string {
	if b.Gap {
		return "bar is-gap"
	}
	if b.Many {
		return "bar is-many"
	}
	return "bar hue-" + strconv.Itoa(b.Hue)
}

// fromTo is a shift's ends in a zone: "Mon 23 Mar 10:00 – Mon 30 Mar 10:00".
func fromTo(c Clock, start, end time.Time) string {
	from, to := c.In(start), c.In(end)
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format("Mon 2 Jan 15:04") + " – " + to.Format("15:04")
	}
	return from.Format("Mon 2 Jan 15:04") + " – " + to.Format("Mon 2 Jan 15:04")
}

// sameClock reports whether two clocks show the same over a shift.
func sameClock(a, b Clock, s ShiftRow) bool {
	return fromTo(a, s.Start, s.End) == fromTo(b, s.Start, s.End)
}

// daysWords is a window by its days: "Mon 9 to Sun 22 March 2026".
func daysWords(c Clock, from, to time.Time) string {
	first, last := c.In(from), c.In(to.Add(-time.Minute))
	switch {
	case first.Year() != last.Year():
		return first.Format("Mon 2 January 2006") + " to " + last.Format("Mon 2 January 2006")
	case first.Month() != last.Month():
		return first.Format("Mon 2 January") + " to " + last.Format("Mon 2 January 2006")
	}
	return first.Format("Mon 2") + " to " + last.Format("Mon 2 January 2006")
}

// FromTo is the two ends of a stretch of time on a clock, in words.
func FromTo(c Clock, start, end time.Time) string { return fromTo(c, start, end) }

// FromToBoth is FromTo, and the same on the viewer's clock where that shows something else.
func FromToBoth(own, yours Clock, start, end time.Time) string {
	words, other := fromTo(own, start, end), fromTo(yours, start, end)
	if words == other {
		return words
	}
	return words + " (your time: " + other + ")"
}

// differs reports whether two clocks show different times at an instant.
func (c Clock) differs(other Clock, t time.Time) bool {
	return c.In(t).Format(time.DateTime) != other.In(t).Format(time.DateTime)
}

// awayThen is what an absence for a shift says.
func awayThen(s ShiftRow) string {
	if s.You {
		return "I am away then"
	}
	return "Is away then"
}

// overrideIt is what an override for a shift does.
func overrideIt(s ShiftRow) string {
	if s.Gap {
		return "Put somebody on"
	}
	return "Put somebody else on"
}
