package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"
)

// The exit codes of the command line.
const (
	exitOK     = 0
	exitFailed = 1 // the command did not succeed
	exitUsage  = 2 // the command line itself was wrong
)

// cli is the command line. Every flag can also be a WAKEMAN_ variable.
type cli struct {
	Serve       serveCmd       `cmd:"" help:"Run Wakeman."`
	Demo        demoCmd        `cmd:"" help:"Play an outage at a made-up provider. Leaves nothing behind."`
	Plan        planCmd        `cmd:"" help:"Show what apply would change."`
	Apply       applyCmd       `cmd:"" help:"Make the configuration what a file says."`
	Export      exportCmd      `cmd:"" help:"Print the configuration as a file for apply."`
	Schedule    scheduleCmd    `cmd:"" help:"Who is on call, and when."`
	Feed        feedCmd        `cmd:"" help:"Calendars that absences and holidays come from."`
	Token       tokenCmd       `cmd:"" help:"API keys."`
	User        userCmd        `cmd:"" help:"People who sign in."`
	Unblock     unblockCmd     `cmd:"" help:"Let an address or a person try to sign in again."`
	Backup      backupCmd      `cmd:"" help:"Write a verified copy of the store, also while the server runs."`
	Keygen      keygenCmd      `cmd:"" help:"Make a key pair for encrypted backups."`
	Restore     restoreCmd     `cmd:"" help:"Put a backup in place. The box then asks before it pages."`
	Release     releaseCmd     `cmd:"" help:"Let a restored box page people."`
	Certificate certificateCmd `cmd:"" help:"Show the box's certificate and its fingerprint, also while the server runs."`
	Audit       auditCmd       `cmd:"" help:"The audit log."`
	Secrets     secretsCmd     `cmd:"" help:"The key that secrets in the store are sealed with."`
	Compact     compactCmd     `cmd:"" help:"Write the store of a stopped server anew, without what was deleted."`
	Check       checkCmd       `cmd:"" help:"Read every record of a store or a backup and verify it."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// dataFlag is where the data directory is.
type dataFlag struct {
	Data string `help:"Data directory." default:"./wakeman-data" env:"WAKEMAN_DATA" type:"path" placeholder:"DIR"`
}

// exit is thrown by kong when it has printed a help text.
type exit struct{ code int }

// run executes one command line and gives the process's exit code. It is what
// tests call instead of the binary.
func run(ctx context.Context, args []string, std stdio) (code int) {
	defer func() {
		if e, ok := recover().(exit); ok {
			code = e.code
		}
	}()
	var c cli
	parser, err := kong.New(&c,
		kong.Name("wakeman"), kong.Description("On-call alerting for internet providers: one binary, one box."),
		kong.Writers(std.out, std.err), kong.Exit(func(code int) { panic(exit{code}) }),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(std),
	)
	if err != nil {
		fmt.Fprintln(std.err, "wakeman:", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(std.err, "wakeman:", err)
		fmt.Fprintln(std.err, "wakeman: try: wakeman --help")
		return exitUsage
	}
	if err := command.Run(); err != nil {
		fmt.Fprintln(std.err, "wakeman:", err)
		return exitFailed
	}
	return exitOK
}

// version is the module's version, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "commit " + s.Value[:12]
		}
	}
	return info.Main.Version
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(std stdio) error {
	_, err := fmt.Fprintln(std.out, "wakeman", version())
	return err
}

// commandTimeout bounds a command that talks to a running server.
const commandTimeout = 5 * time.Minute
