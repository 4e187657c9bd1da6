package engine_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// byMail gives Ann a mail address, where she is paged, and others that are hers
// or not yet confirmed.
func byMail(c *engine.Config) {
	u := c.Users["PANN"]
	u.ContactMethods = []people.ContactMethod{
		{ID: "PANNmail", Label: "mail", Type: notify.Email, Address: "ann@example.net"},
		{ID: "PANNhome", Label: "home", Type: notify.Email, Address: "ann@home.example"},
		{ID: "PANNnew", Label: "new", Type: notify.Email, Address: "ann@new.example", Unconfirmed: true},
		{ID: "PANNhook", Label: "hook", Type: notify.Webhook, Address: "hook@example.net"},
	}
	u.NotificationRules = []people.NotificationRule{{ID: "r", Urgency: people.High, Method: "PANNmail"}}
	c.Users["PANN"] = u
}

// answered is a page by mail that waits for an answer, with the token of its
// address.
func answered(t *testing.T, play func(w *world, incident uint64, token string)) {
	inBubble(t, byMail, func(w *world) {
		number := w.event(engine.Event{Key: "tower", Summary: "tower-7 is DOWN"}).Incident
		synctest.Wait()
		play(w, number, w.answerToken(w.messages()[0]))
	})
}

func (w *world) answerToken(d notify.Delivery) string {
	w.Helper()
	local, domain, _ := strings.Cut(d.Message.AnswerTo, "@")
	token, ok := strings.CutPrefix(local, engine.AnswerPrefix)
	if !ok || domain != "alerts.example.net" || len(local) > 64 {
		w.Fatalf("the page is answered to %q", d.Message.AnswerTo)
	}
	return token
}

func reply(token, from string, resolve bool) engine.MailAnswer {
	return engine.MailAnswer{Tokens: []string{token}, From: from, Resolve: resolve}
}

func (w *world) wantStatus(number uint64, want engine.Status) {
	w.Helper()
	if in, _, err := w.db.Incident(number); err != nil || in.Status != want {
		w.Errorf("the incident is %s (%v), want %s", in.Status, err, want)
	}
}

func TestAnAnswerByMailAcknowledgesAsItsPerson(t *testing.T) {
	for _, from := range []string{"ann@example.net", "Ann@Example.NET", "ann@home.example"} {
		answered(t, func(w *world, number uint64, token string) {
			if err := w.engine.Answer(w.ctx, reply(token, from, false)); err != nil {
				t.Fatalf("%s: %v", from, err)
			}
			w.wantStatus(number, engine.Acked)
			in, _, _ := w.db.Incident(number)
			if by := in.Acks[0].By; by.ID != "PANN" || by.Via != "mail answer" {
				t.Errorf("acknowledged by %+v", by)
			}
			if err := w.engine.Answer(w.ctx, reply(token, from, false)); err != nil {
				t.Errorf("the same answer again: %v", err)
			}
			if err := w.engine.Answer(w.ctx, reply(token, from, true)); err != nil {
				t.Error(err)
			}
			w.wantStatus(number, engine.Resolved)
		})
	}
}

func TestAnAnswerThatIsNotThePersonsDoesNothing(t *testing.T) {
	for from, why := range map[string]string{
		"ben@example.net": "not a confirmed address", "ann@new.example": "not a confirmed address", "hook@example.net": "not a confirmed address", "": "not a confirmed address",
	} {
		answered(t, func(w *world, number uint64, token string) {
			err := w.engine.Answer(w.ctx, reply(token, from, false))
			if engine.CodeOf(err) != engine.Forbidden || !strings.Contains(err.Error(), why) {
				t.Errorf("%q: %v", from, err)
			}
			w.wantStatus(number, engine.Triggered)
		})
	}
}

func TestAForgedAnswerDoesNothing(t *testing.T) {
	answered(t, func(w *world, number uint64, token string) {
		delivery, _, _ := strings.Cut(token, "-")
		link := links("k").Token(delivery) // the secret of the link is another
		for _, forged := range []string{"", "x", delivery, delivery + "-", token[:len(token)-1] + "!", link} {
			if err := w.engine.Answer(w.ctx, reply(forged, "ann@example.net", false)); engine.CodeOf(err) != engine.NotFound {
				t.Errorf("%q: %v", forged, err)
			}
		}
		if _, err := w.engine.AckByLink(w.ctx, token, "mail link"); engine.CodeOf(err) != engine.NotFound {
			t.Errorf("the address of the answer opens the link: %v", err)
		}
		w.wantStatus(number, engine.Triggered)
	})
}

func TestAnOldAnswerDoesNothing(t *testing.T) {
	answered(t, func(w *world, number uint64, token string) {
		time.Sleep(engine.AckLinkLife + time.Second)
		if err := w.engine.Answer(w.ctx, reply(token, "ann@example.net", false)); engine.CodeOf(err) != engine.Forbidden || !strings.Contains(err.Error(), "older than a day") {
			t.Errorf("%v", err)
		}
		w.wantStatus(number, engine.Triggered)
	})
}

