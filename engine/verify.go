package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"

	"wakeman/engine/people"
	"wakeman/notify"
)

// Limits of the codes that confirm a contact method.
const (
	CodeLife  = 10 * time.Minute
	CodeTries = 5           // wrong ones, then a new code is needed
	CodeEvery = time.Minute // how often one is sent by a method
	CodesADay = 10          // by a method, in 24 hours
)

// SendCode sends a person a message of kind [notify.Verification] by one of their
// contact methods: six digits that [Engine.TakeCode] wants back. It goes the whole
// way of a page. The codes before stop working.
//
// Errors are a Failure: NotFound (no such person or method) or Conflict (the person
// has left, the box is on hold, one was sent a moment ago, or ten were within a
// day; Retry is then when to come back).
func (e *Engine) SendCode(ctx context.Context, actor Actor, user, method string) (delivery string, err error) {
	now := e.clock()
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		u, m, err := testable(tx, user, method)
		if err == nil {
			err = mayCode(tx, user, method, now)
		}
		if err != nil {
			return nil, err
		}
		d := codeDelivery(u, m, now)
		delivery = d.ID
		row := AuditRow{At: now, Actor: actor, Action: "user.contact_code", Object: u.ID, Detail: u.Name + " by " + m.Type.Word() + " (" + m.Label + ")"}
		return outsideIncidents(), tx.Apply(Changes{Deliveries: []Delivery{d}, Audit: []AuditRow{row}})
	})
	if err != nil {
		return "", err
	}
	return delivery, nil
}

// mayCode keeps a form from being used to ring somebody else's telephone.
func mayCode(r Reader, user, method string, now time.Time) error {
	sent, err := r.Codes(user, method, CodesADay)
	if err != nil || len(sent) == 0 {
		return err
	}
	next := sent[0].CreatedAt.Add(CodeEvery)
	if len(sent) == CodesADay {
		if again := sent[CodesADay-1].CreatedAt.Add(24 * time.Hour); again.After(next) {
			next = again
		}
	}
	if !now.Before(next) {
		return nil
	}
	f := Fail(Conflict, "a code was sent a moment ago; another can be sent in %s", roughly(next.Sub(now)))
	if len(sent) == CodesADay && next.Sub(now) > CodeEvery {
		f = Fail(Conflict, "%d codes were sent by this method within a day; another can be sent in %s", CodesADay, roughly(next.Sub(now)))
	}
	f.Retry = next.Sub(now)
	return f
}

func roughly(d time.Duration) string {
	switch {
	case d <= time.Second:
		return "1 second"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d seconds", (d+time.Second-1)/time.Second)
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", (d+time.Minute-1)/time.Minute)
	}
	return fmt.Sprintf("%d hours", (d+time.Hour-1)/time.Hour)
}

// codeDelivery is due at once. The code itself is not in it, and so in no backup:
// it is worked out when the message is composed.
func codeDelivery(u people.User, m people.ContactMethod, now time.Time) Delivery {
	return Delivery{
		ID: newDeliveryID(), Kind: notify.Verification, User: u.ID, Method: m.ID, Label: m.Label,
		Channel: string(m.Type), Address: m.Address, Subject: "A code to confirm this contact method",
		Text: "Type it on the page that asks for it, within " + roughly(CodeLife) + ", so that pages for " + u.Name +
			" come this way. If you did not ask for it, do nothing, and tell nobody the code.",
		State: Waiting, NextAt: now, CreatedAt: now,
	}
}

// code is the six digits of a message. They follow from its random id and from a
// key that never leaves the box, so nothing has to be kept, and a restart loses
// none.
func (l Links) code(d Delivery) string {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write([]byte("contact code\x00" + d.ID + "\x00" + d.Address))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)
}

// TakeCode checks the code that a person was sent by a contact method, and uses
// it up. It gives the message that carried it: what it confirms is the address
// that this went to.
//
// Errors are an Invalid Failure for the field "code": wrong, too old, used, or
// tried too often. A code is compared in constant time; spaces and hyphens in it
// do not matter.
func (e *Engine) TakeCode(ctx context.Context, user, method, code string) (Delivery, error) {
	now := e.clock()
	var used Delivery
	var refusal error
	err := e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		sent, err := tx.Codes(user, method, 1)
		if err != nil {
			return nil, err
		}
		used, refusal = e.links.try(sent, code, now)
		if used.ID == "" {
			return nil, nil
		}
		return outsideIncidents(), tx.Apply(Changes{Deliveries: []Delivery{used}})
	})
	if err == nil { // a wrong code is counted, and so no error of the transaction
		err = refusal
	}
	return used, err
}

// try is the newest code once this one was given; the zero value if it was not
// even counted.
func (l Links) try(sent []Delivery, code string, now time.Time) (Delivery, error) {
	wrong := func(format string, args ...any) error {
		f := Fail(Invalid, format, args...)
		f.Field = "code"
		return f
	}
	if len(sent) == 0 {
		return Delivery{}, wrong("no code was sent by this method yet")
	}
	d := sent[0]
	switch {
	case !d.AnsweredAt.IsZero():
		return Delivery{}, wrong("this code was used already")
	case now.Sub(d.CreatedAt) > CodeLife:
		return Delivery{}, wrong("the code is older than %s: send a new one", roughly(CodeLife))
	case d.Tries >= CodeTries:
		return Delivery{}, wrong("that were %d wrong codes: send a new one", CodeTries)
	}
	d.Tries++
	if subtle.ConstantTimeCompare([]byte(digits(code)), []byte(l.code(d))) == 1 {
		d.AnsweredAt = now
		return d, nil
	}
	if left := CodeTries - d.Tries; left > 0 {
		return d, wrong("this is not the code that was sent last; %s left", tries(left))
	}
	return d, wrong("this is not the code that was sent last, and it was the last try: send a new one")
}

func tries(n int) string {
	if n == 1 {
		return "1 try is"
	}
	return fmt.Sprintf("%d tries are", n)
}

// digits drops what people put between groups of digits.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, s)
}
