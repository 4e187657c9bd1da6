package mailgate

import (
	"strings"
	"testing"
)

func TestASenderWithoutADomainIsTaken(t *testing.T) {
	for from, want := range map[string]string{"root": "root@localhost", "tower 7": "tower 7@localhost", "a@example.net": "a@example.net", "": ""} {
		in := &intake{}
		_, addr := serve(t, in, Options{})
		c := dial(t, addr)
		c.say("", "220", "HELO x", "250", "mail from: <"+from+">", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
		c.write("MAIL FROM:<not a command>\r\n\r\nMAIL FROM:<nor this>\r\n.\r\n")
		if got := c.reply(); !strings.HasPrefix(got, "250") {
			t.Errorf("%q: answered %q", from, got)
		}
		p := in.taken()[0]
		if p.Raw.Header["MAIL FROM"] != "<"+want+">" {
			t.Errorf("%q: envelope %q, want %q", from, p.Raw.Header["MAIL FROM"], want)
		}
		if got := string(p.Raw.Body); got != "MAIL FROM:<not a command>\r\n\r\nMAIL FROM:<nor this>\r\n" {
			t.Errorf("the mail was changed: %q", got)
		}
	}
}

func TestOnlyACommandIsQualified(t *testing.T) {
	for in, want := range map[string]string{
		"MAIL FROM:<root>\r\nRCPT TO:<k>\r\n": "MAIL FROM:<\"root\"@localhost>\r\nRCPT TO:<k>\r\n",
		"MAIL FROM:<root>":                    "MAIL FROM:<root>",
		"MAIL FROM:<>\r\n":                    "MAIL FROM:<>\r\n",
		"MAIL FROM:>x<\r\n":                   "MAIL FROM:>x<\r\n",
		"MAIL FROM:<a\"b>\r\n":                "MAIL FROM:<a\"b>\r\n",
		"RCPT TO:<root>\r\n":                  "RCPT TO:<root>\r\n",
		"\n":                                  "\n",
	} {
		b := make([]byte, 4096)
		if got := string(b[:qualify(b, copy(b, in))]); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	full := []byte("MAIL FROM:<root>\r\n")
	if n := qualify(full, len(full)); n != len(full) {
		t.Errorf("%d bytes in a buffer of %d", n, len(full))
	}
}
