package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
)

// beating gives the service of twoTechnicians one heartbeat.
func beating(interval, grace time.Duration) func(*engine.Config) {
	return func(c *engine.Config) {
		c.Heartbeats = map[string]engine.Heartbeat{
			"PBEAT": {ID: "PBEAT", Service: "PSVC", Name: "nightly backup", Key: "beatkey", Interval: interval, Grace: grace},
		}
	}
}

func (w *world) beat() {
	w.Helper()
	if h, err := w.engine.Beat(w.ctx, "beatkey"); err != nil || h.ID != "PBEAT" {
		w.Fatalf("the beat of %v: %v", h, err)
	}
	synctest.Wait()
}

func (w *world) pulse() engine.Pulse {
	w.Helper()
	all, err := w.db.Pulses()
	if err != nil {
		w.Fatal(err)
	}
	return all["PBEAT"]
}

func (w *world) pulseState() engine.PulseState {
	w.Helper()
	return w.pulse().State(w.db.Config().Heartbeats["PBEAT"], time.Now())
}

func TestSilenceWakesSomebodyAndTheNextBeatEndsIt(t *testing.T) {
	inBubble(t, beating(5*time.Minute, 10*time.Minute), func(w *world) {
		w.passes(48 * time.Hour)
		w.wantTold("never heard")
		if p := w.pulse(); w.pulseState() != engine.PulseWaiting || !p.WaitingTooLong(w.db.Config().Heartbeats["PBEAT"], time.Now()) {
			t.Errorf("after two days without a first beat it is %s: %+v", w.pulseState(), p)
		}
		w.beat()
		w.passes(15 * time.Minute)
		w.wantTold("within the grace")
		if w.pulseState() != engine.PulseLate {
			t.Errorf("before the end of its grace it is %s", w.pulseState())
		}
		w.passes(10 * time.Second)
		w.wantTold("silent", "Ann push")
		in := w.incident(1)
		if in.Title != "No heartbeat from nightly backup for 15 min (expected every 5 min)" || in.Severity != engine.Error || w.pulseState() != engine.PulseSilent {
			t.Errorf("%+v, the heartbeat %s", in, w.pulseState())
		}
		w.beat()
		if w.incident(1).Status != engine.Resolved || w.pulseState() != engine.PulseAlive {
			t.Errorf("after a beat: %s, the heartbeat %s", w.incident(1).Status, w.pulseState())
		}
		w.passes(14 * time.Minute)
		w.wantTold("resolved")
	})
}

func TestNobodyHasTheKeyOfAHeartbeatThatIsNotThere(t *testing.T) {
	inBubble(t, beating(time.Minute, 0), func(w *world) {
		for _, key := range []string{"", "key", "BEATKEY", "nothing"} {
			if _, err := w.engine.Beat(w.ctx, key); engine.CodeOf(err) != engine.UnknownKey {
				t.Errorf("%q: %v", key, err)
			}
		}
	})
}

func TestAThousandBeatsAMinuteCostARowNowAndThen(t *testing.T) {
	inBubble(t, beating(5*time.Minute, 10*time.Minute), func(w *world) {
		writes, last := 0, time.Time{}
		for range 6000 {
			w.beat()
			if p := w.pulse(); !p.LastAt.Equal(last) {
				writes, last = writes+1, p.LastAt
			}
			time.Sleep(100 * time.Millisecond)
		}
		if writes < 50 || writes > 61 { // ten minutes, a row in ten seconds
			t.Errorf("%d rows were written for 6,000 beats", writes)
		}
		w.passes(14 * time.Minute)
		w.wantTold("a minute before the patience is over")
		w.passes(80 * time.Second)
		w.wantTold("after it", "Ann push")
	})
}

