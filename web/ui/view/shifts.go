package view

import (
	"slices"
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

// presetFields are the fields of the form that a preset fills in.
func presetFields() []string { return []string{"from", "from_time", "till", "till_time"} }

func presetEffect(i int) string { return "preset-" + number(i+1) }

// mostNamed is how many people one line of what a preset does names.
const mostNamed = 3

// names is who has the time then, each once: "Ana takes it", "Ana, Ben and nobody for some of it".
func (e AwayEffect) names() string {
	var names []string
	for _, r := range e.Rows {
		if !slices.Contains(names, r.Names) && r.Names != "" {
			names = append(names, r.Names)
		}
	}
	more := len(names) - mostNamed
	switch {
	case len(names) == 0:
		return "nobody is on call then"
	case len(names) == 1 && !e.lacks():
		return names[0] + " stands in"
	case more > 0:
		names = append(names[:mostNamed], number(more)+" more")
	}
	if e.lacks() {
		return sentenceList(names) + ", and nobody for some of it"
	}
	return sentenceList(names) + " stand in"
}

// lacks reports whether nobody has some of the time.
func (e AwayEffect) lacks() bool {
	return slices.ContainsFunc(e.Rows, func(r AfterRow) bool { return r.Names == "" })
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
