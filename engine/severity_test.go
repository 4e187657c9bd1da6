package engine_test

import (
	"strings"
	"testing"

	"wakeman/engine"
)

// Where one incident is several problems, what they take turns in saying is no
// rise: only what is worse than the worst that was said is one.
func TestSeveralProblemsThatTakeTurnsWakeNobodyAgain(t *testing.T) {
	ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}
	story := func(w *world, words string) {
		for word := range strings.SplitSeq(words, ", ") {
			key, severity, _ := strings.Cut(word, " ")
			ev := engine.Event{Action: engine.Trigger, Key: key, Summary: key + " is down", Severity: engine.Severity(severity)}
			if severity == "up" {
				ev.Action, ev.Severity = engine.Resolve, ""
			}
			w.event(ev)
		}
	}
	merged := func(w *world) {
		if _, err := w.engine.Merge(w.ctx, ann, 1, 2); err != nil {
			w.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		config   func(*engine.Config)
		join     func(*world)
		before   string
		then     string
		acked    bool
		severity engine.Severity
	}{
		"by a rule":                   {oneTower(), func(*world) {}, "ap-1 critical, ap-2 warning", "ap-1 critical, ap-2 warning, ap-1 critical", true, engine.Critical},
		"by a rule, and worse":        {oneTower(), func(*world) {}, "ap-1 error, ap-2 warning", "ap-1 error, ap-2 critical", false, engine.Critical},
		"merged":                      {nil, merged, "ap-1 critical, ap-2 warning", "ap-2 info, ap-1 critical, ap-2 warning", true, engine.Critical},
		"merged, and worse":           {nil, merged, "ap-1 error, ap-2 warning", "ap-2 critical", false, engine.Critical},
		"the worst ends":              {oneTower(), func(*world) {}, "ap-1 critical, ap-2 warning", "ap-1 up", true, engine.Warning},
		"the worst ends, and is back": {oneTower(), func(*world) {}, "ap-1 critical, ap-2 warning", "ap-1 up, ap-1 critical", false, engine.Critical},
		"the worst of merged ends":    {nil, merged, "ap-1 critical, ap-2 warning", "ap-1 up", true, engine.Warning},
		"a milder of merged ends":     {nil, merged, "ap-1 critical, ap-2 warning", "ap-2 up", true, engine.Critical},
		"one alone that worsens":      {nil, func(*world) {}, "ap-1 critical", "ap-1 warning, ap-1 critical", false, engine.Critical},
		"one alone that eases":        {nil, func(*world) {}, "ap-1 critical", "ap-1 warning", true, engine.Warning},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, c.config, func(w *world) {
				story(w, c.before)
				c.join(w)
				if _, err := w.engine.Do(w.ctx, 1, ann, engine.Act{Acknowledge: true}); err != nil {
					t.Fatal(err)
				}
				story(w, c.then)
				in, _, err := w.db.Incident(1)
				if err != nil || (in.Status == engine.Acked) != c.acked || in.Severity != c.severity {
					t.Errorf("%s, %s, %v; want acknowledged %v, %s\n%s", in.Status, in.Severity, err, c.acked, c.severity, w.timeline(1))
				}
			})
		})
	}
}
