package reading

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wakeman/engine"
)

// matchRows is what a rule makes of the rows of a mail. It applies if it reads one of
// them. A row that it does not read, and that must not be passed over, is an incident of
// its own: one that is said to be an event, or else one with a word of trouble; so is
// what is beyond the part of a text that rules look at.
func matchRows(r engine.MailRule, l Letter) (all []Matched, ok bool) {
	if !isFor(r, l) {
		return nil, false
	}
	text, rest := wholeRows(l)
	l.Text = text
	w, chosen, trouble := newMatcher(r), r.Each.Chosen(), troubleOf(r)
	rows, _ := r.Each.Rows(l.Part(engine.MailBody))
	for _, row := range rows {
		if chosen != nil && !chosen(row) {
			continue
		}
		l.Text = row
		switch m := w.match(l); {
		case len(m.Missing) == 0:
			all, ok = append(all, m), true
		case chosen != nil || trouble(row):
			all = append(all, unreadRow(r, row))
		}
	}
	if r.Each.NewestFirst {
		slices.Reverse(all)
	}
	if rest > 0 {
		all = append(all, Matched{Event: engine.Event{
			Action: engine.Trigger, Summary: "The rest of a long mail: " + l.Subject,
			Mended: []string{fmt.Sprintf("mail rule %s: %d bytes of the mail are beyond the %d that rules look at", line(r.Name, maxTaughtName), rest, engine.MaxMailText)},
		}})
	}
	return all, ok
}

// wholeRows is the text that rules look at without a row that is cut, and how many bytes
// are beyond it.
func wholeRows(l Letter) (text string, rest int) {
	text = l.Part(engine.MailBody)
	if len(l.Text) <= len(text) {
		return text, 0
	}
	if end := strings.LastIndexByte(text, '\n'); end >= 0 {
		text = text[:end+1]
	}
	return text, len(l.Text) - len(text)
}

// unreadRow is a row as an incident of its own.
func unreadRow(r engine.MailRule, row string) Matched {
	return Matched{Event: engine.Event{
		Action: engine.Trigger, Summary: firstLine(linesOf(row)), Mended: []string{"mail rule " + line(r.Name, maxTaughtName) + " does not find in this what it is about"},
	}}
}

// troubleOf tells rows with a word of trouble: the usual ones, and those of the rule.
func troubleOf(r engine.MailRule) func(row string) bool {
	usual := trouble()
	var own []*regexp.Regexp
	for _, word := range r.States[string(engine.Trigger)] {
		if word = strings.Trim(word, "* "); word != "" {
			own = append(own, regexp.MustCompile(`(?i)(?:^|[^\pL\pN])`+regexp.QuoteMeta(word)+`(?:$|[^\pL\pN])`))
		}
	}
	return func(row string) bool {
		return usual.MatchString(row) || slices.ContainsFunc(own, func(re *regexp.Regexp) bool { return re.MatchString(row) })
	}
}

// trouble is in lines that must not be passed over.
func trouble() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:outage|overload(?:ed)?|overheat\w*|fail(?:ed|ure)|critical|unreachable|offline|is down)\b`)
}

// RowAt is a mail with the row around a byte of its text in place of the text, and where
// that row begins.
func RowAt(each engine.MailEach, l Letter, at int) (row Letter, start int) {
	rows, starts := each.Rows(l.Part(engine.MailBody))
	row = l
	row.Text = ""
	for i, from := range starts {
		if from <= at {
			row.Text, start = rows[i], from
		}
	}
	return row, start
}

// SampleRow is a mail with the first row that a rule reads in place of its text; with
// none, if it reads none. Of a rule for one event it is the mail as it is.
func SampleRow(r engine.MailRule, l Letter) Letter {
	if r.Each.IsZero() {
		return l
	}
	w, chosen := newMatcher(r), r.Each.Chosen()
	rows, _ := r.Each.Rows(l.Part(engine.MailBody))
	for _, row := range rows {
		l.Text = row
		if len(w.match(l).Missing) == 0 && (chosen == nil || chosen(row)) {
			return l
		}
	}
	l.Text = ""
	return l
}