func TestAnAnswerToWhatHasBegunAnewIsToldSo(t *testing.T) {
	answered(t, func(w *world, number uint64, token string) {
		if _, err := w.engine.Do(w.ctx, number, ann(), engine.Act{Resolve: true}); err != nil {
			t.Fatal(err)
		}
		if err := w.engine.Answer(w.ctx, reply(token, "ann@example.net", false)); err != nil {
			t.Errorf("what is over is left alone: %v", err)
		}
		if _, err := w.engine.Do(w.ctx, number, ann(), engine.Act{Reopen: true}); err != nil {
			t.Fatal(err)
		}
		if err := w.engine.Answer(w.ctx, reply(token, "ann@example.net", true)); engine.CodeOf(err) != engine.Conflict || !strings.Contains(err.Error(), "newest") {
			t.Errorf("%v", err)
		}
		w.wantStatus(number, engine.Triggered)
	})
}

func TestATestPageIsAnswered(t *testing.T) {
	inBubble(t, byMail, func(w *world) {
		d := w.test(ann(), "PANN", "PANNmail")
		synctest.Wait()
		if err := w.engine.Answer(w.ctx, reply(w.answerToken(w.messages()[0]), "ann@example.net", false)); err != nil || w.delivery(d.ID).AnsweredAt.IsZero() {
			t.Errorf("%v, answered %v", err, w.delivery(d.ID).AnsweredAt)
		}
	})
}

func TestOnlyAMailIsAnsweredToAnAddress(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.event(engine.Event{Key: "tower", Summary: "tower-7 is DOWN"})
		synctest.Wait()
		if to := w.messages()[0].Message.AnswerTo; to != "" {
			t.Errorf("a push message is answered to %q", to)
		}
	})
}

// twoAnswered are two pages to Ann by mail, and one to Ben.
func twoAnswered(t *testing.T, change func(*engine.Config), play func(w *world, numbers []uint64, tokens []string)) {
	inBubble(t, func(c *engine.Config) {
		byMail(c)
		c.Settings.Mail = &engine.MailSettings{From: "pager@example.net"}
		if change != nil {
			change(c)
		}
	}, func(w *world) {
		var numbers []uint64
		var tokens []string
		for _, key := range []string{"tower", "generator"} {
			numbers = append(numbers, w.event(engine.Event{Key: key, Summary: key + " is DOWN"}).Incident)
			w.passes(2 * time.Minute)
		}
		for _, m := range w.messages() {
			if m.Message.AnswerTo != "" {
				tokens = append(tokens, w.answerToken(m))
			}
		}
		play(w, numbers, tokens)
	})
}

func TestWhatIsRefusedOfAnAnswerToTwoPagesIsToldByMailAndInTheTimeline(t *testing.T) {
	twoAnswered(t, nil, func(w *world, numbers []uint64, tokens []string) {
		w.do(numbers[1], engine.Act{Resolve: true})
		w.do(numbers[1], engine.Act{Reopen: true})
		before := len(w.messages())
		if err := w.engine.Answer(w.ctx, engine.MailAnswer{Tokens: tokens[:2], From: "ann@home.example"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		w.wantStatus(numbers[0], engine.Acked)
		w.wantStatus(numbers[1], engine.Triggered)
		var told []notify.Delivery
		for _, m := range w.messages()[before:] {
			if m.Message.Kind == notify.Notice {
				told = append(told, m)
			}
		}
		if len(told) != 1 || told[0].To.Value != "ann@home.example" {
			t.Fatalf("told: %+v", told)
		}
		text := told[0].Message.Text
		for _, words := range []string{"#2 generator is DOWN: nothing was done, because it was resolved and has begun anew", "#1 tower is DOWN: acknowledged"} {
			if !strings.Contains(text, words) {
				t.Errorf("the mail does not say %q:\n%s", words, text)
			}
		}
		if said := w.timeline(numbers[1]); !strings.Contains(said, "An answer by mail from ann@home.example did nothing here: it was resolved and has begun anew") {
			t.Errorf("the timeline says\n%s", said)
		}
	})
}

func TestAnAnswerWithAForgedAddressBesideATrueOneDoesTheTrueOne(t *testing.T) {
	twoAnswered(t, nil, func(w *world, numbers []uint64, tokens []string) {
		if err := w.engine.Answer(w.ctx, engine.MailAnswer{Tokens: []string{"forged", tokens[0], tokens[0]}, From: "ann@example.net"}); err != nil {
			t.Fatal(err)
		}
		w.wantStatus(numbers[0], engine.Acked)
	})
}

func TestAnAnswerOfWhichNothingIsTakenChangesNothing(t *testing.T) {
	twoAnswered(t, nil, func(w *world, numbers []uint64, tokens []string) {
		err := w.engine.Answer(w.ctx, engine.MailAnswer{Tokens: []string{tokens[0], "forged"}, From: "ben@example.net"})
		if code := engine.CodeOf(err); code != engine.NotFound && code != engine.Forbidden {
			t.Errorf("%v", err)
		}
		w.wantStatus(numbers[0], engine.Triggered)
	})
}

// Without a carrier for mail nobody could be told of the rest: nothing is done, and
// the sender's own server says so.
func TestWhereNobodyCanBeToldNothingIsDoneByHalves(t *testing.T) {
	twoAnswered(t, func(c *engine.Config) { c.Settings.Mail = nil }, func(w *world, numbers []uint64, tokens []string) {
		err := w.engine.Answer(w.ctx, engine.MailAnswer{Tokens: []string{tokens[0], "forged"}, From: "ann@example.net"})
		if engine.CodeOf(err) != engine.NotFound || !strings.Contains(err.Error(), "one by one") {
			t.Errorf("%v", err)
		}
		w.wantStatus(numbers[0], engine.Triggered)
	})
}
