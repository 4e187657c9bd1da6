package config

import (
	"net/url"
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// feedEntry is a calendar feed: a URL, or for holidays also a record.
type feedEntry struct {
	name text
	url  text
	from civil.TimeOfDay
}

// feedURL reads the address of a feed; the zero entry for none.
func (m *mapping) feedURL(name string) feedEntry { return feedEntry{url: m.calendarURL(name)} }

// calendarURL reads the address of a calendar; "" for none.
func (m *mapping) calendarURL(name string) text {
	t := m.address(name)
	if t.s != "" && t.s != Kept {
		m.isCalendarURL(t)
	}
	return t
}

func (m *mapping) isCalendarURL(t text) {
	if !isWebURL(schedules.Feed{URL: t.s}.Address()) {
		m.fail(t.place, "must be a URL that begins with https://, http:// or webcal://")
	}
}

// holidayFeeds reads addresses, alone or with a name and the time of day from
// which their holidays count. One without a name goes by its server.
func (m *mapping) holidayFeeds(name string) []feedEntry {
	var all []feedEntry
	for _, v := range m.list(m.get(name)) {
		if _, several := v.node.(*ast.MappingNode); several {
			all = append(all, readFeed(m.mapping(v)))
			continue
		}
		t := m.text(v, maxAddress, false)
		m.isCalendarURL(t)
		all = append(all, feedEntry{url: t}.named())
	}
	return all
}

func readFeed(m *mapping) feedEntry {
	m.needs("url")
	f := feedEntry{name: m.short("name"), url: m.calendarURL("url"), from: m.timeOfDay("from")}
	m.finish()
	return f.named()
}

func (f feedEntry) named() feedEntry {
	if f.name.s == "" {
		f.name = text{place: f.url.place, s: f.url.s}
		if u, err := url.Parse(f.url.s); err == nil && u.Host != "" {
			f.name.s = u.Host
		}
	}
	return f
}

// holidayFeeds keep their id by name, and with it what came from them.
func (x *resolver) holidayFeeds(e scheduleEntry, old schedules.Schedule) (all []schedules.Feed) {
	for _, f := range e.feeds {
		stored, _, ok := take(old.HolidayFeeds, func(o schedules.Feed) bool { return fold(o.Name) == fold(f.name.s) })
		if !ok {
			stored.ID = x.newID(FeedID)
		}
		all = append(all, schedules.Feed{ID: stored.ID, Name: f.name.s, URL: x.kept(f.url.place, f.url.s, stored.URL), From: f.from})
	}
	return all
}

// absenceFeed keeps its id for as long as there is one.
func (x *resolver) absenceFeed(e userEntry, old people.User) *schedules.Feed {
	if e.feed.url.s == "" {
		return nil
	}
	var stored schedules.Feed
	if old.AbsenceFeed != nil {
		stored = *old.AbsenceFeed
	} else {
		stored.ID = x.newID(FeedID)
	}
	return &schedules.Feed{ID: stored.ID, URL: x.kept(e.feed.url.place, e.feed.url.s, stored.URL)}
}

func feedTree(f schedules.Feed) tree {
	r := newRecord(f.Name)
	r.text("name", f.Name)
	r.hidden("url", f.URL, secret)
	r.word("from", f.From.String(), civil.TimeOfDay{}.String())
	return r.flow()
}

func isFed(a schedules.Absence) bool { return a.Feed != "" }

// fedAbsences are those that came from a feed: no file has or removes them.
func fedAbsences(all []schedules.Absence) (fed []schedules.Absence) {
	for _, a := range all {
		if isFed(a) {
			fed = append(fed, a)
		}
	}
	return fed
}

// withoutFeed ends what came from another feed than the one there is.
func withoutFeed(all []schedules.Absence, feed *schedules.Feed, now time.Time) []schedules.Absence {
	return ended(all, now, func(a schedules.Absence) bool { return isFed(a) && (feed == nil || a.Feed != feed.ID) })
}

// dropFed takes away what came from feeds that a change takes away, but for what was: who was on call stays on record.
func dropFed(next *engine.Config, now time.Time) {
	for id, u := range next.Users {
		if left := withoutFeed(u.Absences, u.AbsenceFeed, now); !slices.Equal(left, u.Absences) {
			u.Absences = left
			next.Users[id] = u
		}
	}
	for id, s := range next.Schedules {
		if lean := s.WithoutFeeds(now); len(lean.Holidays) < len(s.Holidays) {
			next.Schedules[id] = lean
		}
	}
}
