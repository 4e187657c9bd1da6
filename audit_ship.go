package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/store"
)

// headsFile is where the ends of the audit log are kept on the box itself: it
// helps against a mistake, not against somebody who may write there.
const headsFile = "audit.heads"

// shipTimeout is how long one place may take.
const shipTimeout = 20 * time.Second

// auditShip sends the signed end of the audit log off the box, so that rows can
// not be taken away unseen: hourly while there is something new, and at stop.
type auditShip struct {
	key    ed25519.PrivateKey
	file   string
	places []*url.URL
	head   func() (store.AuditHead, error)
	mail   func() notify.Driver

	mu    sync.Mutex
	last  uint64    // newest row that was sent
	since time.Time // from when on it has not got everywhere; zero: it has
}

// shipPatience is how long a place may be away before somebody is told.
const shipPatience = 24 * time.Hour

// late notes how a try went at a time, and tells whether it has not worked for
// too long.
func (s *auditShip) late(err error, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.since = time.Time{}
	case s.since.IsZero():
		s.since = now
	}
	return err != nil && now.Sub(s.since) >= shipPatience
}

// shipPlaces reads --audit-ship.
func shipPlaces(list []string) (places []*url.URL, err error) {
	for _, text := range list {
		u, err := url.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("--audit-ship: %w", err)
		}
		switch u.Scheme {
		case "syslog", "syslog+tcp":
			if _, _, err := net.SplitHostPort(u.Host); err != nil {
				return nil, fmt.Errorf("--audit-ship %s: name host and port, as in syslog://192.0.2.10:514", text)
			}
		case "mailto":
			if _, err := mail.ParseAddress(u.Opaque); err != nil {
				return nil, fmt.Errorf("--audit-ship %s: no mail address", text)
			}
		default:
			return nil, fmt.Errorf("--audit-ship %s: must be an address of syslog, syslog+tcp or mailto", text)
		}
		places = append(places, u)
	}
	return places, nil
}

// ship sends the end of the log if it has grown since the last time, and says
// whether it has. A place that can not be reached is tried again with the next
// hour's.
func (s *auditShip) ship(ctx context.Context) (head store.AuditHead, grown bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	head, err = s.head()
	if err != nil || head.Seq == s.last {
		return head, false, err
	}
	signed := sign(s.key, head)
	err = s.keep(signed)
	for _, place := range s.places {
		err = errors.Join(err, s.send(ctx, place, signed))
	}
	if err == nil {
		s.last = head.Seq
	}
	return head, true, err
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
		err = sendSyslog(ctx, place, h)
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
func sendSyslog(ctx context.Context, place *url.URL, h signedHead) error {
	network := "udp"
	if place.Scheme == "syslog+tcp" {
		network = "tcp"
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, place.Host)
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
		return nil
	}
	key, err := auditKey(a.auditKeyFile)
	if err != nil {
		return err
	}
	a.audit = &auditShip{
		key: key, file: filepath.Join(a.data, headsFile), places: a.auditShipTo, head: a.db.AuditHead,
		mail: func() notify.Driver { return a.carriers.driver(notify.Email) },
	}
	return nil
}
