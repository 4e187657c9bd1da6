package auth

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"wakeman/engine"
	"wakeman/engine/people"
)

// SetPassword gives a person a new password and ends all their sessions. It is
// the command line's: whoever may read the data directory may do it.
func SetPassword(ctx context.Context, s Store, email, password string, actor engine.Actor) error {
	u, ok := s.Config().ByEmail(email)
	if !ok {
		return engine.Fail(engine.NotFound, "there is no user %s", email)
	}
	c, err := credential(ctx, newHasher(), u, password)
	if err != nil {
		return err
	}
	return s.SetCredential(ctx, c, "", false, passwordRow(u, actor))
}

// CreateUser makes a person; with an empty password they cannot sign in until
// they get one. An empty ID is made up, an empty role is responder, an empty
// time zone UTC. Errors about the input are Invalid Failures that name the
// field; an address that is taken is a Conflict.
func CreateUser(ctx context.Context, s Store, u people.User, password string, actor engine.Actor) error {
	u = withDefaults(u)
	if err := checkUser(u); err != nil {
		return err
	}
	var c people.Credential
	if password != "" {
		var err error
		if c, err = credential(ctx, newHasher(), u, password); err != nil {
			return err
		}
	}
	if err := s.Configure(ctx, addUser(u, actor)); err != nil {
		return err
	}
	if password == "" {
		return nil
	}
	return s.SetCredential(ctx, c, "", false, passwordRow(u, actor))
}

type change = func(*engine.Config) (*engine.Config, []engine.AuditRow, error)

func addUser(u people.User, actor engine.Actor) change {
	return func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		if _, taken := old.ByEmail(u.Email); taken {
			f := engine.Fail(engine.Conflict, "there is a user %s already", u.Email)
			f.Field = "email"
			return nil, nil, f
		}
		if _, taken := old.Users[u.ID]; taken {
			return nil, nil, engine.Fail(engine.Conflict, "the id %s is taken", u.ID)
		}
		row := engine.AuditRow{Actor: actor, Action: "user.create", Object: u.ID, Detail: u.Email + " as " + string(u.Role)}
		return withUser(old, u), []engine.AuditRow{row}, nil
	}
}

// withUser is the configuration with one person added or replaced.
func withUser(old *engine.Config, u people.User) *engine.Config {
	next := *old
	next.Users = make(map[string]people.User, len(old.Users)+1)
	for id, v := range old.Users {
		next.Users[id] = v
	}
	next.Users[u.ID] = u
	return &next
}

func withDefaults(u people.User) people.User {
	if u.ID == "" {
		u.ID = engine.NewID()
	}
	if u.Role == "" {
		u.Role = people.Responder
	}
	if u.TimeZone == "" {
		u.TimeZone = "UTC"
	}
	u.Email, u.Name = strings.TrimSpace(u.Email), strings.TrimSpace(u.Name)
	if u.Name == "" {
		u.Name, _, _ = strings.Cut(u.Email, "@")
	}
	return u
}

func checkUser(u people.User) error {
	if a, err := mail.ParseAddress(u.Email); err != nil || a.Address != u.Email || len(u.Email) > 254 {
		return invalid("email", "%q is not an e-mail address", clip(u.Email, 60))
	}
	if n := utf8.RuneCountInString(u.Name); n == 0 || n > 100 {
		return invalid("name", "1 to 100 characters are needed")
	}
	if u.Role.Rank() == 0 {
		return invalid("role", "%q is not a role: viewer, responder, scheduler, admin, owner", u.Role)
	}
	if _, err := time.LoadLocation(u.TimeZone); err != nil || u.TimeZone == "Local" {
		return invalid("time_zone", "%q is not a time zone such as Europe/Berlin", clip(u.TimeZone, 60))
	}
	return nil
}

func credential(ctx context.Context, h *hasher, u people.User, password string) (people.Credential, error) {
	if err := CheckPassword(password, u.Email, u.Name); err != nil {
		return people.Credential{}, err
	}
	encoded, err := h.hash(ctx, password)
	return people.Credential{User: u.ID, Hash: encoded, ChangedAt: time.Now().UTC().Round(0)}, err
}

func passwordRow(u people.User, actor engine.Actor) engine.AuditRow {
	return engine.AuditRow{At: time.Now().UTC().Round(0), Actor: actor, Action: "user.password", Object: u.ID, Detail: u.Email}
}
