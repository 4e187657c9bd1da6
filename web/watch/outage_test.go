package watch_test

import (
	"fmt"
	"testing"
	"time"

	"wakeman/engine"
)

// A region goes down host by host. Those that are known to be down say nothing of
// the box's own way out, and the next one is told of like those before.
func TestHostsThatAreDownAlreadyAreNotAskedWhetherTheBoxIsCutOff(t *testing.T) {
	list := several(10)
	inBubble(t, list, func(w *world) {
		w.passes(2 * time.Minute)
		var want []string
		for n := 1; n <= 9; n++ {
			w.breaks(fmt.Sprintf("192.0.2.%d", n))
			w.passes(6 * time.Minute)
			want = append(want, fmt.Sprintf("edge-%d: Port 443 open: no answer", n))
		}
		w.wantOpen(want...)
	})
}

// When the way out is back, what failed while it was gone counts for nothing: a host
// that is silent still has all its retries again.
func TestAfterACutEachHostHasItsRetriesAgain(t *testing.T) {
	list := several(20)
	inBubble(t, list, func(w *world) {
		w.passes(2 * time.Minute)
		w.breaks(hostsOf(list)...)
		w.passes(10 * time.Minute)
		if open := w.incidents(engine.Triggered); len(open) != 1 {
			t.Fatalf("%d are open: %+v", len(open), open)
		}
		w.mends(hostsOf(list[:19])...)
		// Within a minute each host was looked at: enough answer. The last is silent
		// once or twice more, and twice is what its retries allow.
		w.passes(110 * time.Second)
		w.wantOpen()
		w.passes(3 * time.Minute)
		w.wantOpen("edge-20: Port 443 open: no answer")
	})
}
