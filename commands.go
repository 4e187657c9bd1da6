package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web"
	"wakeman/web/auth"
	"wakeman/web/certificate"
	"wakeman/web/upkeep"
)

// commands are what the command line does to a store. While the server runs
// they are called over its control socket; else on the file itself.
type commands struct {
	db   *store.DB
	kick func() // after a change of configuration, or when a message waits
	// ended is called after sessions ended; nil while no server runs.
	ended func()
	now   func() time.Time
	// signIns knows who is blocked; nil while no server runs.
	signIns *auth.Auth
	// certificate says what is served; nil while no server runs, and without TLS.
	certificate func() certificate.State
	// keeper is how the running server keeps itself; nil while none runs.
	keeper upkeep.Keeper
	// refreshFeed reads a calendar feed now; nil while no server runs.
	refreshFeed func(ctx context.Context, id string) error
}

// handler runs one command on its JSON input.
type handler = func(ctx context.Context, in json.RawMessage) (any, error)

func (c commands) handlers() map[string]handler {
	return map[string]handler{
		"apply":         handle(c.apply),
		"export":        handle(c.export),
		"token.create":  handle(c.tokenCreate),
		"token.list":    handle(c.tokenList),
		"token.revoke":  handle(c.tokenRevoke),
		"user.create":   handle(c.userCreate),
		"user.passwd":   handle(c.userPasswd),
		"user.reset2fa": handle(c.userResetFactor),
		"unblock":       handle(c.unblock),
		"backup":        handle(c.backup),
		"release":       handle(c.release),
		"audit.verify":  handle(c.auditVerify),
		"certificate":   handle(c.certificateState),
		"schedule.show": handle(c.scheduleShow),
		"schedule.list": handle(c.scheduleList),
		"feed.list":     handle(c.feedList),
		"feed.refresh":  handle(c.feedRefresh),

		"secrets.rotate": handle(c.secretsRotate),
		"secrets.status": handle(c.secretsStatus),
	}
}

func handle[I, O any](do func(context.Context, I) (O, error)) handler {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var in I
		if err := json.Unmarshal(raw, &in); err != nil {
			return nil, engine.Fail(engine.Invalid, "the command's input is not understood: %v", err)
		}
		return do(ctx, in)
	}
}

// call runs a command: through the running server, or on the store itself, with
// the key of its secrets if it is where it is expected. What is stored without
// the key is sealed when the server starts.
func call(ctx context.Context, data, name string, in, out any) error {
	return callWith(ctx, data, keyThere(secretsKeyFile(os.Getenv(secretsKeyVariable), data)), name, in, out)
}

// callWith is call with a key file that was named.
func callWith(ctx context.Context, data, secretsKey, name string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	if server, err := web.Dial(data); err == nil {
		return server.Call(ctx, name, in, out)
	}
	if err := storeThere(data, name); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{Dir: data, Version: version(), SecretsKey: secretsKey})
	if err != nil {
		return err
	}
	answer, err := callLocal(ctx, commands{db: db, kick: func() {}, now: time.Now}, name, in)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, out)
}

// storeThere refuses, for a command that needs one, a directory without a store:
// a mistyped --data must not look like an empty box, or be backed up as one. The
// others are how a new box is set up before its first start.
func storeThere(data, name string) error {
	switch name {
	case "apply", "token.create", "user.create":
		return nil
	}
	if _, err := os.Stat(filepath.Join(data, store.FileName)); err != nil {
		return fmt.Errorf("there is no store in %s: is --data right? (%w)", data, err)
	}
	return nil
}

func callLocal(ctx context.Context, c commands, name string, in any) (any, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	return c.handlers()[name](ctx, raw)
}

// cliActor is who runs a command: whoever may read the data directory.
func cliActor() engine.Actor {
	name := os.Getenv("SUDO_USER")
	if name == "" {
		name = os.Getenv("USER")
	}
	return engine.Actor{Kind: engine.ByCLI, Name: name, Via: "command line"}
}

// applyIn is a configuration file to compare or to apply.
type applyIn struct {
	File   string
	Source string
	Actor  engine.Actor
	DryRun bool
	Anew   bool // turns are counted as the file says: see config.Document.Anew
}

