package enginetest_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/schedules/civil"
	"wakeman/store"
)

// A night with event rules that keep quiet what comes, at hours or for as long as they
// stand, and that give several problems one key; with people who take back what they did,
// reopen, merge, dismiss what is held or page for it by hand. The laws of invariant.go
// hold, and those of a ledger of each sender's last word:
//
//   - a problem whose last word is that it is bad is open, or held, or there is a record of
//     whoever, or which timer, ended it after that;
//   - what is held is what rules keep quiet at that instant, and its sender has not ended;
//   - an event that is held makes no page.
func TestSimulationOfWhatIsHeld(t *testing.T) {
	if *simSeed != 0 {
		simulateHeld(t, *simSeed, *simSteps)
		return
	}
	for i := range *simSeeds {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) { simulateHeld(t, uint64(i+1), *simSteps) })
	}
}

func simulateHeld(t *testing.T, seed uint64, steps int) {
	s := newSimulation(t, seed)
	s.held = &ledger{words: map[problem]*word{}}
	s.drawRules()
	if err := s.run(steps); err != nil {
		t.Errorf("seed %d: %v\nthe last of what happened:\n%s\nall of it: go test ./engine/enginetest -run SimulationOfWhatIsHeld -sim.seed=%d -sim.steps=%d -v",
			seed, err, s.story.last(), seed, steps)
	}
}

// ledger is what senders said last.
type ledger struct {
	words     map[problem]*word
	incidents uint64 // how many there are
}

type problem struct{ door, key string }

type word struct {
	bad       bool
	at        time.Time
	post      uint64
	part      int
	incident  uint64 // that told of it; 0: none that is known
	dismissed bool
}

// heldOne lets one thing happen, each at an instant of its own.
func (s *simulation) heldOne() error {
	if err := s.pass(time.Millisecond); err != nil {
		return err
	}
	switch n := s.rng.IntN(100); {
	case n < 30:
		return s.pass(s.drawTime())
	case n < 64:
		return s.hook()
	case n < 80:
		s.heldAct()
	case n < 84:
		s.heldMerge()
	case n < 90:
		return s.byHand()
	case n < 94:
		s.drawRules()
	case n < 97:
		s.mood()
	default:
		s.crash()
	}
	return nil
}

// drawRules gives each service other rules, and all events some.
func (s *simulation) drawRules() {
	s.configure(func(c *engine.Config) {
		c.Services = maps.Clone(c.Services)
		c.EventRules = nil
		if s.rng.IntN(2) == 0 {
			c.EventRules = rules.Set{{ID: "T", Name: "tower", When: `event.source == "tower"`, Actions: rules.Actions{DedupKey: "tower"}}}
		}
		for _, id := range slices.Sorted(maps.Keys(c.Services)) {
			svc := c.Services[id]
			svc.EventRules = nil
			for i := range s.rng.IntN(3) {
				svc.EventRules = append(svc.EventRules, s.drawRule(fmt.Sprint(id, i)))
			}
			c.Services[id] = svc
			s.story.add(s.Now(), "RULES of %s: %s", id, told(svc.EventRules))
		}
	})
}

func (s *simulation) drawRule(id string) rules.Rule {
	r := rules.Rule{ID: id, Name: id, When: pick(s.rng, "", "", `event.severity == "critical"`, `event.severity != "critical"`, `event.source == "router"`)}
	if s.rng.IntN(4) > 0 {
		begin := s.Now().Add(time.Duration(s.rng.IntN(180)-90) * time.Minute)
		r.Window = &rules.Window{From: clock(begin), Until: clock(begin.Add(time.Duration(2+s.rng.IntN(120)) * time.Minute))}
	}
	r.Actions.Suppress = s.rng.IntN(5) > 0
	return r
}

func clock(t time.Time) civil.TimeOfDay { return civil.TimeOfDay{Hour: t.Hour(), Minute: t.Minute()} }

func told(set rules.Set) (text string) {
	for _, r := range set {
		text += fmt.Sprintf("[%q suppress %v", r.When, r.Actions.Suppress)
		if r.Window != nil {
			text += fmt.Sprintf(" %02d:%02d-%02d:%02d", r.Window.From.Hour, r.Window.From.Minute, r.Window.Until.Hour, r.Window.Until.Minute)
		}
		text += "] "
	}
	return text
}

