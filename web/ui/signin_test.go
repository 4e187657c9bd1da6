package ui_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wakeman/engine"
)

const password = "seven grey routers"

// signs sends the sign-in form.
func (w *world) signs(email, password, next string) *page {
	w.Helper()
	form := url.Values{"email": {email}, "password": {password}, "next": {next}}
	return w.asks("", "POST", "/signin", form.Encode())
}

func TestAWrongPasswordKeepsTheAddressAndSaysSo(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	p := w.signs("owner@example.net", "wrong", "/oncall").wantStatus(http.StatusUnauthorized)
	p.says("form-problem", "wrong")
	if p.field("email") != "owner@example.net" || p.field("next") != "/oncall" || p.field("password") != "" {
		t.Errorf("the form has %q, %q, %q", p.field("email"), p.field("next"), p.field("password"))
	}
	if strings.Contains(p.Body.String(), "wrong\"") {
		t.Error("the password is in the page")
	}
	p = w.signs(`"><b>x`, "wrong", "")
	if p.field("email") != `"><b>x` {
		t.Errorf("a hostile address becomes %q", p.field("email"))
	}
}

func TestWhoGuessesIsSlowedDownAndTold(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	for range 30 {
		p := w.signs("owner@example.net", "wrong", "")
		if p.Code != http.StatusTooManyRequests {
			continue
		}
		if p.Result().Header.Get("Retry-After") == "" || !strings.Contains(p.Body.String(), "Too many attempts") || p.field("email") == "" {
			t.Errorf("it does not say when to try again: %s", p.text("sign-in"))
		}
		return
	}
	t.Error("thirty wrong passwords were not slowed down")
}

func TestASessionFromSignInToSignOut(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	w.asks("", "GET", "/oncall?x=1", "").wantRedirect("/signin?next=%2Foncall%3Fx%3D1")
	w.asks("", "HEAD", "/oncall", "").wantRedirect("/signin?next=%2Foncall")
	w.asks("", "GET", "/", "").wantRedirect("/signin")
	in := w.signs("OWNER@example.net", password, "/oncall?x=1")
	in.wantRedirect("/oncall?x=1")
	cookie := "wakeman=" + in.cookie("wakeman")
	w.asks("", "GET", "/oncall", "", "Cookie", cookie).wantStatus(http.StatusOK)
	w.asks("", "GET", "/signin?next=/events", "", "Cookie", cookie).wantRedirect("/events")
	w.asks("", "POST", "/signout", "", "Cookie", cookie).wantRedirect("/signin")
	w.asks("", "GET", "/oncall", "", "Cookie", cookie).wantRedirect("/signin?next=%2Foncall")
}

func TestAFormThatComesAfterTheSessionEndedIsNotTakenAndSaysSo(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := "/incidents/" + engine.IncidentID(n)
	before := w.everything()
	for form, next := range map[string]string{path + "/acknowledge": path, "/incidents/bulk": "/", "/health/start-paging": "/health/start-paging"} {
		p := w.asks("", "POST", form, "seen=triggered").wantStatus(http.StatusUnauthorized)
		p.says("form-problem", "nothing was changed")
		if p.field("next") != next {
			t.Errorf("after %s the sign-in leads to %q, want %q", form, p.field("next"), next)
		}
	}
	if w.everything() != before {
		t.Error("a stranger changed something")
	}
	w.asks("", "GET", path, "", "X-Fragment", "status").wantStatus(http.StatusUnauthorized)
}

func TestASignInLeadsOnlyToOurOwnPages(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	evil := []string{
		"https://evil.example.org", "//evil.example.org", `/\evil.example.org`, `\\evil.example.org`, "/\t/evil.example.org", "/\n/evil.example.org",
		"javascript:alert(1)", "evil.example.org", "", " //evil.example.org", "/signin", "/signin?next=/signin", "/signout", "/setup", "http:/evil.example.org",
		"/" + strings.Repeat("x", 5000), "/\x00/evil", "%2F%2Fevil.example.org",
	}
	cookie := "wakeman=" + w.signs("owner@example.net", password, "").cookie("wakeman")
	for _, next := range evil {
		w.signs("owner@example.net", password, next).wantRedirect("/")
		at := "/signin?" + url.Values{"next": {next}}.Encode()
		w.asks("", "GET", at, "", "Cookie", cookie).wantRedirect("/")
		if got := w.asks("", "GET", at, "").field("next"); got != "/" {
			t.Errorf("the form would lead to %q", got)
		}
	}
	for _, next := range []string{"/.//evil.example.org", "/..//evil.example.org", "/%2F/evil.example.org", "/x?u=//evil.example.org"} {
		at := w.signs("owner@example.net", password, next).Result().Header.Get("Location")
		if u, err := url.Parse(at); err != nil || u.Host != "" || strings.HasPrefix(at, "//") {
			t.Errorf("%q leads to %q", next, at)
		}
	}
}

