package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// policyNew is the form of a policy that is not there yet.
func (u *ui) policyNew(w http.ResponseWriter, r *http.Request) {
	u.policyForm(w, r, http.StatusOK, newDraft(), view.Form{}, nil)
}

// policyEdit is the form of a policy.
func (u *ui) policyEdit(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	p, ok := cfg.Policies[r.PathValue("policy")]
	if !ok {
		u.notFound(w, r)
		return
	}
	u.policyForm(w, r, http.StatusOK, draftOf(p), view.Form{}, config.DoubtsOfPolicy(cfg, config.Lint(cfg, u.Now()), p, u.Now()))
}

// policyForm draws the form of a draft, with what is wrong or doubtful.
func (u *ui) policyForm(w http.ResponseWriter, r *http.Request, status int, d policyDraft, form view.Form, doubtful []config.Warning) {
	cfg := u.Store.Config()
	id := r.PathValue("policy")
	form.Values = d.values()
	v := view.PolicyFormPage{
		Policy: view.Ref{ID: id, Name: cfg.Policies[id].Name}, Form: form, Seen: d.seen, Warnings: byField(doubtful),
		People: personOptions(cfg, d), Schedules: scheduleOptions(cfg), Teams: teamOptions(cfg),
	}
	for _, s := range d.steps {
		v.Steps = append(v.Steps, view.PolicyFormStep{ID: s.id, Targets: len(s.targets)})
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.PolicyForm(page, v))
}

// personOptions are the people who can be chosen. Who has left is offered only
// where they stand already, or the form would change them unseen.
func personOptions(cfg *engine.Config, d policyDraft) (list []view.Option) {
	for _, p := range cfg.Sorted() {
		o := view.Option{Value: "user:" + p.ID, Label: p.Name}
		here := slices.ContainsFunc(d.steps, func(s stepDraft) bool { return slices.Contains(s.targets, o.Value) })
		switch {
		case p.Disabled && !here:
			continue
		case p.Disabled:
			o.Label += " (has left)"
		case len(p.ContactMethods) == 0:
			o.Label += " (cannot be reached)"
		case !p.Role.AtLeast(people.Responder):
			o.Label += " (a viewer)"
		}
		list = append(list, o)
	}
	return list
}

func scheduleOptions(cfg *engine.Config) (list []view.Option) {
	for id, s := range cfg.Schedules {
		list = append(list, view.Option{Value: "schedule:" + id, Label: s.Name})
	}
	slices.SortFunc(list, func(a, b view.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	return list
}

// policyDo is every button of the form and of its preview.
func (u *ui) policyDo(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form could not be read: %v", err))
		return
	}
	id, do := r.PathValue("policy"), r.PostFormValue("do")
	d := draftFrom(r.PostForm)
	if next, ok := d.rearranged(do); ok || do == view.DoBack {
		u.policyForm(w, r, http.StatusOK, next, view.Form{}, nil)
		return
	}
	d = d.chosen()
	policy, wrong := d.policy(orElse(id, config.NewID("escalation_policy")))
	if len(wrong) > 0 {
		u.policyForm(w, r, http.StatusBadRequest, d, view.Form{Errors: wrong}, nil)
		return
	}
	if do == view.DoSave {
		u.policySave(w, r, d, policy)
		return
	}
	u.policyPreview(w, r, d, policy)
}

// putPolicy sets a policy, unless somebody else has changed it since seen.
func putPolicy(p engine.Policy, isNew bool, seen string) func(*engine.Config) error {
	return func(next *engine.Config) error {
		old, ok := next.Policies[p.ID]
		if !ok && !isNew {
			return engine.Fail(engine.Conflict, "Somebody else has deleted this policy since you opened it")
		}
		if !isNew {
			if err := changed(old, seen); err != nil {
				return err
			}
		}
		next.Policies[p.ID] = p
		return nil
	}
}

func (u *ui) policySave(w http.ResponseWriter, r *http.Request, d policyDraft, p engine.Policy) {
	before := u.Store.Config()
	changes, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), putPolicy(p, r.PathValue("policy") == "", d.seen))
	switch {
	case err != nil:
		u.policyRefused(w, r, d, p, err)
	case len(changes) == 0:
		u.done(w, r, view.Notice{Text: "Nothing has changed: it was like this already."}, view.PolicyPath(p.ID))
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. It holds for what is triggered or escalates from now on." + u.untoldBy(r, before)}, view.PolicyPath(p.ID))
	}
}

// policyRefused draws the form again with why it was refused.
func (u *ui) policyRefused(w http.ResponseWriter, r *http.Request, d policyDraft, p engine.Policy, err error) {
	var form view.Form
	status, ok := refused(&form, err, func(problem config.Problem) string {
		switch {
		case problem.Kind == "escalation_policy" && problem.Field == "name": // of two that are called alike, either may be blamed
			return "name"
		case problem.Kind != "escalation_policy" || problem.ID != "" && problem.ID != p.ID:
			return ""
		}
		return formField(d, problem.Field)
	})
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.policyForm(w, r, status, d, form, nil)
}

// formField is the field of the form that a field of a file is: a target's own
// fields belong to its choice, what the form does not have to the whole.
func formField(d policyDraft, field string) string {
	for i, s := range d.steps {
		for j := range s.targets {
			if strings.HasPrefix(field, targetField(i, j)) {
				return targetField(i, j)
			}
		}
		if field == stepField(i, "") || field == stepField(i, "delay") || field == stepField(i, "targets") {
			return field
		}
	}
	if field == "name" || field == "description" || field == "repeat" {
		return field
	}
	return ""
}
