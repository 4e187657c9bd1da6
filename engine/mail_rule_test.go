package engine

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAValueIsTakenFromAMailByWhatStandsAroundIt(t *testing.T) {
	const body = "Dear admin,\n\nNotification from plant 7\nHost:   tower-7 \nUnit = rectifier 3\n  * Level....: 4\nTicket #4711: DC low\nAffected host\n\n   tower-9\nOn ** DOWN ** since 10:00\nHost: second\n"
	for _, c := range []struct {
		take MailTake
		want string
	}{
		{MailTake{After: "host: "}, "tower-7"},
		{MailTake{After: "Host:"}, "tower-7"},
		{MailTake{Line: "Host"}, "tower-7"},
		{MailTake{Line: "host:"}, "tower-7"},
		{MailTake{Line: "Unit"}, "rectifier 3"},
		{MailTake{Line: "Level"}, "4"},
		{MailTake{Line: "Uni"}, ""},
		{MailTake{Line: "Affected host"}, ""}, // never the next line: that may be another field
		{MailTake{After: `Affected host\n`}, "tower-9"},
		{MailTake{After: "Ticket #: "}, "DC low"},
		{MailTake{After: "Ticket #: ", Until: " low"}, "DC"},
		{MailTake{After: "Ticket #: ", Until: " high"}, ""}, // found whole, or not
		{MailTake{After: "ticket *: "}, "DC low"},
		{MailTake{After: "on ** ", Until: " **"}, "DOWN"},
		{MailTake{After: `\nOn ** `, Until: " ** since #"}, "DOWN"},
		{MailTake{After: "on "}, "** DOWN ** since 10:00"}, // not in "Notification"
		{MailTake{Until: " admin"}, "Dear"},
		{MailTake{Whole: true}, "Dear admin,"},
		{MailTake{Pattern: `(?m)^Unit = (.*)$`}, "rectifier 3"},
		{MailTake{Pattern: `^nothing(.*)`}, ""},
		{MailTake{After: "10:", Until: ""}, "00"},
		{MailTake{Text: " door "}, "door"},
		{MailTake{}, ""},
	} {
		if got := c.take.Value(body); got != c.want {
			t.Errorf("%+v takes %q, want %q", c.take, got, c.want)
		}
	}
}

func TestEachMistakeInAMailRuleIsToldWithItsField(t *testing.T) {
	host := MailTake{In: MailSubject, After: "at "}
	for _, c := range []struct {
		rule        MailRule
		field, says string
	}{
		{MailRule{Source: host}, "name", "missing"},
		{MailRule{Name: strings.Repeat("x", 101), Source: host}, "name", "longer"},
		{MailRule{Name: "n"}, "source", "takes nothing"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody}}, "source", "but not where there"},
		{MailRule{Name: "n", Source: MailTake{In: "head", Line: "Host"}}, "source.in", "must be subject, body or from"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Line: "Host", Whole: true}}, "source", "in one way only, not by line and whole"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Text: "x"}}, "source.in", "stands nowhere"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Pattern: "("}}, "source.pattern", "pattern is wrong"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Pattern: "a"}}, "source.pattern", "needs one group"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Pattern: "(a)(b)"}}, "source.pattern", "needs one group"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Pattern: `((\pL{100}){10})`}}, "source.pattern", "too complicated"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, Pattern: strings.Repeat("(a)", 70)}}, "source.pattern", "longer than"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, After: strings.Repeat("a", 121)}}, "source.after", "longer than"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, After: "a", Until: "*"}}, "source.until", "found everywhere"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, After: "a\nb"}}, "source.after", "can not be looked for"},
		{MailRule{Name: "n", Source: MailTake{In: MailBody, After: "\xc3"}}, "source.after", "can not be looked for"},
		{MailRule{Name: "n", Key: MailTake{In: MailFrom, Whole: true}}, "key.in", "not who sent it"},
		{MailRule{Name: "n", State: MailTake{Text: "wobbly"}}, "state", "no known word"},
		{MailRule{Name: "n", State: MailTake{In: MailSubject, Whole: true}}, "state", "which words mean what"},
		{MailRule{Name: "n", Source: host, States: Words{"fine": {"ok"}}}, "states", `not "fine"`},
		{MailRule{Name: "n", Source: host, Severities: Words{"critical": {""}}}, "severities", "empty word"},
		{MailRule{Name: "n", Source: host, When: []MailCondition{{In: MailFrom}}}, "when[0]", "not both"},
		{MailRule{Name: "n", Source: host, When: []MailCondition{{In: "to", Contains: "x"}}}, "when[0].in", "must be"},
		{MailRule{Name: "n", Source: host, When: []MailCondition{{In: MailFrom, Contains: "x"}, {In: MailFrom, Matches: "["}}}, "when[1].matches", "wrong"},
		{MailRule{Name: "n", Source: host, When: make([]MailCondition, 6)}, "when", "more than 5"},
	} {
		problems := c.rule.Check()
		if len(problems) == 0 || problems[0].Field != c.field || !strings.Contains(problems[0].Message, c.says) {
			t.Errorf("%+v: %v; want %s: %s", c.rule, problems, c.field, c.says)
		}
	}
}

