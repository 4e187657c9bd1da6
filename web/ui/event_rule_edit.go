package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	eventrules "wakeman/engine/rules"
	"wakeman/web/ui/view"
)

// eventRuleNew is the form that adds an event rule, at the end.
func (u *ui) eventRuleNew(w http.ResponseWriter, r *http.Request) {
	if of, set, ok := u.rulesOf(w, r); ok {
		f := view.Form{Values: map[string]string{}}
		if len(set) > 0 {
			f.Values["after"] = set[len(set)-1].ID
		}
		u.drawRule(w, r, http.StatusOK, view.RuleFormPage{Service: of, Form: f})
	}
}

// eventRuleMake adds an event rule.
func (u *ui) eventRuleMake(w http.ResponseWriter, r *http.Request) {
	of, _, ok := u.rulesOf(w, r)
	if !ok {
		return
	}
	d := typedRule(r)
	d.rule.ID = config.NewID(config.EventRuleID)
	u.ruleDone(w, r, view.RuleFormPage{Service: of}, d, func(next *engine.Config) error {
		return config.PlaceRule(next, of.ID, d.rule, d.after)
	})
}

// ruleOf is the rule that a request names, and whose list it is in; without it the
// answer is given.
func (u *ui) ruleOf(w http.ResponseWriter, r *http.Request) (eventrules.Rule, view.Ref, eventrules.Set, bool) {
	of, set, ok := u.rulesOf(w, r)
	if !ok {
		return eventrules.Rule{}, of, nil, false
	}
	i := config.RuleAt(set, r.PathValue("rule"))
	if i < 0 {
		u.notFound(w, r)
		return eventrules.Rule{}, of, nil, false
	}
	return set[i], of, set, true
}

// ruleState is what the form of a rule shows: another place is a change, too.
func ruleState(set eventrules.Set, id string) any {
	return []any{set[max(config.RuleAt(set, id), 0)], config.RuleBefore(set, id)}
}

// eventRuleEdit is the form that changes an event rule.
func (u *ui) eventRuleEdit(w http.ResponseWriter, r *http.Request) {
	if rule, of, set, ok := u.ruleOf(w, r); ok {
		v := view.RuleFormPage{Service: of, Rule: view.Ref{ID: rule.ID, Name: rule.Name}, Seen: config.Version(ruleState(set, rule.ID))}
		v.Form = view.Form{Values: ruleValues(rule)}
		v.Form.Values["after"] = config.RuleBefore(set, rule.ID)
		v.Warnings = ruleWarnings(u.Store.Config(), of, rule.Name, u.Now())
		u.drawRule(w, r, http.StatusOK, v)
	}
}

// eventRuleSave changes an event rule. Its counts stay with its id.
func (u *ui) eventRuleSave(w http.ResponseWriter, r *http.Request) {
	rule, of, set, ok := u.ruleOf(w, r)
	if !ok {
		return
	}
	d := typedRule(r)
	d.rule.ID = rule.ID
	v := view.RuleFormPage{Service: of, Rule: view.Ref{ID: rule.ID, Name: rule.Name}, Seen: config.Version(ruleState(set, rule.ID))}
	u.ruleDone(w, r, v, d, func(next *engine.Config) error {
		set, _ := config.RulesOf(next, of.ID)
		if config.RuleAt(set, rule.ID) < 0 {
			return gone()
		}
		if err := changed(ruleState(set, rule.ID), r.PostFormValue("seen")); err != nil {
			return err
		}
		return config.PlaceRule(next, of.ID, d.rule, d.after)
	})
}

// ruleDone does what a button of the form says.
func (u *ui) ruleDone(w http.ResponseWriter, r *http.Request, v view.RuleFormPage, d ruleDraft, change func(*engine.Config) error) {
	now := v.Seen
	v.Seen, v.Form, v.Snippets, v.Extracts = r.PostFormValue("seen"), d.form, d.snippets, d.extracts
	do := r.PostFormValue("do")
	switch {
	case do == view.DoBuild:
		u.drawRule(w, r, builtCondition(&v), v)
		return
	case d.form.Failed():
		u.drawRule(w, r, http.StatusBadRequest, v)
		return
	case do != view.DoSave:
		u.ruleTry(w, r, v, d.rule.ID, now, change)
		return
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), change)
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. It holds for every event from now on."}, view.RulesPath(v.Service.ID))
		return
	}
	u.ruleRefused(w, r, v, now, err)
}

// ruleRefused draws the form again. Of two who edit a rule the second is told, and
// saves over the first only by pressing again.
func (u *ui) ruleRefused(w http.ResponseWriter, r *http.Request, v view.RuleFormPage, now string, err error) {
	status, is := refused(&v.Form, err, eventRuleField)
	if !is {
		u.fail(w, r, err)
		return
	}
	if status == http.StatusConflict {
		v.Seen = now
	}
	u.drawRule(w, r, status, v)
}

// drawRule fills in what the form lets people choose from.
func (u *ui) drawRule(w http.ResponseWriter, r *http.Request, status int, v view.RuleFormPage) {
	cfg := u.Store.Config()
	set, _ := config.RulesOf(cfg, v.Service.ID)
	v.Places = []view.Option{{Label: "First"}}
	for _, rule := range set {
		if rule.ID != v.Rule.ID {
			v.Places = append(v.Places, view.Option{Value: rule.ID, Label: "After " + rule.Name})
		}
	}
	if v.Service.ID == "" {
		v.Services = append([]view.Option{{Label: "That of its integration"}}, serviceChoices(cfg)...)
	}
	v.Extracts = max(v.Extracts, typedExtracts(v.Form)) + 1
	u.draw(w, r, status, view.EventRuleForm(u.page(r), v))
}
