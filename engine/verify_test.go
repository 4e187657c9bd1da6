package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/notify"
)

// code asks for a code and gives the one that the carrier was handed.
func (w *world) code(user, method string) string {
	w.Helper()
	if _, err := w.engine.SendCode(w.ctx, ann(), user, method); err != nil {
		w.Fatal(err)
	}
	synctest.Wait()
	sent := w.messages()
	if len(sent) != 1 || sent[0].Message.Kind != notify.Verification {
		w.Fatalf("sent %+v", sent)
	}
	return sent[0].Message.Code
}

func (w *world) gives(code, want string) {
	w.Helper()
	_, err := w.engine.TakeCode(w.ctx, "PANN", "PANNsms", code)
	switch {
	case want == "" && err != nil:
		w.Errorf("%q is refused: %v", code, err)
	case want != "" && (engine.CodeOf(err) != engine.Invalid || !strings.HasPrefix(err.Error(), "code: ") || !strings.Contains(err.Error(), want)):
		w.Errorf("%q: %v, want %q", code, err, want)
	}
}

// another is a code that is not the right one.
func another(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestACodeGoesByTheMethodThatItConfirms(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		id, err := w.engine.SendCode(w.ctx, ann(), "PANN", "PANNsms")
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		sent := w.messages()
		if len(sent) != 1 || sent[0].ID != id || sent[0].To.Value != "+15550100" {
			t.Fatalf("sent %+v", sent)
		}
		m := sent[0].Message
		if len(m.Code) != 6 || m.Subject != "Your Wakeman code is "+m.Code || m.AckURL+m.AckPostURL+m.ListURL != "" {
			t.Errorf("it says %+v", m)
		}
		if d := w.delivery(id); strings.Contains(fmt.Sprintf("%+v", d), m.Code) {
			t.Errorf("the code is kept: %+v", d)
		}
		w.gives(" "+m.Code[:3]+" "+m.Code[3:]+" ", "")
		w.gives(m.Code, "used already")
		if d := w.delivery(id); d.State != engine.Sent || d.AnsweredAt.IsZero() || d.Tries != 1 {
			t.Errorf("recorded is %+v", d)
		}
	})
}

func TestACodeIsOldAfterTenMinutesAndOnlyTheLastOneWorks(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.gives("123456", "no code was sent")
		first := w.code("PANN", "PANNsms")
		w.passes(10*time.Minute + time.Second)
		w.gives(first, "older than 10 minutes")
		second := w.code("PANN", "PANNsms")
		w.passes(time.Minute)
		third := w.code("PANN", "PANNsms")
		if second != third {
			w.gives(second, "not the code that was sent last")
		}
		w.gives(third, "")
	})
}

func TestFiveWrongCodesAndItIsOver(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		code := w.code("PANN", "PANNsms")
		for left := 4; left > 0; left-- {
			w.gives(another(code), fmt.Sprintf("%d tr", left))
		}
		w.gives(another(code), "the last try")
		w.gives(code, "5 wrong codes")
		w.passes(time.Minute)
		w.gives(w.code("PANN", "PANNsms"), "")
	})
}

func TestCodesAreSentOnceAMinuteAndTenTimesADay(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		begin := time.Now()
		refused := func(want string) {
			t.Helper()
			_, err := w.engine.SendCode(w.ctx, ann(), "PANN", "PANNsms")
			if engine.CodeOf(err) != engine.Conflict || !strings.Contains(err.Error(), want) {
				t.Errorf("after %s: %v, want %q", time.Since(begin), err, want)
			}
		}
		for n := range 10 {
			w.code("PANN", "PANNsms")
			refused("another can be sent in")
			if n == 0 {
				w.code("PANN", "PANNpush") // another method has a count of its own
			}
			w.passes(time.Minute)
		}
		refused("10 codes were sent by this method within a day")
		w.passes(24*time.Hour - 11*time.Minute)
		refused("another can be sent in 60 seconds")
		w.passes(time.Minute)
		w.code("PANN", "PANNsms")
	})
}

func TestARestartDoesNotLoseACode(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		code := w.code("PANN", "PANNsms")
		w.close()
		w.openStore()
		w.start()
		w.gives(another(code), "4 tries are left")
		w.gives(code, "")
	})
}

func TestACodeThatNoCarrierTakesIsGivenUpWhenItIsOld(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.answer = func(notify.Delivery) notify.Outcome {
			return notify.Outcome{Status: notify.Retry, Reason: "503 try later"}
		}
		id, err := w.engine.SendCode(w.ctx, ann(), "PANN", "PANNsms")
		if err != nil {
			t.Fatal(err)
		}
		w.passes(9 * time.Minute)
		if d := w.delivery(id); d.State != engine.Waiting {
			t.Errorf("after nine minutes it is %s", d.State)
		}
		w.passes(3 * time.Minute)
		if d := w.delivery(id); d.State != engine.Failed || d.Reason != "503 try later; given up" {
			t.Errorf("after twelve: %+v", d)
		}
	})
}

func TestNoCodeIsSentToWhoCannotBePaged(t *testing.T) {
	leave := func(c *engine.Config) {
		u := c.Users["PBEN"]
		u.Disabled = true
		c.Users["PBEN"] = u
	}
	inBubble(t, leave, func(w *world) {
		for _, who := range [][2]string{{"PNOBODY", "x"}, {"PANN", "PBENsms"}, {"PBEN", "PBENsms"}} {
			if _, err := w.engine.SendCode(w.ctx, ann(), who[0], who[1]); err == nil {
				t.Errorf("%v was sent one", who)
			}
		}
		if sent := w.messages(); len(sent) != 0 {
			t.Errorf("sent %+v", sent)
		}
	})
}
