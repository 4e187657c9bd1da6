package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// InvitationLife is how long the link works with which somebody sets their
// password: over a weekend.
const InvitationLife = 72 * time.Hour

// InvitationStore is what invitations are kept in. *store.DB is one.
type InvitationStore interface {
	Config() *engine.Config
	Credential(user string) (people.Credential, bool, error)
	Passkeys(user string) ([]people.Passkey, error)
	Identities(user string) ([]people.Identity, error)
	Invitation(user string) (people.Invitation, bool, error)
	InvitationByHash(hash string) (people.Invitation, bool, error)
	PutInvitation(ctx context.Context, inv people.Invitation, audit engine.AuditRow, mails ...engine.Delivery) error
	Delivery(id string) (engine.Delivery, bool, error)
	DeleteInvitation(ctx context.Context, user string, audit engine.AuditRow) (found bool, err error)
	// Redeem is a Conflict when the invitation was used or replaced.
	Redeem(ctx context.Context, hash string, c people.Credential, audit engine.AuditRow) error
}

// Inviter makes and takes invitations: links with which a person sets their
// password, once. A link does not sign anybody in, so that it cannot go round a
// second factor.
type Inviter struct {
	auth  *Auth
	store InvitationStore
	links engine.Links
	kick  func()
}

// Inviter makes the door for invitations.
func (a *Auth) Inviter(s InvitationStore) *Inviter {
	return &Inviter{auth: a, store: s, kick: func() {}}
}

// ByMail lets invitations be sent, too; kick wakes whoever sends mails.
func (i *Inviter) ByMail(links engine.Links, kick func()) *Inviter {
	i.links, i.kick = links, kick
	return i
}

// CanMail is why no invitation can be sent by mail, as a sentence; "" if one can.
func (i *Inviter) CanMail() string {
	base := ""
	if i.links.Base != nil {
		base = i.links.Base()
	}
	return i.store.Config().CanMailInvitation(base)
}

// Access is how a person can sign in.
type Access struct {
	HasPassword bool
	InvitedTill time.Time // zero: there is no link that works
	// Mail brings, or brought, the link; the zero value when it was handed over.
	Mail engine.Delivery
}

// Access tells how a person can sign in.
func (i *Inviter) Access(user string) (Access, error) {
	_, has, err := i.store.Credential(user)
	if err != nil {
		return Access{}, err
	}
	inv, found, err := i.Invitation(user)
	access := Access{HasPassword: has}
	if found {
		access.InvitedTill = inv.ExpiresAt
	}
	if err == nil && found {
		access.Mail, err = i.Mail(inv)
	}
	return access, err
}

// SignsIn reports whether a person has a way in already: a password, a passkey or
// an account at a provider, also one that is of no use at the present address.
func (i *Inviter) SignsIn(user string) (bool, error) {
	_, password, err := i.store.Credential(user)
	if err != nil || password {
		return password, err
	}
	keys, err := i.store.Passkeys(user)
	if err != nil || len(keys) > 0 {
		return len(keys) > 0, err
	}
	identities, err := i.store.Identities(user)
	return len(identities) > 0, err
}

// Mail is the message that brings an invitation; the zero value for none.
func (i *Inviter) Mail(inv people.Invitation) (engine.Delivery, error) {
	if inv.Mail == "" {
		return engine.Delivery{}, nil
	}
	d, _, err := i.store.Delivery(inv.Mail)
	return d, err
}

// Invite makes a link's secret for a person, which is never shown again; one
// that they had before ends. Errors are a Failure: NotFound, or Conflict when
// the person has left. Whether the actor may is the caller's to know.
func (i *Inviter) Invite(ctx context.Context, user string, actor engine.Actor) (secret string, expires time.Time, err error) {
	return i.invite(ctx, user, actor, false)
}

// InviteByMail is Invite, and sends the link to the address of the person's account.
// It is a Conflict when [Inviter.CanMail] says why not; then nothing is made.
func (i *Inviter) InviteByMail(ctx context.Context, user string, actor engine.Actor) (secret string, expires time.Time, err error) {
	if why := i.CanMail(); why != "" {
		return "", time.Time{}, engine.Fail(engine.Conflict, "%s", why)
	}
	secret, expires, err = i.invite(ctx, user, actor, true)
	if err == nil {
		i.kick()
	}
	return secret, expires, err
}

