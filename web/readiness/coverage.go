package readiness

import (
	"fmt"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// coverage is when steps of policies in use mean nobody, and what lint says of
// policies and the schedules behind them.
func (k *judge) coverage() (found []Finding) {
	for _, w := range k.lint {
		if w.Path == "settings.fallback" {
			found = append(found, Finding{Code: NoFallback, Level: Bad, Subject: Subject{Kind: Box, ID: "fallback", Name: "Fallback contacts"}, Message: w.Message})
		}
	}
	for _, p := range k.PoliciesByName() {
		for _, w := range config.WarningsOfPolicy(k.lint, p.Name) {
			found = append(found, Finding{Code: PolicyAdvice, Level: Warning, Subject: policySubject(p), Message: w.Words()})
		}
		if k.InUse(p.ID) {
			found = append(found, k.uncovered(p)...)
		}
	}
	return append(found, k.schedules()...)
}

func policySubject(p engine.Policy) Subject { return Subject{Kind: Policy, ID: p.ID, Name: p.Name} }

// uncovered is when a policy means nobody at all, else which of its steps do.
func (k *judge) uncovered(p engine.Policy) (found []Finding) {
	everywhere := []Span{{k.Now, k.Now.Add(Ahead)}}
	var steps [][]Span
	for _, s := range p.Steps {
		gaps := k.gaps(s.Targets)
		steps = append(steps, gaps)
		everywhere = common(everywhere, gaps)
	}
	add := func(code Code, level Level, what string, gaps []Span) {
		found = append(found, Finding{Code: code, Level: level, Subject: policySubject(p), Message: what + " nobody " + k.gapWords(gaps) + ".", Gaps: gaps})
	}
	if len(p.Steps) > 0 && len(everywhere) > 0 {
		add(PolicyUncovered, Bad, "The whole policy means", everywhere)
	}
	for i, gaps := range steps {
		always := len(gaps) == 1 && gaps[0] == Span{k.Now, k.Now.Add(Ahead)} // lint says that
		if len(gaps) > 0 && !always && !slices.Equal(gaps, everywhere) {
			add(StepUncovered, Warning, fmt.Sprintf("Step %d means", i+1), gaps)
		}
	}
	return found
}

// gaps is when none of the targets means anybody, within two weeks.
func (k *judge) gaps(targets []people.Target) []Span {
	gaps := []Span{{k.Now, k.Now.Add(Ahead)}}
	for _, t := range targets {
		gaps = common(gaps, k.gapsOf(t))
	}
	return gaps
}

func (k *judge) gapsOf(t people.Target) []Span {
	end := k.Now.Add(Ahead)
	if u, ok := k.Users[t.User]; ok && !u.Disabled {
		return nil
	}
	s, ok := k.Schedule(t.Schedule)
	if !ok {
		return []Span{{k.Now, end}}
	}
	var gaps []Span
	from := k.Now
	for _, shift := range s.Shifts(k.Now, end) {
		if !slices.ContainsFunc(shift.Users, func(id string) bool { u, ok := k.Users[id]; return ok && !u.Disabled }) {
			continue
		}
		if shift.Start.After(from) {
			gaps = append(gaps, Span{from, shift.Start})
		}
		from = shift.End
	}
	if from.Before(end) {
		gaps = append(gaps, Span{from, end})
	}
	return gaps
}

// common is what two lists of stretches, each in order, have in common.
func common(a, b []Span) (both []Span) {
	for len(a) > 0 && len(b) > 0 {
		from, to := a[0].From, a[0].To
		if b[0].From.After(from) {
			from = b[0].From
		}
		if b[0].To.Before(to) {
			to = b[0].To
		}
		if from.Before(to) {
			both = append(both, Span{from, to})
		}
		if a[0].To.Before(b[0].To) {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

func (k *judge) gapWords(gaps []Span) string {
	first := gaps[0]
	text := "from " + first.From.In(k.Zone).Format("Mon 2 Jan 15:04") + " to " + first.To.In(k.Zone).Format("Mon 2 Jan 15:04")
	if first.From.Equal(k.Now) {
		text = "now, until " + first.To.In(k.Zone).Format("Mon 2 Jan 15:04")
	}
	if first.From.Equal(k.Now) && first.To.Equal(k.Now.Add(Ahead)) {
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
func (k *judge) schedules() (found []Finding) {
	for _, s := range k.Schedules {
		used := false
		for _, p := range k.Policies {
			for _, step := range p.Steps {
				used = used || slices.Contains(step.Targets, people.Target{Schedule: s.ID})
			}
		}
		for _, w := range k.lint {
			if field, ok := strings.CutPrefix(w.Path, "schedules["+s.Name+"]"); ok && (field != "" || !used) {
				found = append(found, Finding{Code: ScheduleAdvice, Level: Warning, Subject: Subject{Kind: Schedule, ID: s.ID, Name: s.Name}, Message: w.Message})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return strings.Compare(a.Subject.Name, b.Subject.Name) })
	return found
}
