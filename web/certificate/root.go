package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

const (
	rootYears = 10
	// rootRenewal is how long before its end a root is made anew: a leaf has to
	// fit into it, and people need time to install the next.
	rootRenewal = 180 * 24 * time.Hour
	// earlier is how far certificates are dated back, for clients whose clocks
	// are slow.
	earlier = time.Hour
)

// anchor is a root with the authority that signs leaves for it.
type anchor struct {
	root, authority *x509.Certificate
	key             *ecdsa.PrivateKey // the authority's; the root's is not kept
	// why says what it was made for, if it replaced another.
	why string
}

// newAnchor makes a root and its authority, which vouch for names alone.
func newAnchor(names Names, now time.Time) (anchor, error) {
	rootKey, err := newKey()
	if err != nil {
		return anchor{}, err
	}
	key, err := newKey()
	if err != nil {
		return anchor{}, err
	}
	title := strings.Join(slices.Concat(names.Given, addresses(names.Own)), ", ")
	root, err := sign(authorityTemplate("Wakeman root for "+cut(title), 1, names, now), nil, rootKey, rootKey)
	if err != nil {
		return anchor{}, err
	}
	authority, err := sign(authorityTemplate("Wakeman for "+cut(title), 0, names, now), root, key, rootKey)
	return anchor{root: root, authority: authority, key: key}, err
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

// cut keeps a common name within its bound (RFC 5280, ub-common-name: 64).
func cut(title string) string { return title[:min(len(title), 40)] }

// authorityTemplate has the constraints. A kind of name with no constraint would
// be free, so that each kind has one: "invalid" (RFC 6761) is nobody's name.
func authorityTemplate(name string, below int, names Names, now time.Time) *x509.Certificate {
	c := &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{"Wakeman"}},
		NotBefore: now.Add(-earlier), NotAfter: now.AddDate(rootYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLen: below, MaxPathLenZero: below == 0,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
		PermittedEmailAddresses:     []string{"invalid"},
		PermittedURIDomains:         []string{"invalid"},
	}
	for _, given := range names.Given {
		if a, ok := addressOf(given); ok {
			c.PermittedIPRanges = append(c.PermittedIPRanges, network(netip.PrefixFrom(a, a.BitLen())))
		} else {
			c.PermittedDNSDomains = append(c.PermittedDNSDomains, given)
		}
	}
	for _, own := range names.Own {
		c.PermittedIPRanges = append(c.PermittedIPRanges, network(own.Masked()))
	}
	if len(c.PermittedDNSDomains) == 0 {
		c.PermittedDNSDomains = []string{"invalid"}
	}
	if len(c.PermittedIPRanges) == 0 {
		c.ExcludedIPRanges = []*net.IPNet{network(netip.MustParsePrefix("0.0.0.0/0")), network(netip.MustParsePrefix("::/0"))}
	}
	return c
}

func network(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

func addresses(own []netip.Prefix) []string {
	all := make([]string, len(own))
	for i, p := range own {
		all[i] = p.Addr().String()
	}
	return all
}

// sign makes a certificate of a template. Without a parent it signs itself.
func sign(template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)) // RFC 5280: at most 20 octets
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	if err != nil {
		return nil, fmt.Errorf("make a certificate for %s: %w", template.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

// permits reports whether the authority may vouch for a name or an address.
func (a anchor) permits(name string) bool {
	if addr, ok := addressOf(name); ok {
		return slices.ContainsFunc(a.authority.PermittedIPRanges, func(n *net.IPNet) bool { return n.Contains(addr.AsSlice()) })
	}
	return slices.ContainsFunc(a.authority.PermittedDNSDomains, func(d string) bool {
		return name == d || strings.HasSuffix(name, "."+d)
	})
}

// covers are the names and networks it can vouch for.
func (a anchor) covers() []string {
	all := slices.Clone(a.root.PermittedDNSDomains)
	for _, n := range a.root.PermittedIPRanges {
		all = append(all, strings.TrimSuffix(strings.TrimSuffix(n.String(), "/32"), "/128"))
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "invalid" })
}

// outdated says why an anchor has to be made anew, "" if it has not. A clock that
// shows a time before it was made is no reason: boxes without a battery wake up
// in the past, and would throw away what is installed on every telephone.
func (a anchor) outdated(names Names, now time.Time) string {
	switch {
	case a.root == nil:
		return "there was none"
	case a.root.NotAfter.Sub(now) < rootRenewal:
		return "the one before was about to end"
	}
	for _, name := range names.Given {
		if !a.permits(name) {
			return "the one before did not cover " + name
		}
	}
	return ""
}

// public is the root as people install it.
func (a anchor) public() *Root {
	return &Root{
		Name: a.root.Subject.CommonName, Covers: a.covers(), From: a.root.NotBefore.UTC(), Ends: a.root.NotAfter.UTC(),
		Fingerprint: Fingerprint(a.root.Raw), DER: a.root.Raw,
	}
}
