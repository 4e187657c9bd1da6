package mailgate

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"wakeman/engine"
)

const (
	testKey  = "0123456789abcdef0123456789abcdef"
	otherKey = "fedcba9876543210fedcba9876543210"
)

// intake is a core that knows two keys and remembers what it was given.
type intake struct {
	mu       sync.Mutex
	posts    []engine.Post
	refusals []engine.Refusal
	fail     map[string]error // by key
	rules    *engine.MailIntake
	taught   map[string][]engine.MailRule // by key
	hold     chan struct{}                // if set, Submit waits for it
	entered  chan struct{}
}

func (in *intake) KnownKey(key string) bool { return key == testKey || key == otherKey }

func (in *intake) Integration(key string) (engine.Integration, bool) {
	return engine.Integration{Key: key, Mail: in.rules, MailRules: in.taught[key]}, in.KnownKey(key)
}

func (in *intake) Submit(_ context.Context, p engine.Post) (engine.Receipt, error) {
	if in.hold != nil {
		in.entered <- struct{}{}
		<-in.hold
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if err := in.fail[p.Key]; err != nil {
		return engine.Receipt{}, err
	}
	in.posts = append(in.posts, p)
	return engine.Receipt{Seq: uint64(len(in.posts))}, nil
}

func (in *intake) Refuse(r engine.Refusal) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.refusals = append(in.refusals, r)
}

func (in *intake) taken() []engine.Post {
	in.mu.Lock()
	defer in.mu.Unlock()
	return append([]engine.Post(nil), in.posts...)
}

func (in *intake) refused() []engine.Refusal {
	in.mu.Lock()
	defer in.mu.Unlock()
	return append([]engine.Refusal(nil), in.refusals...)
}

// serve starts a server on a free port of the loopback.
func serve(t *testing.T, in *intake, o Options) (*Server, string) {
	t.Helper()
	o.Intake = in
	if o.Domain == nil {
		o.Domain = func() string { return "alerts.example.net" }
	}
	s := New(o)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.Shutdown(ctx)
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s, l.Addr().String()
}

// client speaks SMTP line by line.
type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func dial(t *testing.T, addr string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &client{t, conn, bufio.NewReader(conn)}
}

// reply reads one reply, with all its lines.
func (c *client) reply() string {
	c.t.Helper()
	var all strings.Builder
	for {
		line, err := c.r.ReadString('\n')
		all.WriteString(line)
		if err != nil || len(line) < 4 || line[3] != '-' {
			return strings.TrimSpace(all.String())
		}
	}
}

func (c *client) write(s string) {
	c.t.Helper()
	if _, err := c.conn.Write([]byte(s)); err != nil {
		c.t.Fatalf("write: %v", err)
	}
}

// say sends lines and holds each reply to a code: "MAIL FROM:<>", "250", …
func (c *client) say(dialogue ...string) string {
	c.t.Helper()
	var last string
	for i := 0; i+1 < len(dialogue); i += 2 {
		if dialogue[i] != "" {
			c.write(dialogue[i] + "\r\n")
		}
		if last = c.reply(); !strings.HasPrefix(last, dialogue[i+1]) {
			c.t.Fatalf("%q answered %q, want %s", dialogue[i], last, dialogue[i+1])
		}
	}
	return last
}

