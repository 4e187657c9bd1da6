package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
)

// AllRoutes is every endpoint as "GET /users/{id}".
func AllRoutes() (all []string) {
	for _, r := range newServer(Options{}).routes() {
		all = append(all, r.method+" "+r.path)
	}
	return all
}

// RouteOf is the endpoint that answers a request such as "GET /users/me", ""
// for none.
func RouteOf(request string) string {
	method, path, _ := strings.Cut(request, " ")
	_, pattern := newServer(Options{}).inner.Handler(httptest.NewRequest(method, "/api"+path, http.NoBody))
	return strings.Replace(pattern, " /api", " ", 1)
}
