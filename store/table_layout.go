package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// layout is a table whatever its types: where its rows and entries lie. What can be done without a value of a row stands
// here: what is generic is compiled anew for each of some fifty kinds of records.
type layout struct {
	name   string
	size   int // bytes of a primary key; 0: they vary
	orders []order
	copied bool // rows have second copies: see twice
	// read gives the keys in the indices of a row, one list for each of orders; a *CorruptError for one that is damaged.
	read func(key, row []byte) ([][][]byte, error)
	// whole refuses what is no primary key.
	whole func(key []byte) error
}

// order is an index whatever the type of the rows.
type order struct {
	name, bucket string
	unique       bool
}

// isCopy reports whether a key as it is stored is that of a second copy.
func (l *layout) isCopy(key []byte) bool {
	return l.copied && bytes.HasSuffix(key, []byte(copySuffix+"\x00"))
}

// oldKeys are the keys in the indices of a row that is about to be replaced, nil when there is none. Without indices
// nobody needs them.
func (l *layout) oldKeys(key, row []byte) ([][][]byte, error) {
	if row == nil || len(l.orders) == 0 {
		return nil, nil
	}
	return l.read(key, row)
}

// entryOf joins an index key and a primary key. Primary keys whose length varies need it kept, as the entry's value,
// so that the two can be told apart again; for the others the value is empty.
func (l *layout) entryOf(o order, indexKey, primary []byte) entry {
	e := entry{bucket: o.bucket, key: slices.Concat(indexKey, primary)}
	if l.size == 0 {
		e.value = binary.BigEndian.AppendUint16(nil, uint16(len(primary)))
	}
	return e
}

// primaryOf takes the primary key out of an index entry.
func (l *layout) primaryOf(key, value []byte) (primary []byte, err error) {
	size := l.size
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

// indexChanges compares what the indices hold for a row (nil: none) with what they must hold, and returns only the
// differences. Nothing is written yet.
func (l *layout) indexChanges(tx *tx, primary []byte, old, now [][][]byte) ([]entry, error) {
	var changes []entry
	for i, o := range l.orders {
		before, err := l.entries(i, old, primary)
		if err != nil {
			return nil, err
		}
		after, err := l.entries(i, now, primary)
		if err != nil {
			return nil, err
		}
		added := without(after, before)
		if err := l.checkUnique(tx, o, primary, added); err != nil {
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

// entries are the entries of a row in the i-th index, by its keys in all of them (nil: it is not there).
func (l *layout) entries(i int, keys [][][]byte, primary []byte) ([]entry, error) {
	if keys == nil {
		return nil, nil
	}
	o := l.orders[i]
	entries := make([]entry, 0, len(keys[i]))
	for _, k := range keys[i] {
		e := l.entryOf(o, k, primary)
		switch {
		case len(k) == 0:
			return nil, fmt.Errorf("%s: index %s: empty key, or %w", l.name, o.name, errNUL)
		case len(e.key) > bbolt.MaxKeySize:
			return nil, fmt.Errorf("%s: index %s: key of %d bytes is longer than %d", l.name, o.name, len(e.key), bbolt.MaxKeySize)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// checkUnique looks for other rows under the keys that are to be added. Index keys are self-delimiting: an entry that
// begins with the whole key has this key.
func (l *layout) checkUnique(tx *tx, o order, primary []byte, added []entry) error {
	if !o.unique || len(added) == 0 {
		return nil
	}
	b, err := tx.bucket(o.bucket)
	if err != nil {
		return err
	}
	c := b.Cursor()
	for _, e := range added {
		key := e.key[:len(e.key)-len(primary)]
		found, _ := c.Seek(key)
		if found != nil && bytes.HasPrefix(found, key) && !bytes.Equal(found, e.key) {
			return &DuplicateError{Table: l.name, Index: o.name}
		}
	}
	return nil
}

func (l *layout) applyIndexChanges(tx *tx, changes []entry) error {
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
