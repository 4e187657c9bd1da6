package engine

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// Release lets a quarantined post in: its events that would have opened an
// incident do so now, by the hand of actor. If none would have, its recoveries and
// acknowledgements have their effect: to page somebody for "tower-7 is up" would
// help nobody. details go with the first event; the post's own are not stored beside its raw body.
//
// Errors are a Failure: NotFound; Conflict when nothing of the post waits in
// quarantine, or its integration is gone; Unavailable.
func (e *Engine) Release(ctx context.Context, actor Actor, seq uint64, details json.RawMessage) (Receipt, error) {
	now := e.clock()
	var receipt Receipt
	err := e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		var err error
		receipt, err = release(tx, actor, seq, details, now)
		return receipt.incidents(), err
	})
	return receipt, err
}

func release(tx Tx, actor Actor, seq uint64, details json.RawMessage, now time.Time) (Receipt, error) {
	row, found, err := tx.Post(seq)
	switch {
	case err != nil:
		return Receipt{}, err
	case !found:
		return Receipt{}, Fail(NotFound, "there is no such event")
	}
	in, ok := tx.Config().Integrations[row.Integration]
	if !ok {
		return Receipt{}, Fail(Conflict, "the integration it came by is gone")
	}
	waiting := waitingIn(row)
	if len(waiting) == 0 {
		return Receipt{}, Fail(Conflict, "nothing of it is in quarantine any more")
	}
	row.Events = slices.Clone(row.Events)
	door := door{tx: tx, in: in, svc: tx.Config().Services[in.Service], now: now, post: seq, by: actor}
	receipt := Receipt{Seq: seq}
	for n, i := range waiting {
		ev := Event{Action: row.Events[i].Action, Key: row.Events[i].Key, Summary: row.Events[i].Summary, Source: row.Events[i].Source, Severity: row.Events[i].Severity, Recordings: row.Events[i].Recordings}
		if n == 0 {
			ev.Details = details
		}
		if ev.Key == "" {
			ev.Key = NewKey()
		}
		door.part = uint64(i)
		door.Ruling = Ruling{Event: storable(ev), Service: in.Service} // a person decides, and no rule
		verdict, err := door.take()
		if err != nil {
			return Receipt{}, err
		}
		verdict.Reason = "let in from quarantine by " + actor.label() + ": " + verdict.Reason
		row.Events[i].Verdict = verdict
		receipt.Verdicts = append(receipt.Verdicts, verdict)
	}
	return receipt, tx.Apply(Changes{Judged: []PostRow{row}, Audit: []AuditRow{{
		At: now, Actor: actor, Action: "event.release", Object: in.ID, Detail: row.Events[waiting[0]].Summary,
	}}})
}

// waitingIn are the events of a post that are in quarantine and would open
// something, or else all that are.
func waitingIn(row PostRow) (list []int) {
	var any []int
	for i, ev := range row.Events {
		if ev.Fate != Quarantined {
			continue
		}
		any = append(any, i)
		if ev.Action == Trigger {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		return any
	}
	return list
}