func crlf(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

// send delivers a mail to one recipient and gives the last reply.
func (c *client) send(to, mail string) string {
	c.t.Helper()
	c.say("MAIL FROM:<nms@example.net>", "250", "RCPT TO:<"+to+">", "250", "DATA", "354")
	c.write(crlf(mail) + "\r\n.\r\n")
	return c.reply()
}

func at(key string) string { return key + "@alerts.example.net" }

const plainMail = `From: NMS <nms@example.net>
To: pager@alerts.example.net
Subject: tower-7 is DOWN
Date: Wed, 12 Aug 2026 15:23:28 +0000
Message-ID: <1@nms.example.net>

tower-7 does not answer.
`

// unknownMail is one that no reader knows.
const unknownMail = "From: NMS <nms@example.net>\nSubject: oil\nDate: Wed, 12 Aug 2026 15:23:28 +0000\nMessage-ID: <2@nms.example.net>\n\nThe generator needs oil.\n"

func detailsOf(t *testing.T, e engine.Event) details {
	t.Helper()
	var d details
	if err := json.Unmarshal(e.Details, &d); err != nil {
		t.Fatalf("details %s: %v", e.Details, err)
	}
	return d
}

func TestAMailBecomesAnEvent(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "EHLO nms.example.net", "250")
	if got := c.send(at(testKey), plainMail); !strings.HasPrefix(got, "250") {
		t.Fatalf("answered %q", got)
	}
	c.say("QUIT", "221")
	p := in.taken()[0]
	e := p.Events[0]
	if p.Key != testKey || p.Via != "email" || e.Action != engine.Trigger || e.Summary != "tower-7 is DOWN" || e.Source != "tower-7" ||
		e.Test || e.Unparsed || !e.Timestamp.Equal(time.Date(2026, 8, 12, 15, 23, 28, 0, time.UTC)) {
		t.Errorf("post %+v", p)
	}
	d := detailsOf(t, e)
	if d.From != "NMS <nms@example.net>" || d.Body != "tower-7 does not answer." || d.MessageID != "<1@nms.example.net>" {
		t.Errorf("details %+v", d)
	}
	if !strings.Contains(string(p.Raw.Body), "tower-7 does not answer.") || p.Raw.Remote != "127.0.0.1" || p.Raw.Method != "SMTP" {
		t.Errorf("raw %+v", p.Raw)
	}
	if strings.Contains(string(e.Details)+p.Raw.Path, testKey) {
		t.Errorf("the key is shown: %s %s", e.Details, p.Raw.Path)
	}
}

func TestTheSuffixIsTheDedupKey(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250")
	c.send(testKey+"+tower-7@alerts.example.net", plainMail)
	c.send(testKey+"+"+strings.Repeat("x", 300)+"@alerts.example.net", plainMail)
	c.send(testKey+"+@alerts.example.net", unknownMail)
	got := in.taken()
	if got[0].Events[0].Key != "tower-7" {
		t.Errorf("key %q, want the suffix", got[0].Events[0].Key)
	}
	if k := got[1].Events[0].Key; len(k) > engine.MaxKey || strings.HasPrefix(k, "xx") {
		t.Errorf("a long suffix became %q", k)
	}
	if k := got[2].Events[0].Key; len(k) != 50 {
		t.Errorf("an empty suffix became %q", k)
	}
}

func TestOnlyOurAddressesAreTaken(t *testing.T) {
	tests := []struct{ domain, to, want string }{
		{"alerts.example.net", at(testKey), "250"},
		{"alerts.example.net", testKey + "@ALERTS.Example.NET", "250"},
		{"alerts.example.net", strings.ToUpper(testKey) + "@alerts.example.net", "250"},
		{"alerts.example.net", testKey + "@[192.0.2.10]", "250"},
		{"alerts.example.net", `"` + testKey + `"@alerts.example.net`, "250"},
		{"alerts.example.net.", at(testKey), "250"},
		{"", testKey + "@anything.example.org", "250"},
		{"alerts.example.net", testKey + "@example.org", "550 5.1.1"},
		{"alerts.example.net", "postmaster@alerts.example.net", "550 5.1.1"},
		{"alerts.example.net", "someone@example.org", "550 5.1.1"},
		{"alerts.example.net", "someone%example.org@alerts.example.net", "550 5.1.1"},
		{"", "someone@example.org", "550 5.1.1"},
	}
	for _, tt := range tests {
		in := &intake{}
		_, addr := serve(t, in, Options{Domain: func() string { return tt.domain }})
		c := dial(t, addr)
		c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+tt.to+">", tt.want)
		refusals := in.refused()
		if (tt.want != "250") != (len(refusals) == 1) {
			t.Errorf("%s at %q: refusals %+v", tt.to, tt.domain, refusals)
		}
		for _, r := range refusals {
			if strings.Contains(r.Hint+r.Reason, testKey) || r.Door != "smtp" || r.Remote != "127.0.0.1" {
				t.Errorf("refusal %+v", r)
			}
		}
	}
}

