package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth/openid"
)

// viaProvider is the actor's way in the audit log.
const viaProvider = "sign-in provider"

// personBy finds the person of an account at the provider: by the link, else by
// the address, else somebody new. An error may be a [refusal].
func (a *Auth) personBy(ctx context.Context, s engine.OIDCSettings, c openid.Claims) (people.User, error) {
	if no, ok := barred(s, c); ok {
		return people.User{}, no
	}
	link, found, err := a.store.Identity(c.Issuer, c.Subject)
	if err != nil {
		return people.User{}, err
	}
	if found {
		return linked(a.store.Config(), link)
	}
	d, err := a.store.Link(ctx, c.Issuer, c.Subject, func(l store.Linking) (store.LinkDecision, error) {
		return firstLink(s, c, l)
	})
	if err != nil {
		return people.User{}, err
	}
	u := a.store.Config().Users[d.User]
	a.tell(ctx, u.ID, actorOf(u), LinkNews)
	return u, nil
}

// barred tells whether the settings let in nobody with such an address.
func barred(s engine.OIDCSettings, c openid.Claims) (no refusal, ok bool) {
	if len(s.AllowDomains) == 0 {
		return no, false
	}
	_, domain, _ := strings.Cut(c.Email, "@")
	switch {
	case !c.Verified:
		return unverified(c), true
	case !slices.ContainsFunc(s.AllowDomains, func(d string) bool { return strings.EqualFold(d, domain) }):
		return refusal{"people with your address at %s are not let in here", "the domain is not in settings.oidc.allow_domains"}, true
	}
	return no, false
}

func unverified(c openid.Claims) refusal {
	if c.Email == "" {
		return refusal{"%s did not tell your e-mail address, and nobody here is linked to your account there", "no email claim"}
	}
	return refusal{"%s has not verified that your e-mail address is yours, and nobody here is linked to your account there", "email_verified is not true"}
}

// linked is the person of a link. Who has left is as good as unknown.
func linked(cfg *engine.Config, link people.Identity) (people.User, error) {
	u, known := cfg.Users[link.User]
	if !known || u.Disabled || u.Role.Rank() == 0 {
		return people.User{}, hasLeft(link.User)
	}
	return u, nil
}

func hasLeft(user string) refusal {
	return refusal{"%s knows you, but you can not sign in here any more; ask an admin", "the person " + user + " is disabled or gone"}
}

// firstLink decides who an account is that comes for the first time. The address
// is all there is to go by, and whoever runs the provider, or talked it into an
// address, chooses it. So it is enough for those who could do little harm, and
// for the others only a link that they made themselves.
func firstLink(s engine.OIDCSettings, c openid.Claims, l store.Linking) (d store.LinkDecision, err error) {
	if l.Holder.User != "" { // somebody was faster, in another tab
		u, err := linked(l.Config, l.Holder)
		if err == nil {
			err = refusal{"%s has just signed you in elsewhere; begin again", "linked meanwhile to " + u.ID}
		}
		return d, err
	}
	if !c.Verified || c.Email == "" {
		return d, unverified(c)
	}
	u, known := l.Config.ByEmail(c.Email)
	if !known {
		return newcomer(s, c, l.Config)
	}
	if err := mayLink(u, l); err != nil {
		return d, err
	}
	return store.LinkDecision{User: u.ID, Email: c.Email, Audit: []engine.AuditRow{linkRow(u, actorOf(u), c, "by the verified address")}}, nil
}

// mayLink tells whether an address alone may link somebody.
func mayLink(u people.User, l store.Linking) error {
	factor, err := l.Factor(u.ID)
	if err != nil {
		return err
	}
	others, err := l.Others(u.ID)
	if err != nil {
		return err
	}
	if no, ok := bound(u, factor, len(others)); ok {
		return no
	}
	return nil
}

// bound tells why an address alone does not link somebody who has a second factor
// or not, and is linked to so many accounts.
func bound(u people.User, factor bool, others int) (no refusal, ok bool) {
	const first = "somebody here has your address, and %s alone can not prove that it is you: sign in with your password, and link it under Password and security"
	switch {
	case u.Disabled || u.Role.Rank() == 0:
		return hasLeft(u.ID), true
	case u.Role.AtLeast(people.Admin):
		return refusal{first, "the address is an " + string(u.Role) + "'s, who has to link it"}, true
	case factor:
		return refusal{first, "the address is of somebody with a second factor, who has to link it"}, true
	case others > 0:
		return refusal{first, "the address is of somebody who is linked to another account: was it given to somebody else?"}, true
	}
	return no, false
}

// AddressLinks tells whether an account at the provider with the verified address
// of a person would be linked to them at its first sign-in: whether whoever has
// the address has the person.
func AddressLinks(s engine.OIDCSettings, u people.User, factor bool, others int) bool {
	_, outside := barred(s, openid.Claims{Email: u.Email, Verified: true})
	_, no := bound(u, factor, others)
	return u.Email != "" && !outside && !no
}

// newcomer makes somebody nobody here knows, where the settings say so.
func newcomer(s engine.OIDCSettings, c openid.Claims, cfg *engine.Config) (d store.LinkDecision, err error) {
	if s.CreateAs != people.Viewer && s.CreateAs != people.Responder { // never more, whatever is stored
		return d, refusal{"%s knows you, but nobody here has your address; ask an admin to add you", "an unknown address, and create_as is not set"}
	}
	u := withDefaults(people.User{Email: c.Email, Name: clip(c.Name, 100), Role: s.CreateAs, TimeZone: zoneOr(c.Zone)})
	next, err := config.Edit(cfg, time.Now(), func(next *engine.Config) error {
		next.Users[u.ID] = u
		return nil
	})
	if err != nil {
		return d, refusal{"%s does not tell your name and address in a way that can be used here; ask an admin to add you", fmt.Sprintf("the person can not be made: %v", err)}
	}
	rows := config.Audit(config.Diff(cfg, next), actorOf(u))
	return store.LinkDecision{User: u.ID, Email: c.Email, Next: next, Audit: append(rows, linkRow(u, actorOf(u), c, "and made as "+string(u.Role)))}, nil
}

func zoneOr(zone string) string {
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		return ""
	}
	return zone
}

func actorOf(u people.User) engine.Actor {
	return engine.Actor{Kind: engine.ByPerson, ID: u.ID, Name: u.Name, Via: viaProvider}
}

func linkRow(u people.User, actor engine.Actor, c openid.Claims, how string) engine.AuditRow {
	return engine.AuditRow{
		Actor: actor, Action: "user.provider_link", Object: u.ID, Detail: fmt.Sprintf("%s: linked to %q (%q) at %s, %s", u.Email, clip(c.Subject, 255), clip(c.Email, 254), c.Issuer, how),
	}
}
