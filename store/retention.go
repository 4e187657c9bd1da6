package store

import (
	"context"
	"time"

	"wakeman/engine"
)

// pruneChunk is how many rows one transaction removes: retention must not make events wait.
const pruneChunk = 500

// Pruned counts what retention removed.
type Pruned struct{ Raw, Sessions, Handoffs, Recoveries int }

// Prune removes raw bodies that arrived before rawBefore, sessions that ended before now, handoffs older than 400 days,
// and recoveries that nothing can overtake any more, in small transactions.
// The lines of the event log stay.
func (db *DB) Prune(ctx context.Context, now, rawBefore time.Time) (Pruned, error) {
	var total Pruned
	err := inChunks(&total.Raw, func() (int, error) { return db.pruneRaw(ctx, rawBefore) })
	if err == nil {
		err = inChunks(&total.Sessions, func() (int, error) { return pruneIndexed(ctx, db, db.rec.sessions, "expires", now) })
	}
	if err == nil {
		seen := now.Add(-engine.RecoveriesKept)
		err = inChunks(&total.Recoveries, func() (int, error) { return pruneIndexed(ctx, db, db.rec.recoveries, "seen", seen) })
	}
	if err == nil {
		err = inChunks(&total.Handoffs, func() (int, error) { return db.pruneHandoffs(ctx, now.Add(-handoffsKept)) })
	}
	return total, outward(err)
}

// inChunks removes until a chunk is no longer full.
func inChunks(total *int, remove func() (int, error)) error {
	for {
		n, err := remove()
		*total += n
		if err != nil || n < pruneChunk {
			return err
		}
	}
}

func (db *DB) pruneRaw(ctx context.Context, before time.Time) (n int, err error) {
	err = db.update(ctx, urgent, func(tx *tx) error {
		n = 0
		var old []uint64
		var failure error
		err := db.rec.raw.scanKeys(tx, all().first(pruneChunk), func(seq uint64) bool {
			p, found, err := db.rec.posts.get(tx, seq)
			failure = err
			if err != nil || found && !p.At.Before(before) {
				return false
			}
			old = append(old, seq)
			return true
		})
		if err != nil || failure != nil {
			return firstError(err, failure)
		}
		for _, seq := range old {
			if _, err := db.rec.raw.delete(tx, seq); err != nil {
				return err
			}
		}
		n = len(old)
		return nil
	})
	return n, err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// pruneIndexed removes rows whose time in an index lies before a time.
func pruneIndexed[K comparable, V any](ctx context.Context, db *DB, t *table[K, V], index string, before time.Time) (n int, err error) {
	err = db.update(ctx, urgent, func(tx *tx) error {
		var over []K
		at := between(nil, newKey().time(before).bytes()).first(pruneChunk)
		err := t.scanIndexRows(tx, index, at, func(key K, _ V) bool {
			over = append(over, key)
			return true
		})
		if err != nil {
			return err
		}
		for _, key := range over {
			if _, err := t.delete(tx, key); err != nil {
				return err
			}
		}
		n = len(over)
		return nil
	})
	return n, err
}
