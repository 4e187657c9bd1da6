package certificate

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Source is where the certificate of a handshake comes from. Its methods may be
// called at once from many goroutines.
type Source interface {
	// Get gives the certificate for a handshake, for tls.Config.GetCertificate.
	Get(hello *tls.ClientHelloInfo) (*tls.Certificate, error)
	// State says what is served and what is wrong with it.
	State() State
	// Run renews what has to be renewed until ctx ends.
	Run(ctx context.Context)
}

// Mode is which kind of source it is.
type Mode string

// The kinds of sources.
const (
	ModeFiles Mode = "files"
	ModeLAN   Mode = "lan"
	ModeACME  Mode = "acme"
)

// State is what a source serves, for people.
type State struct {
	Mode  Mode
	Names []string // names and addresses it is for
	// Issuer is who vouches for it, by name.
	Issuer     string
	From, Ends time.Time // UTC
	// Fingerprint is the SHA-256 of the certificate; see [Fingerprint].
	Fingerprint string
	// SelfMade: browsers trust it only where Root was installed.
	SelfMade bool
	// Fallback: it stands in for the one that is wanted.
	Fallback bool
	// Problem is a sentence about what keeps the wanted certificate from being
	// there or being renewed; empty: nothing.
	Problem string
	// Notes are sentences an admin should act on, Remarks those that are good to
	// know.
	Notes, Remarks []string
	// Root is what people install; nil: nothing of ours.
	Root *Root
}

// Root is the certificate that people install to trust this box.
type Root struct {
	Name       string
	Covers     []string // names and networks it can vouch for
	From, Ends time.Time
	// Fingerprint is what people compare; see [Fingerprint].
	Fingerprint string
	DER         []byte
}

// Insists reports whether browsers may be told to insist on HTTPS (RFC 6797):
// only when they trust what is served. With any other certificate they would
// refuse the box for a year, without a way round the warning.
func (s State) Insists() bool { return !s.SelfMade && !s.Fallback && !s.Ends.IsZero() }

// Fingerprint is the SHA-256 of a certificate as browsers and telephones show
// it: pairs of capital hexadecimal digits with colons between.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	text := strings.ToUpper(hex.EncodeToString(sum[:]))
	return strings.Join(pairs(text), ":")
}

func pairs(text string) []string {
	var all []string
	for p := range slices.Chunk([]byte(text), 2) {
		all = append(all, string(p))
	}
	return all
}

// described is the state of one leaf.
func described(mode Mode, leaf *x509.Certificate) State {
	s := State{
		Mode: mode, Issuer: issuerName(leaf), From: leaf.NotBefore.UTC(), Ends: leaf.NotAfter.UTC(),
		Names: slices.Clone(leaf.DNSNames), Fingerprint: Fingerprint(leaf.Raw),
		SelfMade: string(leaf.RawIssuer) == string(leaf.RawSubject),
	}
	for _, ip := range leaf.IPAddresses {
		s.Names = append(s.Names, ip.String())
	}
	if s.SelfMade {
		s.Remarks = []string{"It vouches for itself: browsers warn of it."}
	}
	return s
}

func issuerName(leaf *x509.Certificate) string {
	name := leaf.Issuer.CommonName
	if org := strings.Join(leaf.Issuer.Organization, ", "); org != "" && !strings.Contains(name, org) {
		name = strings.TrimSpace(org + " " + name)
	}
	if name == "" {
		return "somebody who gives no name"
	}
	return name
}
