package ui_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth/openid/openidtest"
	"wakeman/web/ui"
)

// provided is a box where everybody has a password and a provider is set, where
// the responder has an account.
func provided(t *testing.T) *world {
	t.Helper()
	w := staffedWorld(t)
	provide(w)
	return w
}

func provide(w *world) {
	next := *w.db.Config()
	next.Settings.OIDC = &engine.OIDCSettings{Issuer: openidtest.Issuer, ClientID: openidtest.ClientID, ClientSecret: openidtest.Secret, Label: "Larkfield"}
	w.configure(next.Index())
	w.provider.Says("responder@example.net")
}

// newcomer is somebody whom the provider made, without a password.
func (w *world) newcomer() *visitor {
	w.Helper()
	next := *w.db.Config()
	s := *next.Settings.OIDC
	s.CreateAs, s.AllowDomains = people.Responder, []string{"example.net"}
	next.Settings.OIDC = &s
	w.configure(next.Index())
	w.provider.Says("new@example.net")
	w.provider.Claims["auth_time"] = unixNow()
	v := w.visitor()
	v.gets(v.departs("/signin/oidc")).wantRedirect("/")
	return v
}

// departs follows a link to the provider, and gives the path to come back by.
func (v *visitor) departs(path string) string {
	v.Helper()
	p := v.gets(path).wantStatus(http.StatusSeeOther)
	to := p.Result().Header.Get("Location")
	if !strings.HasPrefix(to, openidtest.Issuer+"/authorize?") {
		v.Fatalf("%s leads to %q: %s", path, to, p.Body)
	}
	return "/signin/oidc/callback?" + v.provider.Login(to).Encode()
}

func TestSigningInThroughTheProviderLeadsToThePageThatWasWanted(t *testing.T) {
	w := provided(t)
	v := w.visitor()
	v.gets("/oncall").wantRedirect("/signin?next=%2Foncall")
	v.gets("/signin?next=/oncall").says("provider", "Sign in with Larkfield")
	v.gets(v.departs("/signin/oidc?next=/oncall")).wantRedirect("/oncall")
	v.gets("/oncall").wantStatus(http.StatusOK)
	v.gets("/signin/oidc?next=/events").wantRedirect("/events")
}

func TestTheProviderLeadsBackToOurOwnPagesOnly(t *testing.T) {
	w := provided(t)
	for _, next := range []string{"https://evil.example.org", "//evil.example.org", `/\evil.example.org`, "/\t/evil.example.org", "javascript:alert(1)", "/signin", "/signin/oidc", "/signin/oidc/callback?x=y", "/reauth/oidc"} {
		v := w.visitor()
		v.gets(v.departs("/signin/oidc?" + url.Values{"next": {next}}.Encode())).wantRedirect("/")
	}
}

func TestWhoComesByAnotherNameIsLedToThePublicOneOnce(t *testing.T) {
	w := open(t, func(o *ui.Options) { o.Links.Base = func() string { return "https://wakeman.example.net" } })
	w.must(signable(w))
	provide(w)
	w.visitor().gets("/signin/oidc?next=/oncall").wantRedirect("https://wakeman.example.net/signin/oidc?moved=yes&next=%2Foncall")
	w.visitor().departs("/signin/oidc?moved=yes&next=/oncall") // a proxy changes the name
}

func TestWithoutAProviderThereIsNoButton(t *testing.T) {
	w := staffedWorld(t)
	w.visitor().gets("/signin").has("provider", false)
	w.visitor().gets("/signin/oidc").wantStatus(http.StatusNotFound)
	w.visitor().gets("/signin/oidc/callback?code=x&state=y").wantStatus(http.StatusUnauthorized)
}

func TestWhyAProviderLetNobodyInIsSaidInOneSentence(t *testing.T) {
	w := provided(t)
	v := w.visitor()
	p := v.gets("/signin/oidc/callback?code=x&state=y").wantStatus(http.StatusUnauthorized)
	p.says("form-problem", "began in another browser; begin it again.")

	back := v.departs("/signin/oidc")
	state, err := url.Parse(back)
	w.must(err)
	v.gets("/signin/oidc/callback?error=access_denied&state="+state.Query().Get("state")).wantStatus(http.StatusUnauthorized).says("form-problem", "The sign-in at Larkfield was not finished.")

	w.provider.Says("owner@example.net")
	p = v.gets(v.departs("/signin/oidc?next=/oncall")).wantStatus(http.StatusUnauthorized)
	p.says("form-problem", "sign in with your password, and link it under Password and security.")
	if p.field("next") != "/oncall" {
		t.Errorf("then it would lead to %q", p.field("next"))
	}

	w.provider.Claims["email_verified"] = "no"
	v.gets(v.departs("/signin/oidc")).wantStatus(http.StatusUnauthorized).says("form-problem", "Larkfield has not verified that your e-mail address is yours")

	w.provider.Status, w.provider.Error = 500, "server_error"
	p = v.gets(v.departs("/signin/oidc")).wantStatus(http.StatusServiceUnavailable)
	p.says("form-problem", "Larkfield can not be reached at the moment; sign in with your password.")
	if p.Result().Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
	v.posts("/signin", url.Values{"email": {"owner@example.net"}, "password": {password}}).wantRedirect("/")
}

