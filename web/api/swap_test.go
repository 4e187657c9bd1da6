package api_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestAShiftIsAskedForAndTakenOnce(t *testing.T) {
	w := open(t)
	const swaps = "/api/schedules/PSCHED1/swaps"
	code, _, body := w.asks("ann", "POST", swaps, `{"swap":{"start":"2026-03-04T15:00:00Z","end":"2026-03-04T20:00:00Z","to":{"id":"PBEN001"},"note":"dentist"}}`)
	var made struct {
		Swap struct {
			ID, Type, Start, Note string
			User, To              struct{ ID string }
			Exchange              any
			Declined              []any
		}
	}
	if err := json.Unmarshal([]byte(body), &made); err != nil || code != 201 || made.Swap.User.ID != "PANN001" || made.Swap.To.ID != "PBEN001" || made.Swap.Note != "dentist" || made.Swap.Exchange != nil || made.Swap.Declined == nil {
		t.Fatalf("%d %v: %s", code, err, body)
	}
	if made.Swap.Start != "2026-03-04T09:00:00-06:00" {
		t.Errorf("starts at %s, not on the clock of the schedule", made.Swap.Start)
	}
	if _, _, body := w.asks("vic", "GET", swaps, ""); !strings.Contains(body, made.Swap.ID) {
		t.Errorf("not listed: %s", body)
	}
	if _, _, body := w.asks("vic", "GET", "/api/oncalls?schedule_ids[]=PSCHED1&since=2026-03-04T16:00:00Z&until=2026-03-04T17:00:00Z", ""); !strings.Contains(body, "PANN001") {
		t.Errorf("who asks is off already: %s", body)
	}
	if code, _, body := w.asks("ben", "POST", swaps+"/"+made.Swap.ID+"/take", ""); code != 200 || !strings.Contains(body, `"overrides":[{"id":`) {
		t.Fatalf("%d: %s", code, body)
	}
	if _, _, body := w.asks("vic", "GET", "/api/oncalls?schedule_ids[]=PSCHED1&since=2026-03-04T16:00:00Z&until=2026-03-04T17:00:00Z", ""); strings.Contains(body, "PANN001") || !strings.Contains(body, "PBEN001") {
		t.Errorf("who took it is not on: %s", body)
	}
	for _, request := range []string{"POST /take", "POST /decline", "DELETE "} {
		method, path, _ := strings.Cut(request, " ")
		if code, _, body := w.asks("oona", method, swaps+"/"+made.Swap.ID+path, ""); code != 409 || !strings.Contains(body, "closed") {
			t.Errorf("%s: %d: %s", request, code, body)
		}
	}
	if _, _, body := w.asks("vic", "GET", swaps, ""); strings.TrimSpace(body) != `{"swaps":[]}` {
		t.Errorf("still listed: %s", body)
	}
}

func TestWhatIsWrongWithARequestIsNamed(t *testing.T) {
	w := open(t)
	for order, want := range map[string]string{
		`{}`: "start: missing",
		`{"start":"soon","end":"2026-03-04T20:00:00Z"}`:                                                             "start: ",
		`{"start":"2026-03-04T15:00:00Z","end":"2026-03-04T20:00:00Z","to":{"id":"PNONE01"}}`:                       "to: nobody has the id",
		`{"start":"2026-03-11T15:00:00Z","end":"2026-03-11T20:00:00Z"}`:                                             "start: You are not on call then",
		`{"start":"2026-03-04T15:00:00Z","end":"2026-03-04T20:00:00Z","exchange":{"start":"2026-03-11T15:00:00Z"}}`: "exchange.end: missing",
	} {
		if code, _, body := w.asks("ann", "POST", "/api/schedules/PSCHED1/swaps", `{"swap":`+order+`}`); code != 400 || !strings.Contains(body, want) {
			t.Errorf("%s: %d, want %s in %s", order, code, want, body)
		}
	}
	if code, _, _ := w.asks("ann", "POST", "/api/schedules/PNONE01/swaps", `{"swap":{"start":"2026-03-04T15:00:00Z","end":"2026-03-04T20:00:00Z"}}`); code != 404 {
		t.Errorf("of no schedule: %d", code)
	}
	if code, _, _ := w.asks("ann", "GET", "/api/schedules/PNONE01/swaps", ""); code != 404 {
		t.Errorf("of no schedule: %d", code)
	}
}
