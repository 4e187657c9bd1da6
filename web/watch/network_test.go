package watch_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/web/watch"
)

// suppressing is a rule for all events.
func suppressing() rules.Set {
	return rules.Set{{ID: "PRULE", Name: "maintenance", Actions: rules.Actions{Suppress: true}}}
}

func (w *world) unknown(hostCheck, why string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.check[hostCheck] = func() watch.Result { return watch.Result{Unknown: why} }
}

func hostsOf(list []engine.Watch) (hosts []string) {
	for _, x := range list {
		hosts = append(hosts, x.Host)
	}
	return hosts
}

func TestABoxWithoutNetworkOpensOneIncidentAndNot200(t *testing.T) {
	for _, retries := range []int{0, 2} {
		list := several(200)
		for i := range list {
			list[i].Retries = retries
			if i%4 == 0 {
				list[i].Service = "PEDGE"
			}
		}
		inBubble(t, list, func(w *world) {
			w.passes(3 * time.Minute)
			w.breaks(hostsOf(list)...)
			w.passes(10 * time.Minute)
			const text = "Wakeman reaches next to none of the 200 hosts it watches: its own network is down, or nearly all of them are"
			w.wantOpen(text+" (50 of this service)", text+" (150 of this service)")
			if told := w.told(); strings.Count(told, text) != strings.Count(told, "\n")+1 || !strings.Contains(told, "(150 of") || !strings.Contains(told, "(50 of") {
				t.Errorf("%d retries, paged: %s", retries, told)
			}
			w.restarts(time.Minute)
			w.passes(3 * time.Minute)
			w.wantOpen(text+" (50 of this service)", text+" (150 of this service)")
			w.mends(hostsOf(list[:199])...)
			w.passes(2 * time.Minute)
			if retries == 2 {
				w.wantOpen() // the last has its retries again
			}
			w.passes(3 * time.Minute)
			w.wantOpen("edge-200: Port 443 open: no answer")
		})
	}
}

func TestWhatStandsBesideTheBoxDoesNotHideThatTheWayOutIsCut(t *testing.T) {
	list := several(40)
	inBubble(t, list, func(w *world) {
		w.passes(2 * time.Minute)
		w.breaks(hostsOf(list[1:])...) // edge-1 is the switch in the same rack
		w.passes(6 * time.Minute)
		if open := w.incidents(engine.Triggered); len(open) != 1 || !strings.Contains(open[0].Title, "none of the 40 hosts") {
			t.Errorf("%d are open: %+v", len(open), open)
		}
	})
}

func TestSomeHostsThatFallSilentTogetherAreTheirOwnTrouble(t *testing.T) {
	list := several(12)
	inBubble(t, list, func(w *world) {
		w.passes(2 * time.Minute)
		w.breaks(hostsOf(list[:5])...)
		w.passes(5 * time.Minute)
		if open := w.incidents(engine.Triggered); len(open) != 5 {
			t.Errorf("%d incidents for 5 hosts: %+v", len(open), open)
		}
	})
}

func TestWithOnlyTwoHostsEachIsToldOf(t *testing.T) {
	list := several(2)
	inBubble(t, list, func(w *world) {
		w.passes(2 * time.Minute)
		w.breaks(hostsOf(list)...)
		w.passes(5 * time.Minute)
		w.wantOpen(noAnswer, "edge-2: Port 443 open: no answer")
	})
}

func TestAHostThatWasDownBeforeTheNetworkWentStaysOpen(t *testing.T) {
	list := several(10)
	inBubble(t, list, func(w *world) {
		w.breaks("192.0.2.1")
		w.passes(5 * time.Minute)
		w.wantOpen(noAnswer)
		w.breaks(hostsOf(list)...)
		w.passes(10 * time.Minute)
		if open := w.incidents(engine.Triggered); len(open) != 2 {
			t.Errorf("%d are open: %+v", len(open), open)
		}
		w.mends(hostsOf(list[1:])...)
		w.passes(2 * time.Minute)
		w.wantOpen(noAnswer)
		w.mends("192.0.2.1")
		w.passes(61 * time.Second)
		w.wantOpen()
	})
}

func TestHowAWatchDidIsDrawnAndKept(t *testing.T) {
	inBubble(t, several(2), func(w *world) {
		w.passes(20 * time.Minute)
		w.breaks("192.0.2.1")
		w.passes(20 * time.Minute)
		w.restarts(time.Second)
		st, on := w.watcher.State("PW00001")
		for !on { // it reads the store first
			w.passes(time.Second)
			st, on = w.watcher.State("PW00001")
		}
		good, wrong := int64(0), int64(0)
		for _, s := range st.Strip.Slots {
			good, wrong = good+s.Good, wrong+s.Wrong
		}
		if len(st.Strip.Slots) < 3 || good < 19 || good > 21 || wrong < 17 || wrong > 21 {
			t.Errorf("%+v", st.Strip)
		}
		w.passes(26 * time.Hour)
		if st, _ = w.watcher.State("PW00001"); len(st.Strip.Slots) != engine.StripSlots {
			t.Errorf("%d places after more than a day", len(st.Strip.Slots))
		}
	})
}

func TestLookNowLooksAtOnce(t *testing.T) {
	x := ports(1)
	x.Interval = time.Hour
	inBubble(t, []engine.Watch{x}, func(w *world) {
		w.passes(2 * time.Hour)
		before := len(w.asked)
		if !w.watcher.LookNow(x.ID) || w.watcher.LookNow("PNONE") {
			t.Error("it says otherwise of who is looked at")
		}
		w.passes(10 * time.Millisecond)
		if len(w.asked) != before+2 {
			t.Errorf("%d looks", len(w.asked)-before)
		}
	})
}
