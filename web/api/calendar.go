package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/auth"
)

// calendarWire is a secret address by which calendar programs read shifts. Not
// PagerDuty's. It ends by DELETE /api_keys/{id}.
type calendarWire struct {
	reference
	Name       string     `json:"name"`
	Hint       string     `json:"hint"`
	User       *reference `json:"user"`     // who made it, and whose shifts it shows without a schedule
	Schedule   *reference `json:"schedule"` // whose shifts it shows; null: the user's
	CreatedAt  *string    `json:"created_at"`
	LastUsedAt *string    `json:"last_used_at"` // to an hour
	Address    *string    `json:"address"`      // only in the answer that made it
}

type calendarOrder struct {
	Name string `json:"name" need:"yes" doc:"which program reads it"`
}

func (v view) calendar(t people.Token) calendarWire {
	w := calendarWire{
		reference: v.link.inside("calendar_address", "/api_keys/"+t.ID, t.ID, t.Name), Name: t.Name, Hint: t.Hint,
		CreatedAt: stamp(t.CreatedAt), LastUsedAt: stamp(t.UsedAt),
	}
	if t.User != "" {
		ref := v.userRef(t.User)
		w.User = &ref
	}
	if t.Schedule != "" {
		ref := v.scheduleRef(t.Schedule)
		w.Schedule = &ref
	}
	return w
}

// mineOnly: a person's own calendar is theirs to make, also for admins.
func (c *call) mineOnly() error {
	if c.PathValue("id") != c.me || c.me == "" {
		return forbidden("only the person themselves makes and lists addresses of their calendar")
	}
	return nil
}

func (s *server) listUserCalendars(c *call) (any, error) {
	if err := c.mineOnly(); err != nil {
		return nil, err
	}
	list, err := s.access.Calendars(c.me, "")
	if err != nil {
		return nil, err
	}
	return paged(c, "calendar_addresses", list, c.calendar)
}

func (s *server) createUserCalendar(c *call) (any, error) {
	if err := c.mineOnly(); err != nil {
		return nil, err
	}
	return s.createCalendar(c, "")
}

