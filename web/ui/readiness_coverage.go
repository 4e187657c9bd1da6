package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// span is a stretch of time, without its end.
type span struct{ from, to time.Time }

// coverage is when steps of policies in use mean nobody, and what lint says of
// policies and the schedules behind them.
func (k *readiness) coverage() (lines []view.ReadinessLine) {
	for _, w := range k.lint {
		if w.Path == "settings.fallback" {
			lines = append(lines, view.ReadinessLine{Level: view.Bad, What: "Fallback contacts", Why: w.Message, Path: view.PathSettings, Do: "Choose some"})
		}
	}
	for _, p := range sortedPolicies(k.Config) {
		for _, w := range policyWarnings(k.lint, p.Name) {
			lines = append(lines, view.ReadinessLine{Level: view.Warning, What: p.Name, Why: warningWords(w), Path: view.PolicyPath(p.ID), Do: "See the policy"})
		}
		if policyInUse(k.Config, p.ID) {
			lines = append(lines, k.uncovered(p)...)
		}
	}
	return append(lines, k.schedules()...)
}

// uncovered is when a policy means nobody at all, else which of its steps do.
func (k *readiness) uncovered(p engine.Policy) (lines []view.ReadinessLine) {
	everywhere := []span{{k.now, k.now.Add(readyLook)}}
	var steps [][]span
	for _, s := range p.Steps {
		gaps := k.gaps(s.Targets)
		steps = append(steps, gaps)
		everywhere = common(everywhere, gaps)
	}
	add := func(level view.Level, what string, gaps []span) {
		lines = append(lines, view.ReadinessLine{
			Level: level, What: p.Name, Why: what + " nobody " + k.gapWords(gaps) + ".", Do: "See what would happen",
			Path: view.ListPath(view.PolicyPath(p.ID), "at", gaps[0].from.In(k.zone).Format(wallMinute)) + "#forecast",
		})
	}
	if len(p.Steps) > 0 && len(everywhere) > 0 {
		add(view.Bad, "The whole policy means", everywhere)
	}
	for i, gaps := range steps {
		always := len(gaps) == 1 && gaps[0] == span{k.now, k.now.Add(readyLook)} // lint says that
		if len(gaps) > 0 && !always && !slices.Equal(gaps, everywhere) {
			add(view.Warning, fmt.Sprintf("Step %d means", i+1), gaps)
		}
	}
	return lines
}

// gaps is when none of the targets means anybody, within two weeks.
func (k *readiness) gaps(targets []people.Target) []span {
	gaps := []span{{k.now, k.now.Add(readyLook)}}
	for _, t := range targets {
		gaps = common(gaps, k.gapsOf(t))
	}
	return gaps
}

func (k *readiness) gapsOf(t people.Target) []span {
	end := k.now.Add(readyLook)
	if u, ok := k.Users[t.User]; ok && !u.Disabled {
		return nil
	}
	s, ok := k.Schedule(t.Schedule)
	if !ok {
		return []span{{k.now, end}}
	}
	var gaps []span
	from := k.now
	for _, shift := range s.Shifts(k.now, end) {
		if !slices.ContainsFunc(shift.Users, func(id string) bool { u, ok := k.Users[id]; return ok && !u.Disabled }) {
			continue
		}
		if shift.Start.After(from) {
			gaps = append(gaps, span{from, shift.Start})
		}
		from = shift.End
	}
	if from.Before(end) {
		gaps = append(gaps, span{from, end})
	}
	return gaps
}

// common is what two lists of stretches, each in order, have in common.
func common(a, b []span) (both []span) {
	for len(a) > 0 && len(b) > 0 {
		from, to := a[0].from, a[0].to
		if b[0].from.After(from) {
			from = b[0].from
		}
		if b[0].to.Before(to) {
			to = b[0].to
		}
		if from.Before(to) {
			both = append(both, span{from, to})
		}
		if a[0].to.Before(b[0].to) {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

func (k *readiness) gapWords(gaps []span) string {
	first := gaps[0]
	text := "from " + first.from.In(k.zone).Format("Mon 2 Jan 15:04") + " to " + first.to.In(k.zone).Format("Mon 2 Jan 15:04")
	if first.from.Equal(k.now) {
		text = "now, until " + first.to.In(k.zone).Format("Mon 2 Jan 15:04")
	}
	if first.from.Equal(k.now) && first.to.Equal(k.now.Add(readyLook)) {
		text = "at any time in the next two weeks"
	}
	switch more := len(gaps) - 1; more {
	case 0:
		return text
	case 1:
		return text + ", and once more within two weeks"
	default:
		return text + fmt.Sprintf(", and %d times more within two weeks", more)
	}
}

// schedules is what lint says of schedules, but for their gaps: those matter
// where a step has nobody else.
func (k *readiness) schedules() (lines []view.ReadinessLine) {
	for _, s := range k.Schedules {
		used := false
		for _, p := range k.Policies {
			for _, step := range p.Steps {
				used = used || slices.Contains(step.Targets, people.Target{Schedule: s.ID})
			}
		}
		for _, w := range k.lint {
			if field, ok := strings.CutPrefix(w.Path, "schedules["+s.Name+"]"); ok && (field != "" || !used) {
				lines = append(lines, view.ReadinessLine{Level: view.Warning, What: s.Name, Why: w.Message, Path: view.PathOnCall, Do: "See who is on call"})
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b view.ReadinessLine) int { return strings.Compare(a.What, b.What) })
	return lines
}

// heartbeats are those that wait for their first beat for too long: silence of
// them pages nobody.
func (k *readiness) heartbeats() (lines []view.ReadinessLine) {
	for _, s := range sortedServices(k.Config) {
		for _, h := range k.HeartbeatsOf(s.ID) {
			if p, there := k.pulses[h.ID]; there && p.WaitingTooLong(h, k.now) {
				lines = append(lines, view.ReadinessLine{
					Level: view.Warning, What: h.Name, Why: neverBeat(p, k.now), Path: view.HeartbeatPath(s.ID, h.ID), Do: "Set its sender up",
				})
			}
		}
	}
	return lines
}
