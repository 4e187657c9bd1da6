package store

import (
	"context"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"
)

// Secrets is how the secrets of a store are kept.
type Secrets struct {
	File    string // where the key is; "" when none is wanted
	KeyID   string // names the key that they are sealed with, "" when none ever was
	Problem string // why nothing can be sealed now, "" when it can
	Warning string // what to mend about the key file
	Sealed  int    // secrets that are sealed and open
	Plain   int    // secrets that are stored as they are
	// Unreadable names each secret that is sealed and does not open.
	Unreadable []string
}

// Secrets looks at every secret.
func (db *DB) Secrets() (Secrets, error) {
	s, err := db.look()
	db.vault.mu.RLock()
	defer db.vault.mu.RUnlock()
	s.File, s.Problem, s.Warning = db.vault.file, db.vault.problem, db.vault.warning
	return s, err
}

// Unreadable names the secrets that can not be read. It costs nothing while all can.
func (db *DB) Unreadable() ([]string, error) {
	db.vault.mu.RLock()
	trouble := db.vault.trouble
	db.vault.mu.RUnlock()
	if !trouble {
		return nil, nil
	}
	s, err := db.look()
	return s.Unreadable, err
}

func (db *DB) look() (s Secrets, err error) {
	err = db.view(func(tx *tx) (err error) {
		s, err = secretsIn(tx, db.rec)
		return err
	})
	return s, err
}

// InspectSecrets looks at the secrets in a file that nobody has open, a backup for one, with the keys of keyFile ("" for
// none). It changes neither.
func InspectSecrets(ctx context.Context, path, keyFile string) (s Secrets, err error) {
	v := newVault(keyFile)
	if keyFile != "" {
		if _, err := v.load(); err != nil {
			v.problem = err.Error()
		}
	}
	f, err := openShared(ctx, path) // waits, and says who has it
	if err != nil {
		return s, err
	}
	defer f.Close() //nolint:errcheck // only read
	b, err := openBolt(path, &bbolt.Options{ReadOnly: true, Timeout: lockTimeout})
	if err != nil {
		return s, err
	}
	defer b.Close() //nolint:errcheck // only read
	rec := newRecords()
	rec.guard(v)
	err = guard(func() error {
		return b.View(func(bt *bbolt.Tx) (err error) {
			s, err = secretsIn(&tx{bolt: bt}, rec)
			return err
		})
	})
	s.File, s.Problem, s.Warning = keyFile, v.problem, v.warning
	return s, err
}

func secretsIn(tx *tx, rec *records) (s Secrets, err error) {
	m, err := readMeta(tx)
	if err != nil {
		return s, err
	}
	s.KeyID = m.SecretsKey
	for _, t := range rec.all() {
		if tx.bolt.Bucket([]byte(t.tableName())) == nil {
			continue // an older file
		}
		err := t.eachSecret(tx, func(k kept) {
			switch k.state {
			case isPlain:
				s.Plain++
			case isSealed:
				s.Sealed++
			default:
				s.Unreadable = append(s.Unreadable, rec.words(tx, k))
			}
		})
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// words name a secret to an admin: as a file of configuration would, with whose it is.
func (r *records) words(tx *tx, k kept) string {
	switch k.table {
	case r.settings.name:
		return "settings." + k.place
	case r.secrets.name:
		return "the key of " + k.key
	case r.factors.name:
		return "authenticator app of " + r.nameOf(tx, k.key)
	case r.users.name:
		return r.userWords(tx, k)
	}
	return fmt.Sprintf("%s %s %s", k.table, k.key, k.place)
}

func (r *records) nameOf(tx *tx, user string) string {
	if u, found, err := r.users.get(tx, user); err == nil && found {
		return u.Email
	}
	return user
}

// userWords names a contact method by its label.
func (r *records) userWords(tx *tx, k kept) string {
	place := k.place
	u, _, err := r.users.get(tx, k.key)
	if err != nil {
		return k.key + ": " + place
	}
	for _, m := range u.ContactMethods {
		place = strings.Replace(place, "contact_methods["+m.ID+"]", "contact method "+m.Label+",", 1)
	}
	return u.Email + ": " + strings.ReplaceAll(place, ",.", ", ")
}
