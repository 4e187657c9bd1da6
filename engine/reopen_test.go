package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
)

func (w *world) undo(n uint64) error {
	_, err := w.engine.Do(w.ctx, n, engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben", Via: "ui"}, engine.Act{Undo: true})
	return err
}

// What a sender without keys reports is one problem of an alert, and its end the end of
// that one: also while somebody has resolved the incident by mistake.
func TestTheEndOfASenderWithoutKeysSpeaksForNobodyElse(t *testing.T) {
	for name, c := range map[string]struct {
		before, meanwhile, after string
		open                     bool
	}{
		"it ends, the other is bad":      {"zbx-1 down, nobody down", "nobody up", "", true},
		"and then the other ends":        {"zbx-1 down, nobody down", "nobody up", "zbx-1 up", false},
		"it never was part of it":        {"zbx-1 down", "nobody up", "", true},
		"it is the only one, and ends":   {"nobody down", "nobody up", "", false},
		"the other ends, it is bad":      {"zbx-1 down, nobody down", "zbx-1 up", "", true},
		"a stranger's end":               {"zbx-1 down", "zbx-9 up", "", true},
		"each ends":                      {"zbx-1 down, nobody down", "zbx-1 up, nobody up", "", false},
		"each ends, before and after it": {"zbx-1 down, nobody down, zbx-2 down, zbx-2 up", "zbx-1 up", "nobody up", false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, oneTower(), func(w *world) {
				w.says(c.before)
				w.do(1, engine.Act{Resolve: true})
				w.says(c.meanwhile)
				if err := w.undo(1); err != nil && engine.CodeOf(err) != engine.Conflict {
					t.Fatal(err)
				}
				if c.after != "" {
					w.says(c.after)
				}
				if open := w.openNow() > 0; open != c.open {
					t.Errorf("open is %v\n%s", open, w.timeline(1))
				}
			})
		})
	}
}

// Of more than are remembered nobody knows when all have ended. A resolve that is taken
// back does not change that.
func TestAnAlertOfMoreThanAreRememberedIsThatAfterAnUndo(t *testing.T) {
	inBubble(t, oneTower(), func(w *world) {
		for i := range 102 {
			w.says(fmt.Sprintf("k%d down", i))
		}
		w.do(1, engine.Act{Resolve: true})
		for i := range 60 {
			w.says(fmt.Sprintf("k%d up", i))
		}
		if err := w.undo(1); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			w.says(fmt.Sprintf("k%d up", 60+i))
		}
		if w.openNow() != 1 || !strings.Contains(w.timeline(1), "Taken back by Ben") {
			t.Errorf("k101 is still down, and it was closed:\n%s", w.timeline(1))
		}
		if v := w.says("k3 up"); !strings.Contains(v.Reason, "the incident stays open until somebody resolves it") {
			t.Errorf("%+v", v)
		}
	})
}

// Also where all that are remembered end while it is closed, or the problem comes again.
func TestWhatIsMoreThanRememberedIsNotOverWhileItIsClosed(t *testing.T) {
	for name, c := range map[string]struct {
		again bool
		open  uint64
	}{"all that are remembered end": {false, 1}, "it comes again": {true, 2}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, oneTower(), func(w *world) {
				for i := range 102 {
					w.says(fmt.Sprintf("k%d down", i))
				}
				w.do(1, engine.Act{Resolve: true})
				if c.again {
					w.says("k1 down")
				}
				for i := range 100 {
					w.says(fmt.Sprintf("k%d up", i))
				}
				if err := w.undo(1); !c.again && err != nil || c.again && engine.CodeOf(err) != engine.Conflict {
					t.Error(err)
				}
				if in := w.incident(c.open); !in.Status.Open() || in.OpenAlerts != 1 {
					t.Errorf("incident %d is %s with %d open alerts:\n%s", c.open, in.Status, in.OpenAlerts, w.timeline(c.open))
				}
			})
		})
	}
}

// Whatever senders say before and after somebody resolves by mistake: once that is taken
// back, or refused, somebody is told exactly while the last word of one of them is bad.
func TestTheLastWordOfEachSenderCountsAfterAnUndo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		who := rapid.SampledFrom([]string{"a", "b", "nobody", "tower-9"})
		what := rapid.SampledFrom([]string{"down", "down", "up", "up", "quietly down"})
		var words []string
		for range rapid.IntRange(1, 2).Draw(rt, "mistakes") {
			for _, then := range []string{"resolves", "undoes"} {
				for range rapid.IntRange(0, 4).Draw(rt, "words") {
					words = append(words, who.Draw(rt, "who")+" "+what.Draw(rt, "what"))
				}
				words = append(words, "- Ben "+then)
			}
		}
		window, wrong := time.Duration(rapid.IntRange(0, 1).Draw(rt, "flap window"))*time.Hour, ""
		inBubble(t, func(c *engine.Config) {
			oneTower()(c)
			svc := c.Services["PSVC"]
			svc.FlapWindow = window
			c.Services["PSVC"] = svc
		}, func(w *world) { wrong = w.lastWordsOfAll(words) })
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// lastWordsOfAll says after which word it is not so; "": it always is.
func (w *world) lastWordsOfAll(words []string) string {
	bad, resolved := map[string]bool{}, uint64(0) // what Ben resolved by mistake, until he says so
	for i, word := range append(words, "- Ben undoes") {
		name, what, _ := strings.Cut(word, " ")
		switch what {
		case "Ben resolves":
			for n := uint64(1); w.has(n); n++ {
				if w.incident(n).Status.Open() {
					w.do(n, engine.Act{Resolve: true})
					resolved = n
				}
			}
		case "Ben undoes":
			if resolved != 0 {
				if err := w.undo(resolved); err != nil && engine.CodeOf(err) != engine.Conflict {
					w.Fatal(err)
				}
			}
			resolved = 0
		default:
			w.says(word)
			name = strings.Replace(name, "nobody", "tower-9", 1) // whose key is that of the rule
			if bad[name] = what != "up"; !bad[name] {
				delete(bad, name)
			}
		}
		if known := w.openNow() + len(w.held()); resolved == 0 && (known > 0) != (len(bad) > 0) {
			return fmt.Sprintf("after word %d: %d are open or held, and bad are %v: %q", i+1, known, bad, words)
		}
	}
	return ""
}

func (w *world) has(n uint64) bool {
	_, found, err := w.db.Incident(n)
	return err == nil && found
}
