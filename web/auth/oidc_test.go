package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/auth/openid"
	"wakeman/web/auth/openid/openidtest"
)

const back = "https://wakeman.example.net/signin/oidc/callback"

// withProvider is the box with Rex, a responder without a password, and a
// provider that says it is Rex who comes.
func withProvider(t *testing.T, scenario func(b *box, p *openidtest.Provider)) {
	t.Helper()
	inBox(t, func(b *box) {
		p := openidtest.New()
		b.auth = auth.New(auth.Options{Store: b.db, Refuse: b.refuse, Ended: func() { b.ended++ }, OpenID: openid.New(p.Client(), nil)}).Cheap()
		b.must(auth.CreateUser(b.ctx, b.db, people.User{ID: "PREX", Email: "rex@example.net", Name: "Rex", Role: people.Responder}, "", cli()))
		b.provide(func(*engine.OIDCSettings) {})
		p.Says("rex@example.net")
		scenario(b, p)
	})
}

// provide sets the provider.
func (b *box) provide(change func(*engine.OIDCSettings)) {
	b.Helper()
	b.must(b.db.Configure(b.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		next.Settings.OIDC = &engine.OIDCSettings{Issuer: openidtest.Issuer, ClientID: openidtest.ClientID, ClientSecret: openidtest.Secret, Label: "Example"}
		change(next.Settings.OIDC)
		return &next, []engine.AuditRow{{Actor: cli(), Action: "test", Object: "settings"}}, nil
	}))
}

// departs gives where the browser is sent.
func (br *browser) departs(trip auth.Trip) (string, error) {
	w := httptest.NewRecorder()
	to, err := br.auth.Depart(w, br.asWho("GET", "/signin/oidc"), trip, back)
	br.keep(w)
	return to, err
}

// asWho is a request as a handler gets it.
func (br *browser) asWho(method, path string) *http.Request {
	r := br.request(method, path)
	if p, ok := br.who(); ok {
		r = r.WithContext(auth.With(r.Context(), p))
	}
	return r
}

// returns comes back from the provider.
func (br *browser) returns(query url.Values) (auth.Trip, people.User, error) {
	w := httptest.NewRecorder()
	trip, u, err := br.auth.Return(w, br.asWho("GET", "/signin/oidc/callback?"+query.Encode()))
	br.keep(w)
	return trip, u, err
}

// goes is the whole way.
func (br *browser) goes(p *openidtest.Provider, errand auth.Errand) (people.User, error) {
	br.Helper()
	to, err := br.departs(auth.Trip{Errand: errand, Next: "/oncall"})
	if err != nil {
		return people.User{}, err
	}
	trip, u, err := br.returns(p.Login(to))
	if trip.Next != "/oncall" {
		br.Errorf("it leads to %q", trip.Next)
	}
	return u, err
}

// lastAudits are the actions of the newest rows, newest first.
func (b *box) lastAudits(n int) (list []engine.AuditRow) {
	b.Helper()
	list, err := b.db.Audit(0, n)
	b.must(err)
	return list
}

func (b *box) links(user string) int {
	list, err := b.db.Identities(user)
	b.must(err)
	return len(list)
}

func TestAPersonIsFoundByTheirVerifiedAddressOnceAndByTheirNumberEverAfter(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex := b.browser("192.0.2.1")
		u, err := rex.goes(p, auth.ErrandSignIn)
		if err != nil || u.ID != "PREX" {
			t.Fatalf("%v, %v", u, err)
		}
		rex.wantKnown(true, "after the provider")
		if rows := b.lastAudits(2); rows[1].Action != "user.provider_link" || !strings.HasSuffix(rows[0].Detail, "through Example") || b.links("PREX") != 1 {
			t.Errorf("audit %+v", rows)
		}
		p.Says("other@example.net") // the address at the provider has changed, the number not
		p.Claims["email_verified"] = false
		if u, err := b.browser("192.0.2.2").goes(p, auth.ErrandSignIn); err != nil || u.ID != "PREX" {
			t.Errorf("the second time: %v, %v", u, err)
		}
		if p.Asked("/.well-known/openid-configuration") != 1 || p.Asked("/keys") != 1 {
			t.Errorf("asked for %v", p.Calls)
		}
	})
}

func TestWhoeverTheProviderDoesNotVouchForIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		set    func(*engine.OIDCSettings)
		cause  string
	}{
		"address not verified":           {map[string]any{"email_verified": false}, nil, "email_verified"},
		"verified left out":              {map[string]any{"email_verified": nil}, nil, "email_verified"},
		"verified is no truth":           {map[string]any{"email_verified": 1}, nil, "email_verified"},
		"no address":                     {map[string]any{"email": nil}, nil, "no email"},
		"unknown, nobody is made":        {map[string]any{"email": "new@example.net"}, nil, "create_as is not set"},
		"an owner's address":             {map[string]any{"email": "ann@example.net"}, nil, "an owner's"},
		"an owner's address in capitals": {map[string]any{"email": "ANN@EXAMPLE.NET"}, nil, "an owner's"},
		"a domain that is not let in":    {nil, func(s *engine.OIDCSettings) { s.AllowDomains = []string{"example.org"} }, "allow_domains"},
		"a domain that ends like it":     {map[string]any{"email": "rex@evilexample.net"}, func(s *engine.OIDCSettings) { s.AllowDomains = []string{"example.net"} }, "allow_domains"},
		"two domains":                    {map[string]any{"email": "rex@evil.example@example.net"}, func(s *engine.OIDCSettings) { s.AllowDomains = []string{"example.net"} }, "allow_domains"},
		"made as owner by a bad record":  {map[string]any{"email": "new@example.net"}, func(s *engine.OIDCSettings) { s.CreateAs = people.Owner }, "create_as"},
		"a name that is no address":      {map[string]any{"email": "new user@example.net"}, func(s *engine.OIDCSettings) { s.CreateAs, s.AllowDomains = people.Viewer, []string{"example.net"} }, "can not be made"},

		"another nonce":               {map[string]any{"nonce": "x"}, nil, "nonce"},
		"no nonce":                    {map[string]any{"nonce": nil}, nil, "nonce"},
		"another issuer":              {map[string]any{"iss": "https://evil.example.org"}, nil, "different provider"},
		"made for somebody else":      {map[string]any{"aud": "other"}, nil, "audience"},
		"made for several, not us":    {map[string]any{"aud": []string{"wakeman", "other"}}, nil, "azp"},
		"handed on by somebody else":  {map[string]any{"azp": "other"}, nil, "azp"},
		"expired":                     {map[string]any{"exp": 1}, nil, "expired"},
		"nobody":                      {map[string]any{"sub": ""}, nil, "sub"},
		"another access token":        {map[string]any{"at_hash": "x"}, nil, "hash"},
		"somebody with a break in it": {map[string]any{"sub": "a\x00b"}, nil, "sub"},
	} {
		t.Run(name, func(t *testing.T) {
			withProvider(t, func(b *box, p *openidtest.Provider) {
				for k, v := range c.claims {
					p.Claims[k] = v
				}
				if c.set != nil {
					b.provide(c.set)
				}
				br := b.browser("192.0.2.1")
				_, err := br.goes(p, auth.ErrandSignIn)
				wantCode(t, err, auth.Denied, name)
				br.wantKnown(false, name)
				row := b.lastAudits(1)[0]
				if row.Action != "signin.provider_refused" || !strings.Contains(row.Detail, c.cause) || b.refusals() == 0 {
					t.Errorf("the audit log says %q", row.Detail)
				}
				if b.links("PREX")+b.links("PANN") != 0 || len(b.db.Config().Users) != 3 {
					t.Error("somebody was linked or made")
				}
			})
		})
	}
}

func TestATokenThatTheProviderDidNotSignIsRefused(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		forger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		b.must(err)
		p.Key = forger
		br := b.browser("192.0.2.1")
		_, err = br.goes(p, auth.ErrandSignIn)
		wantCode(t, err, auth.Denied, "a forged token")
		br.wantKnown(false, "a forged token")
	})
}

func TestAnAnswerWorksOnceInItsBrowserWithinItsTime(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex, thief := b.browser("192.0.2.1"), b.browser("192.0.2.66")
		begin := func() url.Values {
			to, err := rex.departs(auth.Trip{Errand: auth.ErrandSignIn})
			b.must(err)
			return p.Login(to)
		}
		fails := func(br *browser, query url.Values, when string) {
			t.Helper()
			_, _, err := br.returns(query)
			wantCode(t, err, auth.CodeExpired, when)
			br.wantKnown(false, when)
		}
		stolen := begin()
		fails(thief, stolen, "in another browser")
		fails(rex, stolen, "after another browser brought it")

		_, err := thief.departs(auth.Trip{Errand: auth.ErrandSignIn}) // with a cookie of its own
		b.must(err)
		fails(thief, begin(), "in another browser that has begun, too")

		late := begin()
		time.Sleep(auth.FlowLife)
		fails(rex, late, "after ten minutes")

		other := begin()
		other.Set("state", strings.Repeat("A", 43))
		fails(rex, other, "with another state")

		twice := begin()
		if _, _, err := rex.returns(twice); err != nil {
			t.Fatal(err)
		}
		other2 := b.browser("192.0.2.1")
		other2.cookies = rex.cookies
		delete(other2.cookies, "wakeman")
		fails(other2, twice, "a second time")

		changed := begin()
		b.provide(func(s *engine.OIDCSettings) { s.ClientID = "other" })
		fails(rex, changed, "with another provider by now")
	})
}

