package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	mailread "wakeman/web/mailgate/reading"
	"wakeman/web/ui/view"
)

// mailTeaching is what the form of a mail rule is drawn of.
type mailTeaching struct {
	in     engine.Integration
	svc    engine.Service
	number int // of the rule, from 1; 0 for a new one
	rule   engine.MailRule
	form   view.Form
	seen   string
	sample mailSample
}

// rules are the integration's with the one that is edited in its place.
func (t mailTeaching) rules(all []engine.MailRule) []engine.MailRule {
	if t.number == 0 || t.number > len(all) {
		return append(slices.Clone(all), t.rule)
	}
	all = slices.Clone(all)
	all[t.number-1] = t.rule
	return all
}

// mailRuleShow is the form of a rule as it is stored, or of a new one.
func (u *ui) mailRuleShow(w http.ResponseWriter, r *http.Request) {
	in, s, number, ok := u.mailRuleOf(w, r)
	if !ok {
		return
	}
	t := mailTeaching{in: in, svc: s, number: number, seen: config.Version(in), form: view.Form{Values: map[string]string{}, Errors: map[string]string{}}}
	mails, err := u.lastMails(in.ID)
	if err == nil {
		t.sample, err = u.mailSample(in, mails, r.FormValue("mail"), "")
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if number > 0 {
		t.rule = in.MailRules[number-1]
	} else {
		t.rule = newMailRule(in, t.sample)
	}
	u.drawMailRule(w, r, http.StatusOK, t, mails)
}

// newMailRule is for the mails of the sample's sender.
func newMailRule(in engine.Integration, sample mailSample) engine.MailRule {
	rule := engine.MailRule{Name: "Mails of " + in.Name}
	if from := sample.letter.From; strings.Contains(from, "@") && len([]rune(from)) <= engine.MaxAnchor {
		rule.When = []engine.MailCondition{{In: engine.MailFrom, Contains: from}}
		rule.Name = cut("Mails of "+from, engine.MaxWord)
	}
	for n := 2; slices.ContainsFunc(in.MailRules, func(r engine.MailRule) bool { return strings.EqualFold(r.Name, rule.Name) }); n++ {
		rule.Name = cut(rule.Name, engine.MaxWord-4) + " " + strconv.Itoa(n)
	}
	return rule
}

// mailRuleDo finds what was marked, shows what the rule would make of the mails that
// came, and saves it if that is wanted.
func (u *ui) mailRuleDo(w http.ResponseWriter, r *http.Request) {
	in, s, number, ok := u.mailRuleOf(w, r)
	if !ok {
		return
	}
	t := mailTeaching{in: in, svc: s, number: number, seen: r.PostFormValue("seen")}
	mails, err := u.lastMails(in.ID)
	if err == nil {
		t.sample, err = u.mailSample(in, mails, orElse(r.PostFormValue("take"), r.PostFormValue("mail")), pastedMail(r))
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	t.rule, t.form = typedMailRule(r, t.sample.letter)
	status := http.StatusOK
	if t.form.Failed() {
		status = http.StatusBadRequest
	}
	if !t.form.Failed() && r.PostFormValue("do") == view.DoSave {
		if status, ok = u.saveMailRule(w, r, &t); !ok {
			return
		}
	}
	u.drawMailRule(w, r, status, t, mails)
}

// pastedMail is what was pasted; nothing once a mail of the event log is chosen.
func pastedMail(r *http.Request) string {
	if r.PostFormValue("take") != "" {
		return ""
	}
	return cut(r.PostFormValue("pasted"), maxPastedMail)
}

// saveMailRule puts the rule in force. ok is false when the answer is given.
func (u *ui) saveMailRule(w http.ResponseWriter, r *http.Request, t *mailTeaching) (status int, ok bool) {
	err := u.changeIntegration(r, t.in.ID, func(next *engine.Config, in engine.Integration) {
		in.MailRules = t.rules(in.MailRules)
		next.Integrations[in.ID] = in
	})
	if err == nil {
		text := "Saved. It holds from the next mail on. Incidents that are open already keep their keys: what its recovery does not resolve, resolve by hand."
		u.done(w, r, view.Notice{Level: view.Good, Text: text}, view.MailRulesPath(t.svc.ID, t.in.ID))
		return 0, false
	}
	status, is := refused(&t.form, err, mailRuleProblem)
	if !is {
		u.fail(w, r, err)
		return 0, false
	}
	if status == http.StatusConflict {
		t.seen = config.Version(t.in)
	}
	return status, true
}

// mailRuleProblem is the form's field for a problem of the configuration.
func mailRuleProblem(p config.Problem) string {
	_, field, ok := strings.Cut(p.Field, ".mail_rules[")
	if _, field, _ = strings.Cut(field, "]."); !ok {
		return ""
	}
	return mailRuleField(field)
}

func (u *ui) drawMailRule(w http.ResponseWriter, r *http.Request, status int, t mailTeaching, mails []pastMail) {
	putMailRule(&t.form, t.rule, mailread.SampleRow(t.rule, t.sample.letter))
	v := view.MailRulePage{
		Service: view.Ref{ID: t.svc.ID, Name: t.svc.Name}, ID: t.in.ID, Name: t.in.Name, Rule: t.number, Form: t.form, Seen: t.seen,
		Sample: t.sample.MailSample, Takes: takeRows(t.rule, t.sample), When: min(max(2, len(t.rule.When)+1), engine.MaxMailConditions),
	}
	if !t.form.Failed() {
		in := t.in
		in.MailRules = t.rules(in.MailRules)
		v.Becomes, v.Past = t.sample.becomes(in, t.rule), mailPast(in, mails)
		v.States = statesThatCame(t.rule, t.sample, mails)
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.MailRule(p, v))
}
