package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// openVault reads the keys, makes the first one, and seals what is not sealed yet. Whatever is wrong with keys is no
// reason not to open: what needs no secret goes on without.
func (db *DB) openVault(ctx context.Context) error {
	v := db.vault
	if v.file == "" {
		return db.lookForTrouble()
	}
	own, err := v.load()
	use, err := db.chooseKey(own, err)
	v.set(func() { v.problem = "" })
	if err != nil {
		v.set(func() { v.problem = err.Error() })
		return errors.Join(err, db.lookForTrouble())
	}
	if v.warning != "" {
		db.log.Warn("store: " + v.warning)
	}
	if err := db.sealPlain(ctx, use); err != nil {
		return errors.Join(err, db.lookForTrouble())
	}
	return errors.Join(db.tidyKeys(own, use), db.lookForTrouble())
}

// chooseKey is the key to seal with: the one that the store names, or the newest of the file for a store that names
// none, or one that was retired. It never makes a key where there may be another: only for a store without any.
func (db *DB) chooseKey(own []sealKey, failure error) (use sealKey, err error) {
	v, id := db.vault, db.meta.Load().SecretsKey
	missing := errors.Is(failure, fs.ErrNotExist)
	switch {
	case id == "" && missing:
		return db.makeKey()
	case failure != nil && !missing:
		return use, fmt.Errorf("the key of the secrets: %w", failure)
	case hasKey(own, id):
		use, _ = v.key(id)
		return use, nil
	case id == "" && len(own) > 0:
		return own[len(own)-1], nil
	}
	if use, retired := v.key(id); retired {
		if len(own) > 0 { // an old backup: it moves on to the present key
			use = own[len(own)-1]
		}
		return use, nil
	}
	if missing {
		return use, fmt.Errorf("the key of the secrets is missing: %s", v.file)
	}
	return use, fmt.Errorf("the key in %s is not the one (%s) that the secrets were sealed with", v.file, id)
}

// makeKey makes the first key.
func (db *DB) makeKey() (sealKey, error) {
	k := newSealKey()
	if err := writeKeyFile(db.vault.file, []sealKey{k}, true); err != nil {
		return k, fmt.Errorf("no key for the secrets could be made, so they are stored as they are (name a place with --secrets-key): %w", err)
	}
	db.vault.set(func() { db.vault.keys = append(db.vault.keys, k) })
	db.log.Info("store: made the key that secrets are sealed with. Keep a copy of it apart from the backups", "file", db.vault.file)
	return k, nil
}

// sealPlain seals what is stored as it is, or with another key, if there is any.
func (db *DB) sealPlain(ctx context.Context, use sealKey) error {
	found, err := db.look()
	if err != nil {
		return err
	}
	was := db.meta.Load().SecretsKey
	if was == use.id && found.Plain == 0 {
		return nil
	}
	if err := db.sealWith(ctx, use.id, nil); err != nil {
		return fmt.Errorf("seal the secrets: %w", err)
	}
	if found.Plain > 0 {
		db.log.Info("store: secrets were sealed. Free pages of the file may still hold them as they were: stop Wakeman and run wakeman compact", "secrets", found.Plain)
	}
	return nil
}

// sealWith puts a key in force and seals everything with it, in one transaction. also, if not nil, runs in it first.
func (db *DB) sealWith(ctx context.Context, id string, also func(*tx) error) error {
	var changed meta
	err := db.update(ctx, urgent, func(tx *tx) error {
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		m.SecretsKey = id
		if err := tx.putMeta(&m); err != nil {
			return err
		}
		changed, tx.sealID = m, &id
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		for _, t := range db.rec.all() {
			if err := t.reseal(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		db.meta.Store(&changed)
	}
	return outward(err)
}

// tidyKeys ends a rotation that was cut short after its commit.
func (db *DB) tidyKeys(own []sealKey, use sealKey) error {
	if len(own) < 2 || own[len(own)-1].id != use.id {
		return nil
	}
	if err := retire(db.vault.file, own[:len(own)-1]); err != nil {
		return err
	}
	return writeKeyFile(db.vault.file, own[len(own)-1:], false)
}

// lookForTrouble notes whether something can not be read.
func (db *DB) lookForTrouble() error {
	found, err := db.look()
	db.vault.set(func() { db.vault.trouble = len(found.Unreadable) > 0 })
	if len(found.Unreadable) > 0 {
		db.log.Error("store: secrets can not be read: nobody is lost, but what needs them does not work", "secrets", slices.Clip(found.Unreadable))
	}
	return err
}
