package ui_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/mailgate"
	"wakeman/web/mailgate/reading"
)

const (
	mailPage  = "/services/PMAIL01/integrations/PINT002"
	rulesPath = mailPage + "/mail-rules"
)

func mailRuleDoors() map[string]door {
	all := "/services/{id}/integrations/{integration}/mail-rules"
	return map[string]door{
		"GET " + all:                     {rulesPath, people.Admin, 200},
		"POST " + all:                    {rulesPath, people.Admin, 303},
		"GET " + all + "/new":            {rulesPath + "/new", people.Admin, 200},
		"POST " + all + "/new":           {rulesPath + "/new", people.Admin, 400},
		"GET " + all + "/{rule}":         {rulesPath + "/1", people.Admin, 404}, // there is none yet
		"POST " + all + "/{rule}":        {rulesPath + "/1", people.Admin, 404},
		"GET " + all + "/{rule}/delete":  {rulesPath + "/1/delete", people.Admin, 404},
		"POST " + all + "/{rule}/delete": {rulesPath + "/1/delete", people.Admin, 404},
	}
}

// mail is a mail as it is written.
func mail(subject, text string) string {
	return "From: Rectifier <alarm@power.example.net>\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject + ">\r\n\r\n" + text + "\r\n"
}

// brings hands a mail in as the gateway does.
func (w *world) brings(raw string) engine.Receipt {
	w.Helper()
	in := w.db.Config().Integrations["PINT002"]
	env := mailgate.Envelope{From: "alarm@power.example.net", Remote: "192.0.2.9"}
	m := mailgate.Parse([]byte(raw), env).Read(reading.Shipped()).ByRules(in.MailRules)
	receipt, err := w.engine.Submit(w.Context(), engine.Post{
		Key: in.Key, Via: "email", Events: m.Events(in.Key, "", "…2222@alerts.example.net"),
		Raw: engine.Raw{Body: []byte(raw), ContentType: "message/rfc822", Method: "SMTP", Path: "…2222@alerts.example.net", Remote: "192.0.2.9", Header: map[string]string{"MAIL FROM": "<alarm@power.example.net>"}},
	})
	w.must(err)
	return receipt
}

// teaches sends the form of a rule with a button.
func (w *world) teaches(path, do string, form url.Values, typed ...string) *page {
	w.Helper()
	form = with(form, typed...)
	form.Del("take")
	form.Set("do", do)
	return w.posts(admin, path, form)
}

func (w *world) mailRules() []engine.MailRule { return w.db.Config().Integrations["PINT002"].MailRules }

