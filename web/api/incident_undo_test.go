package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
)

func TestUndoGivesBackAndIsRefusedToOthers(t *testing.T) {
	w := open(t)
	n := w.opens("a", "one")
	press := func(key string, path, body string, want int) {
		t.Helper()
		if status, _, got := w.asks(key, "POST", "/api/incidents/1/"+path, body); status != want {
			t.Errorf("%s by %s: %d %s, want %d", path, key, status, got, want)
		}
	}
	press("ann", "undo", "", http.StatusConflict)
	w.asks("ann", "PUT", "/api/incidents/1", `{"incident":{"status":"acknowledged"}}`)
	w.asks("ann", "PUT", "/api/incidents/1", `{"incident":{"status":"resolved"}}`)
	press("oona", "undo", "", http.StatusConflict)
	press("account", "undo", "", http.StatusConflict)
	press("vic", "undo", "", http.StatusForbidden)
	press("ann", "undo", "", http.StatusOK)
	if in := w.incident(n.Number); in.Status != engine.Acked || len(in.Acks) != 1 || in.Acks[0].By.ID != "PANN001" {
		t.Errorf("after the undo: %s, acks %v", in.Status, in.Acks)
	}
	press("ann", "undo", "", http.StatusConflict)

	w.asks("ann", "PUT", "/api/incidents/1", `{"incident":{"status":"resolved"}}`)
	w.opens("a", "one again")
	if status, _, got := w.asks("ann", "POST", "/api/incidents/1/undo", ""); status != http.StatusConflict || !strings.Contains(got, "come again since, as #2") {
		t.Errorf("of what has opened another: %d %s", status, got)
	}
}

func TestIncidentsAreFoundByWords(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	w.opens("b", "Fibre cut")
	for query, want := range map[string]int{"north": 1, "cut": 1, "nothing": 0, "": 2} {
		_, _, body := w.asks("ann", "GET", "/api/incidents?query="+query, "")
		var got struct{ Incidents []struct{ Title string } }
		if err := json.Unmarshal([]byte(body), &got); err != nil || len(got.Incidents) != want {
			t.Errorf("query %q: %d incidents (%v), want %d", query, len(got.Incidents), err, want)
		}
	}
}
