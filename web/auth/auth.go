package auth

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"wakeman/engine"
	"wakeman/web/auth/openid"
)

// Options are what an Auth is made from.
type Options struct {
	Store  Store
	Log    *slog.Logger         // nil: no log
	Refuse func(engine.Refusal) // told of failed sign-ins and wrong API keys; nil: nobody
	// Alarm tells the admins of something odd: it opens an incident. nil: nobody.
	Alarm func(context.Context, engine.Alarm)
	// Tell sends somebody news of their own sign-in: see [engine.Tell]. nil: nobody is told.
	Tell func(context.Context, engine.News)
	// Ended is called after a session or a key ended, so that open streams are
	// looked at again. It must not block. nil: nobody.
	Ended func()
	// NeverBlock are networks, such as the office's, from which failures slow down
	// the account that they are at, and never block the address.
	// They are asked for at each failure; nil: there are none.
	NeverBlock func() []netip.Prefix
	// Base is the public address now, "" for none: passkeys are for its host. nil:
	// there is none.
	Base func() string
	// OpenID talks to the provider that the settings name; nil: nobody signs in
	// through one.
	OpenID *openid.Client
}

// Auth signs people in and recognises them. Its methods may be called from any
// goroutine.
type Auth struct {
	store    Store
	log      *slog.Logger
	refuse   func(engine.Refusal)
	ended    func()
	tellBox  func(context.Context, engine.Alarm)
	base     func() string
	news     func(context.Context, engine.News)
	hasher   *hasher
	throttle *throttle
	keeping  sync.Mutex // held while blocks are written
	setup    setup

	halves     halves
	enrolments enrolments
	ceremonies ceremonies
	openid     *openid.Client
	flows      flows
	offers     offers
}

// New makes an Auth. What was blocked before a restart is blocked again.
func New(o Options) *Auth {
	a := &Auth{
		store: o.Store, log: o.Log, refuse: o.Refuse, ended: o.Ended, tellBox: o.Alarm, news: o.Tell, base: o.Base,
		hasher: newHasher(), throttle: newThrottle(),
		halves: halves{list: map[string]half{}}, enrolments: enrolments{list: map[string]enrolment{}},
		ceremonies: ceremonies{list: map[string]ceremony{}},
		openid:     o.OpenID, flows: flows{list: map[string]flow{}}, offers: offers{list: map[string]offer{}},
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.refuse == nil {
		a.refuse = func(engine.Refusal) {}
	}
	if a.ended == nil {
		a.ended = func() {}
	}
	if a.news == nil {
		a.news = func(context.Context, engine.News) {}
	}
	if a.tellBox == nil {
		a.tellBox = func(context.Context, engine.Alarm) {}
	}
	if o.NeverBlock != nil {
		a.throttle.exempt = o.NeverBlock
	}
	if a.base == nil {
		a.base = func() string { return "" }
	}
	a.load()
	return a
}

// The codes a Failure of this package may carry beside the engine's.
const (
	// Denied: e-mail address or password is wrong, or the setup token is.
	Denied engine.Code = "denied"
	// Throttled: too many failures; Retry says when to come back.
	Throttled engine.Code = "throttled"
	// CodeNeeded: the password is right, and a code is needed too.
	CodeNeeded engine.Code = "code_needed"
	// Unfinished: the provider says no, most often because somebody said so there.
	Unfinished engine.Code = "unfinished"
	// CodeExpired: begin the sign-in again.
	CodeExpired engine.Code = "code_expired"
)
