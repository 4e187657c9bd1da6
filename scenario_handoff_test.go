package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/notify/notifytest/carrier"
)

// reminded is weekly, and Ann is reminded by push an hour before her shifts begin,
// Ben by SMS when his end. Ann's begins on Monday 2 March at 15:00 UTC.
func reminded(changes ...string) string {
	return weekly(append([]string{
		"  - email: ben@example.net", `    handoff_rules:
      - {when: on, advance: 1h, contact_method: phone}
  - email: ben@example.net`,
		"schedules:\n", `    handoff_rules:
      - {when: off, advance: 0s, contact_method: mobile}
schedules:
`,
	}, changes...)...)
}

// untilTold lasts until those are told whose shifts begin or end at an instant.
func (b *box) untilTold(instant string) {
	b.Helper()
	b.until(instant)
	b.after(engine.Settled + time.Second)
}

func (b *box) wantText(p page, words ...string) {
	b.Helper()
	for _, w := range words {
		if !strings.Contains(p.text, w) {
			b.Errorf("it does not say %q: %s", w, p.text)
		}
	}
}

func TestPeopleAreRemindedOfTheirShiftsOnTheMinute(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.until("2026-03-02T13:59:59Z")
		b.told("before it is time")
		b.after(engine.Settled + 2*time.Second)
		b.wantText(b.toldOnly("an hour before her shift", "Ann push"), "On call for Primary from Mon 2 Mar 15:00 UTC", "Ben (SMS +15555550102)", "hands over to you")
		b.untilTold("2026-03-02T15:00:00Z")
		b.wantText(b.toldOnly("when his ends", "Ben sms"), "Your shift for Primary ended Mon 2 Mar 15:00 UTC")
		b.after(24 * time.Hour)
		b.told("in the middle of the week")
	})
}

func TestABoxThatWasOffRemindsLateAndDropsWhatIsOver(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.shutdown()
		b.until("2026-03-02T14:30:00Z")
		b.start()
		b.wantText(b.toldOnly("half an hour late", "Ann push"), "Late: this should have reached you at Mon 2 Mar 14:00 UTC.")
		b.shutdown()
		b.until("2026-03-09T16:00:00Z") // Ann's shift is over; Ben's ended a week ago
		b.start()
		b.told("of what is over")
		dropped := b.deliveries(engine.Cancelled)
		if len(dropped) != 1 || dropped[0].User != b.person("ben@example.net") || !strings.Contains(dropped[0].Reason, "when Wakeman was not running") {
			t.Errorf("what was dropped is recorded as %+v", dropped)
		}
	})
}

// After weeks there is much to read: events are taken before that.
func TestABoxServesBeforeItLooksForReminders(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.shutdown()
		b.until("2026-03-02T14:30:00Z")
		ctx := b.builds()
		if list := b.deliveries(engine.Waiting); len(list) > 0 {
			b.Errorf("before it serves, there is %+v", list)
		}
		b.runs(ctx)
		b.toldOnly("once it serves", "Ann push")
	})
}

func TestACrashRightAfterAReminderSendsNoSecond(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.untilTold("2026-03-02T14:00:00Z")
		b.told("at its time", "Ann push")
		b.crash()
		b.start()
		b.told("after the crash")
		b.crash()
		b.until("2026-03-02T14:59:50Z")
		b.start()
		b.untilTold("2026-03-02T15:00:00Z")
		b.told("the next one, once", "Ben sms")
	})
}

// Ben gives Ann's week to himself an hour and a half before it begins: both are told
// so, she is not reminded of it, and his own shift goes on.
func TestASwapTakenInTimeMovesTheReminders(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.until("2026-03-02T13:30:00Z")
		b.given(reminded("escalation_policies:", `    overrides:
      - {start: 2026-03-02T09:00, end: 2026-03-09T09:00, user: ben@example.net, replaces: ann@example.net}
escalation_policies:`))
		b.until("2026-03-02T16:00:00Z")
		for _, p := range b.pages() {
			if p.by != "mail" && !strings.Contains(p.text, "Your shifts for Primary moved") {
				t.Errorf("told %s: %s", p, p.text)
			}
		}
	})
}

func TestAReminderThatAMethodRefusesComesByMail(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.until("2026-03-02T13:00:00Z")
		b.carriers.push.Always(carrier.Answer(404, "gone"))
		b.untilTold("2026-03-02T14:00:00Z")
		pages := b.told("by push, in vain, and by mail", "Ann mail", "Ann push refused")
		b.wantText(pages[0], "it could not be sent to phone")
	})
}

// A copy of the box that was restored reminds nobody until somebody says that it
// is the real one.
func TestARestoredCopyRemindsNobody(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.restoreElsewhere()
		b.until("2026-03-02T14:20:00Z")
		b.told("by a copy on hold")
		if err := b.a.db.Release(context.Background(), engine.System()); err != nil {
			t.Fatal(err)
		}
		b.after(time.Minute)
		b.wantText(b.toldOnly("once it is released", "Ann push"), "Late: ")
	})
}

func TestAClockThatIsSetBackRepeatsNoReminder(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.untilTold("2026-03-02T14:00:00Z")
		b.told("at its time", "Ann push")
		b.remindsAt(-2 * time.Hour)
		b.after(2 * time.Minute)
		b.told("with the clock set back, and right again")
	})
}

func TestAClockThatWasYearsAheadStopsNoReminder(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.remindsAt(4 * 365 * 24 * time.Hour)
		b.after(2 * time.Minute)
		b.pages() // of the shift that it seemed to be
		b.untilTold("2026-03-02T14:00:00Z")
		b.told("at its time", "Ann push")
	})
}

// remindsAt looks for reminders once, with a clock that is wrong.
func (b *box) remindsAt(wrong time.Duration) {
	b.Helper()
	e := engine.New(engine.Options{Store: b.a.db, Log: b.a.log, Now: func() time.Time { return time.Now().Add(wrong) }})
	if err := e.Remind(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func (b *box) person(email string) string {
	u, _ := b.a.db.Config().ByEmail(email)
	return u.ID
}

// deliveries are the messages in a state, the newest first.
func (b *box) deliveries(state engine.DeliveryState) (list []engine.Delivery) {
	b.Helper()
	all, err := b.a.db.Deliveries(time.Time{}, 100)
	if err != nil {
		b.Fatal(err)
	}
	for _, d := range all {
		if d.State == state {
			list = append(list, d)
		}
	}
	return list
}
