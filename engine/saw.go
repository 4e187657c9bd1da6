package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Saw takes in what is wrong with what a watch looks at; none: all is well. It
// opens, changes and resolves the incident, and returns what is stored of it,
// which is on disk then. A watch that looks at something else by now, or is not
// looked at any more, is not believed: what is stored comes back as it was.
func (e *Engine) Saw(ctx context.Context, w Watch, wrongs []Wrong) (stored Sight, err error) {
	err = e.watched(ctx, func(tx Tx, now time.Time) (sighted, error) {
		var of sighted
		var err error
		stored, of, err = saw(tx, w, wrongs, now)
		return of, err
	})
	return stored, err
}

// sighted is what came of what looking had to say: the incidents it changed, and what
// the rules decided.
type sighted struct {
	touched []uint64
	rulings []Ruling
}

func (t *sighted) add(v Verdict, r Ruling) {
	t.touched = append(t.touched, Receipt{Verdicts: []Verdict{v}}.incidents()...)
	t.rulings = append(t.rulings, r)
}

// watched runs a command of a watch, and counts what the rules did once it is on disk.
func (e *Engine) watched(ctx context.Context, command func(Tx, time.Time) (sighted, error)) error {
	now := e.clock()
	var of sighted
	err := e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		var err error
		of, err = command(tx, now)
		return of.touched, err
	})
	if err == nil {
		e.tally.add(of.rulings, now)
	}
	return err
}

func saw(tx Tx, w Watch, wrongs []Wrong, now time.Time) (Sight, sighted, error) {
	var of sighted
	old, err := tx.Sight(w.ID)
	c := tx.Config()
	is, there := c.Watches[w.ID]
	if err != nil || !there || !c.Watching(is) || !is.LooksLike(w) || tx.Hold() != "" {
		return old, of, err
	}
	next := Sight{Watch: w.ID, Wrongs: wrongs, ToldAt: now}
	d := watchDoor(tx, is.door(), now)
	d.worse = old.worse(wrongs)
	ev := is.event(wrongs)
	if len(wrongs) == 0 {
		ev = Event{Action: Resolve, Key: WatchKey(is.ID), Summary: is.Name + ": all is well again", Source: ev.Source, Class: ev.Class}
	}
	if err := d.submit(ev, &of); err != nil {
		return old, of, err
	}
	if len(wrongs) == 0 {
		return Sight{Watch: w.ID}, of, tx.Apply(Changes{DropSights: []string{w.ID}})
	}
	return next, of, tx.Apply(Changes{Sights: []Sight{next}})
}

// door is what the events of a watch come by.
func (w Watch) door() Integration {
	return Integration{ID: w.ID, Name: "the watch " + w.Name, Service: w.Service}
}

// watchDoor takes what looking has to say about a service, as an integration
// would.
func watchDoor(tx Tx, in Integration, now time.Time) door {
	return door{tx: tx, in: in, svc: tx.Config().service(in.Service), now: now, by: Actor{Kind: BySystem, Name: in.Name}}
}

// submit takes one event in as a post of its own: the rules judge it, and the
// event log has it.
func (d door) submit(ev Event, of *sighted) error {
	seq, err := d.tx.Number(PostNumbers)
	if err != nil {
		return err
	}
	d.post, d.sent, d.via, d.event = seq, ev.Key, WatchVia, ev
	d.Ruling = d.tx.Config().Judge(d.in, WatchVia, ev, d.now, d.counter())
	v, err := d.take()
	if err != nil {
		return err
	}
	of.add(v, d.Ruling)
	row := PostRow{Seq: seq, At: d.now, Integration: d.in.ID, Service: d.in.Service, Via: WatchVia, Events: []EventRow{{
		Action: ev.Action, Summary: ev.Summary, Source: ev.Source, Severity: ev.Severity,
		SentKey: otherThan(v.Key, ev.Key), Rules: d.Rules, Verdict: v,
	}}}
	return d.tx.Apply(Changes{Posts: []PostRow{row}})
}

// WatchVia is the way in of events that come from looking.
const WatchVia = "watch"

// Unwatch forgets what a watch saw, because nobody looks any more; why, a
// sentence, ends its incident. How it did (its strip) goes only with gone.
func (e *Engine) Unwatch(ctx context.Context, id, why string, gone bool) error {
	now := e.clock()
	return e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		touched, err := overOwn(tx, id, WatchKey(id), why, now)
		if err != nil {
			return nil, err
		}
		out := Changes{DropSights: []string{id}, DropSuppressions: []SuppressionKey{{id, WatchKey(id)}}}
		if gone {
			out.DropStrips = []string{id}
		}
		return touched, tx.Apply(out)
	})
}

// Unreached takes in that nothing that is watched answers: the box has lost its
// network, or everything lies behind one thing that broke. One incident in each
// service that has watches says so, instead of one for each host. hosts counts
// them by service. It may be called again while it lasts.
func (e *Engine) Unreached(ctx context.Context, hosts map[string]int, words string) error {
	all := 0
	for _, n := range hosts {
		all += n
	}
	return e.watched(ctx, func(tx Tx, now time.Time) (of sighted, err error) {
		next, err := tx.Sight(NetworkSight)
		if err != nil {
			return of, err
		}
		since := now
		if len(next.Wrongs) > 0 {
			since = next.Wrongs[0].Since
		}
		next = Sight{Watch: NetworkSight, ToldAt: now}
		for _, service := range slices.Sorted(maps.Keys(hosts)) {
			if _, there := tx.Config().Services[service]; !there {
				continue
			}
			ev := Event{Action: Trigger, Key: networkKey(service), Severity: Critical, Class: "watch", Summary: unreachedWords(hosts[service], all)}
			ev.Details = jsonObject("last_seen", words, "since", since.Format(time.RFC3339))
			if err := watchDoor(tx, networkOf(service), now).submit(ev, &of); err != nil {
				return of, err
			}
			next.Wrongs = append(next.Wrongs, Wrong{Check: service, Words: ev.Summary, Since: since})
		}
		return of, tx.Apply(Changes{Sights: []Sight{next}})
	})
}

func unreachedWords(here, all int) string {
	text := fmt.Sprintf("Wakeman reaches next to none of the %d hosts it watches: its own network is down, or nearly all of them are", all)
	if here == all {
		return text
	}
	return text + fmt.Sprintf(" (%d of this service)", here)
}

// Reached takes in that hosts answer again, and resolves what Unreached opened.
func (e *Engine) Reached(ctx context.Context) error {
	return e.watched(ctx, func(tx Tx, now time.Time) (of sighted, err error) {
		old, err := tx.Sight(NetworkSight)
		if err != nil {
			return of, err
		}
		for _, x := range old.Wrongs {
			ev := Event{Action: Resolve, Key: networkKey(x.Check), Summary: "What is watched answers again", Class: "watch"}
			if err := watchDoor(tx, networkOf(x.Check), now).submit(ev, &of); err != nil {
				return of, err
			}
		}
		return of, tx.Apply(Changes{DropSights: []string{NetworkSight}})
	})
}

func networkOf(service string) Integration {
	return Integration{ID: NetworkSight, Name: "the watch of all hosts", Service: service}
}

func networkKey(service string) string { return "watch/" + NetworkSight + "/" + service }
