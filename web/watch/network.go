package watch

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
)

// network is what is known of the way to all hosts together.
type network struct {
	cut   bool      // next to none of them answers
	told  time.Time // when the engine took that in; zero: not yet
	ended bool      // it is over, and the engine has not taken that in yet
}

// How others are asked when a host falls silent.
const (
	askAtMost  = 16
	askAtLeast = 2
	askWithin  = 20 * time.Second
)

// few reports whether so few answer that it is not the hosts that are down. One in
// eight may: what stands beside this box answers though the way out is cut.
func few(answering, of int) bool { return answering*8 <= of }

// cutOff reports whether a host is silent because next to all are. It asks others
// when it does not know, and then sees to it that somebody is told.
func (w *Watcher) cutOff(ctx context.Context, watch engine.Watch) bool {
	w.asking <- struct{}{}
	defer func() { <-w.asking }()
	w.mu.Lock()
	cut, others := w.network.cut, w.others(watch.Host)
	w.mu.Unlock()
	if !cut {
		asked, answering := w.ask(ctx, others)
		if ctx.Err() != nil || asked < askAtLeast || !few(answering, asked) {
			return false
		}
		w.mu.Lock()
		w.network.cut, w.network.ended = true, false
		w.mu.Unlock()
	}
	w.tellCut(ctx)
	return true
}

// others are watches of other hosts to ask, one for each, at most askAtMost: those
// of which nothing wrong is known, the ones looked at longest ago last.
func (w *Watcher) others(not string) (list []engine.Watch) {
	hosts := map[string]bool{not: true}
	var all []*subject
	for _, s := range w.subjects {
		if !s.off && len(s.told.Wrongs) == 0 && s.answers() >= 0 {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *subject) int {
		if by := b.looked.Compare(a.looked); by != 0 {
			return by
		}
		return strings.Compare(a.watch.ID, b.watch.ID)
	})
	for _, s := range all {
		if !hosts[s.watch.Host] && len(list) < askAtMost {
			hosts[s.watch.Host] = true
			list = append(list, s.watch)
		}
	}
	return list
}

// answers is the first check that a living host answers; -1: there is none.
func (s *subject) answers() int {
	return slices.IndexFunc(s.checks, func(c Check) bool {
		return !c.closed && (s.health[c.Key].Unknown == "" || s.health[c.Key].Unknown == heldWords)
	})
}

// ask looks at one thing of each host, and counts those that could be asked and
// those that answered.
func (w *Watcher) ask(ctx context.Context, others []engine.Watch) (asked, answering int) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	var asks sync.WaitGroup
	var mu sync.Mutex
	for _, o := range others {
		asks.Go(func() {
			r, ok := w.askOne(ctx, o)
			mu.Lock()
			defer mu.Unlock()
			if ok && r.Answered {
				answering++
			}
			if ok && (r.Answered || r.Wrong != "") {
				asked++
			}
		})
	}
	asks.Wait()
	return asked, answering
}

func (w *Watcher) askOne(ctx context.Context, o engine.Watch) (r Result, ok bool) {
	w.mu.Lock()
	h := w.hostOf(o.Host)
	w.mu.Unlock()
	select { // still one connection at a time
	case h.free <- struct{}{}:
		defer func() { <-h.free; w.Kick() }()
	case <-ctx.Done():
		return r, false
	}
	for _, c := range Checks(o) {
		if !c.closed {
			if r = w.Look(ctx, o, c); r.Unknown == "" {
				break
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Answered || r.Wrong != "" {
		h.looked, h.answered = time.Now(), r.Answered
	}
	return r, ctx.Err() == nil
}

// tellCut tells the engine that nothing answers, at once and then now and again.
func (w *Watcher) tellCut(ctx context.Context) {
	w.mu.Lock()
	due := w.network.told.IsZero() || time.Since(w.network.told).Abs() >= engine.TellAgain
	hosts := w.countHosts()
	w.mu.Unlock()
	if !due {
		return
	}
	if err := w.Engine.Unreached(ctx, hosts, "next to no host gives an answer"); err != nil {
		if ctx.Err() == nil {
			w.complain("that nothing is reached was not taken in; it is told again", err)
		}
		return
	}
	w.works()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.network.told = time.Now()
}

// countHosts counts the hosts of each service. The lock is held.
func (w *Watcher) countHosts() map[string]int {
	counts, known := map[string]int{}, map[string]bool{}
	for _, s := range w.subjects {
		if !s.off && !known[s.watch.Service+" "+s.watch.Host] {
			known[s.watch.Service+" "+s.watch.Host] = true
			counts[s.watch.Service]++
		}
	}
	return counts
}

// backAgain ends it once enough hosts answer.
func (w *Watcher) backAgain(ctx context.Context) {
	w.mu.Lock()
	w.endCut()
	ended := w.network.ended
	w.mu.Unlock()
	if !ended {
		return
	}
	w.asking <- struct{}{} // so that its beginning and its end are told in order
	defer func() { <-w.asking }()
	w.mu.Lock()
	ended = w.network.ended
	w.mu.Unlock()
	if !ended {
		return
	}
	if err := w.Engine.Reached(ctx); err != nil {
		if ctx.Err() == nil {
			w.complain("that hosts answer again was not taken in; it is told again", err)
		}
		return
	}
	w.works()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.network.ended = false
}

// endCut ends it if it is over. All begin anew then: what fails from there on is a
// host's own trouble. The lock is held.
func (w *Watcher) endCut() {
	if !w.network.cut {
		return
	}
	answering, hosts := 0, w.watched()
	for _, name := range hosts {
		if w.hostOf(name).answered {
			answering++
		}
	}
	if len(hosts) > 0 && few(answering, len(hosts)) {
		return
	}
	w.network = network{ended: true}
	for _, s := range w.subjects {
		for key, h := range s.health {
			if h.Down.IsZero() {
				h.Failures = 0
				s.health[key] = h
			}
		}
	}
}

// watched are the hosts that are looked at and could answer. The lock is held.
func (w *Watcher) watched() (names []string) {
	known := map[string]bool{}
	for _, s := range w.subjects {
		if !s.off && !known[s.watch.Host] && s.answers() >= 0 {
			known[s.watch.Host] = true
			names = append(names, s.watch.Host)
		}
	}
	return names
}
