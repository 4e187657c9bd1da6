package view_test

import (
	"strings"
	"testing"

	"wakeman/web/ui/view"
)

func TestAckLinkHasAButtonOnlyWhenItCanBeUsed(t *testing.T) {
	pages := samples(t)
	for name, want := range map[string]int{"ack": 1, "ack-bundle": 1, "ack-done": 0, "ack-already": 0, "ack-resolved": 0, "ack-expired": 0, "ack-revoked": 0} {
		if got := len(marked(pages[name], "acknowledge")); got != want {
			t.Errorf("%s: %d buttons, want %d", name, got, want)
		}
	}
	form := one(t, pages["ack-bundle"], "acknowledge")
	if got := text(form); got != "Acknowledge all 6" {
		t.Errorf("the button of a bundle says %q", got)
	}
}

func TestAckLinkSaysWhoHasItSinceWhen(t *testing.T) {
	said := text(one(t, samples(t)["ack-already"], "ack"))
	if !strings.Contains(said, "Ana Fernández already has it") || !strings.Contains(said, "Acknowledged at 02:13") {
		t.Errorf("it says %q", said)
	}
	you := view.AckPage{State: view.AckAlready, By: "You"}
	if page := render(t, view.Ack(view.Page{}, you)); !strings.Contains(page, "You already have it") {
		t.Error("it does not say that you have it yourself")
	}
}

func TestAckLinkShowsNoNavigationToStrangers(t *testing.T) {
	for _, nav := range elements(samples(t)["ack"], "nav") {
		t.Errorf("a stranger sees %q", text(nav))
	}
}

func TestFormKeepsWhatWasTypedAndSaysWhatIsWrong(t *testing.T) {
	page := samples(t)["setup-wrong"]
	for name, value := range map[string]string{"token": "abc", "name": "Owner", "email": "owner", "password": "", "time_zone": "Chicago"} {
		for _, field := range elements(page, "input") {
			if attribute(field, "name") != name {
				continue
			}
			if got := attribute(field, "value"); got != value {
				t.Errorf("%s has %q, want %q", name, got, value)
			}
			if name != "name" && (attribute(field, "aria-invalid") != "true" || !strings.Contains(attribute(field, "aria-describedby"), name+"-error")) {
				t.Errorf("%s is not marked as wrong", name)
			}
		}
	}
	if got := text(one(t, page, "error-email")); got != "A mail address has an @ in it." {
		t.Errorf("beside the mail address: %q", got)
	}
}

func TestPasswordsMayBePastedAndAreNeverEchoed(t *testing.T) {
	form := view.Form{Values: map[string]string{"password": "hunter2 hunter2"}}
	page := render(t, view.SignIn(view.Page{}, view.SignInPage{Form: form}))
	if strings.Contains(page, "hunter2") {
		t.Error("the password came back")
	}
	if !strings.Contains(page, `autocomplete="current-password"`) {
		t.Error("a password manager is not helped")
	}
}

func TestOnCallSaysWhyAPersonCanNotBeReached(t *testing.T) {
	var said []string
	for _, n := range marked(samples(t)["oncall"], "reach") {
		said = append(said, text(n))
	}
	want := []string{"Reachable last test", "Reachable? Both ways run over our own network", "Not known to be reachable Never answered", "Cannot be reached The only mail address bounces"}
	if len(said) != len(want) {
		t.Fatalf("%d marks, want %d", len(said), len(want))
	}
	for i := range want {
		if !strings.HasPrefix(said[i], want[i]) {
			t.Errorf("%q does not begin with %q", said[i], want[i])
		}
	}
}

func TestEventSaysWhatBecameOfItAndShowsItsBodyAsText(t *testing.T) {
	page := samples(t)["event"]
	if said := text(one(t, page, "became")); !strings.Contains(said, "Counted on an open incident") || !strings.Contains(said, "its counter went from 2 to 3") {
		t.Errorf("it says %q", said)
	}
	if body := text(one(t, page, "raw")); !strings.Contains(body, `<script>alert("x")</script>`) {
		t.Errorf("the body reads %q", body)
	}
}

func TestHoldAsksBeforePagingStarts(t *testing.T) {
	pages := samples(t)
	hold := one(t, pages["health-hold"], "hold")
	if links := elements(hold, "a"); len(links) != 1 || attribute(links[0], "href") != view.PathStartPaging {
		t.Error("the hold does not lead to the confirmation")
	}
	if forms := elements(one(t, pages["confirm"], "confirm"), "form"); len(forms) != 1 || attribute(forms[0], "action") != view.PathStartPaging {
		t.Error("the confirmation does not post")
	}
}

func TestErrorPagesSayWhatToDo(t *testing.T) {
	for name, page := range samples(t) {
		if !strings.HasPrefix(name, "error-") {
			continue
		}
		if said := text(one(t, page, "problem")); len(strings.Fields(said)) < 15 || !strings.Contains(said, "incidents") && !strings.Contains(said, "Open incidents") {
			t.Errorf("%s says only %q", name, said)
		}
	}
}

func TestStripSaysInWordsWhatItShows(t *testing.T) {
	for _, svg := range elements(samples(t)["service"], "svg") {
		if label := attribute(svg, "aria-label"); label == "Events, last 24 hours: 2 bad 1 doubtful 1 silent" {
			return
		}
	}
	t.Error("no strip says what it shows")
}

func TestEventSaysNothingTwice(t *testing.T) {
	event := view.EventPage{EventRow: view.EventRow{Severity: "critical", Why: "No alert was open."}}
	event.Reasons = []string{"No alert was open.", "No rule matched."}
	event.Decoded = []view.Field{{Name: "severity", Value: "critical"}, {Name: "class", Value: "power"}}
	page := render(t, view.Event(view.Page{Viewer: view.Viewer{Name: "You"}}, event))
	for _, once := range []string{"No alert was open.", ">critical<", ">power<", "No rule matched."} {
		if n := strings.Count(page, once); n != 1 {
			t.Errorf("%q is said %d times", once, n)
		}
	}
}
