package main

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// Of two overrides that are over, the box forgets the one of January 2025 within the hour, and keeps that of last week.
func TestOverridesThatEndedLongAgoAreForgottenAndTheAuditLogSaysSo(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(weekly("escalation_policies:", `    overrides:
      - {start: 2025-01-06T02:30, end: 2025-01-06T03:30, user: ann@example.net}
      - {start: 2026-02-23T02:30, end: 2026-02-23T03:30, user: ann@example.net}
escalation_policies:`))
		b.after(61 * time.Minute)
		for _, s := range b.a.db.Config().Schedules {
			if len(s.Overrides) != 1 || s.Overrides[0].Start.Year() != 2026 {
				t.Errorf("kept: %v", s.Overrides)
			}
		}
		rows, _, err := b.a.db.AuditLog(store.AuditQuery{Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		var told []engine.AuditRow
		for _, r := range rows {
			if r.Action == "retention" {
				told = append(told, r)
			}
		}
		if len(told) != 1 || told[0].Object != "schedule Primary" || !strings.HasSuffix(told[0].Detail, ": 1 override.") {
			t.Errorf("the audit log: %+v", told)
		}
		b.after(3 * time.Hour)
		b.trigger("tower-north", "Tower North: no power")
		b.told("by the turns, as before", "Ben push")
	})
}
