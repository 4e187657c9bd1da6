package main

import (
	"context"
	"slices"
	"sync"

	"wakeman/engine"
	"wakeman/notify"
)

// ways remembers how the newest attempts by each channel went.
type ways struct {
	mu   sync.Mutex
	last map[notify.Channel][]bool // newest last, at most fewAttempts
}

// fewAttempts is how many must fail, without one that got through, for a way to
// count as closed: one may be a wrong number, three within a minute are an
// outage, or the one person who is on call can not be told.
const fewAttempts = 3

func (p *ways) note(c notify.Channel, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := append(slices.Clone(p.last[c]), ok)
	p.last[c] = list[max(len(list)-fewAttempts, 0):]
}

// failing reports whether all of the newest attempts failed. Without any the way
// is trusted, as it is set up.
func (p *ways) failing(c notify.Channel) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.last[c]) == fewAttempts && !slices.Contains(p.last[c], true)
}

// of are the ways by which somebody can be paged, as things are set.
func (p *ways) of(c *engine.Config) (list []way) {
	for _, u := range c.Users {
		for _, m := range u.ContactMethods {
			known := slices.ContainsFunc(list, func(x way) bool { return x.Channel == m.Type })
			if !u.Disabled && !known && c.Settings.Carries(m.Type) {
				list = append(list, way{Channel: m.Type, Failing: p.failing(m.Type)})
			}
		}
	}
	return list
}

// watch is d with its outcomes noted.
func (p *ways) watch(c notify.Channel, d notify.Driver) notify.Driver {
	return watched{d, func(o notify.Outcome) { p.note(c, o.OK()) }}
}

type watched struct {
	notify.Driver
	note func(notify.Outcome)
}

// Send hands the message on and notes what became of it.
func (w watched) Send(ctx context.Context, d notify.Delivery) notify.Outcome {
	o := w.Driver.Send(ctx, d)
	w.note(o)
	return o
}