func TestOddButHarmlessDialogues(t *testing.T) {
	for name, dialogue := range map[string][]string{
		"a blank after the colon, as Monit": {"EHLO x", "250", "MAIL FROM: <monit@example.net>", "250", "RCPT TO: <" + at(testKey) + ">", "250"},
		"HELO, as s-nail":                   {"HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<" + at(testKey) + ">", "250"},
		"null sender":                       {"HELO x", "250", "MAIL FROM:<>", "250", "RCPT TO:<" + at(testKey) + ">", "250"},
		"lower case":                        {"helo x", "250", "mail from:<a@example.net>", "250", "rcpt to:<" + at(testKey) + ">", "250"},
		"8BITMIME and SIZE":                 {"EHLO x", "250", "MAIL FROM:<a@example.net> BODY=8BITMIME SIZE=100", "250", "RCPT TO:<" + at(testKey) + ">", "250"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &intake{}
			_, addr := serve(t, in, Options{})
			c := dial(t, addr)
			c.say("", "220")
			c.say(dialogue...)
			c.say("DATA", "354")
			c.write(crlf(plainMail) + ".\r\n")
			if got := c.reply(); !strings.HasPrefix(got, "250") || len(in.taken()) != 1 {
				t.Errorf("answered %q, %d posts", got, len(in.taken()))
			}
		})
	}
}

func TestThereIsNoAUTHAndVRFYTellsNothing(t *testing.T) {
	_, addr := serve(t, &intake{}, Options{})
	c := dial(t, addr)
	c.say("", "220")
	if hello := c.say("EHLO x", "250"); strings.Contains(hello, "AUTH") || strings.Contains(hello, "STARTTLS") {
		t.Errorf("EHLO offers %q", hello)
	}
	known := c.say("VRFY "+at(testKey), "252")
	if unknown := c.say("VRFY nobody@alerts.example.net", "252"); unknown != known {
		t.Errorf("VRFY tells keys apart: %q, %q", known, unknown)
	}
	c.say("EXPN all", "502", "AUTH PLAIN AGEAYg==", "504")
}

func TestNothingIsAcknowledgedThatIsNotStored(t *testing.T) {
	busy := engine.Fail(engine.Unavailable, "the disk is full")
	for name, tt := range map[string]struct {
		fail error
		want string
	}{
		"no room":        {busy, "451 4.3.0"},
		"internal error": {context.DeadlineExceeded, "451 4.3.0"},
		"key just gone":  {engine.Fail(engine.UnknownKey, "gone"), "550 5.1.1"},
		"invalid":        {engine.Fail(engine.Invalid, "no"), "554"},
	} {
		in := &intake{fail: map[string]error{testKey: tt.fail}}
		_, addr := serve(t, in, Options{})
		c := dial(t, addr)
		c.say("", "220", "HELO x", "250")
		if got := c.send(at(testKey), plainMail); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: answered %q, want %s", name, got, tt.want)
		}
		if want := strings.HasPrefix(tt.want, "5"); want != (len(in.refused()) == 1) {
			t.Errorf("%s: refusals %+v", name, in.refused())
		}
	}
}

func TestAfterAPartialFailureTheSameMailOpensNothingTwice(t *testing.T) {
	in := &intake{fail: map[string]error{otherKey: engine.Fail(engine.Unavailable, "busy")}}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	both := func(mail string) string {
		c.say("MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "RCPT TO:<"+at(otherKey)+">", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
		c.write(crlf(mail) + ".\r\n")
		return c.reply()
	}
	c.say("", "220", "HELO x", "250")
	if got := both(unknownMail); !strings.HasPrefix(got, "451") {
		t.Fatalf("answered %q, want 451", got)
	}
	in.mu.Lock()
	in.fail = nil
	in.mu.Unlock()
	if got := both("Received: from somewhere\n" + unknownMail); !strings.HasPrefix(got, "250") {
		t.Fatalf("answered %q, want 250", got)
	}
	got := in.taken()
	if len(got) != 3 {
		t.Fatalf("%d posts, want 3: one, then both", len(got))
	}
	if got[0].Events[0].Key != got[1].Events[0].Key || got[0].Events[0].Key == "" {
		t.Errorf("the repeated mail has another key: %q, %q", got[0].Events[0].Key, got[1].Events[0].Key)
	}
	if got[1].Events[0].Key == got[2].Events[0].Key {
		t.Error("two integrations share a key")
	}
}

func TestMalformedCommandsAreListed(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250", "MAIL TO:<root>", "501")
	got := in.refused()
	if len(got) != 1 || !strings.Contains(got[0].Reason, "501") {
		t.Errorf("refusals %+v", got)
	}
}

func TestAScannerDoesNotFillTheList(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250")
	for i := range 50 {
		c.say(fmt.Sprintf("RCPT TO:<guess%d@alerts.example.net>", i), "550")
	}
	if n := len(in.refused()); n != maxRefusals {
		t.Errorf("%d refusals listed, want %d", n, maxRefusals)
	}
}

func TestTooManyRecipientsAreToldToComeBack(t *testing.T) {
	_, addr := serve(t, &intake{}, Options{MaxRecipients: 2})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250",
		"RCPT TO:<"+testKey+"+1@alerts.example.net>", "250", "RCPT TO:<"+testKey+"+2@alerts.example.net>", "250", "RCPT TO:<"+testKey+"+3@alerts.example.net>", "452")
}

