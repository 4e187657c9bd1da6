package ui

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	eventrules "wakeman/engine/rules"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// ruleRoutes are the event rules: those for all events, and those of a service.
func (u *ui) ruleRoutes() []route {
	all := []route{
		{"GET " + view.PathRules, people.Responder, u.rulesShow},
		{"GET /services/{id}" + view.PathRules, people.Responder, u.rulesShow},
		{"POST " + view.PathRules + "/held/{held}/" + view.VerbDismiss, people.Responder, u.heldDismiss},
		{"POST " + view.PathRules + "/held/{held}/" + view.VerbPage, people.Responder, u.heldPage},
	}
	for _, base := range []string{view.PathRules, "/services/{id}" + view.PathRules} {
		one := base + "/{rule}/"
		all = append(
			all,
			route{"GET " + base + "/new", people.Admin, u.eventRuleNew},
			route{"POST " + base + "/new", people.Admin, u.eventRuleMake},
			route{"GET " + one + view.VerbEdit, people.Admin, u.eventRuleEdit},
			route{"POST " + one + view.VerbEdit, people.Admin, u.eventRuleSave},
			route{"POST " + one + view.VerbMove, people.Admin, u.eventRuleMove},
			route{"POST " + one + view.VerbSwitch, people.Admin, u.eventRuleSwitch},
			route{"GET " + one + view.VerbDelete, people.Admin, u.eventRuleDeleteAsk},
			route{"POST " + one + view.VerbDelete, people.Admin, u.eventRuleDelete},
		)
	}
	return all
}

// rulesShow is event rules, and what they would do with an event that is pasted.
// It changes nothing.
func (u *ui) rulesShow(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	service, _, ok := u.rulesOf(w, r)
	if !ok {
		return
	}
	v := view.RulesPage{Service: service, Since: u.Started, Integrations: integrationChoices(cfg)}
	counts, err := u.ruleCounts()
	if err == nil {
		err = u.heldBy(cfg, &v)
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v.Sets, v.Services = ruleSets(cfg, service, counts)
	v.Form = view.Form{Values: map[string]string{"integration": cut(r.FormValue("integration"), 40), "event": cut(r.FormValue("event"), view.MaxTriedEvent)}}
	status := http.StatusOK
	if v.Form.Value("event") != "" {
		if v.Tried = u.tryRules(cfg, &v.Form); v.Tried == nil {
			status = http.StatusBadRequest
		}
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Rules(page, v))
}

// rulesOf is the list that a request names, and whose it is; without it the answer
// is given.
func (u *ui) rulesOf(w http.ResponseWriter, r *http.Request) (view.Ref, eventrules.Set, bool) {
	if r.PathValue("id") == "" {
		return view.Ref{}, u.Store.Config().EventRules, true
	}
	s, ok := u.serviceOf(w, r)
	return view.Ref{ID: s.ID, Name: s.Name}, s.EventRules, ok
}

// ruleCounts are how rules did, at a time.
type ruleCounts struct {
	of   map[string]engine.RuleCount
	held map[string]int
	now  time.Time
}

func (u *ui) ruleCounts() (n ruleCounts, err error) {
	n.now = u.Now()
	if n.of, err = u.Engine.RuleCounts(); err == nil {
		n.held, err = u.Store.SuppressedBy()
	}
	return n, err
}

// heldShown is how many held problems a page lists.
const heldShown = 100

// heldBy lists what the rules keep quiet now: of all, or for one service.
func (u *ui) heldBy(cfg *engine.Config, v *view.RulesPage) error {
	list, err := u.Store.Suppressions(store.SuppressionQuery{Service: v.Service.ID, Soonest: true, Limit: heldShown + 1})
	if v.MoreOf = len(list) > heldShown; v.MoreOf {
		list = list[:heldShown]
	}
	for _, s := range list {
		v.Held = append(v.Held, view.HeldRow{
			Key: s.ID().String(), Acked: !s.AckedAt.IsZero(),
			ID: strconv.FormatUint(s.Post, 10), Summary: orElse(s.Event.Summary, s.Key), Source: s.Event.Source, Service: view.Ref{ID: s.Service, Name: cfg.Services[s.Service].Name},
			Rule: s.Rule, Since: s.Since, Until: s.Until, Timed: s.Timed, Events: int(s.Count), More: s.More(),
		})
	}
	return err
}

// ruleSets are the lists that a page shows, and the services without one.
func ruleSets(cfg *engine.Config, of view.Ref, counts ruleCounts) (sets []view.RuleSet, without []view.Option) {
	if of.ID != "" {
		return ruleSet(cfg, of, cfg.Services[of.ID].EventRules, counts), nil
	}
	sets = ruleSet(cfg, of, cfg.EventRules, counts)
	for _, s := range cfg.ServicesByName() {
		sets = append(sets, ruleSet(cfg, view.Ref{ID: s.ID, Name: s.Name}, s.EventRules, counts)...)
		if len(s.EventRules) == 0 {
			without = append(without, view.Option{Value: s.ID, Label: s.Name})
		}
	}
	if len(sets) > 0 && len(cfg.EventRules) == 0 {
		sets = append([]view.RuleSet{{}}, sets...)
	}
	return sets, without
}

// ruleSet is a list of rules; none if it is empty.
func ruleSet(cfg *engine.Config, service view.Ref, set eventrules.Set, counts ruleCounts) []view.RuleSet {
	if len(set) == 0 {
		return nil
	}
	v := view.RuleSet{Service: service, Seen: orderOf(set)}
	for _, r := range set {
		n := counts.of[r.ID]
		row := view.RuleRow{
			ID: r.ID, Disabled: r.Disabled, Seen: config.Version(r),
			Name: r.Name, When: r.When, Limits: ruleLimits(r), Actions: ruleActions(cfg, r.Actions), Quiet: r.Actions.Drop || r.Actions.Suppress,
			Held: counts.held[r.ID], Day: n.LastDay(counts.now), Week: n.LastWeek(counts.now), LastHit: n.LastHit, Failures: n.Failures, Problem: sentence(n.LastError),
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
	add(a.Priority != "", "priority "+a.Priority)
	add(a.DedupKey != "", "dedup key "+a.DedupKey)
	add(a.Note != "", "note “"+a.Note+"”")
	add(len(words) == 0, "passes, and no later rule of this list is asked")
	return words
}