// quiet is what the rules say of an event, by another hand than the engine's.
func (s *simulation) quiet(door string, ev engine.Event, now time.Time) bool {
	c := s.db.Config()
	for _, r := range c.Services[c.Integrations[door].Service].EventRules {
		matches := map[string]bool{
			"": true, `event.severity == "critical"`: ev.Severity == engine.Critical,
			`event.severity != "critical"`: ev.Severity != engine.Critical, `event.source == "router"`: ev.Source == "router",
		}[r.When]
		if w := r.Window; w != nil {
			at, from, until := now.Hour()*60+now.Minute(), w.From.Hour*60+w.From.Minute, w.Until.Hour*60+w.Until.Minute
			matches = matches && (from < until && at >= from && at < until || from >= until && (at >= from || at < until))
		}
		if matches {
			return r.Actions.Suppress
		}
	}
	return false
}

// heldAct is what somebody does to an incident; an undo mostly by whoever can.
func (s *simulation) heldAct() {
	if s.count() == 0 {
		return
	}
	number := s.held.incidents - uint64(s.rng.IntN(int(min(s.held.incidents, 4))))
	in, _, err := s.db.Incident(number)
	s.fail(err)
	who := pick(s.rng, names()...)
	a := pick(s.rng,
		engine.Act{Acknowledge: true}, engine.Act{Acknowledge: true}, engine.Act{Resolve: true}, engine.Act{Resolve: true}, engine.Act{Reopen: true},
		engine.Act{Undo: true}, engine.Act{Undo: true}, engine.Act{Undo: true}, engine.Act{Snooze: s.drawTime() + time.Second}, engine.Act{Unacknowledge: true},
		engine.Act{Urgency: pick(s.rng, people.High, people.Low)})
	if in.Press != nil && s.rng.IntN(2) == 0 {
		a, who = engine.Act{Undo: true}, in.Press.By
	}
	s.assigned[number] = nil
	after, err := s.Engine.Do(s.ctx, number, engine.Actor{Kind: engine.ByPerson, ID: who, Name: who, Via: "ui"}, a)
	s.story.add(s.Now(), "ACT   %s #%d %+v: %v", who, number, a, err)
	switch {
	case err != nil && engine.CodeOf(err) != engine.Conflict:
		s.fail(err)
	case err == nil && a.Undo && in.Status == engine.Resolved && after.OpenAlerts == 0:
		s.fail(fmt.Errorf("after %+v incident %d is %s, and no sender can end it", a, number, after.Status))
	}
}

// count is how many incidents there are.
func (s *simulation) count() uint64 {
	for {
		if _, found, err := s.db.Incident(s.held.incidents + 1); err != nil || !found {
			s.fail(err)
			return s.held.incidents
		}
		s.held.incidents++
	}
}

func (s *simulation) heldMerge() {
	list, err := s.db.Incidents(store.IncidentQuery{Statuses: []engine.Status{engine.Triggered, engine.Acked}, Limit: 10})
	s.fail(err)
	if len(list.Incidents) < 2 {
		return
	}
	i, j := s.rng.IntN(len(list.Incidents)), s.rng.IntN(len(list.Incidents)-1)
	if j >= i {
		j++
	}
	from, into := list.Incidents[i].Number, list.Incidents[j].Number
	_, err = s.Engine.Merge(s.ctx, engine.Actor{Kind: engine.ByPerson, ID: "Ann", Name: "Ann"}, into, from)
	s.story.add(s.Now(), "MERGE #%d into #%d: %v", from, into, err)
	s.fail(err)
}

// byHand ends something that is held.
func (s *simulation) byHand() error {
	list, err := s.db.Suppressions(store.SuppressionQuery{Limit: 100})
	if err != nil || len(list) == 0 {
		return err
	}
	x := pick(s.rng, list...)
	ann, h := engine.Actor{Kind: engine.ByPerson, ID: "Ann", Name: "Ann"}, engine.ByHand{Suppression: x.ID(), Seen: x.Post}
	if s.rng.IntN(2) == 0 {
		s.story.add(s.Now(), "DISMISS %s %s", x.Integration, x.Key)
		s.held.words[problem{x.Integration, x.Key}].dismissed = true
		return s.Engine.Dismiss(s.ctx, ann, h)
	}
	r, err := s.Engine.PageNow(s.ctx, ann, h)
	s.story.add(s.Now(), "PAGE BY HAND %s %s: %+v, %v", x.Integration, x.Key, r.Verdicts, err)
	if err != nil {
		return err
	}
	if in, _, err := s.db.Incident(r.Verdicts[0].Incident); err != nil || !in.Status.Open() {
		return fmt.Errorf("incident %d was paged by hand and is %s: %w", in.Number, in.Status, err)
	}
	return nil
}

// paged is how many pages there ever were, and how many incidents.
func (s *simulation) paged() (pages, incidents uint64) {
	for n := range s.count() {
		in, _, err := s.db.Incident(n + 1)
		s.fail(err)
		pages += in.LastPage
	}
	return pages, s.held.incidents
}

