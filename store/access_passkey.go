package store

import (
	"context"
	"errors"
	"slices"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Passkeys lists a person's, oldest first, or with "" everybody's.
func (db *DB) Passkeys(user string) (list []people.Passkey, err error) {
	err = db.view(func(tx *tx) (err error) {
		list, err = db.passkeys(tx, user)
		return err
	})
	return list, err
}

func (db *DB) passkeys(tx *tx, user string) (list []people.Passkey, err error) {
	add := func(_ string, p people.Passkey) bool { list = append(list, p); return true }
	if user == "" {
		err = db.rec.passkeys.scan(tx, all(), add)
	} else {
		err = db.rec.passkeys.scanIndexRows(tx, "user", prefix(newKey().str(user).bytes()), add)
	}
	slices.SortStableFunc(list, func(a, b people.Passkey) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return list, err
}

// HasPasskeys tells whether anybody has one.
func (db *DB) HasPasskeys() (some bool, err error) {
	err = db.view(func(tx *tx) error {
		return db.rec.passkeys.scanKeys(tx, all().first(1), func(string) bool { some = true; return false })
	})
	return some, err
}

// PasskeyByCredential finds a passkey by its credential id (base64url without padding).
func (db *DB) PasskeyByCredential(credential string) (p people.Passkey, found bool, err error) {
	at := newKey().str(credential).bytes()
	if at == nil {
		return p, false, nil // a NUL: no credential has one, and nothing would be the prefix of everything
	}
	err = db.view(func(tx *tx) error {
		return db.rec.passkeys.scanIndexRows(tx, "credential", prefix(at).first(1), func(_ string, x people.Passkey) bool {
			p, found = x, true
			return false
		})
	})
	return p, found, err
}

// FactorsChange is one change of all that a person shows beside the password.
type FactorsChange struct {
	User string
	// Do gets what there is and gives what there shall be. It must be pure, and must not write into what it gets. Its
	// error changes nothing and is returned as it is.
	Do func(old people.Factors) (people.Factors, error)
	// EndSessions ends all sessions of the person but the one with the hash Keep.
	EndSessions bool
	Keep        string
	Audit       *engine.AuditRow // nil for none
}

// ChangeFactors reads, decides and writes in one transaction, so that a counter cannot be shown twice, and no passkey is
// ever without its recovery codes. A credential that another passkey has is a Conflict.
func (db *DB) ChangeFactors(ctx context.Context, c FactorsChange) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		old, err := db.factors(tx, c.User)
		if err != nil {
			return err
		}
		next, err := c.Do(old)
		if err != nil {
			return err
		}
		if err := db.putFactor(tx, c.User, next.Second); err != nil {
			return err
		}
		if err := db.putPasskeys(tx, c.User, next.Passkeys); err != nil {
			return err
		}
		if c.EndSessions {
			if err := db.endSessions(tx, c.User, c.Keep); err != nil {
				return err
			}
		}
		if c.Audit == nil {
			return nil
		}
		return db.appendAudit(tx, *c.Audit)
	}))
}

func (db *DB) factors(tx *tx, user string) (f people.Factors, err error) {
	if f.Second, _, err = db.rec.factors.get(tx, user); err != nil {
		return f, err
	}
	f.Passkeys, err = db.passkeys(tx, user)
	return f, err
}

// putPasskeys makes the person's passkeys these and no others.
func (db *DB) putPasskeys(tx *tx, user string, list []people.Passkey) error {
	old, err := db.passkeys(tx, user)
	if err != nil {
		return err
	}
	for _, p := range old {
		if slices.ContainsFunc(list, func(n people.Passkey) bool { return n.ID == p.ID }) {
			continue
		}
		if _, err := db.rec.passkeys.delete(tx, p.ID); err != nil {
			return err
		}
	}
	for _, p := range list {
		p.User = user
		if err := db.rec.passkeys.put(tx, p.ID, p); err != nil {
			return taken(err)
		}
	}
	return nil
}

// taken is the error of a put in words: two devices never make the same credential, so somebody sends one twice.
func taken(err error) error {
	if _, is := errors.AsType[*DuplicateError](err); is {
		return engine.Fail(engine.Conflict, "this passkey is known here already")
	}
	return err
}
