package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"
)

// migration brings the file from schema number-1 to number. It runs in one transaction together with the new number.
// It finds the buckets as the older program left them: one that writes to a new table makes it first (makeBuckets).
type migration struct {
	number int // 1, 2, 3 … without gaps
	name   string
	run    func(*tx) error
}

// schema is the number that this program writes.
func (c catalog) schema() int { return len(c.migrations) }

// upToDate refuses newer files, brings older ones up to date and makes the buckets of new tables.
func (db *DB) upToDate(ctx context.Context) error {
	var m meta
	err := db.view(func(tx *tx) (err error) {
		if m, err = readMeta(tx); err != nil {
			return err
		}
		return tx.mustHaveBuckets(m)
	})
	if err != nil {
		return err
	}
	if m.Schema > db.catalog.schema() {
		return newer(db.path, m.Schema, db.catalog.schema())
	}
	if err := db.migrate(ctx, &m); err != nil {
		return err
	}
	if err := db.completeBuckets(&m); err != nil {
		return err
	}
	db.meta.Store(&m)
	return nil
}

func (tx *tx) mustHaveBuckets(m meta) (damage error) {
	err := tx.checkBuckets(m, func(bucket string, _ []byte, problem string) {
		damage = &CorruptError{Bucket: bucket, Err: errors.New(problem)}
	})
	return cmp.Or(err, damage)
}

// completeBuckets writes only when something is missing: the store must open on a full disk.
func (db *DB) completeBuckets(m *meta) error {
	var complete bool
	err := db.view(func(tx *tx) error {
		complete = tx.hasBuckets(db.catalog.allTables())
		return nil
	})
	if err != nil || complete {
		return err
	}
	return db.direct(func(tx *tx) error {
		if err := tx.makeBuckets(db.catalog.allTables()); err != nil {
			return err
		}
		return tx.putMeta(m)
	})
}

func newer(path string, found, known int) error {
	return fmt.Errorf("%w: %s has format %d, this program knows up to %d. Install the newer version again, or restore a backup of the older one",
		ErrNewer, path, found, known)
}

func (db *DB) migrate(ctx context.Context, m *meta) error {
	pending := db.catalog.migrations[m.Schema:]
	if len(pending) == 0 {
		return nil
	}
	if err := db.snapshotBefore(ctx, pending[0].number); err != nil {
		return err
	}
	for _, step := range pending {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := db.migrateStep(step, m); err != nil {
			return fmt.Errorf("migration %d (%s): %w", step.number, step.name, err)
		}
		db.log.Info("store: migrated", "schema", step.number, "name", step.name)
	}
	return nil
}

func (db *DB) migrateStep(step migration, m *meta) error {
	changed := *m
	changed.Schema = step.number
	err := db.direct(func(tx *tx) error {
		if err := step.run(tx); err != nil {
			return err
		}
		return tx.putMeta(&changed)
	})
	if err == nil {
		*m = changed
	}
	return err
}

// direct writes before the committer runs.
func (db *DB) direct(fn func(*tx) error) error {
	return guard(func() error {
		return db.bolt.Update(func(bt *bbolt.Tx) error {
			tx := &tx{bolt: bt}
			return errors.Join(fn(tx), tx.keepNumbers())
		})
	})
}

const snapshotDir = "snapshots"

// snapshotBefore keeps the file as it was, for the way back.
func (db *DB) snapshotBefore(ctx context.Context, number int) error {
	dir := filepath.Join(db.options.Dir, snapshotDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	path := filepath.Join(dir, fmt.Sprintf("before-schema-%d.db", number))
	if err := db.copyTo(ctx, path, db.olderCatalog()); err != nil {
		return fmt.Errorf("snapshot before migration %d: %w", number, err)
	}
	db.pruneSnapshots(dir)
	return nil
}

// keptSnapshots is how many steps back there is a way: more would be full copies that nobody looks at, with everything in
// them that was deleted since.
const keptSnapshots = 3

// pruneSnapshots removes all but the newest. That it can not is no reason not to start.
func (db *DB) pruneSnapshots(dir string) {
	paths, _ := filepath.Glob(filepath.Join(dir, "before-schema-*.db"))
	slices.SortFunc(paths, func(a, b string) int { return snapshotNumber(b) - snapshotNumber(a) })
	for _, old := range paths[min(keptSnapshots, len(paths)):] {
		if snapshotNumber(old) < 0 {
			continue // not a name of ours
		}
		if err := os.Remove(old); err != nil {
			db.log.Warn("store: an old snapshot stays", "err", err)
		}
	}
}

// snapshotNumber is the migration that a snapshot was made before; -1 when the name does not say.
func snapshotNumber(path string) int {
	name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "before-schema-"), ".db")
	if n, err := strconv.Atoi(name); err == nil && n >= 0 {
		return n
	}
	return -1
}

// olderCatalog checks structure only: the tables that this program knows may have looked otherwise then.
func (db *DB) olderCatalog() catalog { return catalog{} }

// newestSnapshot is the path of the newest snapshot or backup beside the store, "" when there is none.
func newestSnapshot(dir string) string {
	var newest string
	var newestTime int64
	paths, _ := filepath.Glob(filepath.Join(dir, snapshotDir, "*.db"))
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.ModTime().UnixNano() > newestTime {
			newest, newestTime = p, info.ModTime().UnixNano()
		}
	}
	return newest
}
