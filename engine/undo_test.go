package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/enginetest"
	"wakeman/notify"
)

// wholeNight is two people with two methods each, one after the other.
const wholeNight = `
user ann push=0s sms=2m
user ben push=0s sms=3m
user cleo push=0s
policy
step 5m ann
step 5m ben
`

// told plays one incident for an hour. It gives whom which attempt went to and
// when, in order, and whom each message reached.
func told(t *testing.T, before string, lines ...string) (attempts []attempt, reached map[string]int) {
	t.Helper()
	s := newStory(t, wholeNight)
	reached = map[string]int{}
	s.Carrier = func(d notify.Delivery) enginetest.Answer {
		answer := s.carrier(d)
		if answer.Outcome.OK() {
			reached[d.Message.Recipient+" "+string(d.To.Channel)]++
		}
		return answer
	}
	sending := s.Sending
	s.Sending = func(m enginetest.Sent) {
		attempts = append(attempts, attempt{s.Now().Sub(s.begin), m.Message.Recipient + " " + string(m.To.Channel)})
		sending(m)
	}
	if before != "" {
		s.line(before)
	}
	s.line(`+0s event trigger key=tower summary="no power"`)
	for _, l := range lines {
		s.line(l)
	}
	s.line("+1h tick")
	c, _, err := s.db.Case(1)
	if err != nil {
		t.Fatal(err)
	}
	if err := enginetest.Accounted(c.Incident, s.db.Config().Services[c.Incident.Service], c.Timers, c.Pages); err != nil {
		t.Error(err)
	}
	if c.Incident.Status != engine.Triggered || c.Incident.Generation != 1 || c.Incident.OpenAlerts != 1 {
		t.Errorf("it is %s, opened %d times, with %d open alerts; want it as it was", c.Incident.Status, c.Incident.Generation, c.Incident.OpenAlerts)
	}
	s.end()
	if strings.Contains(s.out.String(), "refused,") {
		t.Errorf("something was refused:\n%s", s.out.String())
	}
	return attempts, reached
}

type attempt struct {
	at time.Duration
	to string
}

// Whatever the moment of the mistake and of its undo: nobody gets a message that
// they had already, nobody is left out, and what was not due between the two comes
// to the second as if nothing had been pressed.
func TestAnUndoneMistakeIsAsIfItHadNotBeenMade(t *testing.T) {
	undisturbed, _ := told(t, "")
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 1))
		press := time.Duration(1+rng.IntN(11*60)) * time.Second
		undo := press + time.Duration(1+rng.IntN(15*60))*time.Second
		verb := []string{"ack", "resolve", "snooze"}[rng.IntN(3)]
		name := fmt.Sprintf("%s at %s, undo at %s", verb, press, undo)
		length := map[string]string{"snooze": " 1h"}[verb]
		got, _ := told(t, "", fmt.Sprintf("+%s %s cleo%s", press, verb, length), fmt.Sprintf("+%s undo cleo", undo))
		wantGoesOn(t, name, undisturbed, got, press, undo)
	}
}

// nextStep is when the step after the one of the undisturbed attempt begins.
func nextStep(at time.Duration) time.Duration {
	return at - at%(5*time.Minute) + 5*time.Minute
}

func wantGoesOn(t *testing.T, name string, undisturbed, got []attempt, press, undo time.Duration) {
	t.Helper()
	var want []attempt
	late := time.Duration(0) // by how much the second step came later
	for _, a := range undisturbed {
		a.at += late
		switch {
		case a.at <= press:
		case a.to == "Ann sms" && nextStep(a.at) <= undo:
			continue // the next person is told instead
		case a.to == "Ben push" && a.at <= undo:
			late = undo - a.at
			a.at = undo
		case a.at <= undo:
			a.at = undo
		}
		want = append(want, a)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", name, got, want)
	}
}

// A message that the carrier does not take yet is neither forgotten over the mistake
// nor begun a second time.
func TestAnUndoFindsTheMessageThatWasOnItsWay(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 2))
		second := func(n int) time.Duration { return time.Duration(1+rng.IntN(n)) * time.Second }
		press := second(100)
		undo := press + second(120)
		lines := []string{fmt.Sprintf("+%s resolve cleo", press), fmt.Sprintf("+%s undo cleo", undo)}
		back := second(150)
		at := len(lines)
		for at > 0 && back < []time.Duration{press, undo}[at-1] {
			at--
		}
		lines = slices.Insert(lines, at, fmt.Sprintf("+%s carrier Ann push ok", back))
		_, reached := told(t, "+0s carrier Ann push retry", lines...)
		for _, who := range []string{"Ann push", "Ann sms", "Ben push", "Ben sms"} {
			if reached[who] != 1 {
				t.Errorf("press %s, undo %s, carrier back %s: %s was reached %d times, want once", press, undo, back, who, reached[who])
			}
		}
	}
}
