package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// handoffs are what was written between shifts, the newest first.
func (b *box) handoffs() []engine.Handoff {
	b.Helper()
	list, err := b.a.db.Handoffs("", 0, 50)
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func (b *box) actor(email string) engine.Actor {
	u, _ := b.a.db.Config().ByEmail(email)
	return engine.Actor{Kind: engine.ByPerson, ID: u.ID, Name: u.Name, Via: "ui"}
}

// Ben's shift ends on Monday 2 March at 15:00 UTC, and Ann's begins. Something that
// Ben has in hand is still open.
func untilBensHandoff(b *box, changes ...string) {
	b.given(reminded(changes...))
	b.until("2026-03-02T14:50:00Z")
	b.trigger("tower-north", "Tower North: no power")
	for _, p := range b.pages() {
		if p.ackURL != "" {
			b.presses(p.ackURL)
		}
	}
	b.untilTold("2026-03-02T15:00:00Z")
}

func TestWhoTakesOverIsToldWhatIsOpenAndConfirmsIt(t *testing.T) {
	scenario(t, func(b *box) {
		untilBensHandoff(b)
		pages := b.told("at the handoff", "Ann push", "Ben sms")
		b.wantText(pages[0], "Handoff of Primary from Ben: 1 acknowledged, 1 page", "Tower North: no power (Core), acknowledged by Ben", "confirm that you have read it")
		h := b.handoffs()[0]
		if !h.Open() || !slices.Equal(h.To, []string{b.person("ann@example.net")}) || h.Since.Format(time.RFC3339) != "2026-02-23T15:00:00Z" {
			t.Errorf("written is %+v", h)
		}
		if err := b.a.engine.ConfirmHandoff(b.Context(), b.actor("ben@example.net"), h.Number); engine.CodeOf(err) != engine.Forbidden {
			t.Errorf("who left confirmed it: %v", err)
		}
		if err := b.a.engine.ConfirmHandoff(b.Context(), b.actor("ann@example.net"), h.Number); err != nil {
			t.Fatal(err)
		}
		if h = b.handoffs()[0]; h.Open() || h.ConfirmedBy.Name != "Ann" {
			t.Errorf("confirmed is %+v", h)
		}
		if err := b.a.engine.ConfirmHandoff(b.Context(), b.actor("ann@example.net"), h.Number); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("confirmed twice: %v", err)
		}
	})
}

// What Ben leaves: one that nobody has, one that he has, one that he has put off until tomorrow, and one that is over and
// came back before. Ann never says that she has read it, and it says so until the next handoff, and after.
func TestADigestTellsWhatIsOpenTakenPutOffAndComingBack(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded("    ack_timeout: off\n", "    ack_timeout: off\n    flap_window: 8h\n", "turn: 1w", "turn: 1d"))
		b.until("2026-03-02T14:50:00Z") // of the day that is Ben's
		ben := b.actor("ben@example.net")
		taken := b.trigger("tower-1", "North: no power")
		off := b.trigger("tower-2", "South: fan")
		b.trigger("tower-3", "Hill: link flaps")
		b.resolve("tower-3")
		b.after(time.Minute)
		back := b.trigger("tower-3", "Hill: link flaps")
		b.resolve("tower-3")
		for _, do := range []struct {
			number uint64
			act    engine.Act
		}{{taken, engine.Act{Acknowledge: true}}, {off, engine.Act{Snooze: 20 * time.Hour}}} {
			if _, err := b.a.engine.Do(b.Context(), do.number, ben, do.act); err != nil {
				t.Fatal(err)
			}
		}
		b.trigger("tower-4", "Mast: door open")
		b.after(time.Minute)
		b.pages()
		b.untilTold("2026-03-02T15:00:00Z")
		pages := b.pages()
		i := slices.IndexFunc(pages, func(p page) bool { return p.who == "Ann" && strings.Contains(p.text, "Handoff of Primary") })
		if i < 0 {
			t.Fatalf("Ann is told %v", pages)
		}
		b.wantText(pages[i], "Handoff of Primary from Ben: 1 open, 1 acknowledged, 1 snoozed, 1 flapping", "Mast: door open (Core)", "North: no power (Core), acknowledged by Ben",
			"South: fan (Core), snoozed by Ben, pages again Tue 3 Mar 10:51 UTC", "Hill: link flaps (Core), resolved, and may come back")
		h := b.handoffs()[0]
		if !slices.ContainsFunc(h.Incidents, func(x engine.HandedOver) bool {
			return x.Incident == back && x.Status == engine.Resolved && x.Reopened == 1
		}) {
			t.Errorf("what comes back is written as %+v", h.Incidents)
		}
		if !h.Open() || !h.LapsedAt.IsZero() {
			t.Errorf("unread, it is %+v", h)
		}
		b.untilTold("2026-03-03T15:00:00Z")
		for _, x := range b.handoffs() {
			if x.Number == h.Number && (x.LapsedAt.IsZero() || !x.ConfirmedAt.IsZero()) {
				t.Errorf("after the next handoff it is %+v", x)
			}
		}
	})
}