func TestANoticeCookieUndoesOnlyHere(t *testing.T) {
	w := open(t)
	for _, c := range []string{
		"eyJVbmRvUGF0aCI6Imh0dHBzOi8vZXZpbC5leGFtcGxlLm9yZyJ9",           // {"UndoPath":"https://evil.example.org"}
		"eyJVbmRvUGF0aCI6Ii8vZXZpbC5leGFtcGxlLm9yZyIsIlRleHQiOiI8Yj4ifQ", // {"UndoPath":"//evil.example.org","Text":"<b>"}
		"not base64!", "bm90IEpTT04", "",
	} {
		p := w.shows(owner, "/", "Cookie", "wakeman-notice="+c)
		if strings.Contains(p.Body.String(), "evil") || len(p.all(func(n *node) bool { return n.Data == "b" })) > 0 {
			t.Errorf("%s gets into the page", c)
		}
	}
}

// unset is a box that nobody can sign in to yet, and its token.
func unset(t *testing.T) (*world, string) {
	t.Helper()
	w := open(t)
	dir := t.TempDir()
	token, err := w.auth.OpenSetup(dir)
	w.must(err)
	text, err := os.ReadFile(filepath.Join(dir, "setup-token"))
	w.must(err)
	if strings.TrimSpace(string(text)) != token {
		t.Fatal("the file has another token")
	}
	return w, token
}

func TestTheFirstRunMakesTheOwnerOnceAndIsGone(t *testing.T) {
	w, token := unset(t)
	w.asks("", "GET", "/signin", "").wantRedirect("/setup")
	p := w.asks("", "GET", "/setup", "").wantStatus(http.StatusOK)
	p.says("setup", "setup-token")
	if strings.Contains(p.Body.String(), token) {
		t.Error("the page gives the token away")
	}
	form := url.Values{"token": {token}, "name": {"Nia"}, "email": {"nia@example.net"}, "password": {password}, "time_zone": {"Europe/Berlin"}}
	done := w.asks("", "POST", "/setup", form.Encode())
	done.wantRedirect("/welcome")
	home := w.asks("", "GET", "/menu", "", "Cookie", "wakeman="+done.cookie("wakeman")).wantStatus(http.StatusOK)
	if !strings.Contains(home.Body.String(), "nia@example.net") || !strings.Contains(home.Body.String(), "Owner") {
		t.Error("Nia is not signed in as owner")
	}
	w.asks("", "GET", "/setup", "").wantStatus(http.StatusNotFound)
	w.asks("", "POST", "/setup", form.Encode()).wantStatus(http.StatusNotFound)
	w.asks("", "GET", "/signin", "").wantStatus(http.StatusOK)
	if _, known := w.db.Config().ByEmail("nia@example.net"); !known {
		t.Error("nobody was made")
	}
}

func TestTheFirstRunNamesTheWrongFieldAndKeepsTheRest(t *testing.T) {
	w, token := unset(t)
	right := map[string]string{"token": token, "name": "Nia", "email": "nia@example.net", "password": password, "time_zone": "Europe/Berlin"}
	for field, wrong := range map[string]string{"token": "wrong", "email": "not an address", "password": "short", "time_zone": "Mars/Olympus"} {
		form := url.Values{}
		for name, value := range right {
			form.Set(name, value)
		}
		form.Set(field, wrong)
		p := w.asks("", "POST", "/setup", form.Encode()).wantStatus(http.StatusBadRequest)
		p.has("error-"+field, true)
		for name := range right {
			if got := p.field(name); name != "password" && got != form.Get(name) {
				t.Errorf("with a wrong %s, %s becomes %q", field, name, got)
			}
			if name != field {
				p.has("error-"+name, false)
			}
		}
		if p.field("password") != "" || strings.Contains(p.Body.String(), password) {
			t.Error("the password is in the page")
		}
	}
	if some, err := w.db.HasCredentials(); some || err != nil {
		t.Errorf("somebody can sign in: %v", err)
	}
}
