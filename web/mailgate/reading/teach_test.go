package reading

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"wakeman/engine"
)

func TestWhatIsMarkedInOneMailIsFoundInTheNext(t *testing.T) {
	const (
		subject = "[NOC-7] Evt 4711 Hill/R2 DC-LOW"
		body    = "Dear customer,\n\nyour device tower-7 reports LINK LOST since Mon 22 Nov 10:00.\nHost:   tower-7\nTicket #4711: opened\n- Level = 4\nAffected site\n\n  Ridge North\n\n** DOWN ** on eth0/3 (uplink)\nbay 1 of bay 2\n"
	)
	for _, c := range []struct {
		mark   string
		others []string
		want   engine.MailTake
		next   string // another mail of the kind
		then   string // what is taken of it
	}{
		{"Hill", []string{"R2", "DC-LOW"}, engine.MailTake{In: "subject", After: "Evt # ", Until: "/"}, "[NOC-9] Evt 12 Dale Top/R1 DC-OK", "Dale Top"},
		{"R2", []string{"Hill", "DC-LOW"}, engine.MailTake{In: "subject", After: "Evt # */", Until: " "}, "[NOC-9] Evt 12 Dale Top/R1 DC-OK", "R1"},
		{"DC-LOW", []string{"Hill", "R2"}, engine.MailTake{In: "subject", After: "Evt # */* "}, "[NOC-9] Evt 12 Dale/R1 DC-OK", "DC-OK"},
		{"tower-7", nil, engine.MailTake{In: "body", Line: "Host"}, "Host: a b\n", "a b"},
		{"LINK LOST", []string{"tower-7"}, engine.MailTake{In: "body", After: "reports ", Until: " since"}, "your device x reports LINK BACK since Tue 3 Dec", "LINK BACK"},
		{"4", nil, engine.MailTake{In: "body", Line: "Level"}, "Level: 12\n", "12"},
		{"opened", nil, engine.MailTake{In: "body", After: "Ticket #: "}, "Ticket #99: closed", "closed"},
		{"Ridge North", nil, engine.MailTake{In: "body", After: `Affected site\n`}, "Affected site\n\n\n Dale\n", "Dale"},
		{"DOWN", nil, engine.MailTake{In: "body", After: "** ", Until: " **"}, "** UP ** on", "UP"},
		{"eth0/3", []string{"DOWN"}, engine.MailTake{In: "body", After: "on ", Until: " ("}, "** UP ** on eth1/17 (x)", "eth1/17"},
		{"uplink", []string{"DOWN", "eth0/3"}, engine.MailTake{In: "body", After: "on * (", Until: ")"}, "** UP ** on eth1/17 (lab)", "lab"},
		{"2", nil, engine.MailTake{In: "body", After: " bay "}, "bay 3 of bay 4", "4"},
		{"Dear", nil, engine.MailTake{In: "body", Until: " customer"}, "Hello customer", "Hello"},
		{"10:00", []string{"LINK LOST"}, engine.MailTake{In: "body", After: "since * # * ", Until: "."}, "since Tue 3 Dec 11:30.", "11:30"},
	} {
		l := Letter{Subject: subject, Text: body}
		m, ok := Locate(l, c.mark)
		var others []Mark
		for _, o := range c.others {
			other, _ := Locate(l, o)
			others = append(others, other)
		}
		got, inferred := Infer(l, m, others)
		if !ok || !inferred || got != c.want {
			t.Errorf("%s (others %q): %v %+v, want %+v", c.mark, c.others, inferred, got, c.want)
		}
		if then := got.Value(c.next); then != c.then {
			t.Errorf("%s: %+v takes %q of %q, want %q", c.mark, got, then, c.next, c.then)
		}
	}
}

func TestATextIsLocatedWhereItIsMostLikelyAgain(t *testing.T) {
	l := Letter{Subject: "ap7 is DOWN", From: "ap7@example.net", Text: "AP ap77: see\nap7 of the hill\nHost: ap7\nnone 77"}
	for text, want := range map[string]string{"ap7": "body 35", "DOWN": "subject 7", "example.net": "from 4", "77": "body 44", "hill": "body 24", "zz": "", "": "", "see\nap7": ""} {
		m, ok := Locate(l, text)
		got := ""
		if ok {
			got = string(m.In) + " " + strconv.Itoa(m.Start)
		}
		if got != want {
			t.Errorf("%q is located at %q, want %q", text, got, want)
		}
	}
}

// A form of mail with other values in it is read as its sample was taught.
func TestASampleTeachesItsWholeKind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"device", "at", "plant", "reports", "is", "condition", "on", "site", "of unit", "Meldung"})
		sign := rapid.SampledFrom([]string{": ", " = ", " (", " - ", " / ", "] ", " "})
		value := func(name string) string {
			return rapid.StringMatching(`[A-Za-z]{1,6}[-.][0-9a-z]{1,4}`).Draw(t, name)
		}
		words := rapid.SliceOfNDistinct(word, 3, 3, rapid.ID).Draw(t, "words")
		signs := []string{sign.Draw(t, "s0"), sign.Draw(t, "s1")}
		write := func(host, state, number string) (mail string, at [2]Mark) {
			head := "No " + number + " " + words[0] + signs[0]
			mid := " " + words[1] + signs[1]
			mail = head + host + mid + state + " " + words[2] + " " + number
			at[0] = Mark{engine.MailSubject, len(head), len(head) + len(host)}
			at[1] = Mark{engine.MailSubject, at[0].End + len(mid), at[0].End + len(mid) + len(state)}
			return mail, at
		}
		number := rapid.StringMatching(`[1-9][0-9]{0,5}`)
		sample, marks := write(value("host"), value("state"), number.Draw(t, "n"))
		host, state := value("other host"), value("other state")
		next, _ := write(host, state, number.Draw(t, "m"))
		for i, want := range []string{host, state} {
			take, ok := Infer(Letter{Subject: sample}, marks[i], []Mark{marks[1-i]})
			if !ok {
				t.Fatalf("nothing is inferred for %q in %q", sample[marks[i].Start:marks[i].End], sample)
			}
			if got := take.Value(next); got != want {
				t.Fatalf("taught by %q, %+v takes %q of %q, want %q", sample, take, got, next, want)
			}
		}
	})
}

// Whatever is marked: what is inferred finds it in the sample, and is a take that
// may be saved.
func FuzzInfer(f *testing.F) {
	f.Add("Evt 4711 Hill/R2 DC-LOW", "Host: a\n** DOWN ** x\n", 9, 13, 1, 3, false)
	f.Add("a", "#1 *2* \\n x\n\n y", 13, 14, 0, 2, true)
	f.Fuzz(func(t *testing.T, subject, text string, start, end, otherStart, otherEnd int, body bool) {
		l := Letter{Subject: strings.Join(strings.Fields(subject), " "), Text: text}
		m, o := Mark{engine.MailSubject, start, end}, Mark{engine.MailSubject, otherStart, otherEnd}
		if body {
			m.In, o.In = engine.MailBody, engine.MailBody
		}
		part := l.Part(m.In)
		if !utf8.ValidString(subject+text) || o.Start < 0 || o.Start >= o.End || o.End > len(part) {
			return
		}
		take, ok := Infer(l, m, []Mark{o})
		if !ok {
			return
		}
		if got, want := take.Value(part), strings.TrimSpace(part[start:end]); got != want {
			t.Fatalf("%+v takes %q, and %q was marked in %q", take, got, want, part)
		}
		if problems := (engine.MailRule{Name: "x", Source: take}).Check(); len(problems) > 0 {
			t.Fatalf("%+v: %v", take, problems)
		}
	})
}
