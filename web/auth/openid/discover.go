package openid

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// document is what we read of a provider's metadata (OpenID Connect Discovery
// 1.0, section 3; RFC 9207, section 3).
type document struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	TokenAuth     []string `json:"token_endpoint_auth_methods_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
	SaysIssuer    bool     `json:"authorization_response_iss_parameter_supported"`
}

// provider is one whose document was read.
type provider struct {
	issuer string
	found  time.Time
	doc    document
	oidc   *oidc.Provider
}

// discover reads a provider's document. The error is a *[Fault].
func (c *Client) discover(ctx context.Context, issuer string) (*provider, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	body, err := c.fetch(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration")
	if err != nil {
		return nil, err
	}
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil || doc.Issuer == "" {
		return nil, &Fault{Unreachable: true, Words: "what it answers is no OpenID document: is the issuer right?", Err: err}
	}
	if words := doc.wrong(issuer); words != "" {
		return nil, &Fault{Unreachable: true, Words: words}
	}
	config := oidc.ProviderConfig{
		IssuerURL: issuer, AuthURL: doc.Authorization, TokenURL: doc.Token, UserInfoURL: doc.UserInfo, JWKSURL: doc.Keys, Algorithms: doc.algorithms(),
	}
	return &provider{issuer, time.Now(), doc, config.NewProvider(c.with(context.Background()))}, nil
}

// fetch gets a document. What a server says that is no provider is nobody's
// business: it could be any server that the box can reach.
func (c *Client) fetch(ctx context.Context, at string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, &Fault{Unreachable: true, Words: "the issuer is no address", Err: err}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, &Fault{Unreachable: true, Words: c.why(err), Err: err}
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return nil, &Fault{Unreachable: true, Words: fmt.Sprintf("it answers HTTP %d: redirects are not followed, write the final address", res.StatusCode)}
	case res.StatusCode != http.StatusOK:
		return nil, &Fault{Unreachable: true, Words: fmt.Sprintf("it answers HTTP %d at %s: is the issuer right?", res.StatusCode, req.URL.Path)}
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, &Fault{Unreachable: true, Words: "its answer could not be read to the end", Err: err}
	}
	return body, nil
}

// with is a context whose calls the client makes.
func (c *Client) with(ctx context.Context) context.Context { return oidc.ClientContext(ctx, c.http) }

// wrong says what is wrong with a document, "" if nothing is.
func (d document) wrong(issuer string) string {
	if d.Issuer != issuer {
		return fmt.Sprintf("it calls itself %q: write the issuer like that, to the letter", d.Issuer)
	}
	for _, one := range []struct{ name, at string }{{"authorization_endpoint", d.Authorization}, {"token_endpoint", d.Token}, {"jwks_uri", d.Keys}} {
		if one.at == "" {
			return "its document has no " + one.name
		}
		if !asSafe(one.at, issuer) {
			return fmt.Sprintf("its %s is %q, which is less than the issuer's https", one.name, one.at)
		}
	}
	switch {
	case len(d.algorithms()) == 0:
		return "it signs with " + strings.Join(d.Algorithms, ", ") + " only; RS256, ES256, PS256 or EdDSA are needed"
	case d.UserInfo != "" && !asSafe(d.UserInfo, issuer):
		return fmt.Sprintf("its userinfo_endpoint is %q, which is less than the issuer's https", d.UserInfo)
	case len(d.Challenges) > 0 && !slices.Contains(d.Challenges, "S256"):
		return "it knows no PKCE with S256 (RFC 7636)"
	}
	return ""
}

// asSafe reports whether an address is a web address and no plain http under an
// issuer with https.
func asSafe(at, issuer string) bool {
	u, err := url.Parse(at)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && strings.HasPrefix(issuer, "http://"))
}

// algorithms are those that only the provider can sign with. HS256 would make a
// signing key of the client's secret, and none of nothing.
func (d document) algorithms() []string {
	good := []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}
	if len(d.Algorithms) == 0 {
		return []string{oidc.RS256} // every provider has it: Core, section 15.1
	}
	return slices.DeleteFunc(slices.Clone(d.Algorithms), func(a string) bool { return !slices.Contains(good, a) })
}

// authStyle is how the client's secret is sent. It is chosen, not tried out: a
// code is spent by the first try.
func (d document) authStyle() oauth2.AuthStyle {
	if len(d.TokenAuth) > 0 && !slices.Contains(d.TokenAuth, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader // the default: Discovery, section 3
}
