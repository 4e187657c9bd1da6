package auth

import (
	"net/http"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth/openid"
)

// Offer is an account at the provider that somebody signed in may link to
// themselves. They are shown it first: another site could have sent them on the
// trip, with an account there that is not theirs.
type Offer struct {
	Provider string
	Email    string // "" when the provider does not say
	Name     string
}

// offer is one that waits for its yes.
type offer struct {
	user     string
	claims   openid.Claims
	settings engine.OIDCSettings
	until    time.Time
}

// offers are in memory only, by session.
type offers struct {
	mu   sync.Mutex
	list map[string]offer
}

func (o *offers) put(session string, v offer, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for key, old := range o.list {
		if !now.Before(old.until) {
			delete(o.list, key)
		}
	}
	o.list[session] = v
}

func (o *offers) get(session string, now time.Time, take bool) (v offer, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	v, ok = o.list[session]
	if take {
		delete(o.list, session)
	}
	return v, ok && now.Before(v.until)
}

// offer keeps an account until its person has said yes.
func (a *Auth) offer(r *http.Request, f flow, c openid.Claims) (u people.User, err error) {
	p, err := proven(r)
	if err != nil || p.User.ID != f.user {
		return u, a.strayed(r, "a link for somebody who is not signed in any more")
	}
	if no, ok := barred(f.settings, c); ok {
		return u, a.turnAway(r, f, c, no)
	}
	now := time.Now()
	a.offers.put(p.Session, offer{p.User.ID, c, f.settings, now.Add(FlowLife)}, now)
	return p.User, nil
}

// Offered is the account that whoever makes a request was at the provider with,
// to be linked.
func (a *Auth) Offered(r *http.Request) (Offer, bool) {
	p, err := proven(r)
	if err != nil {
		return Offer{}, false
	}
	o, ok := a.offers.get(p.Session, time.Now(), false)
	return Offer{Provider: o.settings.Name(), Email: clip(o.claims.Email, 254), Name: clip(o.claims.Name, 100)}, ok
}

// AcceptOffer links the account that was offered to whoever makes the request. A
// Failure is Forbidden without a fresh proof, CodeExpired when there is nothing
// on offer any more, or Conflict when the account is linked already.
func (a *Auth) AcceptOffer(r *http.Request) error {
	p, err := proven(r)
	if err != nil {
		return err
	}
	o, ok := a.offers.get(p.Session, time.Now(), true)
	if !ok || o.user != p.User.ID {
		return engine.Fail(CodeExpired, "that took too long; begin the linking again")
	}
	_, err = a.store.Link(r.Context(), o.claims.Issuer, o.claims.Subject, func(l store.Linking) (d store.LinkDecision, err error) {
		u, err := linked(l.Config, people.Identity{User: o.user})
		switch {
		case err != nil:
			return d, engine.Fail(engine.Forbidden, "sign in first")
		case l.Holder.User == u.ID:
			return d, engine.Fail(engine.Conflict, "this account is linked to you already")
		case l.Holder.User != "":
			return d, engine.Fail(engine.Conflict, "this account is linked to somebody else here")
		}
		row := linkRow(u, p.Actor("ui"), o.claims, "by themselves")
		return store.LinkDecision{User: u.ID, Email: clip(o.claims.Email, 254), Audit: []engine.AuditRow{row}}, nil
	})
	if err == nil {
		a.tell(r.Context(), p.User.ID, p.Actor("ui"), LinkNews)
	}
	return err
}

// LinkNews is what a person is told when an account begins to sign them in.
const LinkNews = "An account at the sign-in provider was linked to you, and signs you in."

// Identities are the accounts at providers that are linked to a person.
func (a *Auth) Identities(user string) ([]people.Identity, error) { return a.store.Identities(user) }

// Unlink removes a link of the requester's own, by [people.Identity.ID], and
// ends their other sessions. A Failure is Forbidden without a fresh proof,
// NotFound, or Conflict: it is the only way to sign in that is left.
func (a *Auth) Unlink(r *http.Request, id string) error {
	p, err := proven(r)
	if err != nil {
		return err
	}
	list, err := a.store.Identities(p.User.ID)
	if err != nil {
		return err
	}
	_, password, err := a.store.Credential(p.User.ID)
	if err != nil {
		return err
	}
	keys, err := a.store.Passkeys(p.User.ID)
	if err != nil {
		return err
	}
	for _, i := range list {
		if i.ID() != id {
			continue
		}
		if !password && len(keys) == 0 && len(list) == 1 {
			return engine.Fail(engine.Conflict, "you have no password, so you could not sign in any more; ask an admin for an invitation, which sets one")
		}
		return a.unlink(r, p, i)
	}
	return engine.Fail(engine.NotFound, "this account is not linked to you")
}

func (a *Auth) unlink(r *http.Request, p Principal, i people.Identity) error {
	row := engine.AuditRow{At: time.Now().UTC().Round(0), Actor: p.Actor("ui"), Action: "user.provider_unlink", Object: p.User.ID, Detail: p.User.Email + ": " + i.Email + " at " + i.Issuer}
	found, err := a.store.Unlink(r.Context(), p.User.ID, i.Issuer, i.Subject, row)
	if err == nil && !found {
		err = engine.Fail(engine.NotFound, "this account is not linked to you")
	}
	if err != nil {
		return err
	}
	_, err = a.EndSessions(r.Context(), p.User.ID, p.Session, p.Actor("ui"))
	return err
}
