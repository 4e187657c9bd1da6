package schedules

import (
	"slices"
	"time"
)

// Move is what a change of a schedule takes from one person, and gives them.
// Spans are in order of time, and never touch.
type Move struct {
	User         string
	Lost, Gained []Span
}

// Span is a piece of time on call.
type Span struct {
	Start time.Time `json:"start"` // inclusive
	End   time.Time `json:"end"`   // exclusive
}

// Moved says who is on call at other times after a change than before, between
// from and to, sorted by user. It compares what comes out, not how it is written:
// another layer that means the same moves nobody.
func Moved(before, after Schedule, from, to time.Time) []Move {
	was, is := spansOf(before, from, to), spansOf(after, from, to)
	var users []string
	for user := range was {
		users = append(users, user)
	}
	for user := range is {
		if _, known := was[user]; !known {
			users = append(users, user)
		}
	}
	slices.Sort(users)
	var moves []Move
	for _, user := range users {
		m := Move{User: user, Lost: minus(was[user], is[user]), Gained: minus(is[user], was[user])}
		if len(m.Lost)+len(m.Gained) > 0 {
			moves = append(moves, m)
		}
	}
	return moves
}

// spansOf is when each person is on call, shifts that touch as one.
func spansOf(s Schedule, from, to time.Time) map[string][]Span {
	all := map[string][]Span{}
	for _, shift := range s.Shifts(from, to) {
		start, end := latest(shift.Start, from), earliest(shift.End, to)
		for _, user := range shift.Users {
			list := all[user]
			if n := len(list); n > 0 && !list[n-1].End.Before(start) {
				list[n-1].End = end
				continue
			}
			all[user] = append(list, Span{start, end})
		}
	}
	return all
}

// minus is what of a is not in b. Both are in order and touch nothing, so each is
// gone through once.
func minus(a, b []Span) (left []Span) {
	for _, s := range a {
		for len(b) > 0 && !b[0].End.After(s.Start) {
			b = b[1:]
		}
		for len(b) > 0 && b[0].Start.Before(s.End) {
			if s.Start.Before(b[0].Start) {
				left = append(left, Span{s.Start, b[0].Start})
			}
			s.Start = b[0].End
			if s.Start.After(s.End) {
				break // it may cut the next one too
			}
			b = b[1:]
		}
		if s.Start.Before(s.End) {
			left = append(left, s)
		}
	}
	return left
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
