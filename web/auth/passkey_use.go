package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// shown is a passkey whose device answered the challenge rightly.
type passkeyShown struct {
	user  people.User
	key   people.Passkey
	count uint32 // the device's signature counter
}

// answered checks a device's answer (AuthenticationResponseJSON) to a challenge:
// the signature, the origin and host that the browser signed with, that the
// device verified its user, and that the passkey belongs to somebody who may
// sign in. by is whose it must be, "" for anybody's. Whatever is wrong with it
// is a Denied Failure; its counter is not looked at yet.
func (a *Auth) answered(at PasskeyPlace, party *webauthn.WebAuthn, data webauthn.SessionData, by, response string) (passkeyShown, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err != nil {
		return passkeyShown{}, denied(err)
	}
	key, found, err := a.store.PasskeyByCredential(base64.RawURLEncoding.EncodeToString(parsed.RawID))
	if err != nil {
		return passkeyShown{}, err
	}
	u, known := a.store.Config().Users[key.User]
	if !found || !known || u.Disabled || u.Role.Rank() == 0 || key.RPID != at.Host || by != "" && by != u.ID {
		return passkeyShown{}, unknownPasskey()
	}
	h := holder{u, []people.Passkey{key}}
	if by == "" {
		same := func(_, _ []byte) (webauthn.User, error) { return h, nil } // the library compares the handles
		_, _, err = party.ValidatePasskeyLogin(same, data, parsed)
	} else {
		h.keys, err = a.Passkeys(u.ID)
		if err != nil {
			return passkeyShown{}, err
		}
		_, err = party.ValidateLogin(h, data, parsed)
	}
	if err != nil {
		return passkeyShown{user: u, key: key}, denied(err)
	}
	return passkeyShown{user: u, key: key, count: parsed.Response.AuthenticatorData.Counter}, nil
}

func unknownPasskey() error {
	return engine.Fail(Denied, "this passkey is not known here: it was removed, or belongs to somebody else. Remove it from your device, and sign in another way")
}

func denied(cause error) error {
	return &engine.Failure{Code: Denied, Message: "the passkey was refused", Cause: cause}
}

// usePasskey notes the use of a passkey. A counter that did not go on is Denied:
// then two devices have the same key, and one of them is not its owner's
// (WebAuthn level 3, section 6.1.1). Devices that sync have no counter and
// always say 0.
func (a *Auth) usePasskey(ctx context.Context, s passkeyShown, from string) error {
	now := time.Now().UTC().Round(0)
	row := passkeyRow(s.user, person(s.user), "passkey "+s.key.Name+" used")
	err := a.store.ChangeFactors(ctx, store.FactorsChange{User: s.user.ID, Audit: &row, Do: func(old people.Factors) (people.Factors, error) {
		at := indexOf(old.Passkeys, s.key.ID)
		if at < 0 {
			return old, unknownPasskey()
		}
		if last := old.Passkeys[at].SignCount; s.count <= last && (s.count != 0 || last != 0) {
			return old, errCopied
		}
		old.Passkeys = slices.Clone(old.Passkeys)
		old.Passkeys[at].SignCount, old.Passkeys[at].UsedAt = s.count, now
		return old, nil
	}})
	if !errors.Is(err, errCopied) {
		return err
	}
	a.audit(ctx, engine.AuditRow{
		At: now, Actor: engine.System(), Action: "signin.passkey_copied", Object: s.user.ID,
		Detail: fmt.Sprintf("%s: the counter of passkey %s went back to %d, as if there were a copy of it; refused, from %s", s.user.Email, s.key.Name, s.count, from),
	})
	a.log.Warn("a passkey's counter went back; it was refused", "user", s.user.ID, "passkey", s.key.Name, "from", from)
	return engine.Fail(Denied, "this passkey was refused: its counter went back, as if somebody had a copy of it. Sign in another way, remove it and add it anew")
}

var errCopied = errors.New("the counter went back")

// refusePasskey records what was turned away. The cause is the library's, for
// whoever looks into a proxy that changes the host name.
func (a *Auth) refusePasskey(r *http.Request, who string, err error) {
	hint := who
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		hint = e.Details
		a.log.Info("a passkey was refused", "user", who, "from", Remote(r), "why", e.Details, "info", clip(e.DevInfo, 300))
	}
	a.refuse(engine.Refusal{Door: "sign_in", Remote: Remote(r), Reason: "a passkey that is not known or not right", Hint: hint})
}
