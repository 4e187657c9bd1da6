package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

func TestDetailsThatAreTooLongStayInTheRawEventOnly(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		long, err := json.Marshal(map[string]string{"log": strings.Repeat("x", engine.MaxDetails)})
		if err != nil {
			t.Fatal(err)
		}
		body := append([]byte("raw "), long...)
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Raw: engine.Raw{Body: body}, Events: []engine.Event{
			{Action: engine.Trigger, Key: "long", Summary: "long", Details: long},
			{Action: engine.Trigger, Key: "short", Summary: "short", Details: json.RawMessage(`{"volts":11.4}`)},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{fmt.Sprintf(`{"wakeman":"the details have %d bytes; see the raw event"}`, len(long)), `{"volts":11.4}`} {
			alerts, err := w.db.Alerts(r.Verdicts[i].Incident)
			if err != nil || len(alerts) != 1 || string(alerts[0].Details) != want {
				t.Errorf("alert %d has the details %.80s, %v", i+1, alerts[0].Details, err)
			}
		}
		if post, kept, _, err := w.db.Post(r.Seq); !kept || !bytes.Equal(post.Raw.Body, body) {
			t.Errorf("the raw event is not what was sent: kept %v, %v", kept, err)
		}
	})
}

// A page about one incident carries the sender's details, cut to what a person
// can read.
func TestAPageCarriesTheDetails(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		details, err := json.Marshal(map[string]string{"volts": "11.4", "zlog": strings.Repeat("é", 5000)})
		if err != nil {
			t.Fatal(err)
		}
		w.event(engine.Event{Key: "k", Summary: "down", Details: details})
		w.passes(time.Second)
		got := w.sent[0].Message.Incidents[0].Details
		if !strings.HasPrefix(got, "volts: 11.4\nzlog: éé") || len(got) > 2000 || !strings.HasSuffix(got, "é") {
			t.Errorf("%d bytes of details: %.40s … %q", len(got), got, got[len(got)-4:])
		}
	})
}

func TestEquipmentRemembersItsIncidents(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		first := time.Now().UTC()
		for i := range 3 {
			w.event(engine.Event{Key: fmt.Sprint("k", i), Summary: "down", Source: "tower-north"})
			w.event(engine.Event{Key: fmt.Sprint("k", i), Summary: "down", Source: "tower-north"})
			w.passes(time.Minute)
		}
		eq, found, err := w.db.Equipment("tower-north")
		if err != nil || !found {
			t.Fatal(found, err)
		}
		want := engine.Equipment{Name: "tower-north", FirstSeen: first, LastIncident: 3, LastAt: first.Add(2 * time.Minute), Incidents: 3}
		if eq != want {
			t.Errorf("it is %+v, want %+v", eq, want)
		}
	})
}

func TestChangeEventsOfOnePostAreAllKept(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		deployed := time.Now().Add(-time.Hour).UTC()
		_, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Events: []engine.Event{
			{Action: engine.Change, Summary: "router 1", Timestamp: deployed},
			{Action: engine.Change, Summary: "router 2"},
			{Action: engine.Change, Summary: "router 3", Timestamp: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)},
		}})
		if err != nil {
			t.Fatal(err)
		}
		list, err := w.db.Changes("PSVC", 10)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d changes are kept, %v", len(list), err)
		}
		if oldest := list[2]; oldest.Event.Summary != "router 1" || !oldest.At.Equal(deployed) {
			t.Errorf("the oldest is %+v", oldest)
		}
		w.passes(time.Hour)
		w.wantTold("for a change event")
	})
}

func TestAWrongKeyIsRefusedAndNothingIsStored(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		_, err := w.engine.Submit(w.ctx, engine.Post{Key: "wrong", Events: []engine.Event{{Action: engine.Trigger, Summary: "down"}}})
		if engine.CodeOf(err) != engine.UnknownKey {
			t.Errorf("got %v", err)
		}
		if posts, _, err := w.db.Posts(store.PostQuery{}); len(posts) != 0 || err != nil {
			t.Errorf("%d posts are stored, %v", len(posts), err)
		}
	})
}

func TestWhatASenderSignsIsBoundToItAtEveryDoor(t *testing.T) {
	for _, c := range []struct {
		kind, secret string
		signed, want bool
	}{
		{"github", "s", false, false},
		{"github", "s", true, true},
		{"github", "", false, true},
		{"alertmanager", "left over", false, true}, // it can not sign: to refuse it would lose every alert
	} {
		signs := func(next *engine.Config) {
			for id, in := range next.Integrations {
				in.Type, in.Secret = c.kind, c.secret
				next.Integrations[id] = in
			}
		}
		inBubble(t, signs, func(w *world) {
			_, err := w.engine.Submit(w.ctx, engine.Post{
				Key: "key", Via: "events_api_v2", Signed: c.signed, Events: []engine.Event{{Action: engine.Trigger, Summary: "x"}},
			})
			if (err == nil) != c.want || err != nil && engine.CodeOf(err) != engine.Forbidden {
				t.Errorf("%+v: %v", c, err)
			}
		})
	}
}

func TestATimeThatCanNotBeWrittenCostsNoAlert(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		far := time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Events: []engine.Event{
			{Action: engine.Trigger, Key: "a", Summary: "x", Timestamp: far, SentAt: far},
			{Action: engine.Change, Summary: "x", Timestamp: far, SentAt: far},
		}})
		if err != nil || r.Verdicts[0].Fate != engine.Opened {
			t.Errorf("%+v, %v", r.Verdicts, err)
		}
	})
}
