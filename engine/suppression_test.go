package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/schedules/civil"
	"wakeman/store"
)

// night suppresses everything from 22:00 to 06:00 of UTC; the bubble begins at
// midnight.
func night() rules.Rule {
	return rules.Rule{Window: &rules.Window{From: civil.TimeOfDay{Hour: 22}, Until: civil.TimeOfDay{Hour: 6}}, Actions: rules.Actions{Suppress: true}}
}

func always() rules.Rule { return rules.Rule{Actions: rules.Actions{Suppress: true}} }

func (w *world) held() (list []engine.Suppression) {
	w.Helper()
	list, err := w.db.Suppressions(store.SuppressionQuery{})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

func (w *world) configure(change func(*engine.Config)) {
	w.Helper()
	err := w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		change(&next)
		return &next, nil, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.engine.Kick()
	w.passes(time.Second)
}

func (w *world) logged(post uint64) engine.EventRow {
	w.Helper()
	row, _, found, err := w.db.Post(post)
	if err != nil || !found {
		w.Fatalf("line %d: %v, %v", post, found, err)
	}
	return row.Events[0]
}

func TestAProblemThatOutlastsItsRulePagesWhenTheHoursEnd(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.passes(10 * time.Minute)
		v := w.event(engine.Event{Key: "tower", Summary: "Tower 7 is down"})
		if v.Fate != engine.Suppressed || !strings.Contains(v.Reason, "held until 2000-01-01 06:00 UTC") {
			t.Fatalf("%+v", v)
		}
		if list := w.held(); len(list) != 1 || !list[0].Until.Equal(time.Date(2000, 1, 1, 6, 0, 0, 0, time.UTC)) {
			t.Fatalf("held are %+v", list)
		}
		w.passes(5*time.Hour + 49*time.Minute)
		w.wantTold("within the hours")
		w.passes(time.Minute)
		w.mu.Lock()
		why, since := w.sent[0].Message.Incidents[0].WhyYou, w.sent[0].Message.Incidents[0].HeldSince
		w.mu.Unlock()
		if !strings.Contains(why, "kept quiet by the event rule “rule 1” from Sat 00:10 until Sat 06:00, still not resolved") {
			t.Errorf("the page says %q", why)
		}
		if !since.Equal(time.Date(2000, 1, 1, 0, 10, 0, 0, time.UTC)) {
			t.Errorf("the page says that it was held since %s", since)
		}
		w.wantTold("when they end", "Ann push")
		if text := w.timeline(1); !strings.Contains(text, "Kept quiet by the event rule “rule 1” from 2000-01-01 00:10 UTC until 2000-01-01 06:00 UTC; still not resolved.") {
			t.Errorf("the timeline says:\n%s", text)
		}
		if row := w.logged(1); row.Fate != engine.Opened || row.Incident != 1 || !strings.HasPrefix(row.Reason, "kept quiet by the event rule “rule 1” until") {
			t.Errorf("the event log says %+v", row)
		}
		if len(w.held()) != 0 {
			t.Errorf("held are %+v", w.held())
		}
		if v := w.event(engine.Event{Action: engine.Resolve, Key: "tower"}); v.Fate != engine.ResolvedFate || v.Incident != 1 {
			t.Errorf("its end: %+v", v)
		}
	})
}

func TestAProblemThatIsOverBeforeTheHoursEndPagesNobody(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "tower", Summary: "down"})
		over := w.event(engine.Event{Action: engine.Resolve, Key: "tower"})
		if over.Fate != engine.Suppressed || !strings.Contains(over.Reason, "the end of a problem that the event rule “rule 1” kept quiet") {
			t.Errorf("%+v", over)
		}
		w.event(engine.Event{Key: "temperature", Summary: "high"})
		w.event(engine.Event{Action: engine.Resolve, Key: "temperature", OwnKey: "x", Unsure: true, Summary: "temperature is up"})
		w.passes(12 * time.Hour)
		w.wantTold("in the morning")
	})
}

