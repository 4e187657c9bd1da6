package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

func round(d time.Duration) time.Duration {
	if d < 10*time.Millisecond {
		return d.Round(10 * time.Microsecond)
	}
	return d.Round(100 * time.Microsecond)
}

// pagers is how many people share the load of the latency measurement: a person
// gets one message at a time, so one person alone would measure the bundling.
const pagers = 100

// latency measures from the 202 to the carrier, idle and under load.
func (b *bench) latency(ctx context.Context) error {
	data := filepath.Join(b.dir, "latency")
	c, err := startCarrier()
	if err != nil {
		return err
	}
	defer c.server.Close() //nolint:errcheck // at the end
	if err := b.configure(ctx, data, configuration(c.url, pagers, "0s")); err != nil {
		return err
	}
	x, err := b.start(ctx, data)
	if err != nil {
		return err
	}
	for _, load := range []struct {
		rate int
		most time.Duration
		name string
	}{{5, 10 * time.Millisecond, "idle (5 events a second)"}, {1000, 50 * time.Millisecond, "while 1,000 events a second arrive"}} {
		times, got, err := b.pageTimes(ctx, x, c, load.rate)
		if err != nil {
			return errors.Join(err, x.stop())
		}
		p99 := quantile(times, 0.99)
		b.report.add("latency", "accepted → handed to the carrier, "+load.name,
			fmt.Sprintf("p50 %s, p99 %s (%d pages, %.0f events/s)", round(quantile(times, 0.5)), round(p99), len(times), got), "p99 ≤ "+load.most.String(), p99 <= load.most)
	}
	return x.stop()
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// pageTimes loads the box at a rate and measures each event's way.
func (b *bench) pageTimes(ctx context.Context, x *box, c *carrier, rate int) (times []time.Duration, got float64, err error) {
	var mu sync.Mutex
	sent := map[string]time.Time{}
	body := func(n uint64) []byte {
		title := fmt.Sprintf("r%d-%d", rate, n)
		mu.Lock()
		sent[title] = time.Now() // before the request: the way in counts too
		mu.Unlock()
		return event(int(n%pagers), title, title)
	}
	l, err := steady(ctx, x.addr, rate, 2*b.each, body)
	if err != nil {
		return nil, 0, err
	}
	for deadline := time.After(10 * time.Second); len(times) < l.answers; {
		select {
		case a := <-c.seen:
			mu.Lock()
			times = append(times, a.at.Sub(sent[a.title]))
			mu.Unlock()
		case <-deadline:
			return nil, 0, fmt.Errorf("%d of %d events were never paged", l.answers-len(times), l.answers)
		}
	}
	slices.Sort(times)
	return times, l.rate(), nil
}
