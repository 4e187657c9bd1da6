package engine

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"wakeman/engine/rules"
)

// asked remembers by which rules the suppressions were asked about, and how far a
// sweep over all of them has come. After a start it is not known.
type asked struct {
	mu    sync.Mutex
	of    *Config // the newest that was looked at: a step after each commit must be cheap
	by    ruled
	sweep bool
	after SuppressionKey
}

// ruled is what of a configuration decides about suppressions: the rules, and what
// their conditions see besides the event. That all is compared, also what no condition
// names: it changes seldom, and to miss one is to keep an outage quiet.
type ruled struct {
	all      rules.Set
	services map[string]ruledService
	doors    map[string]ruledDoor // integrations, and watches
}

type ruledService struct {
	rules    rules.Set
	name     string
	disabled bool
}

type ruledDoor struct{ name, service string }

func ruledBy(c *Config) ruled {
	r := ruled{c.EventRules, map[string]ruledService{}, map[string]ruledDoor{}}
	for id, s := range c.Services {
		r.services[id] = ruledService{s.EventRules, s.Name, s.Disabled}
	}
	for id, in := range c.Integrations {
		r.doors[id] = ruledDoor{in.Name, in.Service}
	}
	for id, w := range c.Watches {
		r.doors[id] = ruledDoor{w.Name, w.Service}
	}
	return r
}

// askAgain asks the rules again about suppressions that are due, and about all when
// the rules were changed, or may have been: some of them, so that timers do not wait.
// more tells that there are others.
func (e *Engine) askAgain(ctx context.Context, now time.Time) (more bool, err error) {
	a := &e.asked
	a.mu.Lock()
	defer a.mu.Unlock()
	due := 0
	held := false
	err = e.store.View(func(r Reader) error {
		held = r.Hold() != "" // the original has its senders, and pages for them
		list, err := r.DueSuppressions(now, 1)
		due = len(list)
		return err
	})
	if err != nil || held {
		a.of, a.by = nil, ruled{}
		return false, err
	}
	a.look(e.store.Config())
	if a.sweep {
		if err := e.sweepSuppressions(ctx, a, now); err != nil {
			return false, err
		}
	}
	if due == 0 {
		return a.sweep, nil
	}
	asked := 0
	err = e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
		list, err := tx.DueSuppressions(now, stepLimit)
		if err != nil {
			return nil, err
		}
		asked = len(list)
		return askAll(tx, list, now)
	})
	return a.sweep || asked == stepLimit, err
}

// look begins a sweep if the rules of a configuration are others than before.
func (a *asked) look(c *Config) {
	if a.of == c {
		return
	}
	a.of = c
	if by := ruledBy(c); !reflect.DeepEqual(a.by, by) {
		a.by, a.sweep, a.after = by, true, SuppressionKey{}
	}
}

// sweepSuppressions asks about the next of all, and writes only if something comes
// of it.
func (e *Engine) sweepSuppressions(ctx context.Context, a *asked, now time.Time) error {
	var list, changed []Suppression
	err := e.store.View(func(r Reader) (err error) {
		if list, err = r.Suppressions(a.after, stepLimit); err != nil {
			return err
		}
		for _, s := range list {
			ruling, next, err := newAsking(r, s).outlook(now, stepsAhead)
			if err != nil {
				return err
			}
			if ruling.Suppress == "" || !reflect.DeepEqual(next, s) {
				changed = append(changed, s)
			}
		}
		return nil
	})
	if err == nil && len(changed) > 0 {
		err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) { return askAll(tx, changed, now) })
	}
	if err != nil {
		return err
	}
	if a.sweep = len(list) == stepLimit; a.sweep {
		a.after = list[len(list)-1].ID()
	}
	return nil
}

// asker asks about several in one transaction. What it changes in the event log it
// writes at the end: one post may have brought hundreds of them.
type asker struct {
	tx    Tx
	now   time.Time
	posts map[uint64]PostRow
}

func askAll(tx Tx, list []Suppression, now time.Time) (touched []uint64, err error) {
	a := newAsker(tx, now)
	for _, s := range list {
		is, found, err := tx.Suppression(s.ID()) // it may have ended meanwhile
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		opened, err := a.ask(is)
		if err != nil {
			return nil, err
		}
		touched = append(touched, opened...)
	}
	return touched, a.write()
}

func newAsker(tx Tx, now time.Time) asker { return asker{tx, now, map[uint64]PostRow{}} }

