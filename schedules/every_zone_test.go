package schedules_test

import (
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil/civiltest"
)

// Every zone there is, 2020 to 2040, each change of its clocks: another schedule is drawn for each, and agrees with the
// stepper minute by minute for three days around it. This is `make oracle`, which prints how many instants were compared.
// Without WAKEMAN_ORACLE one change in five hundred is taken.
func TestEveryZoneAgreesWithTheStepper(t *testing.T) {
	var compared, changes atomic.Int64
	all := everyCrossing(t)
	zones := len(all)
	t.Run("zones", func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for _, c := range all[name] {
					from, to, _ := agrees(t, c, scheduleAt(c))
					compared.Add(int64(to.Sub(from) / time.Minute))
					changes.Add(1)
				}
			})
		}
	})
	if changes.Load() < 10 {
		t.Fatalf("only %d changes of clocks found: the walk over the zones is broken", changes.Load())
	}
	t.Logf("%d instants compared, around %d changes of clocks in %d zones, without a difference but those above", compared.Load(), changes.Load(), zones)
}

// everyCrossing is what this run compares, by zone. A zone whose clocks never change is looked at once.
func everyCrossing(t *testing.T) map[string][]crossing {
	from, to, each := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC), 500
	if os.Getenv("WAKEMAN_ORACLE") != "" {
		each = 1
	}
	all, n := map[string][]crossing{}, 0
	zones := civiltest.Zones(t)
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		found := civiltest.Transitions(zones[name], from, to)
		if len(found) == 0 {
			found = append(found, time.Date(2028, 12, 31, 12, 0, 0, 0, time.UTC)) // a leap year's end
		}
		for _, at := range found {
			if n++; n%each == 0 {
				all[name] = append(all[name], crossing{name, zones[name], at})
			}
		}
	}
	return all
}

// scheduleAt draws the schedule for a crossing, always the same one.
func scheduleAt(c crossing) schedules.Schedule {
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.zone + c.at.Format(time.RFC3339)))
	return rapid.Custom(func(t *rapid.T) schedules.Schedule { return drawSchedule(t, c) }).Example(int(h.Sum32() >> 1))
}
