package api

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/schedules"
)

// swapWire is an open request: who takes a person's time on call? Wakeman's own.
type swapWire struct {
	ID        string      `json:"id"`
	Type      string      `json:"type"`
	User      *reference  `json:"user"` // who asks, and is on call until somebody takes it
	Start     *string     `json:"start"`
	End       *string     `json:"end"`
	To        *reference  `json:"to"`       // null: anybody
	Exchange  *spanWire   `json:"exchange"` // what goes back; null: nothing
	Note      string      `json:"note"`
	Declined  []reference `json:"declined"`
	CreatedAt *string     `json:"created_at"`
}

type spanWire struct {
	Start *string `json:"start"`
	End   *string `json:"end"`
}

// swapOrder makes a request.
type swapOrder struct {
	Start    string       `json:"start" need:"yes"`
	End      string       `json:"end" need:"yes"`
	User     *targetOrder `json:"user" doc:"whose shift; the person whose key it is, if left out"`
	To       *targetOrder `json:"to" doc:"who is asked; anybody if it is left out"`
	Exchange *spanOrder   `json:"exchange" doc:"a shift of theirs that goes back at once"`
	Note     string       `json:"note"`
}

type spanOrder struct {
	Start string `json:"start" need:"yes"`
	End   string `json:"end" need:"yes"`
}

// answerOrder is whose answer to a request it is.
type answerOrder struct {
	User *targetOrder `json:"user" doc:"the person whose key it is, if left out"`
}

func (v view) swap(s schedules.Schedule, w schedules.Swap) swapWire {
	zone := zoneOf(s)
	out := swapWire{
		ID: w.ID, Type: "swap", User: v.somebody(w.User), Start: local(w.Start, zone), End: local(w.End, zone), To: v.somebody(w.To),
		Note: w.Note, Declined: each(w.Declined, v.userRef), CreatedAt: stamp(w.CreatedAt),
	}
	if !w.Return.Start.IsZero() {
		out.Exchange = &spanWire{local(w.Return.Start, zone), local(w.Return.End, zone)}
	}
	return out
}

func (c *call) doer() duty.By { return duty.By{Role: c.who.Role, User: c.who.User.ID} }

// listSwaps lists what is open.
func listSwaps(c *call) (any, error) {
	s, ok := c.cfg.Schedules[c.PathValue("id")]
	if !ok {
		return nil, absent("schedule")
	}
	open := []swapWire{}
	for _, w := range s.Swaps {
		if w.Open(c.now) {
			open = append(open, c.swap(s, w))
		}
	}
	return map[string][]swapWire{"swaps": open}, nil
}

func (s *server) createSwap(c *call) (any, error) {
	var w swapOrder
	if err := readOrder(c.Request, "swap", &w); err != nil {
		return nil, err
	}
	var made schedules.Swap
	err := s.swapEdit(c, func(next *engine.Config) (err error) {
		ask, err := c.ask(next, w)
		if err == nil {
			made, err = ask.Do(next, c.doer(), c.now)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]swapWire{"swap": c.swap(c.cfg.Schedules[c.PathValue("id")], made)}, nil
}

// ask reads a request.
func (c *call) ask(next *engine.Config, w swapOrder) (duty.Ask, error) {
	found := next.Schedules[c.PathValue("id")]
	zone := zoneOf(found)
	var f faults
	a := duty.Ask{
		Schedule: c.PathValue("id"), User: orID(w.User.person(next, &f, "user"), c.who.User.ID), To: w.To.person(next, &f, "to"), Note: w.Note,
		Start: instantOf(w.Start, zone, &f, "start"), End: instantOf(w.End, zone, &f, "end"),
	}
	if w.Exchange != nil {
		a.Return = schedules.Span{Start: instantOf(w.Exchange.Start, zone, &f, "exchange.start"), End: instantOf(w.Exchange.End, zone, &f, "exchange.end")}
	}
	return a, f.err()
}

// takeSwap closes a request, and answers with the overrides that it became. Of two who take it at once the second gets
// a 409.
func (s *server) takeSwap(c *call) (any, error) {
	var made []schedules.Override
	err := s.swapAnswer(c, func(a duty.Answer, next *engine.Config, now time.Time) (err error) {
		made, err = a.Take(next, c.doer(), now)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := c.cfg.Schedules[c.PathValue("id")]
	return map[string][]overrideWire{"overrides": each(made, func(o schedules.Override) overrideWire { return c.override(found, o) })}, nil
}

func (s *server) declineSwap(c *call) (any, error) {
	err := s.swapAnswer(c, func(a duty.Answer, next *engine.Config, now time.Time) error { return a.Decline(next, c.doer(), now) })
	if err != nil {
		return nil, err
	}
	found := c.cfg.Schedules[c.PathValue("id")]
	w, _ := found.Swap(c.PathValue("swap"))
	return map[string]swapWire{"swap": c.swap(found, w)}, nil
}

func (s *server) deleteSwap(c *call) (any, error) {
	a := duty.Answer{Schedule: c.PathValue("id"), Swap: c.PathValue("swap")}
	return nil, s.swapEdit(c, func(next *engine.Config) error { return a.Withdraw(next, c.doer(), c.now) })
}

// swapAnswer makes somebody's answer. A body may name whose it is.
func (s *server) swapAnswer(c *call, deed func(duty.Answer, *engine.Config, time.Time) error) error {
	var w answerOrder
	if c.ContentLength != 0 {
		if err := readOrder(c.Request, "", &w); err != nil {
			return err
		}
	}
	return s.swapEdit(c, func(next *engine.Config) error {
		var f faults
		a := duty.Answer{Schedule: c.PathValue("id"), Swap: c.PathValue("swap"), User: orID(w.User.person(next, &f, "user"), c.who.User.ID)}
		if err := f.err(); err != nil {
			return err
		}
		return deed(a, next, c.now)
	})
}

// swapEdit makes one change of requests. What is not so any more is a 409.
func (s *server) swapEdit(c *call, change func(next *engine.Config) error) error {
	return s.edit(c, subject{scheduleKind, c.PathValue("id"), names{}}, change)
}
