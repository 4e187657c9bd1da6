package openid

import (
	"context"
	"crypto/rand"
	"encoding/base64"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"wakeman/engine"
)

// Ask is one question to a provider: who is in front of this browser? Its parts
// are secrets but for Redirect.
type Ask struct {
	State    string // comes back with the answer: it belongs to this question
	Nonce    string // is in the token: it was made for this question
	Verifier string // of PKCE: only who asked can redeem the code
	Redirect string // the address of ours that the browser comes back to
	Again    bool   // the person shall prove anew who they are, whatever session the provider has
}

// NewAsk makes a question, with 256 bits for each secret.
func NewAsk(redirect string, again bool) Ask {
	return Ask{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Redirect: redirect, Again: again}
}

func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it stops the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// AuthURL is where the browser has to go. The error is a *[Fault].
func (c *Client) AuthURL(ctx context.Context, s engine.OIDCSettings, ask Ask) (string, error) {
	p, err := c.provider(ctx, s.Issuer)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(ask.Nonce), oauth2.S256ChallengeOption(ask.Verifier)}
	if ask.Again {
		// max_age asks for auth_time in the token; some know only prompt.
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.oauth(s, ask).AuthCodeURL(ask.State, options...), nil
}

func (p *provider) oauth(s engine.OIDCSettings, ask Ask) *oauth2.Config {
	end := p.oidc.Endpoint()
	end.AuthStyle = p.doc.authStyle()
	if s.ClientSecret == "" {
		end.AuthStyle = oauth2.AuthStyleInParams // a public client: RFC 6749, section 2.3.1
	}
	return &oauth2.Config{
		ClientID: s.ClientID, ClientSecret: s.ClientSecret, Endpoint: end, RedirectURL: ask.Redirect,
		Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail, oidc.ScopeProfile},
	}
}
