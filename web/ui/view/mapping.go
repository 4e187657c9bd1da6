package view

import (
	"slices"
	"strconv"
)

// mappingField is a template of the mapping in the form.
type mappingField struct{ Name, Label, Noun, Help string }

func mainMappingFields() (what, who []mappingField) {
	what = []mappingField{{"state", "State", "state", "The field that says whether it is a problem or over. What its words mean is said below."}}
	who = []mappingField{
		{"key", "Dedup key", "key", "Which alert it is: what is the same when the problem is said again, and when it is over: {site}/{unit}. It needs all its fields."},
		{"source", "Equipment", "equipment", "The host, the site, the device."},
		{"summary", "Summary", "summary", "What people read, the title of the incident: {site}: {alarm.text}."},
	}
	return what, who
}

func furtherMappingFields() []mappingField {
	return []mappingField{
		{"component", "Component", "component", "What is checked there: a port, a service."},
		{"group", "Group", "group", ""},
		{"class", "Class", "class", ""},
		{"time", "The sender's time", "time", "When it happened, for show."},
		{"sent", "When it was sent", "time of sending", "When this very post was made, with a zone: an old problem after a newer recovery opens nothing. Not when the problem began."},
		{"test", "Test traffic", "mark of a test", "The field that marks a test. It is shown and pages nobody."},
	}
}

// options are the choices for a template: the usual names, the fields of the sample,
// and what is written by hand.
func (v MappingPage) options() []Option {
	return slices.Concat(
		[]Option{{Value: "", Label: "Look under the usual names"}},
		v.Sample.Fields,
		[]Option{{Value: MappingOwn, Label: "As written"}},
	)
}

// filled tells whether any of some fields is, so that they are not folded away.
func (v MappingPage) filled(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return v.Form.Value(name) != "" || v.Form.Error(name) != "" || v.Form.Error(name+OwnSuffix) != ""
	})
}

func (v MappingPage) action() string { return IntegrationAction(v.Service.ID, v.ID, VerbMapping) }

func (v MappingPage) words(field string) []TaughtWord {
	for _, w := range v.Words {
		if w.Field == field {
			return w.List
		}
	}
	return nil
}

// meaning is one meaning of words, with its label.
type meaning struct{ Name, Label string }

func stateMeanings() []meaning {
	return []meaning{{"trigger", "A problem"}, {"acknowledge", "Acknowledged"}, {"resolve", "It is over"}, {"ignore", "Nothing: keep it in the event log"}}
}

func severityMeanings() []meaning {
	return []meaning{{"critical", "Critical"}, {"error", "Error"}, {"warning", "Warning"}, {"info", "Info"}}
}

func meaningOptions(all []meaning) []Option {
	list := []Option{{Value: "", Label: "Leave it so"}}
	for _, m := range all {
		list = append(list, Option{m.Name, m.Label})
	}
	return list
}

// taughtState is the look of an action.
func (e TaughtEvent) state() State {
	switch e.Action {
	case "trigger":
		return Triggered
	case "acknowledge":
		return Acknowledged
	case "resolve":
		return Resolved
	}
	return Quiet
}

func (v MappingPage) wordsGiven(field string, all []meaning) bool {
	return v.Form.Error(field) != "" || slices.ContainsFunc(all, func(m meaning) bool { return v.Form.Value(WordsField(field, m.Name)) != "" })
}

func (v MappingPage) nothing() string {
	switch {
	case !v.Sample.Any():
		return "There is no sample yet."
	case v.Form.Failed():
		return "Nothing is read as long as something above is wrong."
	}
	return "Nothing: it is kept in the event log, and pages nobody."
}

// WordFields are the fields in which a word that came is given a meaning.
func WordFields(field string, i int) (word, means string) {
	return wordField(field, i), meansField(field, i)
}

func wordField(field string, i int) string { return field + "_word_" + strconv.Itoa(i) }

func meansField(field string, i int) string { return field + "_means_" + strconv.Itoa(i) }

func (e TaughtEvent) then() string {
	if e.Outcome != "" {
		return outcomeWord(e.Outcome)
	}
	return e.Then
}
