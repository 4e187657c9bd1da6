package auth_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/web/auth"
)

func (br *browser) fresh() bool { return auth.Fresh(br.asked("GET", "/"), auth.ProofLife) }

func TestAPasswordCountsForFifteenMinutes(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		if desk.fresh() {
			t.Error("a stranger has proven something")
		}
		b.must(desk.signIn("ann@example.net", goodPassword))
		time.Sleep(auth.ProofLife - time.Second)
		if !desk.fresh() {
			t.Error("not fresh at 14:59")
		}
		time.Sleep(time.Second)
		if desk.fresh() {
			t.Error("still fresh after fifteen minutes")
		}
		_, err := b.auth.Enrol(desk.asked("POST", "/"))
		wantCode(t, err, engine.Forbidden, "enrolling without a fresh proof")
		wantCode(t, b.auth.SwitchOff(desk.asked("POST", "/")), engine.Forbidden, "switching off without one")
		wantCode(t, desk.proves("a wrong password", ""), auth.Denied, "a wrong password")
		time.Sleep(time.Second)
		b.must(desk.proves(goodPassword, ""))
		if !desk.fresh() {
			t.Error("not fresh after the password")
		}
	})
}

func TestProvingGivesTheSessionANewSecretAndKeepsItsEnd(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		stolen := b.browser("198.51.100.66")
		for name, c := range desk.cookies {
			stolen.cookies[name] = c
		}
		began, err := b.auth.Sessions("PANN")
		b.must(err)
		time.Sleep(time.Hour)
		b.must(desk.proves(goodPassword, ""))
		desk.wantKnown(true, "with the new secret")
		stolen.wantKnown(false, "with the old one")
		now, err := b.auth.Sessions("PANN")
		b.must(err)
		if len(now) != 1 || !now[0].CreatedAt.Equal(began[0].CreatedAt) || now[0].Hash == began[0].Hash {
			t.Errorf("sessions %+v, before %+v", now, began)
		}
		for day := 0; day < 90; day += 15 {
			time.Sleep(15 * 24 * time.Hour)
			if _, known := desk.who(); !known {
				break
			}
			b.must(desk.proves(goodPassword, ""))
		}
		desk.wantKnown(false, "after 90 days of proving again and again")
	})
}

func TestACodeOfTheAppProvesToo(t *testing.T) {
	inBoxOfAnn(t, func(b *box, desk *browser, seed string, codes []string) {
		time.Sleep(time.Hour)
		wantCode(t, desk.proves("", "000000"), auth.Denied, "a wrong code")
		time.Sleep(time.Second)
		wantCode(t, desk.proves("", codes[0]), auth.Denied, "a recovery code: they are too few for this")
		time.Sleep(2 * time.Second)
		code := b.codeNow(seed)
		b.must(desk.proves("", code))
		time.Sleep(time.Second)
		wantCode(t, desk.proves("", code), auth.Denied, "the same code again")
	})
}

func TestASessionEndedMeanwhileCannotBeProven(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		r := desk.asked("POST", "/reauth")
		_, err := b.auth.EndSessions(b.ctx, "PANN", "", cli())
		b.must(err)
		if err := b.auth.Reauth(httptest.NewRecorder(), r, goodPassword, ""); engine.CodeOf(err) != engine.Forbidden {
			t.Errorf("proving a session that has ended: %v", err)
		}
		if list, _ := b.auth.Sessions("PANN"); len(list) != 0 {
			t.Errorf("it came back: %v", list)
		}
	})
}

func TestPeopleEndTheirOwnSessionsAndNobodyElses(t *testing.T) {
	inBox(t, func(b *box) {
		desk, phone, vic := b.browser("192.0.2.7"), b.browser("192.0.2.8"), b.browser("192.0.2.9")
		b.must(desk.signIn("ann@example.net", goodPassword))
		time.Sleep(time.Minute)
		b.must(phone.signIn("ann@example.net", goodPassword))
		b.must(vic.signIn("vic@example.net", goodPassword))
		list, err := b.auth.Sessions("PANN")
		b.must(err)
		if len(list) != 2 || list[0].Remote != "192.0.2.8" || list[1].Remote != "192.0.2.7" {
			t.Fatalf("sessions %+v", list)
		}
		wantCode(t, b.auth.EndSession(vic.asked("POST", "/"), list[0].ID()), engine.NotFound, "somebody else's")
		phone.wantKnown(true, "after somebody else tried")
		b.must(b.auth.EndSession(desk.asked("POST", "/"), list[0].ID()))
		phone.wantKnown(false, "ended from the desk")
		wantCode(t, b.auth.EndSession(desk.asked("POST", "/"), list[0].ID()), engine.NotFound, "again")

		b.must(phone.signIn("ann@example.net", goodPassword))
		p, _ := desk.who()
		n, err := b.auth.EndSessions(b.ctx, "PANN", p.Session, p.Actor("ui"))
		if err != nil || n != 1 {
			t.Errorf("ended %d, %v; want 1", n, err)
		}
		desk.wantKnown(true, "the one in use")
		phone.wantKnown(false, "the other")
		vic.wantKnown(true, "somebody else's")
	})
}
