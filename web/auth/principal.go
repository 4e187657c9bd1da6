package auth

import (
	"context"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Principal is who makes a request: a person with a session, an API key, or
// both (a key that belongs to a person). It is read anew for each request, so
// that a changed role or a revoked key counts at once.
type Principal struct {
	User  people.User // zero for an account's API key
	Role  people.Role // what may be done; a key's never exceeds its owner's
	Token people.Token
	// Session is the hash of the session's secret; "" for API keys.
	Session string
	// ProvenAt is when whoever uses the session last gave a password or a code;
	// zero for API keys. See [Fresh].
	ProvenAt time.Time
}

// Actor is the principal as the audit log names it. via is "ui", "api" …
func (p Principal) Actor(via string) engine.Actor {
	if p.User.ID != "" {
		return engine.Actor{Kind: engine.ByPerson, ID: p.User.ID, Name: p.User.Name, Via: via}
	}
	return engine.Actor{Kind: engine.ByToken, ID: p.Token.ID, Name: p.Token.Name, Via: via}
}

// ReadOnly reports whether the principal may only look.
func (p Principal) ReadOnly() bool {
	return p.Token.ID != "" && p.Token.Scope.Narrow() || p.Token.Scope == people.ReadScope || !p.Role.AtLeast(people.Responder)
}

// Allows says as an HTTP status whether a request with this method may go on
// where role is needed: 0 yes, 401 who are you, 403 you may not. known is false
// for a stranger. A key with read scope may only look, at what viewers see.
func (p Principal) Allows(known bool, role people.Role, method string) int {
	switch {
	case !known:
		return http.StatusUnauthorized
	case p.Token.ID != "" && p.Token.Scope.Narrow():
		return http.StatusForbidden
	case !p.Role.AtLeast(role), p.Token.Scope == people.ReadScope && (!Safe(method) || role.AtLeast(people.Responder)):
		return http.StatusForbidden
	}
	return 0
}

// Safe tells whether a method changes nothing (RFC 9110, section 9.2.1).
func Safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

type principalKey struct{}

// With puts the principal into a request's context.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// From gives the principal of a request; ok is false for a stranger.
func From(ctx context.Context) (p Principal, ok bool) {
	p, ok = ctx.Value(principalKey{}).(Principal)
	return p, ok
}
