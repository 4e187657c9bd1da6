package auth

import (
	"context"
	"strings"

	"wakeman/engine/people"
)

// Cheap makes hashing fast, for tests that are about something else.
func (a *Auth) Cheap() *Auth {
	a.hasher.params.Memory, a.hasher.params.Iterations = 64, 1
	a.hasher.dummy = strings.Replace(dummyHash, "m=19456,t=2", "m=64,t=1", 1)
	return a
}

// Spend is the last step of a recovery code: two may come to it at once.
func (a *Auth) Spend(ctx context.Context, u people.User, number int, hash string) (bool, error) {
	return a.spend(ctx, u, number, hash)
}

// Ceremonies is how many challenges are in memory.
func (a *Auth) Ceremonies() int { return len(a.ceremonies.list) }
