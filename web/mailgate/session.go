package mailgate

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"wakeman/engine"
)

// submitTimeout bounds how long a sender waits for the commit.
const submitTimeout = 30 * time.Second

// session is one sender's dialogue.
type session struct {
	s    *Server
	conn *conn
	helo string
	tls  bool

	mu     sync.Mutex // BDAT reads a mail beside the dialogue, which may be reset meanwhile
	letter letter
}

// letter is a mail's envelope.
type letter struct {
	from string
	to   []recipient
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	raw := c.Conn()
	secure, isTLS := raw.(*tls.Conn)
	if isTLS {
		raw = secure.NetConn()
	}
	ours, ok := raw.(*conn)
	if !ok {
		return nil, reply(421, smtp.EnhancedCode{4, 3, 0}, "not accepting mail here")
	}
	return &session{s: s, conn: ours, helo: c.Hostname(), tls: isTLS}, nil
}

func reply(code int, enhanced smtp.EnhancedCode, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

// Mail takes any sender, also none: a switch has no mailbox, and the key is
// what lets a mail in.
func (n *session) Mail(from string, _ *smtp.MailOptions) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.letter.from = from
	return nil
}

// Rcpt takes the addresses of our integrations and no others: nothing is ever
// relayed.
func (n *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	r, ok := n.s.recipient(to)
	if !ok {
		n.conn.refuse("no integration has this address", hint(to))
		return reply(550, smtp.EnhancedCode{5, 1, 1}, "No such address here")
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Contains(n.letter.to, r) {
		n.letter.to = append(n.letter.to, r)
	}
	return nil
}

// about says in a refusal whose mail it was.
func (l letter) about() string {
	text := "from " + oneLine(orDefault(l.from, "<>"), 100)
	if len(l.to) > 0 {
		text += " to " + l.to[0].masked()
	}
	return text
}

// submit stores the mail for each recipient. One recipient that has to wait
// makes the sender repeat the mail for all; those who had it recognise it by
// its key.
//
// What it answers to pages is done last and at once: somebody who is told 550 has
// acknowledged nothing. Of an answer that did a part, the engine tells its author.
func (n *session) submit(l letter, m Mail, raw []byte) error {
	var sum outcome
	for _, r := range l.to {
		if r.answer == "" {
			sum.add(n, n.submitFor(l, r, m, raw), r)
		}
	}
	if tokens, to := l.answers(); len(tokens) > 0 && sum.failed == nil {
		err := n.answer(l, tokens, m)
		sum.add(n, err, to)
		if _, no := errors.AsType[*answerRefused](err); no {
			return refusal(err) // also where an integration took the mail: this is a person, who must know
		}
	}
	switch {
	case sum.failed != nil:
		n.logFailure(sum.failed)
		return reply(451, smtp.EnhancedCode{4, 3, 0}, "Not stored, try again later")
	case sum.taken == 0 && sum.refused != nil:
		return refusal(sum.refused)
	}
	return nil
}

// outcome is what became of a mail for its recipients together.
type outcome struct {
	taken           int
	refused, failed error
}

func (o *outcome) add(n *session, err error, r recipient) {
	switch engine.CodeOf(err) {
	case engine.UnknownKey, engine.Invalid, engine.NotFound, engine.Conflict, engine.Forbidden:
		n.conn.refuse(err.Error(), r.masked())
		o.refused = err
	default:
		if err != nil {
			o.failed = err
		} else {
			o.taken++
		}
	}
}

// answers are the tokens of the pages that the mail answers, and the first of their
// addresses.
func (l letter) answers() (tokens []string, first recipient) {
	for _, r := range l.to {
		if r.answer == "" {
			continue
		}
		if tokens = append(tokens, r.answer); len(tokens) == 1 {
			first = r
		}
	}
	return tokens, first
}

func refusal(err error) error {
	if why, ok := errors.AsType[*answerRefused](err); ok {
		return reply(550, smtp.EnhancedCode{5, 7, 1}, "Your answer did nothing: "+why.Message)
	}
	if engine.CodeOf(err) == engine.UnknownKey {
		return reply(550, smtp.EnhancedCode{5, 1, 1}, "No such address here")
	}
	if engine.CodeOf(err) == engine.Forbidden {
		return reply(550, smtp.EnhancedCode{5, 7, 1}, "Not taken from you here")
	}
	return reply(554, smtp.EnhancedCode{5, 6, 0}, "Not accepted")
}

func (n *session) logFailure(err error) {
	level := n.s.o.Log.Error
	if engine.CodeOf(err) == engine.Unavailable {
		level = n.s.o.Log.Warn
	}
	level("mail not stored", "remote", n.conn.ip, "error", err)
}

func (n *session) submitFor(l letter, r recipient, m Mail, raw []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), submitTimeout)
	defer cancel()
	in, _ := n.s.o.Intake.Integration(r.key) // one that is gone by now is refused below
	m = n.s.taught(m, in.MailRules)
	events, refused := judge(in.Mail, m.origin, n.conn.ip, m.withOrigin(m.Events(r.key, r.suffix, r.masked())))
	post := engine.Post{
		Key: r.key, Via: "email", Events: events,
		Raw: engine.Raw{
			Body: raw, ContentType: "message/rfc822", Method: "SMTP",
			Path: r.masked(), Remote: n.conn.ip, Header: n.envelope(l, m.proof),
		},
	}
	if refused != nil && !n.s.refused.room(time.Now()) {
		return refused
	}
	if refused != nil {
		post = withheld(post)
	}
	_, err := n.s.o.Intake.Submit(ctx, post)
	if refused != nil && err != nil {
		n.logFailure(err)
	}
	if refused != nil {
		return refused
	}
	return err
}

