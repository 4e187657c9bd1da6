package store

import (
	"errors"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// keyOf is a passkey of a device.
func keyOf(id, credential string, minute int) people.Passkey {
	return people.Passkey{ID: id, Name: id, Credential: credential, CreatedAt: time.Date(2026, 3, 1, 9, minute, 0, 0, time.UTC)}
}

func (db *DB) gives(t *testing.T, user string, f people.Factors, refusal error) error {
	t.Helper()
	row := engine.AuditRow{Actor: person("Ann"), Action: "user.passkey", Object: user}
	return db.ChangeFactors(t.Context(), FactorsChange{
		User: user, EndSessions: true, Keep: "kept", Audit: &row,
		Do: func(people.Factors) (people.Factors, error) { return f, refusal },
	})
}

func names(list []people.Passkey) (s string) {
	for _, p := range list {
		s += p.ID + "/" + p.User + " "
	}
	return s
}

func TestPasskeysAndCodesChangeInOneStepWithSessionsAndAudit(t *testing.T) {
	db := openReal(t)
	db.begins(t, "PANN", "kept")
	db.begins(t, "PANN", "other")
	two := people.Factors{
		Second:   people.SecondFactor{Codes: []people.RecoveryCode{{Hash: "h"}}},
		Passkeys: []people.Passkey{keyOf("K2", "c2", 2), keyOf("K1", "c1", 1)},
	}
	refusal := errors.New("no")
	if err := db.gives(t, "PANN", two, refusal); !errors.Is(err, refusal) {
		t.Errorf("refused: %v", err)
	}
	if list, err := db.Passkeys("PANN"); len(list) != 0 || err != nil || hashes(t, db, "PANN") != "kept other " {
		t.Errorf("a refused change left %v, %v, sessions %s", list, err, hashes(t, db, "PANN"))
	}
	if some, err := db.HasPasskeys(); some || err != nil {
		t.Errorf("somebody has one: %v, %v", some, err)
	}
	if err := db.gives(t, "PANN", two, nil); err != nil {
		t.Fatal(err)
	}
	if list, err := db.Passkeys("PANN"); names(list) != "K1/PANN K2/PANN " || err != nil {
		t.Errorf("in the order in which they were made: %s, %v", names(list), err)
	}
	if _, found, _ := db.SecondFactor("PANN"); !found || hashes(t, db, "PANN") != "kept " {
		t.Errorf("codes %v, sessions %s", found, hashes(t, db, "PANN"))
	}
	if p, found, err := db.PasskeyByCredential("c2"); p.ID != "K2" || !found || err != nil {
		t.Errorf("by its credential: %+v, %v, %v", p, found, err)
	}
	for _, none := range []string{"c", "c22", "", "c2\x00"} {
		if p, found, err := db.PasskeyByCredential(none); found || err != nil {
			t.Errorf("%q finds %+v, %v", none, p, err)
		}
	}
	if err := db.gives(t, "PANN", people.Factors{Passkeys: two.Passkeys[:1]}, nil); err != nil {
		t.Fatal(err)
	}
	if list, _ := db.Passkeys(""); names(list) != "K2/PANN " {
		t.Errorf("after one was left out there are %s", names(list))
	}
	if _, found, _ := db.SecondFactor("PANN"); found {
		t.Error("the codes were left out and are still there")
	}
}

func TestACredentialBelongsToOnePerson(t *testing.T) {
	db := openReal(t)
	if err := db.gives(t, "PANN", people.Factors{Passkeys: []people.Passkey{keyOf("K1", "c1", 1)}}, nil); err != nil {
		t.Fatal(err)
	}
	err := db.gives(t, "PBEN", people.Factors{Passkeys: []people.Passkey{keyOf("K2", "c1", 2)}}, nil)
	if engine.CodeOf(err) != engine.Conflict {
		t.Errorf("somebody else's: %v, want a Conflict", err)
	}
	if list, _ := db.Passkeys(""); names(list) != "K1/PANN " {
		t.Errorf("there are %s", names(list))
	}
}
