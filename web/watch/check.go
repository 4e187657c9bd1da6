package watch

import (
	"context"
	"fmt"
	"time"

	"wakeman/engine"
)

// Check is one thing that a watch looks at.
type Check struct {
	Key  string // "ping", "open/443", "closed/23", "page/https://…": unique in its watch
	Name string // in words: "Ping", "Port 443 open"
	look func(context.Context, Looker, time.Time) Result
	// closed: no answer is what it wants.
	closed bool
}

// Checks are what a watch looks at, in the order in which it does.
func Checks(w engine.Watch) []Check {
	var all []Check
	if w.Ping {
		all = append(all, Check{Key: "ping", Name: "Ping", look: func(ctx context.Context, l Looker, _ time.Time) Result { return l.Ping(ctx, w.Host) }})
	}
	for _, port := range w.Open {
		all = append(all, portCheck(w.Host, port, true))
	}
	for _, port := range w.Closed {
		all = append(all, portCheck(w.Host, port, false))
	}
	for _, p := range w.Pages {
		key := "page/" + p.URL
		if s := p.Statuses(); s != "" { // the same address may be looked at twice, with other wishes
			key += " " + s
		}
		if p.Text != "" {
			key += " " + p.Text
		}
		all = append(all, Check{Key: key, Name: p.URL, look: func(ctx context.Context, l Looker, now time.Time) Result { return l.Page(ctx, p, now) }})
	}
	return all
}

func portCheck(host string, port int, open bool) Check {
	state := map[bool]string{true: "open", false: "closed"}[open]
	return Check{Key: fmt.Sprintf("%s/%d", state, port), Name: fmt.Sprintf("Port %d %s", port, state), closed: !open, look: func(ctx context.Context, l Looker, _ time.Time) Result {
		return l.Port(ctx, host, port, open)
	}}
}

// Look looks at one check.
func (l Looker) Look(ctx context.Context, _ engine.Watch, c Check) Result {
	return c.look(ctx, l, time.Now())
}

// seen is what a look at a host found, check by check.
type seen struct {
	checks  []Check
	results []Result
}

func (s seen) answered() bool {
	for _, r := range s.results {
		if r.Answered {
			return true
		}
	}
	return false
}

func (s seen) wrong() bool {
	for _, r := range s.results {
		if r.Wrong != "" {
			return true
		}
	}
	return false
}

// silent reports whether the host gave no answer, and should have.
func (s seen) silent() bool { return !s.answered() && s.wrong() }

// kind is what the look found, for a strip.
func (s seen) kind() engine.Look {
	if s.wrong() {
		return engine.LookWrong
	}
	for _, r := range s.results {
		if r.Unknown != "" {
			return engine.LookUnknown
		}
	}
	return engine.LookGood
}

// fair takes back what a silent host seems to say: that its ports are closed is
// true of every dead host, and the end of no trouble.
func (s seen) fair() seen {
	if !s.silent() {
		return s
	}
	for i, c := range s.checks {
		if c.closed && s.results[i].Wrong == "" && s.results[i].Unknown == "" {
			s.results[i].Unknown = "the host does not answer at all"
		}
	}
	return s
}

// heldWords are why nothing is concluded from a look.
const heldWords = "nothing that is watched answers"

// held is what a look is worth while nothing answers: nothing.
func (s seen) held() seen {
	next := seen{checks: s.checks, results: make([]Result, len(s.results))}
	for i := range next.results {
		next.results[i] = Result{Unknown: heldWords}
	}
	return next
}
