package store

import (
	"context"

	"wakeman/engine"
)

// Feeds is how each calendar feed does that was ever fetched, by id.
func (db *DB) Feeds() (states map[string]engine.FeedState, err error) {
	err = db.view(func(tx *tx) error {
		states = map[string]engine.FeedState{}
		return db.rec.feeds.scan(tx, all(), func(id string, s engine.FeedState) bool {
			states[id] = s
			return true
		})
	})
	return states, outward(err)
}

// PutFeed notes how a feed does, and forgets those that no configuration has any more.
func (db *DB) PutFeed(ctx context.Context, s engine.FeedState) error {
	return outward(db.update(ctx, urgent, func(tx *tx) error {
		var gone []string
		c := db.Config()
		err := db.rec.feeds.scan(tx, all(), func(id string, _ engine.FeedState) bool {
			if _, there := c.Feed(id); !there {
				gone = append(gone, id)
			}
			return true
		})
		if err != nil {
			return err
		}
		for _, id := range gone {
			if _, err := db.rec.feeds.delete(tx, id); err != nil {
				return err
			}
		}
		return db.rec.feeds.put(tx, s.ID, s)
	}))
}
