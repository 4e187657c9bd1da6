package auth

import (
	"context"

	"wakeman/engine"
)

// What people are told of their own sign-in, whoever changed it. The command line
// tells the same: see [engine.Tell].
const (
	PasswordNews = "Your password was changed, and your other sessions have ended."
	FactorNews   = "Your second factor was changed: " // and how
	SessionNews  = "One of your sessions has been ended."
	SessionsNews = "All your sessions have been ended."
)

// tell sends news of a change that is stored. It goes on when the visitor hangs
// up: a thief would.
func (a *Auth) tell(ctx context.Context, user string, by engine.Actor, what string) {
	a.news(context.WithoutCancel(ctx), engine.News{User: user, By: by, What: []string{what}})
}
