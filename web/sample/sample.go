package sample

import (
	"context"
	"time"

	"wakeman/engine"
)

// Trial is one try of an integration.
type Trial struct {
	Integration engine.Integration
	// Submit takes the events in; see [engine.Engine.Submit].
	Submit func(ctx context.Context, p engine.Post) (engine.Receipt, error)
	// Whole sends the events the whole way, as events of the sender: only for a service
	// that pages nobody. Else they are marked as test traffic.
	Whole  bool
	By     string // who tries, by name
	Remote string // and their address, without port
	Now    time.Time
	// Sender is who the sample of a mail integration is from; the zero value: the sample's own.
	Sender Sender
}

// Run sends the sample of the integration's type through its door. The receipt is
// that of the post. Its errors are Submit's, and an [engine.Failure] of the code
// Invalid if the door turned the sample away.
func (t Trial) Run(ctx context.Context) (engine.Receipt, error) {
	text, mail, err := sampleOf(t.Integration.Type)
	if err != nil {
		return engine.Receipt{}, err
	}
	in := &intake{trial: t}
	if mail {
		err = in.mailed(t.filled(text))
	} else {
		err = in.posted(ctx, text)
	}
	switch {
	case in.failed != nil: // what the door says of it is for senders
		return engine.Receipt{}, in.failed
	case in.refused != "":
		return engine.Receipt{}, engine.Fail(engine.Invalid, "the door turned the test away: %s", in.refused)
	}
	return in.receipt, err
}
