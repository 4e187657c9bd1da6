package ui

import (
	"net/http"
	"net/url"
	"strings"

	"wakeman/web/ui/view"
)

// maxNext bounds the path that a sign-in leads back to, in bytes.
const maxNext = 2000

// signInFirst leads a stranger to the sign-in, and back afterwards. Whoever sent
// a form has most likely lost their session over night: they must not believe
// that it was taken.
func (u *ui) signInFirst(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("X-Fragment") != "":
		http.Error(w, "Sign in first.", http.StatusUnauthorized)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		http.Redirect(w, r, view.ListPath(view.PathSignIn, "next", nextPath(r.URL)), http.StatusSeeOther)
	default:
		v := view.SignInPage{Next: formPage(r)}
		v.Form.Problem = "You are not signed in any more, so nothing was changed. Sign in, and press the button again."
		u.signinDraw(w, r, http.StatusUnauthorized, v)
	}
}

// nextPath is where a sign-in leads back to; empty for home.
func nextPath(at *url.URL) string {
	if next := afterSignIn(at.RequestURI()); next != view.PathHome {
		return next
	}
	return ""
}

// formPage is the page that a form was on.
func formPage(r *http.Request) string {
	if id := r.PathValue("id"); id != "" && strings.HasPrefix(r.URL.Path, view.PathIncidents+"/") {
		path, _ := besideList(r, id)
		return path
	}
	if strings.HasPrefix(r.URL.Path, view.PathServices+"/") { // each form there is posted to its own page
		return strings.TrimSuffix(r.URL.Path, "/"+view.VerbTest)
	}
	if r.URL.Path == view.PathSettings || strings.HasPrefix(r.URL.Path, view.PathPolicies+"/") { // as there
		return r.URL.Path
	}
	if path, below := r.URL.Path, view.PathWelcome+"/"; strings.HasPrefix(path, below) && path != view.PathWelcomeHide && path != view.PathWelcomeMailTest {
		return path
	}
	if r.URL.Path == view.PathStartPaging {
		return view.PathStartPaging
	}
	return view.PathHome
}

// afterSignIn is the page of ours that a path given by a stranger may lead to
// after a sign-in. It is never the sign-in itself, which would lead on and on.
func afterSignIn(path string) string {
	path = ownPath(path)
	first, _, _ := strings.Cut(path, "?")
	if len(path) > maxNext || first == view.PathSignIn || first == view.PathSignOut || first == view.PathSetup ||
		first == view.PathSignInCode || first == view.PathReauth ||
		strings.HasPrefix(first, view.PathProvider) || first == view.PathProviderReauth {
		return view.PathHome
	}
	return path
}

// ownPath lets a path lead only to a page of ours. Browsers read a backslash as
// a slash, and two of them as the beginning of another host; they drop tabs and
// line ends (WHATWG URL, section 4.4).
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, func(c rune) bool { return c == '\\' || c < ' ' || c == 0x7f }) {
		return view.PathHome
	}
	return path
}
