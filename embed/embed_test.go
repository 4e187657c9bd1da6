package embed_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wakeman/embed"
)

func load(t *testing.T) *embed.Set {
	t.Helper()
	set, err := embed.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func get(set *embed.Set, path string) *http.Response {
	answer := httptest.NewRecorder()
	set.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer.Result()
}

func TestAssetsAreKeptForEverUnderTheirHash(t *testing.T) {
	set := load(t)
	for _, name := range set.Names() {
		answer := get(set, set.Path(name))
		if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %q", name, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
		if answer.Header.Get("Content-Type") == "" || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: the browser has to guess its type", name)
		}
	}
}

func TestAnOldHashIsAnsweredButNotKept(t *testing.T) {
	answer := get(load(t), "/assets/0123456789abcdef/app.css")
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%d %q", answer.StatusCode, answer.Header.Get("Cache-Control"))
	}
}

func TestUnknownAssetsAreNotFound(t *testing.T) {
	set := load(t)
	for _, path := range []string{"/assets/x/other.css", "/assets/", "/assets/x/../../embed.go", set.Path("missing")} {
		if answer := get(set, path); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

func TestANilSetStillHasPaths(t *testing.T) {
	var set *embed.Set
	if got := set.Path("app.css"); got != "/assets/none/app.css" {
		t.Errorf("Path = %q", got)
	}
}

// Every source file is part of the stylesheet, the colours first: they must be
// known before anything is painted.
func TestTheStylesheetHasEverySourceAndColoursFirst(t *testing.T) {
	css, _ := load(t).Get("app.css")
	if !strings.HasPrefix(string(css.Body), ":root { color-scheme: dark light; }") {
		t.Errorf("the stylesheet begins with %.60q", css.Body)
	}
	sources, err := fs.Glob(embed.Files(), "css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		part, err := fs.ReadFile(embed.Files(), source)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(css.Body), string(part)) {
			t.Errorf("%s is not in the stylesheet", source)
		}
	}
}

// The content security policy loads nothing from elsewhere.
func TestAssetsFetchNothingFromElsewhere(t *testing.T) {
	set := load(t)
	for _, name := range []string{"app.css", "app.js", "desk.js", "drag.js"} {
		a, _ := set.Get(name)
		for _, word := range []string{"http://", "https://", "@import", "url("} {
			if strings.Contains(string(a.Body), word) {
				t.Errorf("%s has %s", name, word)
			}
		}
	}
}

func TestTheScriptStaysSmall(t *testing.T) {
	script, _ := load(t).Get("app.js")
	if lines := strings.Count(string(script.Body), "\n"); lines > 300 {
		t.Errorf("the script has %d lines, at most 300 are agreed", lines)
	}
	for _, word := range []string{"innerHTML = ", "eval(", "new Function", "document.write"} {
		if strings.Contains(string(script.Body), word) {
			t.Errorf("the script uses %s", word)
		}
	}
}
