package store

import (
	"context"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Invitation reads the invitation of a person, which may have expired.
func (db *DB) Invitation(user string) (inv people.Invitation, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		inv, found, err = db.rec.invitations.get(tx, user)
		return err
	})
	return inv, found, err
}

// InvitationByHash finds an invitation by the hash of its secret.
func (db *DB) InvitationByHash(hash string) (inv people.Invitation, found bool, err error) {
	err = db.view(func(tx *tx) (err error) {
		inv, found, err = db.invitationByHash(tx, hash)
		return err
	})
	return inv, found, err
}

func (db *DB) invitationByHash(tx *tx, hash string) (inv people.Invitation, found bool, err error) {
	err = db.rec.invitations.scanIndexRows(tx, "hash", prefix(newKey().str(hash).bytes()).first(1), func(_ string, x people.Invitation) bool {
		inv, found = x, true
		return false
	})
	return inv, found, err
}

// PutInvitation stores an invitation in the place of the one that the person had,
// with the mail that brings it, if any. A mail that waits to bring the one before is
// not sent any more.
func (db *DB) PutInvitation(ctx context.Context, inv people.Invitation, audit engine.AuditRow, mails ...engine.Delivery) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		if err := db.stopMail(tx, inv.User, audit.At, "there is a newer link"); err != nil {
			return err
		}
		for _, d := range mails {
			if err := db.rec.deliveries.put(tx, d.ID, d); err != nil {
				return err
			}
		}
		if err := db.rec.invitations.put(tx, inv.User, inv); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	}))
}

// stopMail keeps a link that does not work any more from being sent.
func (db *DB) stopMail(tx *tx, user string, now time.Time, why string) error {
	inv, found, err := db.rec.invitations.get(tx, user)
	if err != nil || !found || inv.Mail == "" {
		return err
	}
	d, found, err := db.rec.deliveries.get(tx, inv.Mail)
	if err != nil || !found || d.State != engine.Waiting {
		return err
	}
	d.State, d.Reason, d.NextAt, d.FinishedAt = engine.Cancelled, why, time.Time{}, now
	return db.rec.deliveries.put(tx, d.ID, d)
}

// Delivery reads one message.
func (db *DB) Delivery(id string) (d engine.Delivery, found bool, err error) {
	err = db.view(func(tx *tx) error {
		d, found, err = db.rec.deliveries.get(tx, id)
		return err
	})
	return d, found, err
}

// DeleteInvitation takes the invitation of a person back; found is false when there is none.
func (db *DB) DeleteInvitation(ctx context.Context, user string, audit engine.AuditRow) (found bool, err error) {
	err = db.update(ctx, urgent, func(tx *tx) error {
		if err := db.stopMail(tx, user, audit.At, "the link was taken back"); err != nil {
			return err
		}
		if found, err = db.rec.invitations.delete(tx, user); err != nil || !found {
			return err
		}
		return db.appendAudit(tx, audit)
	})
	return found, outward(err)
}

// Redeem uses an invitation up: it sets the password of its person and ends all their sessions. An invitation that is
// not there any more, because it was used or replaced meanwhile, is a Conflict, and nothing changes.
func (db *DB) Redeem(ctx context.Context, hash string, c people.Credential, audit engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		inv, found, err := db.invitationByHash(tx, hash)
		if err != nil {
			return err
		}
		if !found || inv.User != c.User {
			return engine.Fail(engine.Conflict, "this link has been used already, or there is a newer one")
		}
		if err := db.stopMail(tx, inv.User, audit.At, "the link was used"); err != nil {
			return err
		}
		if _, err := db.rec.invitations.delete(tx, inv.User); err != nil {
			return err
		}
		if err := db.rec.credentials.put(tx, c.User, c); err != nil {
			return err
		}
		if err := db.endSessions(tx, c.User, ""); err != nil {
			return err
		}
		return db.appendAudit(tx, audit)
	}))
}

// endAccess ends what lets the people in who leave with a change of configuration: sessions, API keys, invitations,
// passkeys, accounts at an OpenID provider, and of who is removed also what else they signed in with. It is in the change's own transaction, whoever
// makes it: a page, the API or a file.
func (db *DB) endAccess(tx *tx, old, next *engine.Config) error {
	for id, was := range old.Users {
		is, stays := next.Users[id]
		if !stays {
			if err := db.forgetAccess(tx, id); err != nil {
				return err
			}
		}
		if stays && (was.Disabled || !is.Disabled) {
			continue
		}
		if err := db.endSessions(tx, id, ""); err != nil {
			return err
		}
		if _, err := db.rec.invitations.delete(tx, id); err != nil {
			return err
		}
		if err := db.endIdentities(tx, id); err != nil {
			return err
		}
		if err := db.endTokens(tx, id); err != nil {
			return err
		}
		if err := db.putPasskeys(tx, id, nil); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) endTokens(tx *tx, user string) error {
	var ids []string
	err := db.rec.tokens.scan(tx, all(), func(id string, t people.Token) bool {
		if t.User == user {
			ids = append(ids, id)
		}
		return true
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := db.rec.tokens.delete(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// LastCode reads the newest message with a code to confirm a person's contact method with.
func (db *DB) LastCode(user, method string) (d engine.Delivery, found bool, err error) {
	return db.last(engine.Reader.Codes, user, method)
}

// LastTest reads the newest test page to a person by a method.
func (db *DB) LastTest(user, method string) (d engine.Delivery, found bool, err error) {
	return db.last(engine.Reader.Tests, user, method)
}

func (db *DB) last(of func(r engine.Reader, user, method string, limit int) ([]engine.Delivery, error), user, method string) (d engine.Delivery, found bool, err error) {
	err = db.View(func(r engine.Reader) error {
		list, err := of(r, user, method, 1)
		if len(list) > 0 {
			d, found = list[0], true
		}
		return err
	})
	return d, found, err
}
