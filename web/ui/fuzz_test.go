package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"wakeman/web/ui"
)

// FuzzAfterSignIn: wherever a sign-in is told to lead, a browser that resolves it
// stays with us. Like browsers, it reads a backslash as a slash and drops tabs
// and line ends.
func FuzzAfterSignIn(f *testing.F) {
	for _, s := range []string{"/", "/incidents/Q1?x=1", "//evil.example.org", `/\evil.example.org`, "https://evil.example.org", "/\t/evil", "/.//evil", "/signin"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "pager.example.net", Path: "/signin"}
	f.Fuzz(func(t *testing.T, next string) {
		path := ui.AfterSignIn(next)
		asBrowser := strings.NewReplacer(`\`, "/", "\t", "", "\n", "", "\r", "").Replace(path)
		if strings.HasPrefix(asBrowser, "//") || !strings.HasPrefix(asBrowser, "/") {
			t.Fatalf("%q leads to %q", next, path)
		}
		if u, err := base.Parse(asBrowser); err == nil && (u.Host != base.Host || u.Scheme != base.Scheme) {
			t.Fatalf("%q leads to %s", next, u)
		}
		if ui.AfterSignIn(path) != path {
			t.Fatalf("%q is not a fixed point", path)
		}
	})
}

func FuzzRawText(f *testing.F) {
	for _, s := range []string{"", "text é", "\x00", "\xff\xfe", "\u202eabc", "line\nline\r\n\tx", strings.Repeat("é", 40_000)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		text, binary, cut := ui.RawText(body)
		if !utf8.ValidString(text) {
			t.Fatalf("%q is not text", text)
		}
		if cut && len(body) <= 16<<10 {
			t.Fatal("a short body is cut")
		}
		if strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x202a && c <= 0x202e }) {
			t.Fatalf("%q hides something (binary: %v)", text, binary)
		}
	})
}

func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "0", "12", "1-12", "1-0", "-", "9999999999999999999999", "1-2-3", "256-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := ui.CursorRoundTrip(text)
		if again := ui.CursorRoundTrip(once); again != once {
			t.Fatalf("%q becomes %q and then %q", text, once, again)
		}
	})
}

// FuzzNotice: whatever the cookie holds, its button stays with us.
func FuzzNotice(f *testing.F) {
	for _, s := range []string{"eyJUZXh0IjoiWW91IGhhdmUgaXQuIn0", "eyJVbmRvUGF0aCI6Ii8vZXZpbCJ9", "bm90IEpTT04", "!"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cookie string) {
		r := httptest.NewRequest("GET", "/", http.NoBody)
		r.AddCookie(&http.Cookie{Name: "wakeman-notice", Value: cookie})
		n := ui.TakeNotice(httptest.NewRecorder(), r)
		if n != nil && n.UndoPath != "" && (!strings.HasPrefix(n.UndoPath, "/") || strings.HasPrefix(n.UndoPath, "//") || strings.Contains(n.UndoPath, `\`)) {
			t.Fatalf("undo leads to %q", n.UndoPath)
		}
	})
}
