package engine_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func byBen(s engine.Suppression) (engine.Actor, engine.ByHand) {
	return engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben", Via: "ui"}, engine.ByHand{Suppression: s.ID(), Seen: s.Post, Why: "the old antenna"}
}

func (w *world) audited(action, detail string) {
	w.Helper()
	rows, err := w.db.Audit(0, 1)
	if err != nil || len(rows) == 0 || rows[0].Action != action || rows[0].Actor.ID != "PBEN" || !strings.Contains(rows[0].Detail, detail) {
		w.Errorf("audited: %+v, %v", rows, err)
	}
}

func TestAHeldProblemThatSomebodyDismissesPagesNobody(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		actor, h := byBen(w.held()[0])
		if err := w.engine.Dismiss(w.ctx, actor, h); err != nil || len(w.held()) != 0 {
			t.Fatalf("%v, held are %+v", err, w.held())
		}
		if row := w.logged(1); row.Fate != engine.Suppressed || !strings.Contains(row.Reason, "no longer held: dismissed by Ben: the old antenna") {
			t.Errorf("the event log says %+v", row)
		}
		w.audited("suppression.dismiss", "down, kept quiet by the event rule “rule 1” since 2000-01-01 00:00 UTC: the old antenna")
		if err := w.engine.Dismiss(w.ctx, actor, h); engine.CodeOf(err) != engine.NotFound {
			t.Errorf("once more: %v", err)
		}
		w.passes(7 * time.Hour)
		w.wantTold("in the morning")
	})
}

// Nobody decides of what they have not seen.
func TestAHeldProblemThatWasReportedAgainIsNotDismissedUnseen(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		actor, h := byBen(w.held()[0])
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		if err := w.engine.Dismiss(w.ctx, actor, h); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("dismissed: %v", err)
		}
		if _, err := w.engine.PageNow(w.ctx, actor, h); engine.CodeOf(err) != engine.Conflict || len(w.held()) != 1 {
			t.Errorf("paged: %v, held are %+v", err, w.held())
		}
		w.passes(6*time.Hour + time.Second)
		w.wantTold("in the morning", "Ann push")
	})
}

func TestAHeldProblemPagesNowIfSomebodyWantsIt(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.event(engine.Event{Action: engine.Acknowledge, Key: "a"}) // it pages all the same
		w.passes(time.Hour)
		actor, h := byBen(w.held()[0])
		receipt, err := w.engine.PageNow(w.ctx, actor, h)
		if err != nil || receipt.Verdicts[0].Incident != 1 {
			t.Fatalf("%+v, %v", receipt, err)
		}
		w.passes(time.Second)
		w.wantTold("at once", "Ann push")
		if row := w.logged(1); row.Fate != engine.Opened || !strings.Contains(row.Reason, "until 2000-01-01 01:00 UTC, then paged by Ben: the old antenna: ") {
			t.Errorf("the event log says %+v", row)
		}
		if text := w.timeline(1); !strings.Contains(text, "still not resolved. Then paged by Ben: the old antenna.") {
			t.Errorf("the timeline says:\n%s", text)
		}
		w.audited("suppression.page", "down, kept quiet by")
		w.do(1, engine.Act{Resolve: true})
		w.passes(7 * time.Hour)
		w.wantTold("in the morning")
	})
}

// Nobody is paged for a service that is switched off, by hand neither.
func TestAHeldProblemOfADisabledServiceStaysHeld(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.configure(func(c *engine.Config) {
			svc := c.Services["PSVC"]
			svc.Disabled = true
			c.Services = map[string]engine.Service{"PSVC": svc}
		})
		actor, h := byBen(w.held()[0])
		if _, err := w.engine.PageNow(w.ctx, actor, h); engine.CodeOf(err) != engine.Conflict || len(w.held()) != 1 {
			t.Errorf("%v, held are %+v", err, w.held())
		}
	})
}

func TestTheNameOfASuppressionIsReadBack(t *testing.T) {
	for _, k := range []engine.SuppressionKey{{Integration: "PINT", Key: "tower/7 ü?"}, {Integration: engine.MoreSuppressed, Key: "PSVC/R1"}} {
		if got, ok := engine.ParseSuppressionKey(k.String()); !ok || got != k {
			t.Errorf("%+v is read back as %+v, %v", k, got, ok)
		}
	}
	for _, s := range []string{"", "%", "UElOVA", engine.SuppressionKey{Integration: "PINT"}.String()} {
		if k, ok := engine.ParseSuppressionKey(s); ok {
			t.Errorf("%q is %+v", s, k)
		}
	}
}
