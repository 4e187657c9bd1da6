package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"wakeman/engine"
	"wakeman/engine/people"
)

// RestoreReport says what a restore did.
type RestoreReport struct {
	Path    string // the store's file
	Kept    string // where the file that was there before is now, "" when there was none
	Records int
	Bytes   int64
	Hold    string // the reason that Hold gives from now on
	// Sessions and Invitations were ended: whoever was signed out, or whose link was taken back, since the backup was
	// made must not come in by it.
	Sessions, Invitations int
	Returned
}

// Returned is who may come in again after a restore, by what was taken from them since the backup was made.
type Returned struct {
	People []string // who can sign in, with their passwords of then
	Keys   []string // API keys and calendar addresses, those of then
}

// Restore puts the copy at from into the data directory dir as its store. The copy is checked first, and refused when
// anything is wrong with it. It works on a stopped Wakeman only ([ErrLocked]); a store that is there already is replaced
// only with force ([ErrExists] without), and kept beside the new one. The restored store is on hold: see [DB.Hold].
func Restore(ctx context.Context, from, dir string, force bool) (RestoreReport, error) {
	report, err := restore(ctx, from, dir, force, wakeman(nil))
	if err != nil {
		return report, fmt.Errorf("restore: %w", err)
	}
	return report, nil
}

func restore(ctx context.Context, from, dir string, force bool, c catalog) (r RestoreReport, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	lock, err := lockDir(ctx, dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	r.Path = filepath.Join(dir, FileName)
	there, err := exists(r.Path)
	if err != nil {
		return r, err
	}
	if there && !force {
		return r, fmt.Errorf("%w: %s", ErrExists, r.Path)
	}
	if err := r.prepare(ctx, from, c); err != nil {
		return r, err
	}
	if there {
		if err := r.keepOld(); err != nil {
			return r, err
		}
	}
	return r, moveInto(r.temporary(), r.Path)
}

func (r *RestoreReport) temporary() string { return r.Path + ".restore" }

// prepare makes a checked copy beside the store, already on hold.
func (r *RestoreReport) prepare(ctx context.Context, from string, c catalog) error {
	when, err := copyFile(ctx, from, r.temporary())
	if err != nil {
		return err
	}
	report, err := check(ctx, r.temporary(), c)
	if err == nil {
		err = report.Unfit()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	r.Records, r.Bytes = report.Records, report.Bytes
	r.Hold = fmt.Sprintf("restored from %s of %s", filepath.Base(from), when.UTC().Format("2006-01-02 15:04:05 MST"))
	return r.settle(c)
}

// copyFile copies to a new file, over a left-over, and returns the time of the source.
func copyFile(ctx context.Context, from, to string) (when time.Time, err error) {
	src, err := os.Open(from)
	if err != nil {
		return when, err
	}
	defer src.Close() //nolint:errcheck // only read
	info, err := src.Stat()
	if err != nil {
		return when, err
	}
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return when, err
	}
	_, err = io.Copy(stoppable{ctx, dst}, src)
	return info.ModTime(), errors.Join(err, dst.Sync(), dst.Close())
}

// settle makes a copy that nobody has open fit to be started: on hold, with nobody signed in, and with a row of the audit
// log that tells of it.
func (r *RestoreReport) settle(c catalog) error {
	b, err := openBolt(r.temporary(), &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	now := time.Now().UTC().Round(0)
	err = guard(func() error {
		return b.Update(func(bt *bbolt.Tx) error {
			tx := &tx{bolt: bt}
			m, err := readMeta(tx)
			if err != nil {
				return err
			}
			if m.Schema == c.schema() { // an older one gets what it lacks when it is opened
				if err := tx.makeBuckets(c.allTables()); err != nil {
					return err
				}
			}
			if err := r.endAccess(tx, now); err != nil {
				return err
			}
			m.Hold, m.HeldAt = r.Hold, now
			return errors.Join(tx.keepNumbers(), tx.putMeta(&m))
		})
	})
	return errors.Join(err, b.Close())
}

// RestoreAction is the action of the audit row that a restore writes.
const RestoreAction = "store.restore"

// endAccess ends what let people in without a password, and lists who can come in with one.
func (r *RestoreReport) endAccess(tx *tx, now time.Time) (err error) {
	db := &DB{rec: newRecords()}
	for _, name := range []string{db.rec.sessions.name, db.rec.invitations.name, db.rec.audit.name, headTable().name} {
		if tx.bolt.Bucket([]byte(name)) == nil {
			return nil // not a store of ours: a test of the ground
		}
	}
	if r.Sessions, err = db.rec.sessions.count(tx, all()); err != nil {
		return err
	}
	if r.Invitations, err = db.rec.invitations.count(tx, all()); err != nil {
		return err
	}
	if err := errors.Join(db.rec.sessions.clear(tx, all()), db.rec.invitations.clear(tx, all())); err != nil {
		return err
	}
	if r.Returned, err = db.returned(tx); err != nil {
		return err
	}
	return db.appendAudit(tx, engine.AuditRow{
		At: now, Actor: engine.System(), Action: RestoreAction, Object: "store",
		Detail: fmt.Sprintf("%s. Ended: %d sessions, %d invitations. Paging is on hold.", r.Hold, r.Sessions, r.Invitations),
	})
}

// Returned lists who can come in, for a box that was restored and does not page yet.
func (db *DB) Returned() (who Returned, err error) {
	err = db.view(func(tx *tx) error {
		who, err = db.returned(tx)
		return err
	})
	return who, err
}

func (db *DB) returned(tx *tx) (who Returned, err error) {
	err = db.rec.users.scan(tx, all(), func(_ string, u people.User) bool {
		if !u.Disabled {
			who.People = append(who.People, fmt.Sprintf("%s <%s>, %s", u.Name, u.Email, u.Role))
		}
		return true
	})
	if err != nil {
		return who, err
	}
	err = db.rec.tokens.scan(tx, all(), func(_ string, t people.Token) bool {
		who.Keys = append(who.Keys, fmt.Sprintf("%s (%s, %s)", t.Name, t.Hint, t.Scope))
		return true
	})
	slices.Sort(who.People)
	slices.Sort(who.Keys)
	return who, err
}

// keepOld gives the present file a second name, so that at no moment there is no store in the directory.
func (r *RestoreReport) keepOld() error {
	info, err := os.Stat(r.Path)
	if err != nil {
		return err
	}
	stem := r.Path + ".before-restore-" + info.ModTime().UTC().Format("20060102-150405")
	r.Kept = stem
	for n := 2; ; n++ {
		err := os.Link(r.Path, r.Kept)
		if !errors.Is(err, os.ErrExist) {
			return err
		}
		r.Kept = fmt.Sprintf("%s-%d", stem, n)
	}
}