// write writes what changed in the event log.
func (a asker) write() error {
	var out Changes
	for _, seq := range slices.Sorted(maps.Keys(a.posts)) {
		out.Judged = append(out.Judged, a.posts[seq])
	}
	return a.tx.Apply(out)
}

// ask asks the rules again about one suppression: it stays, it pages, or it is
// forgotten with a reason. That the incident which told of it is closed is none: whoever
// closed it, a timer or a person, did not know that it had become worse. It opens anew,
// unless its sender has said that it is over.
func (a asker) ask(s Suppression) ([]uint64, error) {
	q := newAsking(a.tx, s)
	r, next, err := q.outlook(a.now, stepsAhead)
	if err != nil {
		return nil, err
	}
	_, there := a.tx.Config().Services[r.Service]
	switch quiet := q.quiet(r); {
	case !there:
		return nil, a.forget(s, "its service is gone")
	case quiet && !next.Timed && !next.AskAt.After(a.now):
		return nil, a.forget(s, "not reported again for "+inWords(SuppressedKept))
	case quiet:
		return nil, a.tx.Apply(Changes{Suppressions: []Suppression{next}})
	}
	return a.release(s, r)
}

// release lets a problem go on that no rule keeps quiet any more, as if its event had
// come just now.
func (a asker) release(s Suppression, r Ruling) ([]uint64, error) {
	v, err := a.open(s, r, "")
	return Receipt{Verdicts: []Verdict{v}}.incidents(), err
}

// open is release; hand, who wants it, and why: "" if no rule keeps it quiet.
func (a asker) open(s Suppression, r Ruling, hand string) (Verdict, error) {
	c := a.tx.Config()
	in := s.door(c)
	d := door{tx: a.tx, in: in, now: a.now, post: s.Post, part: s.Part, sent: s.Sent, fresh: s.Key, via: s.Via, kept: &s, Ruling: r}
	if s.Via == WatchVia {
		d.by = Actor{Kind: BySystem, Name: in.Name}
	}
	if s.More() {
		d.Ruling, d.by = Ruling{Event: s.beyond(r.Event.Severity), Service: s.Service}, System()
	}
	d.Notes = append([]string{s.words(c, a.now) + byHand(" Then ", hand, ".")}, d.Notes...)
	v, err := d.take()
	if err == nil && !s.AckedAt.IsZero() && v.Incident != 0 {
		err = d.acknowledged(v)
	}
	if err != nil {
		return v, err
	}
	v.Reason = "kept quiet by " + quoteRule(s.Rule) + " until " + onWall(a.now, c.ruleZone(s.RuleID)) + byHand(", then ", hand, "") + ": " + v.Reason
	if err := a.amend(s, v, d.Rules); err != nil {
		return v, err
	}
	return v, a.tx.Apply(Changes{DropSuppressions: []SuppressionKey{s.ID()}})
}

// byHand puts words around what a person did, if one did anything.
func byHand(before, hand, after string) string {
	if hand == "" {
		return ""
	}
	return before + hand + after
}

// acknowledged gives an acknowledgement that came while a problem was kept quiet the
// effect that it has on an open incident.
func (d door) acknowledged(v Verdict) error {
	alert, live, err := d.tx.LiveAlert(d.in.ID, v.Key)
	if err != nil || !live || !alert.Open {
		return err
	}
	_, err = d.acknowledge(d.Event, alert)
	return err
}

// forget drops a suppression, and says why in the event log.
func (a asker) forget(s Suppression, why string) error {
	v := Verdict{Fate: Suppressed, Key: s.Key, Reason: "suppressed by " + quoteRule(s.Rule) + "; no longer held: " + why}
	if err := a.amend(s, v, []string{s.Rule}); err != nil {
		return err
	}
	return a.tx.Apply(Changes{DropSuppressions: []SuppressionKey{s.ID()}})
}

// amend notes what became of its event after all.
func (a asker) amend(s Suppression, v Verdict, names []string) error {
	row, read := a.posts[s.Post]
	if !read {
		var err error
		if row, read, err = a.tx.Post(s.Post); err != nil || !read {
			return err
		}
		row.Events = slices.Clone(row.Events)
	}
	if s.Part < uint64(len(row.Events)) {
		row.Events[s.Part].Verdict, row.Events[s.Part].Rules = v, names
		a.posts[s.Post] = row
	}
	return nil
}
