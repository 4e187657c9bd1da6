package openid

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

const (
	callTimeout = 10 * time.Second // for all that one step of a sign-in calls
	freshFor    = time.Hour        // a discovery document
	failedFor   = 5 * time.Second  // before a provider that failed is asked again
)

// Client talks to providers. It keeps what it knows of the one it was last asked
// about: a box has one. Its methods may be called from any goroutine.
type Client struct {
	http *http.Client
	why  func(error) string
	turn chan struct{} // one discovery at a time

	mu     sync.Mutex
	known  *provider
	failed failure
}

// failure is the last discovery that came to nothing.
type failure struct {
	issuer string
	until  time.Time
	err    error
}

// New makes a Client. All calls are made by c, which must not follow redirects.
// why says in one line for people why a call failed, without what was called;
// nil is the error as it is.
func New(c *http.Client, why func(error) string) *Client {
	bounded := *c
	bounded.Transport = bound{c.Transport}
	if bounded.Timeout == 0 || bounded.Timeout > callTimeout {
		bounded.Timeout = callTimeout
	}
	if why == nil {
		why = error.Error
	}
	return &Client{http: &bounded, why: why, turn: make(chan struct{}, 1)}
}

// Check asks the provider for its discovery document now, whatever is known. The
// error is a *[Fault].
func (c *Client) Check(ctx context.Context, issuer string) error {
	p, err := c.discover(ctx, issuer)
	if err == nil {
		c.learn(p)
	}
	return err
}

func (c *Client) learn(p *provider) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.failed = p, failure{}
}

// provider gives what is known of a provider, or finds it out.
func (c *Client) provider(ctx context.Context, issuer string) (*provider, error) {
	if p, err, ok := c.recall(issuer); ok {
		return p, err
	}
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, &Fault{Unreachable: true, Words: "no answer in time", Err: ctx.Err()}
	}
	defer func() { <-c.turn }()
	if p, err, ok := c.recall(issuer); ok { // who had the turn before found it out
		return p, err
	}
	// A visitor who goes away must not leave a failure to the next.
	p, err := c.discover(context.WithoutCancel(ctx), issuer)
	if err == nil {
		c.learn(p)
		return p, nil
	}
	c.mu.Lock()
	c.failed = failure{issuer, time.Now().Add(failedFor), err}
	c.mu.Unlock()
	p, err, _ = c.recall(issuer)
	return p, err
}

// recall is what to answer without a call. While a provider is down, what was
// known of it still holds.
func (c *Client) recall(issuer string) (p *provider, err error, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	known := c.known != nil && c.known.issuer == issuer
	failed := c.failed.issuer == issuer && now.Before(c.failed.until)
	switch {
	case known && (failed || now.Before(c.known.found.Add(freshFor))):
		return c.known, nil, true
	case failed:
		return nil, c.failed.err, true
	}
	return nil, nil, false
}

// Fault is why a provider could not tell who somebody is.
type Fault struct {
	// Unreachable: the provider is down, or set up wrongly, here or there: no
	// fault of the visitor's. Else what they brought was refused.
	Unreachable bool
	Words       string // one line for people, without a capital and a full stop
	Err         error  // the cause, for the log; may be nil
}

// Error is the words with the cause.
func (f *Fault) Error() string {
	if f.Err == nil {
		return f.Words
	}
	return f.Words + ": " + f.Err.Error()
}

// Unwrap is the cause.
func (f *Fault) Unwrap() error { return f.Err }

// FaultOf finds the Fault in an error; an error without one is Unreachable.
func FaultOf(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return &Fault{Unreachable: true, Words: "the provider could not be asked", Err: err}
}