func TestASecondFactorIsAskedForAfterTheProviderUnlessItAskedForOne(t *testing.T) {
	w := provided(t)
	desk := w.visitor()
	desk.gets(desk.departs("/signin/oidc")).wantRedirect("/")
	desk.late()
	desk.posts("/signout", nil)
	desk.posts("/signin", url.Values{"email": {"responder@example.net"}, "password": {password}}).wantRedirect("/")
	seed, _ := desk.enrols()

	phone := w.visitor()
	phone.gets(phone.departs("/signin/oidc?next=/oncall")).wantRedirect("/signin/code?next=%2Foncall")
	phone.gets("/oncall").wantRedirect("/signin?next=%2Foncall") // half in is out
	phone.posts("/signin/code", url.Values{"code": {codeAt(phone, seed, 1)}, "next": {"/oncall"}}).wantRedirect("/oncall")

	w.provider.Claims["amr"] = []string{"pwd", "otp", "mfa"}
	other := w.visitor()
	other.gets(other.departs("/signin/oidc?next=/oncall")).wantRedirect("/oncall")
	w.provider.Claims["amr"] = []string{"pwd", "mfa-not"}
	other = w.visitor()
	other.gets(other.departs("/signin/oidc")).wantRedirect("/signin/code")
}

func TestAProviderThatRemembersSomebodyIsNoFreshProof(t *testing.T) {
	w := provided(t)
	for name, c := range map[string]struct {
		ago  any
		want string
	}{
		"does not say":      {nil, "/reauth?next=%2Fprofile%2Fsecurity%2Fsecond-factor"},
		"since the morning": {14 * 60 * 60, "/reauth?next=%2Fprofile%2Fsecurity%2Fsecond-factor"},
		"a minute ago":      {60, ""},
	} {
		v := w.visitor()
		delete(w.provider.Claims, "auth_time")
		if seconds, ok := c.ago.(int); ok {
			w.provider.Claims["auth_time"] = unixNow() - int64(seconds)
		}
		v.gets(v.departs("/signin/oidc")).wantRedirect("/")
		if p := v.gets("/profile/security/second-factor"); p.Result().Header.Get("Location") != c.want {
			t.Errorf("%s: leads to %q, want %q", name, p.Result().Header.Get("Location"), c.want)
		}
	}
}

func TestAFreshProofThroughTheProvider(t *testing.T) {
	w := provided(t)
	v := w.newcomer()
	v.late()
	at := v.gets("/profile/security/second-factor").wantStatus(http.StatusSeeOther).Result().Header.Get("Location")
	p := v.gets(at).wantStatus(http.StatusOK)
	if p.has("reauth", false); p.text("provider") != "Prove it with Larkfield" {
		t.Error("somebody without a password is asked for one")
	}
	to := "/reauth/oidc?next=/profile/security/second-factor"

	for name, claims := range map[string]map[string]any{
		"did not ask you for your password again": {"auth_time": unixNow() - 600},
		"does not say when":                       {"auth_time": nil},
		"another account":                         {"sub": "another", "email": "responder@example.net"},
	} {
		w.provider.Says("new@example.net")
		for k, value := range claims {
			w.provider.Claims[k] = value
		}
		v.gets(v.departs(to)).wantStatus(http.StatusUnauthorized).says("form-problem", name)
		v.gets("/profile/security/second-factor").wantRedirect("/reauth?next=%2Fprofile%2Fsecurity%2Fsecond-factor")
	}
	w.provider.Says("new@example.net")
	before := v.cookies["wakeman"]
	v.gets(v.departs(to)).wantRedirect("/profile/security/second-factor")
	if v.cookies["wakeman"] == before {
		t.Error("the session's secret is the old one")
	}
	v.gets("/profile/security/second-factor").wantStatus(http.StatusOK)
}

