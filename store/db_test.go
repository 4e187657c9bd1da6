package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatWasStoredIsThereAfterReopening(t *testing.T) {
	dir := t.TempDir()
	want := thing{Name: "core-1", Open: true, Tags: []string{"bgp", "core"}}
	db := openIn(t, dir)
	mustPut(t, db, 7, want)
	instance := db.Instance()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	db = openIn(t, dir)
	var got thing
	err := db.view(func(tx *tx) (err error) {
		got, _, err = things().get(tx, 7)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if db.Instance() != instance {
		t.Errorf("the store became another instance")
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	db := openIn(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, db.path: 0o600, filepath.Join(dir, ballastName): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
}
