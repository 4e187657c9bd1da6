package mailgate

import (
	"fmt"
	"strings"
	"testing"

	"wakeman/engine"
)

const largeMail = "Subject: UPS on battery\r\nMessage-ID: <1@ups.example.net>\r\n\r\n"

func TestAMailThatIsTooLongStillPagesAndSaysThatItWasCut(t *testing.T) {
	for name, o := range map[string]Options{
		"longer than what is kept": {Keep: 64 << 10},
		"longer than announced":    {Keep: 16 << 10, MaxBytes: 32 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			in := &intake{}
			_, addr := serve(t, in, o)
			c := dial(t, addr)
			c.say("", "220", "EHLO x", "250")
			if got := c.send(at(testKey), largeMail+strings.Repeat("0123456789\r\n", 10_000)); !strings.HasPrefix(got, "250") {
				t.Fatalf("answered %q", got)
			}
			if got := c.send(at(testKey), plainMail); !strings.HasPrefix(got, "250") {
				t.Errorf("the next mail was answered %q", got)
			}
			posts := in.taken()
			if len(posts) != 2 || len(posts[0].Events) != 1 {
				t.Fatalf("%d posts", len(posts))
			}
			e := posts[0].Events[0]
			if e.Action != engine.Trigger || e.Summary != "UPS on battery" || int64(len(posts[0].Raw.Body)) != o.Keep {
				t.Errorf("%s %q of %d bytes, want %d", e.Action, e.Summary, len(posts[0].Raw.Body), o.Keep)
			}
			if !strings.Contains(strings.Join(e.Mended, " "), "the mail is cut") || !strings.Contains(string(e.Details), `"cut":"the mail is cut`) {
				t.Errorf("nothing says so: %q", e.Mended)
			}
			if again := posts[1].Events[0]; strings.Contains(strings.Join(again.Mended, " "), "cut") {
				t.Errorf("the small one is said to be cut: %q", again.Mended)
			}
			if got := in.refused(); len(got) != 0 {
				t.Errorf("refusals %+v", got)
			}
		})
	}
}

func TestAMailInChunksThatIsTooLongPagesToo(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{Keep: 1000})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250")
	body := largeMail + strings.Repeat("x", 4000)
	c.write(fmt.Sprintf("BDAT %d LAST\r\n%s", len(body), body))
	if got := c.reply(); !strings.HasPrefix(got, "250") || len(in.taken()) != 1 {
		t.Errorf("answered %q, %d posts", got, len(in.taken()))
	}
}

func TestALineWithoutEndIsCut(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250")
	if got := c.send(at(testKey), largeMail+strings.Repeat("x", 2<<20)); !strings.HasPrefix(got, "250") || len(in.taken()) != 1 {
		t.Errorf("answered %q, %d posts", got, len(in.taken()))
	}
}

// On a slow line the end of a large mail may come after the session's time.
func TestAMailThatIsTooLongIsStoredBeforeItsEnd(t *testing.T) {
	in := &intake{hold: make(chan struct{}, 1), entered: make(chan struct{}, 1)}
	in.hold <- struct{}{}
	_, addr := serve(t, in, Options{Keep: 1000})
	c := dial(t, addr)
	c.say("", "220", "EHLO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
	c.write(largeMail + strings.Repeat("x\r\n", 1000)) // and no end
	<-in.entered
	c.write("\r\n.\r\n")
	c.say("", "250")
	if len(in.taken()) != 1 {
		t.Errorf("%d posts", len(in.taken()))
	}
}

func TestOnlyAFewMailsAreLargeAtATime(t *testing.T) {
	s := New(Options{Intake: &intake{}, Keep: 3 << 20})
	long := strings.Repeat("x", 4<<20)
	raw, cut, err := s.read(strings.NewReader(long))
	if len(raw) != 3<<20 || !cut || err != nil {
		t.Errorf("%d bytes, cut %v, %v", len(raw), cut, err)
	}
	for range cap(s.large) {
		s.large <- struct{}{}
	}
	if raw, cut, err = s.read(strings.NewReader(long)); len(raw) != smallMail || !cut || err != nil {
		t.Errorf("without room: %d bytes, cut %v, %v", len(raw), cut, err)
	}
	if raw, cut, err = s.read(strings.NewReader("short")); string(raw) != "short" || cut || err != nil {
		t.Errorf("a small one: %q, cut %v, %v", raw, cut, err)
	}
}

func TestHowLongAMailMayBeIsAnnounced(t *testing.T) {
	in := &intake{}
	_, addr := serve(t, in, Options{Keep: 64 << 10})
	c := dial(t, addr)
	c.say("", "220")
	c.write("EHLO x\r\n")
	if got := c.reply(); !strings.Contains(got, "SIZE 67108864") {
		t.Errorf("announced %q", got)
	}
	c.say("MAIL FROM:<a@example.net> SIZE=60000000", "250", "RSET", "250", "MAIL FROM:<a@example.net> SIZE=999999999", "552 5.3.4")
	if got := in.refused(); len(got) != 1 {
		t.Errorf("refusals %+v, want the one", got)
	}
}

func TestAMailOfJustTheSizeIsWhole(t *testing.T) {
	s := New(Options{Intake: &intake{}, Keep: 2 << 20})
	for _, size := range []int{smallMail, 2 << 20} {
		if raw, cut, err := s.read(strings.NewReader(strings.Repeat("x", size))); len(raw) != size || cut || err != nil {
			t.Errorf("%d of %d bytes, cut %v, %v", len(raw), size, cut, err)
		}
	}
}
