package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"wakeman/engine/people"
	"wakeman/web/auth"
)

// An office behind one address: somebody guesses passwords there, and beside
// them stand the senders of events and the phones that acknowledge.
func TestABlockedAddressStillReportsAcknowledgesAndAsksTheAPI(t *testing.T) {
	inSite(t, nil, func(s *site) {
		secret, _, err := auth.CreateToken(s.ctx, s.db, auth.NewToken{Name: "script", Scope: people.FullScope, Actor: cli(), Now: time.Now()})
		s.must(err)
		cookie := s.signIn()
		tries := func(email, password string) int {
			form := url.Values{"email": {email}, "password": {password}}
			return s.ask("POST", "/signin", form.Encode(), "Content-Type", "application/x-www-form-urlencoded").Code
		}
		for i := range 12 {
			tries(fmt.Sprintf("user%d@example.net", i), "wrong")
		}
		if tries("ann@example.net", password) != http.StatusUnauthorized || len(s.auth.Blocks()) != 1 {
			t.Fatalf("the address is not blocked: %+v", s.auth.Blocks())
		}
		for _, c := range []struct {
			what, method, path string
			header             []string
			want               int
		}{
			{"an event", "POST", "/v2/enqueue", nil, http.StatusAccepted},
			{"an acknowledge link", "POST", "/a/token", nil, http.StatusOK},
			{"the page behind it", "GET", "/a/token", nil, http.StatusUnauthorized}, // of a stranger: the handler was reached
			{"an API key", "POST", "/api/incidents", []string{"Authorization", "Token token=" + secret}, http.StatusOK},
			{"a session that was there before", "GET", "/", []string{"Cookie", cookie}, http.StatusOK},
			{"a monitor of the box", "GET", "/health/live", nil, http.StatusOK},
		} {
			if got := s.ask(c.method, c.path, "", c.header...).Code; got != c.want {
				t.Errorf("%s from the blocked address: %d, want %d", c.what, got, c.want)
			}
		}
	})
}
