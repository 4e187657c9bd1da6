package engine_test

import (
	"encoding/json"
	"testing"
	"time"

	"wakeman/engine"
)

// What is let in keeps what the event log has of it, each event in its place; the
// details of the post go with the first, and the audit log says who did it.
func TestWhatIsLetInIsWhatWasKept(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		held := func(key, summary string, severity engine.Severity) engine.Event {
			return engine.Event{Action: engine.Trigger, Key: key, Summary: summary, Severity: severity, Quarantine: "its sender may not"}
		}
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{
			{Action: engine.Trigger, Key: "open", Summary: "is let in"},
			held("tower-7", "tower-7 is slow", engine.Warning),
			held("tower-8", "tower-8 is down", engine.Critical),
		}})
		if err != nil {
			t.Fatal(err)
		}
		w.passes(time.Second)
		ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}
		let, err := w.engine.Release(w.ctx, ann, r.Seq, json.RawMessage(`{"body":"the mail"}`))
		if err != nil || len(let.Verdicts) != 2 {
			t.Fatalf("%+v, %v", let, err)
		}
		for i, want := range []struct {
			severity engine.Severity
			details  string
		}{{engine.Warning, `{"body":"the mail"}`}, {engine.Critical, ""}} {
			alerts, err := w.db.Alerts(let.Verdicts[i].Incident)
			if err != nil || len(alerts) == 0 {
				t.Fatalf("%v, %v", alerts, err)
			}
			a := alerts[len(alerts)-1]
			if a.Severity != want.severity || string(a.Details) != want.details {
				t.Errorf("event %d: severity %s, details %s", i, a.Severity, a.Details)
			}
		}
		rows, err := w.db.Audit(0, 5)
		if err != nil || len(rows) == 0 || rows[0].Action != "event.release" || rows[0].Actor.ID != "PANN" || rows[0].Object == "" {
			t.Errorf("audit %+v, %v", rows, err)
		}
	})
}
