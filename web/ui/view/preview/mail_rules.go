package preview

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// mailRuleSamples are the pages on which a mail is taught: empty, filled, wrong.
func mailRuleSamples(p view.Page, add func(string, templ.Component)) {
	service := view.Ref{ID: "PCORE01", Name: "Core network"}
	empty := view.MailRulesPage{Service: service, ID: "PINT002", Name: "UPS cards", Seen: "1"}
	add("mail-rules-empty", view.MailRules(p, empty))
	full := empty
	full.Rules = []view.MailRuleRow{
		{Name: "Rectifiers", Lines: []string{"If the sender contains “alarm@power.example.net”.", "Host: after “Evt # ”, until “/”, in the subject", "State: after “Evt # */* ”, in the subject"}},
		{Name: markup + " " + longHost, Lines: []string{"Host: by the pattern ^(" + strings.Repeat("[a-z]", 30) + "), in the text"}},
	}
	full.Past = pastMails(p.Now)
	add("mail-rules", view.MailRules(p, full))

	takes := []view.MailTakeRow{
		{Field: "source", Label: "Host", Help: "What it says in this mail: the device or site.", Found: "Found after “Evt # ”, until “/”, in the subject.", Reads: true},
		{Field: "component", Label: "What is checked there", Help: "A port, a unit, a service, if the mail names one.", Found: "Not taken from the mail"},
		{Field: "state", Label: "State", Help: "The words that tell a problem from its recovery.", Found: "Found after “Evt # */* ”, in the subject."},
		{Field: "severity", Label: "Severity", Found: "Not taken from the mail"},
		{Field: "summary", Label: "Summary", Found: "Not taken from the mail"},
		{Field: "key", Label: "Key", Found: "Not taken from the mail"},
	}
	blank := view.MailRulePage{Service: service, ID: "PINT002", Name: "UPS cards", Takes: takes, When: 2, Seen: "1", Form: view.Form{Values: map[string]string{"name": "Mails of UPS cards"}}}
	add("mail-rule-empty", view.MailRule(p, blank))
	filled := blank
	filled.Sample = view.MailSample{
		Event: "4711", At: p.Now.Add(-20 * time.Minute), From: "alarm@power.example.net", Subject: "Evt 4711 Hill/R2 DC-LOW",
		Body: "Rectifier " + longHost + "\nbattery 47.1 V\n" + markup + "\n\n" + strings.Repeat("A long line of a footer that nobody reads. ", 8),
	}
	filled.Form.Values = map[string]string{
		"name": "Rectifiers", "when0_in": "from", "when0_how": "contains", "when0_text": "alarm@power.example.net", "source_mark": "Hill", "source_how": "between:subject",
		"source_first": "Evt # ", "source_second": "/", "state_mark": "DC-LOW", "state_how": "between:subject", "state_first": "Evt # */* ", "states_resolve": "DC-OK",
	}
	filled.States = []view.MailWord{{Word: "DC-LOW", Count: 3, Means: "not known: taken for a problem", Unknown: true}, {Word: "DC-OK", Count: 1, Means: "it is over"}}
	filled.Becomes = []view.MailEvent{{Then: "A problem", State: view.Triggered, By: "rule: Rectifiers", Summary: filled.Sample.Subject, Key: "Hill", Source: "Hill"}}
	filled.Past = pastMails(p.Now)
	add("mail-rule", view.MailRule(p, filled))
	list := filled
	list.Sample.Body = "Good morning,\n\n03:10 " + longHost + " - mains: LOST\n03:12 Dale/R1 - door: LOST\n03:55 " + longHost + " - mains: BACK\n"
	list.Form.Values = map[string]string{"name": "Lists", "each_by": "line", "each_how": "contains", "each_text": " - ", "each_newest": "yes", "source_mark": longHost, "source_how": "between:body", "source_first": "# ", "source_second": " -", "state_mark": "LOST"}
	list.Becomes = []view.MailEvent{
		{Then: "A problem", State: view.Triggered, By: "rule: Lists", Summary: "03:10 " + longHost + " - mains: LOST", Key: longHost + ";mains", Source: longHost},
		{Then: "It is over", State: view.Resolved, By: "rule: Lists", Summary: "03:55 " + longHost + " - mains: BACK", Key: longHost + ";mains", Source: longHost, Notes: []string{"It tells of 3 further things."}},
	}
	add("mail-rule-list", view.MailRule(p, list))
	wrong := filled
	wrong.Becomes, wrong.Past, wrong.States = nil, view.MailPast{}, nil
	wrong.Form = view.Form{Values: map[string]string{"name": "Rectifiers", "source_mark": "tower-9", "key_how": "pattern:body", "key_first": "(", "pasted": "Host: tower-9"}, Errors: map[string]string{
		"source_mark": "This text is not in the mail, in one line; copy it as it stands there.", "key_first": "The pattern is wrong: missing closing ).", "name": "“Rectifiers” is taken by another mail rule.",
	}}
	add("mail-rule-wrong", view.MailRule(p, wrong))
}

func pastMails(now time.Time) view.MailPast {
	was := func(o view.EventOutcome, s view.State, subject string) []view.MailEvent {
		return []view.MailEvent{{Outcome: o, State: s, Summary: subject, Source: "alarm@power.example.net"}}
	}
	is := func(then string, s view.State, subject string) []view.MailEvent {
		return []view.MailEvent{{Then: then, State: s, By: "rule: Rectifiers", Summary: subject, Key: "Hill", Source: "Hill", Severity: "critical"}}
	}
	return view.MailPast{
		Summary: "Read again: 1 opening an incident, 1 resolving one. Read otherwise than they were, and marked: 2.",
		Rows: []view.MailPastRow{
			{Event: "4712", At: now.Add(-10 * time.Minute), Was: was(view.EventOpened, view.Triggered, "Evt 4712 Hill/R2 DC-OK"), Is: is("Resolves it", view.Resolved, "Evt 4712 Hill/R2 DC-OK"), Changed: true},
			{Event: "4711", At: now.Add(-20 * time.Minute), Was: was(view.EventOpened, view.Triggered, "Evt 4711 Hill/R2 DC-LOW"), Is: is("Opens an incident", view.Triggered, "Evt 4711 Hill/R2 DC-LOW"), Changed: true},
			{Event: "17", At: now.Add(-40 * 24 * time.Hour), Was: was(view.EventOpened, view.Triggered, markup), Gone: "The mail is kept no longer."},
		},
	}
}
