package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// handsOver writes a handoff of the schedule from one to the other.
func (w *world) handsOver(number uint64, from, to string) {
	w.Helper()
	h := engine.Handoff{
		Number: number, Schedule: "PSCHED1", Name: "Primary", At: start(), Since: start().Add(-24 * time.Hour), From: []string{from}, To: []string{to}, Stay: []string{"POONA01"}, Pages: 14, DraftedAt: start(),
		Incidents: []engine.HandedOver{{Incident: 1, Title: "one", Service: "PCORE01", Status: engine.Acked, Urgency: people.High, Since: start(), AckedBy: []string{"Ann"}}},
	}
	err := w.db.Update(w.Context(), engine.Urgent, func(tx engine.Tx) error {
		return tx.Apply(engine.Changes{Handoffs: []engine.Handoff{h}, Audit: []engine.AuditRow{{Actor: engine.System(), Action: "handoff.draft"}}})
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestAHandoffIsReadNotedAndConfirmedByWhomItConcerns(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	w.handsOver(1, "PANN001", "PBEN001")
	one := w.answers("vic", "GET", "/handoffs/1", "", 200)["handoff"].(map[string]any)
	if one["state"] != "waiting" || one["figures"] != "1 acknowledged, 14 pages" || one["confirmed_at"] != nil {
		t.Errorf("it reads %v", one)
	}
	if stay := one["stay"].([]any); len(stay) != 1 || stay[0].(map[string]any)["id"] != "POONA01" {
		t.Errorf("who stays on call: %v", stay)
	}
	in := one["incidents"].([]any)[0].(map[string]any)
	if in["status"] != "acknowledged" || in["incident"].(map[string]any)["summary"] != "[#1] one" {
		t.Errorf("its incident reads %v", in)
	}

	for _, key := range []string{"ben", "vic", "account"} {
		w.answers(key, "PUT", "/handoffs/1/note", `{"note":{"watch":"x"}}`, 403)
	}
	w.answers("ann", "PUT", "/handoffs/1/note", `{"note":{"watch":"the ring at Mill Creek","ask":"Otto"}}`, 200)
	note := w.answers("ann", "PUT", "/handoffs/1/note", `{"note":{"ask":"Oona"}}`, 200)["handoff"].(map[string]any)["note"].(map[string]any)
	if note["watch"] != "the ring at Mill Creek" || note["ask"] != "Oona" || note["by"].(map[string]any)["id"] != "PANN001" {
		t.Errorf("what is left out stays: %v", note)
	}
	if body := w.answers("ann", "PUT", "/handoffs/1/note", `{"note":{"watch":"`+strings.Repeat("x", 2001)+`"}}`, 400); !strings.Contains(fmt.Sprint(body), "watch") {
		t.Errorf("a long note: %v", body)
	}

	for _, key := range []string{"ann", "vic", "account"} {
		w.answers(key, "POST", "/handoffs/1/confirm", "", 403)
	}
	done := w.answers("ben", "POST", "/handoffs/1/confirm", "", 200)["handoff"].(map[string]any)
	if done["state"] != "confirmed" || done["confirmed_by"].(map[string]any)["id"] != "PBEN001" {
		t.Errorf("confirmed, it reads %v", done)
	}
	w.answers("ben", "POST", "/handoffs/1/confirm", "", 409)
	w.answers("ben", "GET", "/handoffs/none", "", 404)
}

func TestANoteThatWasChangedMeanwhileIsNotOverwrittenByWhoSaysWhatTheySaw(t *testing.T) {
	w := open(t)
	w.handsOver(1, "PANN001", "PBEN001")
	_, header, _ := w.asks("ann", "GET", "/api/handoffs/1", "")
	seen := header.Get("ETag")
	w.answers("oona", "PUT", "/handoffs/1/note", `{"note":{"watch":"by Oona"}}`, 200)
	if status, _, body := w.asks("ann", "PUT", "/api/handoffs/1/note", `{"note":{"watch":"by Ann"}}`, "If-Match", seen); status != 412 {
		t.Errorf("answered %d %s", status, body)
	}
	if h, _, err := w.db.Handoff(1); err != nil || h.Note.Watch != "by Oona" {
		t.Errorf("the note is %q, %v", h.Note.Watch, err)
	}
}

func TestHandoffsAreListedTheNewestFirst(t *testing.T) {
	w := open(t)
	for n := range uint64(5) {
		w.handsOver(n+1, "PANN001", "PBEN001")
	}
	if got := w.leaf("vic", "/handoffs?limit=2", "handoffs", "id"); !slices.Equal(got, []string{"5", "4", "3", "2", "1"}) {
		t.Errorf("listed are %q", got)
	}
	if got := w.leaf("vic", "/handoffs?limit=2&schedule_id=PSCHED1", "handoffs", "id"); len(got) != 5 {
		t.Errorf("of the schedule: %q", got)
	}
	if got := w.leaf("vic", "/handoffs?schedule_id=PNONE01", "handoffs", "id"); len(got) != 0 {
		t.Errorf("of another schedule: %q", got)
	}
}
