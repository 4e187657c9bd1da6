package view

import "strconv"

func (v MailRulePage) title() string {
	if v.Rule == 0 {
		return "Teach a mail"
	}
	return "Change a mail rule"
}

func (v MailRulePage) action(at string) string {
	return MailRulePath(v.Service.ID, v.ID, v.Rule) + "#" + at
}

// WhenField is a field of a condition: in, how or text.
func WhenField(i int, part string) string { return "when" + strconv.Itoa(i) + "_" + part }

func mailPartOptions() []Option {
	return []Option{{"", "no condition"}, {"from", "The sender"}, {"subject", "The subject"}, {"body", "The text"}}
}

func mailMatchOptions() []Option {
	return []Option{{"contains", "contains"}, {"matches", "matches the pattern (RE2)"}}
}

func mailHowOptions() []Option {
	list := []Option{{"", "is not taken"}}
	for _, way := range []Option{{"between", "between two texts"}, {"line", "behind a label"}, {"whole", "all of it"}, {"pattern", "by a pattern (RE2, one group)"}} {
		for _, part := range []Option{{"subject", "the subject"}, {"body", "the text"}, {"from", "the sender"}} {
			label := way.Label + ", in " + part.Label
			if way.Value == "whole" {
				label = "all of " + part.Label
				if part.Value == "body" {
					label = "the first line of the text"
				}
			}
			list = append(list, Option{way.Value + ":" + part.Value, label})
		}
	}
	return append(list, Option{"text", "always this text"})
}

func mailEachOptions() []Option {
	return []Option{{"", "one event"}, {"line", "an event on each line that fits"}, {"block", "an event in each block that fits, between blank lines"}}
}

// eachOpen tells whether what is said of the rows is more than that they are.
func (v MailRulePage) eachOpen() bool {
	f := v.Form
	return f.Value(EachText)+f.Value(EachNewest)+f.Error(EachText) != ""
}

func mailTellsOptions() []Option {
	return []Option{{"", "as its words say"}, {"trigger", "a problem"}, {"resolve", "that it is over"}, {"acknowledge", "that somebody has it"}, {"ignore", "nothing that matters"}}
}

// mailMeanings are the meanings of words, with labels.
func mailStateMeanings() []Option {
	return []Option{{"trigger", "A problem"}, {"resolve", "It is over"}, {"acknowledge", "Somebody has it"}, {"ignore", "Nothing: only kept"}}
}

func mailSeverityMeanings() []Option {
	return []Option{{"critical", "Critical"}, {"error", "Error"}, {"warning", "Warning"}, {"info", "Info"}}
}

// MailWordsField is the field of the words for one meaning: "states_trigger".
func MailWordsField(field, meaning string) string { return field + "_" + meaning }

func (v MailRulePage) wordsGiven(field string, all []Option) bool {
	for _, m := range all {
		if v.Form.Value(MailWordsField(field, m.Value)) != "" {
			return true
		}
	}
	return v.Form.Error(field) != ""
}

func (e MailEvent) word() string {
	if e.Outcome != "" {
		return outcomeWord(e.Outcome)
	}
	return e.Then
}
