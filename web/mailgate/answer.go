package mailgate

import (
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"

	"wakeman/engine"
)

// answerRefused is that an answer to a page did nothing, in words for its author:
// whoever believes that they have acknowledged must learn that they have not.
type answerRefused struct{ *engine.Failure }

func (e *answerRefused) Unwrap() error { return e.Failure }

// answer does what somebody answered to pages. A machine's answer is listed and
// taken, because its machine would answer to a refusal, too.
func (n *session) answer(l letter, tokens []string, m Mail) error {
	ctx, cancel := context.WithTimeout(context.Background(), submitTimeout)
	defer cancel()
	if why := m.automatic(l.from); why != "" {
		n.conn.refuse("an answer to a page that no person wrote, it does nothing: "+why, l.about())
		return nil
	}
	from, ok := m.author()
	if !ok {
		return unanswered(engine.Fail(engine.Forbidden, "it does not say from one address whom it is from"))
	}
	word, ok := wordOf(m.letter.Text)
	if !ok {
		return unanswered(engine.Fail(engine.Invalid, "its first line is neither 4 (acknowledge) nor 6 (resolve)"))
	}
	return unanswered(n.s.o.Answer(ctx, engine.MailAnswer{Tokens: tokens, From: from, Resolve: word == resolves}))
}

// unanswered marks what is refused for good.
func unanswered(err error) error {
	f, ok := errors.AsType[*engine.Failure](err)
	if !ok || f.Code == engine.Unavailable {
		return err
	}
	return &answerRefused{f}
}

// author is whom a mail says it is from: one address in one field.
func (m Mail) author() (string, bool) {
	fields := m.letter.Header["From"]
	if len(fields) != 1 {
		return "", false
	}
	list, err := mail.ParseAddressList(fields[0])
	if err != nil || len(list) != 1 {
		return "", false
	}
	return list[0].Address, true
}

// automatic says why a mail is no person's answer, "" if it may be one. It is wider
// than what keeps a mail from paging: to stop paging wrongly is worse than not to.
func (m Mail) automatic(envelope string) string {
	field := func(name string) string { return strings.ToLower(m.letter.Field(name)) }
	switch {
	case envelope == "":
		return "it has the null sender of bounces"
	case m.event.Test && !m.answersOurs: // who answers a page answers a mail of ours
		return strings.Join(m.event.Mended, "; ")
	case field("Auto-Submitted") != "" && field("Auto-Submitted") != "no": // RFC 3834 section 5
		return "Auto-Submitted is " + oneLine(field("Auto-Submitted"), 40)
	case slices.Contains([]string{"bulk", "junk", "list", "auto_reply"}, field("Precedence")):
		return "Precedence is " + field("Precedence")
	case field("List-Id") != "":
		return "it is of a mailing list"
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Auto-Reply", "X-Ms-Exchange-Inbox-Rules-Loop"} {
		if len(m.letter.Header[name]) > 0 {
			return "it has the field " + name
		}
	}
	if looksAutomatic(m.letter.Subject) {
		return "its subject is that of an automatic reply"
	}
	return ""
}

// word is what an answer says.
type word int

const (
	acknowledges word = iota + 1
	resolves
)

// wordOf reads the first line that is not quoted. It must be the word and nothing
// else: "ack? no, I can not" must not stop the paging. The digits are those of SMS
// and calls.
func wordOf(text string) (word, bool) {
	first := ""
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, ">") {
			first = line
			break
		}
	}
	if len(first) > 40 {
		return 0, false
	}
	switch strings.Join(strings.Fields(strings.ToLower(strings.TrimRight(first, ".!"))), " ") {
	case "4", "ack", "acknowledge", "acknowledged", "4 ack", "4 acknowledge":
		return acknowledges, true
	case "6", "resolve", "resolved", "6 resolve", "6 resolved":
		return resolves, true
	}
	return 0, false
}
