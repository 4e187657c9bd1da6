package auth_test

import (
	"net/http/httptest"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

func TestAWallboardKeyOpensTheWallboardUntilItIsRevoked(t *testing.T) {
	inBox(t, func(b *box) {
		b.withDoor()
		wall, token := b.key(auth.NewToken{Scope: people.WallboardScope})
		for name, n := range map[string]auth.NewToken{
			"a full key": {}, "a read key": {Scope: people.ReadScope}, "an ingest key": {Scope: people.IngestScope, Integration: "PINT"},
		} {
			secret, _ := b.key(n)
			screen := b.browser("192.0.2.9")
			w := httptest.NewRecorder()
			wantCode(t, b.auth.EnterWallboard(w, screen.request("POST", "/wallboard/enter/x"), secret), engine.Forbidden, name)
			if len(w.Result().Cookies()) != 0 {
				t.Errorf("%s: a cookie", name)
			}
		}
		for _, https := range []bool{false, true} {
			screen := b.browser("192.0.2.9")
			screen.https = https
			if b.auth.Wallboard(screen.request("GET", "/wallboard")) {
				t.Error("open without a key")
			}
			w := httptest.NewRecorder()
			b.must(b.auth.EnterWallboard(w, screen.request("POST", "/wallboard/enter/x"), wall))
			screen.keep(w)
			c := w.Result().Cookies()
			if len(c) != 1 || !c[0].HttpOnly || c[0].Path != "/wallboard" || c[0].Secure != https {
				t.Fatalf("cookies %v", c)
			}
			if !b.auth.Wallboard(screen.request("GET", "/wallboard")) {
				t.Error("closed with a key")
			}
			screen.wantKnown(false, "a screen is nobody's session")
		}
		screen := b.browser("192.0.2.9")
		w := httptest.NewRecorder()
		b.must(b.auth.EnterWallboard(w, screen.request("POST", "/wallboard/enter/x"), wall))
		screen.keep(w)
		b.must(b.auth.RevokeToken(b.ctx, token.ID, cli()))
		if b.auth.Wallboard(screen.request("GET", "/wallboard")) {
			t.Error("open with a revoked key")
		}
	})
}
