package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/notify"
	"wakeman/store"
)

// counting counts the commands that an engine gives to its store.
type counting struct {
	engine.Store
	updates int
}

func (c *counting) Update(ctx context.Context, class engine.Class, command func(engine.Tx) error) error {
	c.updates++
	return c.Store.Update(ctx, class, command)
}

func TestWhatTheBundleWindowHoldsBackIsNotWrittenAgain(t *testing.T) {
	db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Ballast: -1, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test is over
	err = db.Configure(t.Context(), func(*engine.Config) (*engine.Config, []engine.AuditRow, error) {
		return twoTechnicians(), nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	c := &counting{Store: db}
	e := engine.New(engine.Options{Store: c, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	lease := func() ([]notify.Delivery, time.Time) {
		t.Helper()
		list, next, err := e.Lease(t.Context(), map[notify.Channel]int{notify.Push: 10, notify.SMS: 10})
		if err != nil {
			t.Fatal(err)
		}
		return list, next
	}
	send := func(key string) {
		t.Helper()
		ev := engine.Event{Action: engine.Trigger, Key: key, Summary: key}
		if _, err := e.Submit(t.Context(), engine.Post{Key: "key", Via: "test", Events: []engine.Event{ev}}); err != nil {
			t.Fatal(err)
		}
	}
	send("first")
	first, _ := lease()
	if len(first) != 1 {
		t.Fatalf("%d messages, want one", len(first))
	}
	if err := e.Report(t.Context(), first[0].ID, 1, notify.Outcome{Status: notify.Delivered}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(10 * time.Second)
	for n := range 20 {
		send(fmt.Sprint("storm ", n))
	}
	before := c.updates
	held, next := lease()
	if len(held) != 0 || c.updates != before {
		t.Errorf("%d messages and %d commits while the window is open, want none", len(held), c.updates-before)
	}
	if want := now.Add(50 * time.Second); !next.Equal(want) {
		t.Errorf("the next message may go at %s, want the end of the window, %s", next, want)
	}
	now = now.Add(50 * time.Second)
	if list, _ := lease(); len(list) != 2 || len(list[0].Message.Incidents) != 20 && len(list[1].Message.Incidents) != 20 {
		t.Errorf("at the end of the window went %+v, want the 20 together, and the SMS about the first", list)
	}
}
