package watch

import (
	"context"
	"time"

	"wakeman/engine"
)

// drawEvery is how often the strips are stored: what is lost in a crash is a few
// minutes of a picture. drawChunk is how many go into one transaction, so that no
// event waits for a picture.
const (
	drawEvery = 5 * time.Minute
	drawChunk = 100
)

// draw stores the strips that have changed.
func (w *Watcher) draw(ctx context.Context) {
	w.mu.Lock()
	var changed []engine.Strip
	for id, s := range w.subjects {
		if s.undrawn {
			s.strip.Watch = id
			changed = append(changed, s.strip)
			s.undrawn = false
		}
	}
	w.mu.Unlock()
	for len(changed) > 0 {
		n := min(drawChunk, len(changed))
		if err := w.Engine.Drew(ctx, changed[:n]); err != nil {
			w.Log.Warn("how hosts did was not stored; the next time has it", "err", err)
			w.redraw(changed)
			return
		}
		changed = changed[n:]
	}
}

func (w *Watcher) redraw(list []engine.Strip) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range list {
		if s, there := w.subjects[x.Watch]; there {
			s.undrawn = true
		}
	}
}
