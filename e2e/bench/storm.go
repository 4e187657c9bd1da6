package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// The storm: so many devices fail within a minute.
const (
	stormKeys = 10_000
	stormFor  = time.Minute
	calmFor   = 30 * time.Second // 600 events: six of them behind the p99
)

// storm sends ten thousand keys in a minute to two people, while another sender
// goes on as always.
func (b *bench) storm(ctx context.Context) error {
	data := filepath.Join(b.dir, "storm")
	c, err := startCarrier()
	if err != nil {
		return err
	}
	defer c.server.Close() //nolint:errcheck // at the end
	if err := b.configure(ctx, data, configuration(c.url, 2, "1m")); err != nil {
		return err
	}
	x, err := b.start(ctx, data)
	if err != nil {
		return err
	}
	calm, err := steady(ctx, x.addr, 20, calmFor, healthy("calm"))
	if err != nil {
		return errors.Join(err, x.stop())
	}
	hit := make(chan load, 1)
	go func() {
		l, _ := steady(ctx, x.addr, stormKeys/int(stormFor.Seconds()), stormFor, func(n uint64) []byte {
			k := fmt.Sprintf("storm-%d", n)
			return event(0, k, k)
		})
		hit <- l
	}()
	during, err := steady(ctx, x.addr, 20, stormFor, healthy("during"))
	if err != nil {
		return errors.Join(err, x.stop())
	}
	l := <-hit
	pages, named := drain(c, 70*time.Second, l.answers)
	anonymous, _ := x.memory()
	b.report.add("storm", fmt.Sprintf("%d keys in a minute: told in the end, of those accepted", stormKeys), fmt.Sprintf("%d of %d", named, l.answers), "all", named >= l.answers)
	b.report.add("storm", "messages to the one person of that service, in two minutes", fmt.Sprint(pages), "one a minute, and the first at once", pages <= 3)
	ratio := float64(during.at(0.99)) / float64(calm.at(0.99))
	b.report.add("storm", "another sender's p99 during the storm", fmt.Sprintf("%s, calm %s, %.2f ×", round(during.at(0.99)), round(calm.at(0.99)), ratio), "≤ 2 ×", ratio <= 2)
	b.report.add("memory", "after the storm, not counting the mapped store file", fmt.Sprintf("%.1f MiB", mib(anonymous)), "≤ 200 MiB", anonymous <= 200<<20)
	return x.stop()
}

// healthy is a sender of another service, whose one alert repeats.
func healthy(name string) func(uint64) []byte {
	return func(uint64) []byte { return event(1, name, "the other service") }
}

// drain counts the messages of the stormy service and the incidents they told.
func drain(c *carrier, patience time.Duration, all int) (messages, incidents int) {
	deadline := time.After(patience)
	last := time.Time{}
	for incidents < all {
		select {
		case a := <-c.seen:
			if a.title == "the other service" {
				continue
			}
			if !a.at.Equal(last) { // one message names many
				last = a.at
				messages++
				incidents += a.of
			}
		case <-deadline:
			return messages, incidents
		}
	}
	return messages, incidents
}
