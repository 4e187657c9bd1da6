package ui

import (
	"net/http"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	eventrules "wakeman/engine/rules"
	"wakeman/web/ui/view"
)

func (u *ui) ruleRoutes() []route {
	return []route{{"GET " + view.PathRules, people.Responder, u.rulesShow}}
}

// rulesShow is every event rule, and what they would do with an event that is
// pasted. It changes nothing.
func (u *ui) rulesShow(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	v := view.RulesPage{Since: u.Started, Integrations: integrationChoices(cfg)}
	counts := u.Engine.RuleCounts()
	v.Sets = append(v.Sets, ruleSet(cfg, view.Ref{}, cfg.EventRules, counts)...)
	for _, s := range sortedServices(cfg) {
		v.Sets = append(v.Sets, ruleSet(cfg, view.Ref{ID: s.ID, Name: s.Name}, s.EventRules, counts)...)
	}
	v.Form = view.Form{Values: map[string]string{"integration": cut(r.FormValue("integration"), 40), "event": cut(r.FormValue("event"), view.MaxTriedEvent)}}
	status := http.StatusOK
	if v.Form.Value("event") != "" {
		if v.Tried = u.tryRules(cfg, &v.Form); v.Tried == nil {
			status = http.StatusBadRequest
		}
	}
	u.draw(w, r, status, view.Rules(u.page(r), v))
}

// ruleSet is a list of rules; none if it is empty.
func ruleSet(cfg *engine.Config, service view.Ref, set eventrules.Set, counts map[string]engine.RuleCount) []view.RuleSet {
	if len(set) == 0 {
		return nil
	}
	v := view.RuleSet{Service: service}
	for _, r := range set {
		n := counts[r.ID]
		row := view.RuleRow{
			Name: r.Name, When: r.When, Limits: ruleLimits(r), Actions: ruleActions(cfg, r.Actions), Quiet: r.Actions.Drop || r.Actions.Suppress,
			Hits: n.Hits, LastHit: n.LastHit, Failures: n.Failures, Problem: sentence(n.LastError),
		}
		if why := cfg.UnreadRule(service.ID, r.ID); why != "" {
			row.Problem = "It never matches: " + why + "."
		}
		v.Rules = append(v.Rules, row)
	}
	return []view.RuleSet{v}
}

func ruleLimits(r eventrules.Rule) (limits []string) {
	if w := r.Window; w != nil {
		days := "each day"
		if len(w.Days) > 0 {
			var names []string
			for _, d := range w.Days {
				names = append(names, d.String())
			}
			days = strings.Join(names, ", ")
		}
		limits = append(limits, "From "+w.From.String()+" to "+w.Until.String()+", "+days+", "+orElse(w.TimeZone, "UTC"))
	}
	if n := r.Rate; n != nil {
		text := "From event " + strconv.Itoa(n.Count) + " within " + config.FormatDuration(n.Within)
		if n.Per != "" {
			text += ", counted apart by " + n.Per
		}
		limits = append(limits, text)
	}
	return limits
}

func ruleActions(cfg *engine.Config, a eventrules.Actions) (words []string) {
	add := func(is bool, text string) {
		if is {
			words = append(words, text)
		}
	}
	for _, e := range a.Extract {
		add(true, "extracts "+e.Pattern+" from "+e.From)
	}
	add(a.Route != "", "to "+cfg.Services[a.Route].Name)
	add(a.Drop, "dropped")
	add(a.Suppress, "suppressed")
	add(a.Pause > 0, "the first page waits "+config.FormatDuration(a.Pause))
	add(a.Severity != "", "severity "+a.Severity)
	add(a.Urgency != "", a.Urgency+" urgency")
	add(a.DedupKey != "", "dedup key "+a.DedupKey)
	add(a.Note != "", "note “"+a.Note+"”")
	add(len(words) == 0, "passes, and no later rule of this list is asked")
	return words
}
