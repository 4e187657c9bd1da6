package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/notify"
	"wakeman/store"
	"wakeman/web/watch"
)

// appliance is the whole box: every room, wired.
type appliance struct {
	options
	db       *store.DB
	engine   *engine.Engine
	pages    *notify.Dispatcher
	carriers *carriers
	links    engine.Links
	front    *front     // everything that listens
	audit    *auditShip // nil: nothing signs the audit log
	// auditUnsigned is why, as a sentence.
	auditUnsigned string
	nightly       *nightly

	auditCheck *auditNightly
	heartbeat  *heartbeat // the sign of life to a watcher outside
	feeds      *feeds     // calendars of others
	watcher    *watch.Watcher

	certificateTold string // the alarm of the certificate that was raised last; of its hourly job alone

	emergencyMu sync.Mutex
	emergency   []engine.Contact // read each minute, used when the store cannot be
}

// start opens the store, builds the rooms, and catches up with what was missed
// while the box was down. Nothing listens or pages yet when it returns.
func start(ctx context.Context, o options) (*appliance, error) {
	a := &appliance{options: o}
	var err error
	if a.db, err = store.Open(ctx, o.storeOptions()); err != nil {
		return nil, errors.Join(err, a.closeListeners())
	}
	if err = a.build(ctx); err != nil {
		return nil, errors.Join(err, a.closeListeners(), a.db.Close())
	}
	return a, nil
}

func (o options) closeListeners() error {
	var err error
	for _, l := range []net.Listener{o.http, o.https, o.smtp} {
		if l != nil {
			err = errors.Join(err, l.Close())
		}
	}
	return err
}

// answersAt is the domain at which answers to pages are taken, "" if they are not:
// only an admin knows whether people's mail servers deliver it to this box.
func (a *appliance) answersAt() string {
	if !a.mailAnswers || a.smtp == nil {
		return ""
	}
	return a.db.Config().Settings.MailDomain
}

func (a *appliance) build(ctx context.Context) error {
	key, err := a.db.Secret(ctx, "acknowledge links")
	if err != nil {
		return fmt.Errorf("read the key of acknowledge links: %w", err)
	}
	a.carriers = &carriers{config: a.db.Config, allow: a.outgoingAllow, dial: a.dial, log: a.log}
	a.openHeartbeat()
	a.openFeeds()
	a.links = engine.Links{Base: a.base, Mail: a.answersAt, Key: key}
	a.engine = engine.New(engine.Options{
		Store: a.db, Log: a.log, Links: a.links,
		KickPages: func() { a.pages.Kick() },
		Changed:   func(numbers ...uint64) { a.front.changed(numbers...) },
		Ticked:    a.heartbeat.tick,
	})
	if err := a.openAudit(); err != nil { // paging goes on without
		a.log.Error("the audit log is not signed", "err", err)
	}
	a.openWatcher()
	a.openAuditNightly()
	a.pages = notify.NewDispatcher(a.engine, a.engine, a.carriers.driver, a.log, nil)
	if err := a.openNightly(); err != nil {
		return err
	}
	if a.front, err = newFront(ctx, a); err != nil {
		return err
	}
	return a.catchUp(ctx)
}

// catchUp rebuilds before anything is paged: due timers first, so that the
// pages that follow are about what is true now.
func (a *appliance) catchUp(ctx context.Context) error {
	uncertain, err := a.engine.Recover(ctx)
	if err != nil {
		return fmt.Errorf("take back unfinished deliveries: %w", err)
	}
	if uncertain > 0 {
		a.log.Warn("stopped while paging: these messages are sent again and say so", "messages", uncertain)
	}
	if _, err := a.engine.Step(ctx); err != nil {
		return fmt.Errorf("first tick: %w", err)
	}
	a.refreshEmergency()
	return nil
}

// base is the public address: the setting, else the flag, else none.
func (a *appliance) base() string {
	if url := a.db.Config().Settings.PublicURL; url != "" {
		return url
	}
	return a.publicURL
}