func TestAMailNobodyKnowsIsTaught(t *testing.T) {
	w := open(t)
	first := w.brings(mail("Evt 4711 Hill/R2 DC-LOW", "nothing more"))
	recovery := w.brings(mail("Evt 4712 Hill/R2 DC-OK", "nothing more"))
	if a, b := first.Verdicts[0], recovery.Verdicts[0]; a.Fate != engine.Opened || b.Fate != engine.Opened || a.Incident == b.Incident {
		t.Fatalf("before it is taught: %+v, %+v", a, b)
	}

	event := w.shows(admin, fmt.Sprint("/events/", first.Seq))
	teach := rulesPath + fmt.Sprint("/new?mail=", first.Seq)
	if !strings.Contains(event.Body.String(), strings.ReplaceAll(teach, "&", "&amp;")) {
		t.Fatalf("the mail's page does not lead to %s", teach)
	}
	if responders := w.shows(responder, fmt.Sprint("/events/", first.Seq)); strings.Contains(responders.Body.String(), "Teach this format") {
		t.Error("a responder is offered what only admins may do")
	}

	form := w.form(admin, teach)
	p := w.teaches(rulesPath+"/new", "preview", form, "source_mark", "Hill", "component_mark", "R2", "state_mark", "DC-LOW", "states_resolve", "dc-ok").wantStatus(http.StatusOK)
	p.says("take-source", "after “Evt # ”, until “/”, in the subject")
	p.says("becomes", "A problem", "rule: Mails of alarm@power.example.net", "key Hill;R2")
	p.says("past-summary", "1 opening an incident", "1 resolving one", "marked: 2")
	p.says("states", "DC-LOW", "not known", "DC-OK", "it is over")
	if len(w.mailRules()) != 0 {
		t.Fatal("it is saved before anybody said so")
	}

	w.teaches(rulesPath+"/new", "save", form, "source_mark", "Hill", "component_mark", "R2", "state_mark", "DC-LOW", "states_resolve", "dc-ok", "tells", "trigger").wantRedirect(rulesPath)
	want := []engine.MailRule{{
		Name: "Mails of alarm@power.example.net", When: []engine.MailCondition{{In: engine.MailFrom, Contains: "alarm@power.example.net"}},
		Source:    engine.MailTake{In: engine.MailSubject, After: "Evt # ", Until: "/"},
		Component: engine.MailTake{In: engine.MailSubject, After: "Evt # */", Until: " "},
		State:     engine.MailTake{In: engine.MailSubject, After: "Evt # */* "},
		States:    engine.Words{"trigger": {"DC-LOW"}, "resolve": {"dc-ok"}},
	}}
	if diff := cmp.Diff(want, w.mailRules()); diff != "" {
		t.Errorf("saved is (-want +got)\n%s", diff)
	}
	if rows, err := w.db.Audit(0, 1); err != nil || rows[0].Object != "service Mail" || rows[0].Actor.ID != personOf(admin) {
		t.Errorf("the audit log has %+v, %v", rows, err)
	}
	opened := w.brings(mail("Evt 9 Hill/R2 DC-LOW", "")).Verdicts[0]
	again := w.brings(mail("Evt 10 Hill/R2 DC-LOW", "")).Verdicts[0]
	other := w.brings(mail("Evt 11 Dale Top/R1 DC-LOW", "")).Verdicts[0]
	over := w.brings(mail("Evt 12 Hill/R2 DC-OK", "")).Verdicts[0]
	if opened.Fate != engine.Opened || again.Incident != opened.Incident || other.Incident == opened.Incident || over.Fate != engine.ResolvedFate || over.Incident != opened.Incident {
		t.Errorf("taught: %+v\n%+v\n%+v\n%+v", opened, again, other, over)
	}
}

// What waits in quarantine resolves nothing, and the page that shows how mails would
// be read must not say so.
func TestThePreviewOfMailRulesKnowsWhoseMailIsTaken(t *testing.T) {
	w := open(t)
	w.alters(func(c *engine.Config) {
		in := c.Integrations["PINT002"]
		in.Mail = &engine.MailIntake{ResolveFrom: []string{"nms@power.example.net"}}
		c.Integrations["PINT002"] = in
	})
	w.brings(mail("tower-7 is DOWN", ""))
	w.brings(mail("tower-7 is UP", ""))
	p := w.shows(admin, rulesPath)
	p.says("past-summary", "1 opening an incident", "1 waiting in quarantine")
	p.says("past", "Waits in quarantine")
	if strings.Contains(p.Body.String(), "Resolves it") {
		t.Error("it would resolve, says the page")
	}
}

const digestText = `Good morning,

these alarms came since yesterday:

2026-08-12 03:10 Hill/R2 - mains LOST
2026-08-12 03:12 Dale/R1 - door LOST
2026-08-12 03:55 Hill/R2 - mains BACK

Your plant`

