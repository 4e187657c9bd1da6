package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// asks is what the API sees of a request with a header.
func (b *box) asks(method, authorization string) (p auth.Principal, known bool) {
	r := httptest.NewRequest(method, "/api/incidents", nil)
	r.Header.Set("Authorization", authorization)
	seen := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { p, known = auth.From(r.Context()) })
	b.auth.AuthenticateAPI(seen).ServeHTTP(httptest.NewRecorder(), r)
	return p, known
}

func (b *box) key(n auth.NewToken) (string, people.Token) {
	b.Helper()
	n.Actor, n.Now = cli(), time.Now()
	if n.Name == "" {
		n.Name = "dashboard"
	}
	secret, token, err := auth.CreateToken(b.ctx, b.db, n)
	b.must(err)
	return secret, token
}

func TestAnAPIKeyIsRecognisedInEveryForm(t *testing.T) {
	inBox(t, func(b *box) {
		secret, token := b.key(auth.NewToken{})
		if len(secret) != 36 || !strings.HasPrefix(secret, "wk_") {
			t.Errorf("key %q", secret)
		}
		if strings.Contains(token.Hash+token.Hint, secret) || !strings.HasSuffix(token.Hint, secret[32:]) {
			t.Errorf("kept: hash %q, hint %q", token.Hash, token.Hint)
		}
		for _, header := range []string{"Token token=" + secret, `Token token="` + secret + `"`, "Bearer " + secret, "bearer  " + secret, "token token= " + secret} {
			if p, known := b.asks("PUT", header); !known || p.Role != people.Admin || p.Token.ID != token.ID {
				t.Errorf("%q: known %v, role %q", header, known, p.Role)
			}
		}
		if n := b.refusals(); n != 0 {
			t.Errorf("%d refusals, want none", n)
		}
		wrong := secret[:10] + "x" + secret[11:]
		if secret[10] == 'x' {
			wrong = secret[:10] + "y" + secret[11:]
		}
		for _, header := range []string{"Bearer " + wrong, "Bearer y_NbAkKc66ryYTWUXYEu"} {
			if _, known := b.asks("GET", header); known {
				t.Errorf("%q is recognised", header)
			}
		}
		if n := b.refusals(); n != 2 {
			t.Errorf("%d refusals, want 2", n)
		}
		if _, known := b.asks("GET", "Basic YW5uOnB3"); known {
			t.Error("Basic is recognised")
		}
	})
}

func TestAKeyNeverDoesMoreThanItsOwnerAndItsScope(t *testing.T) {
	for _, c := range []struct {
		name  string
		token auth.NewToken
		role  people.Role
	}{
		{"the account's", auth.NewToken{}, people.Admin},
		{"the account's, read", auth.NewToken{Scope: people.ReadScope}, people.Viewer},
		{"an owner's", auth.NewToken{User: "PANN"}, people.Owner},
		{"an owner's, read", auth.NewToken{User: "PANN", Scope: people.ReadScope}, people.Viewer},
		{"a viewer's", auth.NewToken{User: "PVIC"}, people.Viewer},
	} {
		inBox(t, func(b *box) {
			secret, _ := b.key(c.token)
			p, known := b.asks("GET", "Bearer "+secret)
			if !known || p.Role != c.role {
				t.Errorf("%s key: known %v as %q, want %q", c.name, known, p.Role, c.role)
			}
		})
	}
}

func TestAKeyEnds(t *testing.T) {
	inBox(t, func(b *box) {
		hour, _ := b.key(auth.NewToken{Life: time.Hour})
		owned, _ := b.key(auth.NewToken{User: "PVIC"})
		revoked, token := b.key(auth.NewToken{})
		works := func(secret, when string, want bool) {
			t.Helper()
			if _, known := b.asks("GET", "Bearer "+secret); known != want {
				t.Errorf("%s: recognised %v, want %v", when, known, want)
			}
		}
		works(hour, "within its hour", true)
		time.Sleep(time.Hour)
		works(hour, "after its hour", false)

		works(owned, "owner present", true)
		b.change("PVIC", func(u *people.User) { u.Disabled = true })
		works(owned, "owner disabled", false)

		works(revoked, "before it is revoked", true)
		b.must(b.auth.RevokeToken(b.ctx, token.ID, cli()))
		works(revoked, "revoked", false)
		b.must(b.db.PutToken(b.ctx, token, nil)) // a use that crossed with it
		works(revoked, "revoked, after a use that crossed with it", false)
		wantCode(t, b.auth.RevokeToken(b.ctx, token.ID, cli()), engine.NotFound, "revoking again")
	})
}

func TestAKeysUseIsWrittenDownAtMostEachHour(t *testing.T) {
	inBox(t, func(b *box) {
		secret, token := b.key(auth.NewToken{})
		before := b.db.Health().Commands
		for range 25 {
			b.asks("GET", "Bearer "+secret)
			time.Sleep(5 * time.Minute)
		}
		if wrote := b.db.Health().Commands - before; wrote != 3 {
			t.Errorf("25 requests in two hours wrote %d times, want 3", wrote)
		}
		list, err := b.db.Tokens()
		b.must(err)
		if len(list) != 1 || list[0].ID != token.ID || list[0].UsedAt.IsZero() {
			t.Errorf("tokens %+v", list)
		}
	})
}

func TestBadKeysAreRefusedByField(t *testing.T) {
	inBox(t, func(b *box) {
		for field, n := range map[string]auth.NewToken{
			"name": {Name: ""}, "scope": {Name: "x", Scope: "all"}, "user": {Name: "x", User: "PNOBODY"}, "life": {Name: "x", Life: -1},
		} {
			n.Actor, n.Now = cli(), time.Now()
			_, _, err := auth.CreateToken(b.ctx, b.db, n)
			f, ok := err.(*engine.Failure)
			if !ok || f.Code != engine.Invalid || f.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestTheAPITakesTheCookieOnlyToLook(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		for method, want := range map[string]bool{"GET": true, "HEAD": true, "PUT": false, "POST": false, "DELETE": false, "PATCH": false} {
			known := false
			seen := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, known = auth.From(r.Context()) })
			b.auth.AuthenticateAPI(seen).ServeHTTP(httptest.NewRecorder(), desk.request(method, "/api/incidents"))
			if known != want {
				t.Errorf("%s with a cookie: recognised %v, want %v", method, known, want)
			}
		}
	})
}

func TestPagesTakeNoAPIKey(t *testing.T) {
	inBox(t, func(b *box) {
		secret, _ := b.key(auth.NewToken{})
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		b.auth.Authenticate(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if _, known := auth.From(r.Context()); known {
				t.Error("a page recognised an API key")
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	})
}
