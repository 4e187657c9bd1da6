package auth

import (
	"context"
	"net/http"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/secret"
	"wakeman/store"
)

// EnrolLife is how long a new secret waits for its first code.
const EnrolLife = 10 * time.Minute

// Enrolment is a secret that an authenticator app shall learn.
type Enrolment struct {
	Secret string // base32, to be typed
	URI    string // otpauth://…, for a QR code
}

// enrolments are secrets that wait for their first code, by session: only who
// was shown one may confirm it. A restart forgets them; the page shows another.
type enrolments struct {
	mu   sync.Mutex
	list map[string]enrolment
}

type enrolment struct {
	seed  string
	until time.Time
}

// of is the secret shown to a session; make makes one if there is none.
func (e *enrolments) of(session string, make func() string, now time.Time) (seed string, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for key, v := range e.list {
		if !now.Before(v.until) {
			delete(e.list, key)
		}
	}
	if v, ok := e.list[session]; ok || make == nil {
		return v.seed, ok
	}
	seed = make()
	e.list[session] = enrolment{seed, now.Add(EnrolLife)}
	return seed, true
}

func (e *enrolments) forget(session string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.list, session)
}

// Factor reads a person's second factor; found is false for none. One without an
// app has the recovery codes of somebody with passkeys.
func (a *Auth) Factor(user string) (f people.SecondFactor, found bool, err error) {
	return a.store.SecondFactor(user)
}

// Factors are the users (User.ID) who have a second factor.
func (a *Auth) Factors() ([]string, error) { return a.store.SecondFactors() }

// Enrol gives the secret that the requester's app shall learn. Asked again
// within [EnrolLife] it is the same one. It is a Conflict when they have an app,
// Forbidden without a fresh proof.
func (a *Auth) Enrol(r *http.Request) (Enrolment, error) {
	p, err := proven(r)
	if err != nil {
		return Enrolment{}, err
	}
	if f, _, err := a.store.SecondFactor(p.User.ID); err != nil || f.App() {
		return Enrolment{}, enrolled(err)
	}
	seed, _ := a.enrolments.of(p.Session, newSeed, time.Now())
	return Enrolment{Secret: seed, URI: enrolURI(seed, p.User.Email)}, nil
}

func enrolled(err error) error {
	if err != nil {
		return err
	}
	return engine.Fail(engine.Conflict, "you have an app already; switch it off first to enrol another")
}

// Confirm switches the second factor on when code is one of the secret that
// Enrol gave, ends the person's other sessions, and gives ten recovery codes,
// which are not shown again. A Failure is Denied (wrong code), Invalid (the
// secret has expired: show another), Throttled, Conflict or Forbidden.
func (a *Auth) Confirm(r *http.Request, code string) (codes []string, err error) {
	p, err := proven(r)
	if err != nil {
		return nil, err
	}
	seed, ok := a.enrolments.of(p.Session, nil, time.Now())
	if !ok {
		return nil, invalid("code", "the secret has expired; here is another. Remove the old one from the app")
	}
	try, err := a.try(r.Context(), codeKey(p.User.Email), ClientOf(r))
	if err != nil {
		return nil, err
	}
	step, ok := matchStep(seed, code, 0, time.Now())
	if !ok {
		return nil, engine.Fail(Denied, "this is not the code that the app shows now; is the phone's clock right?")
	}
	try.succeeded()
	a.keepBlocks(r.Context())
	f := people.SecondFactor{User: p.User.ID, Secret: seed, CreatedAt: time.Now().UTC().Round(0), LastStep: step}
	if codes, f.Codes, err = a.newRecoveryCodes(r.Context()); err != nil {
		return nil, err
	}
	err = a.changeFactor(r.Context(), p, "on", func(old people.SecondFactor) (people.SecondFactor, error) {
		if old.App() {
			return old, enrolled(nil)
		}
		return f, nil
	})
	if err != nil {
		return nil, err
	}
	a.enrolments.forget(p.Session)
	return codes, nil
}

