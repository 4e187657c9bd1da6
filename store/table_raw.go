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
	// verify reads every row and compares every index both ways; see check.
	verify(tx *tx, report reporter) (rows int, err error)
	// reindex empties the indices and makes them again from the rows: for migrations that add or change one.
	reindex(tx *tx) error
}

func (t *table[K, V]) tableName() string { return t.name }

func (t *table[K, V]) buckets() []string {
	names := []string{t.name}
	for _, ix := range t.indices {
		names = append(names, indexBucket(t.name, ix.name))
	}
	return names
}

func (t *table[K, V]) reindex(tx *tx) error {
	for _, name := range t.buckets()[1:] {
		if err := tx.empty(name); err != nil {
			return err
		}
	}
	var failure error
	err := tx.walk(t.name, all(), func(key, row []byte) bool {
		failure = t.indexRow(tx, key, row)
		return failure == nil
	})
	if err != nil {
		return err
	}
	return failure
}

func (t *table[K, V]) indexRow(tx *tx, key, row []byte) error {
	v, err := t.decode(key, row)
	if err != nil {
		return err
	}
	changes, err := t.indexChanges(tx, bytes.Clone(key), nil, &v)
	if err != nil {
		return err
	}
	return t.applyIndexChanges(tx, changes)
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

// makeBuckets makes the buckets that are missing. New tables need no migration; a new index on a table with rows does
// (reindex).
func (tx *tx) makeBuckets(tables []tabler) error {
	for _, t := range tables {
		for _, name := range t.buckets() {
			if tx.bolt.Bucket([]byte(name)) != nil {
				continue
			}
			tx.writes++
			if _, err := tx.bolt.CreateBucket([]byte(name)); err != nil {
				return fmt.Errorf("make bucket %s: %w", name, err)
			}
		}
	}
	return nil
}
