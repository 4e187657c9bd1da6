package store

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"wakeman/engine"
)

// meta is what the file says about itself.
type meta struct {
	Schema    int       `json:"schema"`   // number of the last migration
	Instance  string    `json:"instance"` // random; a restored copy keeps it
	CreatedAt time.Time `json:"created_at"`
	CreatedBy string    `json:"created_by,omitempty"` // version of the program
	Hold      string    `json:"hold,omitempty"`       // why nobody may be paged yet; see Hold
	// HeldAt is since when (UTC).
	HeldAt time.Time `json:"held_at,omitzero"`
	// SecretsKey is the id of the key that secrets are sealed with; empty until the first are.
	SecretsKey string `json:"secrets_key,omitempty"`
	// Buckets are the names of all buckets, in order. bbolt's page of bucket names has no checksum: without this list a
	// flipped bit there would look like a table that is new, and so empty.
	Buckets []string `json:"buckets"`
}

// The record kinds of the ground; the domain's begin at 1.
const (
	kindMeta     = 0
	kindHead     = 254
	kindSequence = 255
)

const metaKey = "store"

// metaTable holds one row. Its version must stay 1: an older program has to read the schema number of a newer file.
func metaTable() *table[string, meta] {
	return newTable[string, meta]("meta", kindMeta, 1, stringKey[string]()).twice(secondCopy)
}

// sequenceTable holds the last number given, by table.
func sequenceTable() *table[string, uint64] {
	return newTable[string, uint64]("sequences", kindSequence, 1, stringKey[string]())
}

// auditEnd is the newest row of the audit log. The chain goes on from it when that row itself can not be read.
type auditEnd struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// auditEnds is the key of the one row of the table of ends.
const auditEnds = "audit"

func headTable() *table[string, auditEnd] {
	return newTable[string, auditEnd]("heads", kindHead, 1, stringKey[string]())
}

// allTables are the tables of the ground and those of the catalog.
func (c catalog) allTables() []tabler {
	return append([]tabler{metaTable(), sequenceTable(), headTable()}, c.tables...)
}

// bucketNames are the buckets that are really there, in order.
func (tx *tx) bucketNames() (names []string, err error) {
	err = tx.bolt.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		names = append(names, string(name))
		return nil
	})
	return names, err
}

// putMeta stores m with the list of the buckets that are there now.
func (tx *tx) putMeta(m *meta) (err error) {
	if m.Buckets, err = tx.bucketNames(); err != nil {
		return err
	}
	return metaTable().put(tx, metaKey, *m)
}

// checkBuckets compares the list with what is there.
func (tx *tx) checkBuckets(m meta, report reporter) error {
	names, err := tx.bucketNames()
	if err != nil {
		return err
	}
	for _, name := range m.Buckets {
		if !slices.Contains(names, name) {
			report(name, nil, "the bucket is missing")
		}
	}
	for _, name := range names {
		if !slices.Contains(m.Buckets, name) {
			report(name, nil, "the bucket is not one of ours")
		}
	}
	return nil
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
		err = &CorruptError{Bucket: "meta", Key: []byte(metaKey), Err: errors.New("the row is missing")}
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

// HeldSince is since when; zero when it is not held, and in a store that an older program restored.
func (db *DB) HeldSince() time.Time { return db.meta.Load().HeldAt }

// Release ends the hold, by the hand of actor.
func (db *DB) Release(ctx context.Context, actor engine.Actor) error {
	reason, _ := db.Hold()
	row := engine.AuditRow{At: db.now().UTC().Round(0), Actor: actor, Action: "paging.start", Object: "store", Detail: "It was held: " + reason}
	return db.changeMeta(ctx, func(m *meta) { m.Hold, m.HeldAt = "", time.Time{} }, row)
}

func (db *DB) changeMeta(ctx context.Context, change func(*meta), audit ...engine.AuditRow) error {
	var changed meta
	err := db.update(ctx, urgent, func(tx *tx) error {
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		change(&m)
		changed = m
		if err := tx.putMeta(&changed); err != nil {
			return err
		}
		return db.appendAudits(tx, audit, db.now())
	})
	if err == nil {
		db.meta.Store(&changed)
	}
	return err
}
