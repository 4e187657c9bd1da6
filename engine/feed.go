package engine

import (
	"slices"
	"time"

	"wakeman/engine/people"
	"wakeman/schedules"
)

// FeedState is how the reading of a calendar feed does; see [schedules.Feed]. It
// is kept so that a restart does not forget since when one fails.
type FeedState struct {
	ID string `json:"id"`
	// Of is a hash of the address, the hour and the zone that this is about: with
	// another one everything begins anew.
	Of string `json:"of"`
	// TriedAt is when a fetch last began, GoodAt when one last went well, ReadAt
	// when one last gave a text, which was put in force, rather than say that
	// nothing changed; zero: never.
	TriedAt time.Time `json:"tried_at,omitzero"`
	GoodAt  time.Time `json:"good_at,omitzero"`
	ReadAt  time.Time `json:"read_at,omitzero"`
	// FailingSince is when the first fetch failed after the last that went well;
	// zero: all is well.
	FailingSince time.Time `json:"failing_since,omitzero"`
	Reason       string    `json:"reason,omitempty"` // a sentence for everybody
	Detail       string    `json:"detail,omitempty"` // for admins: it may quote what was fetched
	// LeftOut is what of the text that is in force was left out, and why: sentences for everybody; "" for nothing.
	LeftOut string `json:"left_out,omitempty"`
	// Guessed is which time zones of it are not known, and on which clock their times are read: sentences for everybody.
	Guessed string `json:"guessed,omitempty"`
	ETag    string `json:"etag,omitempty"` // of what was last read, to ask whether it changed
	Entries int    `json:"entries"`        // how many absences or holidays it has to come
}

// FeedOwner is a feed, and what it is for: a person's absences, or the holidays
// of a schedule.
type FeedOwner struct {
	schedules.Feed
	User     string // User.ID; "" for a schedule's
	Schedule string // Schedule.ID; "" for a person's
}

// Feeds are all feeds that are set, in the order of their ids. Who has left is
// not looked after any more.
func (c *Config) Feeds() (all []FeedOwner) {
	for id, u := range c.Users {
		if u.AbsenceFeed != nil && !u.Disabled {
			all = append(all, FeedOwner{Feed: *u.AbsenceFeed, User: id})
		}
	}
	for id, s := range c.Schedules {
		for _, f := range s.HolidayFeeds {
			all = append(all, FeedOwner{Feed: f, Schedule: id})
		}
	}
	slices.SortFunc(all, func(a, b FeedOwner) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

// Feed finds a feed that is set, by id.
func (c *Config) Feed(id string) (FeedOwner, bool) {
	for _, f := range c.Feeds() {
		if f.ID == id {
			return f, true
		}
	}
	return FeedOwner{}, false
}

// Unfed is everybody without the absences that came from feeds: what would be if
// nobody were away but those who said so themselves.
func Unfed(d people.Directory) people.Directory {
	users := make(map[string]people.User, len(d.Users))
	for id, u := range d.Users {
		u.Absences = slices.DeleteFunc(slices.Clone(u.Absences), func(a schedules.Absence) bool { return a.Feed != "" })
		users[id] = u
	}
	d.Users = users
	return d
}

// Remove takes a feed out of a configuration that is being changed. What is to
// come from it goes, what is past stays on record as if somebody had entered it.
func (o FeedOwner) Remove(next *Config, now time.Time) {
	if o.User != "" {
		u := next.Users[o.User]
		u.AbsenceFeed, u.Absences = nil, schedules.FedAbsences(u.Absences, o.ID, nil, now)
		for i, a := range u.Absences {
			if a.Feed == o.ID {
				u.Absences[i].Feed = ""
			}
		}
		next.Users[u.ID] = u
		return
	}
	s := next.Schedules[o.Schedule]
	s.HolidayFeeds = slices.DeleteFunc(slices.Clone(s.HolidayFeeds), func(f schedules.Feed) bool { return f.ID == o.ID })
	s.Holidays = s.FedHolidays(o.ID, nil, now)
	for i, h := range s.Holidays {
		if h.Feed == o.ID {
			s.Holidays[i].Feed = ""
		}
	}
	next.Schedules[s.ID] = s
}
