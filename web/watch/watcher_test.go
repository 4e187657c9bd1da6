package watch_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

const noAnswer = "edge-1: Port 443 open: no answer"

func TestAHostThatFallsSilentPagesAfterItsRetriesAndItsReturnResolves(t *testing.T) {
	inBubble(t, several(3), func(w *world) {
		w.passes(2 * time.Minute)
		w.wantOpen()
		w.breaks("192.0.2.1")
		w.passes(100 * time.Second) // one look, or two: not enough
		w.wantOpen()
		w.passes(90 * time.Second)
		w.wantOpen(noAnswer)
		if told := w.told(); told != noAnswer {
			t.Errorf("paged: %q", told)
		}
		w.mends("192.0.2.1")
		w.passes(time.Minute + time.Second)
		w.wantOpen()
		if in := w.incidents(engine.Resolved)[0]; in.Source != "edge-1" || in.Service != "PCORE" || in.Severity != engine.Error {
			t.Errorf("%+v", in)
		}
	})
}

func TestAPortThatMustBeClosedAndIsOpenPages(t *testing.T) {
	inBubble(t, several(1), func(w *world) {
		w.sees("192.0.2.1 closed/23", "port 23 is open, and must not be")
		w.passes(4 * time.Minute)
		w.wantOpen("edge-1: port 23 is open, and must not be")
		w.breaks("192.0.2.1") // a dead host's ports are closed: no end of this
		w.passes(5 * time.Minute)
		w.wantOpen("edge-1: Port 443 open: no answer; port 23 is open, and must not be")
	})
}

func TestSomethingMoreThatIsWrongPagesWhoHadAcknowledged(t *testing.T) {
	inBubble(t, several(1), func(w *world) {
		w.sees("192.0.2.1 closed/23", "port 23 is open, and must not be")
		w.passes(4 * time.Minute)
		in := w.wantOpen("edge-1: port 23 is open, and must not be")[0]
		if _, err := w.engine.Do(w.ctx, in.Number, engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}, engine.Act{Acknowledge: true}); err != nil {
			t.Fatal(err)
		}
		w.told()
		w.passes(20 * time.Minute)
		if told := w.told(); told != "" {
			t.Errorf("paged about what is acknowledged: %q", told)
		}
		w.sees("192.0.2.1 open/443", "port 443 is not open: it refuses")
		w.passes(4 * time.Minute)
		if told := w.told(); !strings.Contains(told, "port 443 is not open") {
			t.Errorf("paged: %q", told)
		}
		w.sees("192.0.2.1 open/443", "") // one of two is over: the other goes on
		w.passes(2 * time.Minute)
		w.wantOpen("edge-1: port 23 is open, and must not be")
	})
}

func TestARestartNeitherOpensAgainNorForgets(t *testing.T) {
	inBubble(t, several(3), func(w *world) {
		w.breaks("192.0.2.1")
		w.passes(5 * time.Minute)
		number := w.wantOpen(noAnswer)[0].Number
		w.told()
		w.restarts(time.Hour)
		w.passes(4 * time.Minute)
		if in := w.wantOpen(noAnswer)[0]; in.Number != number {
			t.Errorf("it is another incident: %d, it was %d", in.Number, number)
		}
		w.mends("192.0.2.1")
		w.passes(61 * time.Second)
		w.wantOpen()
		w.breaks("192.0.2.1")
		w.passes(4 * time.Minute)
		w.restarts(time.Second)
		w.mends("192.0.2.1") // what was open before a restart resolves after it
		w.passes(61 * time.Second)
		w.wantOpen()
	})
}

func TestWhatIsClosedByHandAndStillWrongOpensAgain(t *testing.T) {
	inBubble(t, several(1), func(w *world) {
		w.breaks("192.0.2.1")
		w.passes(5 * time.Minute)
		in := w.wantOpen(noAnswer)[0]
		if _, err := w.engine.Do(w.ctx, in.Number, engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}, engine.Act{Resolve: true}); err != nil {
			t.Fatal(err)
		}
		w.passes(5 * time.Minute)
		w.wantOpen()
		w.passes(engine.TellAgain)
		w.wantOpen(noAnswer)
	})
}

