package store

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// tx is the narrow door to the file: tables work on it, nothing else. It must not outlive the function it is given to.
type tx struct {
	bolt   *bbolt.Tx
	writes int // grows with every change, also with those of earlier commands in the same transaction
	// chain is the hash of the newest audit row once it is known: a group of commits reads it from disk only once.
	chain *string
	// numbers are the last numbers given in this transaction, by table, not yet written: see keepNumbers.
	numbers map[string]uint64
	// sealID is the id of the key for new secrets, once it is known.
	sealID *string
	// head is the newest audit row that was written in this transaction: see keepNumbers.
	head *auditEnd
	// met takes damage that was passed over or made up for; nil: nobody asks.
	met func(error)
	// lenient reads pass over damaged rows.
	lenient bool
}

// passes reports whether a read goes on behind what it could not read.
func (tx *tx) passes(err error) bool {
	if !tx.lenient || !errors.Is(err, ErrCorrupt) {
		return false
	}
	tx.meets(err)
	return true
}

func (tx *tx) meets(err error) {
	if tx.met != nil {
		tx.met(err)
	}
}

func (tx *tx) bucket(name string) (*bbolt.Bucket, error) {
	b := tx.bolt.Bucket([]byte(name))
	if b == nil {
		return nil, &CorruptError{Bucket: name, Err: errors.New("the bucket is missing")}
	}
	return b, nil
}

// next gives the next number of the sequence that belongs to the table: 1, 2, 3 … A number is never given twice; one that
// was taken by a command that then fails is given to the next one.
//
// It is a row like others and not bbolt's own sequence of the bucket, which has no checksum: a flipped bit there would
// give old numbers again, and so overwrite old rows.
func (tx *tx) next(tableName string) (uint64, error) {
	last, known := tx.numbers[tableName]
	if !known {
		var err error
		if last, _, err = sequenceTable().get(tx, tableName); err != nil {
			return 0, fmt.Errorf("%s: next number: %w", tableName, err)
		}
	}
	if tx.numbers == nil {
		tx.numbers = map[string]uint64{}
	}
	tx.numbers[tableName] = last + 1
	tx.writes++
	return last + 1, nil
}

// keepNumbers writes down which numbers were given. It must run before the commit.
func (tx *tx) keepNumbers() error {
	for name, n := range tx.numbers {
		if err := sequenceTable().put(tx, name, n); err != nil {
			return fmt.Errorf("%s: keep the last number: %w", name, err)
		}
	}
	tx.numbers = nil
	if tx.head == nil {
		return nil
	}
	if err := headTable().put(tx, auditEnds, *tx.head); err != nil {
		return fmt.Errorf("keep the end of the audit log: %w", err)
	}
	return nil
}

// table is the rows of one kind of record and their indices. A table holds no data: make it once, share it freely.
//
// The methods expect a transaction; those that change need one from update. Values given to put belong to the caller
// again when put returns; values returned are copies.
type table[K, V any] struct {
	layout
	env     envelope
	key     keyCodec[K]
	values  codec[V]
	indices []index[V]
	fill    float64
	upgrade func(version byte, payload []byte) ([]byte, error)
	secrets rewriter[V] // nil: it has none
	vault   *vault      // nil: they are stored as they are
	twin    func(K) K   // the key of a row's second copy; nil: it has none
}

// newTable declares a table of JSON records. kind is the record kind's number (one kind, one number, for ever) and
// version its current version; see upgrades for older ones.
func newTable[K, V any](name string, kind, version byte, key keyCodec[K], indices ...index[V]) *table[K, V] {
	for i := range indices {
		indices[i].bucket = indexBucket(name, indices[i].name)
	}
	t := &table[K, V]{
		layout:  layout{name: name, size: key.size},
		env:     envelope{format: formatJSON, kind: kind, version: version},
		key:     key,
		values:  jsonCodec[V](),
		indices: indices,
		fill:    bbolt.DefaultFillPercent,
		secrets: secretsOf[V](),
	}
	for _, ix := range indices {
		t.orders = append(t.orders, order{ix.name, ix.bucket, ix.unique})
	}
	t.read, t.whole = t.readKeys, t.wholeKey
	return t
}

// newBlobs declares a table of raw bytes, in the same envelope.
func newBlobs[K any](name string, kind, version byte, key keyCodec[K]) *table[K, []byte] {
	t := newTable[K, []byte](name, kind, version, key)
	t.env.format = formatRaw
	t.values = rawCodec()
	return t
}

// ascending tells that a new key is mostly the greatest: pages are filled to nine tenths before they are split, which
// halves the space, and what a commit writes.
func (t *table[K, V]) ascending() *table[K, V] {
	t.fill = 0.9
	return t
}

// twice keeps a second copy of each row, for rows that everybody depends on.
func (t *table[K, V]) twice(twin func(K) K) *table[K, V] {
	t.twin, t.copied = twin, true
	return t
}

const copySuffix = ".copy"

// secondCopy is the key of the second copy of a row whose key is a text.
func secondCopy(k string) string { return k + copySuffix }

// upgrades sets the function that turns the payload of an older record version into one of the current version. Rows
// are upgraded when read and stored in the new version when next put.
func (t *table[K, V]) upgrades(fn func(version byte, payload []byte) ([]byte, error)) *table[K, V] {
	t.upgrade = fn
	return t
}

// get returns the row under k; found is false when there is none. For one that is damaged its second copy stands in.
func (t *table[K, V]) get(tx *tx, k K) (v V, found bool, err error) {
	v, found, err = t.getOne(tx, k)
	if err == nil || t.twin == nil || !errors.Is(err, ErrCorrupt) {
		return v, found, err
	}
	if second, there, errSecond := t.getOne(tx, t.twin(k)); there && errSecond == nil {
		tx.meets(err)
		return second, true, nil
	}
	return v, found, err
}

