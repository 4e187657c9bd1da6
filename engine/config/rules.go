package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/schedules/civil"
)

// eventRuleEntry is an event rule. Its route is a name still.
type eventRuleEntry struct {
	place
	name  text
	rule  rules.Rule
	route text
}

// readRules reads a list of event rules, those for all events or those of a
// service. Each is compiled, so that one that never could match is refused with
// the place in its expression.
func (r *report) readRules(v value, global bool) []eventRuleEntry {
	entries := readAll(r, v, func(m *mapping) eventRuleEntry { return readEventRule(m, global) })
	if len(entries) > rules.MaxRules {
		r.fail(v.place, "has more than %d rules", rules.MaxRules)
	}
	r.unique("event rule", namesOf(entries, func(e eventRuleEntry) text { return e.name }))
	return entries
}

func readEventRule(m *mapping, global bool) eventRuleEntry {
	m.needs("name")
	before := len(m.errs)
	e := eventRuleEntry{place: m.place, name: m.short("name"), rule: rules.Rule{Disabled: m.boolean("disabled"), When: m.expression("when")}}
	if v := m.get("window"); v.given() {
		e.rule.Window = readWindow(m.mapping(v))
	}
	if v := m.get("rate"); v.given() {
		e.rule.Rate = readRate(m.mapping(v))
	}
	if v := m.get("actions"); v.given() {
		e.route = readActions(m.mapping(v), &e.rule.Actions)
	}
	if len(m.errs) > before {
		return e // what could not be read would be called missing
	}
	checked := e.rule
	checked.Actions.Route = e.route.s
	for _, p := range checked.Check(global) {
		m.fail(m.at(m.path+"."+p.Field), "%s", p.Message)
	}
	return e
}

// expression reads one that may have several lines.
func (m *mapping) expression(name string) string {
	return strings.TrimSpace(m.text(m.get(name), rules.MaxExpression, true).s)
}

func readWindow(m *mapping) *rules.Window {
	w := &rules.Window{Days: m.days("days"), From: m.timeOfDay("from"), Until: m.timeOfDay("until"), TimeZone: m.zone("time_zone").s}
	m.finish()
	return w
}

func readRate(m *mapping) *rules.Rate {
	m.needs("count", "within")
	r := &rules.Rate{Count: m.number("count", 2, 2, rules.MaxCount), Within: m.duration("within", 0), Per: m.expression("per")}
	m.finish()
	return r
}

func readActions(m *mapping, a *rules.Actions) (route text) {
	*a = rules.Actions{
		Extract: readAll(m.report, m.get("extract"), readExtract),
		Drop:    m.boolean("drop"), Suppress: m.boolean("suppress"), Pause: m.duration("pause", 0),
		Severity: m.short("severity").s, Urgency: m.short("urgency").s, Priority: m.short("priority").s,
		DedupKey: m.template("dedup_key"), Note: m.template("note"),
	}
	route = m.short("route")
	m.finish()
	return route
}

func (m *mapping) template(name string) string {
	return m.text(m.get(name), rules.MaxTemplate, false).s
}

func readExtract(m *mapping) rules.Extract {
	m.needs("from", "pattern")
	return rules.Extract{From: m.expression("from"), Pattern: m.template("pattern")}
}

// checkRules reports routes to services that are not there.
func (d Document) checkRules(r *report, current *engine.Config) {
	services := d.serviceNames(current)
	for _, e := range d.rules.entries {
		r.check(e.route, services)
	}
}

func (d Document) serviceNames(current *engine.Config) *names {
	const refusal = "no service is called"
	if d.services.present || current == nil {
		return fromFile(refusal, d.services, func(s serviceEntry) text { return s.name })
	}
	n := newNames(refusal, nil)
	for _, s := range current.Services {
		n.shown[fold(s.Name)] = s.Name
	}
	return n
}

// resolveRules makes a set. What keeps its name keeps its id, and with it what it
// has counted.
func (x *resolver) resolveRules(entries []eventRuleEntry, old rules.Set) rules.Set {
	if len(entries) == 0 {
		return nil
	}
	ids := map[string]string{}
	for _, r := range old {
		ids[fold(r.Name)] = r.ID
	}
	services := idsBy(x.next.Services, func(s engine.Service) string { return s.Name })
	set := make(rules.Set, len(entries))
	for i, e := range entries {
		set[i] = e.rule
		set[i].ID, set[i].Name = x.idFor(EventRuleID, ids, e.name.s), e.name.s
		set[i].Actions.Route = services[fold(e.route.s)]
	}
	return set
}

