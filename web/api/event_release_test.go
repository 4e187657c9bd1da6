package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
)

type releasedEvent struct {
	Event struct {
		Events []struct {
			Outcome, Reason string
			Incident        *struct{ ID string }
		}
	}
}

func TestAMailInQuarantineIsLetInByACall(t *testing.T) {
	w := open(t)
	held := engine.Event{Action: engine.Trigger, Key: "k", Summary: "tower-7 is DOWN", Quarantine: "from x@example.com: its sender may not open incidents here"}
	mail := "From: x@example.com\r\nSubject: tower-7 is DOWN\r\n\r\nno power since two"
	receipt, err := w.engine.Submit(t.Context(), engine.Post{Key: mailKey, Via: "email", Raw: engine.Raw{Body: []byte(mail)}, Events: []engine.Event{held}})
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/api/events/%d/release", receipt.Seq)
	if status, _, body := w.asks("vic", "POST", path, ""); status != http.StatusForbidden {
		t.Errorf("a viewer: %d %s", status, body)
	}
	status, _, body := w.asks("ann", "POST", path, "")
	var got releasedEvent
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK || len(got.Event.Events) != 1 || got.Event.Events[0].Incident == nil {
		t.Fatalf("%d %v: %s", status, err, body)
	}
	if e := got.Event.Events[0]; e.Outcome != "opened" || !strings.Contains(e.Reason, "let in from quarantine by Ann") {
		t.Errorf("%+v", e)
	}
	number, _ := engine.ParseIncidentID(got.Event.Events[0].Incident.ID)
	if in := w.incident(number); in.Status != engine.Triggered || in.Title != "tower-7 is DOWN" {
		t.Errorf("%+v", in)
	}
	if _, _, alerts := w.asks("ann", "GET", fmt.Sprintf("/api/incidents/%d/alerts", number), ""); !strings.Contains(alerts, "no power since two") {
		t.Errorf("the text of the mail is lost: %s", alerts)
	}
	if status, header, body := w.asks("ann", "POST", path, ""); status != http.StatusConflict {
		w.wantError(status, header, body, http.StatusConflict, 2001, "")
	}
	if status, _, _ := w.asks("ann", "POST", "/api/events/999/release", ""); status != http.StatusNotFound {
		t.Errorf("an event that is not there: %d", status)
	}
}
