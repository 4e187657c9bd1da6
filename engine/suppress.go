package engine

import "slices"

// suppressed takes an event that a rule keeps quiet. A problem is held, so that it
// pages if it outlasts the rule.
func (d door) suppressed(ev Event) (Verdict, error) {
	verdict := Verdict{Fate: Suppressed, Key: ev.Key, Reason: "suppressed by " + quoteRule(d.Suppress)}
	switch ev.Action {
	case Resolve:
		return verdict, d.recovered(ev)
	case Acknowledge:
		return d.quietAck(ev, verdict)
	case Trigger:
	default:
		return verdict, nil
	}
	overtaken, proven, err := d.overtaken(ev)
	if err != nil || overtaken && proven {
		return verdict, err
	}
	s := d.suppression(ev)
	alert, live, err := d.alert(ev)
	if err != nil {
		return Verdict{}, err
	}
	if live && alert.Open {
		if err := d.joins(ev, alert); err != nil {
			return Verdict{}, err
		}
		if ev.Severity == "" || ev.Severity.weight() <= alert.Severity.weight() {
			return verdict, d.noWorse(ev) // the incident tells of it already
		}
		s.Incident = alert.Incident
	}
	verdict.Reason, err = d.hold(s, verdict.Reason)
	return verdict, err
}

// quietAck lets an acknowledgement that a rule keeps quiet count on an open incident, as
// it does on what is held: a rule that suppresses asks for silence, and that is what it
// brings. Nothing is lost by it, for the incident stays open and its timers go on; who
// does not believe acknowledgements drops them. An end that is kept quiet closes no
// incident: what was closed in error is lost.
func (d door) quietAck(ev Event, verdict Verdict) (Verdict, error) {
	if d.svc.Disabled {
		return verdict, nil
	}
	alert, live, err := d.alert(ev)
	if err != nil || !live || !alert.Open {
		return verdict, err
	}
	v, err := d.acknowledge(ev, alert)
	v.Reason += "; " + verdict.Reason
	return v, err
}

// suppression is the row of an event that is kept quiet.
func (d door) suppression(ev Event) Suppression {
	s := Suppression{
		Integration: d.in.ID, Key: d.problem(ev), Sent: d.sent, Service: d.Service, DoorName: d.in.Name, DoorService: d.in.Service, Via: d.via,
		Event: d.event, Rule: d.Suppress, RuleID: d.IDs[len(d.IDs)-1], Rules: d.IDs,
		Post: d.post, Part: d.part, Since: d.now, LastAt: d.now, Count: 1,
	}
	if s.TooLong = len(s.Event.Details) > MaxDetails; s.TooLong {
		s.Event.Details = boundDetails(s.Event.Details)
	}
	s.Ruled = otherThan(s.Key, ev.Key)
	s.Event.Recordings = slices.Clone(withRecordings(nil, s.Event.Recordings, d.post))
	return s
}

// hold writes a suppression, in place of an earlier one of its key, and adds to the
// reason until when.
func (d door) hold(s Suppression, reason string) (string, error) {
	was, found, err := d.tx.Suppression(s.ID())
	if err != nil {
		return "", err
	}
	if !found {
		if s, was, found, err = d.placed(s); err != nil {
			return "", err
		}
	}
	if found && !s.More() && d.before(s.Event, was) {
		was.Count++
		return reason + "; delivered late: something newer of it is held", d.tx.Apply(Changes{Suppressions: []Suppression{was}})
	}
	if found {
		s.Since, s.Count = was.Since, was.Count+1
		if s.Event.Severity == "" || s.Event.Severity.weight() <= was.Event.Severity.weight() {
			s.AckedAt = was.AckedAt // else it is news, also to who has it
		}
	}
	_, next, err := newAsking(d.tx, s).outlook(d.now, stepsAtOnce)
	if err != nil {
		return "", err
	}
	if next.AskAt.IsZero() { // what counts fell at this very moment
		next.AskAt = d.now
	}
	if s.More() {
		reason += "; one of more than are held one by one"
		if found && was.AskAt.Before(next.AskAt) { // of another event, for which the rules may end before
			next.AskAt, next.Until = was.AskAt, was.Until
		}
	}
	return reason + next.held(d.tx.Config()), d.tx.Apply(Changes{Suppressions: []Suppression{next}})
}

