package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"wakeman/embed"
	"wakeman/engine"
	"wakeman/web"
	"wakeman/web/api"
	"wakeman/web/auth"
	"wakeman/web/calendar"
	"wakeman/web/certificate"
	"wakeman/web/heard"
	"wakeman/web/hooks"
	"wakeman/web/mailgate"
	"wakeman/web/ui"
	"wakeman/web/ui/view"
	"wakeman/web/upkeep"
)

// front is everything that listens: browsers, senders, mail, the command line.
type front struct {
	a          *appliance
	hub        *web.Hub
	http       *web.Server
	mail       *mailgate.Server
	control    net.Listener
	auth       *auth.Auth
	commands   commands
	setupToken string
	// certificate is where the certificate comes from; nil: there is no TLS.
	certificate certificate.Source
	problem     func(w http.ResponseWriter, r *http.Request, status int) // draws an error page
	running     sync.WaitGroup
}

func newFront(ctx context.Context, a *appliance) (*front, error) {
	f := &front{a: a, hub: web.NewHub()}
	f.commands = commands{db: a.db, kick: func() { a.kicked() }, now: time.Now, refreshFeed: a.feeds.refresh}
	f.commands.keeper = f.keeper()
	refusals := web.NewRefusals(a.db, a.log)
	metrics := web.NewMetrics(version())
	a.carriers.count = metrics.Driver
	f.auth = auth.New(auth.Options{Store: a.db, Log: a.log, Refuse: refusals.Refuse, Ended: f.hub.Recheck, Alarm: a.alarm, Tell: a.tell, NeverBlock: a.neverBlocked, Base: a.base, OpenID: a.openID()})
	f.commands.signIns, f.commands.ended = f.auth, f.hub.Recheck
	intake := intake{web.Intake{Engine: a.engine, Refusals: refusals, Metrics: metrics}, a}
	if f.certificate = a.openCertificate(); f.certificate != nil {
		f.commands.certificate = f.certificate.State
	}
	pages, err := f.pages()
	if err != nil {
		return nil, err
	}
	f.http, err = web.New(f.secured(web.Options{
		Engine: a.engine, Store: a.db, Auth: f.auth, Refusals: refusals, Hub: f.hub, Metrics: metrics, Log: a.log, Heartbeat: a.heartbeat.now, Looks: a.watcher.Counts,
		Senders: func() ([]heard.Sender, error) { return heard.Senders(a.db, a.db.Config(), time.Now()) },
		Doors: web.Doors{
			Events: func(mux *http.ServeMux) {
				hooks.Routes(mux, intake, hooks.Options{Log: a.log, Remote: auth.Remote, EventKey: f.auth.EventKey, Beat: intake.Beat, Fetch: a.carriers.fetch})
			},
			Calendars: func(mux *http.ServeMux) {
				calendar.Routes(mux, calendar.Options{Keys: f.auth, Config: a.db.Config, Base: a.base, Log: a.log})
			},
			API: func(mux *http.ServeMux) {
				api.Routes(mux, api.Options{Engine: a.engine, Store: a.db, Editor: a.editor(), Watches: a.watcher, Access: f.auth, Invites: f.inviter(), Upkeep: f.keeper(), Base: a.base, Log: a.log, Heartbeat: a.heartbeat.now, RefreshFeed: a.feeds.refresh, Demo: a.demo})
			},
			Pages: pages,
		},
		Fail: f.problem, TrustedProxies: a.trustedProxy, TrustedOrigins: origins(a.publicURL),
	}))
	if err != nil {
		return nil, err
	}
	f.mail = mailgate.New(mailgate.Options{
		Intake: intake, Log: a.log, TLS: f.tlsConfig(), Keep: int64(a.mailKeep) << 20,
		Answer: func(ctx context.Context, said engine.MailAnswer) error { return a.engine.Answer(ctx, said) },
		Domain: func() string { return a.db.Config().Settings.MailDomain },
	})
	return f, f.open(ctx)
}

// intake is where posts and mails go, with what mail needs to know beside.
type intake struct {
	web.Intake
	a *appliance
}

// KnownKey reports whether an integration or a heartbeat has this key.
func (in intake) KnownKey(key string) bool {
	_, _, ok := in.a.db.Config().ByKey(key)
	return ok || in.beats(key) || in.a.db.Config().LostKeys[key]
}