func TestABoxThatSleptOrWasHeldGivesSendersTimeAgain(t *testing.T) {
	t.Run("held after a restore", func(t *testing.T) {
		inBubble(t, beating(time.Minute, time.Minute), func(w *world) {
			w.beat()
			w.restored()
			w.passes(time.Hour)
			w.wantTold("while it is held")
			if err := w.db.Release(w.ctx, engine.System()); err != nil {
				t.Fatal(err)
			}
			w.engine.Kick()
			w.passes(time.Minute)
			w.wantTold("a minute after the release")
			w.passes(2 * time.Minute)
			w.wantTold("and nobody beats", "Ann push")
		})
	})
	t.Run("its clock is stepped", func(t *testing.T) {
		inBubble(t, beating(time.Minute, time.Minute), func(w *world) {
			w.beat()
			w.passes(30 * time.Second)
			w.stepped.Add(int64(5 * time.Hour))
			w.passes(90 * time.Second)
			w.wantTold("ninety seconds after a step forward")
			w.beat()
			w.stepped.Add(-int64(5 * time.Hour))
			w.passes(2 * time.Minute)
			w.wantTold("two minutes after a step back")
			w.passes(40 * time.Second) // the loop looked at the clock half a minute before
			w.wantTold("silent", "Ann push")
		})
	})
}

// A model that knows only when it was beaten last: silence is told neither before
// the patience is over nor long after it, whatever the beats.
func TestSilenceIsToldInTimeWhateverTheBeats(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		interval := time.Duration(rapid.IntRange(10, 7200).Draw(rt, "interval")) * time.Second
		grace := time.Duration(rapid.IntRange(0, 7200).Draw(rt, "grace")) * time.Second
		waits := rapid.SliceOfN(rapid.IntRange(0, 3*int((interval+grace)/time.Second)), 1, 20).Draw(rt, "waits")
		wrong := ""
		inBubble(t, beating(interval, grace), func(w *world) {
			for i, seconds := range waits {
				w.beat()
				wait, patience := time.Duration(seconds)*time.Second, interval+grace
				w.passes(wait)
				silent := w.pulseState() == engine.PulseSilent
				if silent && wait < patience || !silent && wait > patience+min(10*time.Second, patience/20) {
					wrong = fmt.Sprintf("beat %d: silent %v after %s, its patience is %s", i, silent, wait, patience)
				}
			}
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

func TestTheSummaryOfAHeartbeatIsOneLine(t *testing.T) {
	inBubble(t, func(c *engine.Config) {
		beating(time.Hour+time.Minute+time.Second, 0)(c)
		h := c.Heartbeats["PBEAT"]
		h.Name = "a\nb" + strings.Repeat("x", 2000)
		c.Heartbeats["PBEAT"] = h
	}, func(w *world) {
		w.beat()
		w.passes(2 * time.Hour)
		title := w.incident(1).Title
		if !strings.HasPrefix(title, "No heartbeat from a bxxx") || !strings.HasSuffix(title, "for 1 h 1 min (expected every 1 h 1 min)") {
			t.Errorf("%.60s … %s", title, title[len(title)-60:])
		}
	})
}

// A rule is written for what a sender says. That it says nothing any more is no event of
// its own, and no rule, however broad, keeps that from whoever is on call.
func TestNoRuleKeepsTheSilenceOfAHeartbeatQuiet(t *testing.T) {
	for name, does := range map[string]rules.Actions{
		"suppresses everything": {Suppress: true}, "drops everything": {Drop: true},
		"waits with everything": {Pause: time.Hour}, "makes everything low": {Urgency: "low", Severity: "info"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(c *engine.Config) {
				beating(5*time.Minute, 10*time.Minute)(c)
				ruled(rules.Rule{Actions: does})(c)
			}, func(w *world) {
				w.beat()
				w.passes(16 * time.Minute)
				w.wantTold("silent", "Ann push")
				if in := w.incident(1); in.Severity != engine.Error || in.Urgency != people.High {
					t.Errorf("it is %s, %s", in.Severity, in.Urgency)
				}
				w.beat()
				if in := w.incident(1); in.Status != engine.Resolved || len(w.held()) != 0 {
					t.Errorf("after the next beat it is %s", in.Status)
				}
			})
		})
	}
}
