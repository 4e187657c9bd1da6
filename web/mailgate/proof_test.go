package mailgate

import (
	"strings"
	"testing"

	"wakeman/engine"
)

func TestAMailThatDoesNotPassWhatIsRequiredIsQuarantined(t *testing.T) {
	require := &engine.MailIntake{Require: "dmarc"}
	for result, held := range map[string]bool{"pass": false, "fail": true, "none": true, "permerror": true, "temperror": false, "": false} {
		for _, action := range []engine.Action{engine.Trigger, engine.Resolve} {
			judged, err := judge(require, engine.MailOrigin{From: "a@example.net", DMARC: result}, "198.51.100.4", []engine.Event{{Action: action, Summary: "x"}})
			if err != nil || (judged[0].Quarantine != "") != held {
				t.Errorf("%q, %s: %q, %v", result, action, judged[0].Quarantine, err)
			}
		}
	}
}

func TestWhatIsKnownOfItsSenderGoesWithAMail(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250")
	c.send(at(testKey), plainMail)
	p := in.taken()[0]
	if m := p.Events[0].Mail; m == nil || m.From != "nms@example.net" || m.DMARC != "" {
		t.Errorf("%+v", m)
	}
	for _, check := range []string{"SPF", "DKIM", "DMARC"} {
		if got := p.Raw.Header[check]; !strings.HasPrefix(got, "not checked: it came from one of your own networks") {
			t.Errorf("%s is %q", check, got)
		}
	}
}
