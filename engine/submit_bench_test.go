package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// BenchmarkSubmit is the whole of an event's way but for HTTP: decide, write,
// fsync, with 64 senders at once. It prints events per second for new keys, for one
// key again, and for new keys that a rule suppresses for the night.
func BenchmarkSubmit(b *testing.B) {
	for _, name := range []string{"new keys", "one key", "suppressed"} {
		b.Run(name, func(b *testing.B) {
			db, err := store.Open(context.Background(), store.Options{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close() //nolint:errcheck // a benchmark
			err = db.Configure(context.Background(), func(*engine.Config) (*engine.Config, []engine.AuditRow, error) {
				c := twoTechnicians()
				if name == "suppressed" {
					quiet := night()
					quiet.Window.Until = quiet.Window.From // the whole day
					quiet.Window.Days = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
					ruled(quiet)(c)
				}
				return c, nil, nil
			})
			if err != nil {
				b.Fatal(err)
			}
			e := engine.New(engine.Options{Store: db, Log: slog.New(slog.DiscardHandler)})
			var serial atomic.Uint64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					k := "k"
					if n := serial.Add(1); name != "one key" {
						k = fmt.Sprint("k", n)
					}
					ev := engine.Event{Action: engine.Trigger, Key: k, Summary: "link down on " + k, Source: "host-" + k, Severity: engine.Error, Details: []byte(`{"site":"Elm Ridge"}`)}
					if _, err := e.Submit(context.Background(), engine.Post{Key: "key", Via: "events_api_v2", Events: []engine.Event{ev}, Raw: engine.Raw{Body: make([]byte, 300)}}); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
