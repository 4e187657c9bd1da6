package email_test

import (
	"strings"
	"testing"

	"wakeman/notify/notifytest"
)

func TestAPageSaysHowItIsAnswered(t *testing.T) {
	m := notifytest.Page(1)
	m.AnswerTo = "reply-d1-abc@alerts.example.net"
	l := letter(t, m)
	if got := l.Header.Get("Reply-To"); got != "<reply-d1-abc@alerts.example.net>" {
		t.Errorf("Reply-To is %q", got)
	}
	if !strings.Contains(l.Text, "4 in the first line acknowledges, 6 resolves") || !strings.Contains(l.HTML, "4 in the first line acknowledges, 6 resolves") {
		t.Errorf("nothing says so:\n%s", l.Text)
	}
	l = letter(t, notifytest.Page(1))
	if l.Header.Get("Reply-To") != "" || strings.Contains(l.Text, "first line") {
		t.Errorf("a page that takes no answer has Reply-To %q:\n%s", l.Header.Get("Reply-To"), l.Text)
	}
}
