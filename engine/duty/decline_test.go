package duty_test

import (
	"testing"

	"wakeman/engine"
	"wakeman/engine/duty"
)

// A request to anybody is one to those who could take it; others have nothing to decline.
func TestOnlyWhoWasAskedDeclines(t *testing.T) {
	c, swap := asked(t, box(), asks())
	err := duty.Answer{Schedule: "S", Swap: swap, User: "VIC"}.Decline(c, by(c, "SAM"), now())
	refusal(t, err, engine.Conflict, "VIC was not asked")
	if len(c.Schedules["S"].Swaps[0].Declined) > 0 {
		t.Error("refused, and still declined")
	}
	if err := answer(swap, "BOB").Decline(c, by(c, "BOB"), now()); err != nil {
		t.Errorf("one of the rotation: %v", err)
	}
}