// One line of a list is marked; the others are read like it.
func TestAListIsTaughtByOneOfItsLines(t *testing.T) {
	w := open(t)
	seq := w.brings(mail("Alarm list", digestText)).Seq
	form := w.form(admin, rulesPath+"/new")
	marks := []string{"each_by", "line", "source_mark", "Dale/R1", "component_mark", "door", "state_mark", "LOST", "states_trigger", "lost", "states_resolve", "back"}
	p := w.teaches(rulesPath+"/new", "preview", form, marks...).wantStatus(http.StatusOK)
	p.says("becomes", "A problem", "key Hill/R2;mains", "It is over", "key Dale/R1;door")
	p.says("past-summary", "2 opening an incident", "1 resolving one", "marked: 1")
	p.says("states", "LOST", "a problem", "BACK", "it is over")
	if p.field("source_mark") != "Hill/R2" {
		t.Errorf("the form shows %q of the first line", p.field("source_mark"))
	}
	w.teaches(rulesPath+"/new", "save", form, marks...).wantRedirect(rulesPath)
	rule := w.mailRules()[0]
	if rule.Each != (engine.MailEach{By: engine.MailLine}) || rule.Source.In != engine.MailBody || rule.State.In != engine.MailBody {
		t.Errorf("saved is %+v", rule)
	}
	opened := w.brings(mail("Alarm list 2", "\n2026-08-14 11:02 Ridge/R9 - fan LOST\n2026-08-14 11:03 Top/R1 - fan LOST\n2026-08-14 11:04 Ridge/R9 - fan BACK\n"))
	var fates []engine.Fate
	for _, v := range opened.Verdicts {
		fates = append(fates, v.Fate)
	}
	if !slices.Equal(fates, []engine.Fate{engine.Opened, engine.Opened, engine.ResolvedFate}) {
		t.Errorf("the next list is %+v", opened.Verdicts)
	}
	again := w.form(admin, rulesPath+"/1")
	w.teaches(rulesPath+"/1", "save", again).wantRedirect(rulesPath)
	if diff := cmp.Diff(rule, w.mailRules()[0]); diff != "" {
		t.Errorf("opened and saved (-was +is)\n%s", diff)
	}
	w.shows(admin, fmt.Sprint("/events/", seq))
}

// What is marked in the mail first, and then said to be in a line, is found in the line.
func TestMarksAreFoundAnewWhenAMailTurnsOutToBeAList(t *testing.T) {
	w := open(t)
	w.brings(mail("Alarm list", digestText))
	first := w.teaches(rulesPath+"/new", "preview", w.form(admin, rulesPath+"/new"), "source_mark", "Hill/R2", "state_mark", "LOST")
	second := w.teaches(rulesPath+"/new", "preview", first.filled("mail-rule-form"), "each_by", "line", "states_resolve", "back")
	second.says("becomes", "key Hill/R2", "key Dale/R1", "It is over")
}

func TestMarksOfTwoLinesAreToldApart(t *testing.T) {
	w := open(t)
	w.brings(mail("Alarm list", digestText))
	p := w.teaches(rulesPath+"/new", "preview", w.form(admin, rulesPath+"/new"), "each_by", "line", "source_mark", "Dale/R1", "component_mark", "door", "state_mark", "BACK").wantStatus(http.StatusBadRequest)
	p.says("error-state_mark", "mark all of them in one and the same line")
}

func TestAMailIsTaughtByPastingIt(t *testing.T) {
	w := open(t)
	form := w.form(admin, rulesPath+"/new")
	for what, text := range map[string]string{
		"a whole mail": mail("Power", "Host: tower-7\nCondition: failed"), "its text alone": "Host: tower-7\nCondition: failed",
	} {
		p := w.teaches(rulesPath+"/new", "preview", form, "pasted", text, "source_mark", "tower-7", "state_mark", "failed").wantStatus(http.StatusOK)
		p.says("take-source", "behind “Host:”, in the text")
		p.says("becomes", "A problem", "key tower-7")
		if p.field("source_mark") != "tower-7" {
			t.Errorf("%s: the mark is %q", what, p.field("source_mark"))
		}
	}
}

