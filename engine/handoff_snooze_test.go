package engine_test

import (
	"testing"
	"time"

	"wakeman/engine"
)

func TestWhatIsSnoozedIsHandedOverAsThat(t *testing.T) {
	until := time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)
	snoozed := engine.HandedOver{Incident: 1, Status: engine.Acked, AckedBy: []string{"Ben"}, SnoozedUntil: until}
	if got := snoozed.StateWords(); got != "snoozed by Ben" {
		t.Errorf("it stands as %q", got)
	}
	h := engine.Handoff{Incidents: []engine.HandedOver{snoozed, {Incident: 2, Status: engine.Acked}, {Incident: 3, Status: engine.Triggered, SnoozedUntil: until}}}
	if got := h.Figures(); got != "1 open, 1 acknowledged, 1 snoozed" {
		t.Errorf("the figures are %q", got)
	}
}
