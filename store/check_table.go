package store

import (
	"bytes"
	"fmt"
)

// verify reads every row, and then, when told to, walks every index: each row's entries must be there, and each entry
// must belong to a row that has it.
func (l *layout) verify(tx *tx, indices bool, report reporter) (rows int, err error) {
	err = tx.walk(l.name, all(), func(key, row []byte) bool {
		if !l.isCopy(key) {
			rows++
		}
		l.verifyRow(tx, key, row, indices, report)
		return true
	})
	if err != nil || !indices {
		return rows, err
	}
	for i := range l.orders {
		if err := l.verifyIndex(tx, i, report); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func (l *layout) verifyRow(tx *tx, key, row []byte, indices bool, report reporter) {
	if err := l.whole(key); err != nil {
		report(l.name, key, err.Error())
		return
	}
	keys, err := l.read(key, row)
	if err != nil {
		report(l.name, key, reason(err))
		return
	}
	if !indices {
		return
	}
	for i := range l.orders {
		entries, err := l.entries(i, keys, key)
		if err != nil {
			report(l.name, key, err.Error())
			continue
		}
		for _, e := range entries {
			l.verifyEntry(tx, e, report)
		}
	}
}

func (l *layout) verifyEntry(tx *tx, e entry, report reporter) {
	b, err := tx.bucket(e.bucket)
	if err != nil {
		return // reported once, by verifyIndex
	}
	if found := b.Get(e.key); found == nil || !bytes.Equal(found, e.value) {
		report(e.bucket, e.key, "a row of "+l.name+" is not in the index")
	}
}

func (l *layout) verifyIndex(tx *tx, i int, report reporter) error {
	bucket := l.orders[i].bucket
	return tx.walk(bucket, all(), func(key, value []byte) bool {
		if problem := l.strayEntry(tx, i, key, value); problem != "" {
			report(bucket, key, problem)
		}
		return true
	})
}

// strayEntry says what is wrong with an index entry, "" when nothing is.
func (l *layout) strayEntry(tx *tx, i int, key, value []byte) string {
	primary, err := l.primaryOf(key, value)
	if err != nil {
		return err.Error()
	}
	rows, err := tx.bucket(l.name)
	if err != nil {
		return err.Error()
	}
	row := rows.Get(primary)
	if row == nil {
		return fmt.Sprintf("%v %s", errNoRow, l.name)
	}
	keys, err := l.read(primary, row)
	if err != nil {
		return "" // reported with the row
	}
	entries, err := l.entries(i, keys, primary)
	if err != nil {
		return err.Error()
	}
	if !contains(entries, entry{key: key}) {
		return "the row of " + l.name + " has another key"
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
