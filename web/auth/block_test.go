package auth_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
)

// restarts closes the store and begins anew on the same files.
func (b *box) restarts() {
	b.Helper()
	b.must(b.db.Close())
	var err error
	b.db, err = store.Open(b.ctx, store.Options{Dir: b.dir, NoSync: true})
	b.must(err)
	b.auth = auth.New(auth.Options{Store: b.db, Refuse: b.refuse}).Cheap()
}

// guesses fails to sign in n times from an address, each at another account.
func (b *box) guesses(remote string, n int) {
	b.Helper()
	for i := range n {
		wantCode(b, b.browser(remote).signIn(fmt.Sprintf("user%d of %s", i, remote), "a wrong password"), auth.Denied, "a guess from "+remote)
	}
}

func (b *box) waits(remote, email string) time.Duration {
	return waitOf(b.browser(remote).signIn(email, goodPassword))
}

func TestARestartDoesNotForgetBlocks(t *testing.T) {
	inBox(t, func(b *box) {
		b.guesses("198.51.100.66", 10)
		for range 8 {
			_ = b.browser("203.0.113.9").signIn("vic@example.net", "a wrong password")
			time.Sleep(3 * time.Minute)
		}
		address, account := b.waits("198.51.100.66", "ann@example.net"), b.waits("192.0.2.50", "vic@example.net")
		b.restarts()
		if got := b.waits("198.51.100.66", "ann@example.net"); got != address || got == 0 {
			t.Errorf("the address waits %v after the restart, %v before", got, address)
		}
		if got := b.waits("192.0.2.50", "vic@example.net"); got != account {
			t.Errorf("the account waits %v after the restart, %v before", got, account)
		}
		b.must(b.browser("192.0.2.7").signIn("ann@example.net", goodPassword))
		time.Sleep(time.Hour)
		b.must(b.browser("198.51.100.66").signIn("vic@example.net", goodPassword))
	})
}

func TestARestartDoesNotForgetWhereSomebodySignsInFrom(t *testing.T) {
	inBox(t, func(b *box) {
		b.must(b.browser("203.0.113.5").signIn("ann@example.net", goodPassword))
		for i := range 12 {
			time.Sleep(time.Hour)
			_ = b.browser(fmt.Sprintf("198.51.100.%d", i+1)).signIn("ann@example.net", "a wrong password")
		}
		b.restarts()
		if b.waits("198.51.100.200", "ann@example.net") == 0 {
			t.Error("a new address need not wait")
		}
		b.must(b.browser("203.0.113.5").signIn("ann@example.net", goodPassword))
	})
}

func TestWhoWasBlockedBeforeIsBlockedForADay(t *testing.T) {
	inBox(t, func(b *box) {
		for i, want := range []time.Duration{time.Hour, 24 * time.Hour, 24 * time.Hour} {
			b.guesses("198.51.100.66", 10)
			if got := b.waits("198.51.100.66", "ann@example.net"); got != want {
				t.Errorf("block %d is for %v, want %v", i+1, got, want)
			}
			time.Sleep(want)
		}
		time.Sleep(7 * 24 * time.Hour)
		b.guesses("198.51.100.66", 10)
		if got := b.waits("198.51.100.66", "ann@example.net"); got != time.Hour {
			t.Errorf("a week later it is for %v, want an hour", got)
		}
	})
}

func TestAWiderNetworkIsBlockedAtThreeTimesTheLimit(t *testing.T) {
	for _, c := range []struct{ name, guesser, neighbour, stranger string }{
		{"IPv4 /24", "198.51.100.%d", "198.51.100.200", "198.51.101.1"},
		{"IPv6 /48", "[2001:db8:0:%d::1]", "[2001:db8:0:200::1]", "[2001:db8:1::1]"},
	} {
		inBox(t, func(b *box) {
			b.must(b.browser(c.neighbour).signIn("ann@example.net", goodPassword))
			for i := range 30 {
				time.Sleep(15 * time.Second)
				b.guesses(fmt.Sprintf(c.guesser, i+1), 1)
				if b.waits(c.stranger, "vic@example.net") != 0 {
					t.Errorf("%s: the network beside it is blocked", c.name)
				}
			}
			if b.waits(c.neighbour, "vic@example.net") == 0 {
				t.Errorf("%s: a neighbour need not wait after thirty failures", c.name)
			}
			if wait := b.waits(c.neighbour, "ann@example.net"); wait > time.Minute {
				t.Errorf("%s: somebody who signed in from there before waits %v", c.name, wait)
			}
		})
	}
}

