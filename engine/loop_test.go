package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/notify"
)

// takes is a carrier that needs so long for everything that a filter lets
// through, and then has it.
func takes(d time.Duration, filter func(notify.Delivery) bool) func(context.Context, notify.Delivery) (notify.Outcome, bool) {
	return func(ctx context.Context, m notify.Delivery) (notify.Outcome, bool) {
		if !filter(m) {
			return notify.Outcome{}, false
		}
		select {
		case <-time.After(d):
			return notify.Outcome{Status: notify.Delivered}, true
		case <-ctx.Done():
			return notify.Outcome{Status: notify.Retry, Reason: "time is up"}, true
		}
	}
}

func everything(notify.Delivery) bool { return true }

func bySMS(m notify.Delivery) bool { return m.To.Channel == notify.SMS }

// crash takes the store away under what is under way, and starts again on the
// same files.
func (w *world) crash() {
	w.Helper()
	if err := w.db.Close(); err != nil {
		w.Fatal(err)
	}
	w.stop()
	w.done.Wait()
	w.openStore()
	w.carrier(nil)
	w.start()
}

// duplicates lists what was sent, marking what says that it may have been sent
// before.
func (w *world) duplicates() (list []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range w.sent {
		mark := ""
		if d.Message.MayBeDuplicate {
			mark = " again?"
		}
		list = append(list, fmt.Sprintf("%s %s %d%s", d.Message.Recipient, d.To.Channel, len(d.Message.Incidents), mark))
	}
	w.sent = nil
	slices.Sort(list)
	return list
}

func TestACrashBetweenSendingAndRecordingSendsAgainAndSaysSoOnceForEachMethod(t *testing.T) {
	everyMethodAtOnce := func(c *engine.Config) {
		u := c.Users["PANN"]
		u.NotificationRules = nil
		c.Users["PANN"] = u
	}
	inBubble(t, everyMethodAtOnce, func(w *world) {
		w.carrier(takes(10*time.Second, everything))
		for i := range 3 {
			w.event(engine.Event{Key: fmt.Sprint("k", i), Summary: "down"})
			synctest.Wait()
		}
		if got, want := w.duplicates(), []string{"Ann push 1", "Ann sms 1"}; !slices.Equal(got, want) {
			t.Errorf("before the crash: %q, want %q", got, want)
		}
		w.crash()
		w.passes(time.Minute)
		want := []string{"Ann push 1 again?", "Ann push 2", "Ann sms 1 again?", "Ann sms 2"}
		if got := w.duplicates(); !slices.Equal(got, want) {
			t.Errorf("after the crash: %q, want %q", got, want)
		}
		w.passes(time.Minute)
		if got := w.duplicates(); len(got) > 0 {
			t.Errorf("a minute later: %q", got)
		}
	})
}

func TestACarrierThatHangsDelaysNeitherOtherWaysNorOtherPeople(t *testing.T) {
	both := func(c *engine.Config) {
		p := c.Policies["PPOL"]
		p.Steps[0].Targets = append(p.Steps[0].Targets, p.Steps[1].Targets...)
		for _, id := range []string{"PANN", "PBEN"} {
			u := c.Users[id]
			u.NotificationRules = nil
			c.Users[id] = u
		}
	}
	inBubble(t, both, func(w *world) {
		w.carrier(takes(time.Hour, func(m notify.Delivery) bool { return bySMS(m) && m.Message.Recipient == "Ann" }))
		w.event(engine.Event{Key: "k", Summary: "down"})
		synctest.Wait()
		if got, want := w.duplicates(), []string{"Ann push 1", "Ann sms 1", "Ben push 1", "Ben sms 1"}; !slices.Equal(got, want) {
			t.Errorf("at once: %q, want %q", got, want)
		}
		if text := w.timeline(1); strings.Count(text, "delivered") != 3 {
			t.Errorf("three are told while the fourth hangs:\n%s", text)
		}
		w.passes(notify.SendTimeout)
		if text := w.timeline(1); !strings.Contains(text, "Could not tell Ann by SMS") {
			t.Errorf("a carrier that hangs is a failed attempt:\n%s", text)
		}
	})
}