func TestTwoTabsDoNotDisturbEachOther(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex := b.browser("192.0.2.1")
		one, err := rex.departs(auth.Trip{Errand: auth.ErrandSignIn})
		b.must(err)
		two, err := rex.departs(auth.Trip{Errand: auth.ErrandSignIn})
		b.must(err)
		for _, to := range []string{one, two} {
			if _, _, err := rex.returns(p.Login(to)); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestACodeIsWorthNothingWithoutTheVerifierOfItsQuestion(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex, thief := b.browser("192.0.2.1"), b.browser("192.0.2.66")
		to, err := rex.departs(auth.Trip{Errand: auth.ErrandSignIn})
		b.must(err)
		at, err := url.Parse(to)
		b.must(err)
		if q := at.Query(); q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) < 43 || len(q.Get("nonce")) < 43 || q.Get("redirect_uri") != back {
			t.Errorf("asked with %v", q)
		}
		own, err := thief.departs(auth.Trip{Errand: auth.ErrandSignIn})
		b.must(err)
		injected := p.Login(own)
		injected.Set("code", p.Login(to).Get("code"))
		_, _, err = thief.returns(injected)
		wantCode(t, err, auth.Denied, "somebody else's code")
	})
}

// RFC 9207: the answer of another provider, that a browser was talked into.
func TestTheAnswerOfAnotherProviderIsNotRedeemed(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex := b.browser("192.0.2.1")
		for _, says := range []bool{false, true} {
			b.auth = auth.New(auth.Options{Store: b.db, OpenID: openid.New(p.Client(), nil)}).Cheap()
			p.Document = map[string]any{"authorization_response_iss_parameter_supported": says}
			for iss, want := range map[string]engine.Code{"https://evil.example.org": auth.Denied, openidtest.Issuer: "", "": map[bool]engine.Code{true: auth.Denied}[says]} {
				to, err := rex.departs(auth.Trip{Errand: auth.ErrandSignIn})
				b.must(err)
				answer := p.Login(to)
				if iss != "" {
					answer.Set("iss", iss)
				}
				before := p.Asked("/token")
				_, _, err = rex.returns(answer)
				wantCode(t, err, want, "iss "+iss)
				if want != "" && p.Asked("/token") != before {
					t.Errorf("iss %q: the code was sent", iss)
				}
			}
		}
	})
}

func TestNewcomersGetTheRoleOfTheSettingsAndNoMore(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		b.provide(func(s *engine.OIDCSettings) { s.AllowDomains, s.CreateAs = []string{"Example.NET"}, people.Viewer })
		p.Says("new@example.net")
		p.Claims["name"], p.Claims["zoneinfo"], p.Claims["sub"] = "Ned\x1b[31m Newcomer", "Europe/Berlin", "new"
		u, err := b.browser("192.0.2.1").goes(p, auth.ErrandSignIn)
		if err != nil {
			t.Fatal(err)
		}
		if u.Role != people.Viewer || u.Name != "Ned[31m Newcomer" || u.TimeZone != "Europe/Berlin" || b.db.Config().Users[u.ID].Email != "new@example.net" || b.links(u.ID) != 1 {
			t.Errorf("made %+v", u)
		}
		rows := b.lastAudits(3)
		if rows[1].Action != "user.provider_link" || rows[2].Action != "config.add" || rows[2].Actor.Via == "" {
			t.Errorf("the audit log has %+v", rows)
		}
	})
}

func TestWhoHasLeftIsRefusedAndComesBackAsSomebodyNewWould(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex := b.browser("192.0.2.1")
		if _, err := rex.goes(p, auth.ErrandSignIn); err != nil {
			t.Fatal(err)
		}
		b.change("PREX", func(u *people.User) { u.Disabled = true })
		rex.wantKnown(false, "after he left")
		_, err := rex.goes(p, auth.ErrandSignIn)
		wantCode(t, err, auth.Denied, "after he left")
		if b.links("PREX") != 0 {
			t.Error("the link is still there")
		}
		b.change("PREX", func(u *people.User) { u.Disabled, u.Role = false, people.Admin })
		_, err = rex.goes(p, auth.ErrandSignIn)
		wantCode(t, err, auth.Denied, "back as an admin")
	})
}

