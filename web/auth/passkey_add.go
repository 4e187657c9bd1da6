package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// maxPasskeys is how many one person may have: more than anybody carries.
const maxPasskeys = 20

// maxPasskeyName is how long a name may be, in characters.
const maxPasskeyName = 60

// Passkeys lists a person's, oldest first.
func (a *Auth) Passkeys(user string) ([]people.Passkey, error) {
	if user == "" {
		return nil, nil // to the store that means everybody
	}
	return a.store.Passkeys(user)
}

// HasPasskeys tells whether anybody on this box has one.
func (a *Auth) HasPasskeys() (bool, error) { return a.store.HasPasskeys() }

// holder is a person as the WebAuthn library sees them: with the passkeys that
// work at the present place.
type holder struct {
	people.User
	keys []people.Passkey
}

// WebAuthnID is the user handle that devices keep. It is random and says nothing
// about the person (WebAuthn level 3, section 14.6.1).
func (h holder) WebAuthnID() []byte          { return []byte(h.ID) }
func (h holder) WebAuthnName() string        { return h.Email }
func (h holder) WebAuthnDisplayName() string { return h.Name }

func (h holder) WebAuthnCredentials() (list []webauthn.Credential) {
	for _, k := range h.keys {
		id, err := base64.RawURLEncoding.DecodeString(k.Credential)
		if err != nil {
			continue // it was never ours; it matches nothing
		}
		c := webauthn.Credential{ID: id, PublicKey: k.PublicKey, Flags: webauthn.CredentialFlags{BackupEligible: k.Synced}}
		c.Authenticator.SignCount = k.SignCount
		for _, t := range k.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
		}
		list = append(list, c)
	}
	return list
}

func (h holder) descriptors() (list []protocol.CredentialDescriptor) {
	for _, c := range h.WebAuthnCredentials() {
		list = append(list, c.Descriptor())
	}
	return list
}

// holder reads somebody's passkeys for the place.
func (a *Auth) holder(u people.User, at PasskeyPlace) (holder, error) {
	list, err := a.Passkeys(u.ID)
	list = slices.DeleteFunc(list, func(k people.Passkey) bool { return k.RPID != at.Host })
	return holder{u, list}, err
}

// at is the place and its checker; an error where there can be no passkeys.
func (a *Auth) at() (PasskeyPlace, *webauthn.WebAuthn, error) {
	place := a.PasskeyPlace()
	if place.Obstacle != "" {
		return place, nil, engine.Fail(engine.Conflict, "there are no passkeys at this box's public address")
	}
	party, err := place.party()
	return place, party, err
}

// BeginPasskey gives what the requester's browser needs to make a passkey
// (PublicKeyCredentialCreationOptionsJSON, in a member "publicKey"), and a
// cookie. A Failure is Forbidden without a fresh proof, or a Conflict: too many,
// or none can be here.
func (a *Auth) BeginPasskey(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) {
	p, err := proven(r)
	if err != nil {
		return nil, err
	}
	place, party, err := a.at()
	if err != nil {
		return nil, err
	}
	h, err := a.holder(p.User, place)
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= maxPasskeys {
		return nil, tooMany()
	}
	options, data, err := party.BeginRegistration(h, webauthn.WithExclusions(h.descriptors()))
	if err != nil {
		return nil, err
	}
	a.beginCeremony(w, r, adding, p.User.ID, data)
	return json.Marshal(options)
}

func tooMany() error {
	return engine.Fail(engine.Conflict, "you have %d passkeys; remove one first", maxPasskeys)
}

// AddPasskey takes what the browser made (RegistrationResponseJSON) and ends the
// person's other sessions. Who had no second factor gets ten recovery codes with
// it, which are not shown again: from now on the password alone opens nothing.
// A name that is empty or too long is mended, because the device has its half
// already. A Failure is Denied, CodeExpired, Conflict or Forbidden.
func (a *Auth) AddPasskey(w http.ResponseWriter, r *http.Request, name, response string) (codes []string, err error) {
	p, err := proven(r)
	if err != nil {
		return nil, err
	}
	place, party, err := a.at()
	if err != nil {
		return nil, err
	}
	data, err := a.endCeremony(w, r, adding, p.User.ID)
	if err != nil {
		return nil, err
	}
	made, err := registered(party, holder{User: p.User}, data, response)
	if err != nil {
		a.refusePasskey(r, p.User.Email, err)
		return nil, engine.Fail(Denied, "what the browser made cannot be used here; nothing was added")
	}
	key := passkeyOf(made, place, name)
	if codes, err = a.keepPasskey(r.Context(), p, key); err == nil {
		a.ended()
	}
	return codes, err
}

func registered(party *webauthn.WebAuthn, h holder, data webauthn.SessionData, response string) (*webauthn.Credential, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(response))
	if err != nil {
		return nil, err
	}
	return party.CreateCredential(h, data, parsed)
}

