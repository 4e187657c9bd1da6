package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// older writes a store as an older program would have: only things, no index but the name.
func older(t *testing.T, dir string) {
	t.Helper()
	old := newTable[uint64, thing]("things", kindThing, 1, u64Key[uint64](), things().indices[0])
	db, err := open(t.Context(), testOptions(t, dir), catalog{tables: []tabler{old}})
	if err != nil {
		t.Fatal(err)
	}
	for k := range uint64(50) {
		v := thing{Name: fmt.Sprint(k % 5), Tags: []string{"old"}, Open: true}
		if err := db.update(t.Context(), intake, func(tx *tx) error { return old.put(tx, k, v) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// rename is a migration of the usual kind: every row is read and written again.
func rename(number int) migration {
	return migration{number: number, name: "rename", run: func(tx *tx) error {
		if err := tx.makeBuckets([]tabler{things()}); err != nil {
			return err
		}
		return things().scan(tx, all(), func(k uint64, v thing) bool {
			v.Name = fmt.Sprintf("%s-%d", v.Name, number)
			return things().put(tx, k, v) == nil
		})
	}}
}

func migrating(steps ...migration) catalog {
	c := testCatalog()
	c.migrations = steps
	return c
}

func nameOf(t *testing.T, db *DB, k uint64) string {
	t.Helper()
	var v thing
	if err := db.view(func(tx *tx) (err error) { v, _, err = things().get(tx, k); return err }); err != nil {
		t.Fatal(err)
	}
	return v.Name
}

func TestNewTablesAndIndicesAppearInAnOlderFile(t *testing.T) {
	dir := t.TempDir()
	older(t, dir)
	db := openIn(t, dir)
	var tagged int
	err := db.view(func(tx *tx) (err error) {
		tagged, err = things().countIndex(tx, "tag", prefix(newKey().str("old").bytes()))
		return err
	})
	if err != nil || tagged != 50 {
		t.Errorf("%d rows are in the new index, error %v", tagged, err)
	}
	mustBeSound(t, db)
}

func TestMigrationsRunOnceInOrderAndASnapshotIsKept(t *testing.T) {
	dir := t.TempDir()
	older(t, dir)
	steps := []migration{rename(1), rename(2)}
	for range 2 { // the second time nothing is left to do
		db, err := open(t.Context(), testOptions(t, dir), migrating(steps...))
		if err != nil {
			t.Fatal(err)
		}
		if got := nameOf(t, db, 3); got != "3-1-2" || db.Schema() != 2 {
			t.Errorf("name is %q, schema %d", got, db.Schema())
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	snapshot := filepath.Join(dir, "snapshots", "before-schema-1.db")
	if _, err := restore(t.Context(), snapshot, dir, true, testCatalog()); err != nil {
		t.Fatal(err)
	}
	if got := nameOf(t, openIn(t, dir), 3); got != "3" {
		t.Errorf("the snapshot has %q", got)
	}
}

func TestOnlyTheNewestSnapshotsAreKept(t *testing.T) {
	dir := t.TempDir()
	older(t, dir)
	var steps []migration
	for n := range 11 {
		steps = append(steps, rename(n+1))
		db, err := open(t.Context(), testOptions(t, dir), migrating(steps...))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			mine := filepath.Join(dir, "snapshots", "before-schema-of-mine.db")
			if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "snapshots", "*"))
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	want := "before-schema-10.db before-schema-11.db before-schema-9.db before-schema-of-mine.db"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("left are %s\nwant %s", got, want)
	}
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	for name, run := range map[string]func(*tx) error{
		"error": func(*tx) error { return errRefused },
		"panic": func(*tx) error { panic("broken") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			older(t, dir)
			bad := rename(2)
			good := bad.run
			bad.run = func(tx *tx) error { return errors.Join(good(tx), run(tx)) }
			_, err := open(t.Context(), testOptions(t, dir), migrating(rename(1), bad))
			if err == nil || !strings.Contains(err.Error(), "migration 2 (rename): ") {
				t.Fatalf("got %v", err)
			}
			db, err := open(t.Context(), testOptions(t, dir), migrating(rename(1)))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if got := nameOf(t, db, 3); got != "3-1" || db.Schema() != 1 {
				t.Errorf("name is %q, schema %d", got, db.Schema())
			}
		})
	}
}

func TestAFileOfANewerProgramIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	db, err := open(t.Context(), testOptions(t, dir), migrating(rename(1), rename(2)))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before := readFile(t, db.path)
	_, err = open(t.Context(), testOptions(t, dir), migrating(rename(1)))
	want := "the store was written by a newer version of wakeman: " + db.path +
		" has format 2, this program knows up to 1. Install the newer version again, or restore a backup of the older one"
	if !errors.Is(err, ErrNewer) || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if !bytes.Equal(before, readFile(t, db.path)) {
		t.Error("the file was changed")
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