func (in intake) beats(key string) bool {
	_, ok := in.a.db.Config().HeartbeatByKey(key)
	return ok
}

// Submit takes a post in. A mail to a heartbeat is a sign of life, whatever it says,
// if its sender wrote it of its own accord and just now: a bounce, or a mail that a
// queue has kept, says nothing of whether the sender lives. Such a mail is listed with
// what was refused, and taken: nobody is to send it again.
func (in intake) Submit(ctx context.Context, p engine.Post) (engine.Receipt, error) {
	if p.Via != "email" {
		return in.Intake.Submit(ctx, p)
	}
	beat, ok := in.a.db.Config().HeartbeatByKey(p.Key)
	if !ok {
		return in.Intake.Submit(ctx, p)
	}
	if why := lifeless(p.Events, beat, time.Now()); why != "" {
		in.Refuse(engine.Refusal{Door: "heartbeat", Remote: p.Raw.Remote, Reason: "no sign of life for " + beat.Name + ": " + why, Hint: p.Raw.Path})
		return engine.Receipt{}, nil
	}
	return engine.Receipt{}, in.Beat(ctx, p.Key)
}

// lifeless says why a mail is no sign of life, "" if it is one. Only a relay's stamp
// tells that it waited: the sender's own clock may be wrong.
func lifeless(events []engine.Event, beat engine.Heartbeat, now time.Time) string {
	if len(events) > 0 && !slices.ContainsFunc(events, func(e engine.Event) bool { return !e.Test }) {
		return "the mail is an automatic reply, a bounce, or one of our own"
	}
	for _, e := range events {
		if !e.RelayedAt.IsZero() && now.Sub(e.RelayedAt) > beat.Interval+beat.Grace {
			return "the mail was sent at " + e.RelayedAt.UTC().Format(time.RFC3339) + ", longer ago than its interval and grace"
		}
	}
	return ""
}

// Integration finds the integration that has a key.
func (in intake) Integration(key string) (engine.Integration, bool) {
	found, _, ok := in.a.db.Config().ByKey(key)
	return found, ok
}

// inviter makes invitations, and sends them where a mail server is set.
func (f *front) inviter() *auth.Inviter {
	return f.auth.Inviter(f.a.db).ByMail(f.a.links, f.a.pages.Kick)
}

func (f *front) pages() (func(*http.ServeMux), error) {
	assets, err := embed.Load()
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	o := ui.Options{
		Engine: f.a.engine, Store: f.a.db, Auth: f.auth, Invites: f.inviter(), Editor: f.a.editor(), Assets: assets, Log: f.a.log, Links: f.a.links,
		Release: func(ctx context.Context, actor engine.Actor) error {
			_, err := f.commands.release(ctx, releaseIn{actor})
			return err
		},
		LiveID: f.hub.Position, Started: time.Now(), Version: version(), Demo: f.a.demo, Facts: f.facts,
		Upkeep: f.keeper(), AuditCheck: f.a.auditCheck.state, RefreshFeed: f.a.feeds.refresh,
		Heartbeat: f.a.heartbeat.now, Watches: f.a.watcher,
	}
	if f.certificate != nil {
		o.Certificate = f.certificate.State
	}
	return func(mux *http.ServeMux) {
		mux.Handle("GET /assets/", assets)
		ui.Routes(mux, o)
	}, nil
}

// keeper is how the box keeps itself, for pages and the API.
type keeper struct {
	*nightly
	upkeep.Shipper
	a *appliance
	f *front
}

func (f *front) keeper() upkeep.Keeper { return keeper{f.a.nightly, f.a.shipper(), f.a, f} }

// NeverBlock are the networks of the command line.
func (k keeper) NeverBlock() upkeep.Fixed {
	if len(k.a.neverBlock) == 0 {
		return nil
	}
	return upkeep.Fixed{"never_block": "--never-block " + strings.Join(each(k.a.neverBlock, netip.Prefix.String), " --never-block ")}
}

