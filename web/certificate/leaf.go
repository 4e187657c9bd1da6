package certificate

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/netip"
	"slices"
	"time"
)

const (
	// leafLife is far below what telephones take: 825 days for roots that people
	// installed themselves (Apple, "Requirements for trusted certificates in iOS
	// 13 and macOS 10.15").
	leafLife    = 90 * 24 * time.Hour
	leafRenewal = 30 * 24 * time.Hour
)

// newLeaf makes the certificate that is served, with the authority's behind it.
func (a anchor) newLeaf(names []string, now time.Time) (*tls.Certificate, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: cut(names[0]), Organization: []string{"Wakeman"}},
		NotBefore: now.Add(-earlier), NotAfter: now.Add(leafLife - earlier),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range names {
		if addr, ok := addressOf(name); ok {
			template.IPAddresses = append(template.IPAddresses, net.IP(addr.AsSlice()))
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	leaf, err := sign(template, a.authority, key, a.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{leaf.Raw, a.authority.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// split divides names into those that the anchor may vouch for and the box's
// own addresses that it may not.
func (a anchor) split(names Names) (leaf, left []string) {
	leaf = slices.Clone(names.Given)
	for _, own := range addresses(names.Own) {
		switch {
		case slices.Contains(leaf, own):
		case a.permits(own):
			leaf = append(leaf, own)
		default:
			left = append(left, own)
		}
	}
	if len(leaf) == 0 { // every address of the box has moved since the root was made
		leaf = a.covers()[:1]
		if p, err := netip.ParsePrefix(leaf[0]); err == nil {
			leaf[0] = p.Addr().String()
		}
	}
	return leaf, left
}

// stale reports whether a leaf has to be made anew. One that is for more than is
// asked is not: an interface that comes and goes would cost one each time.
func (a anchor) stale(c *tls.Certificate, names []string, now time.Time) bool {
	if c == nil || now.Before(c.Leaf.NotBefore) || c.Leaf.NotAfter.Sub(now) < leafRenewal {
		return true
	}
	if !bytes.Equal(c.Leaf.AuthorityKeyId, a.authority.SubjectKeyId) {
		return true
	}
	return slices.ContainsFunc(names, func(n string) bool { return c.Leaf.VerifyHostname(n) != nil })
}
