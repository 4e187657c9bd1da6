package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	if row.Prev, err = db.auditHead(tx); err != nil {
		return err
	}
	if row.Hash, err = auditHash(row); err != nil {
		return err
	}
	if err := db.rec.audit.put(tx, seq, row); err != nil {
		return err
	}
	tx.chain = &row.Hash
	return nil
}

func (db *DB) auditHead(tx *tx) (hash string, err error) {
	if tx.chain != nil {
		return *tx.chain, nil
	}
	err = db.rec.audit.scan(tx, all().backward().first(1), func(_ uint64, r engine.AuditRow) bool {
		hash = r.Hash
		return false
	})
	return hash, err
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
	prev string
	last uint64
}

// next takes the next row and says what is wrong with it, if anything.
func (c *auditChain) next(seq uint64, row engine.AuditRow) (problems []string) {
	if row.Prev != c.prev || seq != c.last+1 {
		problems = append(problems, "the audit chain is broken: the row before this one was changed or removed")
	}
	if hash, err := auditHash(row); err != nil || hash != row.Hash {
		problems = append(problems, "the audit chain is broken: this row was changed")
	}
	c.prev, c.last = row.Hash, seq
	return problems
}

// end says what is wrong with the end of the log, "" for nothing: given is the last number that was given to a row.
func (c *auditChain) end(given uint64) string {
	if given != c.last {
		return "the audit chain is broken: the newest rows were removed"
	}
	return ""
}

// auditCheck walks the chain from its first row to the last one that was given a number.
func auditCheck(rec *records) extraCheck {
	return func(tx *tx, report reporter) error {
		var chain auditChain
		err := rec.audit.scan(tx, all(), func(seq uint64, row engine.AuditRow) bool {
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