func TestATextThatIsPointedAtIsTakenWhereItStands(t *testing.T) {
	w := open(t)
	w.brings(mail("Übung: ap7 on ap7 failed", "x"))
	p := w.teaches(rulesPath+"/new", "preview", w.form(admin, rulesPath+"/new"), "source_mark", "ap7", "source_at", "subject:14")
	p.says("take-source", "after “on ”")
	p = w.teaches(rulesPath+"/new", "preview", w.form(admin, rulesPath+"/new"), "source_mark", "ap7", "source_at", "subject:99")
	p.says("take-source", "after “Übung: ”")
}

func TestWhatIsWrongWithAMailRuleStandsBesideItsField(t *testing.T) {
	w := open(t)
	w.brings(mail("Evt 4711 Hill/R2 DC-LOW", "nothing more"))
	form := w.form(admin, rulesPath+"/new")
	before := w.everything()
	for _, c := range []struct {
		field, says string
		typed       []string
	}{
		{"source_mark", "not in the mail", []string{"source_mark", "tower-9"}},
		{"source_mark", "takes nothing", nil},
		{"name", "missing", []string{"name", " ", "source_mark", "Hill"}},
		{"source_first", "pattern is wrong", []string{"source_how", "pattern:body", "source_first", "("}},
		{"key_how", "not who sent it", []string{"key_how", "whole:from"}},
		{"when1_text", "wrong", []string{"source_mark", "Hill", "when1_in", "subject", "when1_how", "matches", "when1_text", "["}},
		{"states", "can not mean both", []string{"source_mark", "Hill", "states_trigger", "x", "states_resolve", "X"}},
		{"each_by", "nothing tells one from another", []string{"each_by", "line", "source_how", "between:subject", "source_first", "Evt "}},
		{"each_by", "ust be line or block", []string{"each_by", "word", "source_how", "line:body", "source_first", "Host"}},
		{"each_text", "wrong", []string{"each_by", "line", "each_how", "matches", "each_text", "[", "source_how", "line:body", "source_first", "Host"}},
		{"state_mark", "no known word", []string{"state_how", "text", "state_first", "wobbly"}},
	} {
		p := w.teaches(rulesPath+"/new", "save", form, c.typed...).wantStatus(http.StatusBadRequest)
		p.says("error-"+c.field, c.says)
		for i := 0; i+1 < len(c.typed); i += 2 {
			if strings.HasSuffix(c.typed[i], "_first") || strings.HasSuffix(c.typed[i], "_text") || c.typed[i] == "source_mark" && c.field == "source_mark" {
				if got := p.field(c.typed[i]); got != c.typed[i+1] {
					t.Errorf("%s: what was typed is lost: %q", c.typed[i], got)
				}
			}
		}
	}
	if w.everything() != before {
		t.Error("a form with a mistake changed something")
	}
}

// rulesOf puts rules into the integration.
func (w *world) hasRules(rules ...engine.MailRule) {
	w.Helper()
	w.alters(func(c *engine.Config) {
		in := c.Integrations["PINT002"]
		in.MailRules = rules
		c.Integrations[in.ID] = in
	})
}

func everyWay() []engine.MailRule {
	return []engine.MailRule{
		{
			Name: "One", When: []engine.MailCondition{{In: engine.MailFrom, Contains: "@x"}, {In: engine.MailSubject, Matches: "^a b"}, {In: engine.MailBody, Contains: "c "}},
			Key: engine.MailTake{In: engine.MailBody, Line: "Id"}, Source: engine.MailTake{In: engine.MailSubject, After: "at ", Until: " ("},
			Component: engine.MailTake{In: engine.MailBody, Pattern: `(\w+) unit`}, State: engine.MailTake{In: engine.MailSubject, Whole: true},
			States: engine.Words{"resolve": {"fine"}, "ignore": {"drill"}}, Severity: engine.MailTake{In: engine.MailBody, Until: " level"},
			Severities: engine.Words{"critical": {"1"}}, Summary: engine.MailTake{Text: "door"},
		},
		{Name: "Two", Source: engine.MailTake{In: engine.MailFrom, Until: "@"}},
		{Name: "Three", Each: engine.MailEach{By: engine.MailLine, Contains: " | "}, Source: engine.MailTake{In: engine.MailBody, Until: " | "}},
		{Name: "Four", Each: engine.MailEach{By: engine.MailBlock, Matches: "^Host", NewestFirst: true}, Source: engine.MailTake{In: engine.MailBody, Line: "Host"}},
	}
}

