package engine

import (
	"context"
	"sync"
	"time"
)

// asleep is how long after the last turn of the loop the box counts as having
// been away: suspended, or its clock stepped. It turns at least every maxSleep.
const asleep = 3 * maxSleep

// hearing remembers for which configuration the pulses were reckoned, and whether
// the box was there to hear beats since. After a start it was not.
type hearing struct {
	mu    sync.Mutex
	of    *Config // nil: the box was away
	turns time.Time
}

// turned is told of each turn of the loop.
func (g *hearing) turned(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.turns.IsZero() && now.Sub(g.turns) > asleep {
		g.of = nil
	}
	g.turns = now
}

// away is told when the box was not there, whatever the loop saw of it.
func (g *hearing) away() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.of = nil
}

// hear brings the pulses in line with the configuration and with a box that was
// away, before any silence is acted on.
func (e *Engine) hear(ctx context.Context, now time.Time) error {
	g := &e.hearing
	g.mu.Lock()
	defer g.mu.Unlock()
	cfg := e.store.Config()
	if g.of == cfg {
		return nil
	}
	reckon := func(r Reader) (list []repulse, err error) {
		pulses, err := r.Pulses()
		return repulsed(cfg, pulses, g.of == nil, now), err
	}
	idle := false
	err := e.store.View(func(r Reader) error {
		if r.Hold() != "" { // its senders may still send to the original: it is away until the release
			cfg, idle = nil, true
			return nil
		}
		list, err := reckon(r)
		idle = len(list) == 0
		return err
	})
	if err == nil && !idle {
		err = e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
			list, err := reckon(tx)
			for _, x := range list {
				if err == nil {
					touched, err = x.apply(tx, touched, now)
				}
			}
			return touched, err
		})
	}
	if err == nil {
		g.of = cfg
	}
	return err
}

// repulse is what a pulse becomes: another, or none; over is why an incident of
// it ends, empty if none does.
type repulse struct {
	next Pulse
	gone bool
	over string
}

// repulsed are the pulses that change with the configuration, or because the box
// was away.
func repulsed(c *Config, pulses []Pulse, away bool, now time.Time) (list []repulse) {
	known := map[string]Pulse{}
	for _, p := range pulses {
		known[p.Heartbeat] = p
		if _, there := c.Heartbeats[p.Heartbeat]; !there {
			x := repulse{next: p, gone: true}
			if !p.SilentAt.IsZero() {
				x.over = "This heartbeat was deleted."
			}
			list = append(list, x)
		}
	}
	for _, h := range c.heartbeats(func(Heartbeat) bool { return true }) {
		was := known[h.ID]
		next, over := was.adapted(h, c.listens(h), now)
		if away {
			next = next.renewed(h, now)
		}
		if next != was {
			list = append(list, repulse{next: next, over: over})
		}
	}
	return list
}

func (x repulse) apply(tx Tx, touched []uint64, now time.Time) ([]uint64, error) {
	if x.over != "" {
		ended, err := overOwn(tx, x.next.Heartbeat, beatKey(x.next.Heartbeat), x.over, now)
		if err != nil {
			return nil, err
		}
		touched = append(touched, ended...)
	}
	if x.gone {
		return touched, tx.Apply(Changes{DropPulses: []string{x.next.Heartbeat}})
	}
	return touched, tx.Apply(Changes{Pulses: []Pulse{x.next}})
}

// fireSilent opens an incident for each heartbeat whose deadline has passed, at
// most stepLimit of them.
func fireSilent(tx Tx, now time.Time) (touched []uint64, err error) {
	due, err := tx.DuePulses(now, stepLimit)
	if err != nil {
		return nil, err
	}
	for _, p := range due {
		h, there := tx.Config().Heartbeats[p.Heartbeat]
		if !there {
			err = tx.Apply(Changes{DropPulses: []string{p.Heartbeat}})
		} else if err = tx.Apply(Changes{Pulses: []Pulse{p.silent(now)}}); err == nil {
			var opened []uint64
			opened, err = beginSilence(tx, h, p, now)
			touched = append(touched, opened...)
		}
		if err != nil {
			return nil, err
		}
	}
	return touched, nil
}
