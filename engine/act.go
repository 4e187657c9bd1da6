package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
)

// Act is what a person does to an incident. Exactly one field is set.
type Act struct {
	Acknowledge   bool
	Unacknowledge bool
	Resolve       bool
	Reopen        bool
	Snooze        time.Duration // 1 s to 7 days
	// Undo takes back the actor's own last acknowledge, snooze or resolve, within
	// a quarter of an hour and if nothing else has happened: who had the incident
	// has it again, and nobody is paged for that. If nobody had it, paging goes on
	// from where it was.
	Undo     bool
	Escalate bool // the next step, now
	Level    int  // that step, from 1, now
	Note     string
	Title    string
	Urgency  people.Urgency
	Priority *Priority // "" takes it away
	Assign   []string  // user ids
	Policy   string    // Policy.ID
}

// The bounds of what a person may type.
const (
	MaxNote   = 2000
	MaxSnooze = 7 * 24 * time.Hour
)

// Do runs acts on one incident, in order, in one transaction. Doing what is
// already so is no error: the second of two people who acknowledge at once sees
// the truth.
//
// Errors are a Failure: NotFound, Conflict (already resolved …), Invalid.
func (e *Engine) Do(ctx context.Context, number uint64, actor Actor, acts ...Act) (Incident, error) {
	changed, err := e.DoAll(ctx, []uint64{number}, actor, acts...)
	if err != nil {
		return Incident{}, err
	}
	return changed[0], nil
}

// DoAll runs the same acts on several incidents: all of them or none.
func (e *Engine) DoAll(ctx context.Context, numbers []uint64, actor Actor, acts ...Act) ([]Incident, error) {
	orders := make([]Order, len(numbers))
	for i, n := range numbers {
		orders[i] = Order{n, acts}
	}
	return e.DoEach(ctx, actor, orders)
}

// Order is what to do to one incident.
type Order struct {
	Number uint64
	Acts   []Act
}

// DoEach runs each order in one transaction: all of them or none. The incidents
// come back in the order of the orders.
func (e *Engine) DoEach(ctx context.Context, actor Actor, orders []Order) ([]Incident, error) {
	now := e.clock()
	var changed []Incident
	err := e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
		changed = changed[:0]
		for _, o := range orders {
			in, err := act(tx, o.Number, actor, now, o.Acts)
			if err != nil {
				return nil, err
			}
			changed = append(changed, in)
			touched = append(touched, o.Number)
		}
		return touched, nil
	})
	return changed, err
}

func act(tx Tx, number uint64, actor Actor, now time.Time, acts []Act) (Incident, error) {
	s, err := stateOf(tx, number)
	if err != nil {
		return Incident{}, err
	}
	t := newTurn(s, actor, now)
	before, was := t.Incident.Entries, t.standing()
	for _, a := range acts {
		if err := t.do(a); err != nil {
			return Incident{}, err
		}
	}
	if t.Incident.Entries == before {
		return t.Incident, nil // nothing happened
	}
	if !undoes(acts) {
		t.remember(was)
	}
	if err := followAlerts(tx, t, s.Incident, undoes(acts)); err != nil {
		return Incident{}, err
	}
	out := t.changes()
	return t.Incident, tx.Apply(out)
}

// undoes reports whether the acts take something back: that itself is not.
func undoes(acts []Act) bool { return slices.ContainsFunc(acts, func(a Act) bool { return a.Undo }) }

func (t *turn) do(a Act) error {
	resolved := t.Incident.Status == Resolved
	switch {
	case a.Note != "":
		return t.doNote(a.Note)
	case a.Title != "":
		return t.doTitle(a.Title)
	case a.Priority != nil:
		return t.doPriority(*a.Priority)
	case a.Undo:
		return t.undo()
	case a.Reopen:
		return t.doReopen()
	case a.Resolve:
		if !resolved {
			t.resolve("")
		}
		return nil
	case resolved:
		return Fail(Conflict, "the incident is already resolved")
	}
	return t.doOpen(a)
}

// doOpen runs the acts that make sense on an open incident only.
func (t *turn) doOpen(a Act) error {
	switch {
	case a.Acknowledge:
		if !t.ackedBy(t.actor) {
			t.acknowledge()
		}
	case a.Unacknowledge:
		if t.Incident.Status == Acked {
			t.unacknowledge("taken back by " + t.actor.label())
		}
	case a.Snooze != 0:
		return t.doSnooze(a.Snooze)
	case a.Escalate:
		t.escalateNow(0)
	case a.Level != 0:
		return t.doLevel(a.Level)
	case a.Urgency != "":
		return t.doUrgency(a.Urgency)
	case len(a.Assign) > 0 || a.Policy != "":
		return t.doAssign(a)
	}
	return nil
}

func (t *turn) ackedBy(a Actor) bool {
	return slices.ContainsFunc(t.Incident.Acks, func(k Ack) bool { return k.By.Kind == a.Kind && k.By.ID == a.ID })
}

func (t *turn) doNote(text string) error {
	text = strings.TrimSpace(text)
	if text == "" || len([]rune(text)) > MaxNote {
		return &Failure{Code: Invalid, Field: "content", Message: "a note has 1 to 2000 characters"}
	}
	t.note(text)
	return nil
}

func (t *turn) doTitle(title string) error {
	if len([]rune(title)) > MaxSummary {
		return &Failure{Code: Invalid, Field: "title", Message: "a title has at most 1024 characters"}
	}
	if title != t.Incident.Title {
		t.setTitle(title)
	}
	return nil
}

func (t *turn) doSnooze(d time.Duration) error {
	if d < time.Second || d > MaxSnooze {
		return &Failure{Code: Invalid, Field: "duration", Message: "a snooze lasts from 1 second to 7 days"}
	}
	t.snooze(d)
	return nil
}

func (t *turn) doLevel(level int) error {
	if steps := len(t.Config.policy(t.Incident.Policy).Steps); level < 1 || level > steps {
		return &Failure{Code: Invalid, Field: "escalation_level", Message: "the policy has no such level"}
	}
	t.escalateNow(level)
	return nil
}

func (t *turn) doUrgency(u people.Urgency) error {
	if u != people.High && u != people.Low {
		return &Failure{Code: Invalid, Field: "urgency", Message: "urgency is high or low"}
	}
	if u != t.Incident.Urgency {
		t.setUrgency(u)
	}
	return nil
}

func (t *turn) doAssign(a Act) error {
	if _, ok := t.Config.Policies[a.Policy]; a.Policy != "" && !ok {
		return &Failure{Code: Invalid, Field: "escalation_policy", Message: "there is no such escalation policy"}
	}
	for _, id := range a.Assign {
		if u, ok := t.Config.Users[id]; !ok || u.Disabled {
			return &Failure{Code: Invalid, Field: "assignments", Message: "there is no such user"}
		}
	}
	t.reassign(a.Assign, a.Policy)
	return nil
}
