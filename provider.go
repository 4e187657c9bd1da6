package main

import (
	"wakeman/notify/dial"
	"wakeman/web/auth/openid"
)

// openID is how people sign in through a provider: through the guard, as every
// other call to an address that an admin typed in.
func (a *appliance) openID() *openid.Client {
	return openid.New(a.carriers.client(), func(err error) string { return dial.Failed(err).Reason })
}
