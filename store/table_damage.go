package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// lifted is a damaged row that was taken out of its table.
type lifted struct {
	row     []byte // nil: there is none, or it can be read
	entries []entry
}

// time is the time that the one entry in an index of times had.
func (l lifted) time(index string) (at time.Time, ok bool) {
	for _, e := range l.entries {
		if bytes.HasSuffix([]byte(e.bucket), []byte("."+index)) {
			at, _, err := timeKey().parse(e.key)
			return at, err == nil
		}
	}
	return at, false
}

// texts are the texts that the entries in an index of texts had.
func (l lifted) texts(index string) (list []string) {
	for _, e := range l.entries {
		if bytes.HasSuffix([]byte(e.bucket), []byte("."+index)) {
			if text, _, err := stringKey[string]().parse(e.key); err == nil {
				list = append(list, text)
			}
		}
	}
	return list
}

// lift takes a row that can not be read out of the table, with its entries in the indices. Those are looked for one by
// one: what they were only the row could have told.
func (l *layout) lift(tx *tx, key []byte) (out lifted, err error) {
	rows, err := tx.bucket(l.name)
	if err != nil {
		return out, err
	}
	row := rows.Get(key)
	if row == nil {
		return out, nil
	}
	if _, err := l.read(key, row); err == nil || !errors.Is(err, ErrCorrupt) {
		return out, err
	}
	key = bytes.Clone(key)
	out.row = bytes.Clone(row)
	for _, ix := range l.orders {
		err := tx.walk(ix.bucket, all(), func(k, v []byte) bool {
			if primary, err := l.primaryOf(k, v); err == nil && bytes.Equal(primary, key) {
				out.entries = append(out.entries, entry{bucket: ix.bucket, key: bytes.Clone(k), value: bytes.Clone(v), gone: true})
			}
			return true
		})
		if err != nil {
			return out, err
		}
	}
	tx.writes++
	if err := l.applyIndexChanges(tx, out.entries); err != nil {
		return out, err
	}
	return out, rows.Delete(key)
}

// stray reports whether an index entry leads to no row.
func (l *layout) stray(tx *tx, bucket string, key []byte) (bool, error) {
	b, err := tx.bucket(bucket)
	if err != nil {
		return false, err
	}
	value := b.Get(key)
	if value == nil {
		return false, nil
	}
	primary, err := l.primaryOf(key, value)
	if err != nil {
		return true, nil //nolint:nilerr // that is what is asked
	}
	rows, err := tx.bucket(l.name)
	return err == nil && rows.Get(primary) == nil, err
}

// remakeIndex makes one index anew from the rows that can be read.
func (l *layout) remakeIndex(tx *tx, bucket string) error {
	i := slices.IndexFunc(l.orders, func(o order) bool { return o.bucket == bucket })
	if i < 0 {
		return nil
	}
	if err := tx.empty(bucket); err != nil {
		return err
	}
	var failure error
	err := tx.walk(l.name, all(), func(key, row []byte) bool {
		keys, err := l.read(key, row)
		if err != nil {
			return true // whoever reads it meets it
		}
		var entries []entry
		if entries, failure = l.entries(i, keys, bytes.Clone(key)); failure == nil {
			failure = l.applyIndexChanges(tx, entries)
		}
		return failure == nil
	})
	return errors.Join(err, failure)
}

// clear removes the rows of a span, those too that can not be read.
func (t *table[K, V]) clear(tx *tx, s span) error {
	var keys [][]byte
	if err := tx.walk(t.name, s, func(key, _ []byte) bool { keys = append(keys, bytes.Clone(key)); return true }); err != nil {
		return err
	}
	for _, key := range keys {
		if l, err := t.lift(tx, key); err != nil || l.row != nil {
			if err != nil {
				return err
			}
			continue
		}
		k, err := t.key.whole(key)
		if err != nil {
			return err
		}
		if _, err := t.delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// second puts the second copy of a row in its place, if there is one that can be read.
func (t *table[K, V]) second(tx *tx, key []byte) (mended bool, err error) {
	if t.twin == nil {
		return false, nil
	}
	k, err := t.key.whole(key)
	if err != nil {
		return false, err
	}
	v, found, err := t.getOne(tx, t.twin(k))
	if err != nil || !found {
		return false, nil //nolint:nilerr // both are gone
	}
	return true, t.putOne(tx, k, v)
}

// greatest is the greatest number that ends a key of a row that can be read: in tables whose rows are numbered, the last
// number that was given to one that is still there.
func (l *layout) greatest(tx *tx) (n uint64, err error) {
	err = tx.walk(l.name, all(), func(key, row []byte) bool {
		if _, err := l.read(key, row); err == nil && len(key) >= 8 {
			n = max(n, binary.BigEndian.Uint64(key[len(key)-8:]))
		}
		return true
	})
	return n, err
}