// alarm opens an incident about the box itself. One that can not be opened is
// in the log.
func (a *appliance) alarm(ctx context.Context, what engine.Alarm) {
	if _, err := a.engine.Alarm(ctx, what); err != nil {
		a.log.Error("an alarm about Wakeman itself was not raised", "alarm", what.Title, "details", what.Details, "err", err)
	}
}

// tell sends somebody news of what was done to their sign-in.
func (a *appliance) tell(ctx context.Context, n engine.News) {
	if err := engine.Tell(ctx, a.db, n, time.Now()); err != nil {
		a.log.Error("somebody was not told of a change", "user", n.User, "err", err)
		return
	}
	a.pages.Kick()
}

// editor is how pages and the API change the configuration.
func (a *appliance) editor() config.Editor { return config.Editor{Store: a.db, Kick: a.kicked} }

// kicked is called after a change of configuration.
func (a *appliance) kicked() {
	a.engine.Kick()
	a.pages.Kick()
	a.front.changed(0)
	a.refreshEmergency()
	a.feeds.kick()
	a.watcher.Kick()
}

// greet says where the box is, and how to set it up.
func (a *appliance) greet(out io.Writer) {
	fmt.Fprintf(out, "Wakeman listens on %s", a.http.Addr())
	if a.https != nil {
		fmt.Fprintf(out, ", with TLS on %s", a.https.Addr())
	}
	if a.smtp != nil {
		fmt.Fprintf(out, ", for mail on %s", a.smtp.Addr())
	}
	fmt.Fprintln(out)
	if reason, held := a.db.Hold(); held {
		fmt.Fprintf(out, "It does not page: %s. When the original is off: wakeman release --data %s\n", reason, a.data)
	}
	a.front.greet(out)
}

// run serves until ctx ends or the store fails. Then it stops in order: first
// nothing new is let in, then what is under way is finished, then the store is
// closed.
func (a *appliance) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var loops sync.WaitGroup
	loops.Go(func() { a.engine.Run(ctx) })
	loops.Go(func() { a.pages.Run(ctx) })
	loops.Go(func() { a.feedWatchdog(ctx) })
	loops.Go(func() { a.heartbeat.run(ctx) })
	loops.Go(func() { a.feeds.run(ctx) })
	loops.Go(func() { a.watcher.Run(ctx) })
	loops.Go(func() { a.shipAudit(ctx) })
	loops.Go(func() { a.makeBackup(ctx) })
	loops.Go(func() { a.nightly.run(ctx) })
	clock := a.schedule(ctx)
	clock.Start()
	ended := a.front.serve(ctx)
	tellSystemd("READY=1")
	loops.Go(func() { a.remind(ctx) }) // after weeks it has much to read, and no event waits for that

	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
	case <-a.db.Failed():
		err = a.failed(context.WithoutCancel(ctx))
	}
	tellSystemd("STOPPING=1")
	err = errors.Join(err, a.front.shutdown(context.WithoutCancel(ctx), stop))
	<-clock.Stop().Done()
	loops.Wait()
	return errors.Join(err, a.db.Close())
}

// failed takes the emergency path: the store's last commit has an unknown
// result, so nothing more is accepted; people are told directly, and the
// process ends, to be started again and to read what is really on the disk.
func (a *appliance) failed(ctx context.Context) error {
	reason := a.db.FailedReason()
	a.log.Error("the store has failed; paging by the emergency path", "err", reason)
	ctx, cancel := context.WithTimeout(ctx, 2*notify.SendTimeout)
	defer cancel()
	a.emergencyMu.Lock()
	contacts := a.emergency
	a.emergencyMu.Unlock()
	var sends sync.WaitGroup
	for _, c := range contacts {
		sends.Go(func() {
			o := a.pages.Send(ctx, engine.EmergencyDelivery(c, reason.Error(), time.Now()))
			a.log.Info("emergency page", "to", c.Name, "channel", c.Address.Channel, "status", o.Status, "reason", o.Reason)
		})
	}
	sends.Wait()
	return fmt.Errorf("stopping: %w", reason)
}

func (a *appliance) refreshEmergency() {
	list := a.db.Config().Emergency(time.Now())
	a.emergencyMu.Lock()
	a.emergency = list
	a.emergencyMu.Unlock()
}
