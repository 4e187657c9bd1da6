package sample

import (
	"context"
	"slices"

	"wakeman/engine"
)

// intake stands behind the doors for the one post of a trial.
type intake struct {
	trial   Trial
	receipt engine.Receipt
	failed  error  // why the post was not stored
	refused string // why the door turned it away
}

// Submit marks the events, and takes them in.
func (in *intake) Submit(ctx context.Context, p engine.Post) (engine.Receipt, error) {
	p.Via = engine.ViaTest
	p.Raw.Remote = in.trial.Remote
	kept := map[string]string{"Sent by": in.trial.By + ", with the test button"}
	for name, v := range p.Raw.Header {
		if name != "HELO" { // there was no dialogue
			kept[name] = v
		}
	}
	p.Raw.Header = kept
	for i := range p.Events {
		p.Events[i].Test = !in.trial.Whole
	}
	if p.Raw.Method == "SMTP" && len(p.Events) > 0 {
		p.Events[0].Mended = append(slices.Clone(p.Events[0].Mended), in.trial.rights()...)
	}
	in.receipt, in.failed = in.trial.Submit(ctx, p)
	return in.receipt, in.failed
}

// Refuse notes why. It is no sender's mistake, so it is not counted with theirs.
func (in *intake) Refuse(r engine.Refusal) { in.refused = r.Reason }

// Integration is the one that is tried, with everybody's mail let in: whose mail is
// taken is asked, and told, and keeps no test from being seen.
func (in *intake) Integration(key string) (engine.Integration, bool) {
	tried := in.trial.Integration
	tried.Mail = nil
	return tried, key == tried.Key
}

// KnownKey tells whether it has this key.
func (in *intake) KnownKey(key string) bool { return key == in.trial.Integration.Key }
