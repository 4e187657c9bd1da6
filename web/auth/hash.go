package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"

	"wakeman/engine"
)

// hashParams follow OWASP's Password Storage Cheat Sheet: Argon2id, 19 MiB,
// two passes, one lane.
func hashParams() argon2id.Params {
	return argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

const (
	// hashSlots bounds how many passwords are worked on at once: each takes
	// 19 MiB, and the sign-in form is open to strangers.
	hashSlots = 2
	// hashPatience is how long one waits for a slot.
	hashPatience = 10 * time.Second
)

// dummyHash is verified when there is nothing to verify against, so that the
// time an answer takes does not tell whether an account exists. Its key is
// zero: no password is known to give it.
const dummyHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// hasher works on passwords, a few at a time.
type hasher struct {
	params argon2id.Params
	dummy  string // dummyHash, or as dear
	slots  chan struct{}
}

func newHasher() *hasher {
	return &hasher{params: hashParams(), dummy: dummyHash, slots: make(chan struct{}, hashSlots)}
}

// enter waits for a slot. The error is a Failure: Unavailable.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		f := engine.Fail(engine.Unavailable, "too many people sign in at once; try again in a moment")
		f.Retry, f.Cause = 5*time.Second, ctx.Err()
		return nil, f
	}
}

// hash makes the stored form of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	encoded, err := argon2id.CreateHash(password, &h.params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return encoded, nil
}

// verify compares a password with its stored form; "" for an account that has
// none takes as long and is false.
func (h *hasher) verify(ctx context.Context, password, encoded string) (bool, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	known := encoded != ""
	if !known {
		encoded = h.dummy
	}
	match, err := argon2id.ComparePasswordAndHash(password, encoded)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return match && known, nil
}

// secretHash is how random secrets are kept and looked up.
func secretHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