// What a rule drops is noise: nobody is told of it, ever.
func TestWhatIsDroppedIsNotHeld(t *testing.T) {
	drop := night()
	drop.Actions = rules.Actions{Drop: true}
	inBubble(t, ruled(drop), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "self test"})
		w.passes(12 * time.Hour)
		w.wantTold("in the morning")
	})
}

// A rule that says so drops the ends of problems, too: then they are not believed.
func TestADroppedEndEndsNothing(t *testing.T) {
	liar := rules.Rule{When: `event.action == "resolve"`, Actions: rules.Actions{Drop: true}}
	inBubble(t, ruled(liar, night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.event(engine.Event{Action: engine.Resolve, Key: "a"})
		w.passes(12 * time.Hour)
		w.wantTold("in the morning, and nobody answers", "Ann push", "Ann sms", "Ben push", "Ben sms")
	})
}

func TestANewerEventPastTheRulesTakesThePlaceOfAHeldOne(t *testing.T) {
	quiet := night()
	quiet.When = `event.severity != "critical"`
	inBubble(t, ruled(quiet), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		w.wantTold("at night", "Ann push")
		if len(w.held()) != 0 {
			t.Errorf("held are %+v", w.held())
		}
		w.do(1, engine.Act{Resolve: true})
		w.passes(12 * time.Hour)
		w.wantTold("in the morning")
	})
}

// An incident that is open tells of the problem already; a worse turn of it is held.
func TestAnOpenIncidentTellsOfWhatIsSuppressed(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.event(engine.Event{Key: "b", Summary: "slow", Severity: engine.Warning})
		w.do(1, engine.Act{Acknowledge: true})
		w.do(2, engine.Act{Acknowledge: true})
		w.told()
		w.configure(ruled(night()))
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		if len(w.held()) != 0 {
			t.Errorf("the same again is held: %+v", w.held())
		}
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		w.event(engine.Event{Key: "b", Summary: "down", Severity: engine.Critical})
		w.passes(time.Minute)
		w.do(2, engine.Act{Resolve: true})
		w.do(1, engine.Act{Acknowledge: true})
		w.passes(6*time.Hour - 2*time.Minute)
		w.told() // acknowledgements run out
		w.passes(time.Minute)
		if in := w.incident(1); in.Severity != engine.Critical || in.Status != engine.Triggered {
			t.Errorf("the first is %s, %s", in.Status, in.Severity)
		}
		if text := w.timeline(1); !strings.Contains(text, "Kept quiet by the event rule") {
			t.Errorf("its timeline says:\n%s", text)
		}
		// Who resolved the second knew nothing of its worse turn: the sender alone says
		// that it is over, and has not.
		if in := w.incident(2); in.Status != engine.Resolved {
			t.Errorf("the second, which somebody has resolved since, is %s", in.Status)
		}
		if in := w.incident(3); in.Key != "b" || in.Status != engine.Triggered || in.Severity != engine.Critical {
			t.Errorf("its worse turn is %s, %s, of %q", in.Status, in.Severity, in.Key)
		}
	})
}

func TestARuleWithoutATimeHoldsUntilItIsChanged(t *testing.T) {
	off := always()
	off.Disabled = true
	other := rules.Rule{ID: "R1", Name: "narrower", When: `event.source == "lab"`, Actions: rules.Actions{Suppress: true}}
	for name, change := range map[string]func(*engine.Config){
		"removed":       func(c *engine.Config) { c.EventRules = nil },
		"switched off":  ruled(off),
		"made narrower": func(c *engine.Config) { c.EventRules = rules.Set{other} },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, ruled(always()), func(w *world) {
				for i := range 5 {
					w.event(engine.Event{Key: fmt.Sprint(i), Summary: "down"})
				}
				w.event(engine.Event{Key: "over", Summary: "down"})
				w.event(engine.Event{Action: engine.Resolve, Key: "over"})
				w.passes(48 * time.Hour)
				w.wantTold("while the rule stands")
				w.configure(func(c *engine.Config) { // it still suppresses
					c.EventRules = rules.Set{{ID: "R9", Name: "renamed", When: `event.summary == "down"`, Actions: rules.Actions{Suppress: true}}}
				})
				w.wantTold("after a change that changes nothing for them")
				w.configure(change)
				w.mu.Lock()
				told := len(w.sent[0].Message.Incidents)
				w.mu.Unlock()
				w.wantTold("once it is "+name, "Ann push")
				if told != 5 {
					t.Errorf("the page tells of %d incidents, want one page for all 5", told)
				}
			})
		})
	}
}

