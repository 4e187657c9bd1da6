package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"wakeman/store"
)

// secretsKeyVariable names the key file where a flag does not.
const secretsKeyVariable = "WAKEMAN_SECRETS_KEY"

// secretsFlag is where the key of the secrets is.
type secretsFlag struct {
	SecretsKey string `name:"secrets-key" help:"Key file for the secrets in the store; made at the first start (default: the data directory's path with .key at its end, beside it)." env:"WAKEMAN_SECRETS_KEY" placeholder:"FILE"`
}

func (f secretsFlag) file(data string) string { return secretsKeyFile(f.SecretsKey, data) }

// secretsKeyFile is where the key lies: outside of the data directory, so that
// who copies that does not have both.
func secretsKeyFile(flag, data string) string {
	if flag != "" {
		return flag
	}
	return filepath.Clean(data) + ".key"
}

// keyThere is a key file that is there, else "": only the server makes the first
// key. Made by a command that does not know the server's flags, it would lie
// where the server does not look.
func keyThere(file string) string {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return file
}

type secretsCmd struct {
	Status secretsStatusCmd `cmd:"" help:"Say how many secrets are sealed, and which can not be read."`
	Rotate secretsRotateCmd `cmd:"" help:"Make a new key and seal all secrets with it."`
}

func (c commands) secretsStatus(context.Context, struct{}) (store.Secrets, error) {
	return c.db.Secrets()
}

type secretsRotateIn struct{ Lost bool }

func (c commands) secretsRotate(ctx context.Context, in secretsRotateIn) (store.RotateReport, error) {
	r, err := c.db.RotateSecrets(ctx, in.Lost)
	if err == nil {
		c.kick()
	}
	return r, err
}

type secretsStatusCmd struct {
	dataFlag
	secretsFlag
}

// Run says how the secrets are kept, by the running server or in the file.
func (c secretsStatusCmd) Run(ctx context.Context, std stdio) error {
	var s store.Secrets
	if err := callWith(ctx, c.Data, keyThere(c.file(c.Data)), "secrets.status", struct{}{}, &s); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%d secrets are sealed, %d are stored as they are, %d can not be read.\n", s.Sealed, s.Plain, len(s.Unreadable))
	if s.File == "" {
		s.File, s.Problem = c.file(c.Data), orElse(s.Problem, "there is no such file. The server makes it at its first start")
	}
	fmt.Fprintf(std.out, "Key %s, in %s.\n", orElse(s.KeyID, "(none yet)"), s.File)
	for _, text := range []string{s.Problem, s.Warning} {
		if text != "" {
			fmt.Fprintln(std.out, "Attention:", text)
		}
	}
	return unreadable(s, std.out)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// unreadable lists the secrets that do not open, which is an error.
func unreadable(s store.Secrets, out io.Writer) error {
	for _, name := range s.Unreadable {
		fmt.Fprintln(out, "can not be read:", name)
	}
	if n := len(s.Unreadable); n > 0 {
		return fmt.Errorf("%d secrets do not open with the key in %s: name another with --secrets-key", n, s.File)
	}
	return nil
}

type secretsRotateCmd struct {
	dataFlag
	secretsFlag
	Lost bool `help:"The old key is lost: go on without it. What it sealed must be typed again."`
}

// Run makes a new key.
func (c secretsRotateCmd) Run(ctx context.Context, std stdio) error {
	var r store.RotateReport
	if err := callWith(ctx, c.Data, c.file(c.Data), "secrets.rotate", secretsRotateIn{c.Lost}, &r); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%d secrets are sealed with a new key (%s), in %s. Copy it to where the old one is kept.\n", r.Sealed, r.KeyID, r.File)
	if r.Retired != "" {
		fmt.Fprintf(std.out, "The old key is in %s: backups from before need it. Delete it when they are gone.\n", r.Retired)
	}
	for _, name := range r.Unreadable {
		fmt.Fprintln(std.out, "to be typed again:", name)
	}
	return nil
}

// tellUnreadable says which secrets of a restored store its key does not open:
// the box runs without them.
func (c restoreCmd) tellUnreadable(ctx context.Context, path string, out io.Writer) error {
	s, err := store.InspectSecrets(ctx, path, c.file(c.Data))
	if err != nil || len(s.Unreadable) == 0 {
		return err
	}
	why := "which does not open them"
	if _, err := os.Stat(s.File); errors.Is(err, fs.ErrNotExist) {
		why = "which is not there"
	}
	fmt.Fprintf(out, "These secrets need the key in %s, %s:\n", s.File, why)
	for _, name := range s.Unreadable {
		fmt.Fprintln(out, "  ", name)
	}
	_, err = fmt.Fprintln(out, "The box runs and pages without them. Put the key file there (backups do not have it), or if it is lost for good\n"+
		"make a new one (wakeman secrets rotate --lost) and type them again.")
	return err
}

// checkSecrets demands that all open. A backup may be looked at where its key is
// not: that is what the key is apart for.
func (c checkCmd) checkSecrets(s store.Secrets, out io.Writer) error {
	if _, err := os.Stat(s.File); errors.Is(err, fs.ErrNotExist) && c.File != "" && c.SecretsKey == "" && len(s.Unreadable) > 0 {
		_, err := fmt.Fprintf(out, "%d secrets were not looked into: their key is not here (--secrets-key).\n", len(s.Unreadable))
		return err
	}
	if err := unreadable(s, out); err != nil || s.Sealed == 0 {
		return err
	}
	_, err := fmt.Fprintf(out, "%d secrets open with their key.\n", s.Sealed)
	return err
}

type compactCmd struct{ dataFlag }

// Run writes the store anew.
func (c compactCmd) Run(ctx context.Context, std stdio) error {
	r, err := store.Compact(ctx, c.Data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%d records, %d bytes (before: %d). What was deleted or sealed since is no longer in the file.\n", r.Records, r.After, r.Before)
	return err
}