// RenewCodes makes ten new recovery codes; the old ones end.
func (a *Auth) RenewCodes(r *http.Request) (codes []string, err error) {
	p, err := proven(r)
	if err != nil {
		return nil, err
	}
	codes, kept, err := a.newRecoveryCodes(r.Context())
	if err != nil {
		return nil, err
	}
	return codes, a.changeFactor(r.Context(), p, "new recovery codes", func(old people.SecondFactor) (people.SecondFactor, error) {
		if old.User == "" {
			return old, engine.Fail(engine.Conflict, "you have no second factor")
		}
		old.Codes = kept
		return old, nil
	})
}

// SwitchOff removes the requester's app and ends their other sessions. Recovery
// codes stay for whoever has passkeys.
func (a *Auth) SwitchOff(r *http.Request) error {
	p, err := proven(r)
	if err != nil {
		return err
	}
	row := factorRow(p.User, p.Actor("ui"), "off")
	err = a.store.ChangeFactors(r.Context(), store.FactorsChange{
		User: p.User.ID, EndSessions: true, Keep: p.Session, Audit: &row,
		Do: func(old people.Factors) (people.Factors, error) {
			if len(old.Passkeys) == 0 {
				return people.Factors{}, nil
			}
			old.Second.Secret, old.Second.LastStep = "", 0
			return old, nil
		},
	})
	if err == nil {
		a.ended()
		a.tell(r.Context(), p.User.ID, p.Actor("ui"), FactorNews+"off.")
	}
	return err
}

// changeFactor is a person changing their own: it ends their other sessions
// (ASVS 7.4.3).
func (a *Auth) changeFactor(ctx context.Context, p Principal, what string, do func(people.SecondFactor) (people.SecondFactor, error)) error {
	row := factorRow(p.User, p.Actor("ui"), what)
	err := a.store.ChangeFactor(ctx, store.FactorChange{User: p.User.ID, Do: do, EndSessions: true, Keep: p.Session, Audit: &row})
	if err == nil {
		a.ended()
		a.tell(ctx, p.User.ID, p.Actor("ui"), FactorNews+what+".")
	}
	return err
}

func factorRow(u people.User, actor engine.Actor, what string) engine.AuditRow {
	return engine.AuditRow{At: time.Now().UTC().Round(0), Actor: actor, Action: "user.second_factor", Object: u.ID, Detail: u.Email + ": " + what}
}

// ResetFactor removes the second factor and the passkeys of somebody who lost
// everything, and ends all their sessions; the password stays. It is the command line's: whoever
// may read the data directory may do it. NotFound: no such person; Conflict:
// they have none.
func ResetFactor(ctx context.Context, s Store, email string, actor engine.Actor) error {
	u, ok := s.Config().ByEmail(email)
	if !ok {
		return engine.Fail(engine.NotFound, "there is no user %s", email)
	}
	row := factorRow(u, actor, "reset")
	return s.ChangeFactors(ctx, store.FactorsChange{
		User: u.ID, EndSessions: true, Audit: &row,
		Do: func(old people.Factors) (people.Factors, error) {
			if old.Second.User == "" && len(old.Passkeys) == 0 {
				return old, engine.Fail(engine.Conflict, "%s has no second factor", u.Email)
			}
			return people.Factors{}, nil
		},
	})
}

// useStep takes a code of a person's app, once. It is a Conflict when the app's
// secret can not be read, so that no code could be right.
func (a *Auth) useStep(ctx context.Context, user, code string) (bool, error) {
	now := time.Now()
	err := a.store.ChangeFactor(ctx, store.FactorChange{User: user, Do: func(old people.SecondFactor) (people.SecondFactor, error) {
		if secret.Unreadable(old.Secret) {
			return old, engine.Fail(engine.Conflict, "this box cannot read the secret of your app, because the key of its secrets is missing; use a recovery code. Without one: wakeman user reset-2fa, on the box itself")
		}
		step, ok := matchStep(old.Secret, code, old.LastStep, now)
		if !ok || !old.App() { // the codes of an empty secret are known to everybody
			return old, engine.Fail(Denied, "wrong code")
		}
		old.LastStep = step
		return old, nil
	}})
	if engine.CodeOf(err) == Denied {
		return false, nil
	}
	return err == nil, err
}
