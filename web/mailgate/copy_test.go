package mailgate

import (
	"strings"
	"testing"

	"wakeman/engine"
)

const bareMail = "From: gw@example.net\r\nSubject: oil\r\nDate: Wed, 12 Aug 2026 15:23:28 +0000\r\nX-Unit: 7\r\n\r\nThe generator needs oil.\r\n"

func copyOf(mail, suffix string) engine.Copy { return eventsOf(mail, suffix)[0].Copy }

func TestAMailWithoutAMessageIDIsKnownByWhatIsSentAgain(t *testing.T) {
	first := copyOf(bareMail, "")
	for what, c := range map[string]struct {
		mail string
		same bool
	}{
		"as it was":                  {bareMail, true},
		"through a relay":            {"Received: from a by b; Wed, 12 Aug 2026 15:24:00 +0000\r\n\tby c\r\nReturn-Path: <x@example.net>\r\n" + bareMail, true},
		"made anew, with its date":   {strings.Replace(bareMail, "15:23:28", "15:23:41", 1), true},
		"with another text":          {bareMail + "And water.\r\n", false},
		"with another subject":       {strings.Replace(bareMail, "oil\r\nD", "water\r\nD", 1), false},
		"of another unit":            {strings.Replace(bareMail, "X-Unit: 7", "X-Unit: 8", 1), false},
		"a trace field in its text":  {strings.Replace(bareMail, "\r\n\r\n", "\r\n\r\nReceived: x\r\n", 1), false},
		"a line more of a field":     {strings.Replace(bareMail, "X-Unit: 7", "X-Unit: 7\r\n 8", 1), false},
		"with a field that was none": {strings.Replace(bareMail, "X-Unit", "X-Other: 1\r\nX-Unit", 1), false},
	} {
		if got := copyOf(c.mail, ""); (got == first) != c.same {
			t.Errorf("%s: the same is %v", what, got == first)
		}
	}
	from := Parse([]byte(bareMail), Envelope{From: "other@example.net"}).For(testKey, "", "…").Copy
	if from == first || from.Print == "" {
		t.Error("two envelope senders are one")
	}
	if suffixed := copyOf(bareMail, "gen"); suffixed != (engine.Copy{}) {
		t.Errorf("behind a suffix mails meet anyway: %+v", suffixed)
	}
}

func TestOfAVoicemailNothingMayDiffer(t *testing.T) {
	call := "From: asterisk@pbx.example.net\r\nSubject: [PBX]: New message 1 in mailbox 100\r\nDate: Wed, 12 Aug 2026 15:23:28 +0000\r\n\r\nyou were just left a 0:27 long message\r\n"
	for _, suffix := range []string{"", "calls"} {
		first := copyOf(call, suffix)
		if first.Print == "" || first.For != copyOfVoicemailFor || first != copyOf(call, suffix) {
			t.Errorf("%q: %+v", suffix, first)
		}
		for _, next := range []string{strings.Replace(call, "15:23:28", "15:23:29", 1), "Received: from a\r\n" + call} {
			if copyOf(next, suffix) == first {
				t.Errorf("%q: two callers are one", suffix)
			}
		}
	}
}

func TestTheThingsThatOneMailTellsOfAreNotCopiesOfEachOther(t *testing.T) {
	events := eventsOf("From: uisp@example.net\nSubject: UISP\n\nTower 8 has been connected back\nSite Hill: outage\nSite Dale: outage\n", "")
	var keyless []engine.Copy
	for _, e := range events {
		if e.Key == "" {
			keyless = append(keyless, e.Copy)
		} else if e.Copy != (engine.Copy{}) {
			t.Errorf("what has a key of its own needs no print: %+v", e)
		}
	}
	if len(keyless) != 2 || keyless[0] == keyless[1] || keyless[0].Print == "" {
		t.Errorf("%+v", keyless)
	}
}
