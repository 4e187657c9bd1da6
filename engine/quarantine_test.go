package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func TestWhatIsQuarantinedWakesNobodyUntilSomebodyLetsItIn(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Raw: engine.Raw{Body: []byte("the mail")}, Events: []engine.Event{
			{Action: engine.Resolve, Key: "tower-8", Summary: "tower-8 is up", Quarantine: "from x@example.com: its sender may not"},
			{Action: engine.Trigger, Key: "tower-7", Summary: "tower-7 is down", Quarantine: "from x@example.com: its sender may not"},
			{Action: engine.Trigger, Key: "tower-9", Summary: "tower-9 is down", Quarantine: "from x@example.com: its sender may not"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		w.passes(time.Hour)
		for _, v := range r.Verdicts {
			if v.Fate != engine.Quarantined || v.Incident != 0 || !strings.Contains(v.Reason, "x@example.com") {
				t.Errorf("verdict %+v", v)
			}
		}
		if len(w.sent) != 0 {
			t.Fatalf("%d pages went out", len(w.sent))
		}

		ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}
		let, err := w.engine.Release(w.ctx, ann, r.Seq, json.RawMessage(`{"body":"the mail"}`))
		if err != nil || len(let.Verdicts) != 2 || let.Verdicts[0].Fate != engine.Opened || let.Verdicts[0].Incident == 0 {
			t.Fatalf("%+v, %v", let, err)
		}
		w.passes(time.Second)
		if len(w.sent) == 0 {
			t.Error("nobody was paged")
		}
		post, kept, _, err := w.db.Post(r.Seq)
		if err != nil || !kept || string(post.Raw.Body) != "the mail" {
			t.Errorf("the mail is not kept: %v %v %q", err, kept, post.Raw.Body)
		}
		if post.Events[0].Fate != engine.Quarantined || post.Events[1].Fate != engine.Opened || !strings.Contains(post.Events[1].Reason, "Ann") {
			t.Errorf("event log %+v", post.Events)
		}
		alerts, err := w.db.Alerts(let.Verdicts[0].Incident)
		if err != nil || len(alerts) != 1 || alerts[0].Key != "tower-7" || alerts[0].FirstPost != r.Seq || string(alerts[0].Details) != `{"body":"the mail"}` {
			t.Errorf("alerts %+v, %v", alerts, err)
		}
		up, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{{Action: engine.Resolve, Key: "tower-7"}}})
		if err != nil || up.Verdicts[0].Fate != engine.ResolvedFate {
			t.Errorf("its recovery: %+v, %v", up, err)
		}
	})
}

func TestAQuarantinedPostIsLetInOnce(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{
			{Action: engine.Resolve, Key: "tower-8", Summary: "tower-8 is up", Quarantine: "its sender may not"},
			{Action: engine.Acknowledge, Key: "tower-9", Quarantine: "its sender may not"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}
		if let, err := w.engine.Release(w.ctx, ann, r.Seq, nil); err != nil || len(let.Verdicts) != 2 || let.Verdicts[0].Incident != 0 {
			t.Fatalf("a recovery of nothing: %+v, %v", let, err)
		}
		if _, err := w.engine.Release(w.ctx, ann, r.Seq, nil); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("let in again: %v", err)
		}
		if _, err := w.engine.Release(w.ctx, ann, 999, nil); engine.CodeOf(err) != engine.NotFound {
			t.Errorf("a post that is not there: %v", err)
		}
		plain, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{{Action: engine.Trigger, Summary: "x"}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.engine.Release(w.ctx, ann, plain.Seq, nil); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("a post that is in no quarantine: %v", err)
		}
	})
}

func TestARecoveryThatIsLetInResolvesItsIncidentAndWakesNobody(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		send := func(ev engine.Event) engine.Receipt {
			t.Helper()
			r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{ev}})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		down := send(engine.Event{Action: engine.Trigger, Key: "tower-7", Summary: "tower-7 is down"})
		w.passes(time.Second)
		up := send(engine.Event{Action: engine.Resolve, Key: "tower-7", Summary: "tower-7 is up", Quarantine: "its sender may not resolve"})
		paged := len(w.sent)

		let, err := w.engine.Release(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}, up.Seq, nil)
		if err != nil || len(let.Verdicts) != 1 || let.Verdicts[0].Fate != engine.ResolvedFate {
			t.Fatalf("%+v, %v", let, err)
		}
		w.passes(time.Hour)
		in, _, err := w.db.Incident(down.Verdicts[0].Incident)
		if err != nil || in.Status != engine.Resolved || in.Title != "tower-7 is down" {
			t.Errorf("%+v, %v", in, err)
		}
		if len(w.sent) != paged {
			t.Errorf("%d more pages went out", len(w.sent)-paged)
		}
	})
}
