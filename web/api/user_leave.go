package api

import (
	"errors"
	"fmt"
	"slices"

	"wakeman/engine"
	"wakeman/engine/people"
)

// keysLeft checks the keys that a request names to be revoked with a person who leaves or gets another role, before anything is changed.
func (s *server) keysLeft(c *call, user string, w userOrder) ([]string, error) {
	wanted := w.RevokeKeys.value
	switch {
	case len(wanted) == 0:
		return nil, nil
	case !w.Disabled.value && !w.Role.given:
		return nil, invalid("revoke_keys: goes with disabled: true or with a role only")
	case !c.role.AtLeast(people.Admin):
		return nil, forbidden("only admins may revoke keys of the account")
	}
	list, err := s.access.Tokens()
	if err != nil {
		return nil, err
	}
	var f faults
	for i, id := range wanted {
		if !slices.ContainsFunc(list, func(t people.Token) bool { return t.ID == id && t.LeftBy(user) }) {
			f.add(fmt.Sprintf("revoke_keys[%d]", i), "%s is no key of the account that they made", quote(id))
		}
	}
	return wanted, f.err()
}

// revokeKeys ends keys, as many as it can. One that is gone already is no error.
func (s *server) revokeKeys(c *call, ids []string) error {
	var failed []error
	for _, id := range ids {
		if err := s.access.RevokeToken(c.Context(), id, c.who.Actor("api")); err != nil && engine.CodeOf(err) != engine.NotFound {
			failed = append(failed, fmt.Errorf("the person is changed, but the key %s is not revoked: %w", id, err))
		}
	}
	return errors.Join(failed...)
}
