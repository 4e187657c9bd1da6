package api

import (
	"errors"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// keyWire is an API key. User is whose it is, null for the account's own.
type keyWire struct {
	reference
	Name        string       `json:"name"`
	Scope       people.Scope `json:"scope" enum:"read,full,ingest,wallboard,calendar"`
	Hint        string       `json:"hint"` // its first and last characters
	User        *reference   `json:"user"`
	Integration *reference   `json:"integration"` // where one of scope ingest delivers
	CreatedBy   string       `json:"created_by"`
	Maker       *reference   `json:"maker"` // the person who made it; null where it was none
	CreatedAt   *string      `json:"created_at"`
	ExpiresAt   *string      `json:"expires_at"`   // null: never
	LastUsedAt  *string      `json:"last_used_at"` // to an hour
	Secret      *string      `json:"secret"`       // only in the answer that made it
}

// keyOrder is a key that is wanted.
type keyOrder struct {
	Name        string         `json:"name" need:"yes"`
	Scope       string         `json:"scope" enum:"read,full,ingest,wallboard" doc:"read if it is left out"`
	User        *namedOrder    `json:"user" doc:"whom it acts as: only yourself. Left out: a key of the account"`
	Integration *namedOrder    `json:"integration" doc:"where a key of scope ingest delivers"`
	ExpiresAt   maybe[*string] `json:"expires_at" doc:"left out or null: until it is revoked"`
}

// namedOrder names something by its id.
type namedOrder struct {
	ID   string `json:"id" need:"yes"`
	Type string `json:"type" doc:"may be left out"`
}

func (n *namedOrder) id() string {
	if n == nil {
		return ""
	}
	return n.ID
}

func (v view) key(t people.Token) keyWire {
	w := keyWire{
		reference: v.link.inside("api_key", "/api_keys/"+t.ID, t.ID, t.Name), Name: t.Name, Scope: t.Scope, Hint: t.Hint, CreatedBy: t.CreatedBy,
		CreatedAt: stamp(t.CreatedAt), ExpiresAt: stamp(t.ExpiresAt), LastUsedAt: stamp(t.UsedAt),
	}
	if t.User != "" {
		ref := v.userRef(t.User)
		w.User = &ref
	}
	if t.Maker != "" {
		ref := v.userRef(t.Maker)
		w.Maker = &ref
	}
	if t.Integration != "" {
		ref := v.integrationRef(t.Integration)
		w.Integration = &ref
	}
	return w
}

// seesKey: admins every key, everybody else their own.
func (c *call) seesKey(t people.Token) bool {
	return c.role.AtLeast(people.Admin) && !c.readOnly || c.me != "" && t.User == c.me
}

func (s *server) listKeys(c *call) (any, error) {
	list, err := s.access.Tokens()
	if err != nil {
		return nil, err
	}
	return paged(c, "api_keys", slices.DeleteFunc(list, func(t people.Token) bool { return !c.seesKey(t) }), c.key)
}

func (s *server) keyOfPath(c *call) (people.Token, error) {
	list, err := s.access.Tokens()
	if err != nil {
		return people.Token{}, err
	}
	i := indexOf(list, c.PathValue("id"), func(t people.Token) string { return t.ID })
	switch {
	case i < 0:
		return people.Token{}, absent("API key")
	case !c.seesKey(list[i]):
		return people.Token{}, forbidden("only admins may see and revoke keys that are not their own")
	}
	return list[i], nil
}

func (s *server) getKey(c *call) (any, error) {
	t, err := s.keyOfPath(c)
	if err != nil {
		return nil, err
	}
	return map[string]keyWire{"api_key": c.key(t)}, nil
}

func (s *server) createKey(c *call) (any, error) {
	var w keyOrder
	if err := readOrder(c.Request, "api_key", &w); err != nil {
		return nil, err
	}
	order, err := w.token(c)
	if err != nil {
		return nil, err
	}
	secret, t, err := s.access.CreateToken(c.Context(), order)
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Field == "life" {
		return nil, invalid("expires_at: " + f.Message)
	}
	if err != nil {
		return nil, err
	}
	made := c.key(t)
	made.Secret = &secret
	return map[string]keyWire{"api_key": made}, nil
}

// token is what the key is made from.
func (w keyOrder) token(c *call) (n auth.NewToken, err error) {
	n = auth.NewToken{Name: w.Name, Scope: people.Scope(w.Scope), User: w.User.id(), Integration: w.Integration.id(), Actor: c.who.Actor("api"), Now: c.now}
	switch {
	case n.User != "" && n.User != c.me:
		return n, forbidden("a key acts as whoever makes it, or belongs to the account: user may be only yourself")
	case n.User == "" && !c.role.AtLeast(people.Admin):
		return n, forbidden("only admins may make a key of the account; name yourself in user")
	}
	if n.Scope == "" {
		n.Scope = people.ReadScope
	}
	if n.Scope == people.CalendarScope {
		return n, invalid("scope: a calendar's address is made at /users/{id}/calendar_addresses or /schedules/{id}/calendar_addresses")
	}
	if w.ExpiresAt.value == nil {
		return n, outlives(c, time.Time{})
	}
	end, err := time.Parse(time.RFC3339, *w.ExpiresAt.value)
	switch {
	case err != nil:
		return n, invalid("expires_at: " + quote(*w.ExpiresAt.value) + " is not a time like 2027-01-31T09:00:00Z")
	case !end.After(c.now):
		return n, invalid("expires_at: is past")
	}
	n.Life = end.Sub(c.now)
	return n, outlives(c, end)
}

// outlives refuses a key that works longer than the one that makes it: else one that leaked would never end. No end is for
// ever.
func outlives(c *call, end time.Time) error {
	if own := c.who.Token.ExpiresAt; !own.IsZero() && (end.IsZero() || end.After(own)) {
		return invalid("expires_at: must not be after " + own.Format(time.RFC3339) + ", when the key that makes it ends")
	}
	return nil
}

// deleteKey: an admin may revoke any key, an owner's included. It takes power
// away and gives none.
func (s *server) deleteKey(c *call) (any, error) {
	t, err := s.keyOfPath(c)
	if err != nil {
		return nil, err
	}
	return nil, s.access.RevokeToken(c.Context(), t.ID, c.who.Actor("api"))
}
