package engine

import (
	"fmt"
	"slices"
)

// Event rules may make one alert of several problems: then it is over when the last
// of them is. Only a key whose own problem is part of the alert takes something off
// it. A recovery may be sent twice, or end what began under another incident, before
// a rule was made, or while this box was off: nothing tells it from that of a sender
// that ends by another key than it began with. So neither ends what others reported,
// and the timeline says why the incident stays open.

// maxSent bounds the keys that are remembered for one alert.
const maxSent = 100

// sentAs remembers by which key ([door.problem]) a sender knows the alert; fresh,
// that the alert begins with it. Beyond maxSent it notes that there are more: then
// nobody knows when all have ended, and the alert stays open until a person, or
// time, ends it.
func (a *Alert) sentAs(key string, fresh bool) {
	a.Ended = slices.DeleteFunc(slices.Clone(a.Ended), func(k string) bool { return k == key })
	if a.has(key) {
		return
	}
	all := slices.Clip(a.Sent)
	if len(all) == 0 && !fresh {
		all = append(all, a.Key)
	}
	if len(all) >= maxSent {
		a.Beyond = true
		return
	}
	a.Sent = append(all, key)
}

// has reports whether the problem of a key is part of the alert, and not over.
func (a *Alert) has(key string) bool {
	return slices.Contains(a.Sent, key) || len(a.Sent) == 0 && key == a.Key
}

// overFor takes a key off the alert that its sender has resolved, and reports
// whether that was the last.
func (a *Alert) overFor(key string) (last bool) {
	a.Sent = slices.DeleteFunc(slices.Clone(a.Sent), func(k string) bool { return k == key })
	a.ended(key)
	return len(a.Sent) == 0 && !a.Beyond
}

// ended remembers that the end of a key was heard, and reports whether that is new.
// Only what is written about it depends on it.
func (a *Alert) ended(key string) bool {
	if slices.Contains(a.Ended, key) || len(a.Ended) >= maxSent {
		return false
	}
	a.Ended = append(slices.Clip(a.Ended), key)
	return true
}

// waits says what has to end before the alert is over.
func (a *Alert) waits() string {
	const named = 3
	left := a.Sent
	if len(left) == 0 && !a.Beyond {
		left = []string{a.Key}
	}
	var names []string
	for _, k := range left[:min(len(left), named)] {
		names = append(names, quoteKey(k))
	}
	switch more := len(left) - named; {
	case a.Beyond:
		return "the incident stays open until somebody resolves it: it was made of more problems than are remembered"
	case more > 0:
		names = append(names, fmt.Sprintf("%d more", more))
	case len(names) == 1:
		return "the incident stays open until " + names[0] + " ends"
	}
	return "the incident stays open until " + joinAnd(names) + " end, each by its own key"
}

func quoteKey(key string) string { return "“" + oneLine(key, 80) + "”" }

// endOfNone takes the end of a problem that is no part of the open alert, or none
// any more. Once for each key the timeline says so.
func (d door) endOfNone(ev Event, alert Alert, s State) (Verdict, error) {
	key := d.problem(ev)
	why := "no problem of the key " + quoteKey(key) + " is open here: " + alert.waits()
	verdict := Verdict{Fate: Dropped, Incident: alert.Incident, Key: ev.Key, Reason: why}
	_, held, err := d.tx.Suppression(SuppressionKey{d.in.ID, key})
	if err != nil || held || !alert.ended(key) {
		return verdict, err
	}
	t := newTurn(s, d.actor(), d.now)
	t.log(Entry{Type: AnnotateEntry, Text: quoteKey(key) + " ended, and no problem of that key is open here: " + alert.waits() + "."})
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return verdict, d.tx.Apply(out)
}

// beyond tells of an alert that from now on is more than can be remembered.
func (t *turn) beyond() {
	t.log(Entry{Type: AnnotateEntry, Actor: System(), Text: fmt.Sprintf("More than %d problems are one alert by event rules, and no more are remembered: "+
		"their senders can not end it. It stays open until somebody resolves it.", maxSent)})
}

// joins makes a problem that a rule keeps quiet part of the open alert of its key: its
// incident tells of it, so it must not be over before.
func (d door) joins(ev Event, alert Alert) error {
	if alert.has(d.problem(ev)) || alert.Beyond {
		return nil
	}
	if alert.sentAs(d.problem(ev), false); !alert.Beyond {
		return d.tx.Apply(Changes{Alerts: []Alert{alert}})
	}
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return err
	}
	t := newTurn(s, d.actor(), d.now)
	t.beyond()
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return d.tx.Apply(out)
}
