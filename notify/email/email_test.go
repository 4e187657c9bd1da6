package email_test

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/email"
	"wakeman/notify/notifytest"
	"wakeman/notify/notifytest/carrier"
)

const (
	password = "correct horse battery"
	from     = "Wakeman <wakeman@example.net>"
)

func TestMailPassesTheSuite(t *testing.T) {
	authority := newAuthority(t)
	retry, permanent := smtpFaults()
	notifytest.Run(t, notifytest.Suite{
		Start: func(t *testing.T) notifytest.Rig {
			c, ln := notifytest.StartSMTP(t, carrier.SMTPOptions{STARTTLS: authority.Server(), User: "wakeman", Password: password})
			return notifytest.Rig{
				Driver: driver(t, email.Config{
					Host: "mail.example.net", User: "wakeman", Password: password, From: from, Roots: authority.Pool, Dial: ln.Dial,
				}),
				Carrier: c, Secrets: []string{password},
				To: notify.Address{Channel: notify.Email, Value: "night@example.net"},
			}
		},
		Good:      notify.Accepted,
		Timeout:   dial.Timeout + time.Second, // and QUIT
		Retry:     retry,
		Permanent: permanent,
		Names:     40,
		Bad: []notify.Address{
			{Value: ""},
			{Value: "night"},
			{Value: "night@"},
			{Value: "night@example.net\r\nRCPT TO:<victim@example.com>"},
			{Value: "a@example.net, b@example.net"},
			{Value: "night@example.net>\r\nDATA"},
		},
	})
}

// smtpFaults are replies worth a retry and replies that stay the same.
func smtpFaults() (retry, permanent map[string]carrier.Fault) {
	retry = map[string]carrier.Fault{
		"421 at the connection":                carrier.Answer(421, "too many connections").At(carrier.AtConnect),
		"554 at the connection":                carrier.Answer(554, "you are on a list").At(carrier.AtConnect),
		"454 when signing in":                  carrier.Answer(454, "directory down").At(carrier.AtAuth),
		"535 when signing in":                  carrier.Answer(535, "no entry with "+password).At(carrier.AtAuth),
		"451 at MAIL":                          carrier.Answer(451, "try again").At(carrier.AtMail),
		"530 at MAIL":                          carrier.Answer(530, "sign in first").At(carrier.AtMail),
		"450 at RCPT":                          carrier.Answer(450, "greylisted"),
		"452 after the message":                carrier.Answer(452, "disk full").At(carrier.AtData),
		"a hang after the message":             carrier.Hang().At(carrier.AtData),
		"a hang at RCPT":                       carrier.Hang().At(carrier.AtRcpt),
		"a receipt that comes after a minute":  carrier.Delay(time.Minute),
		"a connection lost after the last dot": carrier.Lost(),
	}
	permanent = map[string]carrier.Fault{
		"550 at MAIL":           carrier.Answer(550, "this sender may not send").At(carrier.AtMail),
		"550 at RCPT":           carrier.Answer(550, "no such user"),
		"552 at RCPT":           carrier.Answer(552, "mailbox full"),
		"554 after the message": carrier.Answer(554, "https://wakeman.example.net/a/kj3h4k5j is spam").At(carrier.AtData),
	}
	return retry, permanent
}

