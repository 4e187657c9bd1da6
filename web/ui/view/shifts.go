package view

import (
	"strconv"
	"strings"
	"time"
)

func awayTitle(v AwayPage) string {
	if v.Whose == "" {
		return "When I am away"
	}
	return "When " + v.Whose + " is away"
}

func shiftsTitle(v MyShifts) string {
	if v.Whose == "" {
		return "My shifts"
	}
	return "Shifts of " + v.Whose
}

// awaySave is what the button that saves says.
func awaySave(v AwayPage) string {
	if v.Gap {
		return "Save, though nobody is on call then"
	}
	return "Save"
}

// shiftLength is the length of a shift by the hour: "12 h", "7 days".
func shiftLength(s OwnShift) string {
	if s.Open {
		return "goes on"
	}
	return hoursWords(s.End.Sub(s.Start))
}

// hoursWords is a length in days from two days on, else in hours; half hours count.
func hoursWords(d time.Duration) string {
	switch hours := d.Hours(); {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return count(int(d/(24*time.Hour)), "day", "days")
	case d < time.Hour:
		return Span(d)
	case d%time.Hour == 0 || hours >= 100:
		return number(int(hours+.5)) + " h"
	}
	return decimal(d.Hours()) + " h"
}

// decimal is a number with one digit after the point, if it is not whole.
func decimal(f float64) string { return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0") }

// ownTotal is how much there is: "6 shifts, 35 days". Of what is not all shown, only how many.
func ownTotal(v MyShifts) string {
	words := count(len(v.Shifts)+v.More, "shift", "shifts")
	if v.More > 0 {
		return words
	}
	return words + ", " + hoursWords(v.Total)
}
