package ui_test

import (
	"fmt"
	"net/url"
	"testing"

	"wakeman/engine"
)

func TestFiveHundredThatWereAcknowledgedTogetherAreGivenBackTogether(t *testing.T) {
	w := open(t)
	var ids []string
	for n := range 500 {
		ids = append(ids, engine.IncidentID(w.opens(fmt.Sprint("h", n), "Tower: no power")))
	}
	answer := w.posts(responder, "/incidents/bulk", url.Values{"id": ids, "action": {"acknowledge"}})
	if got := len(answer.Header().Get("Set-Cookie")); got > 4000 { // RFC 6265, section 6.1
		t.Errorf("the notice that undoes them is a cookie of %d bytes", got)
	}
	shown := w.wantNotice(responder, answer, "500 incidents acknowledged. Undo")
	w.wantNotice(responder, w.tapped(responder, shown, "Undo"), "Taken back for 500 incidents.")
	for n := range uint64(500) {
		if got := w.incident(n + 1).Status; got != engine.Triggered {
			t.Fatalf("incident %d is %s", n+1, got)
		}
	}
}
