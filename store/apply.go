package store

import (
	"errors"

	"wakeman/engine"
)

// errNoActor refuses a change of state that nobody is responsible for.
var errNoActor = errors.New("an audit entry has no actor")

// engineTx is one transaction as the engine writes it.
type engineTx struct{ reader }

// Apply writes the rows of a decision; see [engine.Tx]. What is stopped goes before what is set, so that a decision
// may replace a timer.
func (t engineTx) Apply(c engine.Changes) error {
	return errors.Join(
		t.stop(c), t.applyIncidents(c), t.applyPaging(c), t.applyLog(c),
	)
}

func (t engineTx) stop(c engine.Changes) error {
	rec := t.db.rec
	for _, k := range c.StopTimers {
		if _, err := rec.timers.delete(t.tx, timerKey{k.Incident, string(k.Kind)}); err != nil {
			return err
		}
	}
	for _, k := range c.DropPages {
		if _, err := rec.pages.delete(t.tx, entryKey{k.Incident, k.Seq}); err != nil {
			return err
		}
	}
	for _, id := range c.DropRuleCounts {
		if _, err := rec.ruleCounts.delete(t.tx, id); err != nil {
			return err
		}
	}
	for _, k := range c.DropRates {
		if _, err := rec.rates.delete(t.tx, namePair{k.Rule, k.Per}); err != nil {
			return err
		}
	}
	for _, k := range c.DropSuppressions {
		if _, err := rec.suppressions.delete(t.tx, namePair{k.Integration, k.Key}); err != nil {
			return err
		}
	}
	for _, k := range c.DropAlerts {
		if _, err := rec.alerts.delete(t.tx, entryKey{k.Incident, k.Number}); err != nil {
			return err
		}
	}
	return nil
}

func (t engineTx) applyIncidents(c engine.Changes) error {
	rec := t.db.rec
	for _, in := range c.Incidents {
		if err := rec.incidents.put(t.tx, in.Number, in); err != nil {
			return err
		}
	}
	for _, a := range c.Alerts {
		if err := rec.alerts.put(t.tx, entryKey{a.Incident, a.Number}, a); err != nil {
			return err
		}
	}
	for _, e := range c.Entries {
		if err := rec.entries.put(t.tx, entryKey{e.Incident, e.Seq}, e); err != nil {
			return err
		}
	}
	for _, eq := range c.Equipment {
		if err := rec.equipment.put(t.tx, eq.Name, eq); err != nil {
			return err
		}
	}
	return nil
}

func (t engineTx) applyPaging(c engine.Changes) error {
	rec := t.db.rec
	for _, x := range c.Timers {
		if err := rec.timers.put(t.tx, timerKey{x.Incident, string(x.Kind)}, x); err != nil {
			return err
		}
	}
	for _, p := range c.Pages {
		if err := rec.pages.put(t.tx, entryKey{p.Incident, p.Seq}, p); err != nil {
			return err
		}
	}
	for _, d := range c.Deliveries {
		if err := rec.deliveries.put(t.tx, d.ID, d); err != nil {
			return err
		}
	}
	for _, r := range c.Reach {
		if err := rec.reach.put(t.tx, namePair{r.User, r.Method}, r); err != nil {
			return err
		}
	}
	for _, x := range c.Turns {
		if err := rec.turns.put(t.tx, namePair{x.Policy, x.Step}, x); err != nil {
			return err
		}
	}
	for _, r := range c.Rates {
		if err := rec.rates.put(t.tx, namePair{r.Rule, r.Per}, r); err != nil {
			return err
		}
	}
	for _, n := range c.RuleCounts {
		if err := rec.ruleCounts.put(t.tx, n.Rule, n); err != nil {
			return err
		}
	}
	for _, s := range c.Suppressions {
		if err := rec.suppressions.put(t.tx, namePair{s.Integration, s.Key}, s); err != nil {
			return err
		}
	}
	for _, c := range c.Cursors {
		if err := rec.cursors.put(t.tx, string(c.Scan), c); err != nil {
			return err
		}
	}
	for _, h := range c.Handoffs {
		if err := rec.handoffs.put(t.tx, h.Number, h); err != nil {
			return err
		}
	}
	return t.applyWatching(c)
}

// applyWatching writes how what is watched does.
func (t engineTx) applyWatching(c engine.Changes) error {
	rec := t.db.rec
	for _, id := range c.DropPulses {
		if _, err := rec.pulses.delete(t.tx, id); err != nil {
			return err
		}
	}
	for _, p := range c.Pulses {
		if err := rec.pulses.put(t.tx, p.Heartbeat, p); err != nil {
			return err
		}
	}
	return t.applyLooking(c)
}

// applyLooking writes what is seen of the hosts that are watched.
func (t engineTx) applyLooking(c engine.Changes) error {
	rec := t.db.rec
	for _, id := range c.DropSights {
		if _, err := rec.sights.delete(t.tx, id); err != nil {
			return err
		}
	}
	for _, id := range c.DropStrips {
		if _, err := rec.strips.delete(t.tx, id); err != nil {
			return err
		}
	}
	for _, s := range c.Sights {
		if err := rec.sights.put(t.tx, s.Watch, s); err != nil {
			return err
		}
	}
	for _, s := range c.Strips {
		if err := rec.strips.put(t.tx, s.Watch, s); err != nil {
			return err
		}
	}
	return nil
}

func (t engineTx) applyLog(c engine.Changes) error {
	rec := t.db.rec
	for _, p := range c.Posts {
		if err := rec.posts.put(t.tx, p.Seq, p); err != nil {
			return err
		}
		if err := rec.raw.put(t.tx, p.Seq, p.Raw.Body); err != nil {
			return err
		}
	}
	for _, p := range c.Judged {
		if err := rec.posts.put(t.tx, p.Seq, p); err != nil {
			return err
		}
	}
	for _, x := range c.Recoveries {
		if err := rec.recoveries.put(t.tx, namePair{x.Integration, x.Key}, x); err != nil {
			return err
		}
	}
	for _, x := range c.Changes {
		if err := rec.changes.put(t.tx, entryKey{x.Seq, x.Part}, x); err != nil {
			return err
		}
	}
	for _, a := range c.Audit {
		if err := t.db.appendAudit(t.tx, a); err != nil {
			return err
		}
	}
	return nil
}
