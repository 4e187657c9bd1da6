package web

import (
	"net/http"
	"strings"

	"wakeman/web/auth"
)

// contentSecurityPolicy lets a page load its own files and nothing else: no
// inline script or style, no frame, no form that posts elsewhere.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const permissionsPolicy = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()"

// secureHeaders sets what every answer carries, errors included. hsts (RFC 6797)
// is for boxes with a certificate that browsers trust: behind any other it would
// lock their users out, for a year. It is an admin's choice, and is sent only
// over TLS: on plain http browsers ignore it (section 8.1), and a box in a LAN
// may be reached both ways.
func secureHeaders(hsts func() bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", referrerPolicy(r.URL.Path))
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp") // all that a page loads is its own
		h.Set("Permissions-Policy", permissionsPolicy)
		h.Set("Cache-Control", "no-store") // assets say otherwise
		if hsts != nil && auth.ClientOf(r).TLS && hsts() {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// referrerPolicy tells other sites nothing. It is not no-referrer for all pages,
// because with that a browser sends "Origin: null" with forms (Fetch, "append a
// request Origin header"), and on plain http, without Sec-Fetch-Site, the origin
// is all that tells our own sign-in form from another site's. Pages behind an
// acknowledge link, whose path is a secret, need no such check.
func referrerPolicy(path string) string {
	if strings.HasPrefix(path, pathAck) || strings.HasPrefix(path, pathCalendar) {
		return "no-referrer"
	}
	return "same-origin"
}
