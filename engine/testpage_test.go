package engine_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/notify"
	"wakeman/store"
)

func ann() engine.Actor {
	return engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann", Via: "ui"}
}

func (w *world) test(by engine.Actor, user, method string) engine.Delivery {
	w.Helper()
	id, err := w.engine.TestPage(w.ctx, by, user, method)
	if err != nil {
		w.Fatal(err)
	}
	return w.delivery(id)
}

func (w *world) delivery(id string) (d engine.Delivery) {
	w.Helper()
	err := w.db.View(func(r engine.Reader) (err error) {
		d, _, err = r.Delivery(id)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return d
}

// messages are what the carrier was handed since the last time.
func (w *world) messages() []notify.Delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := w.sent
	w.sent = nil
	return sent
}

func (w *world) refusesTest(why, user, method string, code engine.Code) {
	w.Helper()
	if _, err := w.engine.TestPage(w.ctx, ann(), user, method); engine.CodeOf(err) != code {
		w.Errorf("%s: %v, want %s", why, err, code)
	}
}

func TestATestPageGoesTheWholeWayAndItsOutcomeIsRecorded(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		d := w.test(ann(), "PANN", "PANNsms")
		synctest.Wait()
		sent := w.messages()
		if len(sent) != 1 {
			t.Fatalf("the carrier was handed %d messages, want 1", len(sent))
		}
		m := sent[0].Message
		if m.Kind != notify.Test || sent[0].ID != d.ID || sent[0].To.Value != "+15550100" || m.Recipient != "Ann" {
			t.Errorf("sent %+v", sent[0])
		}
		if !strings.HasPrefix(m.Text, "You asked for this test at 00:00 UTC.") || !strings.HasSuffix(m.AckURL, "/a/"+w.token(d.ID)) || m.AckPostURL != m.AckURL || m.MayBeDuplicate {
			t.Errorf("it says %+v", m)
		}
		d = w.delivery(d.ID)
		if d.State != engine.Sent || d.Attempts != 1 || d.FinishedAt.IsZero() || d.Label != "sms" || d.Address != "+15550100" {
			t.Errorf("recorded is %+v", d)
		}
		rows, err := w.db.Audit(0, 1)
		if err != nil || len(rows) != 1 || rows[0].Action != "user.test_page" || rows[0].Object != "PANN" || rows[0].Actor.ID != "PANN" || rows[0].Detail != "Ann by SMS (sms)" {
			t.Errorf("audited is %+v, %v", rows, err)
		}
	})
}

func TestSomebodyElsesTestSaysWhoAskedForIt(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.test(ann(), "PBEN", "PBENpush")
		synctest.Wait()
		if sent := w.messages(); len(sent) != 1 || !strings.HasPrefix(sent[0].Message.Text, "Ann asked for this test") {
			t.Errorf("sent %+v", sent)
		}
	})
}

func TestOneTestByAMethodAtATime(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.carrier(takes(5*time.Second, bySMS))
		w.test(ann(), "PANN", "PANNsms")
		w.refusesTest("at once again", "PANN", "PANNsms", engine.Conflict)
		synctest.Wait()
		w.refusesTest("while it is sent", "PANN", "PANNsms", engine.Conflict)
		w.test(ann(), "PANN", "PANNpush")
		w.test(ann(), "PBEN", "PBENsms")
		w.passes(5 * time.Second)
		w.test(ann(), "PANN", "PANNsms")
		w.passes(5 * time.Second)
		if n := len(w.messages()); n != 4 {
			t.Errorf("%d messages, want 4", n)
		}
	})
}

