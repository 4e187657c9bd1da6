package main

import (
	"slices"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/engine/people"
)

// inChicago is weekly with another layer; Ann and Ben live in Chicago, with reminders
// and whatever else of theirs is given.
func inChicago(layer, ann, ben string, changes ...string) string {
	const here = "    time_zone: America/Chicago\n"
	return weekly(append([]string{
		"start: 2026-01-05T09:00, turn: 1w", layer,
		"  - email: ben@example.net", here + ann + "  - email: ben@example.net",
		"schedules:\n", here + ben + "schedules:\n",
	}, changes...)...)
}

// byPush reminds by push so long before a shift begins, ends, or both.
func byPush(when, advance string) string {
	return "    handoff_rules:\n      - {when: " + when + ", advance: " + advance + ", contact_method: phone}\n"
}

// toldAt is who was told since the last time, and when (in UTC): "Mon 2 Mar 14:00 Ann push".
func (b *box) toldAt(want ...string) []page {
	b.Helper()
	pages := b.pages()
	got := make([]string, len(pages))
	for i, p := range pages {
		got[i] = p.at.UTC().Format("Mon 2 Jan 15:04 ") + p.String()
	}
	if !slices.Equal(got, want) {
		b.Fatalf("told\n %q, want\n %q", got, want)
	}
	return pages
}

// dark lets time pass with the box switched off: a year of fake seconds is long.
func (b *box) dark(until string) {
	b.Helper()
	b.shutdown()
	b.until(until)
	b.start()
}

// Ann's days begin at half past two. On 8 March there is no such time in Chicago: at two
// the clocks go to three, and her day begins then.
func TestAReminderTwelveHoursBeforeAShiftThatBeginsInTheHourThatSpringSkips(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(inChicago("start: 2026-03-02T02:30, turn: 1d", byPush("on", "12h"), ""))
		b.dark("2026-03-07T15:00:00Z")
		b.pages()
		b.until("2026-03-08T07:59:59Z")
		pages := b.toldAt("Sat 7 Mar 20:00 Ann push")
		b.wantText(pages[0], "On call for Primary from Sun 8 Mar 03:00 CDT", "until Mon 9 Mar 02:30 CDT")
		b.trigger("tower-1", "Tower: no power")
		b.presses(b.toldOnly("a second before", "Ben push").ackURL)
		b.after(engine.Settled + 2*time.Second)
		b.wantText(b.toldOnly("when it begins", "Ann push"), "Handoff of Primary from Ben", "Sun 8 Mar 03:00 CDT")
		b.trigger("tower-2", "Tower: no water")
		b.toldOnly("in her day", "Ann push")
	})
}

// On 1 November it is twice half past one in Chicago. Ann's day begins the first time, and
// is 25 hours long: each reminder comes once, by hours that really pass. A day before Ben's,
// which begins the day after, it is half past one for the second time.
func TestRemindersAcrossTheHourThatAutumnDoubles(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(inChicago("start: 2026-10-28T01:30, turn: 1d", byPush("both", "3h"), byPush("both", "24h")))
		b.dark("2026-10-31T12:00:00Z")
		b.pages()
		b.until("2026-11-02T09:00:00Z")
		pages := b.toldAt("Sun 1 Nov 03:30 Ann push", "Sun 1 Nov 07:30 Ben push", "Mon 2 Nov 04:30 Ann push", "Mon 2 Nov 07:30 Ben push")
		b.wantText(pages[0], "On call for Primary from Sun 1 Nov 01:30 CDT", "until Mon 2 Nov 01:30 CST")
		b.wantText(pages[1], "On call for Primary from Mon 2 Nov 01:30 CST")
		b.wantText(pages[3], "Your shift for Primary ends Tue 3 Nov 01:30 CST")
	})
}

// Ann asks Ben for her Tuesday night. An hour before he takes it: until then she is the one
// who is woken, and from then on it is he who is reminded.
func TestASwapThatIsTakenAnHourBeforeMovesTheShiftAndItsReminders(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(inChicago("start: 2026-03-02T09:00, turn: 1d", byPush("both", "30m"), byPush("on", "30m")))
		b.until("2026-03-02T16:00:00Z")
		b.toldAt("Mon 2 Mar 14:30 Ann push")
		swap := b.asks("ann@example.net", "ben@example.net", "2026-03-03T02:00:00Z", "2026-03-03T12:00:00Z")
		for _, p := range b.told("when she asks", "Ben mail", "Ben push") {
			b.wantText(p, "Ann asks you to take Primary", "Until it is taken they stay on call")
		}
		b.until("2026-03-03T00:59:59Z")
		b.trigger("tower-1", "Tower: no power")
		b.presses(b.toldOnly("while nobody has taken it", "Ann push").ackURL)
		b.after(time.Second)
		b.takes(b.actor("ben@example.net"), people.Responder, "ben@example.net", swap)
		for _, p := range b.told("when he takes it: she, and he in confirmation", "Ann mail", "Ann push", "Ben mail", "Ben push") {
			b.wantText(p, "Your shifts for Primary moved", "Mon 2 Mar 20:00", "Tue 3 Mar 06:00")
		}
		b.untilTold("2026-03-03T02:00:00Z")
		pages := b.toldAt("Tue 3 Mar 01:30 Ann push", "Tue 3 Mar 01:30 Ben push", "Tue 3 Mar 02:00 Ben push")
		b.wantText(pages[0], "Your shift for Primary ends Mon 2 Mar 20:00 CST")
		b.wantText(pages[1], "On call for Primary from Mon 2 Mar 20:00 CST", "until Tue 3 Mar 06:00 CST")
		b.wantText(pages[2], "Handoff of Primary from Ann", "Tower: no power")
		b.trigger("tower-2", "Tower: no water")
		b.toldOnly("in the time that he has taken", "Ben push")
	})
}

