package store

import (
	"context"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Sessions lists a person's sessions, those that have ended by time included until they are pruned; "" for everybody's.
func (db *DB) Sessions(user string) (list []people.Session, err error) {
	err = db.view(func(tx *tx) error {
		list = nil
		add := func(_ string, s people.Session) bool { list = append(list, s); return true }
		if user == "" {
			return db.rec.sessions.scan(tx, all(), add)
		}
		return db.rec.sessions.scanIndexRows(tx, "user", prefix(newKey().str(user).bytes()), add)
	})
	return list, err
}

// EndSessions ends all sessions of a person but the one with the hash keep ("" for none), and says how many that were.
// When there were none, nothing is written.
func (db *DB) EndSessions(ctx context.Context, user, keep string, audit engine.AuditRow) (ended int, err error) {
	err = db.update(ctx, urgent, func(tx *tx) error {
		var err error
		if ended, err = db.countSessions(tx, user, keep); err != nil || ended == 0 {
			return err
		}
		if err := db.endSessions(tx, user, keep); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	})
	return ended, outward(err)
}

func (db *DB) countSessions(tx *tx, user, keep string) (n int, err error) {
	err = db.rec.sessions.scanIndex(tx, "user", prefix(newKey().str(user).bytes()), func(h string) bool {
		if h != keep {
			n++
		}
		return true
	})
	return n, err
}

// ReplaceSession puts a session in the place of the one with the hash old, which must still be there: one that was
// ended meanwhile stays ended, and the answer is a Conflict.
func (db *DB) ReplaceSession(ctx context.Context, old string, s people.Session, audit engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		found, err := db.rec.sessions.delete(tx, old)
		if err != nil {
			return err
		}
		if !found {
			return engine.Fail(engine.Conflict, "this session has ended meanwhile")
		}
		if err := db.rec.sessions.put(tx, s.Hash, s); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	}))
}
