package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestABackupTakenWhileWritingIsOneMoment(t *testing.T) {
	db := openTest(t)
	fillThings(t, db, 400)
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for c := range uint64(4) {
		wait.Go(func() {
			for n := uint64(0); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				// each command moves two rows together: a copy that is not of one moment has only one of them
				err := db.update(t.Context(), intake, func(tx *tx) error {
					k := 10_000 + (c*1000+n)*2
					return errors.Join(things().put(tx, k, thing{Name: "left"}), things().put(tx, k+1, thing{Name: "right"}))
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	report, err := db.Backup(t.Context(), path)
	close(stop)
	wait.Wait()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != report.Bytes || info.Mode() != 0o600 {
		t.Errorf("the copy is %v, the report says %+v, error %v", info, report, err)
	}
	checked, err := check(t.Context(), path, testCatalog())
	if err != nil || !checked.OK() || checked.Records != report.Records || checked.Tables["things"]%2 != 0 {
		t.Errorf("%+v, error %v", checked, err)
	}
}

func TestABackupDoesNotTouchAnExistingFile(t *testing.T) {
	db := openTest(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Backup(t.Context(), path); !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if got := string(readFile(t, path)); got != "mine" {
		t.Errorf("the file now has %q", got)
	}
}

func TestABackupThatFailsLeavesNothingBehind(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *DB) (context.Context, error){
		"the caller has gone": func(t *testing.T, _ *DB) (context.Context, error) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			return ctx, context.Canceled
		},
		"a row is damaged": func(t *testing.T, db *DB) (context.Context, error) {
			spoilRow(t, db, "things", 1)
			return t.Context(), ErrCorrupt
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := openTest(t)
			mustPut(t, db, 1, thing{})
			ctx, want := prepare(t, db)
			dir := t.TempDir()
			if _, err := db.Backup(ctx, filepath.Join(dir, "copy.db")); !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// spoilRow flips a bit in a row, behind the back of the table.
func spoilRow(t *testing.T, db *DB, bucket string, k uint64) {
	t.Helper()
	err := db.update(t.Context(), urgent, func(tx *tx) error {
		b := tx.bolt.Bucket([]byte(bucket))
		key := newKey().u64(k).bytes()
		row := append([]byte{}, b.Get(key)...)
		row[len(row)-1] ^= 4
		tx.writes++
		return b.Put(key, row)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// backupOf makes a store with one thing and a backup of it.
func backupOf(t *testing.T) (path, instance string) {
	t.Helper()
	db := openTest(t)
	mustPut(t, db, 1, thing{Name: "from the backup"})
	path = filepath.Join(t.TempDir(), "nightly.db")
	if _, err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path, db.Instance()
}

func TestARestoredStoreHoldsUntilItIsReleased(t *testing.T) {
	from, instance := backupOf(t)
	dir := filepath.Join(t.TempDir(), "new")
	report, err := restore(t.Context(), from, dir, false, testCatalog())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(report.Hold, "restored from nightly.db of 20") || report.Kept != "" {
		t.Errorf("%+v", report)
	}
	for range 2 { // restarting does not end it
		db := openIn(t, dir)
		if reason, held := db.Hold(); !held || reason != report.Hold {
			t.Errorf("held %v: %q", held, reason)
		}
		if got := nameOf(t, db, 1); got != "from the backup" || db.Instance() != instance {
			t.Errorf("the store is another one: %q", got)
		}
		mustClose(t, db)
	}
	db := openIn(t, dir)
	if err := db.changeMeta(t.Context(), func(m *meta) { m.Hold = "" }); err != nil {
		t.Fatal(err)
	}
	if reason, held := db.Hold(); held {
		t.Errorf("still held: %q", reason)
	}
	mustClose(t, db)
	if reason, held := openIn(t, dir).Hold(); held {
		t.Errorf("held again after a restart: %q", reason)
	}
}

func mustClose(t *testing.T, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRestoringOverAStoreNeedsForceAndKeepsTheOldOne(t *testing.T) {
	from, _ := backupOf(t)
	dir := t.TempDir()
	db := openIn(t, dir)
	mustPut(t, db, 1, thing{Name: "live"})
	mustClose(t, db)

	if _, err := restore(t.Context(), from, dir, false, testCatalog()); !errors.Is(err, ErrExists) {
		t.Errorf("without force: %v", err)
	}
	seen := map[string]bool{}
	for range 2 { // twice: the second must not take the name of the first
		report, err := restore(t.Context(), from, dir, true, testCatalog())
		if err != nil {
			t.Fatal(err)
		}
		if seen[report.Kept] {
			t.Errorf("%s was used twice", report.Kept)
		}
		seen[report.Kept] = true
	}
	db = openIn(t, dir)
	if got := nameOf(t, db, 1); got != "from the backup" {
		t.Errorf("the store has %q", got)
	}
	kept, err := filepath.Glob(filepath.Join(dir, FileName+".before-restore-*"))
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	other := t.TempDir()
	if _, err := restore(t.Context(), kept[0], other, false, testCatalog()); err != nil {
		t.Fatal(err)
	}
	if got := nameOf(t, openIn(t, other), 1); got != "live" {
		t.Errorf("the kept file has %q", got)
	}
}

func TestRestoreRefusesWhatItCanNotTrust(t *testing.T) {
	from, _ := backupOf(t)
	whole := readFile(t, from)
	for name, tc := range map[string]struct {
		content []byte
		want    error
	}{
		"cut short":  {whole[:len(whole)/2], ErrCorrupt},
		"empty":      {nil, ErrCorrupt},
		"other file": {[]byte(strings.Repeat("not a store\n", 2000)), ErrCorrupt},
		"one bit":    {flip(whole, rowAt(t, whole, "from the backup")), ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			bad := filepath.Join(t.TempDir(), "bad.db")
			if err := os.WriteFile(bad, tc.content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := restore(t.Context(), bad, dir, false, testCatalog()); !errors.Is(err, tc.want) {
				t.Errorf("got %v", err)
			}
			if there, _ := exists(filepath.Join(dir, FileName)); there {
				t.Error("a store was put in place")
			}
		})
	}
}

// rowAt is where the text is in the file, as a bit.
func rowAt(t *testing.T, file []byte, text string) int {
	t.Helper()
	at := strings.Index(string(file), text)
	if at < 0 {
		t.Fatalf("%q is not in the file", text)
	}
	return at * 8
}

// flip returns the file with one bit turned over.
func flip(file []byte, bit int) []byte {
	out := append([]byte{}, file...)
	out[bit/8] ^= 1 << (bit % 8)
	return out
}

func TestRestoreRefusesARunningStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, _ := backupOf(t)
		db := openTest(t)
		if _, err := restore(t.Context(), from, db.options.Dir, true, testCatalog()); !errors.Is(err, ErrLocked) {
			t.Errorf("got %v", err)
		}
	})
}
