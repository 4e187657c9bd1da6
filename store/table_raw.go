package store

import (
	"bytes"
	"fmt"
)

// tabler is a table whatever its types: what opening, migrating and checking need.
type tabler interface {
	// tableName is the name of the bucket of rows.
	tableName() string
	// buckets are all buckets of the table, rows first.
	buckets() []string
	// verify reads every row and, when told to, compares every index both ways.
	verify(tx *tx, indices bool, report reporter) (rows int, err error)
	// reindex empties the indices and makes them again from the rows: for migrations that add or change one.
	reindex(tx *tx) error
	// guard gives it the keys for its secrets; eachSecret visits them as they lie in the file, reseal seals them anew.
	guard(*vault)
	eachSecret(tx *tx, visit func(kept)) error
	reseal(tx *tx) error

	// lift, stray, remakeIndex, second and greatest take damage out of the way: see setAside.
	lift(tx *tx, key []byte) (lifted, error)
	stray(tx *tx, bucket string, key []byte) (bool, error)
	remakeIndex(tx *tx, bucket string) error
	second(tx *tx, key []byte) (mended bool, err error)
	greatest(tx *tx) (uint64, error)
}

func (l *layout) tableName() string { return l.name }

func (l *layout) buckets() []string {
	names := []string{l.name}
	for _, ix := range l.orders {
		names = append(names, ix.bucket)
	}
	return names
}

func (l *layout) reindex(tx *tx) error {
	for _, name := range l.buckets()[1:] {
		if err := tx.empty(name); err != nil {
			return err
		}
	}
	var failure error
	err := tx.walk(l.name, all(), func(key, row []byte) bool {
		failure = l.indexRow(tx, key, row)
		return failure == nil
	})
	if err != nil {
		return err
	}
	return failure
}

func (l *layout) indexRow(tx *tx, key, row []byte) error {
	keys, err := l.read(key, row)
	if err != nil {
		return err
	}
	changes, err := l.indexChanges(tx, bytes.Clone(key), nil, keys)
	if err != nil {
		return err
	}
	return l.applyIndexChanges(tx, changes)
}

// empty makes the bucket anew, without its keys.
func (tx *tx) empty(bucket string) error {
	tx.writes++
	if tx.bolt.Bucket([]byte(bucket)) != nil {
		if err := tx.bolt.DeleteBucket([]byte(bucket)); err != nil {
			return fmt.Errorf("empty %s: %w", bucket, err)
		}
	}
	if _, err := tx.bolt.CreateBucket([]byte(bucket)); err != nil {
		return fmt.Errorf("empty %s: %w", bucket, err)
	}
	return nil
}

// makeBuckets makes the buckets that are missing: a new table, or a new index, which is filled from the rows. So neither
// needs a migration. An index that changes its meaning does: give it a new name, or call reindex.
func (tx *tx) makeBuckets(tables []tabler) error {
	for _, t := range tables {
		missing := tx.missing(t)
		if len(missing) == 0 {
			continue
		}
		for _, name := range missing {
			if err := tx.empty(name); err != nil {
				return err
			}
		}
		if err := t.reindex(tx); err != nil {
			return fmt.Errorf("make the index: %w", err)
		}
	}
	return nil
}

// missing are the buckets of t that are not there.
func (tx *tx) missing(t tabler) (names []string) {
	for _, name := range t.buckets() {
		if tx.bolt.Bucket([]byte(name)) == nil {
			names = append(names, name)
		}
	}
	return names
}

func (tx *tx) hasBuckets(tables []tabler) bool {
	for _, t := range tables {
		if len(tx.missing(t)) != 0 {
			return false
		}
	}
	return true
}
