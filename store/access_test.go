package store

import (
	"errors"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

func (db *DB) begins(t *testing.T, user, hash string) {
	t.Helper()
	row := engine.AuditRow{Actor: person("Ann"), Action: "session.begin", Object: user}
	s := people.Session{Hash: hash, User: user, CreatedAt: time.Unix(1, 0).UTC(), ExpiresAt: time.Unix(9, 0).UTC()}
	if err := db.PutSession(t.Context(), s, &row); err != nil {
		t.Fatal(err)
	}
}

func hashes(t *testing.T, db *DB, user string) (list string) {
	t.Helper()
	sessions, err := db.Sessions(user)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sessions {
		list += s.Hash + " "
	}
	return list
}

func TestSessionsOfOnePersonEndTogetherAndNobodyElses(t *testing.T) {
	db := openReal(t)
	for _, h := range []string{"a1", "a2", "a3"} {
		db.begins(t, "PANN", h)
	}
	db.begins(t, "PANNE", "b1") // her id begins with the other's
	row := engine.AuditRow{Actor: person("Ann"), Action: "session.end", Object: "PANN"}
	ended, err := db.EndSessions(t.Context(), "PANN", "a2", row)
	if err != nil || ended != 2 {
		t.Errorf("ended %d, %v; want 2", ended, err)
	}
	if got := hashes(t, db, ""); got != "a2 b1 " {
		t.Errorf("left: %s", got)
	}
	before, _ := db.Audit(0, 1)
	if ended, err := db.EndSessions(t.Context(), "PANN", "a2", row); err != nil || ended != 0 {
		t.Errorf("again: ended %d, %v", ended, err)
	}
	if after, _ := db.Audit(0, 1); after[0].Seq != before[0].Seq {
		t.Error("ending nothing was written into the audit log")
	}
}

func TestASessionIsReplacedOnlyWhileItIsThere(t *testing.T) {
	db := openReal(t)
	db.begins(t, "PANN", "old")
	row := engine.AuditRow{Actor: person("Ann"), Action: "session.prove", Object: "PANN"}
	if err := db.ReplaceSession(t.Context(), "old", people.Session{Hash: "new", User: "PANN"}, row); err != nil {
		t.Fatal(err)
	}
	if got := hashes(t, db, "PANN"); got != "new " {
		t.Errorf("left: %s", got)
	}
	if err := db.ReplaceSession(t.Context(), "old", people.Session{Hash: "newer", User: "PANN"}, row); engine.CodeOf(err) != engine.Conflict {
		t.Errorf("a session that has ended: %v, want a Conflict", err)
	}
	if got := hashes(t, db, "PANN"); got != "new " {
		t.Errorf("left: %s", got)
	}
}

func TestAFactorIsChangedInOneStepWithItsSessionsAndItsAudit(t *testing.T) {
	db := openReal(t)
	db.begins(t, "PANN", "kept")
	db.begins(t, "PANN", "other")
	give := func(f people.SecondFactor, err error) error {
		row := engine.AuditRow{Actor: person("Ann"), Action: "user.second_factor", Object: "PANN"}
		return db.ChangeFactor(t.Context(), FactorChange{
			User: "PANN", EndSessions: true, Keep: "kept", Audit: &row,
			Do: func(people.SecondFactor) (people.SecondFactor, error) { return f, err },
		})
	}
	refusal := errors.New("no")
	if err := give(people.SecondFactor{LastStep: 1}, refusal); !errors.Is(err, refusal) {
		t.Errorf("refused: %v", err)
	}
	if got := hashes(t, db, "PANN"); got != "kept other " {
		t.Errorf("after a refused change there are %s", got)
	}
	if err := give(people.SecondFactor{LastStep: 7}, nil); err != nil {
		t.Fatal(err)
	}
	f, found, err := db.SecondFactor("PANN")
	if err != nil || !found || f.LastStep != 7 || f.User != "PANN" {
		t.Errorf("%+v, %v, %v", f, found, err)
	}
	if got := hashes(t, db, "PANN"); got != "kept " {
		t.Errorf("after the change there are %s", got)
	}
	if users, err := db.SecondFactors(); err != nil || len(users) != 1 || users[0] != "PANN" {
		t.Errorf("users %v, %v", users, err)
	}
	if err := give(people.SecondFactor{}, nil); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := db.SecondFactor("PANN"); found {
		t.Error("the zero value did not remove it")
	}
}

func TestBlocksAreKeptUntilTheyAreForgotten(t *testing.T) {
	db := openReal(t)
	put := []people.Block{{Key: "net b", Failures: 1}, {Key: "net a", Failures: 2}}
	if err := db.ChangeBlocks(t.Context(), put, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.ChangeBlocks(t.Context(), []people.Block{{Key: "net a", Failures: 3}}, []string{"net b", "net c"}, nil); err != nil {
		t.Fatal(err)
	}
	list, err := db.Blocks()
	if err != nil || len(list) != 1 || list[0].Key != "net a" || list[0].Failures != 3 {
		t.Errorf("%+v, %v", list, err)
	}
}
