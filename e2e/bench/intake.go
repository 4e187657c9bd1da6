package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// event is one trigger, about as long as a real one.
func event(service int, dedup, title string) []byte {
	return fmt.Appendf(nil, `{"routing_key":%q,"event_action":"trigger","dedup_key":%q,"client":"bench","payload":{"summary":%q,"source":"host-%s","severity":"error","component":"eth0","class":"link","custom_details":{"site":"Elm Ridge","ifOperStatus":"down","poller":"1"}}}`, key(service), dedup, title, dedup)
}

// intake compares durable intake with the bare handler, in turn.
func (b *bench) intake(ctx context.Context) error {
	data := filepath.Join(b.dir, "intake")
	c, err := startCarrier()
	if err != nil {
		return err
	}
	defer c.server.Close() //nolint:errcheck // at the end
	go func() {
		for range c.seen { // nobody waits for these
		}
	}()
	if err := b.configure(ctx, data, configuration(c.url, 1, "1m")); err != nil {
		return err
	}
	x, err := b.start(ctx, data)
	if err != nil {
		return err
	}
	idle, _ := x.memory()
	b.report.add("memory", "idle, not counting the mapped store file", fmt.Sprintf("%.1f MiB", mib(idle)), "≤ 64 MiB", idle <= 64<<20)
	b.report.add("memory", "start of an empty box, to the first completed tick", round(x.ready).String(), "≤ 0.2 s", x.ready.Seconds() <= 0.2)
	bare, err := b.startBare(ctx)
	if err != nil {
		return errors.Join(err, x.stop())
	}
	for _, conns := range []int{1, 16, 64} {
		if err := b.compare(ctx, x, bare, conns); err != nil {
			return errors.Join(err, x.stop(), bare.stop())
		}
	}
	_ = bare.stop() // it ends with an error by design: its listener is closed
	return x.stop()
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

func (b *bench) compare(ctx context.Context, x, bare *box, conns int) error {
	fresh := func(n uint64) []byte {
		k := fmt.Sprintf("c%d-%d", conns, n)
		return event(0, k, "link down on "+k)
	}
	same := func(uint64) []byte { return event(0, "same", "link down, again and again") }
	base, err := flood(ctx, bare.addr, conns, b.each, fresh)
	if err != nil {
		return err
	}
	news, err := flood(ctx, x.addr, conns, b.each, fresh)
	if err != nil {
		return err
	}
	again, err := flood(ctx, x.addr, conns, b.each, same)
	if err != nil {
		return err
	}
	ratio := news.rate() / base.rate()
	held, ok := "", true
	if conns == 64 {
		held, ok = "≥ 0.5 × bare", ratio >= 0.5
	}
	b.report.note("intake", fmt.Sprintf("bare handler, %d connections", conns), fmt.Sprintf("%.0f/s, p99 %s", base.rate(), round(base.at(0.99))))
	b.report.add("intake", fmt.Sprintf("new keys, %d connections", conns), fmt.Sprintf("%.0f/s, p99 %s, %.2f × bare", news.rate(), round(news.at(0.99)), ratio), held, ok)
	b.report.add("intake", fmt.Sprintf("one key again, %d connections", conns), fmt.Sprintf("%.0f/s, p99 %s, %.2f × new keys", again.rate(), round(again.at(0.99)), again.rate()/news.rate()), "≥ new keys", again.rate() >= 0.97*news.rate())
	if n := base.failures + news.failures + again.failures; n > 0 {
		return fmt.Errorf("%d answers were not 202", n)
	}
	return nil
}
