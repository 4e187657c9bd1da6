package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wakeman/engine"
	mailread "wakeman/web/mailgate/reading"
	"wakeman/web/ui/view"
)

// mailTaken is a value that rules take, as its form has it.
type mailTakeField struct {
	name, label, help string
	of                func(*engine.MailRule) *engine.MailTake
}

// mailTakes are the values in the order of the form.
func mailTakes() []mailTakeField {
	return []mailTakeField{
		{"source", "Host", "What it says in this mail: the device or site.", func(r *engine.MailRule) *engine.MailTake { return &r.Source }},
		{"component", "What is checked there", "A port, a unit, a service, if the mail names one. Host and this are what a problem and its recovery have in common.", func(r *engine.MailRule) *engine.MailTake { return &r.Component }},
		{"state", "State", "The words that tell a problem from its recovery.", func(r *engine.MailRule) *engine.MailTake { return &r.State }},
		{"severity", "Severity", "Left out, or with an unknown word: the service’s default.", func(r *engine.MailRule) *engine.MailTake { return &r.Severity }},
		{"summary", "Summary", "The title of the incident. Left out: the subject.", func(r *engine.MailRule) *engine.MailTake { return &r.Summary }},
		{"key", "Key", "Only if the mail has a number that its recovery has too. It is used instead of host and check.", func(r *engine.MailRule) *engine.MailTake { return &r.Key }},
	}
}

// mailRuleField is the form's field for one of a rule in a file: "source.pattern".
func mailRuleField(field string) string {
	name, rest, _ := strings.Cut(field, ".")
	if i, ok := strings.CutPrefix(name, "when["); ok {
		i, _, _ = strings.Cut(i, "]")
		n, _ := strconv.Atoi(i)
		return view.WhenField(n, orElse(map[string]string{"in": "in"}[rest], "text"))
	}
	if name == "each" {
		return orElse(map[string]string{"contains": view.EachText, "matches": view.EachText}[rest], view.EachBy)
	}
	for _, t := range mailTakes() {
		switch {
		case t.name != name:
		case rest == "until":
			return name + view.SecondSuffix
		case rest == "in":
			return name + view.HowSuffix
		case rest != "":
			return name + view.FirstSuffix
		default:
			return name + view.MarkSuffix
		}
	}
	return name
}

// typedMailRule reads the form. What was marked anew is looked for in the sample.
func typedMailRule(r *http.Request, l mailread.Letter) (engine.MailRule, view.Form) {
	f := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	typed := func(field string) string {
		f.Values[field] = cut(strings.ToValidUTF8(r.PostFormValue(field), ""), 4000)
		return f.Values[field]
	}
	rule := engine.MailRule{Name: strings.TrimSpace(typed("name")), When: typedWhen(typed), Each: typedEach(typed)}
	for _, t := range mailTakes() {
		*t.of(&rule) = typedTake(t.name, typed)
	}
	rule.States = typedMailWords("states", engine.StateMeanings(), typed)
	rule.Severities = typedMailWords("severities", engine.SeverityMeanings(), typed)
	typed("pasted")
	if r.PostFormValue("take") != "" {
		f.Values["pasted"] = ""
	}
	row := findMarks(&rule, &f, l, typed)
	giveMeaning(&rule, row, typed("tells"))
	f.Values["tells"] = ""
	for _, p := range rule.Check() {
		say(&f, mailRuleField(p.Field), p.Message)
	}
	return rule, f
}

func typedWhen(typed func(string) string) (list []engine.MailCondition) {
	for i := range engine.MaxMailConditions {
		c := engine.MailCondition{In: engine.MailPart(typed(view.WhenField(i, "in")))}
		text := typed(view.WhenField(i, "text"))
		if typed(view.WhenField(i, "how")) == "matches" {
			c.Matches = text
		} else {
			c.Contains = text
		}
		if c.In != "" {
			list = append(list, c)
		}
	}
	return list
}

// typedEach reads which rows of the mail are events.
func typedEach(typed func(string) string) engine.MailEach {
	by, text := typed(view.EachBy), typed(view.EachText)
	e := engine.MailEach{By: engine.MailRow(by), NewestFirst: typed(view.EachNewest) != ""}
	switch how := typed(view.EachHow); {
	case by == "":
		return engine.MailEach{} // the mail is one event, whatever stands in the fields beside
	case how == "matches":
		e.Matches = text
	default:
		e.Contains = text
	}
	return e
}

