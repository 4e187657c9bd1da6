package schedules_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestHandoffsAreMovedToTheNearestMondayAtTen(t *testing.T) {
	for start, want := range map[string]string{
		"2026-01-05T00:00": "2026-01-05T10:00", // Monday
		"2026-01-08T09:00": "2026-01-05T10:00", // Thursday morning is nearer to the Monday before
		"2026-01-09T17:00": "2026-01-12T10:00", // Friday
		"2026-01-11T20:00": "2026-01-12T10:00", // Sunday
	} {
		moved, ok := berlin(weekly(start, "ann", "bob")).DaytimeHandoffs()
		if got := moved.Layers[0].Anchor.String(); !ok || got != want {
			t.Errorf("from %s to %s, not %s", start, got, want)
		}
	}
	for _, l := range []schedules.Layer{
		weekly("2026-01-05T10:00", "ann", "bob"), rotation("2026-01-05T00:00", "12h", "ann", "bob"), weekly("2026-01-05T00:00", "ann"),
		restricted(weekly("2026-01-05T00:00", "ann", "bob"), schedules.Restriction{From: clock(9), For: 8 * time.Hour}),
	} {
		if _, ok := berlin(l).DaytimeHandoffs(); ok {
			t.Errorf("%v is moved", l)
		}
	}
}

func TestOddTurnsBecomeTheNearestThatPeoplePlanBy(t *testing.T) {
	for turn, want := range map[string]string{
		"1h": "8h", "5h": "8h", "9h": "8h", "10h": "12h", "15h": "12h", "18h": "1d", "36h": "1d", "100h": "1w", "10000m": "1w", "90061s": "1d",
	} {
		s, ok := berlin(rotation("2026-01-05T10:00", turn, "ann", "bob")).RegularLengths(civil.At(2026, 1, 5, 10, 0))
		if got := s.Layers[0].Turn.String(); !ok || got != want {
			t.Errorf("%s becomes %s, not %s", turn, got, want)
		}
	}
	for _, turn := range []string{"8h", "12h", "24h", "1d", "3d", "1w", "2w", "1mo"} {
		if _, ok := berlin(rotation("2026-01-05T10:00", turn, "ann", "bob")).RegularLengths(civil.At(2026, 1, 5, 10, 0)); ok {
			t.Errorf("%s is changed", turn)
		}
	}
}

// A remedy moves handoffs; whoever is on when it is taken stays on, and nothing is changed in the schedule it was asked of.
func TestWhoIsOnStaysOnWhenLengthsAreMadeRegular(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		now, _ := drawWindow(t, c)
		before := slices.Clone(s.Layers)
		regular, _ := s.RegularLengths(civil.Read(now, c.loc).DateTime())
		checkSame(t, "layers", before, s.Layers)
		for i := range s.Layers {
			alone, after := s, regular
			alone.Layers, after.Layers = s.Layers[i:i+1], regular.Layers[i:i+1]
			alone.Overrides, after.Overrides, alone.Absences, after.Absences = nil, nil, nil, nil
			checkSame(t, "on call", alone.OnCall(now), after.OnCall(now))
		}
	})
}
