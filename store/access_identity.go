package store

import (
	"context"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Identity finds the person that an account at an OpenID provider is linked to.
func (db *DB) Identity(issuer, subject string) (i people.Identity, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		i, found, err = db.rec.identities.get(tx, namePair{issuer, subject})
		return err
	})
	return i, found, err
}

// Identities lists the accounts at OpenID providers that are linked to a person.
func (db *DB) Identities(user string) (list []people.Identity, err error) {
	err = db.view(func(tx *tx) error {
		list, err = db.identitiesOf(tx, user)
		return err
	})
	return list, err
}

func (db *DB) identitiesOf(tx *tx, user string) (list []people.Identity, err error) {
	err = db.rec.identities.scanIndexRows(tx, "user", prefix(newKey().str(user).bytes()), func(_ namePair, i people.Identity) bool {
		list = append(list, i)
		return true
	})
	return list, err
}

// Linking is what a decision about a link may look at. All of it is as it will be when the link is stored.
type Linking struct {
	Config *engine.Config
	// Holder is the account's link that is there already; the zero value for none.
	Holder people.Identity
	// Others are the accounts linked to a person.
	Others func(user string) ([]people.Identity, error)
	// Factor tells whether a person has a second factor.
	Factor func(user string) (bool, error)
}

// LinkDecision is what comes of it. An error of the function that decides changes nothing and is returned as it is.
type LinkDecision struct {
	User  string // User.ID; it may be one that Next has and the configuration in force has not
	Email string
	Next  *engine.Config // the configuration with a new person; nil: it stays as it is
	Audit []engine.AuditRow
}

// Link links an account at an OpenID provider to a person, who may be made with it: the decision, the person, the link
// and the audit rows are one transaction, so that nobody who was disabled or promoted meanwhile slips through. A link
// that is there already, to whomever, stays: decide gets to know it as Holder and has to refuse.
func (db *DB) Link(ctx context.Context, issuer, subject string, decide func(Linking) (LinkDecision, error)) (d LinkDecision, err error) {
	select { // one at a time, as with Configure
	case db.configuring <- struct{}{}:
	case <-ctx.Done():
		return d, ctx.Err()
	}
	defer func() { <-db.configuring }()
	old, now := db.Config(), db.now().UTC().Round(0)
	err = db.update(ctx, urgent, func(tx *tx) (err error) {
		l := Linking{Config: old, Others: func(user string) ([]people.Identity, error) { return db.identitiesOf(tx, user) }}
		l.Factor = func(user string) (has bool, err error) { _, has, err = db.rec.factors.get(tx, user); return has, err }
		key := namePair{issuer, subject}
		taken := false
		if l.Holder, taken, err = db.rec.identities.get(tx, key); err != nil {
			return err
		}
		if d, err = decide(l); err != nil {
			return err
		}
		if taken {
			return engine.Fail(engine.Conflict, "this account is linked already")
		}
		if d.Next != nil {
			if err := db.writeConfig(tx, old, d.Next); err != nil {
				return err
			}
		}
		if err := db.rec.identities.put(tx, key, people.Identity{Issuer: issuer, Subject: subject, User: d.User, Email: d.Email, LinkedAt: now}); err != nil {
			return err
		}
		return db.appendAudits(tx, d.Audit, now)
	})
	if err == nil && d.Next != nil {
		db.config.Store(d.Next.Index())
	}
	return d, outward(err)
}

// Unlink removes a link of a person. found is false when they have no such link.
func (db *DB) Unlink(ctx context.Context, user, issuer, subject string, audit engine.AuditRow) (found bool, err error) {
	key := namePair{issuer, subject}
	err = db.update(ctx, urgent, func(tx *tx) error {
		i, there, err := db.rec.identities.get(tx, key)
		if found = there && i.User == user; err != nil || !found {
			return err
		}
		if _, err := db.rec.identities.delete(tx, key); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	})
	return found, outward(err)
}

// endIdentities removes the links of somebody who leaves, so that they come back only as somebody new would.
func (db *DB) endIdentities(tx *tx, user string) error {
	list, err := db.identitiesOf(tx, user)
	for _, i := range list {
		if _, err := db.rec.identities.delete(tx, namePair{i.Issuer, i.Subject}); err != nil {
			return err
		}
	}
	return err
}
