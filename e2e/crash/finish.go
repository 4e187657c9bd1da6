package main

import (
	"context"
	"errors"
	"time"

	"wakeman/store"
)

// finish starts the box a last time, waits until everything owed is paged, and
// compares the book with the store.
func (r *rig) finish(ctx context.Context) (result, error) {
	p, err := r.start(ctx)
	if err != nil {
		return result{}, err
	}
	r.settle(ctx)
	if err := killAndReap(p); err != nil {
		return result{}, err
	}
	stored, err := r.stored(ctx)
	if err != nil {
		return result{}, err
	}
	res := r.book.compare(stored)
	res.kills = r.kills
	if _, err := r.command(ctx, "check", "--data", r.data); err != nil {
		res.damage = err.Error()
	}
	return res, nil
}

// settle waits until every accepted event was paged, or nothing has been paged
// for a while: a message that was under way is taken back at once, one whose
// carrier failed within a minute.
func (r *rig) settle(ctx context.Context) {
	quiet := time.Now()
	for before := -1; ctx.Err() == nil && time.Since(quiet) < 15*time.Second; time.Sleep(50 * time.Millisecond) {
		if len(r.book.unpaged()) == 0 {
			return
		}
		if now := r.book.pages(); now != before {
			before, quiet = now, time.Now()
		}
	}
}

// stored reads the dedup key of every incident from the stopped store.
func (r *rig) stored(ctx context.Context) (map[string]bool, error) {
	db, err := store.Open(ctx, store.Options{Dir: r.data})
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for q := (store.IncidentQuery{Limit: 1000}); ; {
		list, err := db.Incidents(q)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		for _, in := range list.Incidents {
			keys[in.Key] = true
		}
		if !list.More {
			return keys, db.Close()
		}
		q.Before = list.Next
	}
}
