package schedules

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"wakeman/schedules/civil"
)

// Unit is what a turn's length is counted in.
type Unit int

// The units of a turn. The zero Unit is none of them.
const (
	Second Unit = iota + 1
	Minute
	Hour
	Day
	Week
	Month
)

// unitNames are the suffixes of a turn's text.
func unitNames() [Month + 1]string { return [...]string{"", "s", "m", "h", "d", "w", "mo"} }

// String is the unit's suffix, like "h" or "mo"; "" for no unit.
func (u Unit) String() string {
	if u < Second || u > Month {
		return ""
	}
	return unitNames()[u]
}

// seconds is the unit's length on the wall; 0 for months, which have none, and for what is no unit.
func (u Unit) seconds() int64 {
	switch u {
	case Second:
		return 1
	case Minute:
		return 60
	case Hour:
		return 3600
	case Day:
		return 86400
	case Week:
		return 7 * 86400
	}
	return 0
}

// Turn is how long a slot is on before the next one, on the wall clock: "1h", "12h", "1d", "2w", "1mo", "3600s".
type Turn struct {
	Count int
	Unit  Unit
}

// TurnOfSeconds is the turn of n seconds in the largest unit that fits: 1209600 is "2w". It is how PagerDuty's
// rotation_turn_length_seconds is read.
func TurnOfSeconds(n int) Turn {
	for unit := Week; unit >= Second; unit-- {
		if length := int(unit.seconds()); n%length == 0 {
			return Turn{n / length, unit}
		}
	}
	return Turn{n, Second}
}

// Seconds is the turn's length on the wall, and false for months, whose lengths differ.
func (t Turn) Seconds() (int64, bool) {
	return int64(t.Count) * t.Unit.seconds(), t.Unit != Month && t.Unit.seconds() > 0
}

// ParseTurn reads a whole number and a unit: s, m, h, d, w or mo (month). A turn is at least a second; [Schedule.Validate]
// bounds its length.
func ParseTurn(s string) (Turn, error) {
	digits := strings.TrimRight(s, "smhdwo")
	count, err := strconv.Atoi(digits)
	for unit := Second; unit <= Month; unit++ {
		if err == nil && count > 0 && s == strconv.Itoa(count)+unit.String() {
			return Turn{count, unit}, nil
		}
	}
	return Turn{}, fmt.Errorf("%s is not a turn like 12h, 1d, 1w, 1mo or 3600s", quote(s))
}

// String is the turn's text; "" for the zero Turn.
func (t Turn) String() string {
	if t == (Turn{}) {
		return ""
	}
	return strconv.Itoa(t.Count) + t.Unit.String()
}

// MarshalText writes String.
func (t Turn) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what [ParseTurn] reads; empty text is the zero Turn, which Validate refuses.
func (t *Turn) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = Turn{}
		return nil
	}
	turn, err := ParseTurn(string(text))
	if err == nil {
		*t = turn
	}
	return err
}

// never is later than any reading that is asked for.
const never = civil.Wall(math.MaxInt64)

// maxTurn bounds a turn that is counted with, in its own unit; longer ones, and those without a length, never end.
const maxTurn = 366 * 86400

func (t Turn) endless() bool {
	return t.Count < 1 || t.Count > maxTurn || t.Unit < Second || t.Unit > Month
}

// index is the number of the turn that w falls into: 0 for the one that begins at the anchor, negative before it.
func (t Turn) index(anchor, w civil.Wall) int64 {
	switch {
	case t.endless():
		return 0
	case t.Unit != Month:
		return floorDiv(int64(w-anchor), int64(t.Count)*t.Unit.seconds())
	}
	from, to := anchor.DateTime().Date, w.DateTime().Date
	months := int64(to.Year-from.Year)*12 + int64(to.Month-from.Month)
	k := floorDiv(months, int64(t.Count))
	if t.begin(anchor, k) > w {
		k-- // the turn of this month has not begun yet
	}
	return k
}

// begin is the reading at which turn k begins. Months are clamped from the anchor, so a 31st stays one where there is one.
func (t Turn) begin(anchor civil.Wall, k int64) civil.Wall {
	switch {
	case t.endless():
		return never
	case t.Unit != Month:
		return anchor + civil.Wall(k*int64(t.Count)*t.Unit.seconds())
	}
	return anchor.DateTime().AddMonths(int(k) * t.Count).Wall()
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }

// quote shows a bad value in an error, shortened: it came from outside.
func quote(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return strconv.Quote(s)
}