func TestAFormThatWaitsComesBackFromTheProviderWhole(t *testing.T) {
	w := provided(t)
	v := w.visitor()
	v.gets(v.departs("/signin/oidc")).wantRedirect("/")
	v.late()
	p := v.posts("/profile/security/keys", url.Values{"name": {"wallboard"}, "scope": {"read"}, "life": {"90"}}).wantStatus(http.StatusForbidden)
	form := url.Values{"next": {"/profile/security/keys"}, "carry": {p.field("carry")}}
	p = v.posts("/reauth/oidc", form).wantStatus(http.StatusOK)
	link := p.all(func(n *node) bool { return attr(n, "data-testid") == "provider" })
	if len(link) != 1 || attr(link[0], "href") != "/reauth/oidc?kept=yes" {
		t.Fatalf("no way on: %s", p.Body)
	}
	p = v.gets(v.departs("/reauth/oidc?kept=yes")).wantStatus(http.StatusOK)
	p.says("confirm", "Send it now?")
	if p.field("name") != "wallboard" || p.field("scope") != "read" {
		t.Error("what was typed is lost")
	}
}

func TestAnOwnerLinksTheirAccountThemselvesAndUnlinksIt(t *testing.T) {
	w := provided(t)
	owner := w.signsIn(people.Owner)
	w.provider.Says("boss@elsewhere.example")
	w.provider.Claims["sub"] = "boss"
	owner.gets("/profile/security").says("provider-links", "Sign in with Larkfield")
	owner.gets(owner.departs("/profile/security/provider/link")).wantRedirect("/profile/security/provider/accept")

	w.signsIn(people.Viewer).gets("/profile/security/provider/accept").wantRedirect("/profile/security")
	owner.gets("/profile/security/provider/accept").says("confirm", "boss@elsewhere.example at Larkfield", "If it is not yours")
	stranger := w.visitor()
	stranger.gets(stranger.departs("/signin/oidc")).wantStatus(http.StatusUnauthorized) // not before the yes
	owner.posts("/profile/security/provider/accept", nil).wantRedirect("/profile/security")
	owner.gets("/profile/security").says("provider-link", "boss@elsewhere.example", "id.example.net")

	desk := w.visitor()
	desk.gets(desk.departs("/signin/oidc")).wantRedirect("/")
	desk.gets("/settings/sign-in").wantRedirect("/reauth?next=%2Fsettings%2Fsign-in")

	viewer := w.signsIn(people.Viewer)
	viewer.gets(viewer.departs("/profile/security/provider/link"))
	viewer.posts("/profile/security/provider/accept", nil)
	viewer.gets("/profile/security").says("notice", "linked to somebody else")

	list, err := w.db.Identities("POWNER")
	w.must(err)
	unlink := "/profile/security/provider/" + list[0].ID() + "/unlink"
	viewer.gets(unlink).wantStatus(http.StatusNotFound)
	viewer.posts(unlink, nil).wantStatus(http.StatusNotFound)
	owner.gets(unlink).says("confirm", "boss@elsewhere.example")
	owner.posts(unlink, nil).wantRedirect("/profile/security")
	desk.gets("/").wantRedirect("/signin")
	stranger.gets(stranger.departs("/signin/oidc")).wantStatus(http.StatusUnauthorized)
}

func TestLinkingNeedsAFreshProofAndTheSamePersonAtItsEnd(t *testing.T) {
	w := provided(t)
	v := w.signsIn(people.Admin)
	v.late()
	v.gets("/profile/security/provider/link").wantRedirect("/reauth?next=%2Fprofile%2Fsecurity%2Fprovider%2Flink")
	v = w.signsIn(people.Admin)
	back := v.departs("/profile/security/provider/link")
	v.posts("/signout", nil)
	v.posts("/signin", url.Values{"email": {"viewer@example.net"}, "password": {password}})
	v.gets(back)
	v.gets("/profile/security/provider/accept").wantRedirect("/profile/security")
}

func TestTheOnlyWayInIsNotUnlinked(t *testing.T) {
	w := provided(t)
	v := w.newcomer()
	u, _ := w.db.Config().ByEmail("new@example.net")
	list, err := w.db.Identities(u.ID)
	w.must(err)
	v.posts("/profile/security/provider/"+list[0].ID()+"/unlink", nil).wantRedirect("/profile/security")
	v.gets("/profile/security").says("notice", "You have no password")
	if list, _ := w.db.Identities(u.ID); len(list) != 1 {
		t.Error("the link is gone")
	}
}

func (w *world) savesProvider(typed ...string) *page {
	w.Helper()
	form := w.shows(admin, "/settings/sign-in").filled("provider-form")
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	return w.posts(admin, "/settings/sign-in", form)
}

