package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/robfig/cron/v3"

	"wakeman/engine"
	"wakeman/notify/dial"
	"wakeman/store"
)

// serveCmd runs the box.
type serveCmd struct {
	dataFlag
	tlsFlags
	HTTP          string   `name:"http" help:"Where to listen for browsers, hooks and the API." default:":8080" env:"WAKEMAN_HTTP" placeholder:"ADDR"`
	SMTP          string   `name:"smtp" help:"Where to listen for mail; off to not listen." default:":2525" env:"WAKEMAN_SMTP" placeholder:"ADDR"`
	MailKeep      int      `name:"mail-keep" help:"How much of a mail is kept, in MiB; of a longer one the beginning." default:"4" env:"WAKEMAN_MAIL_KEEP" placeholder:"MIB"`
	MailAnswers   bool     `name:"mail-answers" help:"Pages by mail can be answered with 4 or 6: people's mail servers deliver the mail domain to this box." env:"WAKEMAN_MAIL_ANSWERS"`
	PublicURL     string   `name:"public-url" help:"How people reach this box; links in pages need it." env:"WAKEMAN_PUBLIC_URL" placeholder:"URL"`
	TrustedProxy  []string `name:"trusted-proxy" help:"Proxies whose X-Forwarded-For is believed (CIDR); none by default." env:"WAKEMAN_TRUSTED_PROXY" placeholder:"CIDR"`
	NeverBlock    []string `name:"never-block" help:"Networks such as the office's (CIDR): wrong passwords from there slow down the account, and never block the address." env:"WAKEMAN_NEVER_BLOCK" placeholder:"CIDR"`
	OutgoingAllow []string `name:"outgoing-allow" help:"Private ranges that webhooks and gateways may be in (CIDR)." env:"WAKEMAN_OUTGOING_ALLOW" placeholder:"CIDR"`
	BackupDir     string   `name:"backup-dir" help:"Make a backup here every day. Wins over the settings, as the two below do." env:"WAKEMAN_BACKUP_DIR" type:"path" placeholder:"DIR"`
	BackupKeep    *int     `name:"backup-keep" help:"How many backups are kept; 14 if nobody says." env:"WAKEMAN_BACKUP_KEEP" placeholder:"N"`
	BackupFor     []string `name:"backup-recipient" help:"Encrypt backups for this public key (age1… from 'wakeman keygen', or an ssh key)." env:"WAKEMAN_BACKUP_RECIPIENT" placeholder:"KEY"`
	AuditKey      string   `name:"audit-key" help:"Key file that signs the end of the audit log; made when missing (default: audit.key in the data directory)." env:"WAKEMAN_AUDIT_KEY" type:"path" placeholder:"FILE"`
	AuditShip     []string `name:"audit-ship" help:"Where the signed end of the audit log goes each hour: syslog://HOST:PORT, syslog+tcp://HOST:PORT, mailto:ADDRESS." env:"WAKEMAN_AUDIT_SHIP" placeholder:"URL"`
	secretsFlag
	MaxSize int64 `name:"max-size" help:"Largest size of the store in MiB; 0 for the disk's." env:"WAKEMAN_MAX_SIZE" placeholder:"MIB"`
	Verbose bool  `short:"v" help:"Log every request." env:"WAKEMAN_VERBOSE"`
	NoSync  bool  `name:"unsafe-no-sync" hidden:"" help:"Do not wait for the disk: for the harness that proves it would notice."`
}

// Run serves until it is told to stop, or the store fails.
func (c serveCmd) Run(ctx context.Context, std stdio) error {
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: level}))
	tuneMemory()
	o, err := c.options(log)
	if err != nil {
		return err
	}
	a, err := start(ctx, o)
	if err != nil {
		return err
	}
	a.greet(std.out)
	return a.run(ctx)
}

// tuneMemory lets the heap grow to five times what is in use before it is
// collected: a few tens of MiB, because what is in use is small, for a tenth of
// the time under load. GOGC in the environment wins.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// options are what an appliance is started with, already listening.
type options struct {
	data          string
	http          net.Listener
	https         net.Listener // nil: TLS, if any, is on http
	smtp          net.Listener // nil: no mail gateway
	publicURL     string
	tls           tlsOptions
	trustedProxy  []netip.Prefix
	neverBlock    []netip.Prefix
	outgoingAllow []netip.Prefix
	maxSize       int64
	mailAnswers   bool
	mailKeep      int // MiB of a mail; 0: what is usual
	noSync        bool
	auditKeyFile  string // "": the end of the audit log is not signed
	secretsKey    string // "": secrets are stored as they are
	auditShipTo   []*url.URL
	backupDir     string   // this and the next two win over the settings; "": those count
	backupKeep    int      // 0: the settings count
	backupFor     []string // public keys; none: the settings count
	log           *slog.Logger
	// inProcess is set by tests in fake time: no control socket, no setup token.
	inProcess bool
	// dial opens the carriers' connections instead of the guard; nil: the guard
	// does. Set by tests whose carriers are in memory.
	dial dial.Func
	// demo says on every page that the provider is made up.
	demo bool
}