// An admin who answers with a rule that drops them hears nothing of them, and the
// event log says why.
func TestHeldProblemsThatAreDroppedByANewRule(t *testing.T) {
	inBubble(t, ruled(always()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.configure(ruled(rules.Rule{Actions: rules.Actions{Drop: true}}))
		w.wantTold("once they are dropped")
		if row := w.logged(1); row.Fate != engine.Dropped || !strings.Contains(row.Reason, "dropped by the event rule") || len(w.held()) != 0 {
			t.Errorf("%+v, held %d", row, len(w.held()))
		}
	})
}

func TestWhatNobodyAsksForIsForgottenAfterAMonthWithARecord(t *testing.T) {
	inBubble(t, ruled(always()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.passes(engine.SuppressedKept - time.Hour)
		w.event(engine.Event{Key: "b", Summary: "down"})
		w.passes(2 * time.Hour)
		if list := w.held(); len(list) != 1 || list[0].Key != "b" {
			t.Errorf("held are %+v", list)
		}
		if row := w.logged(1); row.Fate != engine.Suppressed || !strings.Contains(row.Reason, "no longer held: not reported again for 30 days") {
			t.Errorf("%+v", row)
		}
	})
}

func TestHeldProblemsOutliveARestart(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.close()
		w.openStore()
		w.start()
		w.passes(time.Hour)
		w.wantTold("after a restart at night")
		w.close()
		time.Sleep(9 * time.Hour)
		w.openStore()
		w.start()
		w.passes(time.Second)
		w.wantTold("after a start past the hours", "Ann push")
	})
}

// A restored copy must not page for what the original hears of.
func TestACopyOnHoldAsksNoRules(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.passes(time.Second)
		w.restored()
		w.passes(12 * time.Hour)
		w.wantTold("on hold")
		if _, ok, _ := w.db.Incident(1); ok || len(w.held()) != 1 {
			t.Errorf("opened %v, held %d", ok, len(w.held()))
		}
		if err := w.db.Release(w.ctx, engine.System()); err != nil {
			t.Fatal(err)
		}
		w.engine.Kick()
		w.passes(time.Second)
		w.wantTold("after the release", "Ann push")
	})
}

func TestAConditionOnTheClockEndsToTheMinute(t *testing.T) {
	quiet := rules.Rule{When: `now.hour < 6 or now.hour == 6 and now.minute < 7`, Actions: rules.Actions{Suppress: true}}
	inBubble(t, ruled(quiet), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.passes(6*time.Hour + 6*time.Minute + 59*time.Second)
		w.wantTold("before")
		w.passes(2 * time.Second)
		w.wantTold("then", "Ann push")
	})
}

// A rule before it may take it over, at its own hours.
func TestARuleAboveEndsIt(t *testing.T) {
	day := rules.Rule{Window: &rules.Window{From: civil.TimeOfDay{Hour: 8}, Until: civil.TimeOfDay{Hour: 17}}}
	inBubble(t, ruled(day, always()), func(w *world) {
		v := w.event(engine.Event{Key: "a", Summary: "down"})
		if !strings.Contains(v.Reason, "held until 2000-01-01 08:00") {
			t.Errorf("%+v", v)
		}
		w.passes(8*time.Hour + time.Second)
		w.wantTold("in office hours", "Ann push")
	})
}

