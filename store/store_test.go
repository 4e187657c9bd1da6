package store

import (
	"context"
	"log/slog"
	"testing"
	"time"
)

// thing is the record of the tests: enough fields for every kind of index.
type thing struct {
	Name  string    `json:"name"`
	Open  bool      `json:"open"`
	Due   time.Time `json:"due"`
	Tags  []string  `json:"tags,omitempty"`
	Email string    `json:"email,omitempty"`
}

const kindThing = 200

// things has a plain, a partial, a many-valued and a unique index.
func things() *table[uint64, thing] {
	return newTable[uint64, thing]("things", kindThing, 1, u64Key[uint64](),
		index[thing]{name: "name", keys: func(v thing) [][]byte { return newKey().str(v.Name).one() }},
		index[thing]{name: "open_by_due", keys: func(v thing) [][]byte {
			if !v.Open {
				return nil
			}
			return newKey().time(v.Due).one()
		}},
		index[thing]{name: "tag", keys: func(v thing) (keys [][]byte) {
			for _, tag := range v.Tags {
				keys = append(keys, newKey().str(tag).bytes())
			}
			return keys
		}},
		index[thing]{name: "email", unique: true, keys: func(v thing) [][]byte {
			if v.Email == "" {
				return nil
			}
			return newKey().str(v.Email).one()
		}},
	)
}

// notes has a key whose length varies.
func notes() *table[pair[string, uint64], string] {
	return newTable[pair[string, uint64], string]("notes", 201, 1, pairKey(stringKey[string](), u64Key[uint64]()),
		index[string]{name: "text", keys: func(v string) [][]byte { return newKey().str(v).one() }}).ascending()
}

func bodies() *table[uint64, []byte] { return newBlobs("bodies", 202, 1, u64Key[uint64]()) }

func testCatalog() catalog {
	return catalog{tables: []tabler{things(), notes(), bodies()}}
}

// testOptions are for a store that leaves no big files behind.
func testOptions(t *testing.T, dir string) Options {
	return Options{Dir: dir, Ballast: 64 << 10, Log: testLog(t), Version: "test"}
}

func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
}

func openTest(t *testing.T, change ...func(*Options)) *DB {
	t.Helper()
	return openIn(t, t.TempDir(), change...)
}

func openIn(t *testing.T, dir string, change ...func(*Options)) *DB {
	t.Helper()
	o := testOptions(t, dir)
	for _, c := range change {
		c(&o)
	}
	db, err := open(t.Context(), o, testCatalog())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func put(ctx context.Context, db *DB, class class, k uint64, v thing) error {
	return db.update(ctx, class, func(tx *tx) error { return things().put(tx, k, v) })
}

func mustPut(t *testing.T, db *DB, k uint64, v thing) {
	t.Helper()
	if err := put(t.Context(), db, intake, k, v); err != nil {
		t.Fatal(err)
	}
}

// keysIn lists the keys of all things.
func keysIn(t *testing.T, db *DB) (keys []uint64) {
	t.Helper()
	err := db.view(func(tx *tx) error {
		return things().scanKeys(tx, all(), func(k uint64) bool {
			keys = append(keys, k)
			return true
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func mustBeSound(t *testing.T, db *DB) {
	t.Helper()
	path := t.TempDir() + "/copy.db"
	if _, err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
}