// passkeyOf keeps what is needed to check answers. What the maker says about the
// device is not asked for and not kept.
func passkeyOf(c *webauthn.Credential, at PasskeyPlace, name string) people.Passkey {
	key := people.Passkey{
		ID: engine.NewID(), Name: passkeyName(name), RPID: at.Host,
		Credential: base64.RawURLEncoding.EncodeToString(c.ID), PublicKey: c.PublicKey,
		SignCount: c.Authenticator.SignCount, Synced: c.Flags.BackupEligible, CreatedAt: time.Now().UTC().Round(0),
	}
	for _, t := range c.Transport[:min(len(c.Transport), 8)] {
		key.Transports = append(key.Transports, clip(string(t), 20))
	}
	return key
}

func passkeyName(name string) string {
	if name = strings.TrimSpace(clip(name, maxPasskeyName)); name == "" {
		return "Passkey"
	}
	return name
}

// keepPasskey stores it, with recovery codes for whoever has none yet.
func (a *Auth) keepPasskey(ctx context.Context, p Principal, key people.Passkey) (codes []string, err error) {
	_, found, err := a.store.SecondFactor(p.User.ID)
	if err != nil {
		return nil, err
	}
	var kept []people.RecoveryCode
	if !found {
		if codes, kept, err = a.newRecoveryCodes(ctx); err != nil {
			return nil, err
		}
	}
	err = a.changeFactors(ctx, p, "passkey "+key.Name+" added", func(old people.Factors) (people.Factors, error) {
		if len(old.Passkeys) >= maxPasskeys {
			return old, tooMany()
		}
		if found != (old.Second.User != "") {
			return old, engine.Fail(engine.Conflict, "your second factor changed meanwhile; try again")
		}
		if !found {
			old.Second = people.SecondFactor{CreatedAt: key.CreatedAt, Codes: kept}
		}
		old.Passkeys = append(slices.Clone(old.Passkeys), key)
		return old, nil
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RenamePasskey gives one of the requester's own another name. NotFound: there
// is no such.
func (a *Auth) RenamePasskey(r *http.Request, id, name string) error {
	p, err := signedIn(r)
	if err != nil {
		return err
	}
	if strings.TrimSpace(clip(name, maxPasskeyName)) == "" {
		return invalid("name", "say how you recognise it, as in “blue phone”")
	}
	row := passkeyRow(p.User, p.Actor("ui"), "passkey "+passkeyName(name)+" renamed")
	return a.store.ChangeFactors(r.Context(), store.FactorsChange{User: p.User.ID, Audit: &row, Do: func(old people.Factors) (people.Factors, error) {
		at := indexOf(old.Passkeys, id)
		if at < 0 {
			return old, noSuchPasskey()
		}
		old.Passkeys = slices.Clone(old.Passkeys)
		old.Passkeys[at].Name = passkeyName(name)
		return old, nil
	}})
}

// RemovePasskey takes one of the requester's own away and ends their other
// sessions. With the last one the recovery codes go, unless there is an app.
func (a *Auth) RemovePasskey(r *http.Request, id string) error {
	p, err := proven(r)
	if err != nil {
		return err
	}
	list, err := a.Passkeys(p.User.ID)
	if err != nil {
		return err
	}
	at := indexOf(list, id)
	if at < 0 {
		return noSuchPasskey()
	}
	err = a.changeFactors(r.Context(), p, "passkey "+list[at].Name+" removed", func(old people.Factors) (people.Factors, error) {
		at := indexOf(old.Passkeys, id)
		if at < 0 {
			return old, noSuchPasskey()
		}
		old.Passkeys = slices.Delete(slices.Clone(old.Passkeys), at, at+1)
		if len(old.Passkeys) == 0 && !old.Second.App() {
			old.Second = people.SecondFactor{}
		}
		return old, nil
	})
	if err == nil {
		a.ended()
	}
	return err
}

func indexOf(list []people.Passkey, id string) int {
	return slices.IndexFunc(list, func(k people.Passkey) bool { return k.ID == id })
}

func noSuchPasskey() error {
	return engine.Fail(engine.NotFound, "There is no such passkey, or it is removed already")
}

// changeFactors is a person changing their own: it ends their other sessions
// (ASVS 7.4.3).
func (a *Auth) changeFactors(ctx context.Context, p Principal, what string, do func(people.Factors) (people.Factors, error)) error {
	row := passkeyRow(p.User, p.Actor("ui"), what)
	err := a.store.ChangeFactors(ctx, store.FactorsChange{User: p.User.ID, Do: do, EndSessions: true, Keep: p.Session, Audit: &row})
	if err == nil {
		a.tell(ctx, p.User.ID, p.Actor("ui"), FactorNews+what+".")
	}
	return err
}

func passkeyRow(u people.User, actor engine.Actor, what string) engine.AuditRow {
	return engine.AuditRow{At: time.Now().UTC().Round(0), Actor: actor, Action: "user.passkey", Object: u.ID, Detail: u.Email + ": " + what}
}
