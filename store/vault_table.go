package store

import (
	"bytes"
	"reflect"

	"wakeman/engine/secret"
)

// rewriter visits the secrets of a value: see [secret.Rewrite].
type rewriter[V any] func(v V, change func(place, value string) (string, error)) (V, error)

// secretsOf is how the secrets of a type are visited, nil when it can have none.
func secretsOf[V any]() rewriter[V] {
	if secret.Holds(reflect.TypeFor[V]()) {
		return secret.Rewrite[V]
	}
	return nil
}

// wholeSecret is for rows that are a secret as they are.
func wholeSecret(v []byte, change func(place, value string) (string, error)) ([]byte, error) {
	text, err := change("", string(v))
	return []byte(text), err
}

// guard gives the table the keys for its secrets.
func (t *table[K, V]) guard(v *vault) { t.vault = v }

func (t *table[K, V]) guarded() bool { return t.vault != nil && t.secrets != nil }

// sealed is v with its secrets sealed for the row under key. Those that could not be opened stay as they are, and so
// does everything while there is no key: what somebody sets then must not be lost.
func (t *table[K, V]) sealed(tx *tx, key []byte, v V) (V, error) {
	if !t.guarded() {
		return v, nil
	}
	k, ok, err := tx.sealKey(t.vault)
	if err != nil || !ok {
		return v, err
	}
	return t.secrets(v, func(place, value string) (string, error) {
		if secret.Unreadable(value) {
			return value, nil
		}
		return k.seal(value, sealPlace(t.name, key, place)), nil
	})
}

// opened is v with its secrets opened, as far as they can be.
func (t *table[K, V]) opened(key []byte, v V) (V, error) {
	if !t.guarded() {
		return v, nil
	}
	return t.secrets(v, func(place, value string) (string, error) {
		if !secret.Unreadable(value) {
			return value, nil
		}
		if plain, ok := t.vault.open(value, sealPlace(t.name, key, place)); ok {
			return plain, nil
		}
		return value, nil
	})
}

// sealKey is the key that new secrets are sealed with: the one that the file itself names, so that it changes with the
// transaction that changes it.
func (tx *tx) sealKey(v *vault) (k sealKey, ok bool, err error) {
	if tx.sealID == nil {
		m, err := readMeta(tx)
		if err != nil {
			return k, false, err
		}
		tx.sealID = &m.SecretsKey
	}
	k, ok = v.key(*tx.sealID)
	return k, ok, nil
}

// kept is one secret as it lies in the file.
type kept struct {
	table, key, place string
	state             sealState
}

type sealState int

const (
	isPlain sealState = iota
	isSealed
	isUnreadable
)

// eachSecret visits the secrets of a table as they are in the file.
func (t *table[K, V]) eachSecret(tx *tx, visit func(kept)) error {
	if !t.guarded() {
		return nil
	}
	var failure error
	err := tx.walk(t.name, all(), func(key, row []byte) bool {
		var v V
		if t.isCopy(key) {
			return true // the same ones
		}
		if v, failure = t.decodeSealed(key, row); failure != nil {
			return false
		}
		_, failure = t.secrets(v, func(place, value string) (string, error) {
			s := kept{table: t.name, key: string(bytes.TrimSuffix(key, []byte{0})), place: place}
			if secret.Unreadable(value) {
				s.state = isUnreadable
				if _, ok := t.vault.open(value, sealPlace(t.name, key, place)); ok {
					s.state = isSealed
				}
			}
			visit(s)
			return value, nil
		})
		return failure == nil
	})
	if err != nil {
		return err
	}
	return failure
}

// reseal writes every row that has secrets again, sealed with the key in force.
func (t *table[K, V]) reseal(tx *tx) error {
	if !t.guarded() {
		return nil
	}
	var keys []K
	if err := t.scanKeys(tx, all(), func(k K) bool { keys = append(keys, k); return true }); err != nil {
		return err
	}
	for _, k := range keys {
		if key, err := t.keyBytes(k); err != nil || t.isCopy(key) { // written with its row
			continue
		}
		v, _, err := t.get(tx, k)
		if err != nil {
			return err
		}
		has := false
		if _, err := t.secrets(v, func(_, value string) (string, error) { has = true; return value, nil }); err != nil {
			return err
		}
		if !has {
			continue
		}
		if err := t.put(tx, k, v); err != nil {
			return err
		}
	}
	return nil
}
