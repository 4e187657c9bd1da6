package store

import (
	"context"
	"slices"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/notify"
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

func TestPagesAreReadNewestFirstUpToALimit(t *testing.T) {
	db := openReal(t)
	begin := time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return begin.Add(time.Duration(minutes) * time.Minute) }
	put := func(id, user string, kind notify.Kind, minutes int) engine.Delivery {
		return engine.Delivery{ID: id, User: user, Kind: kind, CreatedAt: at(minutes), State: engine.Sent}
	}
	c := engine.Changes{Deliveries: []engine.Delivery{
		put("a", "PANN", notify.Page, -1), put("b", "PANN", notify.Page, 0), put("c", "PBEN", notify.Notice, 1), put("d", "PBEN", notify.Page, 2),
	}}
	if err := db.Update(t.Context(), engine.Urgent, func(tx engine.Tx) error { return tx.Apply(c) }); err != nil {
		t.Fatal(err)
	}
	ann, ben := engine.Paged{User: "PANN", At: at(0)}, engine.Paged{User: "PBEN", At: at(2)}
	for _, tc := range []struct {
		limit int
		want  []engine.Paged
		whole time.Time
	}{{4, []engine.Paged{ben, ann}, at(0)}, {3, []engine.Paged{ben, ann}, at(0)}, {2, []engine.Paged{ben}, at(1).Add(1)}, {1, []engine.Paged{ben}, at(2).Add(1)}} {
		err := db.View(func(r engine.Reader) error {
			got, whole, err := r.PagedSince(at(0), tc.limit)
			if !slices.Equal(got, tc.want) || !whole.Equal(tc.whole) {
				t.Errorf("of %d messages: %v, whole from %s", tc.limit, got, whole)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