// Nobody answers in time: the shift begins, and who asked is on call for it. Whoever takes
// it then takes the rest. That the boss says yes for Ben, both are told.
func TestASwapThatNobodyTakesLeavesWhoAskedOnCall(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(inChicago("start: 2026-03-02T09:00, turn: 1d", "", byPush("on", "30m")))
		b.until("2026-03-02T16:00:00Z")
		swap := b.asks("ann@example.net", "ben@example.net", "2026-03-03T02:00:00Z", "2026-03-03T12:00:00Z")
		b.told("when she asks", "Ben mail", "Ben push")
		b.until("2026-03-03T03:00:30Z")
		b.told("of a shift that is not his")
		b.trigger("tower-1", "Tower: no power")
		b.presses(b.toldOnly("an hour into it", "Ann push").ackURL)
		b.takes(boss(), people.Owner, "ben@example.net", swap)
		for _, p := range b.told("when the boss says yes for Ben", "Ann mail", "Ann push", "Ben mail", "Ben push") {
			b.wantText(p, "Your shifts for Primary moved")
		}
		b.after(time.Minute)
		b.wantText(b.toldOnly("of what she leaves to him", "Ben push"), "Handoff of Primary from Ann", "Tower: no power")
		b.trigger("tower-2", "Tower: no water")
		b.toldOnly("once it is taken", "Ben push")
	})
}

// Ann stands in for Ben on the day between two of hers: one shift of three days, which begins
// once and ends once.
func TestTwoShiftsThatJoinAreRemindedOfAsOne(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(inChicago("start: 2026-03-02T09:00, turn: 1d", byPush("both", "1h"), "", "escalation_policies:", `    overrides:
      - {start: 2026-03-03T09:00, end: 2026-03-04T09:00, user: ann@example.net}
escalation_policies:`))
		b.pages() // of the override
		b.until("2026-03-05T16:00:00Z")
		pages := b.toldAt("Mon 2 Mar 14:00 Ann push", "Thu 5 Mar 14:00 Ann push")
		b.wantText(pages[0], "On call for Primary from Mon 2 Mar 09:00 CST", "until Thu 5 Mar 09:00 CST")
		b.wantText(pages[1], "Your shift for Primary ends Thu 5 Mar 09:00 CST")
	})
}

// Ann has as many reminders as anybody can: of beginnings, of ends and of both, from two
// days before until the moment itself, by three methods. Her one shift is on Thursday.
func TestTenRemindersComeOnceEachByTheirMethods(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(inChicago("start: 2026-03-05T09:00, end: 2026-03-05T21:00, turn: 1d", `    handoff_rules:
      - {when: on, advance: 48h, contact_method: home}
      - {when: on, advance: 24h, contact_method: mobile}
      - {when: on, advance: 12h, contact_method: phone}
      - {when: on, advance: 2h, contact_method: mobile}
      - {when: on, advance: 30m, contact_method: phone}
      - {when: off, advance: 3h, contact_method: phone}
      - {when: off, advance: 0s, contact_method: home}
      - {when: both, advance: 1h, contact_method: mobile}
      - {when: both, advance: 10m, contact_method: phone}
      - {when: both, advance: 0s, contact_method: phone}
`, "", "users: [ann@example.net, ben@example.net]", "users: [ann@example.net]",
			`      - {label: mobile, type: sms, address: "+15555550101"}`, `      - {label: mobile, type: sms, address: "+15555550101"}
      - {label: home, type: email, address: home@example.net}`))
		b.until("2026-03-06T12:00:00Z")
		b.toldAt("Tue 3 Mar 15:00 Home mail", "Wed 4 Mar 15:00 Ann sms", "Thu 5 Mar 03:00 Ann push", "Thu 5 Mar 13:00 Ann sms",
			"Thu 5 Mar 14:00 Ann sms", "Thu 5 Mar 14:30 Ann push", "Thu 5 Mar 14:50 Ann push", "Thu 5 Mar 15:00 Ann push",
			"Fri 6 Mar 00:00 Ann push", "Fri 6 Mar 02:00 Ann sms", "Fri 6 Mar 02:50 Ann push", "Fri 6 Mar 03:00 Ann push", "Fri 6 Mar 03:00 Home mail")
	})
}