func TestTheProviderIsSetUpOnItsPage(t *testing.T) {
	w := open(t)
	p := w.shows(admin, "/settings/sign-in")
	if !strings.Contains(p.Body.String(), ">"+"http://pager.example.net/signin/oidc/callback"+"<") {
		t.Error("the redirect address is not shown")
	}
	w.savesProvider("issuer", openidtest.Issuer).wantStatus(http.StatusBadRequest).says("error-on", "Tick this")
	for field, c := range map[string][2]string{
		"issuer": {"http://id.example.net", "Must begin with https://"}, "client_id": {"", "Is missing"},
		"allow_domains": {"a@example.net", "is not a domain"}, "create_as": {"owner", "Must be viewer or responder"},
	} {
		p := w.savesProvider("on", "yes", "issuer", openidtest.Issuer, "client_id", "wakeman", "client_secret", "typed anew", field, c[0]).wantStatus(http.StatusBadRequest)
		p.says("error-"+field, c[1])
		p.says("error-client_secret", "Type it again")
		if strings.Contains(p.Body.String(), "typed anew") {
			t.Error("the secret came back")
		}
	}
	p = w.savesProvider("on", "yes", "issuer", openidtest.Issuer, "client_id", "wakeman", "create_as", "viewer").wantStatus(http.StatusBadRequest)
	p.says("error-allow_domains", "whose addresses")

	w.savesProvider("on", "yes", "issuer", openidtest.Issuer, "client_id", "wakeman", "client_secret", "hush-hush", "label", "Larkfield", "allow_domains", "example.net\r\nexample.org", "create_as", "viewer").wantRedirect("/settings/sign-in")
	s := w.settings().OIDC
	if s == nil || s.ClientSecret != "hush-hush" || len(s.AllowDomains) != 2 || s.CreateAs != people.Viewer {
		t.Fatalf("got %+v", s)
	}
	for _, role := range roles() {
		for _, path := range []string{"/settings", "/settings/sign-in", "/signin"} {
			if strings.Contains(w.asks(personOf(role), "GET", path, "").Body.String(), "hush-hush") {
				t.Errorf("%s is shown the secret at %s", role, path)
			}
		}
	}
	w.savesProvider("label", "Id").wantRedirect("/settings/sign-in")
	if s := w.settings().OIDC; s.ClientSecret != "hush-hush" || s.Label != "Id" {
		t.Errorf("the secret is lost: %+v", s)
	}
	w.savesProvider("issuer", "https://evil.example.org").wantStatus(http.StatusBadRequest).says("error-client_secret", "Type the secret again")
	w.savesSettings(w.shows(admin, "/settings").filled("settings-form"), "raw_days", "61").wantRedirect("/settings")
	if s := w.settings(); s.OIDC == nil || s.RawDays != 61 {
		t.Error("the other settings take the provider away")
	}
	w.savesProvider("on", "").wantRedirect("/settings/sign-in")
	if w.settings().OIDC != nil {
		t.Error("it can not be switched off")
	}
}

func TestTheTestSaysInWordsWhatIsWrong(t *testing.T) {
	w := open(t)
	test := func(issuer string) *page {
		form := w.shows(admin, "/settings/sign-in").filled("provider-form")
		form.Set("issuer", issuer)
		return w.posts(admin, "/settings/sign-in/test", form).wantStatus(http.StatusOK)
	}
	test("id.example.net").says("tested", "must be a URL")
	test(openidtest.Issuer).says("tested", "It answers")
	test(openidtest.Issuer+"/").says("tested", `calls itself "https://id.example.net"`)
	w.provider.Document = map[string]any{"token_endpoint": nil}
	test(openidtest.Issuer).says("tested", "no token_endpoint")
	w.provider.Document = map[string]any{"token_endpoint": "http://id.example.net/token"}
	test(openidtest.Issuer).says("tested", "less than the issuer's https")
	w.provider.Document = map[string]any{"id_token_signing_alg_values_supported": []string{"HS256", "none"}}
	test(openidtest.Issuer).says("tested", "HS256, none only")
	w.provider.Document = map[string]any{"code_challenge_methods_supported": []string{"plain"}}
	test(openidtest.Issuer).says("tested", "PKCE")
	w.provider.Document = map[string]any{"issuer": nil}
	test(openidtest.Issuer).says("tested", "no OpenID document")
	test(openidtest.Issuer+"/realms/x").says("tested", "HTTP 404 at /realms/x/.well-known/openid-configuration")
	w.provider.Down = errors.New("look-up failed")
	test(openidtest.Issuer).says("tested", "look-up failed")
	if w.settings().OIDC != nil {
		t.Error("a test saves")
	}
}

func unixNow() int64 { return time.Now().Unix() }
