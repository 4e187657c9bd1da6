package config

import (
	"context"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// asKnown carries over what is known of an address that stays as it is. Another
// address is as good as whoever says it: see doubtNew.
func asKnown(next, old people.ContactMethod) people.ContactMethod {
	next.VerifiedAt, next.Unconfirmed, next.ByAPI = time.Time{}, false, false
	if next.SameAddress(old) {
		next.VerifiedAt, next.Unconfirmed, next.ByAPI = old.VerifiedAt, old.Unconfirmed, old.ByAPI
	}
	return next
}

// doubtNew marks the addresses that a change by hand brings in as unconfirmed,
// whatever the change says of them itself, and notes which came by the API. next is
// not shared with anybody yet, but its lists are.
func doubtNew(old, next *engine.Config, by engine.Actor) {
	for id, u := range next.Users {
		before := old.Users[id]
		methods := slices.Clone(u.ContactMethods)
		for i, m := range methods {
			was, _ := before.Method(m.ID)
			methods[i] = asKnown(m, was)
			if !m.SameAddress(was) {
				methods[i].Unconfirmed, methods[i].ByAPI = true, by.Via == viaAPI
			}
		}
		if !slices.Equal(methods, u.ContactMethods) {
			u.ContactMethods = methods
			next.Users[id] = u
		}
	}
}

// By which doors an [engine.Actor] comes, as far as they differ here.
const (
	viaAPI  = "api"
	viaPage = "ui" // signed in
)

// MayConfirm says as a Forbidden Failure why somebody may not confirm a contact
// method, nil if they may: one that came by the API is confirmed on a page alone.
func MayConfirm(m people.ContactMethod, by engine.Actor) error {
	if m.ByAPI && by.Via != viaPage {
		return engine.Fail(engine.Forbidden, "this address was set by the API: it is confirmed on its page, by whoever is signed in")
	}
	return nil
}

// Codes checks and uses up the codes that confirm contact methods; see
// [engine.Engine.TakeCode].
type Codes interface {
	TakeCode(ctx context.Context, user, method, code string) (engine.Delivery, error)
}

// ConfirmCode takes the code that a person was sent by a contact method, and
// writes down that messages reach them there. Errors are those of
// [engine.Engine.TakeCode] and of [Editor.Confirm].
func (e Editor) ConfirmCode(ctx context.Context, codes Codes, actor engine.Actor, user, method, code string) error {
	d, err := codes.TakeCode(ctx, user, method, code)
	if err != nil {
		return err
	}
	return e.Confirm(ctx, actor, d, "a code")
}

// Confirm writes down that messages to a person reach them by a contact method.
// What shows it is a message that was answered: another address since it went out
// is a Conflict Failure. how says in words what came back: "a code", "a test
// page". Who may not confirm it gets the Failure of [MayConfirm].
func (e Editor) Confirm(ctx context.Context, actor engine.Actor, d engine.Delivery, how string) error {
	sent := people.ContactMethod{ID: d.Method, Type: notify.Channel(d.Channel), Address: d.Address}
	err := e.Store.Configure(ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := draft(orEmpty(old))
		u := next.Users[d.User]
		i := slices.IndexFunc(u.ContactMethods, func(m people.ContactMethod) bool { return m.ID == sent.ID && m.SameAddress(sent) })
		if i < 0 {
			return nil, nil, engine.Fail(engine.Conflict, "the contact method was changed or removed since the message was sent")
		}
		if err := MayConfirm(u.ContactMethods[i], actor); err != nil {
			return nil, nil, err
		}
		u.ContactMethods = slices.Clone(u.ContactMethods)
		u.ContactMethods[i] = confirmed(u.ContactMethods[i], d.AnsweredAt)
		next.Users[d.User] = u
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

func confirmed(m people.ContactMethod, at time.Time) people.ContactMethod {
	m.Unconfirmed, m.ByAPI, m.VerifiedAt = false, false, at.UTC().Round(0)
	return m
}
