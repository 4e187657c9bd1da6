package engine

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// String is the key as one word, for addresses.
func (k SuppressionKey) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(k.Integration + "\x00" + k.Key))
}

// ParseSuppressionKey reads what String wrote; false: it is nothing of the kind.
func ParseSuppressionKey(s string) (k SuppressionKey, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return k, false
	}
	k.Integration, k.Key, ok = strings.Cut(string(text), "\x00")
	return k, ok && k.Key != ""
}

// ByHand is which suppression a person ends.
type ByHand struct {
	Suppression SuppressionKey
	// Seen is the post of its newest event that the person saw (Suppression.Post): of
	// what they have not seen they do not decide. 0: whatever it is.
	Seen uint64
	Why  string // one line, for the event log and the audit log; it may be empty
}

// Dismiss ends a problem that an event rule keeps quiet: it will page nobody. What its
// sender reports after that is another.
//
// Errors are a Failure: NotFound; Conflict when it was reported again since Seen;
// Unavailable.
func (e *Engine) Dismiss(ctx context.Context, actor Actor, h ByHand) error {
	now := e.clock()
	return e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		s, err := h.find(tx)
		if err != nil {
			return nil, err
		}
		a := newAsker(tx, now)
		if err := a.forget(s, "dismissed by "+actor.label()+h.because()); err != nil {
			return nil, err
		}
		if err := a.write(); err != nil {
			return nil, err
		}
		return nil, tx.Apply(h.audit(now, actor, "suppression.dismiss", s))
	})
}

// PageNow ends the silence of a problem that an event rule keeps quiet: its incident
// opens, or says so, as if the rule were over. The receipt has the one verdict.
//
// Errors are those of Dismiss; Conflict also when its service is gone, or disabled.
func (e *Engine) PageNow(ctx context.Context, actor Actor, h ByHand) (Receipt, error) {
	now := e.clock()
	var receipt Receipt
	err := e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		s, err := h.find(tx)
		if err != nil {
			return nil, err
		}
		if receipt, err = pageNow(newAsker(tx, now), s, "paged by "+actor.label()+h.because()); err != nil {
			return nil, err
		}
		return receipt.incidents(), tx.Apply(h.audit(now, actor, "suppression.page", s))
	})
	return receipt, err
}

func pageNow(a asker, s Suppression, hand string) (Receipt, error) {
	r, err := loudly(a.tx, s, a.now)
	if err != nil {
		return Receipt{}, err
	}
	s.AckedAt = time.Time{} // whoever has it, a person wants it paged
	v, err := a.open(s, r, hand)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Seq: s.Post, Verdicts: []Verdict{v}}, a.write()
}

// loudly is what the rules say of a problem, but for that it is to be kept quiet: a
// person decides.
func loudly(tx Reader, s Suppression, now time.Time) (Ruling, error) {
	q := newAsking(tx, s)
	r, _ := q.at(now)
	r.Drop, r.Suppress, r.Pause, r.PausedBy = "", "", 0, ""
	switch svc, there := tx.Config().Services[r.Service]; {
	case q.fails != nil:
		return r, q.fails
	case !there:
		return r, Fail(Conflict, "its service is gone")
	case svc.Disabled:
		return r, Fail(Conflict, "its service is disabled: nobody is paged for it")
	}
	return r, nil
}

func (h ByHand) find(tx Reader) (Suppression, error) {
	s, found, err := tx.Suppression(h.Suppression)
	switch {
	case err != nil:
		return s, err
	case !found:
		return s, Fail(NotFound, "no event rule holds this any more")
	case h.Seen != 0 && h.Seen != s.Post:
		return s, Fail(Conflict, "it was reported again since: look at its newest event, and decide again")
	}
	return s, nil
}

func (h ByHand) because() string {
	if why := oneLine(h.Why, MaxField); why != "" {
		return ": " + why
	}
	return ""
}

func (h ByHand) audit(now time.Time, actor Actor, action string, s Suppression) Changes {
	return Changes{Audit: []AuditRow{{
		At: now, Actor: actor, Action: action, Object: s.Integration,
		Detail: fmt.Sprintf("%s, kept quiet by %s since %s%s", cmp.Or(s.Event.Summary, s.Key), quoteRule(s.Rule), onWall(s.Since, time.UTC), h.because()),
	}}}
}
