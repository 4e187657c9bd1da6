package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// mayFeed says why somebody may not set feeds: of a schedule whoever may change
// it, of their own whoever takes duty; "" if they may.
func mayFeed(cfg *engine.Config, p auth.Principal, s schedules.Schedule) string {
	if s.ID != "" {
		return cfg.MayEditSchedule(p.Role, p.User.ID, s.Team)
	}
	if !p.Role.AtLeast(people.Responder) {
		return "Only who takes duty has absences."
	}
	return ""
}

// calendarFeeds are those of a schedule, or one's own.
func (u *ui) calendarFeeds(cfg *engine.Config, p auth.Principal, schedule string, may bool) (rows []view.CalendarFeed, err error) {
	states, err := u.Store.Feeds()
	for _, o := range cfg.Feeds() {
		if o.Schedule != schedule || schedule == "" && o.User != p.User.ID {
			continue
		}
		s := states[o.ID]
		row := view.CalendarFeed{
			Name: o.Name, Server: serverOf(o.URL), Good: s.GoodAt, Entries: s.Entries, Failing: s.FailingSince, Reason: s.Reason, LeftOut: s.LeftOut, Guessed: s.Guessed,
		}
		if o.From != (civil.TimeOfDay{}) {
			row.From = o.From.String()
		}
		if p.Role.AtLeast(people.Admin) {
			row.Detail = s.Detail
		}
		if may {
			row.RemovePath = view.CalendarFeedDeed(schedule, o.ID, "remove")
			row.RefreshPath = view.CalendarFeedDeed(schedule, o.ID, "refresh")
		}
		rows = append(rows, row)
	}
	return rows, err
}

// feedOwn sets the calendar that one's absences come from.
func (u *ui) feedOwn(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: typed(r, "url")}
	p := who(r)
	_, err := u.Editor.Do(r.Context(), p.Actor("ui"), func(next *engine.Config) error {
		user := next.Users[p.User.ID]
		feed := schedules.Feed{ID: config.NewID(config.FeedID)}
		if user.AbsenceFeed != nil {
			feed = *user.AbsenceFeed
		}
		if feed.URL = strings.TrimSpace(form.Value("url")); feed.URL == "" {
			return fieldFault("url", "Give the address of a calendar.")
		}
		user.AbsenceFeed = &feed
		next.Users[user.ID] = user
		return nil
	})
	u.feedSaved(w, r, form, err)
}

// feedAdd adds a calendar that holidays of a schedule come from.
func (u *ui) feedAdd(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: typed(r, "url", "feed_name", "from")}
	p := who(r)
	_, err := u.Editor.Do(r.Context(), p.Actor("ui"), func(next *engine.Config) error {
		s, ok := next.Schedules[r.PathValue("schedule")]
		if !ok {
			return engine.Fail(engine.NotFound, "There is no such schedule")
		}
		if why := mayFeed(next, p, s); why != "" {
			return engine.Fail(engine.Forbidden, "%s", why)
		}
		feed, err := feedFrom(form)
		if err != nil {
			return err
		}
		s.HolidayFeeds = append(slices.Clone(s.HolidayFeeds), feed)
		next.Schedules[s.ID] = s
		return nil
	})
	u.feedSaved(w, r, form, err)
}

// feedFrom reads the form of a feed of holidays. What is wrong with the address
// the rules of the configuration say.
func feedFrom(form view.Form) (f schedules.Feed, err error) {
	f = schedules.Feed{ID: config.NewID(config.FeedID), Name: strings.TrimSpace(form.Value("feed_name")), URL: strings.TrimSpace(form.Value("url"))}
	switch from := strings.TrimSpace(form.Value("from")); {
	case f.Name == "":
		return f, fieldFault("feed_name", "Say what it is called.")
	case f.URL == "":
		return f, fieldFault("url", "Give the address of a calendar.")
	case from != "":
		if f.From, err = civil.ParseTimeOfDay(from); err != nil {
			return f, fieldFault("from", "Write it like 09:00.")
		}
	}
	return f, nil
}

func fieldFault(field, message string) error {
	f := engine.Fail(engine.Invalid, "%s", message)
	f.Field = field
	return f
}

