package origin

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-msgauth/dmarc"
)

// signedBy is a mail with a signature of each domain, the last on top, and the
// records of their keys.
func signedBy(t *testing.T, domains ...string) (raw []byte, txt map[string]string) {
	t.Helper()
	raw, txt = []byte("From: NMS <nms@mon.example.net>\r\nSubject: tower-7 is DOWN\r\n\r\nno answer\r\n"), map[string]string{}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range domains {
		var b bytes.Buffer
		if err := dkim.Sign(&b, bytes.NewReader(raw), &dkim.SignOptions{Domain: by, Selector: "s", Signer: private, HeaderKeys: []string{"From", "Subject"}}); err != nil {
			t.Fatal(err)
		}
		raw, txt["s._domainkey."+by] = b.Bytes(), "v=DKIM1; k=ed25519; p="+base64.StdEncoding.EncodeToString(public)
	}
	return raw, txt
}

func TestOfSeveralSignaturesOneThatHoldsIsEnough(t *testing.T) {
	for name, c := range map[string]struct {
		by          []string
		without     string // whose key is not published
		dkim, dmarc string
	}{
		"the domain's own on top of another's":       {[]string{"example.com", "example.net"}, "", pass, pass},
		"the domain's own below another's":           {[]string{"example.net", "example.com"}, "", pass, pass},
		"one that does not hold on top":              {[]string{"example.net", "example.com"}, "example.com", pass, pass},
		"the domain's own does not hold":             {[]string{"example.com", "example.net"}, "example.net", permError, fail},
		"none holds":                                 {[]string{"example.net"}, "example.net", permError, fail},
		"more than are looked at, the first of them": {[]string{"a.example.com", "b.example.com", "c.example.com", "d.example.com", "e.example.com", "example.net"}, "", pass, pass},
	} {
		t.Run(name, func(t *testing.T) {
			raw, txt := signedBy(t, c.by...)
			delete(txt, "s._domainkey."+c.without)
			txt["_dmarc.example.net"] = "v=DMARC1; p=reject"
			checker := Checker{Resolver: zone(t, txt)}
			r := checker.Check(Mail{Remote: outside, Helo: "mail.example.org", Envelope: "x@example.org", Author: "nms@mon.example.net", Raw: raw}, time.Now())
			if r.DKIM != c.dkim || r.DMARC != c.dmarc {
				t.Errorf("DKIM %q, DMARC %q, want %q, %q", r.DKIM, r.DMARC, c.dkim, c.dmarc)
			}
		})
	}
}

// keys counts the keys that are asked for.
type keys struct {
	Resolver
	asked atomic.Int32
}

func (k *keys) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if strings.Contains(name, "._domainkey.") {
		k.asked.Add(1)
	}
	return k.Resolver.LookupTXT(ctx, name)
}

func TestAMailWithAThousandSignaturesAsksForFiveKeys(t *testing.T) {
	raw, _ := signedBy(t, strings.Fields(strings.Repeat("example.net ", 8))...)
	k := &keys{Resolver: nobody{}}
	checker := Checker{Resolver: k}
	checker.Check(Mail{Remote: outside, Helo: "mail.example.org", Author: "nms@mon.example.net", Raw: raw}, time.Now())
	if got := k.asked.Load(); got != maxSignatures {
		t.Errorf("%d keys are asked for", got)
	}
}

// What a policy can not be read of is not known, which is not the same as failing.
func TestWhatCanNotBeAskedIsNotHeldAgainstAMail(t *testing.T) {
	raw, txt := signedBy(t, "example.net")
	for name, c := range map[string]struct {
		mail  Mail
		txt   map[string]string
		dmarc string
	}{
		"the policy's name server fails":      {Mail{Author: "nms@mon.example.net", Envelope: "x@example.org", Raw: raw}, map[string]string{"_dmarc.mon.example.net": "SERVFAIL"}, tempError},
		"no author, or several":               {Mail{Envelope: "x@example.org", Raw: raw}, nil, permError},
		"a policy that is none":               {Mail{Author: "nms@example.net", Envelope: "x@example.org", Raw: raw}, map[string]string{"_dmarc.example.net": "v=DMARC1; p=perhaps"}, permError},
		"cut, and only a signature proves it": {Mail{Author: "nms@mon.example.net", Envelope: "x@example.org", Raw: raw[:len(raw)-3], Cut: true}, map[string]string{"_dmarc.example.net": "v=DMARC1; p=reject"}, ""},
		"cut, and the machine proves it":      {Mail{Author: "nms@mon.example.net", Envelope: "x@example.net", Raw: raw[:len(raw)-3], Cut: true}, map[string]string{"_dmarc.example.net": "v=DMARC1; p=reject", "example.net": "v=spf1 ip4:198.51.100.4 -all"}, pass},
		"no sender, and the machine's name":   {Mail{Author: "nms@mon.example.net", Helo: "mon.example.net", Raw: []byte("From: nms@mon.example.net\r\n\r\nx")}, map[string]string{"_dmarc.example.net": "v=DMARC1; p=reject", "mon.example.net": "v=spf1 ip4:198.51.100.4 -all"}, pass},
	} {
		t.Run(name, func(t *testing.T) {
			all := map[string]string{}
			for _, records := range []map[string]string{txt, c.txt} {
				for k, v := range records {
					all[k] = v
				}
			}
			checker := Checker{Resolver: zone(t, all)}
			c.mail.Remote = outside
			if c.mail.Helo == "" {
				c.mail.Helo = "mail.example.org"
			}
			if r := checker.Check(c.mail, time.Now()); r.DMARC != c.dmarc {
				t.Errorf("DMARC %q, want %q: %+v", r.DMARC, c.dmarc, r)
			}
		})
	}
}

