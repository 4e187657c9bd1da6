package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"wakeman/engine"
	"wakeman/engine/people"
)

func TestRetentionRemovesOldBodiesAndKeepsTheLines(t *testing.T) {
	db := openReal(t)
	var c engine.Changes
	const n = 2*pruneChunk + 100
	for i := range uint64(n) {
		c.Posts = append(c.Posts, engine.PostRow{Seq: i + 1, At: epoch().Add(time.Duration(i) * time.Minute), Raw: engine.Raw{Body: []byte("body")}})
	}
	apply(t, db, c)
	const old = 2*pruneChunk + 7 // more than two transactions
	before := epoch().Add(old * time.Minute)
	pruned, err := db.Prune(t.Context(), epoch(), before)
	if err != nil || pruned.Raw != old {
		t.Fatalf("removed %d bodies (%v), want %d", pruned.Raw, err, old)
	}
	for seq, want := range map[uint64]bool{1: false, old: false, old + 1: true, n: true} {
		p, kept, found, err := db.Post(seq)
		if err != nil || !found || kept != want || want && string(p.Raw.Body) != "body" {
			t.Errorf("post %d: found %v, body kept %v (want %v), %v", seq, found, kept, want, err)
		}
	}
	if again, err := db.Prune(t.Context(), epoch(), before); err != nil || again.Raw != 0 {
		t.Errorf("the second time it removes %d, %v", again.Raw, err)
	}
	if r := soundReal(t, db); !r.OK() || r.Tables["posts"] != n || r.Tables["raw"] != n-old {
		t.Errorf("posts %d, bodies %d, %v", r.Tables["posts"], r.Tables["raw"], r.Findings)
	}
}

func TestRetentionEndsSessionsThatAreOverHoweverMany(t *testing.T) {
	db := openReal(t)
	now := epoch()
	err := db.update(t.Context(), urgent, func(tx *tx) error {
		for i := range pruneChunk + 3 {
			s := people.Session{Hash: fmt.Sprint("old", i), User: "PANN", ExpiresAt: now.Add(-time.Duration(i+1) * time.Second)}
			if err := db.rec.sessions.put(tx, s.Hash, s); err != nil {
				return err
			}
		}
		return db.rec.sessions.put(tx, "new", people.Session{Hash: "new", User: "PANN", ExpiresAt: now})
	})
	if err != nil {
		t.Fatal(err)
	}
	if pruned, err := db.Prune(t.Context(), now, time.Time{}); err != nil || pruned.Sessions != pruneChunk+3 {
		t.Errorf("ended %d sessions, %v", pruned.Sessions, err)
	}
	if _, found, _ := db.Session("new"); !found {
		t.Error("a session that is not over was ended")
	}
}

func audited(action string) engine.AuditRow {
	return engine.AuditRow{Actor: person("ann"), Action: action, Object: "o"}
}

func TestRecoveriesAreForgottenWhenNoQueueHoldsAnythingOlder(t *testing.T) {
	db := openReal(t)
	var c engine.Changes
	for i := range 10 {
		c.Recoveries = append(c.Recoveries, engine.Recovery{Integration: "PEVENTS", Key: fmt.Sprint("tower-", i), SeenAt: epoch().Add(time.Duration(i) * 24 * time.Hour)})
	}
	apply(t, db, c)
	pruned, err := db.Prune(t.Context(), epoch().Add(10*24*time.Hour), epoch())
	if err != nil || pruned.Recoveries != 9 {
		t.Fatalf("removed %d (%v), want all but that of yesterday", pruned.Recoveries, err)
	}
	soundReal(t, db)
}

func TestOnlyOneOfManyVisitorsOfANewBoxBecomesItsOwner(t *testing.T) {
	db := openReal(t)
	if some, err := db.HasCredentials(); some || err != nil {
		t.Fatal(some, err)
	}
	var wait sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wait.Go(func() {
			errs[i] = db.SetCredential(t.Context(), people.Credential{User: fmt.Sprint("P", i), Hash: "h"}, "", true, audited("setup"))
		})
	}
	wait.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case engine.CodeOf(err) != engine.Conflict:
			t.Errorf("a visitor who came too late got %v", err)
		}
	}
	rows, _ := db.Audit(0, 100)
	if won != 1 || len(rows) != 1 {
		t.Errorf("%d became owners, %d audit rows", won, len(rows))
	}
	if some, err := db.HasCredentials(); !some || err != nil {
		t.Errorf("after the set-up: %v, %v", some, err)
	}
}

