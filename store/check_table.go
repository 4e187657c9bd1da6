package store

import (
	"bytes"
	"fmt"
)

// verify reads every row, and then, when told to, walks every index: each row's entries must be there, and each entry
// must belong to a row that has it.
func (t *table[K, V]) verify(tx *tx, indices bool, report reporter) (rows int, err error) {
	err = tx.walk(t.name, all(), func(key, row []byte) bool {
		if !t.isCopy(key) {
			rows++
		}
		t.verifyRow(tx, key, row, indices, report)
		return true
	})
	if err != nil || !indices {
		return rows, err
	}
	for _, ix := range t.indices {
		if err := t.verifyIndex(tx, ix, report); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func (t *table[K, V]) verifyRow(tx *tx, key, row []byte, indices bool, report reporter) {
	if _, err := t.key.whole(key); err != nil {
		report(t.name, key, err.Error())
		return
	}
	v, err := t.decode(key, row)
	if err != nil {
		report(t.name, key, reason(err))
		return
	}
	if !indices {
		return
	}
	for _, ix := range t.indices {
		entries, err := t.entries(ix, key, &v)
		if err != nil {
			report(t.name, key, err.Error())
			continue
		}
		for _, e := range entries {
			t.verifyEntry(tx, e, report)
		}
	}
}

func (t *table[K, V]) verifyEntry(tx *tx, e entry, report reporter) {
	b, err := tx.bucket(e.bucket)
	if err != nil {
		return // reported once, by verifyIndex
	}
	if found := b.Get(e.key); found == nil || !bytes.Equal(found, e.value) {
		report(e.bucket, e.key, "a row of "+t.name+" is not in the index")
	}
}

func (t *table[K, V]) verifyIndex(tx *tx, ix index[V], report reporter) error {
	bucket := ix.bucket
	return tx.walk(bucket, all(), func(key, value []byte) bool {
		if problem := t.strayEntry(tx, ix, key, value); problem != "" {
			report(bucket, key, problem)
		}
		return true
	})
}

// strayEntry says what is wrong with an index entry, "" when nothing is.
func (t *table[K, V]) strayEntry(tx *tx, ix index[V], key, value []byte) string {
	primary, err := t.primaryOf(key, value)
	if err != nil {
		return err.Error()
	}
	rows, err := tx.bucket(t.name)
	if err != nil {
		return err.Error()
	}
	row := rows.Get(primary)
	if row == nil {
		return fmt.Sprintf("%v %s", errNoRow, t.name)
	}
	v, err := t.decode(primary, row)
	if err != nil {
		return "" // reported with the row
	}
	entries, err := t.entries(ix, primary, &v)
	if err != nil {
		return err.Error()
	}
	if !contains(entries, entry{key: key}) {
		return "the row of " + t.name + " has another key"
	}
	return ""
}

// reason is the fault without the place, which the finding gives.
func reason(err error) string {
	if c, ok := err.(*CorruptError); ok {
		return c.Err.Error()
	}
	return err.Error()
}