func (c serveCmd) options(log *slog.Logger) (options, error) {
	o := options{
		data: c.Data, publicURL: c.PublicURL, maxSize: c.MaxSize << 20, mailKeep: c.MailKeep, mailAnswers: c.MailAnswers, noSync: c.NoSync, log: log, auditKeyFile: auditKeyFile(c.AuditKey, c.Data),
		secretsKey: c.file(c.Data),
		backupDir:  c.BackupDir, backupFor: c.BackupFor,
	}
	if c.BackupKeep != nil {
		if o.backupKeep = *c.BackupKeep; o.backupKeep < 1 {
			return o, fmt.Errorf("--backup-keep %d: keep at least one", o.backupKeep)
		}
	}
	if c.MailKeep < 1 || c.MailKeep > 32 {
		return o, fmt.Errorf("--mail-keep: %d is not from 1 to 32", c.MailKeep)
	}
	var err error
	if o.auditShipTo, err = shipPlaces("--audit-ship", c.AuditShip); err != nil {
		return o, err
	}
	if o.trustedProxy, err = prefixes("--trusted-proxy", c.TrustedProxy); err != nil {
		return o, err
	}
	if o.neverBlock, err = prefixes("--never-block", c.NeverBlock); err != nil {
		return o, err
	}
	if o.outgoingAllow, err = prefixes("--outgoing-allow", c.OutgoingAllow); err != nil {
		return o, err
	}
	if o.tls, err = c.understood(); err != nil {
		return o, err
	}
	return o, c.listen(&o)
}

// listen opens every listener, or none.
func (c serveCmd) listen(o *options) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, o.closeListeners())
		}
	}()
	if o.http, err = listen("--http", c.HTTP); err != nil {
		return err
	}
	if c.HTTPS != "" {
		if o.https, err = listen("--https", c.HTTPS); err != nil {
			return err
		}
	}
	if c.SMTP != "off" {
		o.smtp, err = listen("--smtp", c.SMTP)
	}
	return err
}

func listen(flag, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w (is another Wakeman, or another program, using it?)", flag, addr, err)
	}
	return l, nil
}

func prefixes(flag string, list []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range list {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, errAddr := netip.ParseAddr(text)
			if errAddr != nil {
				return nil, fmt.Errorf("%s: %q is not a range such as 192.0.2.0/24", flag, text)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		all = append(all, p)
	}
	return all, nil
}

// schedule makes the clockwork: cron in UTC that only kicks. What is due is
// always a row in the store.
func (a *appliance) schedule(ctx context.Context) *cron.Cron {
	quiet := cron.PrintfLogger(slog.NewLogLogger(a.log.Handler(), slog.LevelError))
	seconds := cron.NewParser(cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	c := cron.New(cron.WithLocation(time.UTC), cron.WithParser(seconds), cron.WithChain(cron.Recover(quiet), cron.SkipIfStillRunning(cron.DiscardLogger)))
	every := func(spec string, job func()) {
		if _, err := c.AddFunc(spec, job); err != nil {
			panic(err) // a fixed specification: wrong only in this source
		}
	}
	every("@every 1s", func() { a.engine.Kick(); a.pages.Kick() })
	every("@every 1m", a.refreshEmergency)
	every("@every 1m", func() { a.checkDamage(ctx) })
	settled := fmt.Sprintf("%d * * * * *", int(engine.Settled.Seconds())+1)
	every(settled, func() { a.remind(ctx) }) // soon after the minute, when shifts begin
	every("@every 10m", a.feeds.kick)
	every("@every 1h", func() { a.prune(ctx) })
	every("@every 1h", func() { a.forget(ctx) })
	every("@every 1h", func() { a.shipAudit(ctx) })
	every("@every 1h", func() { a.makeBackup(ctx) })
	every("@every 1h", func() { a.checkAudit(ctx) })
	every("@every 1h", func() { a.checkCertificate(ctx) })
	return c
}

// remind sends the reminders of shifts that fell due. What could not be written is
// looked at again the next minute.
func (a *appliance) remind(ctx context.Context) {
	if err := a.engine.Remind(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("reminders of shifts were not sent; tried again in a minute", "err", err)
	}
}

// prune removes what retention says is old enough.
func (a *appliance) prune(ctx context.Context) {
	now := time.Now()
	days := a.db.Config().Settings.RawDays
	if days <= 0 {
		return
	}
	removed, err := a.db.Prune(ctx, now, now.AddDate(0, 0, -days))
	if err != nil {
		a.log.Error("retention failed", "err", err)
		return
	}
	if removed.Raw > 0 || removed.Sessions > 0 {
		a.log.Info("retention", "raw_bodies", removed.Raw, "sessions", removed.Sessions)
	}
}

// forget takes out of schedules what was over long ago.
func (a *appliance) forget(ctx context.Context) {
	rows, err := a.editor().Forget(ctx, time.Now())
	if err != nil {
		a.log.Error("history that is old enough was not removed; tried again in an hour", "err", err)
		return
	}
	for _, r := range rows {
		a.log.Info("retention", "object", r.Object, "detail", r.Detail)
	}
}

// feedWatchdog tells systemd that all is well, but only while ticks complete: a
// process that answers and no longer pages must be restarted.
func (a *appliance) feedWatchdog(ctx context.Context) {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil || interval == 0 {
		return
	}
	ticker := time.NewTicker(interval / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			if now.Sub(a.engine.LastTick()) < interval {
				_, _ = daemon.SdNotify(false, daemon.SdNotifyWatchdog) // nobody to tell
			}
		}
	}
}

func tellSystemd(state string) {
	_, _ = daemon.SdNotify(false, state) // not running under systemd is no error
}

// storeOptions are how the appliance opens its store.
func (o options) storeOptions() store.Options {
	return store.Options{Dir: o.data, MaxSize: o.maxSize, NoSync: o.noSync, Version: version(), Log: o.log, SecretsKey: o.secretsKey}
}