func TestNoTestIsSentToWhoCannotBePaged(t *testing.T) {
	leave := func(c *engine.Config) {
		u := c.Users["PBEN"]
		u.Disabled = true
		c.Users["PBEN"] = u
	}
	inBubble(t, leave, func(w *world) {
		w.refusesTest("nobody", "PNOBODY", "PANNsms", engine.NotFound)
		w.refusesTest("another's method", "PANN", "PBENsms", engine.NotFound)
		w.refusesTest("somebody who left", "PBEN", "PBENsms", engine.Conflict)
		w.passes(time.Hour)
		if sent := w.messages(); len(sent) != 0 {
			t.Errorf("sent %+v", sent)
		}
		rows, err := w.db.Audit(0, 10)
		if err != nil || len(rows) != 0 {
			t.Errorf("audited is %+v, %v", rows, err)
		}
	})
}

func TestATestThatDoesNotGoThroughIsGivenUpAfterAMinuteAndTellsWhy(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.answer = func(notify.Delivery) notify.Outcome {
			return notify.Outcome{Status: notify.Retry, Reason: "503 try later"}
		}
		d := w.test(ann(), "PANN", "PANNsms")
		w.passes(30 * time.Second)
		if d = w.delivery(d.ID); d.State != engine.Waiting || d.Attempts < 2 {
			t.Errorf("after half a minute: %s, %d attempts", d.State, d.Attempts)
		}
		w.passes(3 * time.Minute)
		if d = w.delivery(d.ID); d.State != engine.Failed || d.Reason != "503 try later; given up" {
			t.Errorf("after three minutes: %s, %q", d.State, d.Reason)
		}
		w.messages()
		w.answer = nil
		w.passes(time.Hour)
		if sent := w.messages(); len(sent) != 0 {
			t.Errorf("it came after all: %+v", sent)
		}
		w.test(ann(), "PANN", "PANNsms")
	})
}

func TestATestThatTheCarrierRefusesForGoodFailsAtOnceAndPagesNobodyElse(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.answer = func(notify.Delivery) notify.Outcome {
			return notify.Outcome{Status: notify.Permanent, Reason: "404 no such topic"}
		}
		d := w.test(ann(), "PANN", "PANNpush")
		w.passes(time.Hour)
		if d = w.delivery(d.ID); d.State != engine.Failed || d.Reason != "404 no such topic" || d.Attempts != 1 {
			t.Errorf("recorded is %+v", d)
		}
		if n := len(w.messages()); n != 1 {
			t.Errorf("%d messages, want 1", n)
		}
	})
}

func TestATestWaitsForNoIncidentAndNoIncidentIsToldOfIt(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.carrier(takes(5*time.Second, bySMS))
		w.test(ann(), "PANN", "PANNsms")
		v := w.event(engine.Event{Key: "k", Summary: "down"})
		w.passes(2 * time.Minute)
		var kinds []string
		for _, m := range w.messages() {
			kinds = append(kinds, string(m.Message.Kind)+" by "+string(m.To.Channel))
		}
		if got := strings.Join(kinds, ", "); got != "test by sms, page by push, page by sms" && got != "page by push, test by sms, page by sms" {
			t.Errorf("sent are %s", got)
		}
		if text := w.timeline(v.Incident); strings.Contains(text, "test") {
			t.Errorf("the timeline tells of the test:\n%s", text)
		}
	})
}

func TestATestThatABoxWasOffForIsNotSentAfterwards(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.carrier(takes(10*time.Second, everything))
		d := w.test(ann(), "PANN", "PANNsms")
		synctest.Wait()
		if err := w.db.Close(); err != nil {
			t.Fatal(err)
		}
		w.stop()
		w.done.Wait()
		time.Sleep(8 * time.Hour)
		w.messages()
		w.openStore()
		w.carrier(nil)
		w.start()
		w.passes(time.Hour)
		if sent := w.messages(); len(sent) != 0 {
			t.Errorf("eight hours later it woke Ann with %+v", sent)
		}
		if d = w.delivery(d.ID); d.State != engine.Failed || !strings.Contains(d.Reason, "given up") {
			t.Errorf("recorded is %+v", d)
		}
	})
}