// What is suppressed because it happens too often pages once it happens less often.
func TestWhatHappensLessOftenPages(t *testing.T) {
	storm := rules.Rule{Rate: &rules.Rate{Count: 3, Within: 10 * time.Minute}, Actions: rules.Actions{Suppress: true}}
	inBubble(t, ruled(storm), func(w *world) {
		for _, key := range []string{"a", "b", "c"} {
			w.event(engine.Event{Key: key, Summary: "down"})
			w.passes(time.Second)
		}
		w.do(1, engine.Act{Resolve: true})
		w.do(2, engine.Act{Resolve: true})
		w.told()
		if list := w.held(); len(list) != 1 || list[0].Key != "c" {
			t.Fatalf("held are %+v", list)
		}
		w.passes(9 * time.Minute)
		w.wantTold("while they are many")
		w.passes(time.Minute)
		w.wantTold("then", "Ann push")
	})
}

// A rule may give several one key. Each of them is over by itself.
func TestHeldProblemsUnderOneKeyEndOneByOne(t *testing.T) {
	tower := rules.Rule{ID: "T", Name: "tower", Actions: rules.Actions{DedupKey: "tower"}}
	inBubble(t, func(c *engine.Config) {
		ruled(night())(c)
		svc := c.Services["PSVC"]
		svc.EventRules, c.EventRules = c.EventRules, rules.Set{tower}
		c.Services["PSVC"] = svc
	}, func(w *world) {
		w.event(engine.Event{Key: "ap-1", Summary: "ap-1 is down"})
		w.event(engine.Event{Key: "ap-2", Summary: "ap-2 is down"})
		w.event(engine.Event{Action: engine.Resolve, Key: "ap-1"})
		w.passes(6*time.Hour + time.Second)
		w.wantTold("for the one that is left", "Ann push")
		if in := w.incident(1); in.Title != "ap-2 is down" || in.Key != "tower" {
			t.Errorf("%q, %q", in.Title, in.Key)
		}
		if v := w.event(engine.Event{Action: engine.Resolve, Key: "ap-2"}); v.Fate != engine.ResolvedFate {
			t.Errorf("%+v", v)
		}
	})
}

func TestASenderWithoutKeysIsHeldEventByEvent(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Summary: "disk failed"})
		w.event(engine.Event{Summary: "fan failed"})
		w.passes(6*time.Hour + time.Second)
		w.wantTold("in the morning, in one page", "Ann push")
		if w.incident(1).Title == w.incident(2).Title {
			t.Error("one was lost")
		}
	})
}

// Beyond what is held one by one nothing is lost, either: an incident says so.
func TestMoreThanCanBeHeldPageTogether(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		var events []engine.Event
		for i := range engine.MaxSuppressed + 20 {
			events = append(events, engine.Event{Action: engine.Trigger, Key: fmt.Sprint("k", i), Summary: fmt.Sprint("down ", i), Severity: engine.Error})
		}
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Events: events})
		if err != nil || !strings.Contains(r.Verdicts[engine.MaxSuppressed].Reason, "one of more than are held one by one") {
			t.Fatalf("%v, %v", r.Verdicts[engine.MaxSuppressed], err)
		}
		if n := len(w.held()); n != engine.MaxSuppressed+1 {
			t.Fatalf("%d rows", n)
		}
		w.passes(6*time.Hour + 2*time.Second)
		told := w.told()
		if len(told) != 1 {
			t.Errorf("told at once: %q", told)
		}
		w.passes(2 * time.Minute)
		if told := w.told(); len(told) > 3 {
			t.Errorf("the storm: %q", told)
		}
		list, err := w.db.Incidents(store.IncidentQuery{Text: "20 more events that “rule 1” kept quiet", Limit: 3000})
		if err != nil || len(list.Incidents) != 1 {
			t.Errorf("%d incidents tell of the rest, %v", len(list.Incidents), err)
		}
		if in := w.incident(engine.MaxSuppressed + 1); in.Status != engine.Triggered {
			t.Errorf("%+v", in)
		}
	})
}

