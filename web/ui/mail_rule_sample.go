package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	mailread "wakeman/web/mailgate/reading"
	"wakeman/web/ui/view"
)

// mailSample is the mail that is looked at.
type mailSample struct {
	view.MailSample
	pastMail
	letter mailread.Letter
}

// mailSample is what was pasted, or else a mail of the event log: the one with a
// number, or the newest.
func (u *ui) mailSample(in engine.Integration, mails []pastMail, number, pasted string) (s mailSample, err error) {
	if strings.TrimSpace(pasted) != "" {
		return pastedSample(pasted), nil
	}
	seq, err := strconv.ParseUint(number, 10, 64)
	switch {
	case err == nil:
		if s.pastMail, err = u.pastMail(seq); err != nil {
			return s, err
		}
		if s.Integration != in.ID || s.Via != viaMail {
			return mailSample{MailSample: view.MailSample{Gone: "There is no such mail."}}, nil
		}
	case len(mails) > 0:
		s.pastMail = mails[0]
	default:
		return s, nil
	}
	s.show(strconv.FormatUint(s.Seq, 10))
	s.MailSample.At, s.Gone = s.PostRow.At, s.gone
	return s, nil
}

// pastedSample is a whole mail, or the text of one.
func pastedSample(text string) (s mailSample) {
	s.PostRow.Raw = engine.Raw{Body: []byte(text)}
	if s.mail = mailOf(s.Raw); s.mail.Letter().Subject+s.mail.Letter().From+s.mail.Letter().Text == "" {
		s.Raw.Body = []byte("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text)
		s.mail = mailOf(s.Raw)
	}
	s.show("")
	return s
}

func (s *mailSample) show(event string) {
	s.letter = s.mail.Letter()
	s.MailSample = view.MailSample{
		Event: event, From: s.letter.Part(engine.MailFrom), Subject: s.letter.Part(engine.MailSubject), Body: s.letter.Part(engine.MailBody),
		Cut: len(s.letter.Text) > engine.MaxMailText,
	}
}

// maxBecomes is how many events of the sample are shown.
const maxBecomes = 20

// becomes are what the sample is by the rules; nil without a sample.
func (s mailSample) becomes(in engine.Integration, rule engine.MailRule) (list []view.MailEvent) {
	if !s.MailSample.Any() || s.gone != "" {
		return nil
	}
	events, by := s.events(in)
	for _, ev := range events[:min(len(events), maxBecomes)] {
		e := mailWould(ev, by)
		for _, note := range ev.Mended {
			e.Notes = append(e.Notes, sentence(note))
		}
		list = append(list, e)
	}
	last := &list[len(list)-1]
	if _, ok := mailread.MatchAll(rule, s.letter); !ok && len(rule.Check()) == 0 {
		last.Notes = append(last.Notes, notThisRule(rule, s.letter))
	}
	if more := len(events) - len(list); more > 0 {
		last.Notes = append(last.Notes, fmt.Sprintf("It tells of %d further things.", more))
	}
	return list
}

func notThisRule(rule engine.MailRule, l mailread.Letter) string {
	if !rule.Each.IsZero() {
		return "This rule does not read this mail: it finds no " + string(rule.Each.By) + " in it that is an event, or a condition does not hold."
	}
	m, _ := mailread.Match(rule, l)
	labels := map[string]string{"key": "the key", "source": "the host", "component": "what is checked there"}
	var missing []string
	for _, name := range m.Missing {
		missing = append(missing, labels[name])
	}
	if len(missing) == 0 {
		return "This rule is not for this mail: a condition does not hold."
	}
	return "This rule does not read this mail: it does not find " + strings.Join(missing, " and ") + "."
}

// takeRows are the values of a rule, with how they are found.
func takeRows(rule engine.MailRule, s mailSample) (rows []view.MailTakeRow) {
	row := mailread.SampleRow(rule, s.letter)
	return takeRowsIn(row, rule, s.MailSample.Any())
}

func takeRowsIn(l mailread.Letter, rule engine.MailRule, any bool) (rows []view.MailTakeRow) {
	for _, t := range mailTakes() {
		take := *t.of(&rule)
		row := view.MailTakeRow{Field: t.name, Label: t.label, Help: t.help, Found: sentence("found " + takeWords(take))}
		if row.Reads = take.Value(l.Part(take.In)) != ""; !row.Reads && !take.IsZero() && any {
			row.Found = "Not in this mail: " + takeWords(take)
		}
		if take.IsZero() {
			row.Found = "Not taken from the mail"
		}
		rows = append(rows, row)
	}
	return rows
}

// statesThatCame are the words for states in the sample and in the last mails that
// the rule is for, those that nobody knows first.
func statesThatCame(rule engine.MailRule, s mailSample, mails []pastMail) (list []view.MailWord) {
	if rule.State.IsZero() || rule.State.Whole {
		return nil
	}
	at := map[string]int{}
	one := func(m mailread.Matched) {
		key := strings.ToLower(m.State)
		if m.State == "" {
			return
		}
		if _, there := at[key]; !there {
			at[key] = len(list)
			means, _ := rule.StateOf(m.State)
			list = append(list, view.MailWord{Word: cut(m.State, 60), Means: stateMeans(means), Unknown: !m.Known})
		}
		list[at[key]].Count++
	}
	count := func(l mailread.Letter) {
		if all, ok := mailread.MatchAll(rule, l); ok {
			for _, m := range all {
				one(m)
			}
		}
	}
	for _, m := range mails {
		if m.gone == "" {
			count(m.mail.Letter())
		}
	}
	if s.Event == "" {
		count(s.letter)
	}
	slices.SortStableFunc(list, func(a, b view.MailWord) int { return cmp.Compare(boolInt(b.Unknown), boolInt(a.Unknown)) })
	return list[:min(len(list), 20)]
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func stateMeans(meaning string) string {
	switch meaning {
	case string(engine.Trigger):
		return "a problem"
	case string(engine.Resolve):
		return "it is over"
	case string(engine.Acknowledge):
		return "somebody has it"
	case engine.StateIgnore:
		return "nothing"
	}
	return "not known: taken for a problem"
}
