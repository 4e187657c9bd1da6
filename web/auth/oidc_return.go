package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth/openid"
)

// provenSlack is how much longer ago than the departure somebody may have
// proven who they are at the provider: clocks count whole seconds.
const provenSlack = 30 * time.Second

// Return ends what Depart began, when the browser comes back with the
// provider's answer in the query. After signing in the session's cookie is set
// on w; after proving, its new one; for linking there is an offer: see
// [Auth.Offered]. A Failure is CodeExpired (it took too long, was used before,
// or began in another browser: begin again), CodeNeeded (as by SignIn), Denied,
// Throttled or Unavailable. The trip is what was begun, also beside an error;
// its zero value if there was nothing.
func (a *Auth) Return(w http.ResponseWriter, r *http.Request) (trip Trip, u people.User, err error) {
	tls, query := ClientOf(r).TLS, r.URL.Query()
	f, ok := a.flows.take(query.Get("state"), cookieHash(r, flowCookie(tls)), time.Now())
	if !ok {
		return trip, u, a.strayed(r, "an answer of the provider that nobody in this browser waits for")
	}
	now, set := a.Provider()
	if !set || !reflect.DeepEqual(now, f.settings) {
		return f.trip, u, a.strayed(r, "the provider was changed meanwhile")
	}
	if said := query.Get("error"); said != "" {
		return f.trip, u, a.declined(r, f, said)
	}
	try, err := a.try(r.Context(), "", ClientOf(r))
	if err != nil {
		return f.trip, u, err
	}
	u, err = a.arrive(w, r, f, openid.Answer{Code: query.Get("code"), Issuer: query.Get("iss")})
	if engine.CodeOf(err) != Denied {
		try.undo() // what is neither right nor a guess counts for nothing
	}
	a.keepBlocks(r.Context())
	return f.trip, u, err
}

// strayed is an answer that belongs to nothing. It is not counted against the
// address: a page of another site could make any browser bring a hundred.
func (a *Auth) strayed(r *http.Request, why string) error {
	a.refuse(engine.Refusal{Door: "sign_in", Remote: Remote(r), Reason: why, Hint: "provider"})
	return engine.Fail(CodeExpired, "this sign-in took too long, was used before, or began in another browser; begin it again")
}

// declined is a provider that says no, most often because somebody pressed
// Cancel there.
func (a *Auth) declined(r *http.Request, f flow, said string) error {
	a.log.Info("the sign-in provider said no", "issuer", f.settings.Issuer, "error", clip(said, 60), "description", clip(r.URL.Query().Get("error_description"), 200))
	a.refuse(engine.Refusal{Door: "sign_in", Remote: Remote(r), Reason: "the provider said no", Hint: clip(said, 60)})
	if said == "server_error" || said == "temporarily_unavailable" {
		return a.providerDown(f.settings, errors.New(clip(said, 60)))
	}
	return engine.Fail(Unfinished, "the sign-in at %s was not finished", f.settings.Name())
}

// arrive does what the trip was for, with what the provider says.
func (a *Auth) arrive(w http.ResponseWriter, r *http.Request, f flow, answer openid.Answer) (u people.User, err error) {
	claims, err := a.openid.Redeem(r.Context(), f.settings, f.ask, answer)
	if err != nil {
		fault := openid.FaultOf(err)
		if fault.Unreachable {
			return u, a.providerDown(f.settings, err)
		}
		return u, a.turnAway(r, f, claims, refusal{"%s did not say in a way that can be believed who you are; begin again", fault.Error()})
	}
	switch f.trip.Errand {
	case ErrandProve:
		return a.proveBy(w, r, f, claims)
	case ErrandLink:
		return a.offer(r, f, claims)
	}
	u, err = a.personBy(r.Context(), f.settings, claims)
	if no, is := errors.AsType[refusal](err); is {
		return u, a.turnAway(r, f, claims, no)
	}
	if err != nil {
		return u, err
	}
	return u, a.admitBy(w, r, f, u, claims)
}

// admitBy lets somebody on whom the provider vouches for. It is the first
// factor: whoever has a second one here shows it too, unless the provider asked
// for several of its own.
func (a *Auth) admitBy(w http.ResponseWriter, r *http.Request, f flow, u people.User, c openid.Claims) error {
	how := success{entry: entry{by: f.settings.Name(), late: lateness(c)}}
	_, needed, err := a.store.SecondFactor(u.ID)
	if err != nil {
		return err
	}
	if needed && !c.MFA {
		return a.beginHalf(w, r, u, how)
	}
	return a.finish(w, r, u, how)
}

// lateness is how long ago somebody proved at the provider who they are; for
// ever when it does not say.
func lateness(c openid.Claims) time.Duration {
	if !c.Known {
		return ProofLife
	}
	return max(c.Since, 0)
}

// proveBy makes a session's proof fresh: the person of the session was just
// asked for their password by the provider, and not let through on the strength
// of this morning's.
func (a *Auth) proveBy(w http.ResponseWriter, r *http.Request, f flow, c openid.Claims) (u people.User, err error) {
	p, err := signedIn(r)
	if err != nil || p.User.ID != f.user {
		return u, a.strayed(r, "a proof of somebody who is not signed in any more")
	}
	link, found, err := a.store.Identity(c.Issuer, c.Subject)
	switch {
	case err != nil:
		return u, err
	case !found || link.User != p.User.ID:
		return u, a.turnAway(r, f, c, refusal{"this is another account at %s than the one that is linked to you", "another account was shown when asked again"})
	case !c.Known:
		return u, a.turnAway(r, f, c, refusal{"%s does not say when you gave your password, so it can not stand in for one here", "no auth_time in the token"})
	case c.Since > time.Since(f.begun)+provenSlack:
		return u, a.turnAway(r, f, c, refusal{"%s did not ask you for your password again", fmt.Sprintf("auth_time was %s before the token", c.Since)})
	}
	return p.User, a.renew(w, r, p)
}

// refusal is why somebody the provider vouches for is not let in: a sentence for
// them, where %s is the provider, and the cause for log and audit.
type refusal struct{ words, cause string }

// Error is the cause.
func (r refusal) Error() string { return r.cause }

// turnAway refuses, and writes down whom and why.
func (a *Auth) turnAway(r *http.Request, f flow, c openid.Claims, no refusal) error {
	from := Remote(r)
	a.log.Info("a sign-in through the provider was refused", "issuer", f.settings.Issuer, "subject", c.Subject, "remote", from, "err", no.cause)
	a.refuse(engine.Refusal{Door: "sign_in", Remote: from, Reason: "refused after the provider", Hint: clip(c.Email, 254)})
	a.audit(context.WithoutCancel(r.Context()), engine.AuditRow{
		Actor: engine.System(), Action: "signin.provider_refused", Object: f.user, Detail: fmt.Sprintf("%q at %s, from %s: %s", clip(c.Email, 254), f.settings.Issuer, from, no.cause),
	})
	return engine.Fail(Denied, no.words, f.settings.Name())
}
