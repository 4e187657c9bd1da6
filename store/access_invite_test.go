package store

import (
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

func invitation(user, hash string) people.Invitation {
	return people.Invitation{User: user, Hash: hash, CreatedBy: "Ann", CreatedAt: night(), ExpiresAt: night().Add(72 * time.Hour)}
}

func night() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

func row(action string) engine.AuditRow {
	return engine.AuditRow{At: night(), Actor: engine.System(), Action: action, Object: "PBEN"}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnInvitationWorksOnceAndOnlyTheNewest(t *testing.T) {
	db := openReal(t)
	must(t, db.PutInvitation(t.Context(), invitation("PBEN", "old"), row("user.invite")))
	must(t, db.PutInvitation(t.Context(), invitation("PBEN", "new"), row("user.invite")))
	if _, found, err := db.InvitationByHash("old"); found || err != nil {
		t.Errorf("the one before still works (%v)", err)
	}
	if inv, found, err := db.InvitationByHash("new"); !found || err != nil || inv.User != "PBEN" {
		t.Errorf("the newest is %+v, %v, %v", inv, found, err)
	}
	session := people.Session{Hash: "s1", User: "PBEN", ExpiresAt: night().Add(time.Hour)}
	audit := row("session.begin")
	must(t, db.PutSession(t.Context(), session, &audit))
	c := people.Credential{User: "PBEN", Hash: "argon"}
	for hash, other := range map[string]people.Credential{"old": c, "new": {User: "PANN", Hash: "argon"}} {
		if err := db.Redeem(t.Context(), hash, other, row("user.password")); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("%q for %s: %v", hash, other.User, err)
		}
	}
	must(t, db.Redeem(t.Context(), "new", c, row("user.password")))
	if got, found, err := db.Credential("PBEN"); !found || err != nil || got != c {
		t.Errorf("the password is %+v, %v, %v", got, found, err)
	}
	if _, found, _ := db.Session("s1"); found {
		t.Error("a session from before the new password goes on")
	}
	if err := db.Redeem(t.Context(), "new", c, row("user.password")); engine.CodeOf(err) != engine.Conflict {
		t.Errorf("a second time: %v", err)
	}
	if _, found, _ := db.Invitation("PBEN"); found {
		t.Error("it is still there")
	}
}

// staffed has Ann and Ben, each with everything that lets somebody in.
func staffed(t *testing.T) *DB {
	t.Helper()
	db := openReal(t)
	configure(t, db, func(c *engine.Config) {
		c.Users = map[string]people.User{"PANN": {ID: "PANN", Name: "Ann"}, "PBEN": {ID: "PBEN", Name: "Ben"}}
	})
	audit := row("x")
	for _, id := range []string{"PANN", "PBEN"} {
		must(t, db.PutToken(t.Context(), people.Token{ID: "token " + id, Hash: "hash " + id, User: id}, &audit))
		must(t, db.PutInvitation(t.Context(), invitation(id, "invitation "+id), audit))
		must(t, db.ChangeFactors(t.Context(), FactorsChange{User: id, Do: func(people.Factors) (people.Factors, error) {
			return people.Factors{Second: people.SecondFactor{Secret: "SEED"}, Passkeys: []people.Passkey{keyOf("key "+id, "credential "+id, 1)}}, nil
		}}))
		must(t, db.PutSession(t.Context(), people.Session{Hash: "session " + id, User: id, ExpiresAt: night()}, &audit))
		must(t, db.SetCredential(t.Context(), people.Credential{User: id, Hash: "argon"}, "session "+id, false, audit))
	}
	must(t, db.PutToken(t.Context(), people.Token{ID: "account", Hash: "account"}, &audit))
	return db
}

func configure(t *testing.T, db *DB, change func(*engine.Config)) {
	t.Helper()
	must(t, db.Configure(t.Context(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		change(&next)
		return &next, nil, nil
	}))
}

func TestWhoLeavesIsOutInTheSameTransaction(t *testing.T) {
	for name, leave := range map[string]func(*engine.Config){
		"disabled": func(c *engine.Config) {
			c.Users = map[string]people.User{"PANN": c.Users["PANN"], "PBEN": {ID: "PBEN", Name: "Ben", Disabled: true}}
		},
		"removed": func(c *engine.Config) { c.Users = map[string]people.User{"PANN": c.Users["PANN"]} },
	} {
		t.Run(name, func(t *testing.T) {
			db := staffed(t)
			configure(t, db, leave)
			for id, want := range map[string]bool{"PANN": true, "PBEN": false} {
				_, session, _ := db.Session("session " + id)
				_, token, _ := db.TokenByHash("hash " + id)
				_, invited, _ := db.Invitation(id)
				_, passkey, _ := db.PasskeyByCredential("credential " + id)
				if session != want || token != want || invited != want || passkey != want {
					t.Errorf("%s: session %v, key %v, invitation %v, passkey %v; want %v", id, session, token, invited, passkey, want)
				}
			}
			if _, found, _ := db.TokenByHash("account"); !found {
				t.Error("the account's own key is gone")
			}
		})
	}
}

func TestWhoIsRemovedLeavesNothingBehindToSignInWith(t *testing.T) {
	for name, before := range map[string]bool{"from work": false, "disabled before": true} {
		t.Run(name, func(t *testing.T) {
			db := staffed(t)
			if before {
				configure(t, db, func(c *engine.Config) {
					c.Users = map[string]people.User{"PANN": c.Users["PANN"], "PBEN": {ID: "PBEN", Name: "Ben", Disabled: true}}
				})
				if _, found, _ := db.Credential("PBEN"); !found {
					t.Error("who is disabled can not come back: the password is gone")
				}
			}
			configure(t, db, func(c *engine.Config) { c.Users = map[string]people.User{"PANN": c.Users["PANN"]} })
			for id, want := range map[string]bool{"PANN": true, "PBEN": false} {
				_, password, _ := db.Credential(id)
				_, factor, _ := db.SecondFactor(id)
				_, session, _ := db.Session("session " + id)
				_, token, _ := db.TokenByHash("hash " + id)
				_, invited, _ := db.Invitation(id)
				for what, found := range map[string]bool{"password": password, "factor": factor, "session": session, "key": token, "invitation": invited} {
					if found != want {
						t.Errorf("%s of %s: %v, want %v", what, id, found, want)
					}
				}
			}
		})
	}
}

func TestAChangeOfSomethingElseSignsNobodyOut(t *testing.T) {
	db := staffed(t)
	configure(t, db, func(c *engine.Config) {
		ben := c.Users["PBEN"]
		ben.Name = "Benjamin"
		c.Users = map[string]people.User{"PANN": c.Users["PANN"], "PBEN": ben}
	})
	if _, found, _ := db.Session("session PBEN"); !found {
		t.Error("Ben was signed out by a change of his name")
	}
}

func TestTheLastTestOfAMethodIsFoundAmongManyMessages(t *testing.T) {
	db := openReal(t)
	message := func(id string, kind notify.Kind, user, method string, minute int) engine.Delivery {
		return engine.Delivery{ID: id, Kind: kind, User: user, Method: method, State: engine.Sent, CreatedAt: night().Add(time.Duration(minute) * time.Minute)}
	}
	apply(t, db, engine.Changes{Deliveries: []engine.Delivery{
		message("d1", notify.Test, "PBEN", "M1", 1), message("d2", notify.Test, "PBEN", "M1", 2), message("d3", notify.Page, "PBEN", "M1", 3),
		message("d4", notify.Test, "PBEN", "M2", 4), message("d5", notify.Test, "PANN", "M1", 5),
	}})
	if d, found, err := db.LastTest("PBEN", "M1"); !found || err != nil || d.ID != "d2" {
		t.Errorf("found %q, %v, %v; want d2", d.ID, found, err)
	}
	if _, found, err := db.LastTest("PBEN", "M3"); found || err != nil {
		t.Errorf("a method never tested: %v, %v", found, err)
	}
	mustBeSound(t, db)
}
