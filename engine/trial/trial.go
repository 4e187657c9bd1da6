package trial

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/rules"
)

// MaxShown is how many differences a [Result] lists. All are counted.
const MaxShown = 50

// Past is an event of the log.
type Past struct {
	Post  engine.PostRow
	Row   engine.EventRow
	Event engine.Event
	// Whole tells that Event was decoded from what arrived; else it is what the log
	// says of it, see [FromLog].
	Whole bool
}

// Result is what a change of the rules would have done.
type Result struct {
	Events  int // that were judged
	Skipped int // that rules are not asked about: test traffic, what could not be read …
	Partial int // of Events: only what the log says of them was looked at
	Matched int // events that the rule decides about
	Changed int // events for which something differs
	// Lost are events that opened an incident of which somebody was told, and of
	// which nobody would have been.
	Lost int
	// Kinds counts what differs: an event may count for several.
	Kinds       map[Kind]int
	Differences []Difference // at most MaxShown: Lost first, then the newest
	// Failures counts the events on which the rule failed, and Failure says how.
	Failures int
	Failure  string
	// Stopped tells that time ran out: what is newer, or older, was not looked at.
	Stopped bool
}

// Kind is what differs.
type Kind string

// The kinds, in the order in which people want to know them.
const (
	Dropped    Kind = "dropped"
	Suppressed Kind = "suppressed"
	LetThrough Kind = "let_through" // no longer kept quiet
	Service    Kind = "service"
	Severity   Kind = "severity"
	Urgency    Kind = "urgency"
	Priority   Kind = "priority"
	DedupKey   Kind = "dedup_key"
	Pause      Kind = "pause"
	Note       Kind = "note"
)

// Kinds lists them all in order.
func Kinds() []Kind {
	return []Kind{Dropped, Suppressed, LetThrough, Service, Severity, Urgency, Priority, DedupKey, Pause, Note}
}

// Difference is one event for which something would have been different.
type Difference struct {
	Past
	Changes []Change
	// Told are the ids of those who were told of the incident that it opened; only if
	// nobody would have been.
	Told []string
}

// Change is one thing that differs. Services are ids. Empty is nothing; of whether
// it goes on, "" is that it does, and else the name of the rule that keeps it quiet.
type Change struct {
	Kind     Kind
	From, To string
}

// FromLog is an event as far as the event log knows it.
func FromLog(row engine.EventRow) engine.Event {
	return engine.Event{
		Action: row.Action, Key: cmp.Or(row.SentKey, row.Key), Summary: row.Summary, Source: row.Source, Severity: row.Severity, Mended: row.Mended,
		Test:     row.Fate == engine.Noted && !strings.Contains(row.Reason, "disabled"),
		Unparsed: slices.ContainsFunc(row.Mended, func(s string) bool { return strings.Contains(s, "could not be read") }),
	}
}

// Told finds the ids of those who were told of an incident.
type Told func(incident uint64) ([]string, error)

// Run judges events, which come oldest first, by the rules in force and by those to
// try. rule is the id of the rule that is new or changed; "" for whole lists: then
// what any rule decides about, and fails on, is counted. It stops when ctx ends.
// Errors are those of told.
func Run(ctx context.Context, events []Past, before, after *engine.Config, rule string, told Told) (Result, error) {
	r := run{rule: rule, before: side{before, engine.Rates{}}, after: side{after, engine.Rates{}}, told: told, Result: Result{Kinds: map[Kind]int{}}}
	for _, p := range events {
		if ctx.Err() != nil {
			r.Stopped = true
			break
		}
		if err := r.one(p); err != nil {
			return Result{}, err
		}
	}
	slices.Reverse(r.Differences)
	slices.SortStableFunc(r.Differences, func(a, b Difference) int { return cmp.Compare(min(len(b.Told), 1), min(len(a.Told), 1)) })
	r.Differences = r.Differences[:min(len(r.Differences), MaxShown)]
	return r.Result, nil
}

// side is a set of rules with counts of its own.
type side struct {
	cfg   *engine.Config
	rates engine.Rates
}

func (s side) judge(p Past) engine.Ruling {
	in := s.cfg.Integrations[p.Post.Integration]
	return s.cfg.Judge(in, p.Post.Via, p.Event, p.Post.At, s.rates.Counter(p.Post.At))
}

