package auth

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryNewSecretIsWellFormedAndAnyTypoShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSecret()
		if !wellFormed(s) {
			t.Fatalf("%q is refused", s)
		}
		at := rapid.IntRange(0, len(s)-1).Draw(t, "position")
		c := rapid.SampledFrom([]byte(base62)).Draw(t, "character")
		if typo := s[:at] + string(c) + s[at+1:]; typo != s && wellFormed(typo) {
			t.Fatalf("%q is taken for a key, a typo of %q", typo, s)
		}
	})
}

func TestAuthorizationForms(t *testing.T) {
	for header, want := range map[string]string{
		"Token token=abc":                    "abc",
		`Token token="abc"`:                  "abc",
		`TOKEN  token = "abc" `:              "abc",
		`Token realm="x", token="abc"`:       "abc",
		"Bearer abc":                         "abc",
		"bearer\t abc":                       "",
		"Bearer a b":                         "",
		"Bearer":                             "",
		"Bearer ":                            "",
		"":                                   "",
		"Token abc":                          "",
		`Token token=""`:                     "",
		`Token token="abc`:                   "",
		"Basic YTpi":                         "",
		"Token token=abc, token=def":         "abc",
		"Bearer " + strings.Repeat("x", 300): "",
	} {
		got, ok := ParseAuthorization(header)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v, want %q", header, got, ok, want)
		}
	}
}

func FuzzParseAuthorization(f *testing.F) {
	for _, s := range []string{"Token token=abc", `Token token="a"`, "Bearer x", "Token ,,=", "\x00 \xff", "Token token=\"", "Bearer wk_", newSecret()} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		key, ok := ParseAuthorization(header)
		if ok && (key == "" || len(key) > 256 || strings.ContainsAny(key, " \t\"") || !strings.Contains(header, key)) {
			t.Errorf("%q gives %q", header, key)
		}
		if wellFormed(key) {
			if again, ok := ParseAuthorization(`Token token="` + key + `"`); !ok || again != key {
				t.Errorf("%q is not read back", key)
			}
		}
	})
}