func (i *Inviter) invite(ctx context.Context, user string, actor engine.Actor, mail bool) (secret string, expires time.Time, err error) {
	u, known := i.store.Config().Users[user]
	switch {
	case !known:
		return "", time.Time{}, engine.Fail(engine.NotFound, "there is no such person")
	case u.Disabled:
		return "", time.Time{}, engine.Fail(engine.Conflict, "%s has left: bring them back first", u.Name)
	}
	now := time.Now().UTC().Round(0)
	inv := people.Invitation{User: u.ID, CreatedBy: actor.Name, CreatedAt: now, ExpiresAt: now.Add(InvitationLife)}
	row := engine.AuditRow{At: now, Actor: actor, Action: "user.invite", Object: u.ID, Detail: u.Email}
	var mails []engine.Delivery
	secret = newInvitation()
	if mail {
		d := i.links.Invitation(u, actor, inv.ExpiresAt, now)
		secret, inv.Mail, mails = i.links.InvitationSecret(d.ID), d.ID, []engine.Delivery{d}
		row.Detail += ", by mail"
	}
	inv.Hash = secretHash(secret)
	if err := i.store.PutInvitation(ctx, inv, row, mails...); err != nil {
		return "", time.Time{}, err
	}
	return secret, inv.ExpiresAt, nil
}

// Invitation is the link of a person that still works, without its secret; found
// is false when there is none.
func (i *Inviter) Invitation(user string) (inv people.Invitation, found bool, err error) {
	inv, found, err = i.store.Invitation(user)
	return inv, found && time.Now().Before(inv.ExpiresAt), err
}

// Revoke ends the link of a person; NotFound when they have none. Whether the
// actor may is the caller's to know.
func (i *Inviter) Revoke(ctx context.Context, user string, actor engine.Actor) error {
	row := engine.AuditRow{At: time.Now().UTC().Round(0), Actor: actor, Action: "user.invite_revoke", Object: user, Detail: i.store.Config().Users[user].Email}
	found, err := i.store.DeleteInvitation(ctx, user, row)
	if err == nil && !found {
		return engine.Fail(engine.NotFound, "there is no link that could be taken back")
	}
	return err
}

// newInvitation is 256 bits, so that guessing needs no throttle.
func newInvitation() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: it stops the program instead
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// Invited tells whose link it is. A link that does not work (unknown, used,
// replaced, expired, or of somebody who left) is a NotFound Failure, and is
// counted among the refusals.
func (i *Inviter) Invited(r *http.Request, secret string) (people.User, error) {
	u, why, err := i.find(secret)
	if err != nil {
		return people.User{}, err
	}
	if why != "" {
		i.auth.refuse(engine.Refusal{Door: "invitation", Remote: Remote(r), Reason: why, Hint: accountHint(u)})
		return people.User{}, engine.Fail(engine.NotFound, "This link does not work: it was used, has expired, or there is a newer one. Ask for a new one")
	}
	return u, nil
}

// find looks a link up; why says what is wrong with it, "" if nothing is.
func (i *Inviter) find(secret string) (u people.User, why string, err error) {
	inv, found, err := i.store.InvitationByHash(secretHash(clip(secret, 200)))
	if err != nil {
		return u, "", err
	}
	u, known := i.store.Config().Users[inv.User]
	switch {
	case !found:
		return people.User{}, "unknown, used or replaced link", nil
	case !time.Now().Before(inv.ExpiresAt):
		return u, "expired link", nil
	case !known || u.Disabled:
		return u, "the link's person has left", nil
	}
	return u, "", nil
}

// Redeem sets the password of the link's person, and ends the link and all their
// sessions. Errors are those of Invited; Invalid for the field "password";
// Conflict when of two at once the other was faster.
func (i *Inviter) Redeem(r *http.Request, secret, password string) (people.User, error) {
	u, err := i.Invited(r, secret)
	if err != nil {
		return people.User{}, err
	}
	c, err := credential(r.Context(), i.auth.hasher, u, password)
	if err != nil {
		return people.User{}, err
	}
	actor := engine.Actor{Kind: engine.ByPerson, ID: u.ID, Name: u.Name, Via: "invitation"}
	if err := i.store.Redeem(r.Context(), secretHash(secret), c, passwordRow(u, actor)); err != nil {
		return people.User{}, err
	}
	i.auth.ended()
	i.auth.tell(r.Context(), u.ID, actor, PasswordNews)
	return u, nil
}
