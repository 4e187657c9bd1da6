package watch

import "time"

// Result is what one look at one check saw.
type Result struct {
	// Unknown is why it can not tell: nothing is concluded from it. Empty: it can.
	Unknown string
	// Wrong is what is not as it should be, a sentence; empty: all is well.
	Wrong string
	// Mild is for what is wrong and not urgent: a certificate that ends in days.
	Mild bool
	// Answered: the host gave a sign of life, though it be a refusal.
	Answered bool
	Took     time.Duration
}

// Health is what is known of one check.
type Health struct {
	// Failures counts the looks in a row that saw something wrong.
	Failures int
	// Down is since when it counts as wrong; zero: it does not.
	Down    time.Time
	Words   string // the last Wrong
	Unknown string // the last look could not tell, and why
	Mild    bool
	Changed time.Time // when Down or Words last changed
}

// Event is what follows from a look.
type Event int

// The events. Worse is another thing wrong than what was told, or a mild one that
// is urgent now.
const (
	Nothing Event = iota
	WentDown
	Worse
	Recovered
)

// After is the health after a look. Something wrong counts once it was seen
// retries times more in a row; one look that is well ends it.
func (h Health) After(r Result, retries int, now time.Time) (Health, Event) {
	if h.Unknown = r.Unknown; r.Unknown != "" {
		return h, Nothing
	}
	if r.Wrong == "" {
		h.Failures = 0
		if h.Down.IsZero() {
			return h, Nothing
		}
		return Health{Changed: now}, Recovered
	}
	h.Failures++
	switch {
	case h.Down.IsZero() && h.Failures <= retries:
		return h, Nothing
	case h.Down.IsZero():
		h.Down, h.Words, h.Mild, h.Changed = now, r.Wrong, r.Mild, now
		return h, WentDown
	case h.Words != r.Wrong || h.Mild && !r.Mild:
		h.Words, h.Mild, h.Changed = r.Wrong, h.Mild && r.Mild, now
		return h, Worse
	}
	return h, Nothing
}
