package web

import (
	"context"

	"wakeman/engine"
)

// Submitter takes posts. *engine.Engine is one.
type Submitter interface {
	Submit(ctx context.Context, p engine.Post) (engine.Receipt, error)
	Beat(ctx context.Context, key string) (engine.Heartbeat, error)
}

// Intake is what the doors for events (HTTP and mail) hand their posts to: the
// engine, with everything counted.
type Intake struct {
	Engine   Submitter
	Refusals *Refusals
	Metrics  *Metrics
}

// Submit stores a post; see [engine.Engine.Submit].
func (in Intake) Submit(ctx context.Context, p engine.Post) (engine.Receipt, error) {
	receipt, err := in.Engine.Submit(ctx, p)
	in.Metrics.Events(p.Via, resultOf(err), len(p.Events))
	return receipt, err
}

// Beat takes a sign of life in; see [engine.Engine.Beat].
func (in Intake) Beat(ctx context.Context, key string) error {
	_, err := in.Engine.Beat(ctx, key)
	in.Metrics.Events("heartbeat", resultOf(err), 1)
	return err
}

func resultOf(err error) string {
	switch {
	case err == nil:
		return "accepted"
	case engine.CodeOf(err) == engine.Unavailable:
		return "unavailable"
	case engine.CodeOf(err) != "":
		return "refused"
	}
	return "error"
}

// Refuse counts and records what was turned away.
func (in Intake) Refuse(r engine.Refusal) {
	in.Metrics.Refused(r.Door)
	in.Refusals.Refuse(r)
}
