package store

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// span is a range of encoded keys: from (inclusive) to (exclusive), nil meaning the end on that side.
type span struct {
	from, to []byte
	reverse  bool // last key first
	limit    int  // at most so many rows, 0 for all
}

// all is every key.
func all() span { return span{} }

// between is the keys from (inclusive) to (exclusive).
func between(from, to []byte) span { return span{from: from, to: to} }

// prefix is the keys that begin with p.
func prefix(p []byte) span { return span{from: p, to: afterPrefix(p)} }

// after is the least key that sorts behind k: as from, it goes on where an earlier scan ended.
func after(k []byte) []byte { return append(bytes.Clone(k), 0) }

// backward turns the order over.
func (s span) backward() span {
	s.reverse = true
	return s
}

// first limits the number of rows.
func (s span) first(n int) span {
	s.limit = n
	return s
}

// afterPrefix is the least key behind all that begin with p, nil when there is none.
func afterPrefix(p []byte) []byte {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0xff {
			end := bytes.Clone(p[:i+1])
			end[i]++
			return end
		}
	}
	return nil
}

// scan calls fn for the rows of the span, in the order of their keys, until fn returns false. fn may change the table:
// the scan goes on behind the last key, with what is there then. A lenient read passes over damaged rows.
func (t *table[K, V]) scan(tx *tx, s span, fn func(K, V) bool) error {
	var failure error
	limit, n := s.limit, 0
	s.limit = 0
	err := tx.walk(t.name, s, func(key, row []byte) bool {
		k, v, err := t.parse(key, row)
		if err != nil {
			failure = err
			if tx.passes(err) {
				failure = nil
			}
			return failure == nil
		}
		n++
		return fn(k, v) && n != limit
	})
	if err != nil {
		return err
	}
	return failure
}

// scanEach is scan that gives the damaged rows too, each with its key as it is stored and what is wrong with it.
func (t *table[K, V]) scanEach(tx *tx, s span, fn func(key []byte, v V, damage error) bool) error {
	var failure error
	err := tx.walk(t.name, s, func(key, row []byte) bool {
		_, v, err := t.parse(key, row)
		if err != nil && !errors.Is(err, ErrCorrupt) {
			failure = err
			return false
		}
		return fn(key, v, err)
	})
	return firstError(err, failure)
}

func (t *table[K, V]) parse(key, row []byte) (k K, v V, err error) {
	if k, err = t.parseKey(t.name, key, key); err != nil {
		return k, v, err
	}
	v, err = t.decode(key, row)
	return k, v, err
}

// scanKeys is scan without reading the rows.
func (t *table[K, V]) scanKeys(tx *tx, s span, fn func(K) bool) error {
	var failure error
	err := tx.walk(t.name, s, func(key, _ []byte) bool {
		k, err := t.parseKey(t.name, key, key)
		if err != nil {
			failure = err
			return false
		}
		return fn(k)
	})
	if err != nil {
		return err
	}
	return failure
}

// count counts the rows of the span. It walks them: for large tables keep a counter instead.
func (t *table[K, V]) count(tx *tx, s span) (n int, err error) {
	err = tx.walk(t.name, s, func(_, _ []byte) bool { n++; return true })
	return n, err
}

// countIndex counts the entries of the span in an index.
func (t *table[K, V]) countIndex(tx *tx, indexName string, s span) (n int, err error) {
	err = tx.walk(indexBucket(t.name, indexName), s, func(_, _ []byte) bool { n++; return true })
	return n, err
}

// scanIndex calls fn with the primary keys of the span in the order of the index, until fn returns false. The span is
// in index keys. Rows are not read.
func (t *table[K, V]) scanIndex(tx *tx, indexName string, s span, fn func(K) bool) error {
	return t.scanIndexKeys(tx, indexName, s, func(_ []byte, k K) bool { return fn(k) })
}

// scanIndexKeys is scanIndex that also gives the whole index entry (index key + primary key), which is what after turns
// into the place to go on from. The entry is valid during the call only.
func (t *table[K, V]) scanIndexKeys(tx *tx, indexName string, s span, fn func(entry []byte, k K) bool) error {
	bucket := indexBucket(t.name, indexName)
	var failure error
	err := tx.walk(bucket, s, func(key, value []byte) bool {
		primary, err := t.primaryOf(key, value)
		if err != nil {
			err = &CorruptError{Bucket: bucket, Key: bytes.Clone(key), Err: err}
		}
		var k K
		if err == nil {
			k, err = t.parseKey(bucket, key, primary)
		}
		if err != nil {
			failure = err
			if tx.passes(err) {
				failure = nil
			}
			return failure == nil
		}
		return fn(key, k)
	})
	if err != nil {
		return err
	}
	return failure
}