// applyOut is what it changes, and what to look at.
type applyOut struct {
	Changes  []string
	Moves    []string // who is on call at other times than before
	Warnings []string
}

func (c commands) apply(ctx context.Context, in applyIn) (applyOut, error) {
	var out applyOut
	doc, err := config.Parse(in.File, []byte(in.Source))
	if err != nil {
		return out, err
	}
	if in.Anew {
		doc = doc.Anew()
	}
	now := c.now()
	if out.Warnings, err = c.tryBackups(ctx, doc, in.DryRun); err != nil {
		return out, err
	}
	disk := out.Warnings
	err = c.db.Configure(ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next, notes, err := doc.Plan(old, now, config.NewID)
		if err != nil {
			return nil, nil, err
		}
		changes := config.Diff(old, next)
		out = applyOut{Changes: lines(changes), Moves: config.Moves(old, next, now), Warnings: append(disk, lines(append(notes, config.Lint(next, now)...))...)}
		if in.DryRun || len(changes) == 0 {
			return nil, nil, nil
		}
		return next, config.Audit(changes, in.Actor), nil
	})
	if err == nil && !in.DryRun && len(out.Changes) > 0 {
		c.kick()
		out.Warnings = append(out.Warnings, c.unused()...)
	}
	return out, err
}

// tryBackups tries the directory for backups that a file leads to, before anything
// is stored, as the page and the API do. A new one that can not be used is refused; one
// that was set already is said and not refused, or a disk that is gone would keep
// everything else from being changed. A plan says both, and makes no directory.
//
// Only the running server can tell: whoever runs the command may write elsewhere.
func (c commands) tryBackups(ctx context.Context, doc config.Document, plan bool) (warnings []string, err error) {
	if c.keeper == nil || c.keeper.Health().Fixed["dir"] != "" {
		return nil, nil
	}
	old := c.db.Config()
	next, _, err := doc.Plan(old, c.now(), config.NewID)
	if err != nil || next.Settings.Backup == nil {
		return nil, nil //nolint:nilerr // it is told where the file is carried out
	}
	dir := next.Settings.Backup.Dir
	if plan && !exists(dir) && exists(filepath.Dir(dir)) {
		return nil, nil // it will be made
	}
	err = c.keeper.TryDirectory(ctx, dir)
	if err == nil {
		return nil, nil
	}
	said := "settings.backup." + err.Error()
	if plan || old.Settings.Backups().Dir == dir {
		return []string{said}, nil
	}
	return nil, engine.Fail(engine.Invalid, "%s. Nothing was stored: connect the disk or correct the file, and apply it again", said)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// unused is what of the settings that were just stored the running server does not
// use, because it was started with something else.
func (c commands) unused() (warnings []string) {
	if c.keeper == nil {
		return nil
	}
	s := c.db.Config().Settings
	fixed := c.keeper.Health().Fixed
	for field, by := range map[string]string{"backup.dir": fixed["dir"], "audit_ship": c.keeper.Shipping().Fixed["audit_ship"], "never_block": c.keeper.NeverBlock()["never_block"]} {
		said := map[string]bool{"backup.dir": s.Backups().Dir != "", "audit_ship": len(s.AuditShip) > 0, "never_block": len(s.NeverBlock) > 0}
		if by != "" && said[field] {
			warnings = append(warnings, "settings."+field+": is not used, because Wakeman was started with "+by)
		}
	}
	slices.Sort(warnings)
	return warnings
}

func lines[T fmt.Stringer](items []T) []string {
	text := make([]string, len(items))
	for i, item := range items {
		text[i] = item.String()
	}
	return text
}

type exportIn struct{ Secrets bool }

func (c commands) export(_ context.Context, in exportIn) (string, error) {
	text, err := config.Export(config.WithoutPast(c.db.Config(), c.now()), in.Secrets)
	return string(text), err
}

type tokenIn struct {
	Name, Scope, Email string
	Integration        string // SERVICE/NAME, or an id
	Expires            time.Duration
	Actor              engine.Actor
}

// integrationID finds an integration by id, or by the names of its service and
// its own.
func integrationID(cfg *engine.Config, wanted string) (string, error) {
	if wanted == "" {
		return "", nil
	}
	for id, in := range cfg.Integrations {
		name := cfg.Services[in.Service].Name + "/" + in.Name
		if id == wanted || strings.EqualFold(name, wanted) {
			return id, nil
		}
	}
	return "", engine.Fail(engine.NotFound, "there is no integration %s: write it as SERVICE/NAME", wanted)
}

func (c commands) tokenCreate(ctx context.Context, in tokenIn) (string, error) {
	user := ""
	if in.Email != "" {
		u, ok := c.db.Config().ByEmail(in.Email)
		if !ok {
			return "", engine.Fail(engine.NotFound, "there is no user %s", in.Email)
		}
		user = u.ID
	}
	integration, err := integrationID(c.db.Config(), in.Integration)
	if err != nil {
		return "", err
	}
	secret, _, err := auth.CreateToken(ctx, c.db, auth.NewToken{
		Name: in.Name, Scope: people.Scope(in.Scope), User: user, Integration: integration, Life: in.Expires, Actor: in.Actor, Now: c.now(),
	})
	return secret, err
}

func (c commands) tokenList(context.Context, struct{}) ([]people.Token, error) {
	return c.db.Tokens()
}

type revokeIn struct {
	ID    string
	Actor engine.Actor
}

func (c commands) tokenRevoke(ctx context.Context, in revokeIn) (bool, error) {
	row := engine.AuditRow{Actor: in.Actor, Action: "token.revoke", Object: in.ID, At: c.now().UTC()}
	found, err := c.db.DeleteToken(ctx, in.ID, row)
	if err == nil && !found {
		return false, engine.Fail(engine.NotFound, "there is no API key %s: see wakeman token list", in.ID)
	}
	return found, err
}

type userIn struct {
	Email, Name, Role, Zone, Password string
	Actor                             engine.Actor
}

func (c commands) userCreate(ctx context.Context, in userIn) (string, error) {
	u := people.User{ID: engine.NewID(), Email: in.Email, Name: in.Name, Role: people.Role(in.Role), TimeZone: in.Zone}
	if err := auth.CreateUser(ctx, c.db, u, in.Password, in.Actor); err != nil {
		return "", err
	}
	c.kick()
	return u.ID, nil
}

func (c commands) userPasswd(ctx context.Context, in userIn) (string, error) {
	err := auth.SetPassword(ctx, c.db, in.Email, in.Password, in.Actor)
	if err == nil {
		err = c.tell(ctx, in, auth.PasswordNews)
	}
	return in.Email, err
}

// backupIn says where to, and for whose keys; nobody's: it is not encrypted.
type backupIn struct {
	Path       string
	Recipients []string
}

func (c commands) backup(ctx context.Context, in backupIn) (store.BackupReport, error) {
	return c.backupTo(ctx, in.Path, in.Recipients)
}

// backupTo makes a backup. One that is to be encrypted is copied and checked in
// the data directory first: as it is, it never leaves that.
func (c commands) backupTo(ctx context.Context, path string, keys []string) (r store.BackupReport, err error) {
	if len(keys) == 0 {
		return c.db.Backup(ctx, path)
	}
	if _, err := recipients(keys); err != nil {
		return r, err
	}
	if _, err := os.Lstat(path); err == nil {
		return r, fmt.Errorf("backup: %w: %s", store.ErrExists, path)
	}
	scratch, err := os.MkdirTemp(c.db.Dir(), "backup-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	plain := filepath.Join(scratch, "copy.db")
	if r, err = c.db.Backup(ctx, plain); err != nil {
		return r, err
	}
	r.Path = path
	return r, seal(plain, path, keys)
}

type releaseIn struct{ Actor engine.Actor }

func (c commands) release(ctx context.Context, in releaseIn) (string, error) {
	reason, held := c.db.Hold()
	if !held {
		return "", engine.Fail(engine.Conflict, "this box is not held: it pages")
	}
	if err := c.db.Release(ctx, in.Actor); err != nil {
		return "", err
	}
	c.kick()
	return reason, nil
}

// readFile reads a configuration file; "-" is the standard input.
func readFile(path string, std stdio) (name string, src []byte, err error) {
	if path == "-" {
		src, err = io.ReadAll(io.LimitReader(std.in, 2<<20))
		return "standard input", src, err
	}
	src, err = os.ReadFile(path)
	return filepath.Base(path), src, err
}

func firstLine(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, 4096))
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimRight(line, "\r"), err
}
