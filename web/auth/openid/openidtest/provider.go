// Package openidtest is an OpenID provider for tests: it speaks the protocol
// over an [http.Client] without a network, so that tests can stand in a bubble of
// fake time. What a real implementation does is tested in e2e/oidc.
package openidtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"
)

// The client that the provider knows.
const (
	Issuer   = "https://id.example.net"
	ClientID = "wakeman"
	Secret   = "hush-hush"
)

// Provider is one. The fields may be changed between requests.
type Provider struct {
	Document map[string]any // overrides and additions; nil removes
	Claims   map[string]any // overrides and additions to every token; nil removes
	UserInfo map[string]any // what userinfo says; nil: there is none
	Down     error          // calls fail with it
	Status   int            // what the token endpoint answers, with Error; 0: it works
	Error    string
	Key      *ecdsa.PrivateKey // signs; the keys that are published are [Provider.Publish]'s
	Calls    []string          // paths that were asked for

	mu        sync.Mutex
	codes     map[string]url.Values
	published *ecdsa.PublicKey
}

// New makes a provider.
func New() *Provider {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // no randomness
	}
	return &Provider{Key: key, codes: map[string]url.Values{}, published: &key.PublicKey}
}

// Client calls the provider, whatever the address.
func (p *Provider) Client() *http.Client { return &http.Client{Transport: inProcess{p}} }

type inProcess struct{ p *Provider }

// RoundTrip answers from the handler.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	t.p.mu.Lock()
	down := t.p.Down
	t.p.Calls = append(t.p.Calls, r.URL.Path)
	t.p.mu.Unlock()
	if down != nil {
		return nil, down
	}
	w := httptest.NewRecorder()
	t.p.ServeHTTP(w, r)
	return w.Result(), nil
}

// ServeHTTP is the provider's side of the protocol.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		reply(w, http.StatusOK, p.document())
	case "/keys":
		reply(w, http.StatusOK, map[string]any{"keys": []any{p.jwk()}})
	case "/token":
		p.token(w, r)
	case "/userinfo":
		reply(w, http.StatusOK, p.UserInfo)
	default:
		http.NotFound(w, r)
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // to a recorder
}

func (p *Provider) document() map[string]any {
	doc := map[string]any{
		"issuer": Issuer, "authorization_endpoint": Issuer + "/authorize", "token_endpoint": Issuer + "/token", "jwks_uri": Issuer + "/keys",
		"id_token_signing_alg_values_supported": []string{"ES256"}, "response_types_supported": []string{"code"},
	}
	if p.UserInfo != nil {
		doc["userinfo_endpoint"] = Issuer + "/userinfo"
	}
	return merged(doc, p.Document)
}

func merged(base, over map[string]any) map[string]any {
	all := maps.Clone(base)
	for k, v := range over {
		if all[k] = v; v == nil {
			delete(all, k)
		}
	}
	return all
}

func (p *Provider) jwk() map[string]any {
	raw, err := p.published.Bytes() // 04, x, y
	if err != nil {
		panic(err) // no point on the curve
	}
	return map[string]any{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k", "x": b64(raw[1:33]), "y": b64(raw[33:])}
}

// Login is somebody at the provider's own page: it takes the address that the
// browser was sent to, and gives the query that it comes back with.
func (p *Provider) Login(at string) url.Values {
	u, err := url.Parse(at)
	if err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := rand.Text()
	p.codes[code] = u.Query()
	return url.Values{"code": {code}, "state": {u.Query().Get("state")}}
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if p.Status != 0 {
		reply(w, p.Status, map[string]any{"error": p.Error})
		return
	}
	id, secret, ok := r.BasicAuth()
	if !ok || id != ClientID || secret != Secret {
		reply(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	code := r.FormValue("code")
	asked, ok := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || asked.Get("code_challenge_method") != "S256" || asked.Get("code_challenge") != b64(sum[:]) || asked.Get("redirect_uri") != r.FormValue("redirect_uri") {
		reply(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	reply(w, http.StatusOK, map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": p.sign(asked)})
}

// sign makes an ID token. Nobody is anybody before Claims say so.
func (p *Provider) sign(asked url.Values) string {
	now := time.Now()
	claims := merged(map[string]any{
		"iss": Issuer, "aud": ClientID, "sub": "248289761001", "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "nonce": asked.Get("nonce"),
	}, p.Claims)
	if asked.Get("max_age") == "0" {
		if _, said := p.Claims["auth_time"]; !said {
			claims["auth_time"] = now.Unix()
		}
	}
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	text := b64([]byte(`{"alg":"ES256","kid":"k","typ":"JWT"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, p.Key, sum[:])
	if err != nil {
		panic(err)
	}
	var raw [64]byte
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return text + "." + b64(raw[:])
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Asked is how often a path was asked for.
func (p *Provider) Asked(path string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.Calls {
		if one == path {
			n++
		}
	}
	return n
}

// Says makes whoever comes next have a verified address.
func (p *Provider) Says(email string) {
	p.Claims = map[string]any{"email": email, "email_verified": true}
}
