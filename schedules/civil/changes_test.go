package civil_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules/civil"
	"wakeman/schedules/civil/civiltest"
)

// Of every zone, the changes are those that a search for other offsets finds, each told with the offset on either side.
func TestChangesOfEveryZone(t *testing.T) {
	for name, loc := range civiltest.Zones(t) {
		var got []time.Time
		for _, c := range civil.Changes(loc, day(2020), day(2041)) {
			if c.Before.Offset != c.From.Offset {
				got = append(got, c.At)
			}
			if was, is := civiltest.Offset(c.At.Unix()-1, loc), civiltest.Offset(c.At.Unix(), loc); was != c.Before.Offset || is != c.From.Offset {
				t.Errorf("%s: %+v, and the offset goes from %d to %d", name, c, was, is)
			}
		}
		if diff := cmp.Diff(civiltest.Transitions(loc, day(2020), day(2041)), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAChangeHasItsClocksAndTheEdgesOfWhatIsAsked(t *testing.T) {
	loc, at := zone(t, "Europe/Dublin"), time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	want := []civil.Change{{At: at, Before: civil.Clock{Name: "GMT", Summer: true}, From: civil.Clock{Offset: 3600, Name: "IST"}}}
	if diff := cmp.Diff(want, civil.Changes(loc, at, at.Add(time.Second))); diff != "" {
		t.Error(diff)
	}
	if got := append(civil.Changes(loc, at.Add(time.Second), at.AddDate(0, 1, 0)), civil.Changes(loc, at.AddDate(0, -1, 0), at)...); len(got) > 0 {
		t.Errorf("from is inclusive, to is not: %v", got)
	}
	// Portugal's winter of 1992 became its summer: the same offset by another name.
	if got := civil.Changes(zone(t, "Europe/Lisbon"), day(1992), day(1993)); len(got) < 2 || got[0].From.Name == got[0].Before.Name {
		t.Errorf("%+v", got)
	}
}