func TestBlocksAreListedAndCanBeLifted(t *testing.T) {
	for _, c := range []struct {
		name, what string
		left       []string
	}{
		{"the address", "198.51.100.66", []string{"account", "net 2001:db8::/64"}},
		{"another address of the network", "2001:db8::77", []string{"account", "net 198.51.100.66/32"}},
		{"the network", "198.51.100.66/32", []string{"account", "net 2001:db8::/64"}},
		{"the person", "VIC@example.net", []string{"net 198.51.100.66/32", "net 2001:db8::/64"}},
		{"all", auth.AllBlocks, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBox(t, func(b *box) {
				for i := range 6 {
					_ = b.browser(fmt.Sprintf("203.0.113.%d", i)).signIn("vic@example.net", "a wrong password")
					time.Sleep(time.Minute)
				}
				b.guesses("198.51.100.66", 10)
				b.guesses("[2001:db8::1]", 10)
				gone, err := b.auth.Unblock(b.ctx, c.what, cli())
				b.must(err)
				if want := 3 - len(c.left); len(gone) != want {
					t.Errorf("lifted %+v, want %d", gone, want)
				}
				check := func(when string) {
					var left []string
					for _, l := range b.auth.Blocks() {
						name := l.Key
						if l.Kind == people.AccountBlock && l.User == "PVIC" {
							name = "account"
						}
						left = append(left, name)
					}
					slices.Sort(left)
					if !slices.Equal(left, c.left) {
						t.Errorf("%s: left %v, want %v", when, left, c.left)
					}
				}
				check("at once")
				rows, err := b.db.Audit(0, 1)
				b.must(err)
				if rows[0].Action != "signin.unblock" {
					t.Errorf("audit %+v", rows[0])
				}
				b.restarts()
				check("after a restart")
				_, err = b.auth.Unblock(b.ctx, "192.0.2.99", cli())
				wantCode(t, err, engine.NotFound, "an address that is not blocked")
			})
		})
	}
}

func TestASuccessAfterManyFailuresRaisesAnAlarm(t *testing.T) {
	inBox(t, func(b *box) {
		for i := range 12 {
			_ = b.browser(fmt.Sprintf("198.51.%d.1", i)).signIn("ann@example.net", "a wrong password")
			time.Sleep(20 * time.Minute)
		}
		if list := b.auth.Alarms(); len(list) != 0 {
			t.Fatalf("alarms before a success: %+v", list)
		}
		b.must(b.browser("203.0.113.66").signIn("ann@example.net", goodPassword))
		b.must(b.browser("203.0.113.67").signIn("ann@example.net", goodPassword)) // the second is no news
		list := b.auth.Alarms()
		if len(list) != 1 || list[0].User != "PANN" || list[0].Net != "203.0.113.66" || list[0].Failures != 12 {
			t.Fatalf("alarms %+v", list)
		}
		rows, err := b.db.Audit(0, 20)
		b.must(err)
		if !slices.ContainsFunc(rows, func(r engine.AuditRow) bool { return r.Action == "signin.after_failures" && r.Object == "PANN" }) {
			t.Error("nothing in the audit log")
		}
		if len(b.alarms) != 1 || b.alarms[0].Urgency != people.Low || !strings.Contains(b.alarms[0].Title, "Ann Archer") || !strings.Contains(b.alarms[0].Details, "from 203.0.113.66 after 12 failures") {
			t.Errorf("the admins are told %+v", b.alarms)
		}
		b.restarts()
		if len(b.auth.Alarms()) != 1 {
			t.Error("a restart forgot the alarm")
		}
		_, err = b.auth.Unblock(b.ctx, list[0].Key, cli())
		b.must(err)
		if len(b.auth.Alarms()) != 0 {
			t.Error("the alarm is still there after somebody looked")
		}
	})
}

func TestASuccessFromAnAddressThatWasBlockedRaisesAnAlarmOnce(t *testing.T) {
	inBox(t, func(b *box) {
		b.guesses("198.51.100.66", 10)
		time.Sleep(time.Hour)
		b.must(b.browser("198.51.100.66").signIn("vic@example.net", goodPassword))
		b.must(b.browser("198.51.100.66").signIn("vic@example.net", goodPassword))
		if list := b.auth.Alarms(); len(list) != 1 || list[0].User != "PVIC" {
			t.Errorf("alarms %+v", list)
		}
	})
}

func TestTheAlarmWaitsForTheSecondFactor(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, seed string, _ []string) {
		for i := range 12 {
			_ = b.browser(fmt.Sprintf("198.51.%d.1", i)).signIn("ann@example.net", "a wrong password")
			time.Sleep(20 * time.Minute)
		}
		br := b.browser("203.0.113.66")
		wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		if len(b.auth.Alarms()) != 0 {
			t.Error("the password alone was a success")
		}
		b.must(br.showsCode(b.codeNow(seed)))
		if len(b.auth.Alarms()) != 1 {
			t.Error("no alarm after the code")
		}
	})
}

// Whoever knows the password fails at the code only.
func TestASuccessAfterManyWrongCodesRaisesAnAlarm(t *testing.T) {
	for _, c := range []struct {
		codes, alarms int
	}{{12, 1}, {4, 0}} {
		inBoxOfAnn(t, func(b *box, _ *browser, seed string, _ []string) {
			for i := range c.codes {
				guesser := b.browser(fmt.Sprintf("198.51.%d.1", i))
				wantCode(t, guesser.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
				wantCode(t, guesser.showsCode("000000"), auth.Denied, "a wrong code")
				time.Sleep(20 * time.Minute)
			}
			br := b.browser("203.0.113.66")
			wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
			b.must(br.showsCode(b.codeNow(seed)))
			if list := b.auth.Alarms(); len(list) != c.alarms {
				t.Errorf("%d wrong codes: alarms %+v", c.codes, list)
			}
		})
	}
}

func TestFewFailuresAreNotWrittenDown(t *testing.T) {
	inBox(t, func(b *box) {
		before := b.db.Health().Commands
		for range 4 {
			_ = b.browser("192.0.2.7").signIn("ann@example.net", "a wrong password")
			_ = b.browser("192.0.2.7").signIn("nobody@example.net", "a wrong password")
			time.Sleep(time.Minute)
		}
		if wrote := b.db.Health().Commands - before; wrote != 0 {
			t.Errorf("a few typos wrote %d times", wrote)
		}
	})
}
