package enginetest

import (
	"fmt"
	"time"

	"wakeman/engine"
)

// Model is a second opinion on which incidents are open and who has them, in
// plain maps. It knows nothing of pages, steps, rows or transactions. Feed it
// what the engine is fed, in the same order, and compare.
type Model struct {
	Services map[string]engine.Service // by integration
	Stale    time.Duration             // Settings.StaleAfter

	incidents map[uint64]*modelIncident
	alerts    map[string][]*modelAlert // by integration and key, oldest first
}

type modelIncident struct {
	status     engine.Status
	generation int
	service    engine.Service
	severity   engine.Severity
	ackers     []string
	alert      *modelAlert
	// ends are when the acknowledgement ends by itself, and when the incident
	// does.
	ends, autoResolve time.Time
	snoozed           bool
}

type modelAlert struct {
	incident uint64
	open     bool
	reopen   time.Time // end of the flap window; zero when there is none
	triggers uint64
}

// NewModel begins with nothing.
func NewModel(services map[string]engine.Service, stale time.Duration) *Model {
	return &Model{Services: services, Stale: stale, incidents: map[uint64]*modelIncident{}, alerts: map[string][]*modelAlert{}}
}

// Status is what the model thinks of an incident; "" if it does not know it.
func (m *Model) Status(number uint64) engine.Status {
	if in := m.incidents[number]; in != nil {
		return in.status
	}
	return ""
}

// Len counts the incidents there ever were.
func (m *Model) Len() int { return len(m.incidents) }

// At lets everything happen that is due by now.
func (m *Model) At(now time.Time) {
	due := func(t time.Time) bool { return !t.IsZero() && !t.After(now) }
	for _, in := range m.incidents {
		if in.status == engine.Acked && due(in.ends) {
			in.trigger()
		}
		if in.status != engine.Resolved && due(in.autoResolve) {
			in.resolve(now)
		}
	}
	for _, list := range m.alerts {
		for _, a := range list {
			if !a.open && due(a.reopen) {
				a.reopen = time.Time{}
			}
		}
	}
}

// Event takes one event in and checks the engine's verdict on it.
func (m *Model) Event(integration string, ev engine.Event, v engine.Verdict, now time.Time) error {
	want := m.take(integration, ev, v, now)
	if v.Fate != want || v.Reason == "" {
		return fmt.Errorf("%s of %q was %s (%s), want %s", ev.Action, ev.Key, v.Fate, v.Reason, want)
	}
	return nil
}

func (m *Model) take(integration string, ev engine.Event, v engine.Verdict, now time.Time) engine.Fate {
	if ev.Action == engine.Change || ev.Test {
		return engine.Noted
	}
	a := m.live(integration, ev.Key)
	switch {
	case ev.Action == engine.Trigger:
		return m.trigger(integration, a, ev, v, now)
	case a == nil || !a.open:
		return engine.Dropped
	}
	in := m.incidents[a.incident]
	if ev.Action == engine.Resolve {
		in.resolve(now)
		return engine.ResolvedFate
	}
	if in.status != engine.Triggered {
		return engine.Dropped
	}
	in.ack(integration, now, m.Stale)
	return engine.Acknowledged
}

// live is the alert an event belongs to: the open one, else the newest in its
// flap window.
func (m *Model) live(integration, key string) *modelAlert {
	var found *modelAlert
	for _, a := range m.alerts[integration+"|"+key] {
		if a.open {
			return a
		}
		if !a.reopen.IsZero() {
			found = a
		}
	}
	return found
}

func (m *Model) trigger(integration string, a *modelAlert, ev engine.Event, v engine.Verdict, now time.Time) engine.Fate {
	if a == nil {
		return m.open(integration, ev, v, now)
	}
	a.triggers++
	in := m.incidents[a.incident]
	changed := in.says(ev.Severity) || v.Fate == engine.Updated // titles are not the model's
	switch {
	case !a.open:
		a.open, a.reopen = true, time.Time{}
		in.reopen(now)
		return engine.Reopened
	case changed:
		return engine.Updated
	}
	return engine.Repeated
}

func (m *Model) open(integration string, ev engine.Event, v engine.Verdict, now time.Time) engine.Fate {
	if m.incidents[v.Incident] != nil || v.Incident == 0 {
		return engine.Fate(fmt.Sprintf("opened with a number of its own, not %d", v.Incident))
	}
	a := &modelAlert{incident: v.Incident, open: true, triggers: 1}
	in := &modelIncident{status: engine.Triggered, generation: 1, service: m.Services[integration], severity: ev.Severity, alert: a}
	in.autoResolve = later(now, in.service.AutoResolve)
	m.incidents[v.Incident] = in
	id := integration + "|" + ev.Key
	m.alerts[id] = append(m.alerts[id], a)
	return engine.Opened
}

func later(now time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return time.Time{}
	}
	return now.Add(d)
}

