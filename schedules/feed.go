package schedules

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wakeman/schedules/civil"
)

// Feed is a calendar of somebody else's from which holidays or absences come.
type Feed struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"` // for people: "Public holidays"
	// URL is where it is published, by http, https or webcal; see [Feed.Address]. It is a secret: the private addresses of calendars are.
	URL string `json:"url" secret:"sealed"`
	// From is when its holidays begin on their date; see [Holiday].
	From civil.TimeOfDay `json:"from,omitzero"`
}

// Address is where it is fetched. Calendars are published by addresses that begin with webcal:, for which calendar programs
// are registered and servers are not: they answer by https.
func (f Feed) Address() string {
	scheme, rest, found := strings.Cut(f.URL, "://")
	if found && (strings.EqualFold(scheme, "webcal") || strings.EqualFold(scheme, "webcals")) {
		return "https://" + rest
	}
	return f.URL
}

// FedAbsences is absences after a feed was read: fresh is what it has now, each with an ID that stays the same for the same
// event. Only those of this feed are touched, and of them nothing that is past: who was on call last week stays on record. One
// that runs keeps its begin, and ends now when the feed has it no more; one that the feed began without us begins now.
func FedAbsences(old []Absence, feed string, fresh []Absence, now time.Time) []Absence {
	now = now.UTC().Truncate(time.Second)
	known := map[string]Absence{}
	var all, own []Absence
	for _, a := range old {
		if a.Feed != feed {
			all = append(all, a)
			continue
		}
		known[a.ID] = a
	}
	for _, a := range fresh {
		a.Feed = feed
		was, had := known[a.ID]
		delete(known, a.ID)
		switch {
		case had && !was.End.After(now):
			a = was // over
		case had && was.Start.Before(now):
			a.Start, a.End = was.Start, latest(a.End, now)
		case a.Start.Before(now):
			a.Start = now
		}
		if a.Start.Before(a.End) {
			own = append(own, a)
		}
	}
	for _, a := range known { // no longer in the feed
		if a.Start.Before(now) {
			a.End = earliest(a.End, now)
			own = append(own, a)
		}
	}
	slices.SortFunc(own, func(a, b Absence) int {
		return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End), cmp.Compare(a.ID, b.ID))
	})
	return append(all, own...)
}

// FedHolidays is the schedule's holidays after a feed was read. Only those of this feed are touched, and none that has begun;
// a date that is a holiday of the schedule's own at the same hour stays that alone.
func (s Schedule) FedHolidays(feed string, fresh []Holiday, now time.Time) []Holiday {
	cut := civil.Read(now, s.Location()) + 1
	var all []Holiday
	begun := map[civil.Wall]bool{}
	for _, h := range s.Holidays {
		if h.Feed != feed || h.begin() < cut {
			all = append(all, h)
			begun[h.begin()] = true
		}
	}
	kept := len(all)
	for _, h := range fresh {
		h.Feed = feed
		if h.begin() >= cut && !begun[h.begin()] {
			all = append(all, h)
			begun[h.begin()] = true
		}
	}
	slices.SortFunc(all[kept:], func(a, b Holiday) int { return cmp.Compare(a.begin(), b.begin()) })
	return all
}

// WithoutFeeds is the schedule without what came from feeds that it no longer has, but for the holidays that have begun at now.
func (s Schedule) WithoutFeeds(now time.Time) Schedule {
	cut := civil.Read(now, s.Location()) + 1
	gone := func(h Holiday) bool {
		return h.Feed != "" && h.begin() >= cut && !slices.ContainsFunc(s.HolidayFeeds, func(f Feed) bool { return f.ID == h.Feed })
	}
	if slices.ContainsFunc(s.Holidays, gone) {
		s.Holidays = slices.DeleteFunc(slices.Clone(s.Holidays), gone)
	}
	return s
}