func TestAWatchThatIsSuppressedCountsForItsRule(t *testing.T) {
	watch := engine.Watch{ID: "PWATCH", Service: "PSVC", Name: "edge-1", Host: "192.0.2.1", Ping: true, Interval: time.Minute}
	wrongs := []engine.Wrong{{Check: "ping", Words: "no answer"}}
	set := func(c *engine.Config) {
		ruled(night())(c)
		c.Watches = map[string]engine.Watch{"PWATCH": watch}
	}
	inBubble(t, set, func(w *world) {
		saw := func(wrongs []engine.Wrong) {
			if _, err := w.engine.Saw(w.ctx, watch, wrongs); err != nil {
				t.Fatal(err)
			}
		}
		saw(wrongs)
		if n := w.ruleCounts()["R1"]; n.LastDay(time.Now()) != 1 {
			t.Errorf("counted: %+v", n)
		}
		if len(w.held()) != 1 {
			t.Fatalf("held are %+v", w.held())
		}
		if err := w.engine.Unwatch(w.ctx, "PWATCH", "Nobody looks.", true); err != nil || len(w.held()) != 0 {
			t.Errorf("after the end of the watch: %v, %+v", err, w.held())
		}
		saw(wrongs)
		w.passes(6*time.Hour + time.Second)
		w.wantTold("in the morning", "Ann push")
		if text := w.timeline(1); !strings.Contains(text, "Opened by the watch edge-1") {
			t.Errorf("its timeline:\n%s", text)
		}
		saw(nil)
		if in := w.incident(1); in.Status != engine.Resolved {
			t.Errorf("it is %s", in.Status)
		}
		if err := w.engine.Unreached(w.ctx, map[string]int{"PSVC": 1}, "now"); err != nil {
			t.Fatal(err)
		}
		if n := w.ruleCounts()["R1"]; n.LastDay(time.Now()) != 2 {
			t.Errorf("after hours: %+v", n)
		}
	})
}

// Whatever senders say while a rule holds, afterwards exactly those problems are
// incidents which were reported last, and not as over.
func TestAfterwardsItIsKnownWhatTheRuleKept(t *testing.T) {
	quarter := rules.Rule{When: "now.minute < 15", Actions: rules.Actions{Suppress: true}} // of each hour
	inBubble(t, ruled(quarter), func(w *world) {
		rapid.Check(t, func(rt *rapid.T) {
			time.Sleep(time.Until(time.Now().Truncate(time.Hour).Add(time.Hour)))
			bad := map[string]bool{}
			restart := rapid.IntRange(0, 30).Draw(rt, "restart")
			for i := range rapid.IntRange(0, 12).Draw(rt, "events") {
				if i == restart {
					w.close()
					w.openStore()
					w.start()
				}
				key, action := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "key"), rapid.SampledFrom([]engine.Action{engine.Trigger, engine.Resolve}).Draw(rt, "action")
				w.event(engine.Event{Action: action, Key: key, Summary: "down " + key})
				bad[key] = action == engine.Trigger
				w.passes(time.Second)
			}
			w.passes(15 * time.Minute)
			list, err := w.db.Incidents(store.IncidentQuery{Statuses: []engine.Status{engine.Triggered, engine.Acked}, Limit: 100})
			if err != nil {
				rt.Fatal(err)
			}
			var got, want []string
			for _, in := range list.Incidents {
				got = append(got, in.Key)
				w.do(in.Number, engine.Act{Resolve: true})
			}
			for key, is := range bad {
				if is {
					want = append(want, key)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) || len(w.held()) != 0 {
				rt.Errorf("open are %q, want %q; held %d", got, want, len(w.held()))
			}
		})
	})
}