// says reports whether the severity is a new one. One that rises takes an
// acknowledgement back.
func (in *modelIncident) says(s engine.Severity) bool {
	if s == "" || s == in.severity {
		return false
	}
	weight := map[engine.Severity]int{engine.Critical: 4, engine.Error: 3, "": 3, engine.Warning: 2, engine.Info: 1}
	if weight[s] > weight[in.severity] && in.status == engine.Acked {
		in.trigger()
	}
	in.severity = s
	return true
}

func (in *modelIncident) trigger() {
	in.status, in.ackers, in.ends, in.snoozed = engine.Triggered, nil, time.Time{}, false
}

func (in *modelIncident) reopen(now time.Time) {
	if in.status == engine.Resolved {
		in.trigger()
		in.generation++
		in.autoResolve = later(now, in.service.AutoResolve)
	}
}

func (in *modelIncident) ack(who string, now time.Time, stale time.Duration) {
	for _, w := range in.ackers {
		if w == who {
			return
		}
	}
	in.status, in.ackers = engine.Acked, append(in.ackers, who)
	if in.snoozed {
		return
	}
	in.ends = later(now, in.service.AckTimeout)
	if s := later(now, stale); in.ends.IsZero() || !s.IsZero() && s.Before(in.ends) {
		in.ends = s
	}
}

func (in *modelIncident) resolve(now time.Time) {
	in.trigger()
	in.status, in.autoResolve = engine.Resolved, time.Time{}
	if in.alert.open {
		in.alert.open, in.alert.reopen = false, later(now, in.service.FlapWindow)
	}
}

// Act does what a person does. It reports whether the engine should refuse.
func (m *Model) Act(number uint64, who string, a engine.Act, now time.Time) (refused bool) {
	in := m.incidents[number]
	switch {
	case in == nil:
		return true
	case a.Note != "" || a.Title != "":
		return false
	case a.Reopen:
		m.reopenByHand(in, now)
		return false
	case a.Resolve:
		if in.status != engine.Resolved {
			in.resolve(now)
		}
		return false
	case in.status == engine.Resolved:
		return true
	}
	m.actOpen(in, who, a, now)
	return false
}

func (m *Model) actOpen(in *modelIncident, who string, a engine.Act, now time.Time) {
	switch {
	case a.Acknowledge:
		in.ack(who, now, m.Stale)
	case a.Unacknowledge && in.status == engine.Acked, a.Escalate, a.Level > 0, len(a.Assign) > 0:
		in.trigger()
	case a.Snooze > 0:
		in.ack(who, now, m.Stale)
		in.snoozed, in.ends = true, now.Add(a.Snooze)
	}
}

func (m *Model) reopenByHand(in *modelIncident, now time.Time) {
	if in.status != engine.Resolved {
		return
	}
	in.reopen(now)
	for id, list := range m.alerts {
		for _, a := range list {
			if a != in.alert {
				continue
			}
			if other := m.liveByID(id); other == nil || other == a {
				a.open, a.reopen = true, time.Time{}
			}
		}
	}
}

func (m *Model) liveByID(id string) *modelAlert {
	for i := range id {
		if id[i] == '|' {
			return m.live(id[:i], id[i+1:])
		}
	}
	return nil
}

// Link acknowledges by a link what is still as it was when the link was sent.
func (m *Model) Link(items []engine.Item, who string, now time.Time) {
	for _, it := range items {
		in := m.incidents[it.Incident]
		if in != nil && in.status == engine.Triggered && in.generation == it.Generation {
			in.ack(who, now, m.Stale)
		}
	}
}

// Compare says where the engine's incident differs from the model's.
func (m *Model) Compare(in engine.Incident) error {
	want := m.incidents[in.Number]
	switch {
	case want == nil:
		return fmt.Errorf("incident %d came from nowhere", in.Number)
	case want.status != in.Status:
		return fmt.Errorf("incident %d is %s, want %s", in.Number, in.Status, want.status)
	case want.generation != in.Generation:
		return fmt.Errorf("incident %d is of generation %d, want %d", in.Number, in.Generation, want.generation)
	case len(want.ackers) != len(in.Acks):
		return fmt.Errorf("incident %d has %d acknowledgements, want %d", in.Number, len(in.Acks), len(want.ackers))
	case want.snoozed != !in.SnoozedUntil.IsZero():
		return fmt.Errorf("incident %d is snoozed until %s, want snoozed %v", in.Number, in.SnoozedUntil, want.snoozed)
	case want.alert.open != (in.OpenAlerts > 0):
		return fmt.Errorf("incident %d has %d open alerts, want open %v", in.Number, in.OpenAlerts, want.alert.open)
	}
	return nil
}

// Triggers is how often the alert of an incident was triggered.
func (m *Model) Triggers(number uint64) uint64 { return m.incidents[number].alert.triggers }
