package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// oncallShow says who is on call now, and next, for every policy.
func (u *ui) oncallShow(w http.ResponseWriter, r *http.Request) {
	cfg, now := u.Store.Config(), u.Now()
	v := view.OnCallPage{Tasks: ownTasks(r, cfg, view.Clock{Now: now})}
	for _, p := range cfg.PoliciesByName() {
		row := onCallPolicy(cfg, p, who(r).User.ID, now)
		for i := range row.Steps {
			row.Steps[i].Tasks = stepTasks(r, cfg, p.Steps[i], view.Clock{Now: now})
		}
		if err := u.reaches(cfg, &row); err != nil {
			u.fail(w, r, err)
			return
		}
		v.Policies = append(v.Policies, row)
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.OnCall(page, v))
}

func onCallPolicy(cfg *engine.Config, p engine.Policy, viewer string, now time.Time) view.OnCallPolicy {
	v := view.OnCallPolicy{Policy: view.Ref{Name: p.Name}, Repeats: p.Repeat, Services: servicesOf(cfg, p.ID)}
	after := time.Duration(0)
	reaches := false
	for i, s := range p.Steps {
		step := onCallStep(cfg, p, s, viewer, now)
		step.Level, step.After = i+1, after
		after += s.Delay
		for _, person := range step.People {
			reaches = reaches || person.Reach.State != view.Unreachable
		}
		v.Steps = append(v.Steps, step)
	}
	switch {
	case len(p.Steps) == 0:
		v.Problem = "This policy has no steps: it would page only the fallback contact."
	case !reaches:
		v.Problem = "This policy would reach nobody now: it would page only the fallback contact."
	}
	return v
}

func servicesOf(cfg *engine.Config, policy string) []view.Ref {
	var refs []view.Ref
	for id, s := range cfg.Services {
		if s.Policy == policy {
			refs = append(refs, view.Ref{ID: id, Name: s.Name})
		}
	}
	slices.SortFunc(refs, func(a, b view.Ref) int { return strings.Compare(a.Name, b.Name) })
	return refs
}

func onCallStep(cfg *engine.Config, p engine.Policy, s engine.Step, viewer string, now time.Time) view.OnCallStep {
	var step view.OnCallStep
	meant := cfg.Means(p, s.Targets, people.High, now)
	reasons := meant.Reasons()
	step.Away = passedWords(cfg, meant)
	if len(meant.Found) == 0 {
		step.Nobody = "the step names nobody"
		if len(reasons) > 0 {
			step.Nobody = strings.Join(reasons, "; ")
		}
	}
	for _, a := range meant.Found {
		step.People = append(step.People, onCallPerson(cfg, a, s.Targets, viewer, now))
	}
	return step
}

// passedWords says who of a step is away: who is passed over, or who is paged all
// the same, because nobody else would be.
func passedWords(cfg *engine.Config, meant engine.Meant) string {
	var words []string
	for _, away := range meant.Away {
		words = append(words, "Passed over: "+away)
	}
	for _, a := range meant.Found {
		if !a.Away.IsZero() {
			words = append(words, cfg.Users[a.User].Name+": "+a.Why)
		}
	}
	return strings.Join(words, "; ")
}

func onCallPerson(cfg *engine.Config, a people.Assignment, targets []people.Target, viewer string, now time.Time) view.OnCallPerson {
	u := cfg.Users[a.User]
	p := view.OnCallPerson{ID: u.ID, Name: u.Name, You: u.ID == viewer, Reach: reachOf(u)}
	for _, rule := range cfg.Rules(u, people.High) {
		m, _ := u.Method(rule.Method)
		p.Ladder = append(p.Ladder, view.LadderRung{After: rule.Delay, Channel: string(m.Type), Label: m.Label})
	}
	for _, t := range targets {
		s, ok := cfg.Schedule(t.Schedule)
		if !ok || !slices.Contains(s.OnCall(now), a.User) {
			continue
		}
		p.Via = s.Name
		if end, ok := s.Next(now); ok {
			p.Until = end
			p.Next, p.NextGap = nextOf(cfg, s.OnCall(end), end, u.Location())
			p.Then = nil
			for _, id := range s.OnCall(end) {
				p.Then = append(p.Then, view.NextPerson{ID: id, Name: cfg.Users[id].Name, You: id == viewer})
			}
		}
	}
	return p
}

// nextOf names who follows at a handoff, or says that nobody does.
func nextOf(cfg *engine.Config, users []string, at time.Time, zone *time.Location) (next, gap string) {
	if len(users) == 0 {
		return "", "Nobody from " + at.In(zone).Format("Mon 2 Jan 15:04 MST")
	}
	names := make([]string, len(users))
	for i, id := range users {
		names[i] = cfg.Users[id].Name
	}
	return strings.Join(names, ", "), ""
}

// reachOf says whether a person can be paged at all. Verified methods and test
// pages will sharpen it.
func reachOf(u people.User) view.Reach {
	switch {
	case len(u.ContactMethods) == 0:
		return view.Reach{State: view.Unreachable, Reason: "no contact method is set"}
	case !slices.ContainsFunc(u.ContactMethods, func(m people.ContactMethod) bool { return !m.Unconfirmed }):
		return view.Reach{State: view.Doubtful, Reason: "no address was ever confirmed"}
	case len(u.Trusted().ContactMethods) == 1:
		return view.Reach{State: view.Doubtful, Reason: "only one contact method: if it fails, nothing is left"}
	}
	return view.Reach{State: view.Reachable}
}
