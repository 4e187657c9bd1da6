package origin

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/miekg/dns"
)

const outside = "198.51.100.4"

// zone is a name server with TXT records, and a resolver that asks it.
func zone(t *testing.T, txt map[string]string) Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{PacketConn: pc, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		a := new(dns.Msg).SetReply(q)
		name := strings.ToLower(strings.TrimSuffix(q.Question[0].Name, "."))
		text, known := txt[name]
		switch {
		case text == "SERVFAIL":
			a.Rcode = dns.RcodeServerFailure
		case !known:
			a.Rcode = dns.RcodeNameError
		case q.Question[0].Qtype == dns.TypeTXT:
			a.Answer = []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 1}, Txt: []string{text}}}
		}
		_ = w.WriteMsg(a)
	})}
	go func() { _ = server.ActivateAndServe() }()
	t.Cleanup(func() { _ = server.Shutdown() })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

// signed is a mail with a signature of a domain, and the record of its key.
func signed(t *testing.T, by string) (raw []byte, record string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	mail := "From: NMS <nms@mon.example.net>\r\nSubject: tower-7 is DOWN\r\n\r\nno answer\r\n"
	if err := dkim.Sign(&b, strings.NewReader(mail), &dkim.SignOptions{Domain: by, Selector: "s", Signer: private, HeaderKeys: []string{"From", "Subject"}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
}

func TestAMailIsHeldAgainstItsDomain(t *testing.T) {
	ours, key := signed(t, "example.net")
	other, otherKey := signed(t, "example.com")
	changed := bytes.Replace(ours, []byte("no answer"), []byte("all is well"), 1)
	const policy, strict = "v=DMARC1; p=reject", "v=DMARC1; p=reject; adkim=s; aspf=s"
	for name, c := range map[string]struct {
		raw              []byte
		envelope         string
		txt              map[string]string
		spf, dkim, dmarc string
	}{
		"all of it holds":                       {ours, "x@mon.example.net", map[string]string{"mon.example.net": "v=spf1 ip4:198.51.100.4 -all"}, pass, pass, pass},
		"the machine may not, the signature":    {ours, "x@example.net", map[string]string{"example.net": "v=spf1 -all"}, fail, pass, pass},
		"the machine may, no signature":         {[]byte("From: nms@mon.example.net\r\n\r\nx"), "x@example.net", map[string]string{"example.net": "v=spf1 ip4:198.51.100.0/24 -all"}, pass, none, pass},
		"changed on its way":                    {changed, "x@example.org", nil, none, fail, fail},
		"signed by somebody else":               {other, "x@example.com", map[string]string{"example.com": "v=spf1 ip4:198.51.100.4 -all"}, none, none, fail},
		"strict, and signed by the one above":   {ours, "x@example.net", map[string]string{"_dmarc.example.net": strict, "example.net": "v=spf1 ip4:198.51.100.4 -all"}, pass, pass, fail},
		"no policy":                             {ours, "x@example.net", map[string]string{"_dmarc.example.net": ""}, none, pass, none},
		"the key can not be had":                {ours, "x@example.org", map[string]string{"s._domainkey.example.net": "SERVFAIL"}, none, tempError, tempError},
		"nothing at all is published for SPF":   {[]byte("From: nms@mon.example.net\r\n\r\nx"), "", nil, none, none, fail},
		"the machine probably may not, it says": {[]byte("From: nms@mon.example.net\r\n\r\nx"), "x@mon.example.net", map[string]string{"mon.example.net": "v=spf1 ~all"}, "softfail", none, fail},
	} {
		t.Run(name, func(t *testing.T) {
			txt := map[string]string{"_dmarc.example.net": policy, "s._domainkey.example.net": key, "s._domainkey.example.com": otherKey}
			for k, v := range c.txt {
				if txt[k] = v; v == "" {
					delete(txt, k)
				}
			}
			checker := Checker{Resolver: zone(t, txt)}
			r := checker.Check(Mail{Remote: outside, Helo: "mail.example.org", Envelope: c.envelope, Author: "nms@mon.example.net", Raw: c.raw}, time.Now())
			if r.SPF != c.spf || r.DKIM != c.dkim || r.DMARC != c.dmarc {
				t.Errorf("SPF %q, DKIM %q, DMARC %q, want %q, %q, %q (%s)", r.SPF, r.DKIM, r.DMARC, c.spf, c.dkim, c.dmarc, r.Why)
			}
		})
	}
}

// count counts what is asked, and never answers.
type count struct {
	Resolver
	asked chan string
}

func (c count) LookupTXT(ctx context.Context, name string) ([]string, error) {
	c.asked <- name
	<-ctx.Done()
	return nil, &net.DNSError{Err: "i/o timeout", Name: name, IsTimeout: true}
}

func TestAMailFromOnesOwnNetworksIsNotAskedAbout(t *testing.T) {
	c := count{asked: make(chan string, 9)}
	checker := Checker{Resolver: c}
	for _, ip := range []string{"192.168.1.1", "10.0.0.1", "127.0.0.1", "::1", "fd00::1", "fe80::1%eth0", "100.64.1.1", "::ffff:10.0.0.1", "pipe"} {
		r := checker.Check(Mail{Remote: ip, Envelope: "a@example.net", Author: "a@example.net"}, time.Now())
		if r.SPF+r.DKIM+r.DMARC != "" || len(c.asked) > 0 || !strings.Contains(r.Words()["SPF"], "your own networks") {
			t.Errorf("%s: %+v", ip, r)
		}
	}
}

// hangs is a DNS in which the names of one domain never answer.
type hangs struct{ Resolver }

func (h hangs) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if strings.HasSuffix(name, "hangs.example") {
		<-ctx.Done()
		return nil, &net.DNSError{Err: "i/o timeout", Name: name, IsTimeout: true}
	}
	switch name {
	case "_dmarc.example.net":
		return []string{"v=DMARC1; p=reject"}, nil
	case "example.net":
		return []string{"v=spf1 -all"}, nil
	}
	return h.Resolver.LookupTXT(ctx, name)
}

// Who forges a mail has a domain of his own, and may see to it that it never answers.
func TestASenderCanNotSwitchTheChecksOffByADomainThatNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		raw, _ := signed(t, "hangs.example")
		checker, start := &Checker{Resolver: hangs{nobody{}}}, time.Now()
		r := checker.Check(Mail{Remote: outside, Helo: "mx.hangs.example", Envelope: "a@hangs.example", Author: "nms@example.net", Raw: raw}, start)
		if r.DMARC != fail || r.SPF != none || r.DKIM != none {
			t.Errorf("%+v", r)
		}
		if took := time.Since(start); took > Timeout {
			t.Errorf("it took %v", took)
		}
		if r = checker.Check(Mail{Remote: outside, Helo: "mx.hangs.example", Envelope: "a@hangs.example", Author: "a@hangs.example", Raw: raw}, time.Now()); r.DMARC != tempError {
			t.Errorf("of its own domain nothing is known: %+v", r)
		}
		if r = checker.Check(Mail{Remote: outside, Helo: "mx.example.org", Envelope: "a@example.org", Author: "nms@example.net"}, time.Now()); r.DMARC != fail {
			t.Errorf("the next mail is not asked about: %+v", r)
		}
	})
}

