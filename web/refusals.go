package web

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

const (
	// maxKinds bounds the memory that strangers can fill.
	maxKinds = 1000
	// refusalFlush is how often counts go to the store: senders with a wrong key
	// must not cost a commit each.
	refusalFlush = 10 * time.Second
)

// RefusalStore keeps what was turned away. *store.DB is one.
type RefusalStore interface {
	PutRefusals(ctx context.Context, rows []store.RefusalRow) error
}

// Refusals counts what is turned away at any door and stores the counts now and
// then, so that a sender with a wrong key is found before the night it matters.
type Refusals struct {
	store RefusalStore
	log   *slog.Logger

	flushing chan struct{} // held by whoever flushes

	mu    sync.Mutex
	kinds map[engine.Refusal]store.RefusalRow
}

// NewRefusals makes a recorder; Run stores what it counts. log may be nil.
func NewRefusals(s RefusalStore, log *slog.Logger) *Refusals {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Refusals{store: s, log: log, flushing: make(chan struct{}, 1), kinds: map[engine.Refusal]store.RefusalRow{}}
}

// Refuse counts one refusal. It never blocks. When there are too many different
// ones, further kinds are counted together by door.
func (rs *Refusals) Refuse(r engine.Refusal) {
	now := time.Now().UTC().Round(0)
	rs.add(store.RefusalRow{Refusal: bounded(r), Count: 1, FirstAt: now, LastAt: now})
}

func bounded(r engine.Refusal) engine.Refusal {
	return engine.Refusal{Door: cut(r.Door, 60), Remote: cut(r.Remote, 60), Reason: cut(r.Reason, 200), Hint: cut(r.Hint, 120)}
}

func (rs *Refusals) add(row store.RefusalRow) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	was, known := rs.kinds[row.Refusal]
	if !known && len(rs.kinds) >= maxKinds {
		row.Refusal = engine.Refusal{Door: row.Door, Reason: "more of different kinds than are kept apart"}
		was, known = rs.kinds[row.Refusal]
	}
	if known {
		row.Count += was.Count
		row.FirstAt = was.FirstAt
		if was.LastAt.After(row.LastAt) {
			row.LastAt = was.LastAt
		}
	}
	rs.kinds[row.Refusal] = row
}

// take empties the counts.
func (rs *Refusals) take() []store.RefusalRow {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rows := make([]store.RefusalRow, 0, len(rs.kinds))
	for _, row := range rs.kinds {
		rows = append(rows, row)
	}
	clear(rs.kinds)
	return rows
}

// Flush stores what was counted since the last time. What could not be stored
// is counted again.
//
// Of two at once the second waits: it must not say that all is stored while the
// first has the rows in its hands, and may fail with them.
func (rs *Refusals) Flush(ctx context.Context) error {
	select {
	case rs.flushing <- struct{}{}:
		defer func() { <-rs.flushing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	rows := rs.take()
	if len(rows) == 0 {
		return nil
	}
	err := rs.store.PutRefusals(ctx, rows)
	if err != nil {
		for _, row := range rows {
			rs.add(row)
		}
	}
	return err
}

// Run flushes every ten seconds until ctx ends.
func (rs *Refusals) Run(ctx context.Context) {
	tick := time.NewTicker(refusalFlush)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := rs.Flush(ctx); err != nil && ctx.Err() == nil {
				rs.log.Debug("refusals are kept in memory: the store does not take them", "err", err)
			}
		}
	}
}

// cut bounds text from outside, in runes, and drops control characters.
func cut(s string, n int) string {
	out := make([]rune, 0, min(n, len(s)))
	for _, c := range s {
		if len(out) == n {
			break
		}
		if c >= ' ' && c != 0x7f {
			out = append(out, c)
		}
	}
	return string(out)
}
