package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// viaMail is how the event log calls the door for mail.
const viaMail = "email"

// mailRuleCount is how many mail rules an integration has; nil: it is not for mail.
func mailRuleCount(in engine.Integration) *int {
	if in.Type != view.MailIn {
		return nil
	}
	n := len(in.MailRules)
	return &n
}

// teachPath is the form that teaches a mail of the event log; "" for what is none,
// and for one that nobody can read any more.
func teachPath(cfg *engine.Config, p engine.PostRow, kept bool) string {
	in, ok := cfg.Integrations[p.Integration]
	if !ok || !kept || p.Via != viaMail || in.Type != view.MailIn || len(in.MailRules) >= engine.MaxMailRules {
		return ""
	}
	return view.TeachMail(in.Service, in.ID, strconv.FormatUint(p.Seq, 10))
}

// mailIntegration is the mail integration that a request names; without it the
// answer is given.
func (u *ui) mailIntegration(w http.ResponseWriter, r *http.Request) (engine.Integration, engine.Service, bool) {
	in, s, ok := u.integrationOf(w, r)
	if ok && in.Type != view.MailIn {
		u.notFound(w, r)
		ok = false
	}
	return in, s, ok
}

// mailRuleOf is the mail rule that a request names, from 1; 0 for a new one. Without
// it the answer is given.
func (u *ui) mailRuleOf(w http.ResponseWriter, r *http.Request) (in engine.Integration, s engine.Service, rule int, ok bool) {
	in, s, ok = u.mailIntegration(w, r)
	text := r.PathValue("rule")
	if !ok || text == "" {
		return in, s, 0, ok
	}
	rule, err := strconv.Atoi(text)
	if err != nil || rule < 1 || rule > len(in.MailRules) {
		u.notFound(w, r)
		return in, s, 0, false
	}
	return in, s, rule, true
}

// mailRulesShow lists the mail rules, and what they make of the mails that came.
func (u *ui) mailRulesShow(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.mailIntegration(w, r)
	if !ok {
		return
	}
	mails, err := u.lastMails(in.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.MailRulesPage{
		Service: view.Ref{ID: s.ID, Name: s.Name}, ID: in.ID, Name: in.Name, Seen: config.Version(in),
		Full: len(in.MailRules) >= engine.MaxMailRules, Past: mailPast(in, mails),
	}
	for _, rule := range in.MailRules {
		v.Rules = append(v.Rules, mailRuleRow(rule))
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.MailRules(p, v))
}

// mailRuleMove puts a rule before the one that is asked before it.
func (u *ui) mailRuleMove(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.mailIntegration(w, r)
	if !ok {
		return
	}
	text, _ := strings.CutPrefix(r.PostFormValue("do"), view.DoMoveUp+":")
	i, err := strconv.Atoi(text)
	err = u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
		if err != nil || i < 2 || i > len(in.MailRules) {
			return
		}
		in.MailRules = slices.Clone(in.MailRules)
		in.MailRules[i-2], in.MailRules[i-1] = in.MailRules[i-1], in.MailRules[i-2]
		next.Integrations[in.ID] = in
	})
	list := view.MailRulesPath(s.ID, in.ID)
	u.doneOrOvertaken(w, r, err, view.Notice{Level: view.Good, Text: "Saved. It holds from the next mail on."}, list, list)
}

// mailRuleRow is a rule in words.
func mailRuleRow(rule engine.MailRule) view.MailRuleRow {
	row := view.MailRuleRow{Name: rule.Name}
	var when []string
	for _, c := range rule.When {
		verb, text := " contains ", c.Contains
		if c.Matches != "" {
			verb, text = " matches ", c.Matches
		}
		when = append(when, mailPartWords(c.In)+verb+"“"+text+"”")
	}
	if len(when) > 0 {
		row.Lines = append(row.Lines, sentence("if "+strings.Join(when, ", and ")))
	}
	if !rule.Each.IsZero() {
		row.Lines = append(row.Lines, eachWords(rule.Each))
	}
	for _, t := range mailTakes() {
		if take := *t.of(&rule); !take.IsZero() {
			row.Lines = append(row.Lines, t.label+": "+takeWords(take))
		}
	}
	return row
}

// eachWords say which rows of a mail are events.
func eachWords(e engine.MailEach) string {
	text := "each " + string(e.By)
	switch {
	case e.Contains != "":
		text += " that contains “" + e.Contains + "”"
	case e.Matches != "":
		text += " that matches “" + e.Matches + "”"
	default:
		text += " that fits"
	}
	if text += " is an event"; e.NewestFirst {
		text += ", the newest at the top"
	}
	return sentence(text)
}

func mailPartWords(in engine.MailPart) string {
	switch in {
	case engine.MailFrom:
		return "the sender"
	case engine.MailSubject:
		return "the subject"
	}
	return "the text"
}

// takeWords say how a value is found.
func takeWords(t engine.MailTake) string {
	part := ", in " + mailPartWords(t.In)
	switch {
	case t.IsZero():
		return "not taken from the mail"
	case t.Text != "":
		return "always “" + t.Text + "”"
	case t.Line != "":
		return "behind “" + strings.TrimRight(t.Line, " :=") + ":”" + part
	case t.Whole && t.In == engine.MailBody:
		return "the first line of the text"
	case t.Whole:
		return "all of " + mailPartWords(t.In)
	case t.Pattern != "":
		return "by the pattern " + t.Pattern + part
	case t.After == "":
		return "from the beginning until “" + t.Until + "”" + part
	case t.Until == "":
		return "after “" + t.After + "”" + part
	}
	return "after “" + t.After + "”, until “" + t.Until + "”" + part
}

// mailRuleDeleteAsk says what ends with a mail rule.
func (u *ui) mailRuleDeleteAsk(w http.ResponseWriter, r *http.Request) {
	in, s, rule, ok := u.mailRuleOf(w, r)
	if !ok {
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Delete the mail rule " + in.MailRules[rule-1].Name + "?", Text: "Its mails are read by the rules that remain, or as the common senders write.",
		Effects: []string{
			"Where nobody else knows them, each of its mails opens an incident of its own.",
			"Incidents that are open keep their keys: without the rule, no recovery resolves them.",
		},
		PostPath: view.MailRuleDelete(s.ID, in.ID, rule), Yes: "Delete it", NoPath: view.MailRulesPath(s.ID, in.ID),
		Hidden: []view.Field{{Name: "seen", Value: config.Version(in)}},
	}))
}

// mailRuleDelete takes a mail rule away.
func (u *ui) mailRuleDelete(w http.ResponseWriter, r *http.Request) {
	in, s, rule, ok := u.mailRuleOf(w, r)
	if !ok {
		return
	}
	name := in.MailRules[rule-1].Name
	err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
		in.MailRules = slices.Delete(slices.Clone(in.MailRules), rule-1, rule)
		next.Integrations[in.ID] = in
	})
	list := view.MailRulesPath(s.ID, in.ID)
	u.doneOrOvertaken(w, r, err, view.Notice{Level: view.Good, Text: "The mail rule " + name + " is deleted."}, list, list)
}
