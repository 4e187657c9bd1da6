package civil

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Layouts of the three types, in the standard library's notation. Seconds are written only when there are some.
const (
	dateLayout    = "2006-01-02"
	minuteLayout  = "15:04"
	secondsLayout = "15:04:05"
)

var (
	errOffset = errors.New("has a UTC offset; give the wall clock of the zone without one")
	errDate   = errors.New("is not a date like 2026-01-05")
	errTime   = errors.New("is not a time of day like 09:00 or 09:00:30")
	errBoth   = errors.New("is not a date and time like 2026-01-05T09:00")
)

// ParseDate reads a date like 2026-01-05 (RFC 3339 full-date), in the years 1 to 9999.
func ParseDate(s string) (Date, error) {
	t, err := parseStrictly(dateLayout, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("%s %w", quote(s), errDate)
	}
	return Date{t.Year(), t.Month(), t.Day()}, nil
}

// ParseTimeOfDay reads a time like 09:00 or 09:00:30, from 00:00 to 23:59:59.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	for _, layout := range []string{minuteLayout, secondsLayout} {
		if t, err := parseStrictly(layout, s); err == nil {
			return TimeOfDay{t.Hour(), t.Minute(), t.Second()}, nil
		}
	}
	return TimeOfDay{}, fmt.Errorf("%s %w", quote(s), errTime)
}

// ParseDateTime reads a wall-clock reading like 2026-01-05T09:00 or 2026-01-05T09:00:30, as an HTML datetime-local field
// sends it. A UTC offset is refused and not ignored: the reader's zone and the writer's might differ.
func ParseDateTime(s string) (DateTime, error) {
	day, clock, found := strings.Cut(s, "T")
	if !found {
		return DateTime{}, fmt.Errorf("%s %w", quote(s), errBoth)
	}
	if strings.ContainsAny(clock, "Zz+-") {
		return DateTime{}, fmt.Errorf("%s %w", quote(s), errOffset)
	}
	date, dateErr := ParseDate(day)
	t, timeErr := ParseTimeOfDay(clock)
	if dateErr != nil || timeErr != nil {
		return DateTime{}, fmt.Errorf("%s %w", quote(s), errBoth)
	}
	return DateTime{date, t}, nil
}

// parseStrictly refuses what time.Parse lets pass: single digits, fractions of a second.
func parseStrictly(layout, s string) (time.Time, error) {
	t, err := time.Parse(layout, s)
	if err == nil && t.Format(layout) != s {
		err = errBoth
	}
	return t, err
}

// quote shows a bad value in an error, shortened: it came from outside.
func quote(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return fmt.Sprintf("%q", s)
}

// String is the date as 2026-01-05, or "" when it is not set.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// String is the time as 09:00, or 09:00:30 when there are seconds.
func (t TimeOfDay) String() string {
	if t.Second == 0 {
		return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute)
	}
	return fmt.Sprintf("%02d:%02d:%02d", t.Hour, t.Minute, t.Second)
}

// String is the reading as 2026-01-05T09:00, with seconds when there are some, or "" when it is not set.
func (d DateTime) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Date.String() + "T" + d.Time.String()
}

// MarshalText writes String; a reading that no clock shows is an error.
func (d DateTime) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, fmt.Errorf("civil: %v %w", d, errBoth)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [ParseDateTime] reads; empty text is the zero DateTime.
func (d *DateTime) UnmarshalText(text []byte) error {
	return unmarshal(d, text, ParseDateTime)
}

// MarshalText writes String; a day that the calendar does not have is an error.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, fmt.Errorf("civil: %v %w", d, errDate)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [ParseDate] reads; empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	return unmarshal(d, text, ParseDate)
}

// MarshalText writes String; a time that no clock shows is an error.
func (t TimeOfDay) MarshalText() ([]byte, error) {
	if !t.Valid() {
		return nil, fmt.Errorf("civil: %v %w", t, errTime)
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads what [ParseTimeOfDay] reads. Empty text is an error: midnight would be a guess.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	parsed, err := ParseTimeOfDay(string(text))
	if err == nil {
		*t = parsed
	}
	return err
}

func unmarshal[T any](into *T, text []byte, parse func(string) (T, error)) error {
	if len(text) == 0 {
		*into = *new(T)
		return nil
	}
	parsed, err := parse(string(text))
	if err == nil {
		*into = parsed
	}
	return err
}