// envelope is what the event log keeps of the dialogue.
func (n *session) envelope(l letter, proof map[string]string) map[string]string {
	e := map[string]string{"MAIL FROM": "<" + oneLine(l.from, 320) + ">", "HELO": oneLine(n.helo, 255)}
	if n.tls {
		e["STARTTLS"] = "yes"
	}
	for name, words := range proof {
		e[name] = oneLine(words, 500)
	}
	return e
}

// Reset forgets a mail.
func (n *session) Reset() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.letter = letter{}
}

// Logout ends the session.
func (n *session) Logout() error { return nil }

// recipient is an address of ours, taken apart.
type recipient struct {
	key, suffix, domain string
	answer              string // the token, if it takes answers to a page
}

// recipient reads an address: key@domain or key+suffix@domain, the domain in
// any case. An address literal (key@[192.0.2.10]) is as good as the domain:
// there are devices without a resolver. Keys are tried in lower case too,
// because some mailers change it.
func (s *Server) recipient(address string) (recipient, bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 || !s.isOurs(address[at+1:]) {
		return recipient{}, false
	}
	key, suffix, _ := strings.Cut(address[:at], "+")
	for _, k := range []string{key, strings.ToLower(key)} {
		if k != "" && len(k) <= 128 && s.o.Intake.KnownKey(k) {
			return recipient{key: k, suffix: suffix, domain: address[at+1:]}, true
		}
	}
	// Whether its token is right is told behind the mail: refused here, the sender's
	// server might say no more than that there is no such address.
	if token, ok := strings.CutPrefix(strings.ToLower(address[:at]), engine.AnswerPrefix); ok && s.o.Answer != nil {
		return recipient{answer: token, domain: address[at+1:]}, true
	}
	return recipient{}, false
}

func (s *Server) isOurs(domain string) bool {
	want := strings.TrimSuffix(s.o.Domain(), ".")
	return want == "" || strings.EqualFold(strings.TrimSuffix(domain, "."), want) || strings.HasPrefix(domain, "[")
}

// masked is the address without the secret part of its key.
func (r recipient) masked() string {
	at := maskedKey(r.key)
	if r.answer != "" {
		at = engine.AnswerPrefix + maskedKey(r.answer)
	}
	if r.suffix != "" {
		at += "+" + r.suffix
	}
	return oneLine(at+"@"+r.domain, 320)
}

func maskedKey(key string) string {
	if len(key) < 16 {
		return "…"
	}
	return "…" + key[len(key)-4:]
}

// hint names an address that was tried, without what may be a key.
func hint(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "an address without a domain"
	}
	key, suffix, _ := strings.Cut(address[:at], "+")
	return recipient{key: key, suffix: suffix, domain: address[at+1:]}.masked()
}
