package mailgate

import (
	"context"
	"strings"
	"sync"
	"testing"

	"wakeman/engine"
)

// answers remembers what was answered.
type answers struct {
	mu    sync.Mutex
	got   []string
	fails error
}

func (a *answers) take(_ context.Context, said engine.MailAnswer) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fails != nil {
		return a.fails
	}
	what := "acknowledge"
	if said.Resolve {
		what = "resolve"
	}
	a.got = append(a.got, what+" "+strings.Join(said.Tokens, "+")+" "+said.From)
	return nil
}

func (a *answers) all() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.got, ", ")
}

// answering is a gateway and a dialogue with it, for one answer.
func answering(t *testing.T, a *answers, mail string) (reply string, in *intake) {
	t.Helper()
	in = &intake{}
	_, addr := serve(t, in, Options{Answer: a.take})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250")
	return c.send("Reply-D1-ABC@alerts.example.net", mail), in
}

const answerHead = "From: Ann <ann@example.net>\nTo: reply-d1-abc@alerts.example.net\nSubject: Re: tower-7 is DOWN\n"

func TestAnAnswerToAPageIsNoIncident(t *testing.T) {
	for body, want := range map[string]string{
		"4":          "acknowledge d1-abc ann@example.net",
		"\n\nAck.\n": "acknowledge d1-abc ann@example.net",
		"4 ack\n\n-- \nAnn\n\nOn Monday Wakeman wrote:\n> tower-7 is DOWN": "acknowledge d1-abc ann@example.net",
		"> tower-7 is DOWN\n> 6\n\nacknowledge":                            "acknowledge d1-abc ann@example.net",
		"6":                                                                "resolve d1-abc ann@example.net",
		"RESOLVED":                                                         "resolve d1-abc ann@example.net",
	} {
		var a answers
		got, in := answering(t, &a, answerHead+"\n"+body)
		if !strings.HasPrefix(got, "250") || a.all() != want || len(in.taken())+len(in.refused()) != 0 {
			t.Errorf("%q: answered %q, did %q, %d posts, refusals %+v", body, got, a.all(), len(in.taken()), in.refused())
		}
	}
}

func TestAnHTMLAnswerIsRead(t *testing.T) {
	var a answers
	got, _ := answering(t, &a, answerHead+"Content-Type: text/html\n\n<html><body><div>4</div><div>On Monday, Wakeman wrote:</div><blockquote>tower-7</blockquote></body></html>")
	if !strings.HasPrefix(got, "250") || a.all() == "" {
		t.Errorf("answered %q, did %q", got, a.all())
	}
}

func TestAnAnswerThatSaysSomethingElseDoesNothingAndIsToldSo(t *testing.T) {
	for _, body := range []string{"", "ack? no, I can not", "44", "4 towers are down", "do not resolve", "> 4", "on it", "4" + strings.Repeat(" ", 50) + "x"} {
		var a answers
		got, in := answering(t, &a, answerHead+"\n"+body)
		if !strings.HasPrefix(got, "550 5.7.1 Your answer did nothing: its first line") || a.all() != "" || len(in.taken()) != 0 || len(in.refused()) != 1 {
			t.Errorf("%q: answered %q, did %q, refusals %+v", body, got, a.all(), in.refused())
		}
	}
}

func TestAMachinesAnswerNeverAcknowledges(t *testing.T) {
	for _, field := range []string{
		"Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Precedence: bulk", "Precedence: auto_reply", "X-Autoreply: yes", "X-Autorespond: x",
		"List-Id: <noc.example.net>", "X-Wakeman-Delivery: d1", "X-MS-Exchange-Inbox-Rules-Loop: ann@example.net",
	} {
		var a answers
		got, in := answering(t, &a, answerHead+field+"\n\n4")
		if !strings.HasPrefix(got, "250") || a.all() != "" || len(in.taken()) != 0 {
			t.Errorf("%s: answered %q, did %q", field, got, a.all())
		}
		if r := in.refused(); len(r) != 1 || !strings.Contains(r[0].Reason, "no person wrote") {
			t.Errorf("%s: listed %+v", field, r)
		}
	}
	var a answers
	if got, _ := answering(t, &a, strings.ReplaceAll(answerHead, "Re: tower-7", "Automatic reply: tower-7")+"\n4"); !strings.HasPrefix(got, "250") || a.all() != "" {
		t.Errorf("out of office: answered %q, did %q", got, a.all())
	}
}

