package store

import (
	"context"
	"slices"
	"testing"
	"time"

	"wakeman/engine"
)

func TestHandoffsAreListedNewestFirstAndRemovedWhenOld(t *testing.T) {
	db := openReal(t)
	now := time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)
	put := func(list ...engine.Handoff) {
		if err := db.Update(context.Background(), engine.Urgent, func(tx engine.Tx) error { return tx.Apply(engine.Changes{Handoffs: list}) }); err != nil {
			t.Fatal(err)
		}
	}
	put(
		engine.Handoff{Number: 1, Schedule: "A", DraftedAt: now.Add(-401 * 24 * time.Hour), LapsedAt: now},
		engine.Handoff{Number: 2, Schedule: "B", DraftedAt: now.Add(-300 * 24 * time.Hour), ConfirmedAt: now},
		engine.Handoff{Number: 3, Schedule: "A", DraftedAt: now},
	)
	numbers := func(schedule string, before uint64, limit int) (list []uint64) {
		found, err := db.Handoffs(schedule, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range found {
			list = append(list, h.Number)
		}
		return list
	}
	for _, tc := range []struct {
		schedule string
		before   uint64
		limit    int
		want     []uint64
	}{{"", 0, 9, []uint64{3, 2, 1}}, {"", 3, 1, []uint64{2}}, {"A", 0, 9, []uint64{3, 1}}, {"A", 3, 9, []uint64{1}}, {"B", 0, 9, []uint64{2}}} {
		if got := numbers(tc.schedule, tc.before, tc.limit); !slices.Equal(got, tc.want) {
			t.Errorf("%+v: %v", tc, got)
		}
	}
	if open, err := db.OpenHandoffs(); err != nil || len(open) != 1 || open[0].Number != 3 {
		t.Errorf("open are %+v, %v", open, err)
	}
	removed, err := db.Prune(context.Background(), now, time.Time{})
	if err != nil || removed.Handoffs != 1 {
		t.Errorf("removed %+v, %v", removed, err)
	}
	if got := numbers("", 0, 9); !slices.Equal(got, []uint64{3, 2}) {
		t.Errorf("left are %v", got)
	}
}