// note writes down a sender's word.
func (s *simulation) note(door string, seq uint64, part int, ev engine.Event, v engine.Verdict) error {
	if ev.Test || ev.Action != engine.Trigger && ev.Action != engine.Resolve {
		return nil
	}
	w := &word{bad: ev.Action == engine.Trigger, at: s.Now(), post: seq, part: part, incident: v.Incident}
	s.held.words[problem{door, ev.Key}] = w
	if !w.bad {
		return nil
	}
	if held, want := v.Fate == engine.Suppressed, s.quiet(door, ev, s.Now()); held != want {
		return fmt.Errorf("%q is %s (%s), and that the rules keep it quiet is %v", ev.Key, v.Fate, v.Reason, want)
	}
	if v.Fate != engine.Suppressed {
		return nil
	}
	return s.db.View(func(r engine.Reader) error {
		if a, open, err := isOpen(r, problem{door, ev.Key}); err != nil || open {
			w.incident = a.Incident
			return err
		}
		return nil
	})
}

// isOpen finds the open alert that a problem is part of.
func isOpen(r engine.Reader, p problem) (engine.Alert, bool, error) {
	a, live, err := r.LiveAlert(p.door, p.key)
	part := slices.Contains(a.Sent, p.key) || len(a.Sent) == 0 && a.Key == p.key
	if err != nil || !live || !a.Open || !part {
		return a, false, err
	}
	in, _, err := r.Incident(a.Incident)
	return a, in.Status.Open(), err
}

// heldLaws hold whenever nothing more is to be done at an instant.
func (s *simulation) heldLaws() error {
	list, err := s.db.Suppressions(store.SuppressionQuery{Limit: 1000})
	if err != nil {
		return err
	}
	held := map[problem]bool{}
	for _, x := range list {
		p := problem{x.Integration, x.Key}
		held[p] = true
		switch w := s.held.words[p]; {
		case !s.quiet(x.Integration, x.Event, s.Now()):
			return fmt.Errorf("%s %s is held, and no rule keeps it quiet now", p.door, p.key)
		case !w.bad || w.dismissed:
			return fmt.Errorf("%s %s is held: its sender, or somebody, has ended it", p.door, p.key)
		}
	}
	for p, w := range s.held.words {
		if !w.bad || w.dismissed || held[p] {
			continue
		}
		if err := s.db.View(func(r engine.Reader) error { return s.accounted(r, p, w) }); err != nil {
			return err
		}
	}
	return nil
}

// accounted is the law that a problem which is bad and not held is open, or that
// somebody ended it after that.
func (s *simulation) accounted(r engine.Reader, p problem, w *word) error {
	if _, open, err := isOpen(r, p); err != nil || open {
		return err
	}
	row, _, err := r.Post(w.post)
	if err != nil {
		return err
	}
	v := row.Events[w.part].Verdict
	if v.Incident != 0 {
		w.incident = v.Incident
	}
	for n := w.incident; n != 0; {
		in, _, err := r.Incident(n)
		if err != nil {
			return err
		}
		if s.ended(n, w.at) {
			return nil
		}
		n = in.MergedInto
	}
	return fmt.Errorf("%s %s is LOST: bad since %s, not open, not held, and nobody ended #%d; its event: %+v", p.door, p.key, w.at.Format("15:04:05.000"), w.incident, v)
}

// ended looks for a record of who ended an incident, but for a sender, since an instant.
// One that somebody has taken back is none.
func (s *simulation) ended(n uint64, since time.Time) bool {
	entries, err := s.db.Timeline(n, 1_000_000)
	s.fail(err)
	records := 0
	for _, e := range entries {
		switch {
		case e.At.Before(since):
		case e.Type == engine.ResolveEntry && e.Actor.Kind != engine.ByIntegration:
			records++
		case e.Type == engine.ReopenEntry && e.Actor.Kind == engine.ByPerson && records > 0:
			records--
		}
	}
	return records > 0
}

// submitHeld is submit for the ledger.
func (s *simulation) submitHeld(door string, events []engine.Event) error {
	pages, incidents := s.paged()
	r, err := s.Engine.Submit(s.ctx, engine.Post{Key: door + "-key", Via: "events_api_v2", Events: events, Raw: engine.Raw{Body: []byte("{}")}})
	if err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	silent := true
	for i, ev := range events {
		v := r.Verdicts[i]
		s.story.add(s.Now(), "EVENT %s %s %s %s from %q: %s #%d", door, ev.Action, ev.Key, ev.Severity, ev.Source, v.Fate, v.Incident)
		silent = silent && v.Fate == engine.Suppressed
		err = errors.Join(err, s.note(door, r.Seq, i, ev, v))
	}
	if p, n := s.paged(); silent && (p != pages || n != incidents) {
		err = errors.Join(err, errors.New("what is held paged somebody"))
	}
	return err
}