func (t *table[K, V]) getOne(tx *tx, k K) (v V, found bool, err error) {
	key, err := t.keyBytes(k)
	if err != nil {
		return v, false, err
	}
	rows, err := tx.bucket(t.name)
	if err != nil {
		return v, false, err
	}
	row := rows.Get(key)
	if row == nil {
		return v, false, nil
	}
	v, err = t.decode(key, row)
	return v, err == nil, err
}

// has reports whether there is a row under k. It is not read, so it may be broken.
func (t *table[K, V]) has(tx *tx, k K) (bool, error) {
	key, err := t.keyBytes(k)
	if err != nil {
		return false, err
	}
	rows, err := tx.bucket(t.name)
	if err != nil {
		return false, err
	}
	return rows.Get(key) != nil, nil
}

// put stores v under k, over what was there, and brings the indices in line; nothing is written when nothing changes.
// Everything that can be refused is refused before the first change: a key that can not be encoded, a unique index that
// collides ([DuplicateError]).
func (t *table[K, V]) put(tx *tx, k K, v V) error {
	if err := t.putOne(tx, k, v); err != nil || t.twin == nil {
		return err
	}
	return t.putOne(tx, t.twin(k), v)
}

func (t *table[K, V]) putOne(tx *tx, k K, v V) error {
	key, err := t.keyBytes(k)
	if err != nil {
		return err
	}
	safe, err := t.sealed(tx, key, v)
	if err != nil {
		return err
	}
	row, err := t.encode(key, safe)
	if err != nil {
		return err
	}
	rows, err := tx.bucket(t.name)
	if err != nil {
		return err
	}
	before := rows.Get(key)
	if bytes.Equal(before, row) {
		return nil // as it was, and so are its index keys
	}
	old, err := t.oldKeys(key, before)
	if err != nil {
		return err
	}
	changes, err := t.indexChanges(tx, key, old, t.keysOf(&v))
	if err != nil {
		return err
	}
	tx.writes++
	if err := t.applyIndexChanges(tx, changes); err != nil {
		return err
	}
	rows.FillPercent = t.fill
	if err := rows.Put(key, row); err != nil {
		return fmt.Errorf("%s: put: %w", t.name, err)
	}
	return nil
}

// delete removes the row under k and its index keys; found is false when there was none.
func (t *table[K, V]) delete(tx *tx, k K) (found bool, err error) {
	key, err := t.keyBytes(k)
	if err != nil {
		return false, err
	}
	rows, err := tx.bucket(t.name)
	if err != nil {
		return false, err
	}
	before := rows.Get(key)
	if before == nil {
		return false, nil
	}
	old, err := t.oldKeys(key, before)
	if err != nil {
		return false, err
	}
	changes, err := t.indexChanges(tx, key, old, nil)
	if err != nil {
		return false, err
	}
	tx.writes++
	if err := t.applyIndexChanges(tx, changes); err != nil {
		return false, err
	}
	if err := rows.Delete(key); err != nil {
		return false, fmt.Errorf("%s: delete: %w", t.name, err)
	}
	return true, nil
}

// keysOf are the keys of a row in the indices, in their order; nil where there are none.
func (t *table[K, V]) keysOf(v *V) [][][]byte {
	if len(t.indices) == 0 {
		return nil
	}
	keys := make([][][]byte, len(t.indices))
	for i, ix := range t.indices {
		keys[i] = ix.keys(*v)
	}
	return keys
}

func (t *table[K, V]) readKeys(key, row []byte) ([][][]byte, error) {
	v, err := t.decode(key, row)
	if err != nil {
		return nil, err
	}
	return t.keysOf(&v), nil
}

func (t *table[K, V]) wholeKey(key []byte) error {
	_, err := t.key.whole(key)
	return err
}

func (t *table[K, V]) keyBytes(k K) ([]byte, error) {
	key, err := t.key.bytes(k)
	if err != nil {
		return nil, fmt.Errorf("%s: key: %w", t.name, err)
	}
	if len(key) > bbolt.MaxKeySize {
		return nil, fmt.Errorf("%s: key of %d bytes is longer than %d", t.name, len(key), bbolt.MaxKeySize)
	}
	return key, nil
}

// encode makes the row for v. bbolt keeps the slice until the commit, so it is not reused.
func (t *table[K, V]) encode(key []byte, v V) ([]byte, error) {
	row, err := t.values.encode(v)
	if err != nil {
		return nil, fmt.Errorf("%s: encode: %w", t.name, err)
	}
	return t.env.seal(key, row), nil
}

// decode checks and reads a row; damage comes back as a *CorruptError. Secrets that can not be opened stay sealed.
func (t *table[K, V]) decode(key, row []byte) (v V, err error) {
	if v, err = t.decodeSealed(key, row); err != nil {
		return v, err
	}
	return t.opened(key, v)
}

func (t *table[K, V]) decodeSealed(key, row []byte) (v V, err error) {
	version, payload, err := t.env.open(key, row)
	if err == nil && version < t.env.version {
		payload, err = t.upgraded(version, payload)
	}
	if err == nil {
		v, err = t.values.decode(payload)
	}
	switch {
	case err == nil:
		return v, nil
	case errors.Is(err, ErrNewer):
		return v, fmt.Errorf("%s: %w", t.name, err)
	}
	return v, &CorruptError{Bucket: t.name, Key: append([]byte{}, key...), Err: err}
}

func (t *table[K, V]) upgraded(version byte, payload []byte) ([]byte, error) {
	if t.upgrade == nil {
		return nil, fmt.Errorf("record version %d: no way to upgrade it to %d", version, t.env.version)
	}
	return t.upgrade(version, payload)
}
