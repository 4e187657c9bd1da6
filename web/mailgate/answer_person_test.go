package mailgate

import (
	"strings"
	"testing"

	"wakeman/engine"
)

// A person's answer is one whatever the words and fields that their program adds.
func TestAPersonsAnswerCounts(t *testing.T) {
	for _, mail := range []string{
		answerHead + "Auto-Submitted: no\n\n4",
		answerHead + "Precedence: normal\n\nacknowledged",
		answerHead + "\nAcknowledged!",
		answerHead + "In-Reply-To: <d1h2.wakeman@example.net>\nReferences: <incident.i7.wakeman@example.net> <d1h2.wakeman@example.net>\n\n4",
		strings.ReplaceAll(answerHead, "Re: tower-7", "AW: tower-7") + "\nack",
	} {
		var a answers
		if got, _ := answering(t, &a, mail); !strings.HasPrefix(got, "250") || a.all() == "" {
			t.Errorf("%q: answered %q, did %q", mail, got, a.all())
		}
	}
}

func TestAnAbsenceNoteAcknowledgesNothing(t *testing.T) {
	for _, change := range [][2]string{
		{"Subject: Re: ", "Subject: Out of Office: "},
		{"Subject: Re: ", "Subject: Automatische Antwort: "},
		{"Subject: Re: ", "Subject: Out of office until Monday "},
		{"Subject:", "Message-ID: <d1h2.wakeman@example.net>\nSubject:"},
		{"Subject: Re: ", "Subject: Abwesenheitsnotiz: "},
		{"Subject:", "Precedence: list\nSubject:"},
		{"Subject:", "Precedence: junk\nSubject:"},
		{"Subject:", "X-Autoreply-From: ann@example.net\nSubject:"},
	} {
		var a answers
		if got, in := answering(t, &a, strings.Replace(answerHead, change[0], change[1], 1)+"\n4"); !strings.HasPrefix(got, "250") || a.all() != "" || len(in.refused()) != 1 {
			t.Errorf("%q: answered %q, did %q, refusals %+v", change[1], got, a.all(), in.refused())
		}
	}
}

// What the box can not take just now is sent again, and is no fault of its author.
func TestAnAnswerThatIsToBeSentAgainIsNotListed(t *testing.T) {
	a := answers{fails: engine.Fail(engine.Unavailable, "the store is full")}
	got, in := answering(t, &a, answerHead+"\n4")
	if !strings.HasPrefix(got, "451") || strings.Contains(got, "did nothing") || len(in.refused()) != 0 {
		t.Errorf("answered %q, refusals %+v", got, in.refused())
	}
}