func TestDomainsBelongTogetherByWhatWasRegistered(t *testing.T) {
	for _, c := range []struct {
		author, by string
		relaxed    bool
	}{
		{"example.net", "example.net", true},
		{"mon.example.net", "mail.example.net", true},
		{"Mon.Example.NET.", "example.net", true},
		{"badexample.net", "example.net", false},
		{"example.net", "badexample.net", false},
		{"a.co.uk", "b.co.uk", false},
		{"mon.lan", "mon.lan", true},
		{"", "", false},
	} {
		if got := aligned(c.author, c.by, dmarc.AlignmentRelaxed); got != c.relaxed {
			t.Errorf("%q and %q: %v", c.author, c.by, got)
		}
	}
	if got := domainOf(`"a@example.com"@Example.NET.`); got != "example.net" {
		t.Errorf("a quoted name has the domain %q", got)
	}
}

func TestOnesOwnNetworksAreTheSameInBothFormsOfAddress(t *testing.T) {
	checker := Checker{Resolver: count{asked: make(chan string, 9)}}
	if r := checker.Check(Mail{Remote: "::ffff:100.64.1.1", Author: "a@example.net"}, time.Now()); !strings.Contains(r.Why, "your own networks") {
		t.Errorf("%+v", r)
	}
}

// deaf never answers, and does not heed that nobody waits any more.
type deaf struct {
	nobody
	until chan struct{}
}

func (d deaf) LookupTXT(context.Context, string) ([]string, error) {
	<-d.until
	return nil, absent("x")
}

func TestALibraryThatDoesNotHeedTheDeadlineHoldsUpNoAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deaf{until: make(chan struct{})}
		checker, start := &Checker{Resolver: d}, time.Now()
		r := checker.Check(Mail{Remote: outside, Helo: "mail.example.org", Envelope: "x@example.net", Author: "x@example.net"}, start)
		if took := time.Since(start); took != Timeout || r.DMARC != "" || r.Why == "" {
			t.Errorf("after %v: %+v", took, r)
		}
		close(d.until)
	})
}

// bomb is a resolver with a bug.
type bomb struct{ nobody }

func (bomb) LookupTXT(context.Context, string) ([]string, error) { panic("a bug") }

func TestABugInWhatAsksIsNoEndOfTheGateway(t *testing.T) {
	raw, _ := signedBy(t, "example.net")
	checker := Checker{Resolver: bomb{}}
	r := checker.Check(Mail{Remote: outside, Helo: "mail.example.org", Envelope: "x@example.net", Author: "x@example.net", Raw: raw}, time.Now())
	if r.SPF == pass || r.DKIM == pass || r.DMARC == pass || r.DMARC == fail {
		t.Errorf("%+v", r)
	}
}

func TestAClockThatIsSteppedBackDoesNotEndTheAsking(t *testing.T) {
	checker, now := &Checker{Resolver: nobody{}}, time.Now()
	checker.pause(now)
	mail := Mail{Remote: outside, Helo: "mail.example.org", Envelope: "x@example.net", Author: "x@example.net"}
	if r := checker.Check(mail, now.Add(time.Second)); r.Why != noDNS {
		t.Errorf("a second later: %+v", r)
	}
	if r := checker.Check(mail, now.Add(-2*time.Hour)); r.Why != "" {
		t.Errorf("two hours before: %+v", r)
	}
}