// typedTake reads how a value is found.
func typedTake(name string, typed func(string) string) (t engine.MailTake) {
	first, second := typed(name+view.FirstSuffix), typed(name+view.SecondSuffix)
	way, part, _ := strings.Cut(typed(name+view.HowSuffix), ":")
	if way == "text" {
		return engine.MailTake{Text: first}
	}
	switch t.In = engine.MailPart(part); way {
	case "between":
		t.After, t.Until = first, second
	case "line":
		t.Line = first
	case "whole":
		t.Whole = true
	case "pattern":
		t.Pattern = first
	default:
		return engine.MailTake{}
	}
	return t
}

func typedMailWords(field string, meanings []string, typed func(string) string) engine.Words {
	words := engine.Words{}
	for _, m := range meanings {
		for line := range strings.Lines(typed(view.MailWordsField(field, m))) {
			if line = strings.TrimSpace(line); line != "" {
				words[m] = append(words[m], line)
			}
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

// findMarks looks in the sample for what was marked or typed anew, and says how it is
// found again. What else is marked is another in each mail. Where each row of the mail
// is an event, all marks in the text are of one row: it gives the mail with that row.
func findMarks(rule *engine.MailRule, f *view.Form, l mailread.Letter, typed func(string) string) (row mailread.Letter) {
	marks, anew := map[string]mailread.Mark{}, map[string]bool{}
	other := typed(view.EachWas) != string(rule.Each.By) // what was found in the whole text is not found so in a row
	row, start := markedRow(*rule, l, typed, other)
	for _, t := range mailTakes() {
		take := *t.of(rule)
		text, was := strings.TrimSpace(typed(t.name+view.MarkSuffix)), strings.TrimSpace(typed(t.name+view.MailWas))
		at := inRow(typed(t.name+view.AtSuffix), l, start)
		switch {
		case text == was && at == "" && (text == "" || !other || take.In != engine.MailBody):
			if from, end, ok := take.Find(row.Part(take.In)); ok {
				marks[t.name] = mailread.Mark{In: take.In, Start: from, End: end}
			}
		case text == "":
			*t.of(rule) = engine.MailTake{}
		default:
			m, ok := pointed(row, at, text)
			if !ok {
				say(f, t.name+view.MarkSuffix, notThere(*rule))
				continue
			}
			marks[t.name], anew[t.name] = m, true
		}
	}
	for _, t := range mailTakes() {
		if anew[t.name] {
			inferTake(rule, f, row, t, marks)
		}
	}
	return row
}

func notThere(rule engine.MailRule) string {
	if rule.Each.IsZero() {
		return "this text is not in the mail, in one line; copy it as it stands there"
	}
	return "this text is not where the others are marked; mark all of them in one and the same " + string(rule.Each.By)
}

// markedRow is the mail with the row in which something was marked, and where that row
// begins in the text: the row that was pointed at last, else the one with most of the
// texts, else the first that the rule reads. Of a rule for one event it is all of the mail.
func markedRow(rule engine.MailRule, l mailread.Letter, typed func(string) string, other bool) (row mailread.Letter, start int) {
	if rule.Each.IsZero() {
		return l, 0
	}
	var texts []string
	for _, t := range mailTakes() {
		text := strings.TrimSpace(typed(t.name + view.MarkSuffix))
		if m, ok := pointedAt(l, typed(t.name+view.AtSuffix), text); ok && m.In == engine.MailBody {
			return mailread.RowAt(rule.Each, l, m.Start)
		}
		if text != "" && t.name != "summary" {
			texts = append(texts, text)
		}
	}
	if row = mailread.SampleRow(rule, l); row.Text != "" && !other && hasAll(row, texts) {
		return row, strings.Index(l.Part(engine.MailBody), row.Text)
	}
	return rowWithMost(rule.Each, l, texts)
}

func hasAll(l mailread.Letter, texts []string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { _, ok := mailread.Locate(l, text); return !ok })
}

// rowWithMost is the first row with the most of some texts.
func rowWithMost(each engine.MailEach, l mailread.Letter, texts []string) (row mailread.Letter, start int) {
	rows, starts := each.Rows(l.Part(engine.MailBody))
	row, most := l, 0
	row.Text = ""
	for i, one := range rows {
		n := 0
		for _, text := range texts {
			if strings.Contains(one, text) {
				n++
			}
		}
		if n > most {
			row.Text, start, most = one, starts[i], n
		}
	}
	return row, start
}

// inRow is a place in the text as one in a row of it that begins at start: "body:40",
// counted in characters. "" if it is before that row.
func inRow(at string, l mailread.Letter, start int) string {
	in, count, _ := strings.Cut(at, ":")
	n, err := strconv.Atoi(count)
	if err != nil || engine.MailPart(in) != engine.MailBody || start == 0 {
		return at
	}
	if n -= utf8.RuneCountInString(l.Part(engine.MailBody)[:start]); n < 0 {
		return ""
	}
	return in + ":" + strconv.Itoa(n)
}

func inferTake(rule *engine.MailRule, f *view.Form, l mailread.Letter, t mailTakeField, marks map[string]mailread.Mark) {
	var others []mailread.Mark
	for name, m := range marks {
		if name != t.name && name != "summary" { // which is often all of the line
			others = append(others, m)
		}
	}
	take, ok := mailread.Infer(l, marks[t.name], others)
	if !ok {
		say(f, t.name+view.MarkSuffix, "nothing around this text tells where it will stand in the next mail; mark it at another place, or say below how it is found")
		return
	}
	*t.of(rule) = take
}

// pointed is the mark of a text: where it was pointed at, or else where it most
// likely stands.
func pointed(l mailread.Letter, at, text string) (mailread.Mark, bool) {
	if m, ok := pointedAt(l, at, text); ok {
		return m, true
	}
	return mailread.Locate(l, text)
}

// pointedAt is the mark of a text where it was pointed at, "subject:12", counted in
// characters.
func pointedAt(l mailread.Letter, at, text string) (m mailread.Mark, ok bool) {
	in, count, _ := strings.Cut(at, ":")
	n, err := strconv.Atoi(count)
	part := []rune(l.Part(engine.MailPart(in)))
	if err != nil || in == "" || n < 0 || n > len(part) || !strings.HasPrefix(string(part[n:]), text) {
		return m, false
	}
	start := len(string(part[:n]))
	return mailread.Mark{In: engine.MailPart(in), Start: start, End: start + len(text)}, true
}

// giveMeaning gives the word for the sample's state a meaning.
func giveMeaning(rule *engine.MailRule, l mailread.Letter, means string) {
	word := strings.Join(strings.Fields(rule.State.Value(l.Part(rule.State.In))), " ")
	if now, known := rule.StateOf(word); means == "" || word == "" || rule.State.Whole || known && now == means {
		return
	}
	words := engine.Words{}
	for _, m := range engine.StateMeanings() {
		for _, w := range rule.States[m] {
			if !strings.EqualFold(w, word) {
				words[m] = append(words[m], w)
			}
		}
	}
	words[means] = append(words[means], word)
	rule.States = words
}

// putMailRule fills the form with a rule, and with what it reads in the sample.
// Fields with an error stay as they were typed.
func putMailRule(f *view.Form, rule engine.MailRule, l mailread.Letter) {
	if f.Values["name"] == "" {
		f.Values["name"] = rule.Name
	}
	for i, c := range rule.When {
		f.Values[view.WhenField(i, "in")], f.Values[view.WhenField(i, "how")], f.Values[view.WhenField(i, "text")] = string(c.In), "contains", c.Contains
		if c.Matches != "" {
			f.Values[view.WhenField(i, "how")], f.Values[view.WhenField(i, "text")] = "matches", c.Matches
		}
	}
	f.Values[view.EachBy], f.Values[view.EachHow], f.Values[view.EachText] = string(rule.Each.By), "contains", rule.Each.Contains
	if rule.Each.Matches != "" {
		f.Values[view.EachHow], f.Values[view.EachText] = "matches", rule.Each.Matches
	}
	f.Values[view.EachNewest] = map[bool]string{true: checked}[rule.Each.NewestFirst]
	for _, t := range mailTakes() {
		take := *t.of(&rule)
		how, first, second := takeFields(take)
		f.Values[t.name+view.HowSuffix], f.Values[t.name+view.FirstSuffix], f.Values[t.name+view.SecondSuffix] = how, first, second
		if f.Error(t.name+view.MarkSuffix) == "" {
			f.Values[t.name+view.MarkSuffix] = take.Value(l.Part(take.In))
		}
	}
	for _, m := range engine.StateMeanings() {
		f.Values[view.MailWordsField("states", m)] = strings.Join(rule.States[m], "\n")
	}
	for _, m := range engine.SeverityMeanings() {
		f.Values[view.MailWordsField("severities", m)] = strings.Join(rule.Severities[m], "\n")
	}
}

func takeFields(t engine.MailTake) (how, first, second string) {
	part := ":" + string(t.In)
	switch {
	case t.IsZero():
		return "", "", ""
	case t.Text != "":
		return "text", t.Text, ""
	case t.Line != "":
		return "line" + part, t.Line, ""
	case t.Whole:
		return "whole" + part, "", ""
	case t.Pattern != "":
		return "pattern" + part, t.Pattern, ""
	}
	return "between" + part, t.After, t.Until
}
