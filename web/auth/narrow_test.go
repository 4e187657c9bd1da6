package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// withDoor gives the box an integration.
func (b *box) withDoor() {
	b.Helper()
	b.must(b.db.Configure(b.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		next.Policies = map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default"}}
		next.Services = map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core", Policy: "PPOL"}}
		next.Integrations = map[string]engine.Integration{"PINT": {ID: "PINT", Service: "PSVC", Name: "LibreNMS", Type: "events_api_v2", Key: "0123456789abcdef0123456789abcdef"}}
		return &next, nil, nil
	}))
}

// eventKey is what the doors for events make of a header.
func (b *box) eventKey(authorization string) string {
	b.Helper()
	r := httptest.NewRequest("POST", "/v2/enqueue", nil)
	r.Header.Set("Authorization", authorization)
	key, err := b.auth.EventKey(r)
	b.must(err)
	return key
}

func TestAnIngestKeyDeliversToItsIntegrationAndOpensNothingElse(t *testing.T) {
	inBox(t, func(b *box) {
		b.withDoor()
		ingest, token := b.key(auth.NewToken{Scope: people.IngestScope, Integration: "PINT"})
		wall, _ := b.key(auth.NewToken{Scope: people.WallboardScope})
		full, _ := b.key(auth.NewToken{})
		read, _ := b.key(auth.NewToken{Scope: people.ReadScope})
		const key = "0123456789abcdef0123456789abcdef"
		for header, want := range map[string]string{
			"Bearer " + ingest: key, "Token token=" + ingest: key, `Token token="` + ingest + `"`: key,
			"Bearer " + full: "", "Bearer " + read: "", "Bearer " + wall: "", "Bearer " + key: "", "Bearer ": "", "": "", "Basic YTpi": "",
		} {
			if got := b.eventKey(header); got != want {
				t.Errorf("%q delivers to %q, want %q", header, got, want)
			}
		}
		for name, secret := range map[string]string{"ingest": ingest, "wallboard": wall} {
			p, known := b.asks("GET", "Bearer "+secret)
			if !known || p.Role != "" || !p.ReadOnly() {
				t.Errorf("the %s key is known %v, with the role %q", name, known, p.Role)
			}
			p.Role = people.Owner // nor if something gave it one
			for _, role := range []people.Role{"", people.Viewer, people.Owner} {
				for _, method := range []string{"GET", "POST", "DELETE"} {
					if got := p.Allows(known, role, method); got != http.StatusForbidden {
						t.Errorf("the %s key at a door for %q with %s: %d, want 403", name, role, method, got)
					}
				}
			}
		}
		b.must(b.auth.RevokeToken(b.ctx, token.ID, cli()))
		if got := b.eventKey("Bearer " + ingest); got != "" {
			t.Error("a revoked key delivers")
		}
	})
}

func TestAnIngestKeyEndsWithItsIntegrationAndItsTime(t *testing.T) {
	inBox(t, func(b *box) {
		b.withDoor()
		hour, _ := b.key(auth.NewToken{Scope: people.IngestScope, Integration: "PINT", Life: time.Hour})
		ever, _ := b.key(auth.NewToken{Scope: people.IngestScope, Integration: "PINT"})
		time.Sleep(time.Hour)
		if b.eventKey("Bearer "+hour) != "" || b.eventKey("Bearer "+ever) == "" {
			t.Error("after an hour the wrong one works")
		}
		b.must(b.db.Configure(b.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			next := *old
			next.Integrations = nil
			return &next, nil, nil
		}))
		if b.eventKey("Bearer "+ever) != "" {
			t.Error("it delivers to an integration that is gone")
		}
	})
}

func TestNarrowKeysAreMadeOnlyOfWhatFitsThem(t *testing.T) {
	inBox(t, func(b *box) {
		b.withDoor()
		for name, n := range map[string]auth.NewToken{
			"ingest without an integration": {Scope: people.IngestScope},
			"ingest to nowhere":             {Scope: people.IngestScope, Integration: "PGONE"},
			"ingest of a person":            {Scope: people.IngestScope, Integration: "PINT", User: "PANN"},
			"a wallboard of a person":       {Scope: people.WallboardScope, User: "PANN"},
			"a wallboard that delivers":     {Scope: people.WallboardScope, Integration: "PINT"},
			"a reader that delivers":        {Scope: people.ReadScope, Integration: "PINT"},
			"another scope":                 {Scope: "root"},
		} {
			n.Name, n.Actor, n.Now = name, cli(), time.Now()
			_, _, err := auth.CreateToken(b.ctx, b.db, n)
			wantCode(t, err, engine.Invalid, name)
		}
	})
}
