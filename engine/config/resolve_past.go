package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/schedules"
)

// past is what a file may not touch of something that there was: what its lists say of the time before now. So who was on
// call stays on record: what has begun goes on or ends now, and what is new begins now.
type past struct {
	*resolver
	at   time.Time // now, cut to the second: as on pages, what begins in it has not been
	is   bool      // false for what is new: of that a file tells the history, too
	path string
	zone *time.Location
}

func (x *resolver) pastOf(is bool, path, zone string) past {
	return past{x, x.now.Truncate(time.Second), is, path, zoneOrUTC(zone)}
}

// begun reports whether something that begins then is no matter of the time to come alone. Of what is new nothing is.
func (p past) begun(start time.Time) bool { return p.is && start.Before(p.at) }

func (p past) over(end time.Time) bool { return p.is && !end.After(p.at) }

// told warns of what a file says of the past, and of what becomes of it.
func (p past) told(list, what string, starts []time.Time) {
	if len(starts) == 0 {
		return
	}
	var when []string
	for _, at := range starts[:min(len(starts), spansTold)] {
		when = append(when, sentence(at, p.zone))
	}
	if more := len(starts) - len(when); more > 0 {
		when = append(when, fmt.Sprintf("%d more", more))
	}
	p.notes = append(p.notes, Warning{p.path + "." + list, fmt.Sprintf("What %s: %s. Who was on call stays as it was.", what, strings.Join(when, ", "))})
}

// What becomes of what a file says of the past.
const (
	notTaken = "is over, and was not so, is not taken"
	fromNow  = "began before now begins now"
)

// overrides are those to store where a file lists some. The last created wins where two meet, and in a file that is the lower
// one: no override to come may be older than those above it, and a new one is as old as its neighbour. Those that have begun
// keep their age, for the past goes by it.
func (p past) overrides(list, old []schedules.Override) []schedules.Override {
	old = slices.Clone(old)
	slices.SortStableFunc(old, func(a, b schedules.Override) int { return a.CreatedAt.Compare(b.CreatedAt) })
	begun := slices.DeleteFunc(slices.Clone(old), func(o schedules.Override) bool { return !p.begun(o.Start) })
	list = p.overridesToCome(list, begun)
	if p.applied(list, old) {
		return old
	}
	same := p.sameOverrides(list, old)
	var cut []time.Time
	for i := range list {
		o := &list[i]
		was := same[i]
		if o.ID, o.CreatedAt = was.ID, was.CreatedAt; o.ID == "" {
			o.ID = p.newID(OverrideID)
		}
		switch {
		case was.ID != "" && p.begun(was.Start):
			o.Start = was.Start
		case p.begun(o.Start):
			cut, o.Start = append(cut, o.Start), p.at
		}
	}
	p.told("overrides", fromNow, cut)
	p.ages(list)
	return woven(list, p.stay(list, old), func(o schedules.Override) string { return o.ID }, func(o schedules.Override) bool { return p.begun(o.Start) })
}

// applied reports whether the old overrides, by age, are what a list without those that are over has become when it was applied
// before: then nothing changes. What began before then was stored as it ran on, or as begun by it.
func (p past) applied(list, old []schedules.Override) bool {
	running := slices.DeleteFunc(slices.Clone(old), func(o schedules.Override) bool { return p.over(o.End) })
	return p.is && slices.EqualFunc(list, running, func(said, is schedules.Override) bool {
		began := !said.Start.After(p.at) && !is.Start.After(p.at)
		return asOf(said) == asOf(is) && said.End.Equal(is.End) && (began || said.Start.Equal(is.Start))
	})
}

// stay is what a list stands among: the old overrides that have begun, ended now, and those to come that have their place among
// them in the list, too.
func (p past) stay(list, old []schedules.Override) (stay []schedules.Override) {
	rank := rankOf(old)
	next := len(old) // the next in the list that has begun
	placed := map[string]bool{}
	for _, o := range slices.Backward(list) {
		n, known := rank[o.ID]
		switch {
		case known && p.begun(o.Start):
			next = n
		case known && n < next:
			placed[o.ID] = true
		}
	}
	for _, o := range old {
		if given, was := o.Given(p.at); was && p.is || placed[o.ID] {
			stay = append(stay, given)
		}
	}
	return stay
}

