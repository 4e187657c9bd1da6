package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"html/template"
	"net/http"
	"time"

	jose "github.com/go-jose/go-jose/v3"
	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/handler/openid"
	"github.com/ory/fosite/storage"
	"github.com/ory/fosite/token/jwt"
	"golang.org/x/crypto/bcrypt"
)

// The client, and the password of everybody.
const (
	clientID     = "wakeman"
	clientSecret = "hush-hush-hush"
	password     = "the provider's own password"
)

const keyID = "first"

// provider is the whole of it.
type provider struct {
	issuer string
	key    *rsa.PrivateKey
	oauth  fosite.OAuth2Provider
}

func newProvider(issuer, redirect string) (*provider, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	secret, err := bcrypt.GenerateFromPassword([]byte(clientSecret), bcrypt.MinCost)
	if err != nil {
		return nil, err
	}
	people := storage.NewMemoryStore()
	people.Clients[clientID] = &fosite.DefaultClient{
		ID: clientID, Secret: secret, RedirectURIs: []string{redirect},
		ResponseTypes: []string{"code"}, GrantTypes: []string{"authorization_code"}, Scopes: []string{"openid", "email", "profile"},
	}
	config := &fosite.Config{
		IDTokenIssuer: issuer, GlobalSecret: []byte("thirty-two bytes that are random"), EnforcePKCE: true, EnablePKCEPlainChallengeMethod: false,
		AuthorizeCodeLifespan: time.Minute, IDTokenLifespan: 5 * time.Minute, AccessTokenLifespan: 5 * time.Minute,
	}
	signing := &jose.JSONWebKey{Key: key, KeyID: keyID, Algorithm: "RS256", Use: "sig"}
	strategy := &compose.CommonStrategy{
		CoreStrategy:               compose.NewOAuth2HMACStrategy(config),
		OpenIDConnectTokenStrategy: compose.NewOpenIDConnectStrategy(func(context.Context) (any, error) { return signing, nil }, config),
	}
	oauth := compose.Compose(config, people, strategy, compose.OAuth2AuthorizeExplicitFactory, compose.OpenIDConnectExplicitFactory, compose.OAuth2PKCEFactory)
	return &provider{issuer, key, oauth}, nil
}

func (p *provider) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.document)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("/authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }) // a 404 would be a complaint of the browser
	return mux
}

func (p *provider) document(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{
		"issuer": p.issuer, "authorization_endpoint": p.issuer + "/authorize", "token_endpoint": p.issuer + "/token", "jwks_uri": p.issuer + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"code_challenge_methods_supported": []string{"S256"}, "token_endpoint_auth_methods_supported": []string{"client_secret_basic"},
	})
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: keyID, Algorithm: "RS256", Use: "sig"}}})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the browser or the client has gone
}

// authorize shows the login form, and takes it: every request is a login of its
// own, so that a proof is never this morning's.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	request, err := p.oauth.NewAuthorizeRequest(ctx, r)
	if err != nil {
		p.oauth.WriteAuthorizeError(ctx, w, request, err)
		return
	}
	if r.PostFormValue("cancel") != "" {
		p.oauth.WriteAuthorizeError(ctx, w, request, fosite.ErrAccessDenied)
		return
	}
	if r.PostFormValue("password") != password {
		p.form(w, r)
		return
	}
	for _, scope := range request.GetRequestedScopes() {
		request.GrantScope(scope)
	}
	response, err := p.oauth.NewAuthorizeResponse(ctx, request, session(r.PostFormValue("email"), r.PostFormValue("unverified") == ""))
	if err != nil {
		p.oauth.WriteAuthorizeError(ctx, w, request, err)
		return
	}
	p.oauth.WriteAuthorizeResponse(ctx, w, request, response)
}

// session is what the tokens of somebody say. The number at the provider is
// worked out from the address: nobody here changes theirs.
func session(email string, verified bool) *openid.DefaultSession {
	now := time.Now().UTC()
	return &openid.DefaultSession{
		Subject: "id of " + email, Username: email, Headers: &jwt.Headers{Extra: map[string]any{"kid": keyID}},
		Claims: &jwt.IDTokenClaims{
			Subject: "id of " + email, AuthTime: now, RequestedAt: now,
			Extra: map[string]any{"email": email, "email_verified": verified, "name": "Somebody of the provider"},
		},
	}
}

var page = template.Must(template.New("login").Parse(`<!doctype html><html lang="en"><title>The provider</title><h1>The provider</h1>
<form method="post" action="/authorize?{{.}}"><p><label>Mail <input name="email" id="email"></label>
<p><label>Password <input name="password" id="password" type="password"></label>
<p><label><input name="unverified" id="unverified" type="checkbox"> the address is not verified</label>
<p><button id="login">Log in</button> <button name="cancel" value="yes" id="cancel">Cancel</button></form>`))

func (p *provider) form(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, template.URL(r.URL.RawQuery))
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	request, err := p.oauth.NewAccessRequest(ctx, r, &openid.DefaultSession{})
	if err != nil {
		p.oauth.WriteAccessError(ctx, w, request, err)
		return
	}
	response, err := p.oauth.NewAccessResponse(ctx, request)
	if err != nil {
		p.oauth.WriteAccessError(ctx, w, request, err)
		return
	}
	p.oauth.WriteAccessResponse(ctx, w, request, response)
}
