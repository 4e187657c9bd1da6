package ui

import (
	"context"

	"wakeman/engine/people"
	"wakeman/web/auth"
)

// CalendarAuth makes and lists the secret addresses of calendars; see package auth.
type CalendarAuth interface {
	CreateCalendar(ctx context.Context, n auth.NewToken) (secret string, t people.Token, err error)
	Calendars(user, schedule string) ([]people.Token, error)
}

// calendarRoutes are the calendars that go out: everybody has their own shifts as
// one; a schedule's is made by those who take duty. Those with {schedule} are of
// that, the others of whoever asks.
func (u *ui) calendarRoutes() []route {
	const own, of = "/profile/calendar", "/schedules/{schedule}/calendar"
	return []route{
		{"GET " + own, people.Viewer, u.calendarShow},
		{"GET " + own + "/made", people.Viewer, u.calendarMade},
		{"POST " + own + "/kept", people.Viewer, u.calendarKept},
		{"POST " + own + "/addresses", people.Viewer, u.calendarMake},
		{"GET " + own + "/addresses/{id}/revoke", people.Viewer, u.calendarAsk},
		{"POST " + own + "/addresses/{id}/revoke", people.Viewer, u.calendarRevoke},

		{"POST " + own + "/feed", people.Responder, u.feedOwn},
		{"POST " + own + "/feed/refresh", people.Responder, u.feedRefresh},
		{"GET " + own + "/feed/remove", people.Responder, u.feedAsk},
		{"POST " + own + "/feed/remove", people.Responder, u.feedRemove},

		{"GET " + of, people.Responder, u.calendarShow},
		{"POST " + of + "/addresses", people.Responder, u.calendarMake},
		{"GET " + of + "/addresses/{id}/revoke", people.Responder, u.calendarAsk},
		{"POST " + of + "/addresses/{id}/revoke", people.Responder, u.calendarRevoke},
		{"POST " + of + "/feeds", people.Responder, u.feedAdd},
		{"POST " + of + "/feeds/{feed}/refresh", people.Responder, u.feedRefresh},
		{"GET " + of + "/feeds/{feed}/remove", people.Responder, u.feedAsk},
		{"POST " + of + "/feeds/{feed}/remove", people.Responder, u.feedRemove},
	}
}
