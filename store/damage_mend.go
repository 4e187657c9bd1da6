package store

import (
	"fmt"
	"strings"
	"time"

	"wakeman/engine"
)

// after does what can be done about a row that is gone: it is made again from what the indices and other rows know, or
// what hangs on it is let go, so that the next event, page or sign-in does not run into its gap.
func (a aside) after(t tabler, key []byte, l lifted) (outcome string, err error) {
	const made = "It was made again from what else is known."
	rec := a.db.rec
	switch t.tableName() {
	case "meta", rec.settings.name:
		if mended, err := t.second(a.tx, key); err != nil || mended {
			return "Its second copy is used.", err
		}
	case "sequences":
		return made, a.sequence(key)
	case headTable().name:
		return "The newest row of the audit log stands for it.", nil
	case rec.timers.name:
		if at, ok := l.time("due"); ok {
			return made, a.timer(key, at)
		}
	case rec.pages.name:
		if made, err := a.page(key, l); err != nil || made {
			return "It was made again from what else is known; who and when are right.", err
		}
	case rec.incidents.name:
		return a.incident(key)
	case rec.deliveries.name:
		return "What it was to say is said in a new message.", a.delivery(key)
	case rec.integrations.name, rec.heartbeats.name:
		return "Its sender is asked to come back (503) until it is set up again with the same key.", nil
	}
	return "It was set aside; the rest goes on without it.", nil
}

func (a aside) timer(key []byte, at time.Time) error {
	k, err := a.db.rec.timers.key.whole(key)
	if err != nil {
		return err
	}
	return a.db.rec.timers.put(a.tx, k, engine.Timer{Incident: k.a, Kind: engine.TimerKind(k.b), At: at})
}

// page makes a page that no message carries yet again.
func (a aside) page(key []byte, l lifted) (made bool, err error) {
	k, err := a.db.rec.pages.key.whole(key)
	if err != nil || len(l.entries) != 1 {
		return false, err
	}
	due, err := parsePending(l.entries[0].key)
	if err != nil {
		return false, nil //nolint:nilerr // the index is damaged as well
	}
	in, found, err := a.db.rec.incidents.get(a.tx, k.a)
	if err != nil || !found {
		return false, err
	}
	return true, a.db.rec.pages.put(a.tx, k, engine.Page{
		Incident: k.a, Seq: k.b, User: due.User, Method: due.Method, NotBefore: due.At,
		Step: in.Level.Step, Round: in.Level.Round, Why: "assigned to you (the record that said why is damaged)",
	})
}

// incident lets go of what belongs to one that is gone: an alert without it would swallow the next event of its key.
func (a aside) incident(key []byte) (outcome string, err error) {
	rec := a.db.rec
	of := prefix(key)
	var told []string
	read := reader{a.db, a.tx}
	number, err := u64Key[uint64]().whole(key)
	if err != nil {
		return "", err
	}
	a.tx.lenient = true // of what is damaged as well there is nothing to tell
	alerts, err := read.Alerts(number)
	a.tx.lenient = false
	if err != nil {
		return "", err
	}
	for _, alert := range alerts {
		if alert.Open {
			told = append(told, alert.Summary)
		}
	}
	for _, clear := range []func(*tx, span) error{rec.alerts.clear, rec.timers.clear, rec.pages.clear} {
		if err := clear(a.tx, of); err != nil {
			return "", err
		}
	}
	if len(told) == 0 {
		return "It had no open alert.", nil
	}
	return fmt.Sprintf("Nobody is paged for it any more. It was about: %s. The next event of the same key opens a new incident.", strings.Join(told, "; ")), nil
}

// delivery lets the pages that a message carried go out with another.
func (a aside) delivery(key []byte) error {
	id, err := a.db.rec.deliveries.key.whole(key)
	if err != nil {
		return err
	}
	var carried []engine.Page
	a.tx.lenient = true
	err = a.db.rec.pages.scan(a.tx, all(), func(_ entryKey, p engine.Page) bool {
		if p.Delivery == id {
			carried = append(carried, p)
		}
		return true
	})
	a.tx.lenient = false
	if err != nil {
		return err
	}
	for _, p := range carried {
		p.Delivery = ""
		if err := a.db.rec.pages.put(a.tx, entryKey{p.Incident, p.Seq}, p); err != nil {
			return err
		}
	}
	return nil
}

// sequence finds the last number that was given to the rows of a table.
func (a aside) sequence(key []byte) error {
	name, err := stringKey[string]().whole(key)
	if err != nil {
		return err
	}
	var last uint64
	if t, index := a.tableOf(name); t != nil && !index {
		if last, err = t.greatest(a.tx); err != nil {
			return err
		}
	}
	if head, found, err := headTable().get(a.tx, name); err == nil && found {
		last = max(last, head.Seq)
	}
	return sequenceTable().put(a.tx, name, last)
}
