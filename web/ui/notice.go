package ui

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// noticeCookie carries what was just done over the redirect that follows a POST.
// Encrypted, its name binds it to this host: a neighbour on the same domain, or
// whoever answers for it on plain http, could otherwise plant words of theirs
// and an "Undo" that does something else.
func noticeCookie(r *http.Request) string {
	if auth.ClientOf(r).TLS {
		return "__Host-wakeman-notice"
	}
	return "wakeman-notice"
}

// maxNotice keeps the cookie within what browsers take, in characters.
const maxNotice = 600

// done answers a POST: it remembers the notice and leads to a page of ours.
func (u *ui) done(w http.ResponseWriter, r *http.Request, n view.Notice, path string) {
	n.Text = cut(n.Text, maxNotice)
	if text, err := json.Marshal(n); err == nil {
		http.SetCookie(w, &http.Cookie{
			Name: noticeCookie(r), Value: base64.RawURLEncoding.EncodeToString(text), Path: "/",
			MaxAge: 60, HttpOnly: true, Secure: auth.ClientOf(r).TLS, SameSite: http.SameSiteLaxMode,
		})
	}
	http.Redirect(w, r, ownPath(path), http.StatusSeeOther)
}

// takeNotice reads the notice once, and only for a whole page: a fragment would
// eat it.
func takeNotice(w http.ResponseWriter, r *http.Request) *view.Notice {
	c, err := r.Cookie(noticeCookie(r))
	if err != nil || r.Header.Get("X-Fragment") != "" {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: noticeCookie(r), Path: "/", MaxAge: -1, HttpOnly: true, Secure: auth.ClientOf(r).TLS, SameSite: http.SameSiteLaxMode})
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	var n view.Notice
	if json.Unmarshal(text, &n) != nil {
		return nil
	}
	if n.UndoPath != "" {
		n.UndoPath = ownPath(n.UndoPath)
	}
	if n.LinkPath != "" {
		n.LinkPath = ownPath(n.LinkPath)
	}
	return &n
}
