package auth_test

import (
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/auth"
)

// calendar makes a calendar key.
func (b *box) calendar(n auth.NewToken) (string, people.Token) {
	b.Helper()
	n.Name, n.Actor, n.Now = "Phone", cli(), time.Now()
	secret, t, err := b.auth.CreateCalendar(b.ctx, n)
	b.must(err)
	return secret, t
}

// withSchedule gives the box a schedule that nobody is on.
func (b *box) withSchedule(id string) {
	b.Helper()
	b.must(b.db.Configure(b.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		next.Schedules = map[string]schedules.Schedule{id: {ID: id, Name: "Primary", TimeZone: "UTC"}}
		return &next, nil, nil
	}))
}

func (b *box) wantCalendar(secret string, want bool, what string) {
	b.Helper()
	if _, ok, err := b.auth.CalendarKey(b.ctx, secret); ok != want || err != nil {
		b.Errorf("%s: the calendar is open: %v, %v", what, ok, err)
	}
}

func TestACalendarKeyOpensItsCalendarAndNothingElse(t *testing.T) {
	inBox(t, func(b *box) {
		b.withDoor()
		b.withSchedule("PSCHED1")
		own, _ := b.calendar(auth.NewToken{User: "PANN"})
		all, token := b.calendar(auth.NewToken{User: "PANN", Schedule: "PSCHED1"})
		full, _ := b.key(auth.NewToken{})
		wall, _ := b.key(auth.NewToken{Scope: people.WallboardScope})
		b.wantCalendar(own, true, "one's own")
		b.wantCalendar(all, true, "of a schedule")
		b.wantCalendar(full, false, "a full key")
		b.wantCalendar(wall, false, "a key of the wallboard")
		b.wantCalendar("", false, "nothing")
		for name, secret := range map[string]string{"own": own, "schedule": all} {
			if p, _ := b.asks("GET", "Bearer "+secret); p.Role != "" || p.User.ID != "" || !p.ReadOnly() {
				t.Errorf("%s: at the API it is %q of %q, although its maker is an owner", name, p.User.ID, p.Role)
			}
		}
		b.must(b.auth.RevokeToken(b.ctx, token.ID, cli()))
		b.wantCalendar(all, false, "revoked")
		b.wantCalendar(own, true, "another of the same person")
	})
}

func TestWhoLeavesTakesTheirCalendarsAlong(t *testing.T) {
	inBox(t, func(b *box) {
		b.withSchedule("PSCHED1")
		own, _ := b.calendar(auth.NewToken{User: "PANN"})
		all, _ := b.calendar(auth.NewToken{User: "PANN", Schedule: "PSCHED1"})
		b.change("PANN", func(u *people.User) { u.Disabled = true })
		b.wantCalendar(own, false, "one's own, after leaving")
		b.wantCalendar(all, false, "of a schedule, after its maker left")
	})
}

func TestACalendarKeyIsOfSomebodyOrOfASchedule(t *testing.T) {
	inBox(t, func(b *box) {
		b.withSchedule("PSCHED1")
		make := func(n auth.NewToken) error {
			n.Name, n.Actor, n.Now = "Phone", cli(), time.Now()
			_, _, err := b.auth.CreateCalendar(b.ctx, n)
			return err
		}
		wantCode(t, make(auth.NewToken{}), engine.Invalid, "of nobody")
		wantCode(t, make(auth.NewToken{User: "PANN", Schedule: "PNONE"}), engine.Invalid, "of no schedule")
		wantCode(t, make(auth.NewToken{User: "PNONE"}), engine.Invalid, "of a stranger")
		b.must(make(auth.NewToken{Schedule: "PSCHED1"})) // the account's own
		_, _, err := auth.CreateToken(b.ctx, b.db, auth.NewToken{Name: "x", Scope: people.FullScope, Schedule: "PSCHED1", Actor: cli(), Now: time.Now()})
		wantCode(t, err, engine.Invalid, "another scope with a schedule")
		for range auth.MaxCalendars {
			b.must(make(auth.NewToken{User: "PANN"}))
		}
		wantCode(t, make(auth.NewToken{User: "PANN"}), engine.Conflict, "one too many")
		b.must(make(auth.NewToken{User: "PANN", Schedule: "PSCHED1"}))
	})
}
