package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// SetupLife is how long a setup token works after the start of the server.
const SetupLife = 60 * time.Minute

// setupFile is the token's place in the data directory.
const setupFile = "setup-token"

// setup is the first run. Its token is in memory and in a file, never in the
// store.
type setup struct {
	mu      sync.Mutex
	token   string // normalised; "" when there is none
	expires time.Time
	file    string
	// one lets visitors through one after the other.
	one sync.Mutex
}

// SetupState is what the setup page says.
type SetupState struct {
	Open    bool      // nobody has a credential yet: the page is there
	Expires time.Time // when the token ends; zero: there is none
	File    string    // where it can be read on the box
}

// SetupForm is what the first owner fills in.
type SetupForm struct {
	Token, Name, Email, Password, TimeZone string
}

// OpenSetup makes the setup token if nobody has a credential yet, and writes it
// to the file setup-token (mode 0600) in dir. It returns "" when the box has been
// set up; a file left over from before is removed then.
func (a *Auth) OpenSetup(dir string) (token string, err error) {
	some, err := a.store.HasCredentials()
	if err != nil {
		return "", fmt.Errorf("is this box set up: %w", err)
	}
	file := filepath.Join(dir, setupFile)
	if some {
		return "", removeFile(file)
	}
	token = newSetupToken()
	if err := writeSecret(file, token+"\n"); err != nil {
		return "", fmt.Errorf("setup token: %w", err)
	}
	a.setup.mu.Lock()
	defer a.setup.mu.Unlock()
	a.setup.token, a.setup.expires, a.setup.file = plainToken(token), time.Now().Add(SetupLife), file
	return token, nil
}

// CloseSetup forgets the token and its file: the server stops.
func (a *Auth) CloseSetup() error {
	a.setup.mu.Lock()
	defer a.setup.mu.Unlock()
	file := a.setup.file
	a.setup.token, a.setup.file = "", ""
	if file == "" {
		return nil
	}
	return removeFile(file)
}

// SetupState tells whether the box still has to be set up.
func (a *Auth) SetupState() (SetupState, error) {
	some, err := a.store.HasCredentials()
	if err != nil || some {
		return SetupState{}, err
	}
	a.setup.mu.Lock()
	defer a.setup.mu.Unlock()
	state := SetupState{Open: true, File: a.setup.file}
	if a.setup.token != "" {
		state.Expires = a.setup.expires
	}
	return state, nil
}

// Setup makes the visitor the owner of the box, and signs them in: the cookie is
// set on w. The person with that e-mail address becomes owner, or is made. Of
// any number of visitors exactly one succeeds; afterwards it is a Conflict. Other
// Failures: Denied (wrong or expired token), Throttled, Invalid with Field.
func (a *Auth) Setup(w http.ResponseWriter, r *http.Request, form SetupForm) (people.User, error) {
	a.setup.one.Lock()
	defer a.setup.one.Unlock()
	if some, err := a.store.HasCredentials(); err != nil || some {
		return people.User{}, setupOver(err)
	}
	if err := a.checkSetupToken(r.Context(), ClientOf(r), form.Token); err != nil {
		return people.User{}, err
	}
	u, err := a.makeOwner(r.Context(), form)
	if err != nil {
		return people.User{}, err
	}
	if err := a.CloseSetup(); err != nil {
		a.log.Warn("the file of the setup token was not removed", "err", err)
	}
	return u, a.begin(w, r, u, entry{})
}

func setupOver(err error) error {
	if err != nil {
		return err
	}
	return engine.Fail(engine.Conflict, "this box has been set up already: sign in")
}

func (a *Auth) checkSetupToken(ctx context.Context, client Client, given string) error {
	try, err := a.try(ctx, "", client)
	if err != nil {
		return err
	}
	a.setup.mu.Lock()
	token, expires := a.setup.token, a.setup.expires
	a.setup.mu.Unlock()
	right := subtle.ConstantTimeCompare([]byte(secretHash(plainToken(given))), []byte(secretHash(token))) == 1
	switch {
	case !right || token == "":
		a.refuse(engine.Refusal{Door: "setup", Remote: client.String(), Reason: "wrong setup token", Hint: "no owner yet"})
		return denyToken("this is not the setup token that the server printed when it last started")
	case !time.Now().Before(expires):
		try.undo()
		return denyToken("the setup token has expired: restart the server for a new one")
	}
	try.succeeded()
	return nil
}

func denyToken(text string) error {
	f := engine.Fail(Denied, "%s", text)
	f.Field = "token"
	return f
}

// makeOwner stores the person before the credential: were the server to stop in
// between, the setup could be done again. The other way round it would leave a
// box that nobody can sign in to.
func (a *Auth) makeOwner(ctx context.Context, form SetupForm) (people.User, error) {
	u := ownerFrom(a.store.Config(), form)
	if err := checkUser(u); err != nil {
		return people.User{}, err
	}
	c, err := credential(ctx, a.hasher, u, form.Password)
	if err != nil {
		return people.User{}, err
	}
	actor := engine.Actor{Kind: engine.ByPerson, ID: u.ID, Name: u.Name, Via: "setup"}
	err = a.store.Configure(ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		row := engine.AuditRow{Actor: actor, Action: "user.owner", Object: u.ID, Detail: u.Email}
		return withUser(old, u), []engine.AuditRow{row}, nil
	})
	if err != nil {
		return people.User{}, err
	}
	return u, a.store.SetCredential(ctx, c, "", true, passwordRow(u, actor))
}

// ownerFrom is the person a form means: an applied configuration may name them
// already, with their methods and rules.
func ownerFrom(c *engine.Config, form SetupForm) people.User {
	u, known := c.ByEmail(form.Email)
	if !known {
		u = people.User{Email: form.Email, Name: form.Name, TimeZone: form.TimeZone}
	}
	u.Role, u.Disabled = people.Owner, false
	return withDefaults(u)
}

// newSetupToken is 160 bits in four groups that can be typed.
func newSetupToken() string {
	var raw [20]byte
	_, _ = rand.Read(raw[:]) // never fails: it stops the program instead
	s := strings.ToLower(base32.StdEncoding.EncodeToString(raw[:]))
	return s[:8] + "-" + s[8:16] + "-" + s[16:24] + "-" + s[24:]
}

// plainToken forgives what happens when a token is typed or pasted.
func plainToken(s string) string {
	if len(s) > 200 {
		return ""
	}
	return strings.ReplaceAll(squash(s), "-", "")
}

// writeSecret puts a file into place that was never readable to others.
func writeSecret(path, text string) error {
	if err := removeFile(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
