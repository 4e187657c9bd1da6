package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wakeman/engine/people"
	"wakeman/store"
)

// keyless gives a data directory whose store was sealed with a key that is gone.
func keyless(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	data, key := filepath.Join(dir, "data"), filepath.Join(dir, "key")
	db, err := store.Open(t.Context(), store.Options{Dir: data, Ballast: -1, NoSync: true, SecretsKey: key})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Secret(t.Context(), "acknowledge links"); err != nil {
		t.Fatal(err)
	}
	err = db.ChangeFactor(t.Context(), store.FactorChange{User: "PGONE", Do: func(people.SecondFactor) (people.SecondFactor, error) {
		return people.SecondFactor{Secret: "SEED"}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestAdminsAreToldOnEveryPageWhichSecretsCanNotBeRead(t *testing.T) {
	w := openIn(t, keyless(t))
	for _, path := range []string{"/", "/services"} {
		w.shows(owner, path).says("banner", "2 secrets can not be read: the key of acknowledge links; authenticator app of PGONE.")
		w.shows(viewer, path).has("banner", false)
	}
	wantLine(t, w.shows(owner, "/health").texts("check"), "Secrets", "They are: the key of acknowledge links; authenticator app of PGONE.")
	for _, line := range w.shows(viewer, "/health").texts("check") {
		if strings.Contains(line, "PGONE") {
			t.Errorf("a viewer is told %q", line)
		}
	}
}

func TestABoxWithoutTroubleSaysHowManySecretsItHas(t *testing.T) {
	w := open(t)
	w.shows(owner, "/").has("banner", false)
	wantLine(t, w.shows(owner, "/health").texts("check"), "Secrets", "Stored as they are: 1.")
}