func TestAnAddressThatWasGivenToSomebodyElseLinksNobody(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		if _, err := b.browser("192.0.2.1").goes(p, auth.ErrandSignIn); err != nil {
			t.Fatal(err)
		}
		p.Claims["sub"] = "the next one at that desk"
		_, err := b.browser("192.0.2.2").goes(p, auth.ErrandSignIn)
		wantCode(t, err, auth.Denied, "another account with the same address")
	})
}

func TestWhoIsTurnedAwayTooOftenIsSlowedDownAndABrokenProviderCountsForNothing(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		br := b.browser("192.0.2.1")
		p.Status, p.Error = 503, "temporarily_unavailable"
		for range 30 {
			_, err := br.goes(p, auth.ErrandSignIn)
			wantCode(t, err, engine.Unavailable, "a broken provider")
		}
		p.Status, p.Error = 401, "invalid_client"
		_, err := br.goes(p, auth.ErrandSignIn)
		wantCode(t, err, engine.Unavailable, "a wrong secret")
		for range 30 { // what another site can make a browser do
			_, _, err := br.returns(url.Values{"state": {"x"}, "code": {"x"}})
			wantCode(t, err, auth.CodeExpired, "an answer to nothing")
		}
		p.Status = 0
		for range 9 {
			if _, err = br.goes(p, auth.ErrandSignIn); err != nil {
				t.Fatal(err)
			}
		}
		p.Says("ann@example.net")
		p.Claims["sub"] = "not ann"
		for i := range 12 {
			_, err = br.goes(p, auth.ErrandSignIn)
			if i < 10 {
				wantCode(t, err, auth.Denied, "turned away")
			} else {
				wantCode(t, err, auth.Throttled, "turned away again and again")
			}
		}
	})
}

func TestTheBoxWorksWhileTheProviderIsDownAndSoonAfter(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		p.Down = errors.New("no route")
		br := b.browser("192.0.2.1")
		for range 20 {
			_, err := br.goes(p, auth.ErrandSignIn)
			wantCode(t, err, engine.Unavailable, "while it is down")
		}
		if n := p.Asked("/.well-known/openid-configuration"); n != 1 {
			t.Errorf("asked %d times in an instant", n)
		}
		b.must(br.signIn("vic@example.net", goodPassword))
		p.Down = nil
		time.Sleep(5 * time.Second)
		if _, err := br.goes(p, auth.ErrandSignIn); err != nil {
			t.Error(err)
		}
		p.Down = errors.New("no route")
		time.Sleep(2 * time.Hour) // what was known of it still leads there
		if _, err := br.departs(auth.Trip{Errand: auth.ErrandSignIn}); err != nil {
			t.Error(err)
		}
	})
}

func TestAProviderThatKeepsAddressesOutOfTokensIsAskedForThem(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		p.Claims["email"], p.Claims["email_verified"] = nil, nil
		p.UserInfo = map[string]any{"sub": "somebody else", "email": "rex@example.net", "email_verified": true}
		_, err := b.browser("192.0.2.1").goes(p, auth.ErrandSignIn)
		wantCode(t, err, auth.Denied, "userinfo of somebody else")
		p.UserInfo["sub"] = "248289761001"
		if u, err := b.browser("192.0.2.2").goes(p, auth.ErrandSignIn); err != nil || u.ID != "PREX" {
			t.Errorf("%v, %v", u, err)
		}
	})
}

func TestAFloodOfBeginningsPushesOutOnlyItsOwn(t *testing.T) {
	withProvider(t, func(b *box, p *openidtest.Provider) {
		rex, flood := b.browser("192.0.2.1"), b.browser("198.51.100.1")
		to, err := rex.departs(auth.Trip{Errand: auth.ErrandSignIn})
		b.must(err)
		first, err := flood.departs(auth.Trip{Errand: auth.ErrandSignIn})
		b.must(err)
		for range 2000 {
			time.Sleep(time.Millisecond)
			_, err := flood.departs(auth.Trip{Errand: auth.ErrandSignIn})
			b.must(err)
		}
		if _, _, err := rex.returns(p.Login(to)); err != nil {
			t.Error(err)
		}
		_, _, err = flood.returns(p.Login(first))
		wantCode(t, err, auth.CodeExpired, "the flood's first")
	})
}
