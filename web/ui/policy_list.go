package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// policiesList is every escalation policy.
func (u *ui) policiesList(w http.ResponseWriter, r *http.Request) {
	cfg, now := u.Store.Config(), u.Now()
	found := config.Lint(cfg, now)
	var v view.PolicyList
	for _, p := range cfg.PoliciesByName() {
		v.Rows = append(v.Rows, view.PolicyRow{
			Policy: view.Ref{ID: p.ID, Name: p.Name}, Description: p.Description, Services: servicesOf(cfg, p.ID),
			Steps: len(p.Steps), Repeats: p.Repeat, OnCall: onCallLine(cfg, p, who(r).User.ID, now),
			Problem: onCallPolicy(cfg, p, "", now).Problem, Warnings: len(config.DoubtsOfPolicy(cfg, found, p, now)),
		})
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Policies(page, v))
}

// policyShow is one policy, and whom it would page at an instant.
func (u *ui) policyShow(w http.ResponseWriter, r *http.Request) {
	cfg, now := u.Store.Config(), u.Now()
	p, ok := cfg.Policies[r.PathValue("policy")]
	if !ok {
		u.notFound(w, r)
		return
	}
	warnings := byField(config.DoubtsOfPolicy(cfg, config.Lint(cfg, now), p, now))
	v := view.PolicyPage{
		Policy: view.Ref{ID: p.ID, Name: p.Name}, Description: p.Description, Services: servicesOf(cfg, p.ID),
		Repeats: p.Repeat, EscalateLow: p.EscalateLow, Steps: policySteps(cfg, p, u, warnings),
		Warnings: warnings[""], Problem: onCallPolicy(cfg, p, "", now).Problem,
	}
	v.Forecast = u.forecast(r, p.ID, view.PolicyPath(p.ID), "")
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, forecastStatus(v.Forecast), view.Policy(page, v))
}

func policySteps(cfg *engine.Config, p engine.Policy, u *ui, warnings map[string][]string) []view.PolicyStep {
	steps := make([]view.PolicyStep, len(p.Steps))
	for i, s := range p.Steps {
		steps[i] = view.PolicyStep{
			Level: i + 1, Delay: s.Delay, RoundRobin: s.RoundRobin && len(s.Targets) > 1,
			Warnings: append(warnings[stepField(i, "")], warnings[stepField(i, "delay")]...),
		}
		if i > 0 {
			steps[i].After = steps[i-1].After + p.Steps[i-1].Delay
		}
		for _, t := range s.Targets {
			steps[i].Targets = append(steps[i].Targets, policyTarget(cfg, t, u))
		}
	}
	return steps
}

func policyTarget(cfg *engine.Config, t people.Target, u *ui) view.PolicyTarget {
	if t.User != "" {
		return view.PolicyTarget{Name: orElse(cfg.Users[t.User].Name, "somebody who is gone")}
	}
	found, _ := cfg.Resolve([]people.Target{t}, u.Now())
	return view.PolicyTarget{Name: orElse(cfg.Schedules[t.Schedule].Name, "a schedule that is gone"), Schedule: true, Now: personNames(cfg, found, "")}
}

// byField sorts warnings by the form's field they concern; "" is the whole.
func byField(found []config.Warning) map[string][]string {
	fields := map[string][]string{}
	for _, w := range found {
		fields[w.Path] = append(fields[w.Path], w.Message)
	}
	return fields
}