// scanIndexRows is scanIndex that reads the rows. An entry without a row is damage, and ends the scan with an error as a
// damaged row does, unless the read is lenient.
func (t *table[K, V]) scanIndexRows(tx *tx, indexName string, s span, fn func(K, V) bool) error {
	var failure error
	limit, n := s.limit, 0
	s.limit = 0
	err := t.scanIndexKeys(tx, indexName, s, func(entry []byte, k K) bool {
		v, found, err := t.get(tx, k)
		if err == nil && !found {
			err = &CorruptError{
				Bucket: indexBucket(t.name, indexName), Key: bytes.Clone(entry),
				Err: fmt.Errorf("%w %s", errNoRow, t.name),
			}
		}
		if err != nil {
			failure = err
			if tx.passes(err) {
				failure = nil
			}
			return failure == nil
		}
		n++
		return fn(k, v) && n != limit
	})
	if err != nil {
		return err
	}
	return failure
}

func (t *table[K, V]) parseKey(bucket string, stored, key []byte) (K, error) {
	k, err := t.key.whole(key)
	if err != nil {
		return k, &CorruptError{Bucket: bucket, Key: bytes.Clone(stored), Err: err}
	}
	return k, nil
}

// walk is the only loop over a cursor. A cursor loses its place when its bucket changes (bbolt: "Changing data while
// traversing with a cursor may cause it to be invalidated"), so after every change the place is sought again.
func (tx *tx) walk(bucket string, s span, fn func(key, value []byte) bool) error {
	b, err := tx.bucket(bucket)
	if err != nil {
		return err
	}
	c := b.Cursor()
	k, v := s.start(c)
	for n := 0; s.holds(k); {
		last, writes := k, tx.writes
		if tx.bolt.Writable() {
			last = bytes.Clone(k) // a change may move the page under it
		}
		if n++; !fn(last, v) || n == s.limit {
			return nil
		}
		if tx.writes != writes {
			k, v = s.resume(c, last)
		} else {
			k, v = s.step(c, last)
		}
	}
	return nil
}

func (s span) start(c *bbolt.Cursor) (k, v []byte) {
	switch {
	case s.reverse && s.to == nil:
		return lastOf(c)
	case s.reverse:
		return seekBefore(c, s.to)
	case s.from == nil:
		return c.First()
	}
	return c.Seek(s.from)
}

func (s span) step(c *bbolt.Cursor, last []byte) (k, v []byte) {
	if !s.reverse {
		return c.Next()
	}
	if k, v = c.Prev(); k == nil {
		return seekBefore(c, last)
	}
	return k, v
}

// resume finds the place behind last again.
func (s span) resume(c *bbolt.Cursor, last []byte) (k, v []byte) {
	if s.reverse {
		return seekBefore(c, last)
	}
	return c.Seek(after(last))
}

// lastOf is Cursor.Last, which never returns when deletions in this transaction have emptied all pages of a bucket that
// has several.
func lastOf(c *bbolt.Cursor) (k, v []byte) {
	if k, _ = c.First(); k == nil {
		return nil, nil
	}
	return c.Last()
}

// seekBefore finds the greatest key below limit. Cursor.Prev gives nil not only at the beginning but also on a page that
// deletions in this transaction have emptied; the next Prev goes on from there.
func seekBefore(c *bbolt.Cursor, limit []byte) (k, v []byte) {
	if k, _ = c.First(); k == nil || bytes.Compare(k, limit) >= 0 {
		return nil, nil
	}
	if k, _ = c.Seek(limit); k == nil {
		return c.Last()
	}
	for k = nil; k == nil; {
		k, v = c.Prev() // ends: there is a key below limit
	}
	return k, v
}

func (s span) holds(k []byte) bool {
	switch {
	case k == nil:
		return false
	case s.reverse:
		return s.from == nil || bytes.Compare(k, s.from) >= 0
	}
	return s.to == nil || bytes.Compare(k, s.to) < 0
}
