package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"wakeman/engine/people"
	"wakeman/store"
)

type planCmd struct {
	dataFlag
	File      string `arg:"" help:"Configuration file, - for standard input."`
	CountAnew bool   `help:"Count turns as the file says, from the first handoff; else whoever stays in a rotation keeps their weeks."`
}

// Run shows what apply would change.
func (c planCmd) Run(ctx context.Context, std stdio) error {
	return applyFile(ctx, c.Data, applyIn{File: c.File, DryRun: true, Anew: c.CountAnew}, std)
}

type applyCmd struct {
	dataFlag
	File      string `arg:"" help:"Configuration file, - for standard input."`
	CountAnew bool   `help:"Count turns as the file says, from the first handoff; else whoever stays in a rotation keeps their weeks."`
}

// Run makes the configuration what the file says.
func (c applyCmd) Run(ctx context.Context, std stdio) error {
	return applyFile(ctx, c.Data, applyIn{File: c.File, Anew: c.CountAnew}, std)
}

func applyFile(ctx context.Context, data string, in applyIn, std stdio) error {
	name, src, err := readFile(in.File, std)
	if err != nil {
		return err
	}
	var out applyOut
	in.File, in.Source, in.Actor = name, string(src), cliActor()
	err = call(ctx, data, "apply", in, &out)
	if err != nil {
		return err
	}
	for _, w := range out.Warnings {
		fmt.Fprintln(std.err, "warning:", w)
	}
	for _, ch := range out.Changes {
		fmt.Fprintln(std.out, ch)
	}
	if len(out.Moves) > 0 {
		fmt.Fprintln(std.out, "Who moves, in the next eight weeks:")
	}
	for _, m := range out.Moves {
		fmt.Fprintln(std.out, "    "+m)
	}
	switch n := len(out.Changes); {
	case n == 0:
		fmt.Fprintln(std.out, "Nothing changes.")
	case in.DryRun:
		fmt.Fprintf(std.out, "%d to change. Nothing was changed: this was a plan.\n", n)
	default:
		fmt.Fprintf(std.out, "%d changed.\n", n)
	}
	return nil
}

type exportCmd struct {
	dataFlag
	Secrets bool   `help:"Include passwords and keys."`
	File    string `arg:"" optional:"" help:"Where to write it; standard output if left out."`
}

// Run prints the configuration.
func (c exportCmd) Run(ctx context.Context, std stdio) error {
	var text string
	if err := call(ctx, c.Data, "export", exportIn{c.Secrets}, &text); err != nil {
		return err
	}
	if c.File == "" || c.File == "-" {
		_, err := fmt.Fprint(std.out, text)
		return err
	}
	return os.WriteFile(c.File, []byte(text), 0o600)
}

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API key and print it. It is shown only once."`
	List   tokenListCmd   `cmd:"" help:"List the API keys."`
	Revoke tokenRevokeCmd `cmd:"" help:"End an API key."`
}

type tokenCreateCmd struct {
	dataFlag
	Name        string        `required:"" help:"What it is for."`
	Scope       string        `enum:"read,full,ingest,wallboard" default:"read" help:"What it may do: read, full, ingest (send events to one integration) or wallboard."`
	User        string        `help:"E-mail address of the person it acts as; the account itself if left out."`
	Integration string        `help:"Where a key of scope ingest sends events to: SERVICE/NAME." placeholder:"SERVICE/NAME"`
	Expires     time.Duration `help:"How long it works, such as 2160h; for ever if left out."`
}

// Run prints the key alone, so that a script can take it.
func (c tokenCreateCmd) Run(ctx context.Context, std stdio) error {
	var secret string
	in := tokenIn{Name: c.Name, Scope: c.Scope, Email: c.User, Integration: c.Integration, Expires: c.Expires, Actor: cliActor()}
	if err := call(ctx, c.Data, "token.create", in, &secret); err != nil {
		return err
	}
	_, err := fmt.Fprintln(std.out, secret)
	return err
}

type tokenListCmd struct{ dataFlag }

// Run lists the keys, without their secrets.
func (c tokenListCmd) Run(ctx context.Context, std stdio) error {
	var list []people.Token
	if err := call(ctx, c.Data, "token.list", struct{}{}, &list); err != nil {
		return err
	}
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tSCOPE\tKEY\tCREATED\tEXPIRES\tLAST USED")
	for _, t := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, t.Scope, t.Hint, day(t.CreatedAt), day(t.ExpiresAt), day(t.UsedAt))
	}
	return w.Flush()
}

func day(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.DateOnly)
}

type tokenRevokeCmd struct {
	dataFlag
	ID string `arg:"" help:"The key's ID, from token list."`
}

// Run ends a key.
func (c tokenRevokeCmd) Run(ctx context.Context, std stdio) error {
	var found bool
	if err := call(ctx, c.Data, "token.revoke", revokeIn{c.ID, cliActor()}, &found); err != nil {
		return err
	}
	_, err := fmt.Fprintln(std.out, "Revoked.")
	return err
}

type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Make a person who can sign in."`
	Passwd userPasswdCmd `cmd:"" help:"Set somebody's password. Ends all their sessions."`
	Reset  userResetCmd  `cmd:"" name:"reset-2fa" help:"Take away the second factor and the passkeys of somebody who lost phone and recovery codes."`
}

type userCreateCmd struct {
	dataFlag
	Email string `arg:"" help:"E-mail address."`
	Name  string `required:"" help:"Name."`
	Role  string `enum:"viewer,responder,scheduler,admin,owner" default:"responder" help:"What they may do: ${enum}."`
	Zone  string `name:"time-zone" default:"UTC" help:"Time zone, such as America/Chicago."`
}

