package ui

import (
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// onCallLines says in a line each who is on call for the policies in use.
func onCallLines(cfg *engine.Config, viewer string, now time.Time) []view.OnCallLine {
	var lines []view.OnCallLine
	for _, p := range cfg.PoliciesByName() {
		if cfg.InUse(p.ID) {
			lines = append(lines, onCallLine(cfg, p, viewer, now))
		}
	}
	return lines
}

// onCallLine is the first step of a policy that means somebody.
func onCallLine(cfg *engine.Config, p engine.Policy, viewer string, now time.Time) view.OnCallLine {
	line := view.OnCallLine{Policy: view.Ref{Name: p.Name}, Reason: "the policy has no steps"}
	for _, step := range p.Steps {
		meant := cfg.Means(p, step.Targets, people.High, now)
		if len(meant.Found) == 0 {
			line.Reason = strings.Join(meant.Reasons(), "; ")
			continue
		}
		line.Name = personNames(cfg, meant.Found, viewer)
		line.Until = shiftEnd(cfg, step.Targets, now)
		line.Reason = ""
		return line
	}
	return line
}

func personNames(cfg *engine.Config, found []people.Assignment, viewer string) string {
	names := make([]string, len(found))
	for i, a := range found {
		if names[i] = cfg.Users[a.User].Name; a.User == viewer {
			names[i] = "You"
		}
	}
	return strings.Join(names, ", ")
}

// shiftEnd is when the first schedule among the targets changes hands; zero if
// none does.
func shiftEnd(cfg *engine.Config, targets []people.Target, now time.Time) time.Time {
	for _, t := range targets {
		if s, ok := cfg.Schedule(t.Schedule); ok {
			if end, ok := s.Next(now); ok {
				return end
			}
		}
	}
	return time.Time{}
}
