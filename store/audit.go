package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"wakeman/engine"
)

// appendAudit links a row to the chain and stores it, in the transaction of the change it tells of.
func (db *DB) appendAudit(tx *tx, row engine.AuditRow) error {
	if row.Actor.Kind == "" {
		return fmt.Errorf("%s of %s: %w", row.Action, row.Object, errNoActor)
	}
	seq, err := tx.next(db.rec.audit.name)
	if err != nil {
		return err
	}
	row.Seq = seq
	if row.Prev, err = db.auditHead(tx, seq-1); err != nil {
		return err
	}
	if row.Hash, err = auditHash(row); err != nil {
		return err
	}
	if err := db.rec.audit.put(tx, seq, row); err != nil {
		return err
	}
	tx.head = &auditEnd{seq, row.Hash}
	tx.chain = &row.Hash
	return nil
}

// auditHead is the hash of the newest row, which has the number last. A row that can not be read, or is not the one that
// was written, must not keep the next one out, with the alert it tells of: the chain goes on from the end that is kept
// beside it. That the row is damaged is written behind it, and every walk over the log finds it.
func (db *DB) auditHead(tx *tx, last uint64) (hash string, err error) {
	if tx.chain != nil || last == 0 {
		return deref(tx.chain), nil
	}
	row, found, err := db.rec.audit.get(tx, last)
	if err != nil && !errors.Is(err, ErrCorrupt) {
		return "", err
	}
	head, known, errHead := headTable().get(tx, auditEnds)
	if errHead != nil {
		return "", errHead // the row is lifted, and this runs again
	}
	if !known || head.Seq != last { // written by a program that kept none
		head.Hash = row.Hash
	}
	switch {
	case err != nil:
		tx.meets(err)
	case !found, row.Hash != head.Hash:
		tx.meets(&CorruptError{Bucket: db.rec.audit.name, Key: newKey().u64(last).bytes(), Err: errNotTheEnd})
	}
	return head.Hash, nil
}

// errNotTheEnd: the newest row of the audit log is another one than was written there.
var errNotTheEnd = errors.New("the row is not the one that was written")

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// auditHash is the SHA-256 of the row as JSON without its own hash. The row holds the hash of the one before it, so a
// changed, removed or inserted row breaks every later one.
func auditHash(row engine.AuditRow) (string, error) {
	row.Hash = ""
	text, err := json.Marshal(row)
	if err != nil {
		return "", fmt.Errorf("audit row %d: %w", row.Seq, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// auditChain follows the log from its first row.
type auditChain struct {
	prev  string
	last  uint64
	blind bool // the row before can not be read, and so not what its hash was
}

// next takes the next row and says what is wrong with it, if anything.
func (c *auditChain) next(seq uint64, row engine.AuditRow) (problems []string) {
	if row.Prev != c.prev && !c.blind || seq != c.last+1 {
		problems = append(problems, "the audit chain is broken: the row before this one was changed or removed")
	}
	if hash, err := auditHash(row); err != nil || hash != row.Hash {
		problems = append(problems, "the audit chain is broken: this row was changed")
	}
	c.prev, c.last, c.blind = row.Hash, seq, false
	return problems
}

// unread goes on over a row that can not be read. A key that is not the next one may be what is damaged about it: then a
// row is missing, and the next one says so.
func (c *auditChain) unread(key []byte) (number uint64, next bool) {
	number, err := u64Key[uint64]().whole(key)
	if err != nil || number != c.last+1 {
		return number, false
	}
	c.last, c.blind = number, true
	return number, true
}

// end says what is wrong with the end of the log, "" for nothing: given is the last number that was given to a row.
func (c *auditChain) end(given uint64) string {
	if given != c.last {
		return "the audit chain is broken: the newest rows were removed"
	}
	return ""
}

// auditCheck walks the chain from its first row to the last one that was given a number. Damaged rows are reported by
// the check of the table.
func auditCheck(rec *records) extraCheck {
	return func(tx *tx, report reporter) error {
		var chain auditChain
		err := rec.audit.scanEach(tx, all(), func(key []byte, row engine.AuditRow, damage error) bool {
			if damage != nil {
				chain.unread(key)
				return true
			}
			seq := binary.BigEndian.Uint64(key)
			for _, problem := range chain.next(seq, row) {
				report(rec.audit.name, newKey().u64(seq).bytes(), problem)
			}
			return true
		})
		if err != nil {
			return err
		}
		given, _, err := sequenceTable().get(tx, rec.audit.name)
		if problem := chain.end(given); err == nil && problem != "" {
			report(rec.audit.name, newKey().u64(chain.last+1).bytes(), problem)
		}
		return err
	}
}
