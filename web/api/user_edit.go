package api

import (
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// createUser makes a person, who can be paged at once and signs in once they
// have a password.
func (s *server) createUser(c *call) (any, error) {
	id := config.NewID(config.UserID)
	return s.saveUser(c, id, func(*engine.Config) (people.User, error) {
		return people.User{ID: id, Role: people.Responder, TimeZone: "UTC"}, nil
	})
}

func (s *server) updateUser(c *call) (any, error) {
	id := c.PathValue("id")
	return s.saveUser(c, id, func(next *engine.Config) (people.User, error) {
		u, err := c.userIn(next, id)
		if err != nil {
			return u, err
		}
		return u, c.unchanged(u)
	})
}

// saveUser puts what the body says on top of a person, new or there.
func (s *server) saveUser(c *call, id string, find func(*engine.Config) (people.User, error)) (any, error) {
	var w userOrder
	if err := readOrder(c.Request, "user", &w); err != nil {
		return nil, err
	}
	keys, err := s.keysLeft(c, id, w)
	if err != nil {
		return nil, err
	}
	err = s.edit(c, subject{userKind, id, names{}}, func(next *engine.Config) error {
		before, err := find(next)
		if err != nil {
			return err
		}
		u, err := w.apply(before)
		if err != nil {
			return err
		}
		if u.Disabled && !before.Disabled {
			if why := next.CanNotLeave(c.me, before); why != "" {
				return invalid("disabled: " + why)
			}
		}
		next.Users[id] = u
		return c.mayMake(before, u)
	})
	if err == nil {
		err = s.revokeKeys(c, keys)
	}
	if err != nil {
		return nil, err
	}
	list, err := s.access.Tokens()
	if err != nil {
		return nil, err
	}
	c.tag(c.cfg.Users[id])
	return map[string]userSavedWire{"user": c.savedUser(c.cfg.Users[id], list)}, nil
}

// savedUser warns of what is doubtful about a person who was just saved. keys are
// all API keys.
func (c *call) savedUser(u people.User, keys []people.Token) userSavedWire {
	saved := userSavedWire{userWire: c.user(u), Warnings: []string{}}
	if why := config.RoleWarning(c.cfg, u, c.now); why != "" {
		saved.Warnings = append(saved.Warnings, why)
	}
	if names := config.KeysKnown(c.cfg, keys, u.ID, c.now); len(names) > 0 {
		saved.Warnings = append(saved.Warnings, "keys of the account that they made still work, and they may know them: "+strings.Join(names, ", ")+"; end them with revoke_keys or DELETE /api_keys/{id}")
	}
	return saved
}

// userIn finds a person who is to be changed, if the caller may do that.
func (c *call) userIn(cfg *engine.Config, id string) (people.User, error) {
	u, ok := cfg.Users[id]
	if !ok {
		return u, absent("user")
	}
	return u, c.mayChange(u)
}

// mayChange: themselves everybody; admins everybody but owners; owners everybody.
func (c *call) mayChange(u people.User) error {
	switch {
	case c.me != "" && c.me == u.ID, c.role.AtLeast(people.Owner):
		return nil
	case !c.role.AtLeast(people.Admin):
		return forbidden("only admins may change other people")
	case u.Role == people.Owner:
		return forbidden("only owners may change an owner")
	}
	return nil
}

// mayMake says whether the caller may give a person this role and address, and
// let them leave or come back. The first two decide what somebody may do: who
// signs in with an address is its owner.
func (c *call) mayMake(before, after people.User) error {
	switch {
	case before.Role == after.Role && before.Email == after.Email && before.Disabled == after.Disabled:
		return nil
	case !c.role.AtLeast(people.Admin):
		return forbidden("only admins may set a role or an e-mail address, or let somebody leave")
	case before.Role != after.Role && after.Role == people.Owner && !c.role.AtLeast(people.Owner):
		return forbidden("only owners may make an owner")
	}
	return c.mayOutlast(after)
}

// mayOutlast keeps a key that ends from leaving an admin behind, who does not.
func (c *call) mayOutlast(u people.User) error {
	if end := c.who.Token.ExpiresAt; !end.IsZero() && u.Role.AtLeast(people.Admin) && !u.Disabled {
		return forbidden("this key ends on " + end.Format(time.DateOnly) + ", and whom it makes an admin or lets sign in as one does not: use a key without an end, or the page")
	}
	return nil
}

func (c *call) oneUser(u people.User) (any, error) {
	c.tag(u)
	return map[string]userWire{"user": c.user(u)}, nil
}

func (s *server) deleteUser(c *call) (any, error) {
	id := c.PathValue("id")
	return nil, s.edit(c, subject{userKind, id, names{}}, func(next *engine.Config) error {
		u, err := c.userIn(next, id)
		if err != nil {
			return err
		}
		if err := c.unchanged(u); err != nil {
			return err
		}
		delete(next.Users, id)
		return nil
	})
}

// editUser changes the contact methods or rules of the person that the path
// names. change may write into u but must replace its slices.
func (s *server) editUser(c *call, n fieldNames, change func(u *people.User) error) (people.User, error) {
	id := c.PathValue("id")
	err := s.edit(c, subject{userKind, id, n}, func(next *engine.Config) error {
		u, err := c.userIn(next, id)
		if err != nil {
			return err
		}
		if err := change(&u); err != nil {
			return err
		}
		next.Users[id] = u
		return nil
	})
	return c.cfg.Users[id], err
}

// A person's lists are changed by replacing them.

// with is the list with the item in the place of the one with its id, or at the
// end.
func with[T any](list []T, item T, id func(T) string) []T {
	list = slices.Clone(list)
	if i := indexOf(list, id(item), id); i >= 0 {
		list[i] = item
		return list
	}
	return append(list, item)
}

// without is the list but for one item.
func without[T any](list []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), gone)
}

func indexOf[T any](list []T, wanted string, id func(T) string) int {
	return slices.IndexFunc(list, func(t T) bool { return id(t) == wanted })
}