// usesOfService are the event rules that route to a service, in words.
func (x *resolver) usesOfService(id string) (uses []string) {
	for _, r := range x.next.EventRules {
		if r.Actions.Route == id {
			uses = append(uses, fmt.Sprintf("event rule %q", r.Name))
		}
	}
	return uses
}

// missingRoutes finds rules that route to services which are not there.
func missingRoutes(c *engine.Config) (p Problems) {
	for i, r := range c.EventRules {
		if _, ok := c.Services[r.Actions.Route]; !ok && r.Actions.Route != "" {
			p = append(p, Problem{rulesKind, "", fmt.Sprintf("[%d].actions.route", i), "there is no service with the id " + strconv.Quote(r.Actions.Route)})
		}
	}
	return p
}

// rules are the trees of a set.
func (v view) rules(set rules.Set) []tree {
	all := make([]tree, len(set))
	for i, r := range set {
		all[i] = v.rule(r)
	}
	return all
}

func (v view) rule(rule rules.Rule) tree {
	r := newRecord(rule.Name)
	r.text("name", rule.Name)
	r.flag("disabled", rule.Disabled)
	r.text("when", rule.When)
	if w := rule.Window; w != nil {
		r.add("window", windowTree(*w))
	}
	if rate := rule.Rate; rate != nil {
		r.add("rate", rateTree(*rate))
	}
	if actions := v.actions(rule.Actions); !actions.empty() {
		r.add("actions", actions)
	}
	return r.tree
}

func windowTree(w rules.Window) tree {
	r := newRecord("")
	var days []string
	for _, d := range w.Days {
		days = append(days, strings.ToLower(d.String()[:3]))
	}
	r.list("days", scalars(days, plain), false).oneLine()
	r.text("from", clockOf(w.From))
	r.text("until", clockOf(w.Until))
	r.word("time_zone", w.TimeZone, "")
	return r.flow()
}

// clockOf is a time of day; midnight is what absence means.
func clockOf(t civil.TimeOfDay) string {
	if t == (civil.TimeOfDay{}) {
		return ""
	}
	return t.String()
}

func rateTree(rate rules.Rate) tree {
	r := newRecord("")
	r.word("count", strconv.Itoa(rate.Count), "")
	r.word("within", FormatDuration(rate.Within), "")
	r.text("per", rate.Per)
	return r.flow()
}

func (v view) actions(a rules.Actions) tree {
	r := newRecord("")
	extracts := make([]tree, len(a.Extract))
	for i, e := range a.Extract {
		x := newRecord("")
		x.text("from", e.From)
		x.text("pattern", e.Pattern)
		extracts[i] = x.flow()
	}
	r.list("extract", extracts, false)
	if s, ok := v.Services[a.Route]; ok {
		r.add("route", tree{text: s.Name, id: s.ID})
	}
	r.flag("drop", a.Drop)
	r.flag("suppress", a.Suppress)
	r.word("pause", FormatDuration(a.Pause), FormatDuration(0))
	r.word("severity", a.Severity, "")
	r.word("urgency", a.Urgency, "")
	r.word("priority", a.Priority, "")
	r.text("dedup_key", a.DedupKey)
	r.text("note", a.Note)
	return r.tree
}

// rulesTree is the set for all events, as a difference shows it.
func (v view) rulesTree() tree {
	r := newRecord("")
	r.list("rules", v.rules(v.EventRules), false)
	return r.tree
}

// eventRules warns of what is allowed and may lose a page.
func (l *linter) eventRules(path string, set rules.Set) {
	set = slices.DeleteFunc(slices.Clone(set), func(r rules.Rule) bool { return r.Disabled })
	for i, r := range set {
		where := named(path, r.Name)
		quiet := r.Actions.Drop || r.Actions.Suppress
		always := strings.TrimSpace(r.When) == "" && r.Window == nil && r.Rate == nil
		switch {
		case always && quiet:
			l.warn(where, "This rule matches every event, and nobody is paged for any.")
		case always && i < len(set)-1:
			l.warn(where, "This rule matches every event, so the rules after it are never asked.")
		}
		if quiet && r.Rate != nil {
			l.warn(where, "This rule keeps quiet what happens often, and pages for what happens once. To page only for what happens often, let the rule that counts come first, and a rule that suppresses come after it.")
		}
		if r.Actions.Pause > time.Hour {
			l.warn(where+".actions.pause", "For %s nobody learns of what is wrong.", FormatDuration(r.Actions.Pause))
		}
	}
}

// RoutesTo lists, in words and sorted, the event rules that send events to a
// service: while there is one, the service can not be removed.
func RoutesTo(c *engine.Config, service string) []string {
	uses := (&resolver{next: c}).usesOfService(service)
	slices.Sort(uses)
	return uses
}
