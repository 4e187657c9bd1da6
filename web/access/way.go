package access

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"wakeman/engine/people"
	"wakeman/web/auth"
)

// Code says to programs how somebody signs in. Codes stay as they are; new ones
// come.
type Code string

// The ways in. Each with a second factor is a code of its own: which of them are
// without one is what auditors ask.
const (
	Password          Code = "password" // and nothing else
	PasswordAndFactor Code = "password_and_second_factor"
	Passkey           Code = "passkey"  // two factors in one
	Provider          Code = "provider" // linked to an account there; what it asks for is not known here
	ProviderAndFactor Code = "provider_and_second_factor"
	ProviderUnlinked  Code = "provider_unlinked"  // the address alone links them at their first sign-in there
	PasskeyElsewhere  Code = "passkey_elsewhere"  // of no use: it is for another address
	ProviderElsewhere Code = "provider_elsewhere" // of no use: it is not the provider that is set
	PasskeyNoPlace    Code = "passkey_no_place"   // of no use: passkeys do not work here
)

// Way is one way in. Words go on from "signs in": "with a password only".
type Way struct {
	Code  Code
	Words string
}

// SignsIn is all ways in as one sentence, which begins with "no" where there is
// none.
func (p Person) SignsIn() string {
	switch {
	case p.User.Disabled:
		return "no: has left"
	case len(p.Ways) == 0:
		return "no: has no password, no passkey and no linked account"
	}
	words := make([]string, len(p.Ways))
	for i, w := range p.Ways {
		words[i] = w.Words
	}
	return strings.Join(words, "; or ")
}

// ways are the ways in that work now.
func (f Facts) ways(u people.User) (list []Way) {
	if u.Disabled {
		return nil
	}
	second := f.second(u.ID)
	if f.Passwords[u.ID] {
		list = append(list, with(Way{Password, "with a password only"}, Way{PasswordAndFactor, "with a password and "}, second))
	}
	if len(f.usable(u.ID)) > 0 {
		list = append(list, Way{Passkey, "with a passkey alone"})
	}
	return append(list, f.provided(u, second)...)
}

// second is what is asked for after the password or the provider, in words; "" for
// nothing. Recovery codes stand for the others, so they are named only where
// nothing else is left.
func (f Facts) second(user string) string {
	factor, has := f.Factors[user]
	var list []string
	if factor.App() {
		list = append(list, "a code of an app")
	}
	if len(f.usable(user)) > 0 {
		list = append(list, "a passkey")
	}
	if has && len(list) == 0 {
		return "a recovery code"
	}
	return strings.Join(list, " or ")
}

func with(alone, both Way, second string) Way {
	if second == "" {
		return alone
	}
	both.Words += second
	return both
}

// usable are the passkeys that work where the box is now; see auth.PasskeyPlace.
func (f Facts) usable(user string) []people.Passkey {
	return slices.DeleteFunc(slices.Clone(f.Passkeys[user]), func(k people.Passkey) bool {
		return f.Place.Obstacle != "" || k.RPID != f.Place.Host
	})
}

// provided are the ways in through the provider that is set.
func (f Facts) provided(u people.User, second string) (list []Way) {
	set := f.Config.Settings.OIDC
	if set == nil {
		return nil
	}
	for _, i := range f.Identities[u.ID] {
		if i.Issuer == set.Issuer {
			through := "through " + set.Name() + " as " + cmp.Or(i.Email, "an account without an address")
			asked := "" // a provider that showed several factors is believed: auth's admitBy
			if second != "" {
				asked = second + ", unless it asked for several factors itself"
			}
			list = append(list, with(Way{Provider, through}, Way{ProviderAndFactor, through + " and "}, asked))
		}
	}
	_, factor := f.Factors[u.ID]
	if auth.AddressLinks(*set, u, factor, len(f.Identities[u.ID])) {
		list = append(list, Way{ProviderUnlinked, "through " + set.Name() + ", which links their address at the first sign-in"})
	}
	return list
}

// idle is what they have and cannot use.
func (f Facts) idle(u people.User) (list []Way) {
	for _, k := range f.Passkeys[u.ID] {
		switch {
		case k.RPID != f.Place.Host:
			list = append(list, Way{PasskeyElsewhere, "a passkey for " + k.RPID})
		case f.Place.Obstacle != "":
			list = append(list, Way{PasskeyNoPlace, "a passkey: they do not work at this box's address"})
		}
	}
	for _, i := range f.Identities[u.ID] {
		if set := f.Config.Settings.OIDC; set == nil || set.Issuer != i.Issuer {
			list = append(list, Way{ProviderElsewhere, "an account at " + host(i.Issuer) + ", which is not the provider that is set"})
		}
	}
	return list
}

func host(issuer string) string {
	if u, err := url.Parse(issuer); err == nil && u.Host != "" {
		return u.Host
	}
	return issuer
}
