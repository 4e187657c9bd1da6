package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"wakeman/engine/people"
	"wakeman/web/auth"
)

// TestRoleTable is every role against every demand, by every kind of principal.
func TestRoleTable(t *testing.T) {
	roles := []people.Role{people.Viewer, people.Responder, people.Scheduler, people.Admin, people.Owner}
	for have, mine := range roles {
		for need, demanded := range roles {
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE"} {
				want := 200
				if have < need {
					want = 403
				}
				check(t, auth.Principal{Role: mine, User: people.User{ID: "P"}, Session: "s"}, true, demanded, method, want)
				check(t, auth.Principal{Role: mine, Token: people.Token{ID: "T", Scope: people.FullScope}}, true, demanded, method, want)
				if !auth.Safe(method) || demanded != people.Viewer {
					want = 403 // a key that only reads sees what viewers see, whoever's it is
				}
				check(t, auth.Principal{Role: mine, Token: people.Token{ID: "T", Scope: people.ReadScope}}, true, demanded, method, want)
			}
		}
		check(t, auth.Principal{Role: mine}, false, people.Viewer, "GET", 401)
	}
	check(t, auth.Principal{Role: ""}, true, people.Viewer, "GET", 403)
	check(t, auth.Principal{Role: "root"}, true, people.Viewer, "GET", 403)
	check(t, auth.Principal{Role: people.Owner}, true, "root", "GET", 200) // a rank of nothing: covered by every role
}

func check(t *testing.T, p auth.Principal, known bool, need people.Role, method string, want int) {
	t.Helper()
	r := httptest.NewRequest(method, "/", nil)
	if known {
		r = r.WithContext(auth.With(r.Context(), p))
	}
	for _, deny := range []auth.Deny{nil, func(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) }} {
		w := httptest.NewRecorder()
		auth.Require(need, deny)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) })).ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s as %q (known %v, scope %q) where %q is needed: %d, want %d", method, p.Role, known, p.Token.Scope, need, w.Code, want)
		}
	}
}
