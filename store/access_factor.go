package store

import (
	"context"
	"reflect"

	"wakeman/engine"
	"wakeman/engine/people"
)

// SecondFactor reads what a person shows beside the password. found is false for none.
func (db *DB) SecondFactor(user string) (f people.SecondFactor, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		f, found, err = db.rec.factors.get(tx, user)
		return err
	})
	return f, found, err
}

// SecondFactors are the users (User.ID) who have a second factor.
func (db *DB) SecondFactors() (users []string, err error) {
	err = db.view(func(tx *tx) error {
		users = nil
		return db.rec.factors.scanKeys(tx, all(), func(user string) bool { users = append(users, user); return true })
	})
	return users, err
}

// FactorChange is one change of a person's second factor.
type FactorChange struct {
	User string
	// Do gets what there is, the zero value for none, and gives what there shall be, the zero value for none. It must be
	// pure, and must not write into what it gets. Its error changes nothing and is returned as it is.
	Do func(old people.SecondFactor) (people.SecondFactor, error)
	// EndSessions ends all sessions of the person but the one with the hash Keep.
	EndSessions bool
	Keep        string
	Audit       *engine.AuditRow // nil for none: the use of a code shows in the session that begins
}

// ChangeFactor reads, decides and writes in one transaction, so that of two browsers that show the same code only one
// gets in.
func (db *DB) ChangeFactor(ctx context.Context, c FactorChange) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		old, _, err := db.rec.factors.get(tx, c.User)
		if err != nil {
			return err
		}
		next, err := c.Do(old)
		if err != nil {
			return err
		}
		if err := db.putFactor(tx, c.User, next); err != nil {
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

func (db *DB) putFactor(tx *tx, user string, f people.SecondFactor) error {
	if reflect.DeepEqual(f, people.SecondFactor{}) {
		_, err := db.rec.factors.delete(tx, user)
		return err
	}
	f.User = user
	return db.rec.factors.put(tx, user, f)
}
