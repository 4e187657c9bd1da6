package schedules

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"wakeman/schedules/civil"
)

// Restriction is hours of the week in which a layer is on, on the wall clock: from From, for For, beginning on each of Days.
// It may cross midnight, and the end of the week. A 22:00 to 06:00 night is eight hours on the wall, and ends at 06:00 in
// the nights of a clock change too.
type Restriction struct {
	Days []time.Weekday  // the days it begins on; none means daily
	From civil.TimeOfDay // when it begins
	For  time.Duration   // how long it lasts on the wall, in whole seconds, from 1 s to a week; see Between
}

// Between is the length on the wall from one time of day to the next occurrence of another: eight hours from 22:00 to 06:00,
// and a whole day when both are the same.
func Between(from, until civil.TimeOfDay) time.Duration {
	seconds := floorMod(int64(until.Seconds()-from.Seconds()), 86400)
	if seconds == 0 {
		seconds = 86400
	}
	return time.Duration(seconds) * time.Second
}

// Until is the time of day at which the restriction ends, up to a week later.
func (r Restriction) Until() civil.TimeOfDay {
	return civil.TimeOfSeconds(r.From.Seconds() + int(r.For/time.Second))
}

// ParseWeekday reads an English day of the week, whole or its first three letters, in any case.
func ParseWeekday(s string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := strings.ToLower(s); name == strings.ToLower(day.String()) || name == shortDay(day) {
			return day, nil
		}
	}
	return 0, fmt.Errorf("%s is not a day of the week like mon or monday", quote(s))
}

// shortDay is the stored form: mon, tue, …
func shortDay(day time.Weekday) string { return strings.ToLower(day.String()[:3]) }

// shortDuration is d without the zeros that its String ends in: 8h and not 8h0m0s.
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// restrictionText is the stored form of a Restriction. Until is read as another way to say For, and never written.
type restrictionText struct {
	Days  []string        `json:"days,omitempty"`
	From  civil.TimeOfDay `json:"from"`
	For   string          `json:"for,omitempty"`
	Until string          `json:"until,omitempty"`
}

// MarshalJSON writes {"days":["mon"],"from":"22:00","for":"8h"}.
func (r Restriction) MarshalJSON() ([]byte, error) {
	text := restrictionText{From: r.From, For: shortDuration(r.For)}
	for _, day := range r.Days {
		if day < time.Sunday || day > time.Saturday {
			return nil, fmt.Errorf("schedules: %d is not a day of the week", day)
		}
		text.Days = append(text.Days, shortDay(day))
	}
	return json.Marshal(text)
}

// UnmarshalJSON reads what MarshalJSON writes, and "until" (a time of day, or 24:00) in place of "for".
func (r *Restriction) UnmarshalJSON(data []byte) error {
	var text restrictionText
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	length, err := text.length()
	if err != nil {
		return err
	}
	read := Restriction{From: text.From, For: length}
	for _, name := range text.Days {
		day, err := ParseWeekday(name)
		if err != nil {
			return fmt.Errorf("days: %w", err)
		}
		read.Days = append(read.Days, day)
	}
	*r = read
	return nil
}

func (text restrictionText) length() (time.Duration, error) {
	switch {
	case text.For != "" && text.Until != "":
		return 0, fmt.Errorf("for, until: only one of them can be given")
	case text.Until == "24:00":
		return Between(text.From, civil.TimeOfDay{}), nil
	case text.Until != "":
		until, err := civil.ParseTimeOfDay(text.Until)
		if err != nil {
			return 0, fmt.Errorf("until: %w", err)
		}
		return Between(text.From, until), nil
	}
	length, err := time.ParseDuration(text.For)
	if err != nil {
		return 0, fmt.Errorf("for: %s is not a length like 8h or 8h30m", quote(text.For))
	}
	return length, nil
}