func TestAfterAQuietShiftNobodyIsAskedToConfirm(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.untilTold("2026-03-02T15:00:00Z")
		b.told("the reminders, and nothing else", "Ann push", "Ben sms")
		list := b.handoffs()
		if len(list) != 1 || list[0].Open() || list[0].ConfirmedBy.Kind != engine.BySystem {
			t.Fatalf("written is %+v", list)
		}
		// Then Ben remembers something, and Ann is asked after all.
		if err := b.a.engine.NoteHandoff(b.Context(), b.actor("ben@example.net"), list[0].Number, note(engine.HandoffNote{Watch: "The generator at the north tower is loud."})); err != nil {
			t.Fatal(err)
		}
		b.wantText(b.toldOnly("when he has written it", "Ann push"), "Handoff of Primary from Ben", "What to watch: The generator at the north tower is loud.")
		if !b.handoffs()[0].Open() {
			t.Error("it is still confirmed")
		}
		if err := b.a.engine.NoteHandoff(b.Context(), b.actor("ann@example.net"), list[0].Number, note(engine.HandoffNote{Ask: "x"})); engine.CodeOf(err) != engine.Forbidden {
			t.Errorf("who came wrote the note: %v", err)
		}
		if err := b.a.engine.NoteHandoff(b.Context(), b.actor("ben@example.net"), list[0].Number, note(engine.HandoffNote{Ask: strings.Repeat("x", engine.MaxHandoffNote+1)})); engine.CodeOf(err) != engine.Invalid {
			t.Errorf("a note of any length was taken: %v", err)
		}
	})
}

func TestAHandoffInTheNightIsToldInTheMorning(t *testing.T) {
	scenario(t, func(b *box) {
		untilBensHandoff(b, "  - email: ben@example.net", `    quiet_hours: {from: "14:30", until: "21:00"}
  - email: ben@example.net`)
		b.told("the reminder of Ben only", "Ben sms")
		b.until("2026-03-02T20:59:00Z")
		b.told("in her quiet hours")
		b.untilTold("2026-03-02T21:00:00Z")
		b.wantText(b.toldOnly("when they end", "Ann push"), "Handoff of Primary from Ben")
	})
}

func TestTheNextHandoffEndsOneThatNobodyConfirmed(t *testing.T) {
	scenario(t, func(b *box) {
		untilBensHandoff(b, "turn: 1w", "turn: 1d")
		b.untilTold("2026-03-03T15:00:00Z")
		list := b.handoffs()
		if len(list) != 2 || list[1].LapsedAt.IsZero() || list[1].Open() || !list[0].Open() {
			t.Fatalf("written are %+v", list)
		}
		for _, err := range []error{
			b.a.engine.ConfirmHandoff(b.Context(), b.actor("ann@example.net"), list[1].Number),
			b.a.engine.NoteHandoff(b.Context(), b.actor("ben@example.net"), list[1].Number, note(engine.HandoffNote{Ask: "x"})),
		} {
			if engine.CodeOf(err) != engine.Conflict {
				t.Errorf("changed after the next: %v", err)
			}
		}
	})
}

func TestABoxThatWasOffWritesOnlyTheHandoffThatStillMatters(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reminded())
		b.trigger("tower-north", "Tower North: no power")
		b.shutdown()
		b.untilTold("2026-03-23T15:00:00Z") // three handoffs later
		b.start()
		list := b.handoffs()
		if len(list) != 1 || list[0].At.Format(time.RFC3339) != "2026-03-23T14:00:00Z" {
			t.Errorf("written are %+v", list)
		}
	})
}

func TestAScheduleThatNoServiceUsesHasNoHandoffs(t *testing.T) {
	scenario(t, func(b *box) {
		untilBensHandoff(b, "[{schedule: Primary}]", "[{user: ben@example.net}]")
		if list := b.handoffs(); len(list) != 0 {
			t.Errorf("written are %+v", list)
		}
	})
}

// note writes a note whatever there was before.
func note(n engine.HandoffNote) func(engine.HandoffNote) (engine.HandoffNote, error) {
	return func(engine.HandoffNote) (engine.HandoffNote, error) { return n, nil }
}
