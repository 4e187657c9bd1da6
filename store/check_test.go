package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"go.etcd.io/bbolt"
)

// sampleFile is a sound store of several levels of pages, with free ones.
func sampleFile(t testing.TB, rows uint64) []byte {
	t.Helper()
	dir := t.TempDir()
	db, err := open(t.Context(), Options{Dir: dir, Ballast: -1, NoSync: true}, testCatalog())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func(*tx) error{
		func(tx *tx) error { return sampleRows(tx, rows) },
		func(tx *tx) error { _, err := bodies().delete(tx, 1); return err },
	} {
		if err := db.update(t.Context(), intake, step); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "copy.db") // without the room for growth that the store's own file has
	if _, err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func sampleRows(tx *tx, rows uint64) error {
	for k := range rows {
		v := thing{Name: fmt.Sprint("thing ", k), Open: k%3 == 0, Tags: []string{fmt.Sprint(k % 5)}, Email: fmt.Sprintf("%d@example.net", k)}
		if err := errors.Join(things().put(tx, k, v), notes().put(tx, pair[string, uint64]{"n", k}, fmt.Sprint(k))); err != nil {
			return err
		}
	}
	return errors.Join(bodies().put(tx, 1, make([]byte, 20_000)), bodies().put(tx, 2, bytes.Repeat([]byte("raw body "), 1000)))
}

func checkBytes(t testing.TB, path string, file []byte) Report {
	t.Helper()
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := check(t.Context(), path, testCatalog())
	if err != nil && !errors.Is(err, ErrNewer) {
		t.Fatal(err)
	}
	return report
}

func TestASoundFileHasNoFindings(t *testing.T) {
	report := checkBytes(t, filepath.Join(t.TempDir(), "s.db"), sampleFile(t, 300))
	if !report.OK() || report.Records != 602 || report.Tables["bodies"] != 1 || report.Instance == "" {
		t.Errorf("%+v", report)
	}
}

// Every bit of every live row, key and index entry counts: one that is flipped is found. The payload of a page that is
// in use is looked at; what is free or unused space in a page may change unseen.
func TestEveryFlippedBitOfALiveRowIsFound(t *testing.T) {
	file := sampleFile(t, 60)
	path := filepath.Join(t.TempDir(), "s.db")
	live := liveBytes(t, file)
	random := rand.New(rand.NewPCG(1, 2))
	const flips = 400
	for range flips {
		at := live[random.IntN(len(live))]
		bit := at*8 + random.IntN(8)
		if report := checkBytes(t, path, flip(file, bit)); report.OK() {
			t.Errorf("bit %d of byte %d (page %d) was flipped unseen", bit%8, at, at/4096)
		}
	}
}

// liveBytes are the places of all keys and values in the file that the newest picture of the store has.
func liveBytes(t *testing.T, file []byte) (at []int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "live.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	err = b.View(func(bt *bbolt.Tx) error {
		base := int(b.Info().Data)
		return bt.ForEach(func(_ []byte, bucket *bbolt.Bucket) error {
			return bucket.ForEach(func(k, v []byte) error {
				at = append(append(at, places(base, k, len(file))...), places(base, v, len(file))...)
				return nil
			})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestADamagedIndexIsFoundBothWays(t *testing.T) {
	for name, tc := range map[string]struct {
		damage func(name, tag *bbolt.Bucket) error
		want   string
	}{
		"an entry is missing": {
			func(name, _ *bbolt.Bucket) error { return name.Delete(newKey().str("b").u64(2).bytes()) },
			"things.name key 62000000000000000002: a row of things is not in the index",
		},
		"an entry of no row": {
			func(name, _ *bbolt.Bucket) error { return name.Put(newKey().str("b").u64(9).bytes(), nil) },
			"things.name key 62000000000000000009: index entry without a row in things",
		},
		"an entry of another row": {
			func(_, tag *bbolt.Bucket) error { return tag.Put(newKey().str("x").u64(2).bytes(), nil) },
			"things.tag key 78000000000000000002: the row of things has another key",
		},
		"an entry that is too short": {
			func(_, tag *bbolt.Bucket) error { return tag.Put([]byte{1, 2}, nil) },
			"things.tag key 0102: key is too short",
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t)
			mustPut(t, db, 1, thing{Name: "a"})
			mustPut(t, db, 2, thing{Name: "b", Tags: []string{"t"}})
			err := db.update(t.Context(), urgent, func(tx *tx) error {
				tx.writes++
				return tc.damage(tx.bolt.Bucket([]byte("things.name")), tx.bolt.Bucket([]byte("things.tag")))
			})
			if err != nil {
				t.Fatal(err)
			}
			mustClose(t, db)
			report, err := check(t.Context(), db.path, testCatalog())
			if err != nil || len(report.Findings) != 1 || report.Findings[0].String() != tc.want {
				t.Errorf("got %v, error %v\nwant %s", report.Findings, err, tc.want)
			}
			repaired := reindexed(t, db.options.Dir)
			if !repaired.OK() {
				t.Errorf("after reindex: %v", repaired.Findings)
			}
		})
	}
}

func reindexed(t *testing.T, dir string) Report {
	t.Helper()
	db := openIn(t, dir)
	if err := db.update(t.Context(), urgent, func(tx *tx) error { return things().reindex(tx) }); err != nil {
		t.Fatal(err)
	}
	return closeAndCheck(t, db)
}

func TestADamagedRowIsAnErrorForItsReaderOnly(t *testing.T) {
	db := openTest(t)
	mustPut(t, db, 1, thing{})
	mustPut(t, db, 2, thing{Name: "whole"})
	spoilRow(t, db, "things", 1)
	err := db.view(func(tx *tx) error { _, _, err := things().get(tx, 1); return err })
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) || corrupt.Bucket != "things" || !bytes.Equal(corrupt.Key, newKey().u64(1).bytes()) {
		t.Errorf("got %v", err)
	}
	if got := nameOf(t, db, 2); got != "whole" {
		t.Errorf("the other row has %q", got)
	}
}

func TestExtraChecksAreAskedAndMayPanic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	if err := os.WriteFile(path, sampleFile(t, 3), 0o600); err != nil {
		t.Fatal(err)
	}
	c := testCatalog()
	c.checks = []extraCheck{
		func(_ *tx, report reporter) error { report("audit", []byte{1}, "the chain is broken"); return nil },
		func(*tx, reporter) error { return errRefused },
		func(*tx, reporter) error { panic("broken") },
	}
	report, err := check(t.Context(), path, c)
	if err != nil {
		t.Fatal(err)
	}
	want := "[audit key 01: the chain is broken refused panic inside the store: broken]"
	if got := fmt.Sprint(report.Findings); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestALongListOfFindingsIsCutAndCounted(t *testing.T) {
	var r Report
	for range maxFindings + 5 {
		r.add("things", []byte{1}, "broken")
	}
	if len(r.Findings) != maxFindings || r.More != 5 || !strings.Contains(r.Err().Error(), "205 findings") {
		t.Errorf("%d and %d more: %v", len(r.Findings), r.More, r.Err())
	}
}

// bbolt follows such a pointer for ever, or until the memory is used up.
func TestPagesThatFormACircleAreReported(t *testing.T) {
	file := sampleFile(t, 300)
	branch := 0
	for at := 2 * 4096; at < len(file) && branch == 0; at += 4096 {
		if u16(file, at+8) == flagBranch {
			branch = at
		}
	}
	id := binary.NativeEndian.Uint64(file[branch:])
	binary.NativeEndian.PutUint64(file[branch+pageHeader+8:], id)
	var got []string
	checkPages(bytes.NewReader(file), int64(len(file)), func(problem string) { got = append(got, problem) })
	if want := fmt.Sprintf("page %d is used twice", id); !slices.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestABucketOfSomebodyElseIsReported(t *testing.T) {
	db := openTest(t)
	err := db.update(t.Context(), urgent, func(tx *tx) error { tx.writes++; _, err := tx.bolt.CreateBucket([]byte("foreign")); return err })
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, db)
	report, err := check(t.Context(), db.path, testCatalog())
	if err != nil || fmt.Sprint(report.Findings) != "[foreign: the bucket is not one of ours]" {
		t.Errorf("got %v, error %v", report.Findings, err)
	}
}

// FuzzCheck overwrites parts of a sound file. Whatever they say, checking ends, without a panic, and does not find the
// file sound when a live row is not what it was.
func FuzzCheck(f *testing.F) {
	file := sampleFile(f, 40)
	f.Add(uint32(0), []byte{0}, uint32(8192), []byte{0xff, 0xff, 0xff, 0xff})
	f.Add(uint32(16), []byte("wakeman"), uint32(4096), []byte{0})
	for page := uint32(0); page < uint32(len(file)/4096); page++ {
		f.Add(page*4096, []byte{byte(page + 1)}, page*4096+8, []byte{1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
		f.Add(page*4096+16, []byte{0xff, 0xff, 0xff, 0xff}, page*4096+24, []byte{2, 0, 0, 0, 0, 0, 0, 0})
	}
	path := filepath.Join(f.TempDir(), "s.db")
	f.Fuzz(func(t *testing.T, at1 uint32, with1 []byte, at2 uint32, with2 []byte) {
		damaged := bytes.Clone(file)
		copy(damaged[int(at1)%len(file):], with1)
		copy(damaged[int(at2)%len(file):], with2)
		if report := checkBytes(t, path, damaged); report.OK() && report.Records != 82 {
			t.Errorf("found sound, with %d records", report.Records)
		}
	})
}

// FuzzOpen opens such files: it ends, with a store or with an error.
func FuzzOpen(f *testing.F) {
	file := sampleFile(f, 40)
	f.Add(uint32(0), []byte{0})
	for page := uint32(0); page < uint32(len(file)/4096); page++ {
		f.Add(page*4096+8, []byte{1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
		f.Add(page*4096+16, []byte{0xff, 0xff, 0xff, 0xff, 0xff})
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, at uint32, with []byte) {
		damaged := bytes.Clone(file)
		copy(damaged[int(at)%len(file):], with)
		if err := os.WriteFile(filepath.Join(dir, FileName), damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := open(t.Context(), Options{Dir: dir, Ballast: -1, NoSync: true}, testCatalog())
		if err != nil {
			return
		}
		sound := true // bbolt's cursors do not survive pages that form a circle: those only check can read
		checkPages(bytes.NewReader(damaged), int64(len(damaged)), func(string) { sound = false })
		if sound {
			_ = db.view(func(tx *tx) error { return things().scan(tx, all(), func(uint64, thing) bool { return true }) })
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// places are the offsets of the bytes of b from base. bbolt copies small buckets out of the map: they are left out.
func places(base int, b []byte, size int) (at []int) {
	from := int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) - base
	if from < 0 || from >= size {
		return nil
	}
	for i := range b {
		at = append(at, from+i)
	}
	return at
}

// The page of bucket names has no checksum of its own.
func TestALostBucketIsDamageNotANewTable(t *testing.T) {
	file := sampleFile(t, 40)
	for name, pattern := range map[string]string{
		"name in the page of names": `([^"]things\.ta)g`,
		"name in meta":              `("things\.ta)g`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			damaged := regexp.MustCompile(pattern).ReplaceAll(file, []byte("${1}h"))
			if bytes.Equal(damaged, file) {
				t.Fatal("the name was not found")
			}
			if report := checkBytes(t, filepath.Join(dir, FileName), damaged); report.OK() {
				t.Error("the check found nothing")
			}
			if _, err := open(t.Context(), testOptions(t, dir), testCatalog()); !errors.Is(err, ErrCorrupt) {
				t.Errorf("opening gave %v", err)
			}
		})
	}
}
