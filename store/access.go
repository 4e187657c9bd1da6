package store

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// HasCredentials tells whether anybody can sign in. While nobody can, the box is being set up.
func (db *DB) HasCredentials() (some bool, err error) {
	err = db.view(func(tx *tx) error {
		return db.rec.credentials.scanKeys(tx, all().first(1), func(string) bool { some = true; return false })
	})
	return some, err
}

// Credential reads what a person signs in with.
func (db *DB) Credential(user string) (c people.Credential, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		c, found, err = db.rec.credentials.get(tx, user)
		return err
	})
	return c, found, err
}

// SetCredential stores what a person signs in with and ends all their sessions but the one named by its hash ("" for
// none). first demands that nobody has a credential yet: the check and the write are one transaction, so that only one
// of two visitors of a new box becomes its owner; the other gets a Conflict.
func (db *DB) SetCredential(ctx context.Context, c people.Credential, keep string, first bool, audit engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		if first {
			taken := false
			if err := db.rec.credentials.scanKeys(tx, all().first(1), func(string) bool { taken = true; return false }); err != nil {
				return err
			}
			if taken {
				return engine.Fail(engine.Conflict, "this box has been set up already")
			}
		}
		if err := db.rec.credentials.put(tx, c.User, c); err != nil {
			return err
		}
		if err := db.endSessions(tx, c.User, keep); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	}))
}

// PutSession stores a session, new or seen again. audit is nil for the latter; then a session that was ended meanwhile
// stays ended.
func (db *DB) PutSession(ctx context.Context, s people.Session, audit *engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		if audit == nil {
			if _, found, err := db.rec.sessions.get(tx, s.Hash); err != nil || !found {
				return err
			}
		}
		if err := db.rec.sessions.put(tx, s.Hash, s); err != nil {
			return err
		}
		if audit == nil {
			return nil
		}
		return db.appendAudit(tx, *audit)
	}))
}

// Session reads a session by the hash of its secret.
func (db *DB) Session(hash string) (s people.Session, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		s, found, err = db.rec.sessions.get(tx, hash)
		return err
	})
	return s, found, err
}

// EndSession removes one session.
func (db *DB) EndSession(ctx context.Context, hash string, audit engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		if _, err := db.rec.sessions.delete(tx, hash); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	}))
}

func (db *DB) endSessions(tx *tx, user, keep string) error {
	var hashes []string
	err := db.rec.sessions.scanIndex(tx, "user", prefix(newKey().str(user).bytes()), func(h string) bool {
		if h != keep {
			hashes = append(hashes, h)
		}
		return true
	})
	if err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := db.rec.sessions.delete(tx, h); err != nil {
			return err
		}
	}
	return nil
}

// Tokens lists the API keys.
func (db *DB) Tokens() (list []people.Token, err error) {
	err = db.view(func(tx *tx) error {
		list = nil
		return db.rec.tokens.scan(tx, all(), func(_ string, t people.Token) bool {
			list = append(list, t)
			return true
		})
	})
	return list, err
}

// TokenByHash finds an API key by the hash of its secret.
func (db *DB) TokenByHash(hash string) (t people.Token, found bool, err error) {
	err = db.view(func(tx *tx) error {
		return db.rec.tokens.scanIndexRows(tx, "hash", prefix(newKey().str(hash).bytes()).first(1), func(_ string, x people.Token) bool {
			t, found = x, true
			return false
		})
	})
	return t, found, err
}

// PutToken stores an API key, new or used again. audit is nil for the latter; then a key that was revoked meanwhile
// stays revoked.
func (db *DB) PutToken(ctx context.Context, t people.Token, audit *engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		if audit == nil {
			if _, found, err := db.rec.tokens.get(tx, t.ID); err != nil || !found {
				return err
			}
		}
		if err := db.rec.tokens.put(tx, t.ID, t); err != nil {
			return err
		}
		if audit == nil {
			return nil
		}
		return db.appendAudit(tx, *audit)
	}))
}

// DeleteToken revokes an API key; found is false when there is none with this id.
func (db *DB) DeleteToken(ctx context.Context, id string, audit engine.AuditRow) (found bool, err error) {
	err = db.update(ctx, urgent, func(tx *tx) (err error) {
		if found, err = db.rec.tokens.delete(tx, id); err != nil || !found {
			return err
		}
		return db.appendAudit(tx, audit)
	})
	return found, outward(err)
}

// Secret gives the 32 random bytes kept under a name, made when first asked for. Bytes that are sealed and can not be
// read stay as they are; others stand in for them until the process ends.
func (db *DB) Secret(ctx context.Context, name string) (secret []byte, err error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails: it stops the program instead
	err = db.update(ctx, urgent, func(tx *tx) error {
		kept, found, err := db.rec.secrets.get(tx, name)
		if err != nil || found {
			secret = db.vault.standIn(name, kept, fresh)
			return err
		}
		secret = fresh
		return db.rec.secrets.put(tx, name, fresh)
	})
	return secret, outward(err)
}

// PutRefusals adds counted refusals to those on record, oldest forgotten beyond maxRefusals kinds.
func (db *DB) PutRefusals(ctx context.Context, rows []RefusalRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		for _, row := range rows {
			key := clip(row.Door) + "|" + clip(row.Remote) + "|" + clip(row.Reason) + "|" + clip(row.Hint)
			was, found, err := db.rec.refusals.get(tx, key)
			if err != nil {
				return err
			}
			if found {
				row.Count += was.Count
				row.FirstAt = was.FirstAt
			}
			if err := db.rec.refusals.put(tx, key, row); err != nil {
				return err
			}
		}
		return db.trimRefusals(tx)
	}))
}

const maxRefusals = 1000

// trimRefusals forgets those that were not seen for longest.
func (db *DB) trimRefusals(tx *tx) error {
	type seen struct {
		key string
		at  time.Time
	}
	var rows []seen
	err := db.rec.refusals.scan(tx, all(), func(k string, r RefusalRow) bool {
		rows = append(rows, seen{k, r.LastAt})
		return true
	})
	if err != nil || len(rows) <= maxRefusals {
		return err
	}
	slices.SortStableFunc(rows, func(a, b seen) int { return a.at.Compare(b.at) })
	for _, row := range rows[:len(rows)-maxRefusals] {
		if _, err := db.rec.refusals.delete(tx, row.key); err != nil {
			return err
		}
	}
	return nil
}

func clip(s string) string {
	clean := make([]rune, 0, 120)
	for _, c := range s {
		if c >= ' ' && c != '|' && len(clean) < 120 {
			clean = append(clean, c)
		}
	}
	return string(clean)
}

// Refusals lists what was turned away.
func (db *DB) Refusals() (rows []RefusalRow, err error) {
	err = db.view(func(tx *tx) error {
		rows = nil
		return db.rec.refusals.scan(tx, all(), func(_ string, r RefusalRow) bool {
			rows = append(rows, r)
			return true
		})
	})
	return rows, err
}
