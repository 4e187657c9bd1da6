package openid

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"wakeman/engine"
)

// Answer is what the browser brought back.
type Answer struct {
	Code   string
	Issuer string // of RFC 9207; "" if there was none
}

// Redeem exchanges a code for what the provider says of whoever is in front of
// the browser. Beside what go-oidc checks (signature, issuer, audience, expiry)
// the token must have been made for this question and for us. The error is a
// *[Fault].
func (c *Client) Redeem(ctx context.Context, s engine.OIDCSettings, ask Ask, answer Answer) (Claims, error) {
	ctx, cancel := context.WithTimeout(c.with(ctx), callTimeout)
	defer cancel()
	p, err := c.provider(ctx, s.Issuer)
	if err != nil {
		return Claims{}, err
	}
	if answer.Issuer != s.Issuer && (answer.Issuer != "" || p.doc.SaysIssuer) {
		return Claims{}, refuse("the answer is another provider's", fmt.Errorf("it says it is from %q", answer.Issuer))
	}
	token, err := p.oauth(s, ask).Exchange(ctx, answer.Code, oauth2.VerifierOption(ask.Verifier))
	if err != nil {
		return Claims{}, c.exchangeFault(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.oidc.Verifier(&oidc.Config{ClientID: s.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Claims{}, c.tokenFault(err)
	}
	if err := belongs(id, token, ask); err != nil {
		return Claims{}, refuse("what the provider says was not said for this sign-in", err)
	}
	claims, err := read(id, s.Issuer, s.ClientID)
	if err != nil || claims.Email != "" {
		return claims, err
	}
	return c.ask(ctx, p, token, claims)
}

func refuse(words string, err error) *Fault { return &Fault{Words: words, Err: err} }

// belongs checks what go-oidc leaves to its user: the nonce, and the access
// token's hash where there is one (Core, sections 3.1.3.7 and 3.1.3.8).
func belongs(id *oidc.IDToken, token *oauth2.Token, ask Ask) error {
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(ask.Nonce)) != 1 {
		return errors.New("the nonce is another one")
	}
	if id.AccessTokenHash == "" {
		return nil
	}
	return id.VerifyAccessToken(token.AccessToken)
}

// exchangeFault tells a code that is no good from a provider that is not.
func (c *Client) exchangeFault(err error) *Fault {
	said, ok := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case !ok:
		return &Fault{Unreachable: true, Words: c.why(err), Err: err}
	case said.ErrorCode == "invalid_client", said.ErrorCode == "unauthorized_client":
		return &Fault{Unreachable: true, Words: "it does not know this box by its client id and secret", Err: cause(said)}
	case said.Response != nil && (said.Response.StatusCode >= 500 || said.Response.StatusCode == http.StatusTooManyRequests):
		return &Fault{Unreachable: true, Words: fmt.Sprintf("it answers HTTP %d", said.Response.StatusCode), Err: cause(said)}
	}
	return refuse("the provider did not take its own code back", cause(said))
}

// cause is an error without the body of the reply, which may hold tokens.
func cause(said *oauth2.RetrieveError) error {
	status := 0
	if said.Response != nil {
		status = said.Response.StatusCode
	}
	return fmt.Errorf("HTTP %d, error %q, %q", status, said.ErrorCode, clip(said.ErrorDescription, 200))
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// tokenFault tells a token that is no good from keys that could not be had.
func (c *Client) tokenFault(err error) *Fault {
	if strings.Contains(err.Error(), "fetching keys") {
		return &Fault{Unreachable: true, Words: "its keys could not be had", Err: err}
	}
	return refuse("what the provider says can not be believed", err)
}

// ask completes claims at the provider's userinfo endpoint: some put no more
// than the subject into tokens. A provider without one has said all.
func (c *Client) ask(ctx context.Context, p *provider, token *oauth2.Token, claims Claims) (Claims, error) {
	if p.doc.UserInfo == "" {
		return claims, nil
	}
	info, err := p.oidc.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return claims, &Fault{Unreachable: true, Words: "it does not say more than a number: " + c.why(err), Err: err}
	}
	var more profile
	if err := info.Claims(&more); err != nil || info.Subject != claims.Subject { // Core, section 5.3.2
		return claims, refuse("the provider says this of somebody else", err)
	}
	claims.Email, claims.Verified = more.Email, bool(more.Verified)
	if claims.Name == "" {
		claims.Name = more.Name
	}
	if claims.Zone == "" {
		claims.Zone = more.Zone
	}
	return claims, nil
}
