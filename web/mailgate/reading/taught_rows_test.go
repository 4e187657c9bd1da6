package reading

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

// digestRule reads "10:03 tower-7 | DOWN | no answer" on each line.
func digestRule() engine.MailRule {
	return engine.MailRule{
		Name: "Digest", When: []engine.MailCondition{{In: engine.MailSubject, Contains: "digest"}}, Each: engine.MailEach{By: engine.MailLine},
		Source: engine.MailTake{In: engine.MailBody, After: "# ", Until: " |"}, State: engine.MailTake{In: engine.MailBody, After: "| ", Until: " |"},
		States: engine.Words{"trigger": {"gone"}, "resolve": {"here"}},
	}
}

func rowsOf(r engine.MailRule, body string) []string {
	events, _, ok := Read(Letter{From: "nms@example.net", Subject: "Daily digest", Text: body}, Taught([]engine.MailRule{r}))
	if !ok {
		return []string{"nobody knows it"}
	}
	var all []string
	for _, e := range events {
		e.Mended = nil
		all = append(all, inWords(e))
	}
	return all
}

func TestEachLineThatFitsIsAnEvent(t *testing.T) {
	contains, blocks, newest, fixed := digestRule(), digestRule(), digestRule(), digestRule()
	contains.Each.Contains = "|"
	newest.Each.NewestFirst = true
	fixed.State = engine.MailTake{Text: "down"}
	blocks.Each.By = engine.MailBlock
	blocks.Source, blocks.State = engine.MailTake{In: engine.MailBody, Line: "Host"}, engine.MailTake{In: engine.MailBody, Line: "State"}
	for _, c := range []struct {
		what string
		rule engine.MailRule
		body string
		want []string
	}{
		{
			"greeting and footer are none, and the order stays", digestRule(), "Dear admin,\n\n10:03 tower-7 | gone | no answer\n10:05 tower-7 | here |\n10:06 tower-8 | here | x\n10:07 tower-8 | gone | x\n\nRegards\n",
			[]string{
				`trigger key="tower-7" source="tower-7" | 10:03 tower-7 | gone | no answer`, `resolve key="tower-7" source="tower-7" | 10:05 tower-7 | here |`,
				`resolve key="tower-8" source="tower-8" | 10:06 tower-8 | here | x`, `trigger key="tower-8" source="tower-8" | 10:07 tower-8 | gone | x`,
			},
		},
		{
			"with the newest at the top", newest, "10:05 tower-7 | here |\n10:03 tower-7 | gone |\n",
			[]string{`trigger key="tower-7" source="tower-7" | 10:03 tower-7 | gone |`, `resolve key="tower-7" source="tower-7" | 10:05 tower-7 | here |`},
		},
		{
			"a line with a word of trouble that does not fit is not passed over", digestRule(), "10:03 tower-7 | gone | x\nlink to Hill is down\nRidge: gone\nall others fine\n",
			[]string{`trigger key="tower-7" source="tower-7" | 10:03 tower-7 | gone | x`, `trigger source="nms@example.net" | link to Hill is down`, `trigger source="nms@example.net" | Ridge: gone`},
		},
		{
			"of those that are said to be events none is passed over, and no other is one", contains, "10:03 tower-7 | gone | x\n10:04 tower-8 | wobbles | x\n10:05 tower-9 |\n| ? |\nall critical hosts:\n",
			[]string{
				`trigger key="tower-7" source="tower-7" | 10:03 tower-7 | gone | x`, `trigger key="tower-8" source="tower-8" | 10:04 tower-8 | wobbles | x`,
				`trigger key="tower-9" source="tower-9" | 10:05 tower-9 |`, `trigger source="nms@example.net" | | ? |`,
			},
		},
		{
			"blocks", blocks, "Hello\n\nHost: tower-7\nState: gone\n\n \nHost: tower-8\nState: here\n--\n",
			[]string{`trigger key="tower-7" source="tower-7" | Host: tower-7`, `resolve key="tower-8" source="tower-8" | Host: tower-8`},
		},
		{"without a state of its own each line is a problem", fixed, "1 a |\n2 b |\n", []string{`trigger severity="critical" key="a" source="a" | 1 a |`, `trigger severity="critical" key="b" source="b" | 2 b |`}},
		{"a line that says nothing of its state is a problem", digestRule(), "1 a |\n", []string{`trigger key="a" source="a" | 1 a |`}},
		{"no line fits", digestRule(), "link to Hill is down\n", []string{"nobody knows it"}},
	} {
		if diff := cmp.Diff(c.want, rowsOf(c.rule, c.body)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.what, diff)
		}
	}
}

// What rules do not look at is an incident, and a line that is cut there is no event.
func TestTheRestOfALongDigestIsNotLost(t *testing.T) {
	var body strings.Builder
	for i := 0; body.Len() < engine.MaxMailText+100; i++ {
		fmt.Fprintf(&body, "10:03 tower-%d | gone | %s\n", i, strings.Repeat("x", 200))
	}
	events := rowsOf(digestRule(), body.String())
	last := events[len(events)-1]
	if lines := strings.Count(body.String()[:engine.MaxMailText], "\n"); len(events) != lines+1 || last != `trigger source="nms@example.net" | The rest of a long mail: Daily digest` {
		t.Errorf("%d events of %d lines, the last: %s", len(events), lines, last)
	}
}

// Whatever a mail says: no row is read twice or out of its order, each event is of a
// row, and the sample that a rule is taught by is a row that it reads.
func FuzzRows(f *testing.F) {
	f.Add("10:03 tower-7 | gone | x\n\n10:05 tower-7 | here |\n", "", true, false)
	f.Add("a | b\nis down\r\n\r\n\x00", "|", false, true)
	f.Fuzz(func(t *testing.T, body, contains string, lines, newest bool) {
		r := digestRule()
		r.When, r.Each = nil, engine.MailEach{By: engine.MailBlock, Contains: contains, NewestFirst: newest}
		if lines {
			r.Each.By = engine.MailLine
		}
		if !utf8.ValidString(body+contains) || len(body) > engine.MaxMailText || len(r.Check()) > 0 {
			return
		}
		rows, starts := r.Each.Rows(body)
		for i, row := range rows {
			if body[starts[i]:starts[i]+len(row)] != row || strings.TrimSpace(row) == "" || lines && strings.Contains(strings.TrimSpace(row), "\n") {
				t.Fatalf("row %q of %q", row, body)
			}
		}
		l := Letter{Text: body}
		all, ok := MatchAll(r, l)
		if newest {
			slices.Reverse(all)
		}
		next := 0
		for _, m := range all {
			for next < len(rows) && firstLine(linesOf(rows[next])) != m.Event.Summary {
				next++
			}
			if next++; next > len(rows) {
				t.Fatalf("%q is no row, or out of its order, in %q", m.Event.Summary, rows)
			}
		}
		if sample := SampleRow(r, l); (sample.Text != "") != ok {
			t.Fatalf("the sample is %q, and the rule applies: %v", sample.Text, ok)
		}
	})
}
