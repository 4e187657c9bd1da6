package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// index declares an order of its own over the rows of a table.
type index[V any] struct {
	name   string
	bucket string // set by the table
	// keys gives the index keys of a row, made with [newKey]; nil keeps the row out of this index, so that an index of
	// the open ones stays small. It must depend on v alone.
	keys func(v V) [][]byte
	// unique refuses a second row with the same index key.
	unique bool
}

// DuplicateError is a put refused because another row has the same key in a unique index.
type DuplicateError struct {
	Table string
	Index string
}

// Error names the table and the index.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s: another record has the same %s", e.Table, e.Index)
}

// indexBucket is the bucket of an index.
func indexBucket(table, index string) string { return table + "." + index }

// entry is one key of one index bucket.
type entry struct {
	bucket string
	key    []byte // index key + primary key
	value  []byte
	gone   bool // to be removed
}

// entryOf joins an index key and a primary key. Primary keys whose length varies need it kept, as the entry's value,
// so that the two can be told apart again; for the others the value is empty.
func (t *table[K, V]) entryOf(ix index[V], indexKey, primary []byte) entry {
	e := entry{bucket: ix.bucket, key: slices.Concat(indexKey, primary)}
	if t.key.size == 0 {
		e.value = binary.BigEndian.AppendUint16(nil, uint16(len(primary)))
	}
	return e
}

// primaryOf takes the primary key out of an index entry.
func (t *table[K, V]) primaryOf(key, value []byte) (primary []byte, err error) {
	size := t.key.size
	if size == 0 {
		if len(value) != 2 {
			return nil, errors.New("index entry without the length of its primary key")
		}
		size = int(binary.BigEndian.Uint16(value))
	}
	if len(key) <= size {
		return nil, errShortKey
	}
	return key[len(key)-size:], nil
}

// indexChanges compares what the indices hold for old with what they must hold for v (nil: none) and returns only the
// differences. Nothing is written yet.
func (t *table[K, V]) indexChanges(tx *tx, primary []byte, old, v *V) ([]entry, error) {
	var changes []entry
	for _, ix := range t.indices {
		before, err := t.entries(ix, primary, old)
		if err != nil {
			return nil, err
		}
		after, err := t.entries(ix, primary, v)
		if err != nil {
			return nil, err
		}
		added := without(after, before)
		if err := t.checkUnique(tx, ix, primary, added); err != nil {
			return nil, err
		}
		for _, e := range without(before, after) {
			e.gone = true
			changes = append(changes, e)
		}
		changes = append(changes, added...)
	}
	return changes, nil
}

// entries are the entries of v in one index.
func (t *table[K, V]) entries(ix index[V], primary []byte, v *V) ([]entry, error) {
	if v == nil {
		return nil, nil
	}
	keys := ix.keys(*v)
	entries := make([]entry, 0, len(keys))
	for _, k := range keys {
		e := t.entryOf(ix, k, primary)
		switch {
		case len(k) == 0:
			return nil, fmt.Errorf("%s: index %s: empty key, or %w", t.name, ix.name, errNUL)
		case len(e.key) > bbolt.MaxKeySize:
			return nil, fmt.Errorf("%s: index %s: key of %d bytes is longer than %d", t.name, ix.name, len(e.key), bbolt.MaxKeySize)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// without returns the entries of a that are not in b, each once. Rows have few entries: two loops are quicker than a map.
func without(a, b []entry) []entry {
	var out []entry
	for _, e := range a {
		if !contains(b, e) && !contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

func contains(list []entry, e entry) bool {
	for _, x := range list {
		if bytes.Equal(x.key, e.key) {
			return true
		}
	}
	return false
}

// checkUnique looks for other rows under the keys that are to be added. Index keys are self-delimiting: an entry that
// begins with the whole key has this key.
func (t *table[K, V]) checkUnique(tx *tx, ix index[V], primary []byte, added []entry) error {
	if !ix.unique || len(added) == 0 {
		return nil
	}
	b, err := tx.bucket(ix.bucket)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for _, e := range added {
		key := e.key[:len(e.key)-len(primary)]
		found, _ := c.Seek(key)
		if found != nil && bytes.HasPrefix(found, key) && !bytes.Equal(found, e.key) {
			return &DuplicateError{Table: t.name, Index: ix.name}
		}
	}
	return nil
}

func (t *table[K, V]) applyIndexChanges(tx *tx, changes []entry) error {
	for _, e := range changes {
		b, err := tx.bucket(e.bucket)
		if err != nil {
			return err
		}
		if e.gone {
			err = b.Delete(e.key)
		} else {
			err = b.Put(e.key, e.value)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", e.bucket, err)
		}
	}
	return nil
}