func TestABounceNeverAcknowledges(t *testing.T) {
	var a answers
	in := &intake{}
	_, addr := serve(t, in, Options{Answer: a.take})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250", "MAIL FROM:<>", "250", "RCPT TO:<reply-d1-abc@alerts.example.net>", "250", "DATA", "354")
	c.write(crlf(answerHead+"\n4") + "\r\n.\r\n")
	c.say("", "250")
	if a.all() != "" || len(in.refused()) != 1 {
		t.Errorf("did %q, refusals %+v", a.all(), in.refused())
	}
}

func TestAnAnswerOfTwoAuthorsIsNobodys(t *testing.T) {
	for _, head := range []string{"From: a@example.net, ann@example.net\n", "From: a@example.net\nFrom: ann@example.net\n", "Sender: ann@example.net\n", "From: nobody\n"} {
		var a answers
		if got, in := answering(t, &a, head+"Subject: Re: x\n\n4"); !strings.HasPrefix(got, "550") || a.all() != "" || len(in.refused()) != 1 {
			t.Errorf("%q: answered %q, did %q", head, got, a.all())
		}
	}
}

func TestWhyAnAnswerDidNothingIsToldAndListed(t *testing.T) {
	a := answers{fails: engine.Fail(engine.Forbidden, "the page is older than a day")}
	got, in := answering(t, &a, answerHead+"\n4")
	if got != "550 5.7.1 Your answer did nothing: the page is older than a day" {
		t.Errorf("answered %q", got)
	}
	if r := in.refused(); len(r) != 1 || r[0].Reason != "the page is older than a day" || strings.Contains(r[0].Hint, "d1-abc") {
		t.Errorf("listed %+v", r)
	}
	a = answers{fails: engine.Fail(engine.Unavailable, "the store is full")}
	if got, _ := answering(t, &a, answerHead+"\n4"); !strings.HasPrefix(got, "451") {
		t.Errorf("a full store answers %q", got)
	}
}

func TestWithoutAnswersTheAddressIsNobodys(t *testing.T) {
	_, addr := serve(t, &intake{}, Options{})
	dial(t, addr).say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<reply-d1-abc@alerts.example.net>", "550")
}

func FuzzAnAnswer(f *testing.F) {
	f.Add("4\n> quoted")
	f.Add("On Monday\n6 resolve!")
	f.Fuzz(func(t *testing.T, text string) {
		w, ok := wordOf(text)
		if ok != (w == acknowledges || w == resolves) {
			t.Errorf("%q is %d, %v", text, w, ok)
		}
		if again, _ := wordOf("> 6\n\n" + text); again != w {
			t.Errorf("quoting before %q makes it %d", text, again)
		}
	})
}

// Two pages answered by one mail are answered at once; an integration beside them
// takes the mail, and a person is told all the same what did nothing.
func TestAnAnswerToTwoPagesIsOneAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		to    []string
		fails error
		want  string
		does  string
		posts int
	}{
		"both":                           {[]string{"reply-d1-abc", "reply-d2-xyz"}, nil, "250", "acknowledge d1-abc+d2-xyz ann@example.net", 0},
		"and an integration":             {[]string{"reply-d1-abc", testKey}, nil, "250", "acknowledge d1-abc ann@example.net", 1},
		"refused, and an integration":    {[]string{testKey, "reply-d1-abc"}, engine.Fail(engine.Forbidden, "the page is older than a day"), "550 5.7.1 Your answer did nothing: the page is older", "", 1},
		"not stored, and an integration": {[]string{"reply-d1-abc", testKey}, engine.Fail(engine.Unavailable, "full"), "451", "", 1},
	} {
		a, in := answers{fails: c.fails}, &intake{}
		_, addr := serve(t, in, Options{Answer: a.take})
		client := dial(t, addr)
		client.say("", "220", "EHLO x", "250", "MAIL FROM:<ann@example.net>", "250")
		for _, to := range c.to {
			client.say("RCPT TO:<"+at(to)+">", "250")
		}
		client.say("DATA", "354")
		client.write(crlf(answerHead+"\n4") + "\r\n.\r\n")
		if got := client.reply(); !strings.HasPrefix(got, c.want) || a.all() != c.does || len(in.taken()) != c.posts {
			t.Errorf("%s: answered %q, did %q, %d posts", name, got, a.all(), len(in.taken()))
		}
	}
}