// Reach is how the box is reached.
func (k keeper) Reach() upkeep.Reach {
	a := k.a
	r := upkeep.Reach{
		HTTP: a.http.Addr().String(), PublicURL: a.base(), Setting: a.db.Config().Settings.PublicURL != "", Data: a.data,
		TLS: string(a.tls.mode), HSTS: a.tls.hsts, TrustedProxies: each(a.trustedProxy, netip.Prefix.String), MailAnswers: a.answersAt() != "",
	}
	if a.https != nil {
		r.HTTPS = a.https.Addr().String()
	}
	if a.smtp != nil {
		r.Mail = a.smtp.Addr().String()
	}
	if k.f.http != nil { // nil while the box starts
		r.UnlistedProxies = each(k.f.http.UnlistedProxies(), func(p web.UnlistedProxy) upkeep.UnlistedProxy {
			return upkeep.UnlistedProxy{Network: netip.PrefixFrom(p.Addr, p.Addr.BitLen()), At: p.At}
		})
	}
	return r
}

// neverBlocked are the networks that the throttle leaves out: of the command
// line, else of the settings.
func (a *appliance) neverBlocked() []netip.Prefix {
	if len(a.neverBlock) > 0 {
		return a.neverBlock
	}
	return a.db.Config().Settings.NeverBlock
}

// facts are for the admin's eye on the health page.
func (f *front) facts() []view.Field {
	list := []view.Field{{Name: "Data directory", Value: f.a.data}, {Name: "HTTP", Value: f.a.http.Addr().String()}}
	if f.a.https != nil {
		list = append(list, view.Field{Name: "HTTPS", Value: f.a.https.Addr().String()})
	}
	if f.a.smtp != nil {
		list = append(list, view.Field{Name: "Mail", Value: f.a.smtp.Addr().String()})
	}
	return list
}

// origins is the public address as browsers name it, without a path, for a
// proxy in front that changes the host name.
func origins(publicURL string) []string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Host == "" {
		return nil
	}
	return []string{u.Scheme + "://" + u.Host}
}

// open makes the setup token and the control socket. A demo needs no token: it makes its owner itself.
func (f *front) open(context.Context) error {
	if f.a.inProcess {
		return nil
	}
	var err error
	if !f.a.demo {
		if f.setupToken, err = f.auth.OpenSetup(f.a.data); err != nil {
			return err
		}
	}
	f.control, err = web.Control{}.Listen(f.a.data)
	return err
}

func (f *front) changed(numbers ...uint64) { f.hub.Changed(numbers...) }

// greet says how to set the box up.
func (f *front) greet(out io.Writer) {
	if f.setupToken == "" {
		return
	}
	base := f.a.base()
	if base == "" {
		base = f.address()
	}
	fmt.Fprintf(out, "Nobody can sign in yet. Open %s/setup and give this token (good for an hour, also in %s/setup-token):\n\n    %s\n\n", base, f.a.data, f.setupToken)
}

// address is where the box can be reached if nobody has said.
func (f *front) address() string {
	if f.certificate != nil && f.a.https == nil {
		return "https://" + f.a.http.Addr().String()
	}
	return "http://" + f.a.http.Addr().String()
}

// serve starts to listen; the first error that ends a listener comes back.
func (f *front) serve(ctx context.Context) <-chan error {
	ended := make(chan error, 3)
	start := func(run func() error) {
		f.running.Go(func() {
			if err := run(); err != nil {
				ended <- err
			}
		})
	}
	start(func() error {
		if f.a.https != nil {
			return f.http.Run(ctx, f.a.https, f.a.http)
		}
		return f.http.Run(ctx, f.a.http)
	})
	if f.certificate != nil {
		start(func() error { f.certificate.Run(ctx); return nil })
	}
	if f.a.smtp != nil {
		start(func() error { return f.mail.Serve(f.a.smtp) })
	}
	if f.control != nil {
		control := web.Control{Handlers: f.commands.handlers(), Log: f.a.log}
		start(func() error { return control.Run(ctx, f.control) })
	}
	return ended
}

// shutdown stops listening, lets what is under way finish, and waits.
func (f *front) shutdown(ctx context.Context, stop context.CancelFunc) error {
	err := f.http.Shutdown(ctx)
	if f.a.smtp != nil {
		err = errors.Join(err, f.mail.Shutdown(ctx))
	}
	stop()
	f.running.Wait()
	return errors.Join(err, f.auth.CloseSetup())
}
