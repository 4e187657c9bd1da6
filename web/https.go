package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"wakeman/web/auth"
)

// pathInstall begins the pages from which a device learns to trust the box: who
// needs them cannot use HTTPS yet.
const pathInstall = "/install-certificate"

// HTTPS is where a box that listens both ways wants browsers.
type HTTPS struct {
	// Port is the one that listens with TLS.
	Port string
	// PublicURL is how people reach the box; its port is taken for its name,
	// because a router in between may have another. "" if it is not set.
	PublicURL func() string
}

// toHTTPS leads people who open a page by plain http to the same page over TLS,
// before they type a password. It stands at the door of the pages alone, so that
// what must work for everything that cannot do TLS, or does not trust the
// certificate, does: events, the API, acknowledge links, health, figures. An
// alert that is lost, or a link that shows a warning at night, is worse than one
// that somebody on the LAN can read.
//
// It is a redirect that browsers forget: a box whose TLS was turned off, or that
// moved, must stay within reach.
func (s *Server) toHTTPS(next http.Handler) http.Handler {
	if s.o.HTTPS == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !wantsHTTPS(r) {
			next.ServeHTTP(w, r)
			return
		}
		http.Redirect(w, r, s.o.HTTPS.address(r), http.StatusFound)
	})
}

// wantsHTTPS tells a person who opens a page from everything else. What was
// typed into a form that is open already is not thrown away.
func wantsHTTPS(r *http.Request) bool {
	return !auth.ClientOf(r).TLS && (r.Method == http.MethodGet || r.Method == http.MethodHead) && browses(r) &&
		!strings.HasPrefix(r.URL.Path, pathInstall)
}

// address is the same page over TLS.
func (h HTTPS) address(r *http.Request) string {
	host, port := r.Host, h.Port
	if name, _, err := net.SplitHostPort(r.Host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if u, err := url.Parse(h.PublicURL()); err == nil && u.Scheme == "https" && strings.EqualFold(u.Hostname(), host) {
		port = u.Port()
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" && port != "443" {
		host += ":" + port
	}
	return "https://" + host + r.URL.RequestURI()
}

// challenge answers an ACME server.
func (s *Server) challenge(w http.ResponseWriter, r *http.Request) {
	if !s.o.Challenge(w, r) {
		http.NotFound(w, r)
	}
}
