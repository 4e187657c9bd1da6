package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// meta is what the file says about itself.
type meta struct {
	Schema    int       `json:"schema"`   // number of the last migration
	Instance  string    `json:"instance"` // random; a restored copy keeps it
	CreatedAt time.Time `json:"created_at"`
	CreatedBy string    `json:"created_by,omitempty"` // version of the program
	Hold      string    `json:"hold,omitempty"`       // why nobody may be paged yet; see Hold
}

// kindMeta is the record kind of meta; the domain's kinds begin at 1.
const kindMeta = 0

const metaKey = "store"

// metaTable holds one row. Its version must stay 1: an older program has to read the schema number of a newer file.
func metaTable() *table[string, meta] {
	return newTable[string, meta]("meta", kindMeta, 1, stringKey[string]())
}

func (db *DB) newMeta() meta {
	return meta{
		Schema:    db.catalog.schema(),
		Instance:  rand.Text(),
		CreatedAt: db.now().UTC().Round(0),
		CreatedBy: db.options.Version,
	}
}

func readMeta(tx *tx) (meta, error) {
	m, found, err := metaTable().get(tx, metaKey)
	if err == nil && !found {
		err = &CorruptError{Bucket: "meta", Key: []byte(metaKey), Err: fmt.Errorf("the row is missing")}
	}
	return m, err
}

// Instance is the random name that the store was given when it was made. It survives a restore.
func (db *DB) Instance() string { return db.meta.Load().Instance }

// Created tells when the store was made (UTC), and by which version of the program.
func (db *DB) Created() (at time.Time, by string) {
	m := db.meta.Load()
	return m.CreatedAt, m.CreatedBy
}

// Schema is the number of the file's format.
func (db *DB) Schema() int { return db.meta.Load().Schema }

// Hold tells whether nobody may be paged until a person has said so, and why: a restored copy may describe incidents
// that are long over, and its original may still be running.
func (db *DB) Hold() (reason string, held bool) {
	reason = db.meta.Load().Hold
	return reason, reason != ""
}

// Release ends the hold.
func (db *DB) Release(ctx context.Context) error {
	return db.changeMeta(ctx, func(m *meta) { m.Hold = "" })
}

func (db *DB) changeMeta(ctx context.Context, change func(*meta)) error {
	var changed meta
	err := db.update(ctx, urgent, func(tx *tx) error {
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		change(&m)
		changed = m
		return metaTable().put(tx, metaKey, m)
	})
	if err == nil {
		db.meta.Store(&changed)
	}
	return err
}
