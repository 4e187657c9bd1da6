package ical

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"wakeman/schedules"
)

// What a feed of shifts shows.
const (
	// History is how far back it goes, from the beginning of the day (UTC).
	History = 7 * 24 * time.Hour
	// Months is how many full months it goes ahead, at least: it ends with a month, so that it does not change each day.
	Months = 6
	// MaxEvents bounds it, for schedules that hand over every few seconds.
	MaxEvents = 5000
)

// Window is what a feed shows at an instant, in UTC: from (inclusive), to (exclusive).
func Window(now time.Time) (from, to time.Time) {
	year, month, day := now.UTC().Date()
	from = time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Add(-History)
	return from, time.Date(year, month+Months+1, 1, 0, 0, 0, 0, time.UTC)
}

// Stretch is one person's time on call without a break, in UTC.
type Stretch struct {
	User       string
	Start, End time.Time
}

// UID names a stretch of a schedule in calendars: the same for the same person and begin, wherever it ends. Who reads it
// learns nothing.
func (s Stretch) UID(schedule string) string {
	sum := sha256.Sum256([]byte(schedule + "\x00" + s.User + "\x00" + strconv.FormatInt(s.Start.Unix(), 10)))
	return hex.EncodeToString(sum[:16]) + "@wakeman"
}

// Stretches is who is on call when in the [Window] of now, in order of begin and user. What runs when the window begins has
// its true begin, as far back as the first day of the year before; what goes on when it ends, ends with it.
func Stretches(c *schedules.Calendar, now time.Time) []Stretch {
	from, to := Window(now)
	shifts := bounded(c, from, to)
	var all []Stretch
	for _, user := range usersOf(shifts) {
		for _, s := range schedules.ShiftsOf(user, shifts) {
			if s.Start.Equal(from) {
				s.Start = begin(c, user, from)
			}
			all = append(all, Stretch{user, s.Start, s.End})
		}
	}
	slices.SortFunc(all, func(a, b Stretch) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.User, b.User)) })
	return all[:min(len(all), MaxEvents)]
}

// bounded is the shifts of a window, a day at a time, so that it can stop when there are too many.
func bounded(c *schedules.Calendar, from, to time.Time) (shifts []schedules.Shift) {
	for at := from; at.Before(to) && len(shifts) <= MaxEvents; at = at.AddDate(0, 0, 1) {
		shifts = append(shifts, c.Shifts(at, at.AddDate(0, 0, 1))...)
	}
	return shifts
}

func usersOf(shifts []schedules.Shift) (users []string) {
	for _, s := range shifts {
		users = append(users, s.Users...)
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// begin is when somebody who is on call at an instant began to be. A feed whose oldest event began anew each day would show
// another one each day.
func begin(c *schedules.Calendar, user string, at time.Time) time.Time {
	first := time.Date(at.Year()-1, time.January, 1, 0, 0, 0, 0, time.UTC)
	for days := 1; ; days *= 4 {
		lo := at.AddDate(0, 0, -days)
		last := lo.Before(first)
		if last {
			lo = first
		}
		own := schedules.ShiftsOf(user, c.Shifts(lo, at))
		if len(own) == 0 || !own[len(own)-1].End.Equal(at) {
			return at
		}
		if start := own[len(own)-1].Start; last || start.After(lo) {
			return start
		}
	}
}
