package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// templateFields are the fields of a mapping that are one template each, named as
// in a file.
func templateFields() []string {
	return []string{"key", "state", "severity", "summary", "source", "component", "group", "class", "time", "sent", "test"}
}

// templateOf is the template of a mapping in one of these fields.
func templateOf(m *engine.Mapping, field string) *engine.Template {
	switch field {
	case "key":
		return &m.Key
	case "state":
		return &m.State
	case "severity":
		return &m.Severity
	case "summary":
		return &m.Summary
	case "source":
		return &m.Source
	case "component":
		return &m.Component
	case "group":
		return &m.Group
	case "class":
		return &m.Class
	case "time":
		return &m.Time
	case "sent":
		return &m.Sent
	}
	return &m.Test
}

// maxTaught bounds what is typed into a field of several lines, and a pasted
// sample, in characters.
const maxTaught = 64 << 10

// typedMapping reads the form. What was typed is kept as it was.
func typedMapping(r *http.Request) (m engine.Mapping, f view.Form) {
	f = view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range []string{"links", "test_words", "pasted"} {
		f.Values[name] = cut(r.PostFormValue(name), maxTaught)
	}
	for _, name := range templateFields() {
		t := typedTemplate(r, name)
		f.Values[name], f.Values[name+view.OwnSuffix] = t.choice, t.own
		*templateOf(&m, name) = t.template()
	}
	for _, link := range saidLines(f.Values["links"]) {
		m.Links = append(m.Links, engine.Template(link))
	}
	m.TestWords = saidLines(f.Values["test_words"])
	m.States = typedWords(r, &f, "states", engine.StateMeanings())
	m.Severities = typedWords(r, &f, "severities", engine.SeverityMeanings())
	return m, f
}

// typedChoice is a template as it is chosen or written.
type typedChoice struct{ choice, own string }

func (t typedChoice) template() engine.Template {
	if t.choice == view.MappingOwn {
		return engine.Template(t.own)
	}
	return engine.Template(t.choice)
}

// typedTemplate reads a choice and the text beside it. The choice counts; but who
// fills in the text alone means the text, and who empties it means nothing.
func typedTemplate(r *http.Request, name string) typedChoice {
	chosen := cut(strings.TrimSpace(r.PostFormValue(name)), maxTyped)
	own := cut(strings.TrimSpace(r.PostFormValue(name+view.OwnSuffix)), maxTyped)
	was := strings.TrimSpace(r.PostFormValue(name + view.WasSuffix))
	switch {
	case chosen == view.MappingOwn && own != "", chosen == "" && own != "" && own != was:
		return typedChoice{view.MappingOwn, own}
	case chosen == view.MappingOwn:
		return typedChoice{}
	}
	return typedChoice{choice: chosen}
}

// saidLines are the lines of a field that say something.
func saidLines(typed string) (list []string) {
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// typedWords reads the words of each meaning, and adds those that came and were
// given one: they leave the meaning that they had.
func typedWords(r *http.Request, f *view.Form, field string, meanings []string) engine.Words {
	words := engine.Words{}
	for _, m := range meanings {
		name := view.WordsField(field, m)
		f.Values[name] = cut(r.PostFormValue(name), maxTaught)
		if list := saidLines(f.Values[name]); len(list) > 0 {
			words[m] = list
		}
	}
	for i := range maxWordsShown {
		said, means := view.WordFields(field, i)
		word, meaning := strings.TrimSpace(r.PostFormValue(said)), r.PostFormValue(means)
		if word == "" || !slices.Contains(meanings, meaning) {
			continue
		}
		for m, list := range words {
			words[m] = slices.DeleteFunc(list, func(w string) bool { return strings.EqualFold(w, word) })
			f.Values[view.WordsField(field, m)] = strings.Join(words[m], "\n")
		}
		words[meaning] = append(words[meaning], word)
		f.Values[view.WordsField(field, meaning)] = strings.Join(words[meaning], "\n")
	}
	for m, list := range words {
		if len(list) == 0 {
			delete(words, m)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

// putWords writes a stored mapping's words, links and test words into a form.
func putWords(f *view.Form, m engine.Mapping) {
	for meaning, list := range m.States {
		f.Values[view.WordsField("states", meaning)] = strings.Join(list, "\n")
	}
	for meaning, list := range m.Severities {
		f.Values[view.WordsField("severities", meaning)] = strings.Join(list, "\n")
	}
	f.Values["test_words"] = strings.Join(m.TestWords, "\n")
	var links []string
	for _, l := range m.Links {
		links = append(links, string(l))
	}
	f.Values["links"] = strings.Join(links, "\n")
}

// withTemplates chooses each template in a form: among the fields of the sample if
// it is one of them, else as written.
func withTemplates(f view.Form, m engine.Mapping, fields []view.Option) view.Form {
	for _, name := range templateFields() {
		t := string(*templateOf(&m, name))
		choice, own := t, ""
		if t != "" && !slices.ContainsFunc(fields, func(o view.Option) bool { return o.Value == t }) {
			choice, own = view.MappingOwn, t
		}
		f.Values[name], f.Values[name+view.OwnSuffix] = choice, own
	}
	return f
}
