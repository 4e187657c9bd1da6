package reading

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"wakeman/engine"
)

// ClassVoicemail is the class of a caller's message.
const ClassVoicemail = "voicemail"

// voicemail reads the mails of Asterisk's app_voicemail and of FreePBX. Every
// message is an incident of its own, because the number of a message is used again
// once the box is empty; so it has no key but the mail's, and no recovery.
func voicemail() Reader {
	v := voicemailWords{
		subject: regexp.MustCompile(`^(?:\[[^\]]*\]: )?New (?:urgent )?message (\d+) in mailbox (\S+)$`),
		length:  regexp.MustCompile(`\b(\d+:\d\d(?::\d\d)?) long message\b`),
		seconds: regexp.MustCompile(`(?i)\blength: *(\d+:\d\d|\d+)`),
		caller:  regexp.MustCompile(`\bfrom "?([^",]*?)"?(?: <([^>]*)>)?, on `),
	}
	return Reader{Name: "voicemail", Read: v.read}
}

type voicemailWords struct{ subject, length, seconds, caller *regexp.Regexp }

func (v voicemailWords) read(l Letter) ([]engine.Event, bool) {
	m := v.subject.FindStringSubmatch(l.Subject)
	box := ""
	switch {
	case m != nil:
		box = strings.TrimRight(m[2], ".,")
	case l.Field("X-Asterisk-Callerid") == "" && !strings.HasPrefix(l.MessageID, "<Asterisk-"):
		return none()
	}
	text := line(l.Text, maxLine)
	name, number := v.who(l, text)
	e := engine.Event{
		Action: engine.Trigger, Severity: engine.Error, Source: "mailbox " + box, Component: called(name, number), Class: ClassVoicemail,
		Summary: "Voicemail" + v.long(text) + " from " + orElse(called(name, number), "an unknown caller"),
	}
	if box == "" {
		e.Source = l.From
	} else {
		e.Summary += " in mailbox " + box
	}
	if strings.Contains(l.Subject, "New urgent message") {
		e.Severity, e.Summary = engine.Critical, "Urgent: "+e.Summary
	}
	return one(e)
}

// who called: as the switch says in the header, else in the text.
func (v voicemailWords) who(l Letter, text string) (name, number string) {
	name, number = l.Field("X-Asterisk-Calleridname"), l.Field("X-Asterisk-Callerid")
	if m := v.caller.FindStringSubmatch(text); m != nil {
		name, number = orElse(name, m[1]), orElse(number, m[2])
	}
	if from, ok := strings.CutPrefix(number, "<"); ok {
		number = strings.TrimSuffix(from, ">")
	}
	return strings.Trim(name, `" `), number
}

func called(name, number string) string {
	switch {
	case name == "" || name == number:
		return number
	case number == "":
		return name
	}
	return name + " (" + number + ")"
}

// long is how long a message is, with a blank before it: " 0:27".
func (v voicemailWords) long(text string) string {
	if m := v.length.FindStringSubmatch(text); m != nil {
		return " " + m[1]
	}
	m := v.seconds.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if n, err := strconv.Atoi(m[1]); err == nil {
		return fmt.Sprintf(" %d:%02d", n/60, n%60)
	}
	return " " + m[1]
}
