package email

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"

	"wakeman/notify"
	"wakeman/notify/dial"
)

type driver struct {
	Config
	from *mail.Address
	page *template.Template
}

// New returns the driver for [notify.Email] addresses. The error is that of
// [Config.Validate].
func New(c Config) (notify.Driver, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	c = c.withDefaults()
	if c.Dial == nil {
		c.Dial = dial.NewGuard(c.Allow).Dial
	}
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("email: from: %w", err)
	}
	page, err := template.New("mail").Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("email: page: %w", err)
	}
	return &driver{Config: c, from: from, page: page}, nil
}

// Send hands the message to the submission server once. Its 250 is Accepted,
// and the reason its words. A 5xx to the envelope or the message is Permanent;
// everything else, a wrong password above all, is the admin's to mend and must
// not burn the page: Retry.
func (d *driver) Send(ctx context.Context, dl notify.Delivery) notify.Outcome {
	to, err := mail.ParseAddress(dl.To.Value)
	if err != nil {
		return notify.Outcome{Status: notify.Permanent, Reason: "not a mail address"}
	}
	msg, err := d.compose(dl, to)
	if err != nil {
		return notify.Outcome{Status: notify.Permanent, Reason: "the mail can not be written: " + dial.Redact(err.Error(), d.secrets(dl)...)}
	}
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	reply, err := d.submit(ctx, envelope{from: d.from, to: to, message: msg})
	if err != nil {
		if ctx.Err() != nil { // the connection was closed under the dialogue
			err = phased(err, ctx.Err())
		}
		return judge(err, d.secrets(dl))
	}
	reason := dial.Redact("250 "+reply, d.secrets(dl)...)
	return notify.Outcome{Status: notify.Accepted, Reason: reason, ProviderID: queueID(reply)}
}

// secrets are what a server's reply may repeat and a timeline must not: the
// links acknowledge.
func (d *driver) secrets(dl notify.Delivery) []string {
	all := []string{d.Password, dl.Message.AckURL, dl.Message.AckPostURL, dl.Message.AnswerTo}
	if d.Password != "" {
		all = append(all, "\x00"+d.User+"\x00"+d.Password) // PLAIN, RFC 4616
	}
	return all
}

// queueID finds the queue's id in the words of Postfix, Exim and OpenSMTPD.
func queueID(reply string) string {
	found := regexp.MustCompile(`(?i)(?:queued as |id=)([0-9A-Za-z-]{5,40})`).FindStringSubmatch(reply)
	if found == nil {
		return ""
	}
	return found[1]
}

// phase is a part of the dialogue, as a reason names it.
type phase string

const (
	connecting phase = "connecting"
	greeting   phase = "greeting"
	securing   phase = "STARTTLS"
	signingIn  phase = "signing in"
	enveloping phase = "the envelope"
	sending    phase = "sending the message"
	waiting    phase = "waiting for the reply to the message"
)

// failure is an error with the phase it happened in.
type failure struct {
	phase phase
	err   error
}

func (f *failure) Error() string { return string(f.phase) + ": " + f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// phased keeps err's phase and gives it another cause.
func phased(err, cause error) error {
	var f *failure
	if errors.As(err, &f) {
		return &failure{f.phase, cause}
	}
	return cause
}

// judge turns the failure of a dialogue into an outcome.
func judge(err error, secrets []string) notify.Outcome {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{connecting, err}
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return judgeReply(f.phase, reply, secrets)
	}
	o := dial.Failed(err, secrets...)
	switch {
	case o.Status == notify.Permanent: // the guard's sentence, as it is
	case f.phase == waiting:
		o.Reason += ", after the message was sent: it may arrive all the same"
	case f.phase != connecting:
		o.Reason += " (" + string(f.phase) + ")"
	}
	return o
}

func judgeReply(p phase, reply *textproto.Error, secrets []string) notify.Outcome {
	said := dial.Redact(strconv.Itoa(reply.Code)+" "+reply.Msg, secrets...)
	o := notify.Outcome{Status: notify.Retry, Reason: said}
	switch {
	case p == signingIn && reply.Code < 500:
		o.Reason = "the mail server lets nobody sign in at the moment (" + said + ")"
	case p == signingIn || slices.Contains([]int{530, 534, 535, 538}, reply.Code):
		o.Reason = "the mail server did not let us sign in; correct user and password in the mail settings (" + said + ")"
	case p == enveloping || p == sending || p == waiting:
		if reply.Code >= 500 && reply.Code < 600 {
			o.Status = notify.Permanent
		}
	default:
		o.Reason = "the mail server refused the connection (" + said + ")"
	}
	return o
}

// address is where the server listens.
func (d *driver) address() string { return net.JoinHostPort(d.Host, strconv.Itoa(d.Port)) }
