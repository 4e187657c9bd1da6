package ui

import (
	"cmp"
	"net/http"
	"strings"

	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// calendarShow lists the addresses of one's own shifts, or of a schedule.
func (u *ui) calendarShow(w http.ResponseWriter, r *http.Request) {
	u.calendarPage(w, r, http.StatusOK, view.Form{}, view.Form{})
}

func (u *ui) calendarPage(w http.ResponseWriter, r *http.Request, status int, form, feed view.Form) {
	id := r.PathValue("schedule")
	cfg := u.Store.Config()
	s, known := cfg.Schedules[id]
	if id != "" && !known {
		u.notFound(w, r)
		return
	}
	p := who(r)
	list, err := u.Auth.Calendars(p.User.ID, id)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.CalendarPage{Schedule: view.Ref{ID: id, Name: s.Name}, Form: form, Max: auth.MaxCalendars, PostPath: view.CalendarAddresses(id)}
	for _, t := range list {
		row := view.CalendarRow{Name: t.Name, Hint: t.Hint, Created: t.CreatedAt, Used: t.UsedAt}
		if mayEndCalendar(p, t) {
			row.RevokePath = view.CalendarRevoke(id, t.ID)
		}
		if t.User != p.User.ID {
			row.Owner = cmp.Or(cfg.Users[t.User].Name, t.CreatedBy)
		}
		v.Rows = append(v.Rows, row)
	}
	v.FeedForm, v.FeedPath, v.MayFeed = feed, view.CalendarFeedPath(id), mayFeed(cfg, p, s) == ""
	if v.Feeds, err = u.calendarFeeds(cfg, p, id, v.MayFeed); err != nil {
		u.fail(w, r, err)
		return
	}
	page := u.page(r)
	if status == http.StatusOK {
		page.Notice = takeNotice(w, r)
	}
	u.draw(w, r, status, view.Calendar(page, v))
}

// mayEndCalendar: one's own, and admins anybody's.
func mayEndCalendar(p auth.Principal, t people.Token) bool {
	return t.User != "" && t.User == p.User.ID || p.Role.AtLeast(people.Admin)
}

// address is where programs read the calendar with a secret.
func (u *ui) calendarAddress(r *http.Request, secret string) string {
	base := u.Store.Config().Settings.PublicURL
	if base == "" {
		base = "http://" + r.Host
		if auth.ClientOf(r).TLS {
			base = "https://" + r.Host
		}
	}
	return strings.TrimRight(base, "/") + "/calendar/" + secret + ".ics"
}
