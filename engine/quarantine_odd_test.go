package engine_test

import (
	"testing"
	"time"

	"wakeman/engine"
)

// What nobody knows has no key. Let in, each such event is an incident of its own.
func TestEventsWithoutAKeyAreLetInEachByItself(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		held := engine.Event{Action: engine.Trigger, Summary: "something is wrong", Quarantine: "its sender may not"}
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{held, held}})
		if err != nil {
			t.Fatal(err)
		}
		let, err := w.engine.Release(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}, r.Seq, nil)
		if err != nil || len(let.Verdicts) != 2 {
			t.Fatalf("%+v, %v", let, err)
		}
		a, b := let.Verdicts[0], let.Verdicts[1]
		if a.Fate != engine.Opened || b.Fate != engine.Opened || a.Key == "" || a.Key == b.Key {
			t.Errorf("%+v, %+v", a, b)
		}
	})
}

// What is let in is about something whose way in was removed meanwhile: nobody could
// say which service it belongs to.
func TestWithoutItsIntegrationNothingIsLetIn(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{
			{Action: engine.Trigger, Key: "tower-7", Summary: "tower-7 is down", Quarantine: "its sender may not"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		err = w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			next := *old
			next.Integrations = map[string]engine.Integration{}
			return next.Index(), nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.engine.Release(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}, r.Seq, nil); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("%v", err)
		}
		w.passes(time.Hour)
		if len(w.sent) != 0 {
			t.Errorf("%d pages went out", len(w.sent))
		}
		post, _, _, err := w.db.Post(r.Seq)
		if err != nil || post.Events[0].Fate != engine.Quarantined {
			t.Errorf("%+v, %v", post.Events, err)
		}
	})
}
