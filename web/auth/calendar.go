package auth

import (
	"context"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// MaxCalendars is how many calendar addresses one person may have for their own
// shifts, and as many again for each schedule. It bounds what a stolen session
// can leave behind.
const MaxCalendars = 10

func (n NewToken) checkCalendar(c *engine.Config) error {
	_, known := c.Schedules[n.Schedule]
	switch {
	case n.Scope != people.CalendarScope && n.Schedule != "":
		return invalid("schedule", "only a key of scope calendar has a schedule")
	case n.Scope != people.CalendarScope:
		return nil
	case n.Schedule != "" && !known:
		return invalid("schedule", "there is no such schedule")
	case n.Schedule == "" && n.User == "":
		return invalid("schedule", "say whose or which schedule's calendar it is")
	}
	return nil
}

// CreateCalendar makes the secret of a calendar feed, for the shifts of a person
// or of a schedule; see [CreateToken]. With [MaxCalendars] of the same it is a
// Conflict Failure.
func (a *Auth) CreateCalendar(ctx context.Context, n NewToken) (secret string, t people.Token, err error) {
	n.Scope = people.CalendarScope
	have, err := a.Calendars(n.User, n.Schedule)
	if err != nil {
		return "", people.Token{}, err
	}
	have = slices.DeleteFunc(have, func(t people.Token) bool { return t.User != n.User })
	if len(have) >= MaxCalendars {
		return "", people.Token{}, engine.Fail(engine.Conflict, "there are %d addresses already: revoke one that is not used", len(have))
	}
	return CreateToken(ctx, a.store, n)
}

// Calendars lists the calendar keys of a schedule, or with "" those of a person's
// own shifts, oldest first.
func (a *Auth) Calendars(user, schedule string) ([]people.Token, error) {
	list, err := a.store.Tokens()
	list = slices.DeleteFunc(list, func(t people.Token) bool {
		return t.Scope != people.CalendarScope || t.Schedule != schedule || schedule == "" && t.User != user
	})
	slices.SortFunc(list, func(a, b people.Token) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return list, err
}

// CalendarKey finds the key of a calendar feed by its secret, and notes that it
// was used. ok is false for every other key, and when the person whose it is has
// left.
func (a *Auth) CalendarKey(ctx context.Context, secret string) (t people.Token, ok bool, err error) {
	now := time.Now()
	p, why, err := a.key(secret, now)
	if err != nil || why != "" || p.Token.Scope != people.CalendarScope {
		return people.Token{}, false, err
	}
	a.used(ctx, p.Token, now)
	return p.Token, true, nil
}
