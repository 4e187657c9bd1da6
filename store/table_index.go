package store

import (
	"bytes"
	"fmt"
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