// Run makes a person; the password comes from the terminal or standard input.
func (c userCreateCmd) Run(ctx context.Context, std stdio) error {
	password, err := readPassword(std)
	if err != nil {
		return err
	}
	var id string
	in := userIn{Email: c.Email, Name: c.Name, Role: c.Role, Zone: c.Zone, Password: password, Actor: cliActor()}
	if err := call(ctx, c.Data, "user.create", in, &id); err != nil {
		return err
	}
	if password == "" {
		_, err = fmt.Fprintf(std.out, "%s (%s) is there, and cannot sign in: no password was given. See wakeman user passwd.\n", c.Email, id)
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s (%s) can sign in.\n", c.Email, id)
	return err
}

type userPasswdCmd struct {
	dataFlag
	Email string `arg:"" help:"E-mail address."`
}

// Run sets a password.
func (c userPasswdCmd) Run(ctx context.Context, std stdio) error {
	password, err := readPassword(std)
	if err != nil {
		return err
	}
	var email string
	if err := call(ctx, c.Data, "user.passwd", userIn{Email: c.Email, Password: password, Actor: cliActor()}, &email); err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, "The password is set; every session of theirs has ended.")
	return err
}

// readPassword asks without echo on a terminal, and reads one line elsewhere.
func readPassword(std stdio) (string, error) {
	f, ok := std.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return firstLine(std.in)
	}
	fmt.Fprint(std.err, "Password: ")
	once, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprint(std.err, "\nAgain: ")
	again, err2 := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(std.err)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	if string(once) != string(again) {
		return "", errors.New("the two passwords differ")
	}
	return string(once), nil
}

type backupCmd struct {
	dataFlag
	Recipient []string `help:"Encrypt for this public key (age1… from 'wakeman keygen', or an ssh key)." env:"WAKEMAN_BACKUP_RECIPIENT" placeholder:"KEY"`
	File      string   `arg:"" help:"Where to write the copy."`
}

// Run writes a verified copy.
func (c backupCmd) Run(ctx context.Context, std stdio) error {
	path, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	var report store.BackupReport
	if err := call(ctx, c.Data, "backup", backupIn{path, c.Recipient}, &report); err != nil {
		return err
	}
	how := "verified"
	if len(c.Recipient) > 0 {
		how = "verified, then encrypted"
	}
	_, err = fmt.Fprintf(std.out, "%s: %d records, %d bytes, %s.\n", path, report.Records, report.Bytes, how)
	return err
}

type restoreCmd struct {
	dataFlag
	secretsFlag
	File     string `arg:"" help:"The backup."`
	Force    bool   `help:"Also when there is a store; it is kept beside the new one."`
	Identity string `help:"File with the secret key of an encrypted backup." type:"existingfile" placeholder:"FILE"`
}

// Run puts a backup in place.
func (c restoreCmd) Run(ctx context.Context, std stdio) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	plain, clean, err := opened(c.File, c.Identity, c.Data)
	if err != nil {
		return errors.Join(err, clean())
	}
	report, err := store.Restore(ctx, plain, c.Data, c.Force)
	if err = errors.Join(err, clean()); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Restored %d records into %s.\n", report.Records, c.Data)
	if err := c.tellUnreadable(ctx, report.Path, std.out); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Everybody is signed out (sessions ended: %d, invitations: %d).\n", report.Sessions, report.Invitations)
	tellReturned(report.Returned, std.out)
	fmt.Fprintln(std.out, "The box does not page until you say so: the original may still be running.")
	_, err = fmt.Fprintf(std.out, "When it is not: wakeman release --data %s\n", c.Data)
	return err
}

// tellReturned lists who can come in again: a backup knows nothing of who left,
// changed a password or lost a key since it was made.
func tellReturned(who store.Returned, out io.Writer) {
	for _, list := range []struct {
		title string
		lines []string
	}{
		{"These people can sign in, with the passwords of then. Remove who has left since:", who.People},
		{"These keys work again. Revoke what was revoked since:", who.Keys},
	} {
		if len(list.lines) > 0 {
			fmt.Fprintln(out, list.title)
		}
		for _, line := range list.lines {
			fmt.Fprintln(out, "  ", line)
		}
	}
}

type releaseCmd struct{ dataFlag }

// Run lets a restored box page.
func (c releaseCmd) Run(ctx context.Context, std stdio) error {
	var reason string
	if err := call(ctx, c.Data, "release", releaseIn{cliActor()}, &reason); err != nil {
		return err
	}
	_, err := fmt.Fprintf(std.out, "This box pages again. It was held: %s.\n", reason)
	return err
}

type checkCmd struct {
	dataFlag
	secretsFlag
	File     string `arg:"" optional:"" help:"A backup to check instead of the store."`
	Identity string `help:"File with the secret key of an encrypted backup." type:"existingfile" placeholder:"FILE"`
}

// Run verifies a store or a backup.
func (c checkCmd) Run(ctx context.Context, std stdio) error {
	path := c.File
	if path == "" {
		path = filepath.Join(c.Data, store.FileName)
	}
	plain, clean, err := opened(path, c.Identity, "")
	if err != nil {
		return errors.Join(err, clean())
	}
	report, err := store.Check(ctx, plain)
	var secrets store.Secrets
	if err == nil && report.OK() {
		secrets, err = store.InspectSecrets(ctx, plain, c.file(c.Data))
	}
	if err = errors.Join(err, clean()); err != nil {
		return err
	}
	for _, f := range report.Findings {
		fmt.Fprintln(std.out, f)
	}
	if err := report.Err(); err != nil {
		return err
	}
	if err := c.checkSecrets(secrets, std.out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s: %d records, schema %d, nothing wrong.\n", path, report.Records, report.Schema)
	return err
}
