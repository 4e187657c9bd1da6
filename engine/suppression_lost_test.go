package engine_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/rules"
)

// worseAtNight begins with an open warning that Ben has, and its worse turn held.
func worseAtNight(t *testing.T, change func(*engine.Config), then func(w *world)) {
	t.Helper()
	inBubble(t, change, func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.do(1, engine.Act{Acknowledge: true})
		w.told()
		w.configure(ruled(night()))
		if v := w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical}); v.Fate != engine.Suppressed || len(w.held()) != 1 {
			t.Fatalf("%+v, held are %+v", v, w.held())
		}
		then(w)
	})
}

func TestAWorseTurnThatIsHeldFollowsItsIncidentIntoAnother(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.event(engine.Event{Key: "b", Summary: "slow, too", Severity: engine.Warning})
		w.configure(ruled(night()))
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		if _, err := w.engine.Merge(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben"}, 2, 1); err != nil {
			t.Fatal(err)
		}
		w.passes(6*time.Hour - 2*time.Minute)
		w.do(2, engine.Act{Acknowledge: true})
		w.told()
		w.passes(2 * time.Minute)
		if in := w.incident(2); in.Severity != engine.Critical || in.Status != engine.Triggered {
			t.Errorf("the other is %s, %s", in.Status, in.Severity)
		}
		if len(w.told()) == 0 {
			t.Error("nobody was told")
		}
	})
}

// The timer does not know that it is worse by now.
func TestAWorseTurnThatIsHeldPagesThoughTheTimerResolvedItsIncident(t *testing.T) {
	worseAtNight(t, func(c *engine.Config) {
		svc := c.Services["PSVC"]
		svc.AutoResolve = 2 * time.Hour
		c.Services["PSVC"] = svc
	}, func(w *world) {
		w.passes(3 * time.Hour)
		if in := w.incident(1); in.Status != engine.Resolved {
			t.Fatalf("the timer left it %s", in.Status)
		}
		w.wantTold("at night")
		w.passes(3*time.Hour + time.Second)
		w.wantTold("in the morning", "Ann push")
	})
}

// Whoever resolved the warning never saw that it had become critical.
func TestAWorseTurnThatIsHeldPagesThoughSomebodyResolvedItsIncident(t *testing.T) {
	for name, over := range map[string]bool{"still bad": false, "the sender says that it is over": true} {
		t.Run(name, func(t *testing.T) {
			worseAtNight(t, nil, func(w *world) {
				w.do(1, engine.Act{Resolve: true})
				want := []string{"Ann push"}
				if over {
					w.event(engine.Event{Action: engine.Resolve, Key: "a"})
					want = nil
				}
				w.passes(6*time.Hour + time.Second)
				w.wantTold("in the morning", want...)
			})
		})
	}
}

// Conditions see names, too, and by what an event came.
func TestHeldProblemsFollowWhatTheirConditionsSee(t *testing.T) {
	other := func(c *engine.Config) {
		c.Services["POTHER"] = engine.Service{ID: "POTHER", Name: "other", Policy: c.Services["PSVC"].Policy}
	}
	for name, c := range map[string]struct {
		when   string
		change func(*engine.Config)
	}{
		"the service is renamed": {`event.service == "S"`, func(c *engine.Config) {
			svc := c.Services["PSVC"]
			svc.Name = "T"
			c.Services["PSVC"] = svc
		}},
		"the integration is renamed": {`event.integration == "I"`, func(c *engine.Config) {
			in := c.Integrations["PINT"]
			in.Name = "J"
			c.Integrations["PINT"] = in
		}},
		"the integration goes to another service": {`event.service == "S"`, func(c *engine.Config) {
			in := c.Integrations["PINT"]
			in.Service = "POTHER"
			c.Integrations["PINT"] = in
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(conf *engine.Config) {
				other(conf)
				svc, in := conf.Services["PSVC"], conf.Integrations["PINT"]
				svc.Name, in.Name = "S", "I"
				conf.Services["PSVC"], conf.Integrations["PINT"] = svc, in
				ruled(rules.Rule{When: c.when, Actions: rules.Actions{Suppress: true}})(conf)
			}, func(w *world) {
				if v := w.event(engine.Event{Key: "lab-1", Summary: "down"}); v.Fate != engine.Suppressed {
					t.Fatalf("%+v", v)
				}
				w.configure(func(conf *engine.Config) {
					conf.Services, conf.Integrations = maps.Clone(conf.Services), maps.Clone(conf.Integrations)
					c.change(conf)
				})
				w.wantTold("once "+name, "Ann push")
			})
		})
	}
}

func TestAWatchThatIsRenamedIsAskedAboutAgain(t *testing.T) {
	watch := engine.Watch{ID: "PWATCH", Service: "PSVC", Name: "edge-1", Host: "192.0.2.1", Ping: true, Interval: time.Minute}
	inBubble(t, func(c *engine.Config) {
		c.Watches = map[string]engine.Watch{"PWATCH": watch}
		ruled(rules.Rule{When: `event.integration == "the watch edge-1"`, Actions: rules.Actions{Suppress: true}})(c)
	}, func(w *world) {
		if _, err := w.engine.Saw(w.ctx, watch, []engine.Wrong{{Check: "ping", Words: "no answer"}}); err != nil || len(w.held()) != 1 {
			t.Fatalf("%v, held are %+v", err, w.held())
		}
		watch.Name = "edge-2"
		w.configure(func(c *engine.Config) { c.Watches = map[string]engine.Watch{"PWATCH": watch} })
		w.wantTold("once it is renamed", "Ann push")
	})
}

