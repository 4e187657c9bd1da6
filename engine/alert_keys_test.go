package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/store"
)

// oneTower gives everything one dedup key, and keeps quiet what is called quiet.
func oneTower() func(*engine.Config) {
	return func(c *engine.Config) {
		ruled(rules.Rule{Actions: rules.Actions{DedupKey: "tower-9"}})(c)
		svc := c.Services["PSVC"]
		svc.EventRules = rules.Set{{ID: "Q", Name: "quiet", When: `event.class == "quiet"`, Actions: rules.Actions{Suppress: true}}}
		c.Services["PSVC"] = svc
	}
}

// says posts the words of senders, parted by commas: "zbx-1 down", "zbx-1 up",
// "zbx-1 quietly down"; "nobody" gives no key.
func (w *world) says(story string) (last engine.Verdict) {
	w.Helper()
	for words := range strings.SplitSeq(story, ", ") {
		word := strings.Fields(words)
		ev := engine.Event{Action: engine.Trigger, Key: word[0], Summary: word[0] + " is down"}
		if word[0] == "nobody" {
			ev.Key = ""
		}
		switch strings.Join(word[1:], " ") {
		case "up":
			ev.Action = engine.Resolve
		case "quietly down":
			ev.Class = "quiet"
		}
		last = w.event(ev)
	}
	return last
}

// openNow counts the incidents that are open.
func (w *world) openNow() (n int) {
	w.Helper()
	list, err := w.db.Incidents(store.IncidentQuery{Statuses: []engine.Status{engine.Triggered, engine.Acked}})
	if err != nil {
		w.Fatal(err)
	}
	return len(list.Incidents)
}

// Several senders' problems are one incident: it is open while one of them is.
func TestAnIncidentOfSeveralIsOpenWhileOneOfThemIs(t *testing.T) {
	for name, tc := range map[string]struct {
		story string
		open  bool
	}{
		"each has ended":                             {"zbx-1 down, zbx-2 down, zbx-1 up, zbx-2 up", false},
		"a recovery that is sent twice":              {"zbx-1 down, zbx-2 down, zbx-1 up, zbx-1 up", true},
		"twice, and then the other":                  {"zbx-1 down, zbx-2 down, zbx-1 up, zbx-1 up, zbx-2 up", false},
		"the second recovery meets the next problem": {"zbx-7 down, zbx-7 up, zbx-1 down, zbx-7 up", true},
		"an end of what never began here":            {"zbx-1 down, zbx-9 up", true},
		"it ended, and began again":                  {"zbx-1 down, zbx-2 down, zbx-1 up, zbx-1 down, zbx-2 up", true},
		"one without a key beside one with":          {"zbx-1 down, nobody down, zbx-1 up", true},
		"one without a key ends for itself":          {"zbx-1 down, nobody down, nobody up", true},
		"both of them":                               {"zbx-1 down, nobody down, nobody up, zbx-1 up", false},
		"the key of the rule is a sender's, too":     {"tower-9 down, zbx-1 down, tower-9 up, tower-9 up", true},
		"a quiet one beside a loud one":              {"zbx-1 down, zbx-2 quietly down, zbx-1 up", true},
		"a quiet one that is over as well":           {"zbx-1 down, zbx-2 quietly down, zbx-1 up, zbx-2 up", false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, oneTower(), func(w *world) {
				w.says(tc.story)
				if open := w.openNow() > 0; open != tc.open {
					t.Errorf("%s: open is %v\n%s", tc.story, open, w.timeline(1))
				}
			})
		})
	}
}

// Why an incident stays open although a recovery came is on its timeline, once for
// each key, and in the event log each time.
func TestTheTimelineSaysWhichRecoveryEndedNothing(t *testing.T) {
	inBubble(t, oneTower(), func(w *world) {
		w.says("zbx-1 down, zbx-2 down, zbx-9 up, zbx-1 up, zbx-1 up")
		v := w.says("zbx-9 up")
		if v.Fate != engine.Dropped || v.Incident != 1 || !strings.Contains(v.Reason, "no problem of the key “zbx-9” is open here: the incident stays open until “zbx-2” ends") {
			t.Errorf("%+v", v)
		}
		const line = "“zbx-9” ended, and no problem of that key is open here: the incident stays open until “zbx-1” and “zbx-2” end, each by its own key."
		if text := w.timeline(1); strings.Count(text, line) != 1 || strings.Contains(text, "“zbx-1” ended") {
			t.Error(text)
		}
	})
}