func TestWithoutDNSAMailWaitsOnceAndTheNextNotAtAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := count{asked: make(chan string, 99)}
		checker := &Checker{Resolver: c}
		raw, _ := signed(t, "example.net")
		check := func() (Results, time.Duration) {
			start := time.Now()
			r := checker.Check(Mail{Remote: outside, Helo: "x", Envelope: "a@example.net", Author: "a@example.net", Raw: raw}, start)
			return r, time.Since(start)
		}
		r, took := check()
		if took > Timeout || r.DMARC != "" || r.Words()["DMARC"] != "not checked: no name server answers" {
			t.Errorf("after %v: %+v", took, r)
		}
		before := len(c.asked)
		if r, took = check(); took != 0 || len(c.asked) != before || r.Why != noDNS {
			t.Errorf("the next one waits %v, and asks %d times", took, len(c.asked)-before)
		}
		time.Sleep(rest)
		if _, took = check(); took == 0 || len(c.asked) == before {
			t.Error("after a minute nothing is asked")
		}
	})
}

func TestACutMailIsNotHeldAgainstItsSignature(t *testing.T) {
	raw, key := signed(t, "example.net")
	checker := Checker{Resolver: zone(t, map[string]string{"s._domainkey.example.net": key, "_dmarc.example.net": "v=DMARC1; p=none"})}
	r := checker.Check(Mail{Remote: outside, Author: "nms@mon.example.net", Raw: raw[:len(raw)-3], Cut: true}, time.Now())
	if r.DKIM != "" || r.Words()["DKIM"] != "not checked" {
		t.Errorf("%+v", r)
	}
}

func FuzzAnyMail(f *testing.F) {
	f.Add([]byte("DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=s; h=from; bh=x; b=x\r\nFrom: a@example.net\r\n\r\nx"), "a@example.net")
	f.Fuzz(func(t *testing.T, raw []byte, author string) {
		checker := Checker{Resolver: nobody{}}
		r := checker.Check(Mail{Remote: outside, Helo: author, Envelope: author, Author: author, Raw: raw}, time.Now())
		if r.DMARC == pass || r.DKIM == pass || r.SPF == pass {
			t.Errorf("an empty DNS proves %+v", r)
		}
	})
}

// nobody is a DNS without a name in it.
type nobody struct{}

func absent(name string) error {
	return &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (nobody) LookupTXT(_ context.Context, name string) ([]string, error) { return nil, absent(name) }

func (nobody) LookupMX(_ context.Context, name string) ([]*net.MX, error) { return nil, absent(name) }

func (nobody) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	return nil, absent(name)
}

func (nobody) LookupAddr(_ context.Context, name string) ([]string, error) { return nil, absent(name) }
