package ui

import (
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/config"
	eventrules "wakeman/engine/rules"
	"wakeman/web/ui/view"
)

// orderOf is the version of the order of a list.
func orderOf(set eventrules.Set) string {
	ids := make([]string, len(set))
	for i, r := range set {
		ids[i] = r.ID
	}
	return config.Version(ids)
}

// eventRuleMove takes a rule one place up or down.
func (u *ui) eventRuleMove(w http.ResponseWriter, r *http.Request) {
	rule, of, _, ok := u.ruleOf(w, r)
	if !ok {
		return
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		set, _ := config.RulesOf(next, of.ID)
		if orderOf(set) != r.PostFormValue("seen") {
			return engine.Fail(engine.Conflict, "The order has changed since")
		}
		i := config.RuleAt(set, rule.ID)
		after, ok := neighbour(set, i, r.PostFormValue("to"))
		if !ok {
			return engine.Fail(engine.Conflict, "There is no place to go")
		}
		return config.PlaceRule(next, of.ID, set[i], after)
	})
	u.ruleDoneOrOvertaken(w, r, of, err, rule.Name+" is moved.")
}

// neighbour is the rule after which one comes when it is taken up or down; false if
// there is no place to go.
func neighbour(set eventrules.Set, i int, to string) (after string, ok bool) {
	switch {
	case to == "up" && i == 1:
		return "", true
	case to == "up" && i > 1:
		return set[i-2].ID, true
	case to == "down" && i >= 0 && i < len(set)-1:
		return set[i+1].ID, true
	}
	return "", false
}

// eventRuleSwitch switches a rule on or off. It keeps its place and its counts.
func (u *ui) eventRuleSwitch(w http.ResponseWriter, r *http.Request) {
	rule, of, _, ok := u.ruleOf(w, r)
	if !ok {
		return
	}
	off := r.PostFormValue("to") == "off"
	_, err := u.changeRule(r, of, rule.ID, func(next *engine.Config, now eventrules.Rule) error {
		now.Disabled = off
		return config.ReplaceRule(next, of.ID, now)
	})
	said := rule.Name + " is on."
	if off {
		said = rule.Name + " is off."
	}
	u.ruleDoneOrOvertaken(w, r, of, err, said)
}

// changeRule changes a rule as it was seen.
func (u *ui) changeRule(r *http.Request, of view.Ref, id string, change func(next *engine.Config, now eventrules.Rule) error) ([]config.Change, error) {
	return u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		set, _ := config.RulesOf(next, of.ID)
		i := config.RuleAt(set, id)
		if i < 0 {
			return gone()
		}
		if err := changed(set[i], r.PostFormValue("seen")); err != nil {
			return err
		}
		return change(next, set[i])
	})
}

// ruleDoneOrOvertaken leads back to the list.
func (u *ui) ruleDoneOrOvertaken(w http.ResponseWriter, r *http.Request, of view.Ref, err error, said string) {
	n := view.Notice{Level: view.Good, Text: said}
	switch engine.CodeOf(err) {
	case engine.Conflict, engine.NotFound:
		n = view.Notice{Level: view.Warning, Text: "Nothing was done: somebody has changed these rules since you opened the page. This is how they are now."}
	default:
		if err != nil {
			u.fail(w, r, err)
			return
		}
	}
	u.done(w, r, n, view.RulesPath(of.ID))
}

// eventRuleDeleteAsk says what ends with a rule.
func (u *ui) eventRuleDeleteAsk(w http.ResponseWriter, r *http.Request) {
	rule, of, _, ok := u.ruleOf(w, r)
	if !ok {
		return
	}
	v := view.ConfirmPage{
		Title: "Delete the rule " + rule.Name + "?", Text: "The rules after it are asked about the events that it decided about.",
		Effects:  []string{"What it did stays in the event log.", "To stop it for a while, switch it off: then it keeps its place."},
		Hidden:   []view.Field{{Name: "seen", Value: config.Version(rule)}},
		PostPath: view.EventRuleAction(of.ID, rule.ID, view.VerbDelete), Yes: "Delete it", NoPath: view.RulesPath(of.ID),
	}
	held, err := u.Store.SuppressedBy()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if n := held[rule.ID]; n > 0 {
		v.Effects = append(v.Effects, "Problems that it holds, and that no other rule keeps quiet, open incidents and page at once: "+strconv.Itoa(n)+".")
	}
	if rule.Rate != nil {
		v.Effects = append(v.Effects, "What it has counted is forgotten.")
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), v))
}

// eventRuleDelete takes a rule away.
func (u *ui) eventRuleDelete(w http.ResponseWriter, r *http.Request) {
	rule, of, _, ok := u.ruleOf(w, r)
	if !ok {
		return
	}
	_, err := u.changeRule(r, of, rule.ID, func(next *engine.Config, now eventrules.Rule) error { return config.RemoveRule(next, of.ID, now.ID) })
	u.ruleDoneOrOvertaken(w, r, of, err, rule.Name+" is deleted.")
}
