package mailgate

import (
	"sync"
	"time"

	"wakeman/engine"
)

const (
	// keptRefused is how many refused mails are kept in an hour: whoever is refused may
	// be anybody, and must not fill the disk. More are listed only.
	keptRefused = 60
	// maxRefused is how many bytes of each are kept.
	maxRefused = 64 << 10
)

// refusedMails counts the refused mails that are kept.
type refusedMails struct {
	mu   sync.Mutex
	hour time.Time
	kept int
}

// room tells whether one more may be kept.
func (r *refusedMails) room(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if apart := now.Sub(r.hour); apart >= time.Hour || apart < 0 {
		r.hour, r.kept = now, 0
	}
	r.kept++
	return r.kept <= keptRefused
}

// withheld is a post of a mail that is refused, as it is kept: its sender is told 550,
// and whoever finds that it should have been heard lets it in.
func withheld(p engine.Post) engine.Post {
	cut := len(p.Raw.Body) > maxRefused
	if cut {
		p.Raw.Body = p.Raw.Body[:maxRefused:maxRefused]
	}
	events := make([]engine.Event, len(p.Events))
	for i, e := range p.Events {
		if e.Quarantine != "" {
			e.Quarantine = oneLine("refused with 550, "+e.Quarantine, 500)
		}
		if cut { // the recordings are in what was cut
			e.Recordings = nil
		}
		events[i] = e
	}
	p.Events = events
	return p
}