func TestARuleThatIsOpenedAndSavedIsWhatItWas(t *testing.T) {
	w := open(t)
	w.brings(mail("a b at Hill (x)", "Id: 7"))
	w.hasRules(everyWay()...)
	for _, path := range []string{rulesPath + "/1", rulesPath + "/2", rulesPath + "/3", rulesPath + "/4"} {
		w.teaches(path, "save", w.form(admin, path)).wantRedirect(rulesPath)
		if diff := cmp.Diff(everyWay(), w.mailRules()); diff != "" {
			t.Errorf("%s (-was +is)\n%s", path, diff)
		}
	}
}

func TestMailRulesAreListedMovedAndDeleted(t *testing.T) {
	w := open(t)
	w.hasRules(everyWay()...)
	list := w.shows(admin, rulesPath)
	list.says("mail-rule-list", "One", "Two", "If the sender contains “@x”, and the subject matches “^a b”, and the text contains “c ”.", "behind “Id:”", "always “door”", "all of the subject", "Each line that contains “ | ” is an event.", "Each block that matches “^Host” is an event, the newest at the top.")
	stale := url.Values{"seen": {"old"}, "do": {"up:2"}}
	w.wantNotice(admin, w.posts(admin, rulesPath, stale), "Nothing was done")
	w.posts(admin, rulesPath, url.Values{"seen": {list.field("seen")}, "do": {"up:2"}}).wantRedirect(rulesPath)
	names := func() (all []string) {
		for _, r := range w.mailRules() {
			all = append(all, r.Name)
		}
		return all
	}
	if got := names(); !slices.Equal(got, []string{"Two", "One", "Three", "Four"}) {
		t.Errorf("the order is %q", got)
	}
	w.posts(admin, rulesPath+"/2/delete", w.form(admin, rulesPath+"/2/delete")).wantRedirect(rulesPath)
	if got := names(); !slices.Equal(got, []string{"Two", "Three", "Four"}) {
		t.Errorf("there are %q", got)
	}
	w.asks(personOf(admin), "GET", rulesPath+"/4", "").wantStatus(http.StatusNotFound)
	w.asks(personOf(admin), "GET", corePage+"/mail-rules", "").wantStatus(http.StatusNotFound)
}

func TestOfTwoWhoTeachMailsAtOnceTheSecondIsTold(t *testing.T) {
	w := open(t)
	w.brings(mail("Evt 4711 Hill/R2 DC-LOW", "x"))
	form := w.form(admin, rulesPath+"/new")
	w.hasRules(everyWay()...)
	p := w.teaches(rulesPath+"/new", "save", form, "source_mark", "Hill").wantStatus(http.StatusConflict)
	p.says("form-problem", "Somebody else has changed this")
	if p.field("source_mark") != "Hill" || len(w.mailRules()) != len(everyWay()) {
		t.Errorf("%q, %d rules", p.field("source_mark"), len(w.mailRules()))
	}
	again := w.form(admin, rulesPath+"/new")
	again.Set("name", "One")
	w.teaches(rulesPath+"/new", "save", again, "source_mark", "Hill").wantStatus(http.StatusBadRequest).says("error-name", "is taken by another mail rule")
}

func TestTheMailOfAnotherIntegrationIsNoSample(t *testing.T) {
	w := open(t)
	seq := w.sends(coreKey, []byte("Subject: secret\r\n\r\nx"), event("a", "x")).Seq
	p := w.shows(admin, rulesPath+fmt.Sprint("/new?mail=", seq))
	if p.says("sample", "There is no such mail"); strings.Contains(p.text("sample"), "secret") {
		t.Error("it is shown all the same")
	}
}
