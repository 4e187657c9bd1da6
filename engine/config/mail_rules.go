package config

import (
	"strconv"

	"wakeman/engine"
)

// readMailRules reads how the mails of an integration are read.
func (r *report) readMailRules(v value) []engine.MailRule {
	rules := readAll(r, v, readMailRule)
	if len(rules) > engine.MaxMailRules {
		r.fail(v.place, "has more than %d rules", engine.MaxMailRules)
	}
	var names []text
	for i, rule := range rules {
		names = append(names, text{r.at(v.path + "[" + strconv.Itoa(i) + "].name"), rule.Name})
	}
	r.unique("mail rule", names)
	return rules
}

func readMailRule(m *mapping) engine.MailRule {
	m.needs("name")
	before := len(m.errs)
	r := engine.MailRule{
		Name: m.short("name").s, When: readAll(m.report, m.get("when"), readMailCondition), Each: m.each(),
		Key: m.take("key"), Source: m.take("source"), Component: m.take("component"), Summary: m.take("summary"),
		State: m.take("state"), States: m.words("states", engine.StateMeanings()),
		Severity: m.take("severity"), Severities: m.words("severities", engine.SeverityMeanings()),
	}
	if len(m.errs) > before {
		return r // what could not be read would be called missing
	}
	for _, p := range r.Check() {
		m.fail(m.at(m.path+"."+p.Field), "%s", p.Message)
	}
	return r
}

func readMailCondition(m *mapping) engine.MailCondition {
	m.needs("in")
	return engine.MailCondition{In: engine.MailPart(m.short("in").s), Contains: m.anchor("contains"), Matches: m.anchor("matches")}
}

// each reads which rows of a mail are events.
func (m *mapping) each() (e engine.MailEach) {
	v := m.get("each")
	if !v.given() {
		return e
	}
	inner := m.mapping(v)
	inner.needs("by")
	e = engine.MailEach{By: engine.MailRow(inner.short("by").s), Contains: inner.anchor("contains"), Matches: inner.anchor("matches"), NewestFirst: inner.boolean("newest_first")}
	if !inner.broken {
		inner.finish()
	}
	return e
}

// take reads where a value stands in a mail.
func (m *mapping) take(name string) (t engine.MailTake) {
	v := m.get(name)
	if !v.given() {
		return t
	}
	inner := m.mapping(v)
	t = engine.MailTake{
		In: engine.MailPart(inner.short("in").s), After: inner.anchor("after"), Until: inner.anchor("until"), Line: inner.anchor("line"),
		Whole: inner.boolean("whole"), Pattern: inner.anchor("pattern"), Text: inner.anchor("text"),
	}
	if !inner.broken {
		inner.finish()
	}
	return t
}

// anchor reads one line, with the blanks around it.
func (m *mapping) anchor(name string) string { return m.text(m.get(name), maxName, false).s }

func mailRuleTree(rule engine.MailRule) tree {
	r := newRecord(rule.Name)
	r.text("name", rule.Name)
	var when []tree
	for _, c := range rule.When {
		one := newRecord("")
		one.word("in", string(c.In), "")
		one.text("contains", c.Contains)
		one.text("matches", c.Matches)
		when = append(when, one.flow())
	}
	r.list("when", when, false).oneLine()
	each := newRecord("")
	each.word("by", string(rule.Each.By), "")
	each.text("contains", rule.Each.Contains)
	each.text("matches", rule.Each.Matches)
	each.flag("newest_first", rule.Each.NewestFirst)
	all := each.flow()
	all.preset = rule.Each.IsZero()
	r.add("each", all)
	r.take("key", rule.Key)
	r.take("source", rule.Source)
	r.take("component", rule.Component)
	r.take("summary", rule.Summary)
	r.take("state", rule.State)
	r.words("states", rule.States, engine.StateMeanings())
	r.take("severity", rule.Severity)
	r.words("severities", rule.Severities, engine.SeverityMeanings())
	return r.tree
}

func (r *record) take(name string, t engine.MailTake) {
	inner := newRecord("")
	inner.word("in", string(t.In), "")
	inner.text("after", t.After)
	inner.text("until", t.Until)
	inner.text("line", t.Line)
	inner.flag("whole", t.Whole)
	inner.text("pattern", t.Pattern)
	inner.text("text", t.Text)
	all := inner.flow()
	all.preset = t.IsZero()
	r.add(name, all)
}