func (s *server) listScheduleCalendars(c *call) (any, error) {
	if _, ok := c.cfg.Schedules[c.PathValue("id")]; !ok {
		return nil, absent("schedule")
	}
	list, err := s.access.Calendars("", c.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return paged(c, "calendar_addresses", list, c.calendar)
}

func (s *server) createScheduleCalendar(c *call) (any, error) {
	if _, ok := c.cfg.Schedules[c.PathValue("id")]; !ok {
		return nil, absent("schedule")
	}
	return s.createCalendar(c, c.PathValue("id"))
}

func (s *server) createCalendar(c *call, schedule string) (any, error) {
	var w calendarOrder
	if err := readOrder(c.Request, "calendar_address", &w); err != nil {
		return nil, err
	}
	secret, t, err := s.access.CreateCalendar(c.Context(), auth.NewToken{Name: w.Name, User: c.me, Schedule: schedule, Actor: c.who.Actor("api"), Now: c.now})
	if err != nil {
		return nil, err
	}
	made := c.calendar(t)
	address := c.link.base + "/calendar/" + secret + ".ics"
	made.Address = &address
	return map[string]calendarWire{"calendar_address": made}, nil
}

// feedWire is a calendar from which absences or holidays come. Its address is a
// secret, and only its server is told.
type feedWire struct {
	reference
	Name         string  `json:"name"`
	Server       string  `json:"server"`
	From         string  `json:"from"` // when holidays begin on their day
	LastReadAt   *string `json:"last_read_at"`
	FailingSince *string `json:"failing_since"` // null: all is well
	Reason       string  `json:"reason"`
	LeftOut      string  `json:"left_out"` // which events of it are left out, and why
	Guessed      string  `json:"guessed"`  // which time zones of it are not known, and what they are read as
	Entries      int     `json:"entries"`  // to come
}

type feedOrder struct {
	Name string `json:"name" doc:"of a schedule's: what it is called. Left out: its server"`
	URL  string `json:"url" need:"yes" doc:"https, http or webcal; kept as a secret"`
	From string `json:"from" doc:"of a schedule's: when its days begin, like 09:00"`
}

func (w feedOrder) feed() (f schedules.Feed, err error) {
	f = schedules.Feed{ID: config.NewID(config.FeedID), Name: strings.TrimSpace(w.Name), URL: strings.TrimSpace(w.URL)}
	if f.URL == "" {
		return f, invalid("url: missing")
	}
	if f.Name == "" {
		f.Name = serverName(f.URL)
	}
	if w.From != "" {
		if f.From, err = civil.ParseTimeOfDay(w.From); err != nil {
			return f, invalid("from: " + quote(w.From) + " is not a time of day like 09:00")
		}
	}
	return f, nil
}

func serverName(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "a server"
}

// feeds are the wires of some feeds.
func (s *server) feeds(c *call, path string, list []schedules.Feed) ([]feedWire, error) {
	states, err := s.store.Feeds()
	return each(list, func(f schedules.Feed) feedWire {
		now := states[f.ID]
		return feedWire{
			reference: c.link.inside("calendar_feed", path, f.ID, f.Name), Name: f.Name, Server: serverName(f.URL), From: f.From.String(),
			LastReadAt: stamp(now.GoodAt), FailingSince: stamp(now.FailingSince), Reason: now.Reason, LeftOut: now.LeftOut, Guessed: now.Guessed, Entries: now.Entries,
		}
	}), err
}

func (s *server) listHolidayFeeds(c *call) (any, error) {
	found, ok := c.cfg.Schedules[c.PathValue("id")]
	if !ok {
		return nil, absent("schedule")
	}
	list, err := s.feeds(c, "/schedules/"+found.ID+"/holiday_feeds", found.HolidayFeeds)
	return map[string][]feedWire{"holiday_feeds": list}, err
}

func (s *server) createHolidayFeed(c *call) (any, error) {
	var w feedOrder
	if err := readOrder(c.Request, "holiday_feed", &w); err != nil {
		return nil, err
	}
	feed, err := w.feed()
	if err != nil {
		return nil, err
	}
	found, err := s.editSchedule(c, names{"holiday_feeds": ""}, func(_ *engine.Config, found *schedules.Schedule) error {
		found.HolidayFeeds = append(slices.Clone(found.HolidayFeeds), feed)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.oneHolidayFeed(c, found.ID, feed)
}

func (s *server) deleteHolidayFeed(c *call) (any, error) {
	id := c.PathValue("id")
	err := s.edit(c, subject{scheduleKind, id, names{}}, func(next *engine.Config) error {
		if _, err := c.scheduleIn(next, id); err != nil {
			return err
		}
		o, ok := next.Feed(c.PathValue("feed"))
		if !ok || o.Schedule != id {
			return absent("holiday feed")
		}
		o.Remove(next, c.now)
		return nil
	})
	return nil, err
}

// refreshHolidayFeed reads a calendar now, and answers with how that went.
func (s *server) refreshHolidayFeed(c *call) (any, error) {
	found, err := c.scheduleIn(c.cfg, c.PathValue("id"))
	if err != nil {
		return nil, err
	}
	i := indexOf(found.HolidayFeeds, c.PathValue("feed"), func(f schedules.Feed) string { return f.ID })
	if i < 0 {
		return nil, absent("holiday feed")
	}
	if err := s.refresh(c, found.HolidayFeeds[i].ID); err != nil {
		return nil, err
	}
	return s.oneHolidayFeed(c, found.ID, found.HolidayFeeds[i])
}

func (s *server) refresh(c *call, id string) error {
	if s.refreshFeed == nil {
		return nil
	}
	return s.refreshFeed(c.Context(), id)
}

func (s *server) oneHolidayFeed(c *call, schedule string, f schedules.Feed) (any, error) {
	list, err := s.feeds(c, "/schedules/"+schedule+"/holiday_feeds", []schedules.Feed{f})
	if err != nil {
		return nil, err
	}
	return map[string]feedWire{"holiday_feed": list[0]}, nil
}

func (s *server) refreshAbsenceFeed(c *call) (any, error) {
	u, err := c.userIn(c.cfg, c.PathValue("id"))
	switch {
	case err != nil:
		return nil, err
	case u.AbsenceFeed == nil:
		return nil, absent("absence feed")
	}
	if err := s.refresh(c, u.AbsenceFeed.ID); err != nil {
		return nil, err
	}
	return s.getAbsenceFeed(c)
}

func (s *server) getAbsenceFeed(c *call) (any, error) {
	u, err := c.userIn(c.cfg, c.PathValue("id"))
	switch {
	case err != nil:
		return nil, err
	case u.AbsenceFeed == nil:
		return nil, absent("absence feed")
	}
	list, err := s.feeds(c, "/users/"+u.ID+"/absence_feed", []schedules.Feed{*u.AbsenceFeed})
	if err != nil {
		return nil, err
	}
	return map[string]feedWire{"absence_feed": list[0]}, nil
}

func (s *server) putAbsenceFeed(c *call) (any, error) {
	var w feedOrder
	if err := readOrder(c.Request, "absence_feed", &w); err != nil {
		return nil, err
	}
	feed, err := w.feed()
	if err != nil {
		return nil, err
	}
	_, err = s.editUser(c, names{"absence_feed": "url"}, func(u *people.User) error {
		if u.AbsenceFeed != nil {
			feed.ID = u.AbsenceFeed.ID // what it had stays until the new one was read
		}
		u.AbsenceFeed = &schedules.Feed{ID: feed.ID, URL: feed.URL}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.getAbsenceFeed(c)
}

func (s *server) deleteAbsenceFeed(c *call) (any, error) {
	id := c.PathValue("id")
	return nil, s.edit(c, subject{userKind, id, names{}}, func(next *engine.Config) error {
		u, err := c.userIn(next, id)
		if err != nil {
			return err
		}
		if u.AbsenceFeed == nil {
			return absent("absence feed")
		}
		engine.FeedOwner{Feed: *u.AbsenceFeed, User: id}.Remove(next, c.now)
		return nil
	})
}

// calendarRoutes are not PagerDuty's.
func (s *server) calendarRoutes() []route {
	address, feed, own := gives("calendar_address", calendarWire{}), gives("holiday_feed", feedWire{}), gives("absence_feed", feedWire{})
	list, order := givesList("calendar_addresses", calendarWire{}), takes("calendar_address", calendarOrder{})
	const me, theirFeed = "Everybody for themselves alone.", "Everybody from responder on for themselves; admins for everybody but owners, owners for everybody."
	refresh := func(path string, h handler, out shape) route {
		return route{method: http.MethodPost, path: path + "/refresh", role: people.Responder, status: http.StatusOK, handle: h, doc: does("Read a calendar now; the answer says how that went", takes("", object{}), out)}
	}
	return []route{
		read("/users/{id}/calendar_addresses", s.listUserCalendars, "List the addresses by which programs read a person's shifts; DELETE /api_keys/{id} ends one", list).may(me),
		create("/users/{id}/calendar_addresses", people.Viewer, s.createUserCalendar, "Make an address by which a program reads a person's shifts; it is in this answer and never again", order, address).may(me),
		{method: http.MethodGet, path: "/schedules/{id}/calendar_addresses", role: people.Responder, handle: s.listScheduleCalendars, doc: does("List the addresses by which programs read a schedule's shifts", shape{}, list)},
		create("/schedules/{id}/calendar_addresses", people.Responder, s.createScheduleCalendar, "Make an address by which a program reads a schedule's shifts; it is in this answer and never again", order, address),

		read("/schedules/{id}/holiday_feeds", s.listHolidayFeeds, "List the calendars from which holidays come", gives("holiday_feeds", []feedWire{})),
		create("/schedules/{id}/holiday_feeds", people.Responder, s.createHolidayFeed, "Add a calendar from which holidays come", takes("holiday_feed", feedOrder{}), feed).may(scheduleNeeds),
		remove("/schedules/{id}/holiday_feeds/{feed}", people.Responder, s.deleteHolidayFeed, "Take a calendar away, with the holidays to come that are from it").may(scheduleNeeds),
		refresh("/schedules/{id}/holiday_feeds/{feed}", s.refreshHolidayFeed, feed).may(scheduleNeeds),
		refresh("/users/{id}/absence_feed", s.refreshAbsenceFeed, own).may(theirFeed),
		{method: http.MethodGet, path: "/users/{id}/absence_feed", role: people.Responder, handle: s.getAbsenceFeed, doc: does("Show the calendar from which a person's absences come", shape{}, own)},
		update("/users/{id}/absence_feed", people.Responder, s.putAbsenceFeed, "Set the calendar from which a person's absences come", takes("absence_feed", feedOrder{}), own).may(theirFeed),
		remove("/users/{id}/absence_feed", people.Responder, s.deleteAbsenceFeed, "Take the calendar away, with the absences to come that are from it").may(theirFeed),
	}
}
