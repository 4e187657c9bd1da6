package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/store"
	"wakeman/web/upkeep"
)

// headsFile is where the ends of the audit log are kept on the box itself: it
// helps against a mistake, not against somebody who may write there.
const headsFile = "audit.heads"

// shipTimeout is how long one place may take.
const shipTimeout = 20 * time.Second

// auditShip sends the signed end of the audit log off the box, so that rows can
// not be taken away unseen: hourly while there is something new, when somebody
// asks, and at stop. Where to is read anew each time.
type auditShip struct {
	key    ed25519.PrivateKey
	file   string
	places func() ([]*url.URL, error)
	head   func() (store.AuditHead, error)
	mail   func() notify.Driver
	call   dial.Func // opens connections to syslog servers
	audit  func(ctx context.Context, row engine.AuditRow) error
	fixed  upkeep.Fixed
	book   string       // the file that says how it goes; "": that ends with the process
	log    *slog.Logger // may be nil without a book

	sending sync.Mutex // held while one is on its way

	mu    sync.Mutex
	last  uint64    // newest row that got everywhere
	to    string    // where everywhere was
	since time.Time // from when on it has not got everywhere; zero: it has
	went  map[string]upkeep.Place
}

// shipPatience is how long a place may be away before somebody is told.
const shipPatience = 24 * time.Hour

// late notes how a try went at a time, and tells whether it has not worked for
// too long.
func (s *auditShip) late(err error, now time.Time) bool {
	defer s.write()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.since = time.Time{}
	case s.since.IsZero():
		s.since = now.UTC().Round(0)
	}
	return err != nil && now.Sub(s.since) >= shipPatience
}

// shipPlaces reads places; what is the name of the list in errors.
func shipPlaces(what string, list []string) (places []*url.URL, err error) {
	for _, text := range list {
		u, err := config.ParseShipPlace(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		places = append(places, u)
	}
	return places, nil
}

// ship sends the end of the log if it has grown since the last time, or has
// another place to go to, and says whether it has. A place that can not be reached
// is tried again with the next hour's.
func (s *auditShip) ship(ctx context.Context) (head store.AuditHead, grown bool, err error) {
	return s.shipIf(ctx, func(head uint64, to string) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return head != s.last || to != s.to
	})
}

func (s *auditShip) shipIf(ctx context.Context, wanted func(head uint64, to string) bool) (head store.AuditHead, sent bool, err error) {
	s.sending.Lock()
	defer s.sending.Unlock()
	if head, err = s.head(); err != nil {
		return head, false, err
	}
	places, err := s.places()
	if err != nil {
		return head, false, err
	}
	to := fmt.Sprint(places)
	if !wanted(head.Seq, to) {
		return head, false, nil
	}
	signed := sign(s.key, head)
	err = s.keep(signed)
	for _, place := range places {
		one := s.send(ctx, place, signed)
		s.note(place.String(), one, time.Now().UTC().Round(0))
		err = errors.Join(err, one)
	}
	if err == nil {
		s.mu.Lock()
		s.last, s.to = head.Seq, to
		s.mu.Unlock()
	}
	return head, true, err
}

// note remembers how it went at a place.
func (s *auditShip) note(place string, err error, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.went == nil {
		s.went = map[string]upkeep.Place{}
	}
	p := s.went[place]
	p.Tried, p.Problem = now, ""
	if err != nil {
		p.Problem = strings.TrimPrefix(err.Error(), place+": ")
	} else {
		p.OK = now
	}
	s.went[place] = p
}

func (s *auditShip) keep(h signedHead) error {
	f, err := os.OpenFile(s.file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, h.line())
	return errors.Join(err, f.Close())
}

func (s *auditShip) send(ctx context.Context, place *url.URL, h signedHead) error {
	ctx, cancel := context.WithTimeout(ctx, shipTimeout)
	defer cancel()
	var err error
	if place.Scheme == "mailto" {
		err = s.sendMail(ctx, place.Opaque, h)
	} else {
		err = sendSyslog(ctx, s.call, place, h)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	return nil
}

func (s *auditShip) sendMail(ctx context.Context, to string, h signedHead) error {
	driver := s.mail()
	if driver == nil {
		return errors.New("no mail server is set up (settings.mail)")
	}
	o := driver.Send(ctx, notify.Delivery{
		ID: engine.NewKey(), Attempt: 1, To: notify.Address{Channel: notify.Email, Value: to},
		Message: notify.Message{
			Kind: notify.Notice, Zone: time.UTC,
			Subject: "Wakeman audit log: " + strconv.FormatUint(h.Seq, 10) + " rows",
			Text:    "Keep this: it proves later that no row of the audit log was changed or removed.\n\n" + h.line(),
		},
	})
	if !o.OK() {
		return errors.New(o.Reason)
	}
	return nil
}

// sendSyslog writes one message of RFC 5424, by UDP (RFC 5426) or TCP with octet
// counting (RFC 6587, section 3.4.1). Priority 109: facility 13, log audit;
// severity 5, notice.
func sendSyslog(ctx context.Context, call dial.Func, place *url.URL, h signedHead) error {
	network := "udp"
	if place.Scheme == "syslog+tcp" {
		network = "tcp"
	}
	conn, err := call(ctx, network, place.Host)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // what was written is what counts
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "-"
	}
	message := fmt.Sprintf("<109>1 %s %s wakeman - audit - %s", h.At.Format(time.RFC3339), host, h.line())
	if network == "tcp" {
		message = fmt.Sprintf("%d %s", len(message), message)
	}
	_, err = conn.Write([]byte(message))
	return err
}