// feedSaved leads back to the list, where the feed is read within a moment; or
// draws the form again.
func (u *ui) feedSaved(w http.ResponseWriter, r *http.Request, form view.Form, err error) {
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. It is read within a moment; reload the page to see how that went."}, calendarBack(r))
		return
	}
	status, ok := refused(&form, err, func(p config.Problem) string {
		switch {
		case strings.HasSuffix(p.Field, "url") || p.Field == "absence_feed":
			return "url"
		case strings.HasSuffix(p.Field, "name"):
			return "feed_name"
		}
		return ""
	})
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.calendarPage(w, r, status, view.Form{}, form)
}

func calendarBack(r *http.Request) string {
	if id := r.PathValue("schedule"); id != "" {
		return view.ScheduleCalendarPath(id)
	}
	return view.PathCalendar
}

// feedNamed is the feed that a path names, if the requester may set it.
func (u *ui) feedNamed(r *http.Request, cfg *engine.Config) (engine.FeedOwner, error) {
	p, schedule := who(r), r.PathValue("schedule")
	if why := mayFeed(cfg, p, cfg.Schedules[schedule]); why != "" {
		return engine.FeedOwner{}, engine.Fail(engine.Forbidden, "%s", why)
	}
	for _, o := range cfg.Feeds() {
		if schedule != "" && o.Schedule == schedule && o.ID == r.PathValue("feed") || schedule == "" && o.User == p.User.ID {
			return o, nil
		}
	}
	return engine.FeedOwner{}, engine.Fail(engine.NotFound, "There is no such calendar, or it was taken away already")
}

// feedRefresh reads a feed now.
func (u *ui) feedRefresh(w http.ResponseWriter, r *http.Request) {
	o, err := u.feedNamed(r, u.Store.Config())
	if err == nil && u.RefreshFeed != nil {
		err = u.RefreshFeed(r.Context(), o.ID)
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	states, err := u.Store.Feeds()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	n := view.Notice{Level: view.Good, Text: "It was read."}
	if s := states[o.ID]; !s.FailingSince.IsZero() {
		n = view.Notice{Level: view.Warning, Text: "It can not be read. " + s.Reason}
	}
	u.done(w, r, n, calendarBack(r))
}

// feedAsk asks before a feed is taken away.
func (u *ui) feedAsk(w http.ResponseWriter, r *http.Request) {
	o, err := u.feedNamed(r, u.Store.Config())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	text := "The absences to come that are from it are taken away too: you are on call again in your turns."
	if o.Schedule != "" {
		text = "The holidays to come that are from it are taken away too: the hours of the week hold on those days."
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Take the calendar away?", Text: text + " What is past stays on record.",
		PostPath: view.CalendarFeedDeed(o.Schedule, o.ID, "remove"), Yes: "Take it away", NoPath: calendarBack(r),
	}))
}

// feedRemove takes a feed away, with what is to come from it.
func (u *ui) feedRemove(w http.ResponseWriter, r *http.Request) {
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		o, err := u.feedNamed(r, next)
		if err == nil {
			o.Remove(next, u.Now())
		}
		return err
	})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "The calendar is no longer read."}, calendarBack(r))
}

// feedCheck says on the health page which calendar feeds can not be read; none
// where there are no feeds.
func (u *ui) feedCheck(r *http.Request) []view.Check {
	cfg := u.Store.Config()
	list := cfg.Feeds()
	if len(list) == 0 {
		return nil
	}
	states, err := u.Store.Feeds()
	c := view.Check{Name: "Calendar feeds", Level: view.Good, Words: "Each was read within the last hours."}
	if err != nil {
		c.Level, c.Words = view.Bad, "How they do can not be read."
		return []view.Check{c}
	}
	var words []string
	for _, o := range list {
		if s := states[o.ID]; !s.FailingSince.IsZero() {
			whose := "The absences of " + cfg.Users[o.User].Name
			if o.Schedule != "" {
				whose = "The holidays “" + o.Name + "” of " + cfg.Schedules[o.Schedule].Name
			}
			since := s.FailingSince.In(who(r).User.Location()).Format("2 Jan 15:04")
			words = append(words, whose+": not read since "+since+". "+s.Reason)
			if c.At.IsZero() || s.FailingSince.Before(c.At) {
				c.At = s.FailingSince
			}
		}
	}
	if len(words) > 0 {
		c.Level, c.Words = view.Warning, strings.Join(words, " ")+" What was last read still counts."
	}
	return []view.Check{c}
}
