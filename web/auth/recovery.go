package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// A recovery code is its number and twelve characters (60 bits):
//
//	3-k7xv-q2wm-9fht
//
// The number says which hash to compare with: the hashes are slow on purpose
// (ASVS 6.5.2), and ten for each guess would be ten times as slow.
const (
	recoveryCodes  = 10
	recoveryRandom = 12
	// recoveryAlphabet is Crockford's base32: no i, l, o, u.
	recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
)

// newRecoveryCodes makes ten codes, and what is kept of them.
func (a *Auth) newRecoveryCodes(ctx context.Context) (shown []string, kept []people.RecoveryCode, err error) {
	for i := range recoveryCodes {
		code := newRecoveryCode(i)
		hash, err := a.hasher.hash(ctx, plainRecovery(code))
		if err != nil {
			return nil, nil, err
		}
		shown, kept = append(shown, code), append(kept, people.RecoveryCode{Hash: hash})
	}
	return shown, kept, nil
}

func newRecoveryCode(number int) string {
	var raw [recoveryRandom]byte
	_, _ = rand.Read(raw[:]) // never fails: it stops the program instead
	for i, b := range raw {
		raw[i] = recoveryAlphabet[b%32]
	}
	return fmt.Sprintf("%d-%s-%s-%s", number, raw[:4], raw[4:8], raw[8:])
}

// plainRecovery is a code as it is hashed, however it was typed.
func plainRecovery(s string) string {
	if len(s) > 100 {
		return ""
	}
	return strings.NewReplacer("-", "", "i", "1", "l", "1", "o", "0").Replace(squash(s))
}

// numberOf is which of the codes a plain code is; ok is false for nonsense.
func numberOf(plain string) (number int, ok bool) {
	if len(plain) != 1+recoveryRandom || plain[0] < '0' || plain[0] > '9' {
		return 0, false
	}
	return int(plain[0] - '0'), true
}

// useRecovery takes a recovery code, once. It is false for a wrong one and for
// one that was used.
func (a *Auth) useRecovery(ctx context.Context, u people.User, code string) (bool, error) {
	f, _, err := a.store.SecondFactor(u.ID)
	if err != nil {
		return false, err
	}
	plain := plainRecovery(code)
	number, ok := numberOf(plain)
	hash := "" // compares with nothing, and takes as long
	if ok && number < len(f.Codes) && f.Codes[number].UsedAt.IsZero() {
		hash = f.Codes[number].Hash
	}
	if ok, err = a.hasher.verify(ctx, plain, hash); err != nil || !ok {
		return false, err
	}
	return a.spend(ctx, u, number, hash)
}

// spend marks a code as used, unless somebody was faster.
func (a *Auth) spend(ctx context.Context, u people.User, number int, hash string) (bool, error) {
	now := time.Now().UTC().Round(0)
	row := engine.AuditRow{At: now, Actor: person(u), Action: "user.recovery_code", Object: u.ID, Detail: fmt.Sprintf("code %d was used", number)}
	err := a.store.ChangeFactor(ctx, store.FactorChange{User: u.ID, Audit: &row, Do: func(old people.SecondFactor) (people.SecondFactor, error) {
		if number >= len(old.Codes) || old.Codes[number].Hash != hash || !old.Codes[number].UsedAt.IsZero() {
			return old, engine.Fail(Denied, "this code was used before")
		}
		next := old
		next.Codes = append([]people.RecoveryCode(nil), old.Codes...)
		next.Codes[number].UsedAt = now
		return next, nil
	}})
	if engine.CodeOf(err) == Denied {
		return false, nil
	}
	return err == nil, err
}