func TestANewPasswordEndsAllSessionsButTheOneThatSetIt(t *testing.T) {
	db := openReal(t)
	row := audited("sign_in")
	for _, s := range []people.Session{{Hash: "a1", User: "ann"}, {Hash: "a2", User: "ann"}, {Hash: "b1", User: "ben"}, {Hash: "c", User: "annabel"}} {
		if err := db.PutSession(t.Context(), s, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SetCredential(t.Context(), people.Credential{User: "ann", Hash: "new"}, "a2", false, audited("password")); err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[string]bool{"a1": false, "a2": true, "b1": true, "c": true} {
		if _, found, err := db.Session(hash); found != want || err != nil {
			t.Errorf("session %s is there: %v (%v), want %v", hash, found, err, want)
		}
	}
	if c, found, _ := db.Credential("ann"); !found || c.Hash != "new" {
		t.Errorf("the credential is %+v", c)
	}
}

func TestWhatWasEndedIsNotBroughtBackByBeingUsed(t *testing.T) {
	db := openReal(t)
	row := audited("create")
	if err := db.PutSession(t.Context(), people.Session{Hash: "s", User: "ann"}, &row); err != nil {
		t.Fatal(err)
	}
	if err := db.PutToken(t.Context(), people.Token{ID: "t", Hash: "th"}, &row); err != nil {
		t.Fatal(err)
	}
	if tok, found, err := db.TokenByHash("th"); !found || tok.ID != "t" || err != nil {
		t.Fatalf("%+v %v %v", tok, found, err)
	}
	if err := db.EndSession(t.Context(), "s", audited("sign_out")); err != nil {
		t.Fatal(err)
	}
	if found, err := db.DeleteToken(t.Context(), "t", audited("revoke")); !found || err != nil {
		t.Fatal(found, err)
	}
	used := errors.Join(db.PutSession(t.Context(), people.Session{Hash: "s", User: "ann"}, nil), db.PutToken(t.Context(), people.Token{ID: "t", Hash: "th"}, nil))
	_, session, _ := db.Session("s")
	_, token, _ := db.TokenByHash("th")
	if used != nil || session || token {
		t.Errorf("session %v, token %v, %v", session, token, used)
	}
	if found, err := db.DeleteToken(t.Context(), "t", audited("revoke")); found || err != nil {
		t.Errorf("revoked twice: %v, %v", found, err)
	}
}

func TestASecretIsMadeOnceAndKept(t *testing.T) {
	db := openReal(t)
	first, err := db.Secret(t.Context(), "links")
	if err != nil || len(first) != 32 {
		t.Fatal(first, err)
	}
	again, _ := db.Secret(t.Context(), "links")
	other, _ := db.Secret(t.Context(), "other")
	if string(again) != string(first) || string(other) == string(first) {
		t.Error("a secret changed, or two are the same")
	}
}

func TestRefusalsAreCountedAndTheOldestForgotten(t *testing.T) {
	db := openReal(t)
	refusal := func(hint string, n int) RefusalRow {
		return RefusalRow{
			Refusal: engine.Refusal{Door: "events_api_v2", Remote: "192.0.2.1", Reason: "no integration has this key", Hint: hint},
			Count:   1, FirstAt: epoch(), LastAt: epoch().Add(time.Duration(n) * time.Second),
		}
	}
	var rows []RefusalRow
	for i := range maxRefusals + 50 {
		rows = append(rows, refusal(fmt.Sprint("key ending ", i), i))
	}
	for _, batch := range [][]RefusalRow{rows, rows[len(rows)-1:], {refusal("a|b\n"+strings.Repeat("x", 100_000), 9999)}} {
		if err := db.PutRefusals(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Refusals()
	if err != nil || len(got) != maxRefusals {
		t.Fatalf("%d refusals are kept (%v), want %d", len(got), err, maxRefusals)
	}
	byHint := map[string]RefusalRow{}
	for _, r := range got {
		byHint[r.Hint] = r
	}
	if r := byHint[rows[len(rows)-1].Hint]; r.Count != 2 || r.FirstAt != epoch() {
		t.Errorf("one that came twice is %+v", r)
	}
	if _, kept := byHint["key ending 50"]; kept {
		t.Error("the oldest beyond the bound is still there")
	}
	if _, kept := byHint["key ending 51"]; !kept {
		t.Error("one within the bound was forgotten")
	}
}

func withService(c *engine.Config, id string) *engine.Config {
	next := *c
	next.Services = maps.Clone(c.Services)
	next.Services[id] = engine.Service{ID: id, Name: id}
	return &next
}

func TestChangesOfConfigurationAtOnceAreOneAfterTheOther(t *testing.T) {
	db := openReal(t)
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			err := db.Configure(t.Context(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
				return withService(old, fmt.Sprint("S", i)), []engine.AuditRow{audited("config.apply")}, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := len(db.Config().Services); n != 20 {
		t.Errorf("%d of 20 services are there", n)
	}
	stored, err := db.loadConfig()
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(db.Config(), stored, cmpopts.IgnoreUnexported(engine.Config{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("in force and stored differ (-in force +stored):\n%s", diff)
	}
	rows, _ := db.Audit(0, 100)
	if len(rows) != 20 || rows[0].At.IsZero() {
		t.Errorf("%d audit rows", len(rows))
	}
}

func TestAChangeOfConfigurationThatFailsChangesNothing(t *testing.T) {
	no := errors.New("no")
	for name, change := range map[string]func(old *engine.Config) (*engine.Config, []engine.AuditRow, error){
		"the change says no": func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			return withService(old, "S"), nil, no
		},
		"nothing changes": func(*engine.Config) (*engine.Config, []engine.AuditRow, error) { return nil, nil, nil },
		"nobody is responsible": func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			return withService(old, "S"), []engine.AuditRow{{Action: "x"}}, nil
		},
		"two share a key": func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			return withKeys(old, "k", "k"), nil, nil
		},
		"a name that can not be": func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			return withService(old, "a\x00b"), nil, nil
		},
		"a panic while it decides": func(*engine.Config) (*engine.Config, []engine.AuditRow, error) {
			return withKeys(nil, "", ""), nil, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := openReal(t)
			was := db.Config()
			func() {
				defer func() { _ = recover() }()
				err := db.Configure(t.Context(), change)
				if quiet := name == "nothing changes"; (err == nil) != quiet {
					t.Errorf("got %v", err)
				}
			}()
			stored, err := db.loadConfig()
			if err != nil || db.Config() != was || len(stored.Services)+len(stored.Integrations) != 0 {
				t.Errorf("something changed: %+v, %v", stored, err)
			}
			ok := db.Configure(t.Context(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
				return withService(old, "S2"), nil, nil
			})
			if ok != nil {
				t.Errorf("the next change fails: %v", ok)
			}
		})
	}
}

// withKeys has two integrations with these keys.
func withKeys(c *engine.Config, a, b string) *engine.Config {
	next := *c
	next.Integrations = map[string]engine.Integration{"IA": {ID: "IA", Service: "S", Key: a}, "IB": {ID: "IB", Service: "S", Key: b}}
	next.Services = maps.Clone(c.Services)
	next.Services["S"] = engine.Service{ID: "S"}
	return &next
}

func TestIntegrationsMaySwapTheirKeys(t *testing.T) {
	for range 10 { // the order of a map is another one each time
		db := openReal(t)
		for _, keys := range [][2]string{{"k1", "k2"}, {"k2", "k1"}, {"k3", "k2"}} {
			err := db.Configure(t.Context(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
				return withKeys(old, keys[0], keys[1]), nil, nil
			})
			if err != nil {
				t.Fatalf("to %v: %v", keys, err)
			}
			if in, _, ok := db.Config().ByKey(keys[0]); !ok || in.ID != "IA" {
				t.Errorf("%s belongs to %+v", keys[0], in)
			}
		}
	}
}

func TestAChangeOfConfigurationDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openReal(t)
		ctx, cancel := t.Context(), make(chan struct{})
		go func() {
			_ = db.Configure(ctx, func(*engine.Config) (*engine.Config, []engine.AuditRow, error) { <-cancel; return nil, nil, nil })
		}()
		synctest.Wait()
		short, stop := context.WithTimeout(ctx, time.Second)
		defer stop()
		err := db.Configure(short, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			return withService(old, "S"), nil, nil
		})
		if err == nil {
			t.Error("it did not say that its time was up")
		}
		close(cancel)
		synctest.Wait()
	})
}