// What is held under one key ends one by one, also when an end is said twice.
func TestARecoveryThatIsSentTwiceLetsNothingElseGo(t *testing.T) {
	inBubble(t, oneTower(), func(w *world) {
		w.says("ap-1 quietly down, ap-2 quietly down, ap-1 up")
		if v := w.says("ap-1 up"); !strings.Contains(v.Reason, "held") {
			t.Errorf("the event log does not say that ap-2 stays held: %+v", v)
		}
		w.says("ap-9 up, nobody up")
		if held := w.held(); len(held) != 1 || held[0].Key != "ap-2" {
			t.Fatalf("held is %+v", held)
		}
		w.configure(oneLoudTower)
		w.wantTold("when the rule is gone", "Ann push")
		if in := w.incident(1); in.Title != "ap-2 is down" {
			t.Error(in.Title)
		}
	})
}

func oneLoudTower(c *engine.Config) {
	svc := c.Services["PSVC"]
	svc.EventRules = nil
	c.Services = map[string]engine.Service{"PSVC": svc}
}

// A worse one that is held beside an open incident is not forgotten when the milder
// ones end.
func TestAWorseProblemThatIsHeldOutlivesTheMilderOnes(t *testing.T) {
	inBubble(t, oneTower(), func(w *world) {
		w.event(engine.Event{Key: "ap-1", Summary: "ap-1 is slow", Severity: engine.Warning})
		w.event(engine.Event{Key: "ap-2", Summary: "ap-2 is down", Severity: engine.Critical, Class: "quiet"})
		w.says("ap-1 up")
		w.configure(oneLoudTower)
		if in := w.incident(1); !in.Status.Open() || in.Severity != engine.Critical {
			t.Errorf("%s, %s\n%s", in.Status, in.Severity, w.timeline(1))
		}
	})
}

// Of more than are remembered nobody knows when all have ended: a person says so.
func TestAnAlertOfMoreThanAreRememberedIsEndedByAPerson(t *testing.T) {
	inBubble(t, oneTower(), func(w *world) {
		for i := range 102 {
			w.says(fmt.Sprintf("k%d down", i))
		}
		for i := range 100 {
			w.says(fmt.Sprintf("k%d up", i))
		}
		w.says("nobody up, tower-9 up, k100 up")
		if w.openNow() != 1 {
			t.Error("k101 is still down, and the incident was closed")
		}
		if text := w.timeline(1); strings.Count(text, "More than 100") != 1 {
			t.Error(text)
		}
		w.do(1, engine.Act{Resolve: true})
		w.passes(16 * time.Minute) // until that can no longer be taken back
		if v := w.says("k1 down"); v.Fate != engine.Opened {
			t.Errorf("the next one: %+v", v)
		}
		if v := w.says("k1 up"); v.Fate != engine.ResolvedFate {
			t.Errorf("and its end: %+v", v)
		}
	})
}

// Whatever the order in which senders under one ruled key report, repeat and end
// their problems, loudly or kept quiet: somebody is told, or will be, exactly while
// the last word of one of them is that it is bad.
func TestTheLastWordOfEachSenderCounts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		who := rapid.SampledFrom([]string{"a", "b", "c", "nobody", "tower-9"})
		what := rapid.SampledFrom([]string{"down", "down", "up", "up", "quietly down"})
		var words []string
		for range rapid.IntRange(1, 20).Draw(rt, "words") {
			words = append(words, who.Draw(rt, "who")+" "+what.Draw(rt, "what"))
		}
		window, wrong := time.Duration(rapid.IntRange(0, 1).Draw(rt, "flap window"))*time.Hour, ""
		inBubble(t, func(c *engine.Config) {
			oneTower()(c)
			svc := c.Services["PSVC"]
			svc.FlapWindow = window
			c.Services["PSVC"] = svc
		}, func(w *world) { wrong = w.lastWords(words) })
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// lastWords says after which word it is not so; "": it always is.
func (w *world) lastWords(words []string) (wrong string) {
	bad := map[string]bool{}
	check := func(when string, known int) {
		if wrong == "" && (known > 0) != (len(bad) > 0) {
			wrong = fmt.Sprintf("%s: %d are open or held, and bad are %v: %q", when, known, bad, words)
		}
	}
	for i, word := range words {
		w.says(word)
		name, what, _ := strings.Cut(word, " ")
		name = strings.Replace(name, "nobody", "tower-9", 1) // whose key is that of the rule
		if bad[name] = what != "up"; !bad[name] {
			delete(bad, name)
		}
		check(fmt.Sprint("after word ", i+1), w.openNow()+len(w.held()))
	}
	w.configure(oneLoudTower)
	check("when nothing is kept quiet", w.openNow())
	return wrong
}