// restored goes on with a copy of the store, which holds.
func (w *world) restored() {
	w.Helper()
	file := filepath.Join(w.TempDir(), "nightly.db")
	if _, err := w.db.Backup(w.ctx, file); err != nil {
		w.Fatal(err)
	}
	w.close()
	w.options.Dir = w.TempDir()
	if _, err := store.Restore(w.ctx, file, w.options.Dir, false); err != nil {
		w.Fatal(err)
	}
	w.openStore()
	w.start()
}

func TestABoxOnHoldSendsNoTest(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.restored()
		_, err := w.engine.TestPage(w.ctx, ann(), "PANN", "PANNsms")
		if engine.CodeOf(err) != engine.Conflict || !strings.Contains(err.Error(), "pages nobody: restored from") {
			t.Errorf("on hold: %v", err)
		}
		w.passes(time.Minute)
		if sent := w.messages(); len(sent) != 0 {
			t.Errorf("sent %+v", sent)
		}
	})
}

func TestATestPageIsAcknowledgedOnceByItsLink(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		d := w.test(ann(), "PANN", "PANNsms")
		synctest.Wait()
		time.Sleep(14 * time.Second)
		link, err := w.engine.AckLink(w.token(d.ID))
		if err != nil || !link.Awake() || link.UserName != "Ann" {
			t.Fatalf("before: %+v, %v", link, err)
		}
		if link, err = w.engine.AckByLink(w.ctx, w.token(d.ID), "SMS link"); err != nil || link.Awake() {
			t.Errorf("after: %+v, %v", link, err)
		}
		first := w.delivery(d.ID)
		if first.AnsweredAt.Sub(first.CreatedAt) != 14*time.Second || first.State != engine.Sent {
			t.Errorf("recorded is %+v", first)
		}
		rows, err := w.db.Audit(0, 1)
		if err != nil || rows[0].Action != "user.test_acknowledged" || rows[0].Actor.ID != "PANN" || rows[0].Actor.Via != "SMS link" || rows[0].Detail != "Ann by SMS (sms), after 14s" {
			t.Errorf("audited is %+v, %v", rows, err)
		}
		time.Sleep(time.Minute)
		if _, err := w.engine.AckByLink(w.ctx, w.token(d.ID), "SMS link"); err != nil {
			t.Error(err)
		}
		if again := w.delivery(d.ID); !again.AnsweredAt.Equal(first.AnsweredAt) {
			t.Errorf("a second press moved it to %s", again.AnsweredAt)
		}
	})
}

func TestATestPageOfWhoHasLeftOrOfYesterdayIsNotAcknowledged(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		d := w.test(ann(), "PANN", "PANNsms")
		synctest.Wait()
		time.Sleep(engine.AckLinkLife + time.Second)
		if link, err := w.engine.AckByLink(w.ctx, w.token(d.ID), "SMS link"); err != nil || !link.Expired || !w.delivery(d.ID).AnsweredAt.IsZero() {
			t.Errorf("%+v, %v", link, err)
		}
		if _, err := w.engine.AckByLink(w.ctx, d.ID+"-forged", "SMS link"); engine.CodeOf(err) != engine.NotFound {
			t.Errorf("a forged link: %v", err)
		}
	})
}

// The acknowledgement may come before the carrier has answered.
func TestATestPageThatIsStillBeingSentKeepsItsAcknowledgement(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.carrier(takes(5*time.Second, bySMS))
		d := w.test(ann(), "PANN", "PANNsms")
		time.Sleep(2 * time.Second)
		if _, err := w.engine.AckByLink(w.ctx, w.token(d.ID), "SMS link"); err != nil {
			t.Fatal(err)
		}
		w.passes(5 * time.Second)
		if d := w.delivery(d.ID); d.AnsweredAt.IsZero() || d.State != engine.Sent {
			t.Errorf("recorded is %+v", d)
		}
	})
}

// token is what stands in the link of a message.
func (w *world) token(delivery string) string { return links("k").Token(delivery) }