func TestARemovedPausedOrChangedWatchLeavesNothingOpen(t *testing.T) {
	edits := map[string]func(c *engine.Config){
		"removed": func(c *engine.Config) { delete(c.Watches, "PW00001") },
		"paused":  func(c *engine.Config) { x := c.Watches["PW00001"]; x.Paused = true; c.Watches[x.ID] = x },
		"another port": func(c *engine.Config) {
			x := c.Watches["PW00001"]
			x.Open = []int{80}
			c.Watches[x.ID] = x
		},
		"another host": func(c *engine.Config) { x := c.Watches["PW00001"]; x.Host = "192.0.2.99"; c.Watches[x.ID] = x },
		"its service disabled": func(c *engine.Config) {
			s := c.Services["PCORE"]
			s.Disabled = true
			c.Services = map[string]engine.Service{"PCORE": s, "PEDGE": c.Services["PEDGE"]}
		},
	}
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			inBubble(t, several(2), func(w *world) {
				w.sees("192.0.2.1 open/443", "port 443 is not open: it refuses")
				w.passes(5 * time.Minute)
				w.wantOpen("edge-1: port 443 is not open: it refuses")
				w.configure(edit)
				w.passes(time.Second)
				w.wantOpen()
				w.passes(10 * time.Minute)
				w.wantOpen()
			})
		})
	}
}

func TestAnotherIntervalOrNameKeepsTheIncident(t *testing.T) {
	inBubble(t, several(2), func(w *world) {
		w.breaks("192.0.2.1")
		w.passes(5 * time.Minute)
		number := w.wantOpen(noAnswer)[0].Number
		w.configure(func(c *engine.Config) {
			x := c.Watches["PW00001"]
			x.Interval, x.Retries, x.Open = 10*time.Second, 0, []int{443, 8443}
			c.Watches[x.ID] = x
		})
		w.passes(30 * time.Second)
		if in := w.incidents(engine.Triggered)[0]; in.Number != number || len(w.incidents()) != 1 {
			t.Errorf("it is %+v", in)
		}
		w.mends("192.0.2.1")
		w.passes(11 * time.Second)
		w.wantOpen()
	})
}

func TestWhatItCanNotTellIsShownAndPagesNobody(t *testing.T) {
	x := ports(1)
	x.Ping = true
	inBubble(t, []engine.Watch{x}, func(w *world) {
		w.unknown("192.0.2.1 ping", "this box has no right to ping")
		w.passes(10 * time.Minute)
		w.wantOpen()
		st, _ := w.watcher.State(x.ID)
		if st.Checks[0].Health.Unknown != "this box has no right to ping" || w.watcher.Counts().Unknown != 1 {
			t.Errorf("%+v", st)
		}
	})
}

func TestAnEventRuleThatSuppressesForAWhileLosesNothing(t *testing.T) {
	inBubble(t, several(1), func(w *world) {
		w.configure(func(c *engine.Config) { c.EventRules = suppressing() })
		w.breaks("192.0.2.1")
		w.passes(10 * time.Minute)
		w.wantOpen()
		w.configure(func(c *engine.Config) { c.EventRules = nil })
		w.passes(engine.TellAgain + time.Minute)
		w.wantOpen(noAnswer)
	})
}

func TestOneConnectionToAHostAtATimeAndAllInTheirTime(t *testing.T) {
	list := several(200)
	for i := range list { // ten watches of each host
		list[i].Host = list[i/10*10].Host
	}
	inBubble(t, list, func(w *world) {
		w.mu.Lock()
		w.slow = func(string) time.Duration { return 100 * time.Millisecond }
		w.mu.Unlock()
		w.passes(2 * time.Minute)
		if w.most != 1 {
			t.Errorf("%d connections at once to one host", w.most)
		}
		looks := map[string]int{}
		for _, a := range w.asked {
			looks[a]++
		}
		for a, n := range looks {
			if n < 19 || n > 30 {
				t.Errorf("%s: %d looks by ten watches in two minutes", a, n)
			}
		}
	})
}
