package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// weekly is twoTechnicians with a schedule: Ann and Ben carry the phone in turn,
// from Monday at nine in Chicago.
func weekly(changes ...string) string {
	return twoTechnicians(append([]string{
		"escalation_policies:", `schedules:
  - name: Primary
    time_zone: America/Chicago
    layers:
      - {name: Weekly, start: 2026-01-05T09:00, turn: 1w, users: [ann@example.net, ben@example.net]}
escalation_policies:`,
		"[{user: ann@example.net}]", "[{schedule: Primary}]",
	}, changes...)...)
}

// Ann carries the phone in the week of 2 March, Ben in that of 9 March, when
// the clocks have gone forward: nine o'clock is 15:00 UTC on the one Monday,
// 14:00 on the other.
func TestWhoIsPagedChangesAtTheHandoffAlsoWhenTheClocksChange(t *testing.T) {
	for _, turn := range []struct{ at, who string }{
		{"2026-03-02T14:59:59Z", "Ben"},
		{"2026-03-02T15:00:00Z", "Ann"},
		{"2026-03-09T13:59:59Z", "Ann"},
		{"2026-03-09T14:00:00Z", "Ben"},
		{"2026-11-02T14:59:59Z", "Ann"}, // the clocks went back on 1 November
		{"2026-11-02T15:00:00Z", "Ben"},
	} {
		scenario(t, func(b *box) {
			b.given(weekly())
			b.shutdown() // the box is off until then; whoever is on call is no state of it
			b.until(turn.at)
			b.start()
			b.trigger("tower-north", "Tower North: no power")
			if page := b.toldOnly("at "+turn.at, turn.who+" push"); !strings.Contains(page.text, "on call for Primary") {
				t.Errorf("the page does not say why %s: %s", turn.who, page.text)
			}
		})
	}
}

func TestAnIncidentThatIsOpenOverTheHandoffPagesWhoeverIsOnCallThen(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(weekly("{delay: 5m, targets: [{user: ben@example.net}]}", "{delay: 5m, targets: [{schedule: Primary}]}"))
		b.after(7*time.Hour - 3*time.Minute) // 14:57
		b.trigger("tower-north", "Tower North: no power")
		b.told("before the handoff", "Ben push")
		b.after(4 * time.Minute)
		b.told("by the next rule, and whoever takes over, of what is open", "Ben sms", "Ann mail")
		b.after(time.Minute)
		b.told("at 15:02, after the handoff", "Ann push")
	})
}

func TestAnOverrideTakesOverForItsHours(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(weekly("escalation_policies:", `    overrides:
      - {start: 2026-03-02T02:30, end: 2026-03-02T03:30, user: ann@example.net}
escalation_policies:`))
		for i, who := range []string{"Ben", "Ann", "Ben"} { // 08:00, 09:00, 10:00 UTC
			want := []string{who + " push"}
			if i > 0 { // who took over was told what the one before had in hand
				want = []string{who + " mail", who + " push"}
			}
			b.trigger(fmt.Sprintf("tower-%d", i), "Tower: no power")
			pages := b.told(fmt.Sprintf("in hour %d", i), want...)
			b.presses(pages[len(pages)-1].ackURL)
			b.after(time.Hour)
		}
	})
}
