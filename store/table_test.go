package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawThing makes things that often share names, tags and e-mail addresses.
func drawThing() *rapid.Generator[thing] {
	return rapid.Custom(func(t *rapid.T) thing {
		return thing{
			Name:  rapid.StringMatching(`[a-c]{0,2}`).Draw(t, "name"),
			Open:  rapid.Bool().Draw(t, "open"),
			Due:   time.Unix(rapid.Int64Range(-3, 3).Draw(t, "due"), 0).UTC(),
			Tags:  rapid.SliceOfN(rapid.StringMatching(`[x-z]{1,2}`), 0, 3).Draw(t, "tags"),
			Email: rapid.SampledFrom([]string{"", "", "a@example.net", "b@example.net", "ab@example.net"}).Draw(t, "email"),
		}
	})
}

// model is the oracle: a plain map, and indices worked out from it by brute force.
type model map[uint64]thing

// taken tells whether another thing has the address.
func (m model) taken(k uint64, v thing) bool {
	for other, x := range m {
		if other != k && v.Email != "" && x.Email == v.Email {
			return true
		}
	}
	return false
}

// inOrder lists the keys in the order of an index: each thing as often as by says, sorted by it and then by key.
func inOrder[T cmp.Ordered](m model, by func(thing) []T) []uint64 {
	type line struct {
		by  T
		key uint64
	}
	var lines []line
	for k, v := range m {
		values := slices.Compact(slices.Sorted(slices.Values(by(v))))
		for _, x := range values {
			lines = append(lines, line{x, k})
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.key, b.key)) })
	keys := make([]uint64, 0, len(lines))
	for _, l := range lines {
		keys = append(keys, l.key)
	}
	return keys
}

func (m model) indices() map[string][]uint64 {
	return map[string][]uint64{
		"name": inOrder(m, func(v thing) []string { return []string{v.Name} }),
		"tag":  inOrder(m, func(v thing) []string { return v.Tags }),
		"open_by_due": inOrder(m, func(v thing) []int64 {
			if !v.Open {
				return nil
			}
			return []int64{v.Due.Unix()}
		}),
		"email": inOrder(m, func(v thing) []string {
			if v.Email == "" {
				return nil
			}
			return []string{v.Email}
		}),
	}
}

