package engine

import (
	"context"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

// testPatience is how long a test page is tried, over attempts and restarts.
// Whoever asked for it is waiting; later it would only wake them for nothing.
const testPatience = time.Minute

// TestsADay is how many test pages go by one method within 24 hours: a script that
// runs wild, or a stolen key, rings nobody all night. It is more than one an hour.
const TestsADay = 30

// TestPage sends a person a message of kind [notify.Test] by one of their
// contact methods: "wake me now". It goes the whole way of a page, through the
// outbox, the dispatcher and the driver, so that what comes of it is true of
// pages too. delivery is the id under which the outcome will be found.
//
// Errors are a Failure: NotFound (no such person or method), Conflict (a test by
// this method is under way, [TestsADay] were sent within a day, the person has left,
// or the box is on hold; Retry is when to come back, where that is known).
func (e *Engine) TestPage(ctx context.Context, actor Actor, user, method string) (delivery string, err error) {
	now := e.clock()
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		u, m, err := testable(tx, user, method)
		if err == nil {
			err = mayTest(tx, user, method, now)
		}
		if err != nil {
			return nil, err
		}
		d := testDelivery(u, m, actor, now)
		delivery = d.ID
		row := AuditRow{At: now, Actor: actor, Action: "user.test_page", Object: u.ID, Detail: u.Name + " by " + m.Type.Word() + " (" + m.Label + ")"}
		return outsideIncidents(), tx.Apply(Changes{Deliveries: []Delivery{d}, Audit: []AuditRow{row}})
	})
	if err != nil {
		return "", err
	}
	return delivery, nil
}

// outsideIncidents is what a command touches that is about no incident.
func outsideIncidents() []uint64 { return []uint64{0} }

// testable finds the method, if a message that is no page may be sent by it now.
func testable(r Reader, user, method string) (people.User, people.ContactMethod, error) {
	none := func(err error) (people.User, people.ContactMethod, error) {
		return people.User{}, people.ContactMethod{}, err
	}
	u, known := r.Config().Users[user]
	m, found := u.Method(method)
	switch hold := r.Hold(); {
	case !known:
		return none(Fail(NotFound, "there is no such person"))
	case u.Disabled:
		return none(Fail(Conflict, "%s has left, and is not paged", u.Name))
	case !found:
		return none(Fail(NotFound, "there is no such contact method"))
	case hold != "":
		return none(Fail(Conflict, "this box pages nobody: %s. Nothing was sent", hold))
	}
	return u, m, nil
}

func mayTest(r Reader, user, method string, now time.Time) error {
	if err := noTestUnderWay(r, user, method); err != nil {
		return err
	}
	sent, err := r.Tests(user, method, TestsADay)
	if err != nil || len(sent) < TestsADay {
		return err
	}
	wait := sent[TestsADay-1].CreatedAt.Add(24 * time.Hour).Sub(now)
	if wait <= 0 {
		return nil
	}
	f := Fail(Conflict, "%d tests were sent by this method within a day; another can be sent in %s", TestsADay, roughly(wait))
	f.Retry = wait
	return f
}

// noTestUnderWay looks through what is being sent or waits to be: a few messages
// for each method at most.
func noTestUnderWay(r Reader, user, method string) error {
	open, err := r.DueDeliveries(farFuture(), leaseLimit)
	if err != nil {
		return err
	}
	for _, d := range open {
		if d.Kind == notify.Test && d.User == user && d.Method == method {
			return Fail(Conflict, "a test by this method is under way already: wait for what comes of it")
		}
	}
	return nil
}

// testDelivery is due at once.
func testDelivery(u people.User, m people.ContactMethod, by Actor, now time.Time) Delivery {
	who := "You"
	if by.Kind != ByPerson || by.ID != u.ID {
		who = by.label()
	}
	return Delivery{
		ID: newDeliveryID(), Kind: notify.Test, User: u.ID, Method: m.ID, Label: m.Label,
		Channel: string(m.Type), Address: m.Address, Subject: "Test page",
		Text:  who + " asked for this test at " + now.In(u.Location()).Format("15:04 MST") + ". Nothing is wrong. Acknowledge it, to show that it woke you. A real page comes the same way.",
		State: Waiting, NextAt: now, CreatedAt: now,
	}
}

// overdue reports whether a test or a code is not tried any more: no carrier took
// it, or the box was off or held.
func (d Delivery) overdue(now time.Time) bool {
	patience := map[notify.Kind]time.Duration{notify.Test: testPatience, notify.Verification: CodeLife}[d.Kind]
	return patience > 0 && now.Sub(d.CreatedAt) > patience
}

// givenUp keeps what the carrier said last: whoever asked looks for the cause.
func (d Delivery) givenUp(now time.Time) Delivery {
	d.State, d.FinishedAt, d.NextAt, d.LeasedAt = Failed, now, time.Time{}, time.Time{}
	if d.Reason == "" {
		d.Reason = "it could not be sent in time"
	}
	d.Reason += "; given up"
	return d
}