func TestAWorseTurnThatGotBetterAgainWakesNobody(t *testing.T) {
	worseAtNight(t, nil, func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		if len(w.held()) != 0 {
			t.Errorf("held are %+v", w.held())
		}
		w.passes(6*time.Hour + time.Second)
		w.wantTold("in the morning")
		if in := w.incident(1); in.Severity != engine.Warning {
			t.Errorf("it is %s", in.Severity)
		}
	})
}

// A repeat that says nothing of how bad it is, and one that was sent before and came
// late, are no news that it got better.
func TestAWorseTurnIsNotEndedByWhatSaysNothingNew(t *testing.T) {
	for name, ev := range map[string]engine.Event{
		"without a severity": {Key: "a", Summary: "down"},
		"delivered late":     {Key: "a", Summary: "slow", Severity: engine.Warning, SentAt: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(w *world) {
				w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
				w.do(1, engine.Act{Acknowledge: true})
				w.told()
				w.passes(10 * time.Minute)
				w.configure(ruled(night()))
				w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical, SentAt: time.Now()})
				w.passes(2 * time.Minute)
				w.event(ev)
				w.passes(6 * time.Hour)
				if in := w.incident(1); in.Severity != engine.Critical {
					t.Errorf("it is %s", in.Severity)
				}
				if len(w.told()) == 0 {
					t.Error("nobody was told")
				}
			})
		})
	}
}

// The rule is for what is called critical: a repeat that does not say how bad it is
// comes through, and is no news that it got better.
func TestAWorseTurnIsNotEndedByWhatComesThroughWithoutASeverity(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.do(1, engine.Act{Acknowledge: true})
		w.told()
		w.passes(10 * time.Minute)
		rule := night()
		rule.When = `event.severity == "critical"`
		w.configure(ruled(rule))
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		w.passes(2 * time.Minute)
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.passes(6 * time.Hour)
		if in := w.incident(1); in.Severity != engine.Critical {
			t.Errorf("it is %s", in.Severity)
		}
		if len(w.told()) == 0 {
			t.Error("nobody was told")
		}
	})
}

func TestTheSameMessageAgainIsHeldOnce(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		same  bool
		want  int
	}{
		"resent by a mail server":     {25 * time.Minute, true, 1},
		"sent anew, a quarter later":  {15 * time.Minute, false, 2},
		"resent after its rule ended": {6*time.Hour + time.Minute, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, ruled(night()), func(w *world) {
				date := time.Now()
				w.event(copied("p", date))
				w.passes(c.after)
				if !c.same {
					date = time.Now()
				}
				w.event(copied("p", date))
				w.passes(7 * time.Hour)
				n := 0
				for i := range uint64(3) {
					if _, ok, _ := w.db.Incident(i + 1); ok {
						n++
					}
				}
				if n != c.want {
					t.Errorf("%d incidents, want %d", n, c.want)
				}
			})
		})
	}
}

// Whoever acknowledged it in the monitoring has it.
func TestAHeldProblemThatItsSenderAcknowledgedOpensAcknowledged(t *testing.T) {
	hushed := night()
	hushed.When = `event.action == "trigger"`
	for name, rule := range map[string]rules.Rule{"the rule takes it, too": night(), "past the rule": hushed} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, ruled(rule), func(w *world) {
				w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Error})
				v := w.event(engine.Event{Action: engine.Acknowledge, Key: "a"})
				if v.Fate != engine.Suppressed || !strings.Contains(v.Reason, "acknowledged by the sender") {
					t.Errorf("%+v", v)
				}
				w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Error})
				if list := w.held(); len(list) != 1 || list[0].AckedAt.IsZero() {
					t.Errorf("held are %+v", list)
				}
				w.passes(7 * time.Hour)
				w.wantTold("in the morning")
				if in := w.incident(1); in.Status != engine.Acked || in.Acks[0].By.Kind != engine.ByIntegration {
					t.Errorf("it is %s: %+v", in.Status, in.Acks)
				}
				if text := w.timeline(1); strings.Contains(text, "Paging") {
					t.Errorf("its timeline:\n%s", text)
				}
			})
		})
	}
}

// As with an open incident, a worse turn after it counts as news.
func TestAHeldProblemThatGetsWorseIsAcknowledgedNoMore(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.event(engine.Event{Action: engine.Acknowledge, Key: "a"})
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		w.passes(6*time.Hour + time.Second)
		w.wantTold("in the morning", "Ann push")
	})
}

// An acknowledgement of a stranger ends no alert.
func TestAnUnprovenAcknowledgementOfAHeldProblemHasNoEffect(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.event(engine.Event{Action: engine.Acknowledge, Key: "a", Quarantine: "not signed"})
		w.passes(6*time.Hour + time.Second)
		w.wantTold("in the morning", "Ann push")
	})
}
