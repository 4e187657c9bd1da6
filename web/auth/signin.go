package auth

import (
	"context"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// SignIn checks e-mail address and password, and starts a session: the cookie is
// set on w, so nothing may be written before. A Failure is Denied (wrong; it
// does not say which), Throttled (Retry), Unavailable (Retry), or CodeNeeded:
// all was right, there is no session yet, and SignInCode takes the code.
func (a *Auth) SignIn(w http.ResponseWriter, r *http.Request, email, password string) (people.User, error) {
	client := ClientOf(r)
	try, err := a.try(r.Context(), accountKey(email), client)
	if err != nil {
		return people.User{}, err
	}
	u, ok, err := a.verify(r.Context(), email, password)
	if err != nil {
		try.undo()
		return people.User{}, err
	}
	if !ok {
		a.refuse(engine.Refusal{Door: "sign_in", Remote: client.String(), Reason: "wrong password or unknown e-mail address", Hint: accountHint(u)})
		return people.User{}, engine.Fail(Denied, "the e-mail address or the password is wrong")
	}
	return u, a.admit(w, r, u, try)
}

// admit lets somebody on whose password was right: to a session, or to the page
// that asks for the code. Until the code is there too nothing is forgiven: an
// attempt that only knows the password must not clear the counts.
func (a *Auth) admit(w http.ResponseWriter, r *http.Request, u people.User, try attempt) error {
	_, needed, err := a.store.SecondFactor(u.ID)
	if err != nil {
		try.undo()
		return err
	}
	if needed {
		try.undo()
		return a.beginHalf(w, r, u, try.success())
	}
	try.succeeded()
	return a.finish(w, r, u, try.success())
}

// finish starts the session after everything was right, and raises an alarm
// when that came after many failures.
func (a *Auth) finish(w http.ResponseWriter, r *http.Request, u people.User, how success) error {
	a.throttle.forgive(how)
	if how.suspicious() {
		a.alarm(r, u, how)
	}
	a.keepBlocks(r.Context())
	return a.begin(w, r, u, how.entry)
}

// try asks the throttle; the error is a Throttled Failure.
func (a *Auth) try(ctx context.Context, account string, client Client) (attempt, error) {
	try, wait := a.throttle.begin(account, client.Addr, time.Now())
	a.keepBlocks(ctx)
	if wait > 0 {
		return attempt{}, a.throttled(client, wait)
	}
	return try, nil
}

// verify takes the same work whether or not the account exists.
func (a *Auth) verify(ctx context.Context, email, password string) (u people.User, ok bool, err error) {
	if len(password) > 4*MaxPassword {
		password = ""
	}
	u, known := a.store.Config().ByEmail(email)
	c := people.Credential{}
	if known {
		if c, _, err = a.store.Credential(u.ID); err != nil {
			return u, false, err
		}
	}
	match, err := a.hasher.verify(ctx, password, c.Hash)
	return u, match && known && !u.Disabled && u.Role.Rank() > 0, err
}

func (a *Auth) throttled(client Client, wait time.Duration) error {
	a.refuse(engine.Refusal{Door: "sign_in", Remote: client.String(), Reason: "too many failed attempts", Hint: "slowed down"})
	f := engine.Fail(Throttled, "too many failed attempts; try again in %s", inWords(wait))
	f.Retry = wait
	return f
}

// accountHint names only accounts that exist: people type passwords into the
// wrong field.
func accountHint(u people.User) string {
	if u.ID == "" {
		return "unknown account"
	}
	return u.Email
}

// ChangePassword is a person changing their own: it ends all their other
// sessions. The Failures are those of SignIn, and Invalid for the field
// "password".
func (a *Auth) ChangePassword(r *http.Request, old, password string) error {
	p, err := signedIn(r)
	if err != nil {
		return err
	}
	client := ClientOf(r)
	try, err := a.try(r.Context(), accountKey(p.User.Email), client)
	if err != nil {
		return err
	}
	_, match, err := a.verify(r.Context(), p.User.Email, old)
	if err != nil {
		try.undo()
		return err
	}
	if !match {
		a.refuse(engine.Refusal{Door: "sign_in", Remote: client.String(), Reason: "wrong password at a password change", Hint: p.User.Email})
		return engine.Fail(Denied, "the current password is wrong")
	}
	try.succeeded()
	a.keepBlocks(r.Context())
	return a.setPassword(r.Context(), p.User, password, p.Session, p.Actor("ui"))
}

// setPassword stores a password and ends the person's sessions but keep.
func (a *Auth) setPassword(ctx context.Context, u people.User, password, keep string, actor engine.Actor) error {
	c, err := credential(ctx, a.hasher, u, password)
	if err != nil {
		return err
	}
	if err := a.store.SetCredential(ctx, c, keep, false, passwordRow(u, actor)); err != nil {
		return err
	}
	a.ended()
	a.tell(ctx, u.ID, actor, PasswordNews)
	return nil
}