// compare reads the store in every way and compares with the model.
func (m model) compare(t *rapid.T, db *DB) {
	rows := model{}
	found := map[string][]uint64{"name": {}, "tag": {}, "open_by_due": {}, "email": {}}
	err := db.view(func(tx *tx) error {
		if err := things().scan(tx, all(), func(k uint64, v thing) bool { rows[k] = v; return true }); err != nil {
			return err
		}
		for name := range found {
			err := things().scanIndex(tx, name, all(), func(k uint64) bool { found[name] = append(found[name], k); return true })
			if err != nil {
				return err
			}
		}
		_, err := things().verify(tx, true, func(bucket string, key []byte, problem string) {
			t.Errorf("check: %s %x: %s", bucket, key, problem)
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(m, rows, equateEmpty()); diff != "" {
		t.Fatalf("rows (-model +store):\n%s", diff)
	}
	if diff := gocmp.Diff(m.indices(), found); diff != "" {
		t.Fatalf("indices (-model +store):\n%s", diff)
	}
}

// equateEmpty makes nil and empty lists of tags equal: JSON leaves both out.
func equateEmpty() gocmp.Option {
	return gocmp.Comparer(func(a, b []string) bool { return slices.Equal(a, b) })
}

// Whatever is put and deleted, in transactions that succeed or fail, and with the store closed in between: the rows are
// those of a plain map and every index is exactly what its rows say.
func TestTableBehavesLikeAMapWithIndices(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		db := openModel(rt, dir)
		m := model{}
		key := rapid.Uint64Range(0, 12)
		rt.Repeat(map[string]func(*rapid.T){
			"put":    func(rt *rapid.T) { m = m.put(rt, db, key.Draw(rt, "key"), drawThing().Draw(rt, "thing")) },
			"delete": func(rt *rapid.T) { m = m.delete(rt, db, key.Draw(rt, "key")) },
			"fail":   func(rt *rapid.T) { m.fail(rt, db, key.Draw(rt, "key"), drawThing().Draw(rt, "thing")) },
			"reopen": func(rt *rapid.T) { db = reopenModel(rt, db, dir) },
			"":       func(rt *rapid.T) { m.compare(rt, db) },
		})
		if err := db.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}

func openModel(t *rapid.T, dir string) *DB {
	db, err := open(t.Context(), Options{Dir: dir, Ballast: -1, NoSync: true}, testCatalog())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func reopenModel(t *rapid.T, db *DB, dir string) *DB {
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return openModel(t, dir)
}

func (m model) put(t *rapid.T, db *DB, k uint64, v thing) model {
	err := put(t.Context(), db, intake, k, v)
	var duplicate *DuplicateError
	switch {
	case m.taken(k, v):
		if !errors.As(err, &duplicate) || duplicate.Index != "email" {
			t.Fatalf("a second %q was not refused by the index email: %v", v.Email, err)
		}
		return m
	case err != nil:
		t.Fatal(err)
	}
	next := maps.Clone(m)
	next[k] = v
	return next
}

func (m model) delete(t *rapid.T, db *DB, k uint64) model {
	err := db.update(t.Context(), urgent, func(tx *tx) error {
		found, err := things().delete(tx, k)
		if _, want := m[k]; err == nil && found != want {
			return fmt.Errorf("found %v, want %v", found, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	next := maps.Clone(m)
	delete(next, k)
	return next
}

// fail changes much and then returns an error.
func (m model) fail(t *rapid.T, db *DB, k uint64, v thing) {
	stop := errors.New("stop")
	err := db.update(t.Context(), intake, func(tx *tx) error {
		for other := range m {
			if _, err := things().delete(tx, other); err != nil {
				return err
			}
		}
		if err := things().put(tx, k, v); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
}

func TestSpansGiveThePartOfTheKeysTheyName(t *testing.T) {
	db := openTest(t)
	for k := range uint64(10) {
		mustPut(t, db, k, thing{})
	}
	at := func(k uint64) []byte { return newKey().u64(k).bytes() }
	for name, tc := range map[string]struct {
		span span
		want []uint64
	}{
		"all":                  {all(), []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"all backward":         {all().backward(), []uint64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
		"three to six":         {between(at(3), at(6)), []uint64{3, 4, 5}},
		"three to six, back":   {between(at(3), at(6)).backward(), []uint64{5, 4, 3}},
		"from eight":           {between(at(8), nil), []uint64{8, 9}},
		"below two, back":      {between(nil, at(2)).backward(), []uint64{1, 0}},
		"below what is beyond": {between(nil, at(99)).backward().first(2), []uint64{9, 8}},
		"first two":            {all().first(2), []uint64{0, 1}},
		"after seven":          {between(after(at(7)), nil), []uint64{8, 9}},
		"prefix of eight":      {prefix(at(8)), []uint64{8}},
		"nothing":              {between(at(6), at(3)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []uint64
			err := db.view(func(tx *tx) error {
				return things().scan(tx, tc.span, func(k uint64, _ thing) bool { got = append(got, k); return true })
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPrefixOfHighBytesReachesToTheEnd(t *testing.T) {
	for _, tc := range []struct{ prefix, want []byte }{
		{[]byte{1, 2}, []byte{1, 3}},
		{[]byte{1, 0xff}, []byte{2}},
		{[]byte{0xff, 0xff}, nil},
		{nil, nil},
	} {
		if got := afterPrefix(tc.prefix); !bytes.Equal(got, tc.want) {
			t.Errorf("after the prefix %x comes %x, want %x", tc.prefix, got, tc.want)
		}
	}
}

// Retention deletes while it scans, and a scan may move rows from one index key to another.
func TestScanSurvivesChangesMadeOnTheWay(t *testing.T) {
	const n = 500 // many pages
	for name, tc := range map[string]struct {
		span  span
		fresh bool // the rows were written in the same transaction, and so are not yet in pages
	}{
		"forward":                {all(), false},
		"backward":               {all().backward(), false},
		"forward, fresh rows":    {all(), true},
		"backward, fresh rows":   {all().backward(), true},
		"only the first hundred": {all().first(100), true},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t)
			if !tc.fresh {
				fillThings(t, db, n)
			}
			seen := 0
			err := db.update(t.Context(), intake, func(tx *tx) error {
				if tc.fresh {
					if err := putThings(tx, n); err != nil {
						return err
					}
				}
				seen = 0
				return things().scanIndexRows(tx, "name", tc.span, func(k uint64, v thing) bool {
					seen++
					if _, err := things().delete(tx, k); err != nil {
						t.Error(err)
					}
					return true
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			want := cmp.Or(tc.span.limit, n)
			if left := keysIn(t, db); seen != want || len(left) != n-want {
				t.Errorf("saw %d of %d, %d are left", seen, n, len(left))
			}
			mustBeSound(t, db)
		})
	}
}

func fillThings(t *testing.T, db *DB, n uint64) {
	t.Helper()
	if err := db.update(t.Context(), intake, func(tx *tx) error { return putThings(tx, n) }); err != nil {
		t.Fatal(err)
	}
}

func putThings(tx *tx, n uint64) error {
	for k := range n {
		v := thing{Name: fmt.Sprintf("name-%d", k%7), Open: k%2 == 0, Tags: []string{"a", fmt.Sprint(k)}}
		if err := things().put(tx, k, v); err != nil {
			return err
		}
	}
	return nil
}

func TestCompositeKeysAndTheirIndex(t *testing.T) {
	db := openTest(t)
	rows := map[pair[string, uint64]]string{{"b", 1}: "x", {"a", 2}: "x", {"a", 1}: "w", {"ab", 1}: "x"}
	err := db.update(t.Context(), intake, func(tx *tx) error {
		for k, v := range rows {
			if err := notes().put(tx, k, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var ofA, ofX []pair[string, uint64]
	var counted int
	err = db.view(func(tx *tx) error {
		add := func(list *[]pair[string, uint64]) func(pair[string, uint64], string) bool {
			return func(k pair[string, uint64], v string) bool {
				if rows[k] != v {
					t.Errorf("%v is %q, want %q", k, v, rows[k])
				}
				*list = append(*list, k)
				return true
			}
		}
		if err := notes().scan(tx, prefix(newKey().str("a").bytes()), add(&ofA)); err != nil {
			return err
		}
		counted, err = notes().countIndex(tx, "text", prefix(newKey().str("x").bytes()))
		if err != nil {
			return err
		}
		return notes().scanIndexRows(tx, "text", prefix(newKey().str("x").bytes()), add(&ofX))
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff([]pair[string, uint64]{{"a", 1}, {"a", 2}}, ofA, gocmp.AllowUnexported(pair[string, uint64]{})); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff([]pair[string, uint64]{{"a", 2}, {"ab", 1}, {"b", 1}}, ofX, gocmp.AllowUnexported(pair[string, uint64]{})); diff != "" {
		t.Error(diff)
	}
	if counted != 3 {
		t.Errorf("counted %d", counted)
	}
}

func TestKeysThatCanNotBeStoredAreRefusedByName(t *testing.T) {
	db := openTest(t)
	long := string(bytes.Repeat([]byte("x"), 40_000))
	for name, tc := range map[string]struct {
		fn   func(*tx) error
		want string
	}{
		"NUL in an index key": {
			func(tx *tx) error { return things().put(tx, 1, thing{Name: "a\x00b"}) },
			"things: index name: empty key, or a key can not contain a NUL byte",
		},
		"index key too long": {
			func(tx *tx) error { return things().put(tx, 1, thing{Name: long}) },
			"things: index name: key of 40009 bytes is longer than 32768",
		},
		"NUL in a key": {
			func(tx *tx) error { return notes().put(tx, pair[string, uint64]{a: "a\x00"}, "") },
			`notes: key: a key can not contain a NUL byte: "a\x00"`,
		},
		"key too long": {
			func(tx *tx) error { return notes().put(tx, pair[string, uint64]{a: long}, "") },
			"notes: key of 40009 bytes is longer than 32768",
		},
		"no such index": {
			func(tx *tx) error { return things().scanIndex(tx, "colour", all(), nil) },
			"the store is damaged: things.colour key : the bucket is missing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var writes int
			err := db.update(t.Context(), intake, func(tx *tx) error {
				err := tc.fn(tx)
				writes = tx.writes
				return err
			})
			if err == nil || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if writes != 0 {
				t.Error("something was written before the refusal")
			}
		})
	}
}

func TestRawBodiesComeBackAsTheyWere(t *testing.T) {
	db := openTest(t)
	for k, body := range [][]byte{{}, []byte("\x00\xff{"), bytes.Repeat([]byte("0123456789abcdef"), 64<<10)} {
		err := db.update(t.Context(), intake, func(tx *tx) error { return bodies().put(tx, uint64(k), body) })
		if err != nil {
			t.Fatal(err)
		}
		err = db.view(func(tx *tx) error {
			got, found, err := bodies().get(tx, uint64(k))
			if !found || !bytes.Equal(got, body) {
				t.Errorf("body %d of %d bytes came back with %d", k, len(body), len(got))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestNumbersOfASequenceAreGivenOnce(t *testing.T) {
	db := openTest(t)
	var got []uint64
	take := func(fail error) {
		var n uint64
		err := db.update(t.Context(), intake, func(tx *tx) (err error) {
			if n, err = tx.next("things"); err != nil {
				return err
			}
			return fail
		})
		if err == nil {
			got = append(got, n)
		}
	}
	take(nil)
	take(errors.New("refused"))
	take(nil)
	if diff := gocmp.Diff([]uint64{1, 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfAnOlderVersionAreUpgradedWhenRead(t *testing.T) {
	db := openTest(t)
	mustPut(t, db, 1, thing{Name: "old"})
	newer := newTable[uint64, thing]("things", kindThing, 3, u64Key[uint64]()).upgrades(func(version byte, payload []byte) ([]byte, error) {
		return bytes.Replace(payload, []byte("old"), fmt.Appendf(nil, "from %d", version), 1), nil
	})
	err := db.view(func(tx *tx) error {
		v, _, err := newer.get(tx, 1)
		if v.Name != "from 1" {
			t.Errorf("name is %q", v.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	noWay := newTable[uint64, thing]("things", kindThing, 2, u64Key[uint64]())
	err = db.view(func(tx *tx) error { _, _, err := noWay.get(tx, 1); return err })
	if !errors.Is(err, ErrCorrupt) {
		t.Errorf("a version without a way up: %v", err)
	}
}

func TestRowsOfANewerVersionAreRefusedNotMisread(t *testing.T) {
	db := openTest(t)
	newer := newTable[uint64, thing]("things", kindThing, 2, u64Key[uint64](), things().indices...)
	if err := db.update(t.Context(), intake, func(tx *tx) error { return newer.put(tx, 1, thing{}) }); err != nil {
		t.Fatal(err)
	}
	err := db.view(func(tx *tx) error { _, _, err := things().get(tx, 1); return err })
	if !errors.Is(err, ErrNewer) || errors.Is(err, ErrCorrupt) {
		t.Errorf("got %v", err)
	}
}