func rankOf(old []schedules.Override) map[string]int {
	rank := make(map[string]int, len(old))
	for i, o := range old {
		rank[o.ID] = i
	}
	return rank
}

// overridesToCome is a list without those that are over: they are known, or are not taken.
func (p past) overridesToCome(list, begun []schedules.Override) (coming []schedules.Override) {
	known := map[schedules.Override]time.Time{} // the last begin of those that are alike but for that
	for _, o := range begun {
		known[asEnded(o)] = later(known[asEnded(o)], o.Start)
	}
	var lost []time.Time
	for _, o := range list {
		begin, there := known[asEnded(o)]
		switch {
		case !p.over(o.End):
			coming = append(coming, o)
		case !there || begin.Before(o.Start):
			lost = append(lost, o.Start)
		}
	}
	p.told("overrides", notTaken, lost)
	return coming
}

// ages gives overrides that have not begun an age that suits their place.
func (p past) ages(list []schedules.Override) {
	var newest time.Time
	for i, o := range list {
		if newest = later(newest, o.CreatedAt); !p.begun(o.Start) {
			list[i].CreatedAt = newest
		}
	}
	for i, o := range slices.Backward(list) {
		if i > 0 && !p.begun(list[i-1].Start) && list[i-1].CreatedAt.After(o.CreatedAt) {
			list[i-1].CreatedAt = o.CreatedAt
		}
	}
}

// sameOverrides is which of the old overrides, by age, each of a file is, or none: an equal one, or else one of the same people
// that runs now, if the file's does. That goes on, from when it began. One that would have to change places with another that
// has begun is none of them: it begins anew.
func (p past) sameOverrides(list, old []schedules.Override) []schedules.Override {
	running := func(o schedules.Override) bool { return p.begun(o.Start) && !o.Over(p.at) }
	same := matched(list, old, func(o schedules.Override) string { return o.ID }, []likeness[schedules.Override]{
		{asWritten, func(schedules.Override) bool { return true }},
		{asBegun, running},
		{asOf, running},
	})
	rank, last := rankOf(old), -1
	p.inOrder(same, rank)
	for i, o := range same {
		switch {
		case o.ID == "" || !p.begun(o.Start):
		case rank[o.ID] < last:
			same[i] = schedules.Override{}
		default:
			last = rank[o.ID]
		}
	}
	return same
}

// inOrder has those of the same people that have begun in order of their age: which of them is which does not matter.
func (p past) inOrder(same []schedules.Override, rank map[string]int) {
	alike := map[schedules.Override][]int{}
	for i, o := range same {
		if o.ID != "" && p.begun(o.Start) {
			alike[asOf(o)] = append(alike[asOf(o)], i)
		}
	}
	for _, places := range alike {
		var those []schedules.Override
		for _, i := range places {
			those = append(those, same[i])
		}
		slices.SortFunc(those, func(a, b schedules.Override) int { return rank[a.ID] - rank[b.ID] })
		for n, i := range places {
			same[i] = those[n]
		}
	}
}

// likeness is in what things of a file are those that are stored, and which of them.
type likeness[T comparable] struct {
	said func(T) T
	may  func(T) bool
}

// matched is which of the old things each of a list is, by the first likeness that finds one; each is one at most.
func matched[T comparable](list, old []T, id func(T) string, by []likeness[T]) []T {
	same, taken := make([]T, len(list)), map[string]bool{}
	for _, like := range by {
		known := make(map[T][]T, len(old)) // there may be years of them
		for _, o := range old {
			if like.may(o) && !taken[id(o)] {
				known[like.said(o)] = append(known[like.said(o)], o)
			}
		}
		for i, o := range list {
			if found := known[like.said(o)]; len(found) > 0 && like.may(o) && id(same[i]) == "" {
				same[i], known[like.said(o)] = found[0], found[1:]
				taken[id(found[0])] = true
			}
		}
	}
	return same
}

