package access

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// Store is what people have. *store.DB is one.
type Store interface {
	Config() *engine.Config
	Credential(user string) (c people.Credential, found bool, err error)
	SecondFactor(user string) (f people.SecondFactor, found bool, err error)
	Passkeys(user string) ([]people.Passkey, error)
	Identities(user string) ([]people.Identity, error)
	Invitation(user string) (inv people.Invitation, found bool, err error)
	Sessions(user string) ([]people.Session, error)
	Tokens() ([]people.Token, error)
}

// Read gathers the facts about everybody.
func Read(s Store, place auth.PasskeyPlace, now time.Time) (f Facts, err error) {
	f = Facts{
		Now: now, Place: place, Config: s.Config(), Passwords: map[string]bool{}, Factors: map[string]people.SecondFactor{}, Passkeys: map[string][]people.Passkey{},
		Identities: map[string][]people.Identity{}, Invitations: map[string]people.Invitation{}, Sessions: map[string][]people.Session{},
	}
	for id := range f.Config.Users {
		if err := f.read(s, id); err != nil {
			return f, err
		}
	}
	f.Tokens, err = s.Tokens()
	return f, err
}

func (f *Facts) read(s Store, user string) (err error) {
	if _, f.Passwords[user], err = s.Credential(user); err != nil {
		return err
	}
	factor, found, err := s.SecondFactor(user)
	if err != nil {
		return err
	}
	if found {
		f.Factors[user] = factor
	}
	invitation, found, err := s.Invitation(user)
	if err != nil {
		return err
	}
	if found {
		f.Invitations[user] = invitation
	}
	if f.Passkeys[user], err = s.Passkeys(user); err != nil {
		return err
	}
	if f.Identities[user], err = s.Identities(user); err != nil {
		return err
	}
	f.Sessions[user], err = s.Sessions(user)
	return err
}
