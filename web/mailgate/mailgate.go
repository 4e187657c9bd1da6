package mailgate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"

	"wakeman/engine"
	"wakeman/web/mailgate/origin"
	"wakeman/web/mailgate/reading"
)

// Intake takes mail into the core.
type Intake interface {
	// KnownKey tells whether an integration, or a heartbeat, has this key. It is asked for each
	// recipient and answers from memory.
	KnownKey(key string) bool
	// Integration finds the integration that has a key.
	Integration(key string) (engine.Integration, bool)
	// Submit stores a post as a whole and decides what becomes of it. When it
	// returns without an error, the post is committed. An error is an
	// [engine.Failure] (UnknownKey; Unavailable), or an internal one.
	Submit(ctx context.Context, p engine.Post) (engine.Receipt, error)
	// Refuse records that something was turned away, to be counted and listed.
	Refuse(r engine.Refusal)
}

// Options are the listener's settings. Only Intake must be set; a zero stands
// for the default.
type Options struct {
	Intake   Intake
	Domain   func() string // the domain mail is addressed to; empty or nil: any
	Hostname string        // in the greeting; default "wakeman"
	TLS      *tls.Config   // offers STARTTLS if set
	// Answer does what somebody answers to pages; see [engine.Engine.Answer]. Nil:
	// no answers are taken.
	Answer func(ctx context.Context, said engine.MailAnswer) error
	Log    *slog.Logger

	Keep int64 // bytes of a mail; of a longer one the beginning; default 4 MiB
	// Resolver is asked about the senders of mail from outside; nil: the machine's.
	Resolver origin.Resolver

	MaxBytes      int64         // that a mail may announce; default 64 MiB
	MaxRecipients int           // of a mail; default 10
	ReadTimeout   time.Duration // of silence; default 60 s
	SessionLimit  time.Duration // of a connection; default 5 min
	MaxConns      int           // at a time; default 100
	MaxConnsPerIP int           // at a time, IPv6 by /64; default 20
}

func (o Options) withDefaults() Options {
	if o.Domain == nil {
		o.Domain = func() string { return "" }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Hostname = orDefault(o.Hostname, "wakeman")
	o.Keep = orDefault(o.Keep, 4<<20)
	o.MaxBytes = max(orDefault(o.MaxBytes, 64<<20), o.Keep)
	o.MaxRecipients = orDefault(o.MaxRecipients, 10)
	o.ReadTimeout = orDefault(o.ReadTimeout, time.Minute)
	o.SessionLimit = orDefault(o.SessionLimit, 5*time.Minute)
	o.MaxConns = orDefault(o.MaxConns, 100)
	o.MaxConnsPerIP = orDefault(o.MaxConnsPerIP, 20)
	return o
}

func orDefault[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}

// Server listens for mail. Make it with [New].
type Server struct {
	o       Options
	smtp    *smtp.Server
	conns   conns
	origin  *origin.Checker
	workers chan struct{} // a slot for each mail that is being parsed
	large   chan struct{} // and for each that is longer than smallMail
	refused refusedMails
	// understand reads a mail, and what it means if a reader knows it.
	understand func(raw []byte, env Envelope) Mail
}

// New makes a server that does not listen yet.
func New(o Options) *Server {
	o = o.withDefaults()
	readers := reading.Shipped()
	s := &Server{o: o, origin: &origin.Checker{Resolver: o.Resolver}, workers: make(chan struct{}, 4), large: make(chan struct{}, 8), understand: func(raw []byte, env Envelope) Mail { return Parse(raw, env).Read(readers) }}
	s.conns.open = map[*conn]struct{}{}
	s.smtp = smtp.NewServer(smtp.BackendFunc(s.session))
	s.smtp.Domain = o.Hostname
	s.smtp.TLSConfig = o.TLS
	// What is announced is more than what is kept: a sender that knows the limit
	// would not even try, and its alarm would be lost for an attachment.
	s.smtp.MaxMessageBytes = o.MaxBytes
	s.smtp.MaxRecipients = o.MaxRecipients
	// Mail made by scripts has lines of any length; commands are bounded by
	// the same figure, which is a bound on memory and no more.
	s.smtp.MaxLineLength = maxLine
	s.smtp.WriteTimeout = o.ReadTimeout // reading has deadlines of its own: see conn
	s.smtp.EnableSMTPUTF8 = true
	// No password is taken, with TLS or without. Unless told so, the library answers
	// that only TLS is missing, and somebody would look for hours what is wrong with it.
	s.smtp.AllowInsecureAuth = true
	s.smtp.ErrorLog = smtpLog{o.Log}
	return s
}

// Serve accepts connections on l until Shutdown. It may be called for several
// listeners.
func (s *Server) Serve(l net.Listener) error {
	err := s.smtp.Serve(&listener{Listener: l, s: s})
	if err == nil || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return fmt.Errorf("smtp listener: %w", err)
}

// Shutdown stops listening, says 421 to those who are not sending a mail, and
// waits for those who are, until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	s.conns.hurry()
	err := s.smtp.Shutdown(ctx)
	if err != nil {
		s.conns.closeAll()
	}
	if errors.Is(err, smtp.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// smtpLog passes the library's complaints on: broken connections, mostly.
type smtpLog struct{ log *slog.Logger }

func (l smtpLog) Printf(format string, v ...any) {
	l.log.Info("smtp", "message", oneLine(fmt.Sprintf(format, v...), 500))
}

func (l smtpLog) Println(v ...any) {
	l.log.Info("smtp", "message", oneLine(fmt.Sprint(v...), 500))
}
