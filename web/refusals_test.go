package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web"
)

// shelf is a store of refusals that may be out of order.
type shelf struct {
	rows   []store.RefusalRow
	broken bool
	writes int
}

func (s *shelf) PutRefusals(_ context.Context, rows []store.RefusalRow) error {
	if s.broken {
		return store.ErrFull
	}
	s.writes++
	s.rows = append(s.rows, rows...)
	return nil
}

func TestRefusalsAreCountedAndStoredTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{}
		rs := web.NewRefusals(s, nil)
		ctx, stop := context.WithCancel(t.Context())
		go rs.Run(ctx)
		first := time.Now().UTC()
		wrong := engine.Refusal{Door: "events_api_v2", Remote: "192.0.2.9", Reason: "wrong key", Hint: "key ending …cdef"}
		for range 500 {
			rs.Refuse(wrong)
			time.Sleep(time.Millisecond)
		}
		rs.Refuse(engine.Refusal{Door: "smtp", Reason: "bad\r\nline " + strings.Repeat("x", 5000)})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if s.writes != 1 || len(s.rows) != 2 {
			t.Fatalf("%d writes, %d kinds, want 1 and 2", s.writes, len(s.rows))
		}
		for _, row := range s.rows {
			if row.Door == "smtp" && (strings.ContainsAny(row.Reason, "\r\n") || len(row.Reason) != 200) {
				t.Errorf("text from outside: %q", row.Reason)
			}
			if row.Refusal == wrong && (row.Count != 500 || !row.FirstAt.Equal(first) || row.LastAt.Sub(first) != 499*time.Millisecond) {
				t.Errorf("%+v", row)
			}
		}
		time.Sleep(time.Minute)
		if s.writes != 1 {
			t.Errorf("%d writes although nothing happened", s.writes)
		}
		stop()
	})
}

func TestStrangersCannotFillTheMemory(t *testing.T) {
	s := &shelf{}
	rs := web.NewRefusals(s, nil)
	for i := range 50_000 {
		rs.Refuse(engine.Refusal{Door: "api", Remote: fmt.Sprint(i), Reason: "wrong key"})
	}
	if err := rs.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	total := uint64(0)
	for _, row := range s.rows {
		total += row.Count
	}
	if len(s.rows) > 1001 || total != 50_000 {
		t.Errorf("%d kinds with %d refusals, want at most 1001 with 50000", len(s.rows), total)
	}
}

func TestWhatAFullStoreDoesNotTakeIsKept(t *testing.T) {
	s := &shelf{broken: true}
	rs := web.NewRefusals(s, nil)
	r := engine.Refusal{Door: "api", Reason: "wrong key"}
	rs.Refuse(r)
	if err := rs.Flush(t.Context()); err == nil {
		t.Error("no error from a broken store")
	}
	rs.Refuse(r)
	s.broken = false
	if err := rs.Flush(t.Context()); err != nil || len(s.rows) != 1 || s.rows[0].Count != 2 {
		t.Errorf("%+v, %v", s.rows, err)
	}
}
