package config

import (
	"context"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// asKnown carries over what is known of an address that stays as it is. Another
// address is as good as whoever says it: see doubtNew.
func asKnown(next, old people.ContactMethod) people.ContactMethod {
	next.VerifiedAt, next.Unconfirmed = time.Time{}, false
	if next.SameAddress(old) {
		next.VerifiedAt, next.Unconfirmed = old.VerifiedAt, old.Unconfirmed
	}
	return next
}

// doubtNew marks the addresses that a change by hand brings in as unconfirmed,
// whatever the change says of them itself. next is not shared with anybody yet,
// but its lists are.
func doubtNew(old, next *engine.Config) {
	for id, u := range next.Users {
		before := old.Users[id]
		methods := slices.Clone(u.ContactMethods)
		for i, m := range methods {
			was, _ := before.Method(m.ID)
			methods[i] = asKnown(m, was)
			methods[i].Unconfirmed = methods[i].Unconfirmed || !m.SameAddress(was)
		}
		if !slices.Equal(methods, u.ContactMethods) {
			u.ContactMethods = methods
			next.Users[id] = u
		}
	}
}

// Confirm writes down that messages to a person reach them by a contact method.
// sent is the method as it was when the message went out: another address since
// is a Conflict Failure. how says what shows it: "code", "test page".
func (e Editor) Confirm(ctx context.Context, actor engine.Actor, user string, sent people.ContactMethod, how string, at time.Time) error {
	err := e.Store.Configure(ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := draft(orEmpty(old))
		u := next.Users[user]
		i := slices.IndexFunc(u.ContactMethods, func(m people.ContactMethod) bool { return m.ID == sent.ID && m.SameAddress(sent) })
		if i < 0 {
			return nil, nil, engine.Fail(engine.Conflict, "the contact method was changed or removed since the message was sent")
		}
		u.ContactMethods = slices.Clone(u.ContactMethods)
		u.ContactMethods[i].Unconfirmed, u.ContactMethods[i].VerifiedAt = false, at.UTC().Round(0)
		next.Users[user] = u
		m := u.ContactMethods[i]
		row := engine.AuditRow{
			Actor: actor, Action: "user.contact_verified", Object: u.ID,
			Detail: u.Name + " by " + m.Type.Word() + " (" + m.Label + "), by " + how,
		}
		return next.Index(), []engine.AuditRow{row}, nil
	})
	if err == nil && e.Kick != nil {
		e.Kick()
	}
	return err
}
