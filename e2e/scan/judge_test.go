package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestWhatLeavesTheBoxIsSeenAsABrowserSeesIt(t *testing.T) {
	for to, want := range map[string]bool{
		"/incidents": false, "": false, "?q=1": false, "#x": false, "https://127.0.0.1:8080/x": false, "/@evil.example": false, "/%2f/evil.example": false,
		"//evil.example": true, `/\evil.example`: true, `\\evil.example`: true, "https://evil.example": true, "http://127.0.0.1:8080/": true,
		"///evil.example": true, "javascript:alert(1)": true, "\t//evil.example": true, "/\t/evil.example": true, "data:text/html,x": true, "https://127.0.0.1:8080@evil.example": true,
	} {
		if got := leaves("https://127.0.0.1:8080", to); got != want {
			t.Errorf("%q leaves: %v, want %v", to, got, want)
		}
	}
}

func TestAnOpenRedirectIsFound(t *testing.T) {
	page := func(header http.Header, text string) answer {
		if header.Get("Content-Type") == "" {
			header.Set("Content-Type", "text/html; charset=utf-8")
		}
		return answer{&http.Response{Header: header}, text}
	}
	base := "https://127.0.0.1:8080"
	for name, res := range map[string]answer{
		"a redirect":       page(http.Header{"Location": {"//evil.example"}}, ""),
		"a link":           page(http.Header{}, `<a href="//evil.example/x">back</a>`),
		"a form":           page(http.Header{}, `<form action="https://evil.example"></form>`),
		"a button":         page(http.Header{}, `<button formaction="/\evil.example"></button>`),
		"a script link":    page(http.Header{}, `<a href=" JavaScript:alert(1)">x</a>`),
		"a refresh":        page(http.Header{}, `<meta http-equiv="refresh" content="0;url=//evil.example">`),
		"a header":         page(http.Header{"X-Injected": {"yes"}}, ""),
		"a refresh header": page(http.Header{"Refresh": {"0"}}, ""),
	} {
		if len(redirectFaults(base, "a test", res)) == 0 {
			t.Errorf("%s is not found", name)
		}
	}
	fine := page(http.Header{"Location": {"/signin?next=%2F%2Fevil.example"}}, `<a href="/?q=%2F%2Fevil.example">x</a><input value="//evil.example">`)
	if faults := redirectFaults(base, "a test", fine); len(faults) > 0 {
		t.Errorf("found in a sound page: %v", faults)
	}
}

// lax is a server that takes forms from anywhere and lets everybody choose a
// session.
func lax(t *testing.T) *box {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/signin" {
			value := "a new one"
			if c, err := r.Cookie("__Host-wakeman"); err == nil {
				value = c.Value
			}
			w.Header().Set("Set-Cookie", "__Host-wakeman="+value+"; Path=/; Secure; Max-Age=60")
			w.Header().Set("Location", r.FormValue("next"))
			w.WriteHeader(http.StatusSeeOther)
		}
	}))
	t.Cleanup(server.Close)
	return &box{base: server.URL, client: server.Client()}
}

func TestAServerThatTakesForgedFormsIsFound(t *testing.T) {
	all := []target{{"pages", "POST /settings", "POST", "/settings"}, {"api", "PUT /api/services", "PUT", "/api/services"}, {"pages", "GET /", "GET", "/"}}
	asks, faults, err := lax(t).forged(t.Context(), all, visitor{name: "owner", cookie: &http.Cookie{Name: "wakeman", Value: "x"}})
	if err != nil || asks != 2*len(forgeries())+1 || len(faults) != asks {
		t.Errorf("%d asked, %d found, %v", asks, len(faults), err)
	}
}

func TestAServerWhoseSessionsCanBeChosenIsFound(t *testing.T) {
	faults, err := lax(t).sessionFaults(t.Context())
	if err != nil || len(faults) < 6 {
		t.Errorf("%v, %q", err, faults)
	}
}

func TestAServerThatLeadsAnywhereIsFound(t *testing.T) {
	asks, faults := lax(t).redirects(t.Context(), nil, visitor{})
	if asks < len(leads()) || !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, "//evil.example") }) {
		t.Errorf("%d asked, %q", asks, faults)
	}
}

func TestAnExampleOfARouteIsOneThatWasFound(t *testing.T) {
	found := []string{"/services/new", "/services/PCORE?x=1", "/services/PCORE/edit"}
	for pattern, want := range map[string]string{
		"/services/{id}": "/services/PCORE", "/services/{id}/edit": "/services/PCORE/edit", "/people/{id}": "/people/PNOTHERE", "/{$}": "/", "/services/new": "/services/new",
	} {
		if got := example(pattern, found); got != want {
			t.Errorf("%s: %s, want %s", pattern, got, want)
		}
	}
}