func TestWordsWithinALineLoseNothingIfTheyAreWrong(t *testing.T) {
	r := MailRule{State: MailTake{In: MailSubject, Whole: true}, States: Words{
		"trigger": {"lost", "alarm"}, "acknowledge": {"seen by"}, "resolve": {"restored", "back", "ende*"}, "ignore": {"drill"},
	}}
	for said, want := range map[string]string{
		"Link at tower-7 LOST": "trigger", "Link restored": "resolve", "Link lost, backup restored": "trigger", "alarm restored": "trigger",
		"drill: link restored": "ignore", "Link could not be restored": "", "not yet restored": "", "backup running": "", "unrestored": "",
		"restored, seen by Dana": "acknowledge", "Ende der Störung": "resolve", "": "", "not restored, then restored": "resolve",
	} {
		if got, _ := r.StateOf(said); got != want {
			t.Errorf("%q means %q, want %q", said, got, want)
		}
	}
}

// Whatever an anchor is, it compiles, and what is found with it is in the text, on
// one line, without blanks around it.
func FuzzMailTake(f *testing.F) {
	f.Add("Host: ", " is", "Alarm Host: a is down", 0)
	f.Add(`\n#*`, "**", "1\n2 ** 3", 0)
	f.Add("Host", "", "Host: a\nHost: b", 1)
	f.Add(`(?i)x(.)`, "", "axb", 2)
	f.Fuzz(func(t *testing.T, a, b, text string, way int) {
		take := MailTake{In: MailBody, After: a, Until: b}
		switch way {
		case 1:
			take = MailTake{In: MailBody, Line: a}
		case 2:
			take = MailTake{In: MailBody, Pattern: a}
		}
		if !utf8.ValidString(text) || len(MailRule{Name: "x", Source: take}.Check()) > 0 {
			return
		}
		if _, err := take.finder(); err != nil {
			t.Fatalf("%+v passes the check and can not be looked for: %v", take, err)
		}
		start, end, ok := take.Find(text)
		if !ok {
			return
		}
		value := text[start:end]
		if value == "" || strings.TrimFunc(value, unicode.IsSpace) != value || way != 2 && strings.Contains(value, "\n") {
			t.Fatalf("%+v finds %q in %q", take, value, text)
		}
	})
}

// A take finds what was written between its texts, whatever that is.
func TestWhatStandsBetweenTwoTextsIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-z0-9/.]([a-z0-9/. -]{0,20}[a-z0-9/.])?`).Draw(t, "value")
		after := rapid.StringMatching(`[A-Z]{2,8}[:(\[|] ?`).Draw(t, "after")
		until := rapid.StringMatching(` ?[)\]|;] ?[A-Z]{2,8}`).Draw(t, "until")
		take := MailTake{In: MailBody, After: after, Until: until}
		text := "a line before\n" + after + value + until + "\nafter"
		if got := take.Value(text); got != value {
			t.Fatalf("%+v finds %q in %q, want %q", take, got, text, value)
		}
	})
}