// shipAudit is the hourly job.
func (a *appliance) shipAudit(ctx context.Context) {
	if a.audit == nil {
		return
	}
	head, grown, err := a.audit.ship(ctx)
	late := a.audit.late(err, time.Now())
	switch {
	case err != nil:
		a.log.Error("the end of the audit log did not get everywhere", "err", err)
		if late {
			a.alarm(ctx, engine.Alarm{
				Key: shipAlarm, Title: "The audit log has not left the box for a day", Urgency: people.Low, Details: err.Error(),
			})
		}
	case grown:
		a.log.Info("audit head", "seq", head.Seq, "hash", head.Hash)
		a.endAlarm(ctx, shipAlarm, "it got everywhere")
	}
}

func (a *appliance) openAudit() error {
	if a.auditKeyFile == "" {
		a.auditUnsigned = "The demo signs nothing and sends nothing: its audit log ends with it. What is set here is kept, and not in force."
		return nil
	}
	key, err := auditKey(a.auditKeyFile)
	if err != nil {
		a.auditUnsigned = "The key that signs the end of the audit log could not be read or made: see the log of the service. What is set here is kept, and in force once there is a key."
		return err
	}
	a.audit = &auditShip{
		key: key, file: filepath.Join(a.data, headsFile), places: a.auditPlaces, head: a.db.AuditHead, audit: a.note,
		mail: a.mailDriver, call: a.callSyslog, fixed: a.auditFixed(),
		book: filepath.Join(a.data, shipBookFile), log: a.log,
	}
	a.audit.remember()
	return nil
}

func (a *appliance) auditFixed() upkeep.Fixed {
	if len(a.auditShipTo) == 0 {
		return upkeep.Fixed{}
	}
	return upkeep.Fixed{"audit_ship": "--audit-ship " + strings.Join(each(a.auditShipTo, (*url.URL).String), " --audit-ship ")}
}

func (a *appliance) mailDriver() notify.Driver { return a.carriers.driver(notify.Email) }

// auditPlaces is where the end goes now.
func (a *appliance) auditPlaces() ([]*url.URL, error) {
	if len(a.auditShipTo) > 0 {
		return a.auditShipTo, nil
	}
	return shipPlaces("settings.audit_ship", a.db.Config().Settings.AuditShip)
}

// callSyslog opens a connection to a syslog server. One that was typed on a page
// is held to the ranges that may be called, as every address that admins type
// is; one of the command line is the business of whoever runs the box.
func (a *appliance) callSyslog(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{}
	if len(a.auditShipTo) == 0 {
		guard := dial.NewGuard(a.carriers.allowed)
		d.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			return guard.Check(at.Addr())
		}
	}
	conn, err := d.DialContext(ctx, network, address)
	if refused, ok := errors.AsType[*dial.Refused](err); ok {
		return nil, refused
	}
	return conn, err
}

func each[T, R any](list []T, of func(T) R) (all []R) {
	for _, one := range list {
		all = append(all, of(one))
	}
	return all
}

// unsigned is shipping without a key: what is set is shown, nothing is sent.
type unsigned struct {
	why   string
	fixed upkeep.Fixed
	set   func() []string
}

// Shipping says why nothing is signed, and where it would go.
func (s unsigned) Shipping() upkeep.Shipping {
	return upkeep.Shipping{To: s.set(), Fixed: s.fixed, Broken: s.why}
}

// Ship refuses.
func (s unsigned) Ship(context.Context, engine.Actor) (upkeep.Shipping, error) {
	return s.Shipping(), engine.Fail(engine.Conflict, "%s", s.why)
}

// shipper is what sends the ends of the audit log, or says why nothing does.
func (a *appliance) shipper() upkeep.Shipper {
	if a.audit == nil {
		return unsigned{a.auditUnsigned, a.auditFixed(), func() []string {
			if len(a.auditShipTo) > 0 {
				return each(a.auditShipTo, (*url.URL).String)
			}
			return a.db.Config().Settings.AuditShip
		}}
	}
	return a.audit
}

// Shipping is how it goes.
func (s *auditShip) Shipping() upkeep.Shipping {
	places, err := s.places()
	to := each(places, (*url.URL).String)
	s.mu.Lock()
	defer s.mu.Unlock()
	v := upkeep.Shipping{To: to, Fixed: s.fixed, Rows: s.last}
	if err != nil {
		v.Broken = err.Error()
	}
	for _, place := range to {
		p := s.went[place]
		p.Address = place
		v.Places = append(v.Places, p)
	}
	return v
}

// Ship sends the end now.
func (s *auditShip) Ship(ctx context.Context, actor engine.Actor) (upkeep.Shipping, error) {
	v := s.Shipping()
	switch {
	case v.Broken != "":
		return v, engine.Fail(engine.Conflict, "%s", v.Broken)
	case len(v.To) == 0:
		return v, engine.Fail(engine.Conflict, "no place is set that the end of the audit log could be sent to")
	}
	row := engine.AuditRow{At: time.Now().UTC().Round(0), Actor: actor, Action: "audit.ship", Object: "audit log", Detail: strings.Join(v.To, ", ")}
	if err := s.audit(ctx, row); err != nil {
		return v, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shipTimeout)
	defer cancel()
	_, _, err := s.shipIf(ctx, func(uint64, string) bool { return true })
	s.late(err, time.Now())
	return s.Shipping(), nil // what went wrong is said of each place
}
