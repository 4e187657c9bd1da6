package certificate

import (
	"crypto/x509"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// thief signs a certificate with the stolen key of an authority, and says
// whether somebody who installed its root takes it.
func thief(t require, a anchor, name string, now time.Time) error {
	c, err := a.newLeaf([]string{name}, now)
	if err != nil {
		t.Fatalf("%v", err)
	}
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(a.root)
	between.AddCert(a.authority)
	_, err = c.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, Intermediates: between, CurrentTime: now})
	return err
}

type require interface{ Fatalf(string, ...any) }

func TestAStolenKeyIsOfNoUseForOtherNames(t *testing.T) {
	now := time.Now()
	own := []netip.Prefix{netip.MustParsePrefix("192.168.7.20/24")}
	for _, c := range []struct {
		names   Names
		taken   []string
		refused []string
	}{
		{Names{Given: []string{"wakeman.example.net"}}, []string{"wakeman.example.net"}, []string{"example.net", "bank.example.com", "10.0.0.1", "2001:db8::1", "xwakeman.example.net"}},
		{Names{Given: []string{"192.0.2.10"}}, []string{"192.0.2.10"}, []string{"192.0.2.11", "wakeman.example.net", "localhost"}},
		{Names{Own: own}, []string{"192.168.7.20", "192.168.7.21"}, []string{"192.168.8.20", "bank.example.com", "fd00::1"}},
	} {
		a, err := newAnchor(c.names, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range c.taken {
			if err := thief(t, a, name, now); err != nil || !a.permits(name) {
				t.Errorf("%v: %s is refused: %v, permitted: %v", c.names, name, err, a.permits(name))
			}
		}
		for _, name := range c.refused {
			if err := thief(t, a, name, now); err == nil || a.permits(name) {
				t.Errorf("%v: %s is taken: %v, permitted: %v", c.names, name, err, a.permits(name))
			}
		}
	}
}

// What the authority thinks it may vouch for is what a verifier thinks.
func TestWhatAnAuthorityPermitsIsWhatIsVerified(t *testing.T) {
	name := rapid.OneOf(
		rapid.StringMatching(`([a-c]\.){0,2}(example|wakeman)\.(net|lan)`), rapid.StringMatching(`10\.[0-3]\.0\.[0-9]`), rapid.StringMatching(`fd0[0-3]::[1-4]`),
	)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Now()
		names := Names{Given: rapid.SliceOfN(name, 0, 3).Draw(t, "given"), Own: []netip.Prefix{netip.MustParsePrefix("10.1.0.7/24")}}.sorted()
		a, err := newAnchor(names, now)
		if err != nil {
			t.Fatal(err)
		}
		asked := name.Draw(t, "asked")
		if err := thief(t, a, asked, now); (err == nil) != a.permits(asked) {
			t.Errorf("%v: permits(%s) is %v, verified: %v", names, asked, a.permits(asked), err)
		}
	})
}