// absences are those to store where a file lists some: of a schedule, or of a person. Those of feeds stay as they are.
func (p past) absences(list, old []schedules.Absence) []schedules.Absence {
	own := slices.DeleteFunc(slices.Clone(old), isFed)
	begun := slices.DeleteFunc(slices.Clone(own), func(a schedules.Absence) bool { return !p.begun(a.Start) })
	list = p.absencesToCome(list, begun)
	running := func(a schedules.Absence) bool { return p.begun(a.Start) && !a.Over(p.at) }
	same := matched(list, own, func(a schedules.Absence) string { return a.ID }, []likeness[schedules.Absence]{
		{awayWhen, func(schedules.Absence) bool { return true }},
		{awaySince, running},
		{awayWho, running},
	})
	var cut []time.Time
	for i := range list {
		a := &list[i]
		if a.ID = same[i].ID; a.ID == "" {
			a.ID = p.newID(AbsenceID)
		}
		switch {
		case same[i].ID != "" && p.begun(same[i].Start):
			a.Start = same[i].Start
		case p.begun(a.Start):
			cut, a.Start = append(cut, a.Start), p.at
		}
	}
	p.told("absences", fromNow, cut)
	stay := ended(own, p.at, func(a schedules.Absence) bool { return p.begun(a.Start) })
	list = woven(list, stay, func(a schedules.Absence) string { return a.ID }, func(a schedules.Absence) bool { return p.begun(a.Start) })
	return append(list, fedAbsences(old)...)
}

// ended is absences with some of them ended now: of those only what was is left.
func ended(all []schedules.Absence, now time.Time, which func(schedules.Absence) bool) (left []schedules.Absence) {
	for _, a := range all {
		if which(a) {
			was := false
			if a, was = a.Given(now); !was {
				continue
			}
		}
		left = append(left, a)
	}
	return left
}

// absencesToCome is a list without those that are over: they are known, or are not taken.
func (p past) absencesToCome(list, begun []schedules.Absence) (coming []schedules.Absence) {
	var lost []time.Time
	for _, a := range list {
		known := func(b schedules.Absence) bool {
			return b.User == a.User && b.End.Equal(a.End) && !b.Start.Before(a.Start)
		}
		switch {
		case !p.over(a.End):
			coming = append(coming, a)
		case !slices.ContainsFunc(begun, known):
			lost = append(lost, a.Start)
		}
	}
	p.told("absences", notTaken, lost)
	return coming
}

// holidays warns of those of a file that have begun, and were not so.
func (p past) holidays(list, taken []schedules.Holiday) {
	var lost []time.Time
	for _, h := range list {
		if p.is && !slices.Contains(taken, h) {
			lost = append(lost, h.Date.At(h.From).In(p.zone))
		}
	}
	p.told("holidays", notTaken, lost)
}

// asWritten is what a file says of an override.
func asWritten(o schedules.Override) schedules.Override {
	o.ID, o.CreatedAt = "", time.Time{}
	o.Start, o.End = o.Start.UTC().Round(0), o.End.UTC().Round(0)
	return o
}

// asBegun is what a file says of an override, but for when it ends.
func asBegun(o schedules.Override) schedules.Override {
	o = asWritten(o)
	o.End = time.Time{}
	return o
}

// asEnded is what a file says of an override, but for when it begins.
func asEnded(o schedules.Override) schedules.Override {
	o = asWritten(o)
	o.Start = time.Time{}
	return o
}

// asOf is what a file says of an override, but for when it is.
func asOf(o schedules.Override) schedules.Override { return asBegun(asEnded(o)) }

// awayWhen is whose an absence is, and when.
func awayWhen(a schedules.Absence) schedules.Absence {
	return schedules.Absence{User: a.User, Start: a.Start.UTC().Round(0), End: a.End.UTC().Round(0)}
}

func awaySince(a schedules.Absence) schedules.Absence {
	a = awayWhen(a)
	a.End = time.Time{}
	return a
}

func awayWho(a schedules.Absence) schedules.Absence { return schedules.Absence{User: a.User} }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
