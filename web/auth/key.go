package auth

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"wakeman/engine"
	"wakeman/engine/people"
)

// NewToken is what an API key is made from.
type NewToken struct {
	Name  string       // what it is for, 1–100 characters
	Scope people.Scope // empty: full
	User  string       // User.ID it acts for; "" for the account's own
	// Integration is what a key of scope ingest delivers to, by id; "" for others.
	Integration string
	// Schedule is what a key of scope calendar shows, by id; "" for the shifts of
	// User.
	Schedule string
	Life     time.Duration // how long it works; 0: until revoked
	Actor    engine.Actor  // who makes it
	Now      time.Time
}

// CreateToken makes an API key and gives its secret, which is never shown again.
// Errors about the input are Invalid Failures with Field name, scope, user or
// life, integration.
func CreateToken(ctx context.Context, s Store, n NewToken) (secret string, t people.Token, err error) {
	if n.Scope == "" {
		n.Scope = people.FullScope
	}
	if err := n.check(s.Config()); err != nil {
		return "", people.Token{}, err
	}
	secret = newSecret()
	now := n.Now.UTC().Round(0)
	t = people.Token{
		ID: engine.NewID(), Name: n.Name, Hash: secretHash(secret), Hint: hintOf(secret), Scope: n.Scope,
		User: n.User, Integration: n.Integration, Schedule: n.Schedule, CreatedBy: n.Actor.Name, CreatedAt: now,
	}
	if n.Actor.Kind == engine.ByPerson {
		t.Maker = n.Actor.ID
	}
	if n.Life > 0 {
		t.ExpiresAt = now.Add(n.Life)
	}
	audit := engine.AuditRow{At: now, Actor: n.Actor, Action: "token.create", Object: t.ID, Detail: t.Name + " (" + t.Hint + ", " + string(t.Scope) + ")"}
	if err := s.PutToken(ctx, t, &audit); err != nil {
		return "", people.Token{}, err
	}
	return secret, t, nil
}

func (n NewToken) check(c *engine.Config) error {
	switch size := utf8.RuneCountInString(n.Name); {
	case size == 0:
		return invalid("name", "say what the key is for")
	case size > 100:
		return invalid("name", "at most 100 characters")
	}
	if !slices.Contains(scopes(), n.Scope) {
		return invalid("scope", "%q is not a scope; there are read, full, ingest, wallboard and calendar", n.Scope)
	}
	if n.Life < 0 {
		return invalid("life", "a key cannot have ended before it begins")
	}
	if err := n.checkIntegration(c); err != nil {
		return err
	}
	if err := n.checkCalendar(c); err != nil {
		return err
	}
	if n.Scope.Narrow() && n.Scope != people.CalendarScope && n.User != "" {
		return invalid("user", "a key of scope %s belongs to the account and to nobody", n.Scope)
	}
	if n.User == "" {
		return nil
	}
	if u, ok := c.Users[n.User]; !ok || u.Disabled {
		return invalid("user", "there is no such person, or they have left")
	}
	return nil
}

func scopes() []people.Scope {
	return []people.Scope{people.ReadScope, people.FullScope, people.IngestScope, people.WallboardScope, people.CalendarScope}
}

func (n NewToken) checkIntegration(c *engine.Config) error {
	_, known := c.Integrations[n.Integration]
	switch {
	case n.Scope != people.IngestScope && n.Integration != "":
		return invalid("integration", "only a key of scope ingest has an integration")
	case n.Scope == people.IngestScope && n.Integration == "":
		return invalid("integration", "say which integration the key delivers to")
	case n.Scope == people.IngestScope && !known:
		return invalid("integration", "there is no such integration")
	}
	return nil
}

func invalid(field, format string, args ...any) error {
	f := engine.Fail(engine.Invalid, format, args...)
	f.Field = field
	return f
}

// CreateToken makes an API key; see the function.
func (a *Auth) CreateToken(ctx context.Context, n NewToken) (secret string, t people.Token, err error) {
	return CreateToken(ctx, a.store, n)
}

// Tokens lists all API keys.
func (a *Auth) Tokens() ([]people.Token, error) { return a.store.Tokens() }

// RevokeToken ends an API key. It is a NotFound Failure when there is none with
// this id.
func (a *Auth) RevokeToken(ctx context.Context, id string, actor engine.Actor) error {
	row := engine.AuditRow{At: time.Now().UTC(), Actor: actor, Action: "token.revoke", Object: id}
	found, err := a.store.DeleteToken(ctx, id, row)
	if err != nil {
		return err
	}
	if !found {
		return engine.Fail(engine.NotFound, "there is no API key %s", id)
	}
	a.ended()
	return nil
}

// usedGrain is how coarsely a key's last use is kept: a commit for each request
// would cost more than the request.
const usedGrain = time.Hour

// key recognises an API key. why says what is wrong with it, "" if nothing is.
func (a *Auth) key(secret string, now time.Time) (p Principal, why string, err error) {
	if !wellFormed(secret) {
		return Principal{}, "not a key of this kind, or mistyped", nil
	}
	t, found, err := a.store.TokenByHash(secretHash(secret))
	if err != nil {
		return Principal{}, "", err
	}
	if !found {
		return Principal{}, "unknown or revoked key", nil
	}
	return keyPrincipal(a.store.Config(), t, now)
}

func keyPrincipal(c *engine.Config, t people.Token, now time.Time) (p Principal, why string, err error) {
	p = Principal{Token: t, Role: people.Admin}
	if t.Scope.Narrow() {
		// Known and without a role: every door of the API answers 403.
		p.Role = ""
	}
	if !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return Principal{}, "expired key", nil
	}
	if t.User != "" {
		u, ok := c.Users[t.User]
		if !ok || u.Disabled {
			return Principal{}, "the key's owner has left", nil
		}
		if !t.Scope.Narrow() { // such a key is nobody, also where it has an owner
			p.User, p.Role = u, u.Role
		}
	}
	if t.Scope == people.ReadScope {
		p.Role = people.Viewer
	}
	if !t.Scope.Narrow() && p.Role.Rank() == 0 {
		return Principal{}, "the key's owner has no role", nil
	}
	return p, "", nil
}

// used notes that a key was used.
func (a *Auth) used(ctx context.Context, t people.Token, now time.Time) {
	if now.Sub(t.UsedAt) < usedGrain {
		return
	}
	t.UsedAt = now.UTC().Truncate(time.Second)
	if err := a.store.PutToken(ctx, t, nil); err != nil {
		a.log.Debug("last use of an API key not noted", "token", t.ID, "err", err)
	}
}
