package engine

import (
	"context"
	"time"
)

// StripSlot is the width of one place of a strip, and StripSlots how many there
// are: the last 24 hours.
const (
	StripSlot  = 15 * time.Minute
	StripSlots = 96
)

// Strip is how a watch did over the last day: one row, a place for each quarter
// of an hour in which it was looked at, the newest last.
type Strip struct {
	Watch string  `json:"watch"` // Watch.ID
	Slots []Tally `json:"slots"`
}

// Tally counts the looks of a quarter of an hour.
type Tally struct {
	Quarter int64 `json:"q"`           // its number since 1970
	Good    int64 `json:"g,omitempty"` // looks that found all well,
	Wrong   int64 `json:"w,omitempty"` // something wrong,
	Unknown int64 `json:"u,omitempty"` // or could not tell, and found nothing wrong
}

// Start is when the quarter of an hour began, in UTC.
func (t Tally) Start() time.Time {
	return time.Unix(t.Quarter*int64(StripSlot/time.Second), 0).UTC()
}

// Look is what a look found, for a strip.
type Look int

// What a look found.
const (
	LookGood Look = iota
	LookWrong
	LookUnknown
)

// Add is the strip after one more look. Places older than a day leave it.
func (s Strip) Add(kind Look, now time.Time) Strip {
	quarter := now.Unix() / int64(StripSlot/time.Second)
	next := Strip{Watch: s.Watch, Slots: make([]Tally, 0, min(len(s.Slots)+1, StripSlots))}
	for _, t := range s.Slots {
		if t.Quarter > quarter-StripSlots && t.Quarter <= quarter { // a clock that was set back leaves nothing in the future
			next.Slots = append(next.Slots, t)
		}
	}
	if n := len(next.Slots); n == 0 || next.Slots[n-1].Quarter != quarter {
		next.Slots = append(next.Slots, Tally{Quarter: quarter})
	}
	switch last := &next.Slots[len(next.Slots)-1]; kind {
	case LookGood:
		last.Good++
	case LookWrong:
		last.Wrong++
	default:
		last.Unknown++
	}
	return next
}

// Drew stores how watches did. Those that are gone meanwhile are left out. What
// is not stored costs a picture and no alert, so events go before it.
func (e *Engine) Drew(ctx context.Context, strips []Strip) error {
	return e.store.Update(ctx, Intake, func(tx Tx) error {
		var out Changes
		for _, s := range strips {
			if _, there := tx.Config().Watches[s.Watch]; there {
				out.Strips = append(out.Strips, s)
			}
		}
		return tx.Apply(out)
	})
}