func TestConnectionCaps(t *testing.T) {
	for name, o := range map[string]Options{"in all": {MaxConns: 2}, "from one address": {MaxConnsPerIP: 2}} {
		in := &intake{}
		_, addr := serve(t, in, o)
		one, two := dial(t, addr), dial(t, addr)
		one.say("", "220")
		two.say("", "220")
		dial(t, addr).say("", "421 4.7.0")
		if len(in.refused()) != 1 {
			t.Errorf("%s: refusals %+v", name, in.refused())
		}
		one.say("QUIT", "221")
		if _, err := one.r.ReadByte(); err == nil {
			t.Errorf("%s: the connection stayed open after QUIT", name)
		}
		dial(t, addr).say("", "220")
	}
}

func TestDataEndsOnlyAtALineOfOneDot(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
	c.write("Subject: bare line feeds\n\none\n.\nMAIL FROM:<smuggled@example.net>\n.\r\ntwo\r\n..dot\r\n.\r\n")
	if got := c.reply(); !strings.HasPrefix(got, "250") {
		t.Fatalf("answered %q", got)
	}
	c.say("NOOP", "250")
	posts := in.taken()
	if len(posts) != 1 {
		t.Fatalf("%d mails, want 1", len(posts))
	}
	e := posts[0].Events[0]
	d := detailsOf(t, e)
	if e.Summary != "bare line feeds" || !strings.Contains(d.Body, "smuggled") || !strings.HasSuffix(d.Body, "two\n.dot") {
		t.Errorf("summary %q, body %q", e.Summary, d.Body)
	}
}

func TestCHUNKINGWorks(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	mail := crlf(plainMail)
	c.say("", "220", "EHLO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250")
	c.write(fmt.Sprintf("BDAT %d LAST\r\n%s", len(mail), mail))
	if got := c.reply(); !strings.HasPrefix(got, "250") || len(in.taken()) != 1 {
		t.Errorf("answered %q, %d posts", got, len(in.taken()))
	}
}

func TestShutdownWaitsForAMailAndForNothingElse(t *testing.T) {
	in := &intake{hold: make(chan struct{}), entered: make(chan struct{})}
	s, addr := serve(t, in, Options{})
	idle, busy := dial(t, addr), dial(t, addr)
	halfway := dial(t, addr)
	idle.say("", "220", "HELO x", "250")
	for _, c := range []*client{busy, halfway} {
		c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
	}
	busy.write(crlf(plainMail) + ".\r\n")
	<-in.entered
	halfway.waitInMail(s)
	down := make(chan error, 1)
	go func() { down <- s.Shutdown(context.Background()) }()
	if got := idle.reply(); !strings.HasPrefix(got, "421") {
		t.Errorf("the idle connection was answered %q, want 421", got)
	}
	halfway.write(crlf(plainMail+strings.Repeat("and more than one read can take\n", 1000)) + ".\r\n")
	<-in.entered
	close(in.hold)
	for _, c := range []*client{busy, halfway} {
		if got := c.reply(); !strings.HasPrefix(got, "250") {
			t.Errorf("a mail under way was answered %q, want 250", got)
		}
	}
	if err := <-down; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	if len(in.taken()) != 2 {
		t.Errorf("of two mails under way %d were stored", len(in.taken()))
	}
}

// waitInMail waits until the server has seen that the client is in the middle
// of a mail, which it says before it asks for more.
func (c *client) waitInMail(s *Server) {
	for {
		s.conns.mu.Lock()
		for ours := range s.conns.open {
			ours.mu.Lock()
			same := ours.RemoteAddr().String() == c.conn.LocalAddr().String() && ours.inMail
			ours.mu.Unlock()
			if same {
				s.conns.mu.Unlock()
				return
			}
		}
		s.conns.mu.Unlock()
		runtime.Gosched()
	}
}
