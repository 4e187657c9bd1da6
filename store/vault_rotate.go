package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// RotateReport says what a rotation did.
type RotateReport struct {
	File    string
	Retired string // the file with the keys from before, "" when there was none to keep
	KeyID   string // the new key's
	Sealed  int    // secrets sealed with it
	// Unreadable are the secrets that must be typed again.
	Unreadable []string
}

// RotateSecrets makes a new key and seals every secret with it in one transaction. The old key moves to the file with
// the ending .old, because backups from before need it. It is refused, and nothing changes, when a secret does not open:
// with lost it goes on, and leaves those as they are until they are typed again. The keys of our own among them are made
// anew.
//
// A cut at any point loses nothing: the key file has both keys from before the transaction until after it, and the store
// names the one that is in force.
func (db *DB) RotateSecrets(ctx context.Context, lost bool) (r RotateReport, err error) {
	v := db.vault
	if v.file == "" {
		return r, errors.New("rotate: no key file is named: --secrets-key")
	}
	v.rotating.Lock()
	defer v.rotating.Unlock()
	own, err := db.mayRotate(lost)
	if err != nil {
		return r, fmt.Errorf("rotate: %w", err)
	}
	next := newSealKey()
	for i, step := range []func() error{
		func() error { return retireAll(v.file, own) },
		func() error { return writeKeyFile(v.file, append(slices.Clone(own), next), len(own) == 0) },
		func() error {
			v.set(func() { v.keys = append(v.keys, next) })
			return db.sealWith(ctx, next.id, db.renewOwn)
		},
		func() error { return writeKeyFile(v.file, []sealKey{next}, false) },
	} {
		if err := errors.Join(step(), db.rotated(i)); err != nil {
			return r, fmt.Errorf("rotate: %w", err)
		}
	}
	return db.reportRotation(own, next)
}

func retireAll(file string, own []sealKey) error {
	if len(own) == 0 {
		return nil
	}
	return retire(file, own)
}

// rotated is the seam after a step.
func (db *DB) rotated(step int) error {
	if db.testOnlyRotate == nil {
		return nil
	}
	return db.testOnlyRotate(step)
}

// mayRotate gives the keys of the file, or why it must not be touched.
func (db *DB) mayRotate(lost bool) ([]sealKey, error) {
	own, warning, err := readKeyFile(db.vault.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	db.vault.set(func() { db.vault.warning = warning })
	if lost {
		return own, nil
	}
	if id := db.meta.Load().SecretsKey; id != "" && !hasKey(own, id) {
		return nil, fmt.Errorf("%s does not have the key (%s) that the secrets are sealed with. Put it back and restart; if it is lost for good: --lost", db.vault.file, id)
	}
	found, err := db.look()
	if err == nil && len(found.Unreadable) > 0 {
		err = fmt.Errorf("%d secrets do not open: %s. Type them again first, or give --lost", len(found.Unreadable), strings.Join(found.Unreadable, "; "))
	}
	return own, err
}

// renewOwn replaces the keys of our own that can not be read by those that stand in for them: nobody can type them.
func (db *DB) renewOwn(tx *tx) error {
	for name, fresh := range db.vault.standIns() {
		if err := db.rec.secrets.put(tx, name, fresh); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) reportRotation(own []sealKey, next sealKey) (RotateReport, error) {
	v := db.vault
	v.set(func() { v.problem = "" })
	r := RotateReport{File: v.file, KeyID: next.id}
	if len(own) > 0 {
		r.Retired = v.file + retiredSuffix
	}
	found, err := db.look()
	r.Sealed, r.Unreadable = found.Sealed, found.Unreadable
	return r, errors.Join(err, db.lookForTrouble())
}