// Three hours before nine is six in the morning, in Ann's quiet hours: she is reminded when
// they begin, at nine in the evening before. A page is no reminder.
func TestAReminderInTheNightComesTheEveningBefore(t *testing.T) {
	scenario(t, func(b *box) {
		const quiet = "    quiet_hours: {from: \"21:00\", until: \"08:00\"}\n"
		b.given(inChicago("start: 2026-03-03T09:00, turn: 1d", byPush("on", "3h")+quiet, quiet,
			"users: [ann@example.net, ben@example.net]", "users: [ann@example.net]", "[{schedule: Primary}]", "[{user: ben@example.net}]"))
		b.until("2026-03-03T15:00:00Z")
		pages := b.toldAt("Tue 3 Mar 03:00 Ann push")
		b.wantText(pages[0], "On call for Primary from Tue 3 Mar 09:00 CST")
		b.until("2026-03-04T06:00:00Z") // midnight
		b.trigger("tower-1", "Tower: no power")
		b.toldOnly("in the middle of his quiet hours", "Ben push")
	})
}

// Ann's week begins on Monday at nine, and the boss moves it.
func TestAShiftThatIsMovedIsRemindedOfAtItsNewTime(t *testing.T) {
	const monday = "start: 2026-01-05T09:00, turn: 1w"
	for name, moved := range map[string]struct {
		at, to, hour string
		told         []string
	}{
		"before she was reminded": {"2026-03-02T13:00:00Z", "start: 2026-01-05T11:00, turn: 1w", "11:00", []string{
			"Mon 2 Mar 13:00 Ann mail", "Mon 2 Mar 13:00 Ann push", "Mon 2 Mar 13:00 Ben mail", "Mon 2 Mar 13:00 Ben push",
			"Mon 2 Mar 16:00 Ann push", "Mon 2 Mar 17:00 Ben push",
		}},
		"after she was, to a later time": {"2026-03-02T14:30:00Z", "start: 2026-01-05T11:00, turn: 1w", "11:00", []string{
			"Mon 2 Mar 14:00 Ann push", "Mon 2 Mar 14:30 Ann mail", "Mon 2 Mar 14:30 Ann push", "Mon 2 Mar 14:30 Ben mail", "Mon 2 Mar 14:30 Ben push",
			"Mon 2 Mar 16:00 Ann push", "Mon 2 Mar 17:00 Ben push",
		}},
		// The reminder of that would have been due in the past: the news of the move is what she gets.
		"to a time so near that it is too late to remind": {"2026-03-02T13:00:00Z", "start: 2026-01-05T07:30, turn: 1w", "07:30", []string{
			"Mon 2 Mar 13:00 Ann mail", "Mon 2 Mar 13:00 Ann push", "Mon 2 Mar 13:00 Ben mail", "Mon 2 Mar 13:00 Ben push",
			"Mon 2 Mar 13:30 Ben push",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			scenario(t, func(b *box) {
				b.given(inChicago(monday, byPush("on", "1h"), byPush("off", "0s")))
				b.until(moved.at)
				b.given(inChicago(moved.to, byPush("on", "1h"), byPush("off", "0s")))
				b.until("2026-03-02T20:00:00Z")
				for _, p := range b.toldAt(moved.told...) {
					if p.by == "mail" {
						b.wantText(p, "Your shifts for Primary moved", moved.hour)
					} else if p.at.After(b.instant(moved.at)) {
						b.wantText(p, "Mon 2 Mar "+moved.hour)
					}
				}
			})
		})
	}
}

// asks is who asks whom to take a time on call, by what the page and the API call.
func (b *box) asks(who, whom, from, until string) (swap string) {
	b.Helper()
	b.does(b.actor(who), people.Responder, func(c *engine.Config, by duty.By) error {
		w, err := duty.Ask{Schedule: b.primary(), User: by.User, To: b.person(whom), Start: b.instant(from), End: b.instant(until)}.Do(c, by, time.Now())
		swap = w.ID
		return err
	})
	return swap
}

// takes is somebody who says yes to a request, for themselves or for another.
func (b *box) takes(by engine.Actor, role people.Role, who, swap string) {
	b.Helper()
	b.does(by, role, func(c *engine.Config, by duty.By) error {
		_, err := duty.Answer{Schedule: b.primary(), Swap: swap, User: b.person(who)}.Take(c, by, time.Now())
		return err
	})
}

func (b *box) does(by engine.Actor, role people.Role, deed func(c *engine.Config, by duty.By) error) {
	b.Helper()
	_, err := b.a.editor().Do(b.Context(), by, func(next *engine.Config) error {
		return deed(next, duty.By{User: by.ID, Role: role})
	})
	if err != nil {
		b.Fatal(err)
	}
}

// primary is the id of the one schedule.
func (b *box) primary() string {
	for id := range b.a.db.Config().Schedules {
		return id
	}
	b.Fatal("there is no schedule")
	return ""
}

func (b *box) instant(text string) time.Time {
	b.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		b.Fatal(err)
	}
	return at
}
