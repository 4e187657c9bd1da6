package store

import (
	"context"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Blocks lists what the throttle of sign-ins remembered, in the order of its keys.
func (db *DB) Blocks() (list []people.Block, err error) {
	err = db.view(func(tx *tx) error {
		list = nil
		return db.rec.blocks.scan(tx, all(), func(_ string, b people.Block) bool { list = append(list, b); return true })
	})
	return list, err
}

// ChangeBlocks stores some blocks and forgets others, by their keys. A key that is not there is fine. audit is nil when
// nobody decided it.
func (db *DB) ChangeBlocks(ctx context.Context, put []people.Block, forget []string, audit *engine.AuditRow) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		for _, key := range forget {
			if _, err := db.rec.blocks.delete(tx, key); err != nil {
				return err
			}
		}
		for _, b := range put {
			if err := db.rec.blocks.put(tx, b.Key, b); err != nil {
				return err
			}
		}
		if audit == nil {
			return nil
		}
		return db.appendAudit(tx, *audit)
	}))
}
