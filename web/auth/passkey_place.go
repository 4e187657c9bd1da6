package auth

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/net/idna"
)

// Obstacle is why there can be no passkeys on a box; "" for none.
type Obstacle string

// The obstacles. All are about the public address: browsers make passkeys for a
// host by name, and only in what they call a secure context.
const (
	NoAddress Obstacle = "no_address" // none is set, or it cannot be read
	// NoName: it is an IP address (WebAuthn level 3, section 5.1.3), or a name
	// without a dot.
	NoName Obstacle = "no_name"
	NoTLS  Obstacle = "no_tls" // it is plain http, and not localhost
)

// PasskeyPlace is where passkeys of this box work: at one host, reached by one
// origin.
type PasskeyPlace struct {
	Host     string // the RP ID: "wakeman.example.net"
	Origin   string // as browsers write it: "https://wakeman.example.net:8443"
	Obstacle Obstacle
}

// PlaceOf reads it from a public address. What the visitor's browser asked for
// plays no part: who believed that would let the visitor choose.
func PlaceOf(publicURL string) PasskeyPlace {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return PasskeyPlace{Obstacle: NoAddress}
	}
	p := PasskeyPlace{Host: strings.ToLower(u.Hostname())}
	if _, err := netip.ParseAddr(p.Host); err == nil {
		p.Obstacle = NoName
		return p
	}
	if ascii, err := idna.Lookup.ToASCII(p.Host); err == nil {
		p.Host = ascii
	}
	p.Origin = u.Scheme + "://" + p.Host + portOf(u)
	switch {
	case protocol.ValidateRPID(p.Host) != nil:
		p.Obstacle = NoName
	case u.Scheme != "https" && !local(p.Host):
		p.Obstacle = NoTLS
	}
	return p
}

// portOf is the port as origins have it: not when it goes without saying.
func portOf(u *url.URL) string {
	port := u.Port()
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		return ""
	}
	return ":" + port
}

// local names are secure without TLS (Secure Contexts, section 3.1).
func local(host string) bool { return host == "localhost" || strings.HasSuffix(host, ".localhost") }

// PasskeyPlace is where passkeys work at the moment.
func (a *Auth) PasskeyPlace() PasskeyPlace { return PlaceOf(a.base()) }

// party is what checks the answers of devices for this place.
func (p PasskeyPlace) party() (*webauthn.WebAuthn, error) {
	residentKey := true
	return webauthn.New(&webauthn.Config{
		RPID: p.Host, RPDisplayName: "Wakeman", RPOrigins: []string{p.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &residentKey,
			UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{
			Login: webauthn.TimeoutConfig{Timeout: CeremonyLife}, Registration: webauthn.TimeoutConfig{Timeout: CeremonyLife},
		},
		// Some password managers answer extensions that nobody asked for. We read none.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
}
