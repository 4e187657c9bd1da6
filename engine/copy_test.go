package engine_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// copied is a mail that says not which one it is, with a date of its own.
func copied(print string, date time.Time) engine.Event {
	return engine.Event{Action: engine.Trigger, Summary: "UPS on battery", SentAt: date, Copy: engine.Copy{Print: print, For: 45 * time.Minute}}
}

func TestTheSameMessageAgainIsTheSameIncidentForAWhile(t *testing.T) {
	same := func(first time.Time) (a, b time.Time) { return first, first }
	none := func(time.Time) (a, b time.Time) { return }
	stopped := func(time.Time) (a, b time.Time) { return time.Unix(0, 0), time.Unix(0, 0) }
	anew := func(first time.Time) (a, b time.Time) { return first, first.Add(time.Minute) }
	for name, c := range map[string]struct {
		after time.Duration
		dates func(first time.Time) (a, b time.Time)
		same  bool
	}{
		"at once":                             {0, same, true},
		"after a mail server's half hour":     {31 * time.Minute, same, true},
		"the same bytes an hour later":        {time.Hour, same, false},
		"made anew at once":                   {time.Minute, anew, true},
		"made anew after a quarter":           {15 * time.Minute, anew, false},
		"without a date, at once":             {9 * time.Minute, none, true},
		"without a date, later":               {11 * time.Minute, none, false},
		"by a clock that stands still, later": {11 * time.Minute, stopped, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(w *world) {
				a, b := c.dates(time.Now())
				first := w.event(copied("p", a))
				w.passes(c.after)
				again := w.event(copied("p", b))
				if same := again.Incident == first.Incident; same != c.same {
					t.Errorf("the same incident: %v (%s)", same, again.Reason)
				}
				if c.same && (again.Fate != engine.Repeated || !strings.HasPrefix(again.Reason, "received again")) {
					t.Errorf("%s: %s", again.Fate, again.Reason)
				}
			})
		})
	}
}

func TestAfterItsEndTheSameMessageOpensAnew(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		first := w.event(copied("p", time.Now()))
		w.do(first.Incident, engine.Act{Resolve: true})
		again := w.event(copied("p", time.Now()))
		if again.Fate != engine.Opened || again.Incident == first.Incident {
			t.Errorf("%+v", again)
		}
		if third := w.event(copied("p", time.Now())); third.Incident != again.Incident {
			t.Errorf("and is not recognised again: %+v", third)
		}
	})
}

func TestMessagesThatDifferAreNeverOne(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		first, other := w.event(copied("p", time.Now())), w.event(copied("q", time.Now()))
		if bare := w.event(copied("", time.Now())); first.Incident == other.Incident || bare.Incident == first.Incident || bare.Incident == other.Incident {
			t.Error("two mails are one incident")
		}
	})
}

// Whenever the same message comes, it is in an incident that is open; it is its first
// one's only if that came within the time, and one that the time lies behind of is
// never joined.
func TestNoRepetitionIsLost(t *testing.T) {
	for seed := range uint64(20) {
		inBubble(t, nil, func(w *world) {
			random := rand.New(rand.NewPCG(seed, 1))
			date, most := time.Now(), 45*time.Minute
			if seed%2 == 0 {
				date, most = time.Time{}, 10*time.Minute
			}
			began, last := map[uint64]time.Time{}, uint64(0)
			for step := range 8 {
				w.passes(time.Duration(random.IntN(50)) * time.Minute)
				if random.IntN(3) == 0 && last != 0 {
					w.do(last, engine.Act{Resolve: true})
				}
				last = w.event(copied("p", date)).Incident
				if !w.incident(last).Status.Open() {
					t.Fatalf("seed %d, step %d: it went into incident %d, which is over", seed, step, last)
				}
				if at, joined := began[last]; !joined {
					began[last] = time.Now()
				} else if time.Since(at) > most {
					t.Fatalf("seed %d, step %d: it joined what began %s before", seed, step, time.Since(at))
				}
			}
		})
	}
}
