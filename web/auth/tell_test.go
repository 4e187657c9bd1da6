package auth_test

import (
	"slices"
	"testing"
	"time"

	"wakeman/engine"
)

// says lists what somebody was told so far, and forgets it.
func (b *box) says(user string) (list []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.told {
		if n.User == user {
			list = append(list, n.What...)
		}
	}
	b.told = nil
	return list
}

func TestPeopleAreToldOfTheirPasswordAndSecondFactor(t *testing.T) {
	inBoxOfAnn(t, func(b *box, desk *browser, _ string, _ []string) {
		want := func(why string, sentences ...string) {
			t.Helper()
			if got := b.says("PANN"); !slices.Equal(got, sentences) {
				t.Errorf("%s: told is %q, want %q", why, got, sentences)
			}
		}
		want("switched on", "Your second factor was changed: on.")
		if err := b.auth.ChangePassword(desk.asked("POST", "/"), "a wrong password", "nine yellow towers"); err == nil {
			t.Fatal("a wrong password was taken")
		}
		want("refused")
		time.Sleep(time.Minute)
		b.must(b.auth.ChangePassword(desk.asked("POST", "/"), goodPassword, "nine yellow towers"))
		want("password", "Your password was changed, and your other sessions have ended.")
		b.must(b.auth.SwitchOff(desk.asked("POST", "/")))
		want("switched off", "Your second factor was changed: off.")
		_, err := b.auth.EndSessions(b.ctx, "PANN", "", engine.Actor{Kind: engine.ByPerson, ID: "PVIC", Name: "Vic"})
		b.must(err)
		want("by an admin", "All your sessions have been ended.")
	})
}