type run struct {
	Result
	rule          string
	before, after side
	told          Told
}

func (r *run) one(p Past) error {
	if r.passes(p) {
		r.Skipped++
		return nil
	}
	r.Events++
	if !p.Whole {
		r.Partial++
	}
	was, would := r.before.judge(p), r.after.judge(p)
	r.count(would)
	changes := differences(was, would)
	if len(changes) == 0 {
		return nil
	}
	r.Changed++
	for _, c := range changes {
		r.Kinds[c.Kind]++
	}
	d := Difference{Past: p, Changes: changes}
	if err := r.lost(&d, changes[0].Kind); err != nil {
		return err
	}
	r.keep(d)
	return nil
}

// passes reports whether rules are not asked about an event.
func (r *run) passes(p Past) bool {
	ev := p.Event
	_, known := r.after.cfg.Integrations[p.Post.Integration]
	return !known || ev.Unparsed || ev.Test || ev.Beat || ev.Action == engine.Change || p.Row.Fate == engine.Quarantined
}

func (r *run) count(would engine.Ruling) {
	if slices.Contains(would.IDs, r.rule) || r.rule == "" && len(would.IDs) > 0 {
		r.Matched++
	}
	failed := slices.IndexFunc(would.Failures, func(f rules.Failure) bool { return f.ID == r.rule || r.rule == "" })
	if failed >= 0 {
		r.Failures, r.Failure = r.Failures+1, would.Failures[failed].Message
	}
}

// lost finds out whether somebody was told of what nobody would have been told of.
func (r *run) lost(d *Difference, kind Kind) (err error) {
	opened := d.Row.Fate == engine.Opened || d.Row.Fate == engine.Reopened
	if kind != Dropped && kind != Suppressed || !opened || d.Row.Incident == 0 {
		return nil
	}
	if d.Told, err = r.told(d.Row.Incident); err == nil && len(d.Told) > 0 {
		r.Lost++
	}
	return err
}

// keep lists a difference; those beyond what is shown make room for newer ones, but
// what would be lost stays.
func (r *run) keep(d Difference) {
	r.Differences = append(r.Differences, d)
	if len(r.Differences) < 4*MaxShown {
		return
	}
	slices.SortStableFunc(r.Differences, func(a, b Difference) int { return cmp.Compare(min(len(a.Told), 1), min(len(b.Told), 1)) })
	r.Differences = slices.Clone(r.Differences[2*MaxShown:])
	slices.SortStableFunc(r.Differences, func(a, b Difference) int { return cmp.Compare(a.Post.Seq, b.Post.Seq) })
}

// differences are what two rulings do not have in common. Of what is kept quiet
// nothing else matters.
func differences(was, would engine.Ruling) (list []Change) {
	add := func(kind Kind, from, to string) {
		if from != to {
			list = append(list, Change{kind, from, to})
		}
	}
	switch {
	case quiet(was) && quiet(would):
		add(kindOf(would), by(was), by(would))
		return list
	case quiet(would):
		add(kindOf(would), "", by(would))
		return list
	case quiet(was):
		add(LetThrough, by(was), "")
		return list
	}
	add(Service, was.Service, would.Service)
	add(Severity, string(was.Event.Severity), string(would.Event.Severity))
	add(Urgency, string(was.Urgency), string(would.Urgency))
	add(Priority, string(was.Priority), string(would.Priority))
	add(DedupKey, was.Event.Key, would.Event.Key)
	add(Pause, waits(was.Pause), waits(would.Pause))
	add(Note, strings.Join(was.Notes, " "), strings.Join(would.Notes, " "))
	return list
}

func quiet(r engine.Ruling) bool { return r.Drop != "" || r.Suppress != "" }

// by is how an event is kept quiet, and by which rule.
func by(r engine.Ruling) string {
	if r.Drop != "" {
		return fmt.Sprintf("dropped by “%s”", r.Drop)
	}
	return fmt.Sprintf("suppressed by “%s”", r.Suppress)
}

func kindOf(r engine.Ruling) Kind {
	if r.Drop != "" {
		return Dropped
	}
	return Suppressed
}

func waits(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