func TestADriverThatPanicsIsTriedAgainAndThenTheNextMethodGoes(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.carrier(func(_ context.Context, m notify.Delivery) (notify.Outcome, bool) {
			if m.To.Channel == notify.Push {
				panic("index out of range")
			}
			return notify.Outcome{}, false
		})
		w.event(engine.Event{Key: "k", Summary: "down"})
		w.passes(30 * time.Second)
		got := w.told()
		if i := slices.Index(got, "Ann sms"); i < 3 {
			t.Errorf("in half a minute were told %q; want three attempts by push, then SMS before its time", got)
		}
	})
}

func TestStoppingWhileSendingRecordsTheOutcomeAndNothingIsSentTwice(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.carrier(takes(8*time.Second, everything))
		w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("at once", "Ann push")
		w.stop()
		w.done.Wait()
		if err := w.db.Close(); err != nil {
			t.Fatal(err)
		}
		w.carrier(nil)
		w.openStore()
		w.start()
		w.passes(30 * time.Second)
		w.wantTold("after the restart")
		if text := w.timeline(1); strings.Count(text, "Told Ann by push (phone): delivered") != 1 {
			t.Error(text)
		}
	})
}

// fill stores events until the store takes no more.
func (w *world) fill() (last error) {
	body := bytes.Repeat([]byte("x"), 64<<10)
	for i := 0; ; i++ {
		_, err := w.engine.Submit(w.ctx, engine.Post{
			Key: "key", Via: "test", Raw: engine.Raw{Body: body},
			Events: []engine.Event{{Action: engine.Resolve, Key: fmt.Sprint("none", i)}},
		})
		if err != nil {
			return err
		}
	}
}

func TestAFullStoreRefusesEventsAndGoesOnPagingAndTakingAcknowledgements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, ctx: context.Background()}
		w.options.Dir, w.options.Ballast, w.options.NoSync = t.TempDir(), -1, true
		w.options.MaxSize, w.options.Reserve = 8<<20, 2<<20
		w.open(nil)
		defer w.close()
		w.carrier(takes(5*time.Second, everything))
		v := w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("at once", "Ann push")
		err := w.fill()
		if engine.CodeOf(err) != engine.Unavailable {
			t.Fatalf("a full store answers %v", err)
		}
		w.carrier(nil)
		w.passes(time.Minute)
		w.wantTold("while it is full", "Ann sms")
		if text := w.timeline(v.Incident); strings.Count(text, "delivered") != 2 {
			t.Errorf("outcomes are not recorded while it is full:\n%s", text)
		}
		w.do(v.Incident, engine.Act{Acknowledge: true})
		w.passes(time.Hour)
		w.wantTold("after the acknowledgement")
		if _, err := w.db.Prune(w.ctx, time.Now(), time.Now()); err != nil {
			t.Fatal(err)
		}
		w.passes(5 * time.Minute)
		w.event(engine.Event{Key: "k2", Summary: "down"})
		w.wantTold("with room again", "Ann push")
	})
}

// A storm of alerts wakes a person once, then once a minute, and each of them is
// named once.
func TestAStormIsOneMessageAMinuteByEachMethodAndNoneIsLeftOut(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.options.NoSync = true
		const n = 300
		named := map[string]int{}
		var sentAt []time.Time
		w.carrier(func(_ context.Context, m notify.Delivery) (notify.Outcome, bool) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if m.To.Channel == notify.Push && m.Message.Recipient == "Ann" {
				sentAt = append(sentAt, time.Now())
				for _, in := range m.Message.Incidents {
					named[in.ID]++
				}
			}
			return notify.Outcome{Status: notify.Delivered}, true
		})
		for i := range n {
			w.event(engine.Event{Key: fmt.Sprint("k", i), Summary: "down"})
			time.Sleep(100 * time.Millisecond)
		}
		w.passes(4 * time.Minute)
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(named) != n || len(sentAt) > 5 {
			t.Errorf("%d of %d incidents were named in %d messages", len(named), n, len(sentAt))
		}
		for i := 1; i < len(sentAt); i++ {
			if gap := sentAt[i].Sub(sentAt[i-1]); gap < time.Minute {
				t.Errorf("two messages within %s", gap)
			}
		}
	})
}