func newAuthority(t *testing.T) *carrier.Authority {
	t.Helper()
	a, err := carrier.NewAuthority("mail.example.net", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func driver(t *testing.T, c email.Config) notify.Driver {
	t.Helper()
	d, err := email.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func delivery(m notify.Message) notify.Delivery {
	return notify.Delivery{ID: "d1", Attempt: 1, To: notify.Address{Channel: notify.Email, Value: "night@example.net"}, Message: m}
}

// plain starts a carrier without TLS and a driver for it.
func plain(t *testing.T) (notify.Driver, *notifytest.SMTP) {
	c, ln := notifytest.StartSMTP(t, carrier.SMTPOptions{})
	return driver(t, email.Config{Host: "mail.example.net", Mode: email.ModeNone, From: from, Dial: ln.Dial}), c
}

// letter sends m and returns the mail as its reader sees it.
func letter(t *testing.T, m notify.Message) carrier.Letter {
	t.Helper()
	d, c := plain(t)
	if o := d.Send(t.Context(), delivery(m)); !o.OK() {
		t.Fatalf("outcome %+v", o)
	}
	l, err := c.Mails()[0].Letter()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEveryModeAndMechanismSignsIn(t *testing.T) {
	authority := newAuthority(t)
	for mode, mechanisms := range map[string][]string{
		email.ModeTLS:      {"auto", "plain", "login", "cram-md5"},
		email.ModeSTARTTLS: {"auto", "plain", "login", "cram-md5"},
		email.ModeNone:     {"auto", "plain", "login", "cram-md5"},
	} {
		for _, mechanism := range mechanisms {
			synctest.Test(t, func(t *testing.T) {
				pipe := notifytest.Pipe()
				options := carrier.SMTPOptions{User: "wakeman", Password: password}
				var ln net.Listener = pipe
				switch mode {
				case email.ModeTLS:
					ln = tls.NewListener(pipe, authority.Server())
				case email.ModeSTARTTLS:
					options.STARTTLS = authority.Server()
				}
				c := carrier.NewSMTP(ln, options)
				defer c.Close()
				o := driver(t, email.Config{
					Host: "mail.example.net", Mode: mode, User: "wakeman", Password: password, Auth: mechanism,
					From: from, Roots: authority.Pool, Dial: pipe.Dial,
				}).Send(t.Context(), delivery(notifytest.Page(1)))
				if !o.OK() {
					t.Fatalf("%s, %s: %+v", mode, mechanism, o)
				}
				m := c.Mails()[0]
				if m.User != "wakeman" || m.TLS != (mode != email.ModeNone) || m.From != "wakeman@example.net" || m.Helo != "example.net" {
					t.Errorf("%s, %s: %+v", mode, mechanism, m)
				}
			})
		}
	}
}

func TestPasswordIsNeverSentInClearUnlessToldSo(t *testing.T) {
	c, ln := notifytest.StartSMTP(t, carrier.SMTPOptions{User: "wakeman", Password: password, Mechanisms: []string{"PLAIN", "LOGIN"}})
	o := driver(t, email.Config{
		Host: "mail.example.net", Mode: email.ModeNone, User: "wakeman", Password: password, From: from, Dial: ln.Dial,
	}).Send(t.Context(), delivery(notifytest.Page(1)))
	if o.Status != notify.Retry || !strings.Contains(o.Reason, "keeps the password safe") || len(c.Mails()) != 0 {
		t.Errorf("outcome %+v", o)
	}
}

func TestMissingSTARTTLSIsNotIgnored(t *testing.T) {
	c, ln := notifytest.StartSMTP(t, carrier.SMTPOptions{})
	o := driver(t, email.Config{Host: "mail.example.net", From: from, Dial: ln.Dial}).Send(t.Context(), delivery(notifytest.Page(1)))
	if o.Status != notify.Retry || !strings.Contains(o.Reason, "does not offer STARTTLS") || len(c.Mails()) != 0 {
		t.Errorf("outcome %+v", o)
	}
}

func TestReasonsSayWhatToMend(t *testing.T) {
	authority, stranger := newAuthority(t), newAuthority(t)
	otherName, err := carrier.NewAuthority("other.example.net")
	if err != nil {
		t.Fatal(err)
	}
	signIn := email.Config{User: "wakeman", Password: password}
	for name, c := range map[string]struct {
		server   *carrier.Authority
		config   email.Config
		fault    carrier.Fault
		want     notify.Status
		contains string
	}{
		"wrong password": {
			authority,
			email.Config{User: "wakeman", Password: "wrong one"},
			carrier.Fault{},
			notify.Retry, "did not let us sign in; correct user and password in the mail settings (535",
		},
		"a mechanism that was switched off": {
			authority, signIn, carrier.Answer(504, "not here").At(carrier.AtAuth),
			notify.Retry, "did not let us sign in; correct user and password in the mail settings (504",
		},
		"directory down": {
			authority, signIn, carrier.Answer(454, "directory down").At(carrier.AtAuth),
			notify.Retry, "lets nobody sign in at the moment (454",
		},
		"blocked": {
			authority, signIn, carrier.Answer(554, "you are on a list").At(carrier.AtConnect),
			notify.Retry, "the mail server refused the connection (554 you are on a list)",
		},
		"no such user": {
			authority, signIn, carrier.Answer(550, "no such user"),
			notify.Permanent, "550 no such user",
		},
		"receipt lost": {
			authority, signIn, carrier.Lost(),
			notify.Retry, "after the message was sent: it may arrive all the same",
		},
		"certificate of a stranger": {
			authority,
			email.Config{Roots: stranger.Pool},
			carrier.Fault{},
			notify.Retry, "certificate is not trusted",
		},
		"certificate for another name": {
			otherName,
			email.Config{Roots: otherName.Pool},
			carrier.Fault{},
			notify.Retry, "certificate is for another name",
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			server, ln := notifytest.StartSMTP(t, carrier.SMTPOptions{STARTTLS: c.server.Server(), User: "wakeman", Password: password})
			server.Fault(c.fault)
			c.config.Host, c.config.From, c.config.Dial = "mail.example.net", from, ln.Dial
			if c.config.Roots == nil {
				c.config.Roots = authority.Pool
			}
			o := driver(t, c.config).Send(t.Context(), delivery(notifytest.Page(1)))
			if o.Status != c.want || !strings.Contains(o.Reason, c.contains) || strings.Contains(o.Reason, "wrong one") {
				t.Errorf("%s: %+v", name, o)
			}
		})
	}
}

func TestMailServerInTheLANIsRefusedWithTheSentence(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := carrier.NewSMTP(ln, carrier.SMTPOptions{})
	defer c.Close()
	config := email.Config{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, Mode: email.ModeNone, From: from}
	o := driver(t, config).Send(t.Context(), delivery(notifytest.Page(1)))
	want := `refused to call 127.0.0.1: add "127.0.0.0/8" to settings.outgoing_allow (or start with --outgoing-allow)`
	if o.Status != notify.Permanent || o.Reason != want {
		t.Errorf("outcome %+v", o)
	}
	config.Allow = func() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }
	if o := driver(t, config).Send(t.Context(), delivery(notifytest.Page(1))); !o.OK() {
		t.Errorf("once allowed: %+v", o)
	}
}

func TestServersWordsAreTheReason(t *testing.T) {
	d, _ := plain(t)
	o := d.Send(t.Context(), delivery(notifytest.Page(1)))
	if o.Status != notify.Accepted || !strings.HasPrefix(o.Reason, "250 ") || len(o.Reason) < 8 {
		t.Errorf("outcome %+v", o)
	}
}

func TestHeadersMarkTheMailAndThreadTheIncident(t *testing.T) {
	l := letter(t, notifytest.Page(1))
	for header, want := range map[string]string{
		"Message-Id":         "<d1.wakeman@example.net>",
		"Auto-Submitted":     "auto-generated",
		"X-Wakeman-Delivery": "d1",
		"References":         "<incident.Q1ABCD0.wakeman@example.net>",
		"In-Reply-To":        "<incident.Q1ABCD0.wakeman@example.net>",
		"From":               `"Wakeman" <wakeman@example.net>`,
		"To":                 `"Night technician" <night@example.net>`,
		"Importance":         "high",
	} {
		if got := l.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	reminder := notifytest.Page(1)
	reminder.Incidents[0].Reminders, reminder.Incidents[0].Step = 2, 2
	if again := letter(t, reminder); again.Subject != l.Subject || again.Header.Get("References") != l.Header.Get("References") {
		t.Errorf("a reminder breaks the thread: %q, %q", again.Subject, again.Header.Get("References"))
	}
	bundle := letter(t, notifytest.Page(3)).Header.Get("References")
	for _, id := range []string{"Q1ABCD0", "Q1ABCD1", "Q1ABCD2"} {
		if !strings.Contains(bundle, "<incident."+id+".wakeman@example.net>") {
			t.Errorf("References of a bundle: %q", bundle)
		}
	}
	notice := letter(t, notify.Message{Kind: notify.Notice, Subject: "Backup failed", Zone: time.UTC})
	if notice.Header.Get("Importance") != "" || notice.Header.Get("References") != "" {
		t.Errorf("a notice: %v", notice.Header)
	}
}

func TestPlainTextReadsWellAtThreeAtNight(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	m := notifytest.Page(1)
	m.Zone = zone
	m.Incidents[0].Reminders, m.Incidents[0].Step = 2, 2
	m.Incidents[0].Runbook = "https://wiki.example.net/router"
	m.MayBeDuplicate = true
	l := letter(t, m)
	want := `You may have had this message already: Wakeman stopped while it was being sent.

CRITICAL #17 Router r0 down
Where:       Core network, edge-1.example.net
Since:       Mon 2 Nov 03:12 CET (Europe/Berlin)
Urgency:     high
Why you:     on call for Primary until Mon 09:00
Told before: 2 times, now at escalation level 2
Incident:    https://wakeman.example.net/incidents/17
Runbook:     https://wiki.example.net/router

Acknowledge (opens a page with a button):
https://wakeman.example.net/a/kj3h4k5j

ping: 100 % loss
last seen 02:11

All open incidents:
https://wakeman.example.net/incidents

-- 
Sent by Wakeman to Night technician, delivery d1.
`
	if got := strings.ReplaceAll(l.Text, "\r\n", "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if want := "CRITICAL #17 Router r0 down [Core network]"; l.Subject != want {
		t.Errorf("subject %q, want %q", l.Subject, want)
	}
}

func TestHTMLHasOneBigButtonThatOnlyOpensAPage(t *testing.T) {
	for n, label := range map[int]string{1: "Acknowledge", 5: "Acknowledge all 5"} {
		l := letter(t, notifytest.Page(n))
		button := `<a href="https://wakeman.example.net/a/kj3h4k5j"`
		if strings.Count(l.HTML, button) != 1 || !strings.Contains(l.HTML, ">"+label+"</a>") {
			t.Errorf("no button %q in %s", label, l.HTML)
		}
		for _, never := range []string{"kj3h4k5j/ack", "<form", "<img", "<script", "src=", "url("} {
			if strings.Contains(l.HTML, never) {
				t.Errorf("%q in %s", never, l.HTML)
			}
		}
	}
}

func TestUnusualAddressesReachTheEnvelopeWhole(t *testing.T) {
	for address, want := range map[string]string{
		"Night <night@example.net>":      "night@example.net",
		`"two words"@example.net`:        "two words@example.net",
		"night+pager@example.net":        "night+pager@example.net",
		"nächt@bücher.example":           "nächt@bücher.example",
		`"<evil>@x.example"@example.net`: "<evil>@x.example@example.net",
	} {
		d, c := plain(t)
		dl := delivery(notifytest.Page(1))
		dl.To.Value = address
		if o := d.Send(t.Context(), dl); !o.OK() {
			t.Errorf("%s: %+v", address, o)
			continue
		}
		if got := c.Mails()[0].To; len(got) != 1 || strings.ReplaceAll(got[0], `"`, "") != want {
			t.Errorf("%s: sent to %q", address, got)
		}
	}
}

func TestValidateNamesEveryWrongField(t *testing.T) {
	good := email.Config{Host: "mail.example.net", From: from, User: "u", Password: "p"}
	if err := good.Validate(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	for field, change := range map[string]func(*email.Config){
		"host":     func(c *email.Config) { c.Host = "mail example" },
		"port":     func(c *email.Config) { c.Port = 70000 },
		"mode":     func(c *email.Config) { c.Mode = "ssl" },
		"auth":     func(c *email.Config) { c.Auth = "ntlm" },
		"from":     func(c *email.Config) { c.From = "nobody" },
		"helo":     func(c *email.Config) { c.Helo = "a\r\nMAIL" },
		"timeout":  func(c *email.Config) { c.Timeout = time.Hour },
		"user":     func(c *email.Config) { c.User = "" },
		"user or ": func(c *email.Config) { c.Password = "a\x00b" },
	} {
		c := good
		change(&c)
		var wrong *email.FieldError
		if err := c.Validate(); !errors.As(err, &wrong) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := email.New(c); err == nil {
			t.Errorf("%s: New took it", field)
		}
	}
}
