package config

import (
	"wakeman/engine"
)

// readFieldMap reads how the posts of an integration are read: paths and words.
// "down" alone is as good as [down].
func readFieldMap(m *mapping) *engine.Mapping {
	template := func(name string) engine.Template { return engine.Template(m.short(name).s) }
	f := &engine.Mapping{
		Key: template("key"), State: template("state"), States: m.words("states", engine.StateMeanings()),
		Severity: template("severity"), Severities: m.words("severities", engine.SeverityMeanings()),
		Summary: template("summary"), Source: template("source"), Component: template("component"),
		Group: template("group"), Class: template("class"), Time: template("time"), Sent: template("sent"),
		Test: template("test"), TestWords: m.oneOrMore(m.get("test_words")),
	}
	for _, t := range m.oneOrMore(m.get("links")) {
		f.Links = append(f.Links, engine.Template(t))
	}
	m.finish()
	for _, p := range f.Check() {
		m.fail(m.get(p.Field).place, "%s", p.Message)
	}
	if f.IsZero() {
		return nil
	}
	return f
}

// words reads the words of each meaning.
func (m *mapping) words(name string, meanings []string) engine.Words {
	v := m.get(name)
	if !v.given() {
		return nil
	}
	words := engine.Words{}
	inner := m.mapping(v)
	for _, meaning := range meanings {
		if list := m.oneOrMore(inner.get(meaning)); len(list) > 0 {
			words[meaning] = list
		}
	}
	if !inner.broken {
		inner.finish()
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

// oneOrMore reads a list of short lines; a single one is a list of one.
func (r *report) oneOrMore(v value) (list []string) {
	if !v.given() {
		return nil
	}
	entries := []value{v}
	if _, single := scalar(v.node); !single {
		entries = r.list(v)
	}
	for _, e := range entries {
		if t := trim(r.text(e, maxName, false)); t.s != "" {
			list = append(list, t.s)
		}
	}
	return list
}

func fieldMapTree(f *engine.Mapping) tree {
	r := newRecord("")
	r.text("key", string(f.Key))
	r.text("state", string(f.State))
	r.words("states", f.States, engine.StateMeanings())
	r.text("severity", string(f.Severity))
	r.words("severities", f.Severities, engine.SeverityMeanings())
	r.text("summary", string(f.Summary))
	r.text("source", string(f.Source))
	r.text("component", string(f.Component))
	r.text("group", string(f.Group))
	r.text("class", string(f.Class))
	r.text("time", string(f.Time))
	r.text("sent", string(f.Sent))
	var links []string
	for _, l := range f.Links {
		links = append(links, string(l))
	}
	r.list("links", scalars(links, quoted), false).oneLine()
	r.text("test", string(f.Test))
	r.list("test_words", scalars(f.TestWords, quoted), false).oneLine()
	return r.flow()
}

func (r *record) words(name string, w engine.Words, meanings []string) {
	inner := newRecord("")
	for _, meaning := range meanings {
		inner.list(meaning, scalars(w[meaning], quoted), false).oneLine()
	}
	t := inner.flow()
	t.preset = len(w) == 0
	r.add(name, t)
}