// placed finds the row for a new suppression: its own, or that of all beyond
// MaxSuppressed.
func (d door) placed(s Suppression) (Suppression, Suppression, bool, error) {
	n, err := d.tx.Suppressed(s.Service, MaxSuppressed)
	if err != nil || n < MaxSuppressed {
		return s, Suppression{}, false, err
	}
	s.Integration, s.Key, s.Sent, s.Ruled = MoreSuppressed, s.Service+"/"+s.RuleID, "", ""
	was, found, err := d.tx.Suppression(s.ID())
	return s, was, found, err
}

// quietEnd ends what was kept quiet and its sender says is well again. What others
// reported under the same key of a rule stays held, and the event log says so.
func (d door) quietEnd(ev Event, v Verdict) (Verdict, error) {
	by, err := d.over(ev)
	switch {
	case err != nil || v.Incident != 0:
		return v, err
	case len(by) > 0:
		v.Fate, v.Reason = Suppressed, "the end of a problem that "+joinAnd(by)+" kept quiet"
		return v, nil
	case ev.Key == "":
		return v, nil
	}
	others, err := d.tx.SuppressedAs(d.in.ID, ev.Key, 1)
	if len(others) > 0 {
		v.Reason += "; what is held under it is known to its senders by other keys, and stays held"
	}
	return v, err
}

// over ends the suppressions of what its sender says is well again, and returns the
// rules that kept it quiet.
func (d door) over(ev Event) (by []string, err error) {
	list, err := d.suppressions(ev)
	if err != nil {
		return nil, err
	}
	var out Changes
	for _, s := range list {
		if d.before(ev, s) {
			continue // the problem was reported again after that
		}
		out.DropSuppressions = append(out.DropSuppressions, s.ID())
		if !slices.Contains(by, quoteRule(s.Rule)) {
			by = append(by, quoteRule(s.Rule))
		}
	}
	if len(by) == 0 {
		return nil, nil
	}
	return by, d.tx.Apply(out)
}

// before reports whether an event that came late was sent before the newest of a
// suppression.
func (d door) before(ev Event, s Suppression) bool {
	at := d.heldAt(ev)
	return !at.IsZero() && at.Before(sentAt(s.Event, d.now))
}

// noWorse ends the suppression of a worse turn, because its sender says by now what
// the incident tells. Who says nothing of how bad it is does not say that.
func (d door) noWorse(ev Event) error {
	s, found, err := d.tx.Suppression(SuppressionKey{d.in.ID, d.problem(ev)})
	if err != nil || !found || ev.Severity == "" || d.before(ev, s) {
		return err
	}
	return d.tx.Apply(Changes{DropSuppressions: []SuppressionKey{s.ID()}})
}

// taken notes with what is kept quiet that its sender says somebody has it, and
// returns the rules that keep it so.
func (d door) taken(ev Event) (by []string, err error) {
	list, err := d.suppressions(ev)
	if err != nil {
		return nil, err
	}
	var out Changes
	for _, s := range list {
		if d.before(ev, s) {
			continue
		}
		s.AckedAt = d.now
		out.Suppressions = append(out.Suppressions, s)
		if !slices.Contains(by, quoteRule(s.Rule)) {
			by = append(by, quoteRule(s.Rule))
		}
	}
	if len(by) == 0 {
		return nil, nil
	}
	return by, d.tx.Apply(out)
}

// suppressions are those that an event is about: that of its sender's own key. As with
// alerts, what others reported under the same key of a rule is not over by its end.
func (d door) suppressions(ev Event) ([]Suppression, error) {
	key := d.problem(ev)
	if key == "" {
		return nil, nil
	}
	s, found, err := d.tx.Suppression(SuppressionKey{d.in.ID, key})
	if err != nil || !found {
		return nil, err
	}
	return []Suppression{s}, nil
}

// loud ends the suppression of a key of which an incident tells now. A worse turn of an
// open incident stays held if the event does not say how bad it is: that is no news
// that it got better. Neither is an event that was sent before it and came late.
func (d door) loud(ev Event, incident uint64) error {
	id := SuppressionKey{d.in.ID, d.problem(ev)}
	s, found, err := d.tx.Suppression(id)
	switch {
	case err != nil || !found || ev.Severity == "" && s.Incident != 0:
		return err
	case d.before(ev, s) && s.Event.Severity.weight() > ev.Severity.weight():
		s.Incident = incident
		return d.tx.Apply(Changes{Suppressions: []Suppression{s}})
	}
	return d.tx.Apply(Changes{DropSuppressions: []SuppressionKey{id}})
}
