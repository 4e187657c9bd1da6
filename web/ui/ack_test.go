package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui"
)

// link pages what is open and gives the path in the message.
func (w *world) link() string {
	w.Helper()
	sent := w.pages()
	if len(sent) != 1 {
		w.Fatalf("%d messages were sent, want 1", len(sent))
	}
	return "/a/" + w.links.Token(sent[0].ID)
}

// visits opens a link as a stranger, as mail scanners do, too, and demands a
// state and a status.
func (w *world) visits(method, path, state string, status int) *page {
	w.Helper()
	p := w.asks("", method, path, "")
	p.wantStatus(status)
	if parts := p.parts("ack"); len(parts) != 1 || attr(parts[0], "data-state") != state {
		w.Errorf("%s: not in state %s: %s", p.what, state, p.problem())
	}
	return p
}

func TestALinkAcknowledgesWithOnePressAndWithoutSignIn(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := w.link()
	before := w.everything()
	for range 3 {
		w.asks("", "HEAD", path, "").wantStatus(http.StatusOK)
		p := w.visits("GET", path, "ready", http.StatusOK)
		p.says("ack", "Tower North: no power", "This link is for The responder")
		p.says("acknowledge", "Acknowledge")
	}
	if w.everything() != before {
		t.Fatal("opening the link changed something")
	}
	if got := w.asks("", "GET", path, "").Result().Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the secret in the path leaks to other sites: %q", got)
	}
	w.visits("POST", path, "done", http.StatusOK).says("ack", "You have it", "Paging has stopped")
	in := w.incident(n)
	if in.Status != engine.Acked || in.ChangedBy.ID != personOf(responder) || in.ChangedBy.Via != "push button" {
		t.Errorf("got %s by %+v", in.Status, in.ChangedBy)
	}
	after := w.everything()
	w.visits("POST", path, "already", http.StatusOK).says("ack", "You already have it")
	if w.everything() != after {
		t.Error("a second press changed something")
	}
}

func TestALockScreenButtonSendsAnEmptyFormFromNoSite(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := w.link()
	p := w.asks("", "POST", path, "", "Origin", "", "Content-Type", "", "User-Agent", "ntfy/1.16.0 (play; Android 14)")
	p.wantStatus(http.StatusOK)
	if w.incident(n).Status != engine.Acked {
		t.Error("the button of the phone did nothing")
	}
}

func TestAnotherSiteCannotPressTheButtonsOfPagesButALinkIsItsOwnProof(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := w.link()
	cross := []string{"Origin", "https://evil.example.org", "Sec-Fetch-Site", "cross-site"}
	w.asks(personOf(responder), "POST", "/incidents/"+engine.IncidentID(n)+"/resolve", "", cross...).wantStatus(http.StatusForbidden)
	if w.incident(n).Status != engine.Triggered {
		t.Error("another site resolved an incident")
	}
	w.asks("", "POST", path, "", cross...).wantStatus(http.StatusOK) // ntfy's web app is another site
}

func TestALinkSaysWhoHasItOrThatItIsOver(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := w.link()
	w.does(other, n, engine.Act{Acknowledge: true})
	for _, method := range []string{"GET", "POST"} {
		w.visits(method, path, "already", http.StatusOK).says("ack", "The scheduler already has it")
	}
	w.does(other, n, engine.Act{Resolve: true})
	for _, method := range []string{"GET", "POST"} {
		w.visits(method, path, "resolved", http.StatusOK).says("ack", "It is over")
	}
	w.does(other, n, engine.Act{Reopen: true})
	before := w.everything()
	for _, method := range []string{"GET", "POST"} {
		p := w.visits(method, path, "expired", http.StatusGone)
		if strings.Contains(p.Body.String(), "It is over") || strings.Contains(p.Body.String(), "sleep") {
			t.Error("a reopened incident is said to be over")
		}
	}
	if w.everything() != before {
		t.Error("a link from before the reopening still acknowledges")
	}
}

func TestOldLinksAndThoseOfPeopleWhoLeftDoNothing(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := w.link()
	gone := smallProvider()
	u := gone.Users[personOf(responder)]
	u.Disabled = true
	gone.Users[u.ID] = u
	w.configure(gone)
	for _, method := range []string{"GET", "POST"} {
		w.visits(method, path, "revoked", http.StatusGone).says("ack", "withdrawn")
	}
	w.configure(smallProvider())
	w.visits("GET", path, "ready", http.StatusOK)
	w.set(w.now().Add(engine.AckLinkLife + time.Second))
	before := w.everything()
	for _, method := range []string{"GET", "POST"} {
		w.visits(method, path, "expired", http.StatusGone).says("ack", "This link has expired")
	}
	if w.everything() != before || w.incident(n).Status != engine.Triggered {
		t.Error("an old link acknowledged")
	}
}

func TestAForgedLinkIsNoPage(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	token := strings.TrimPrefix(w.link(), "/a/")
	before := w.everything()
	delivery, mac, _ := strings.Cut(token, "-")
	forged := []string{
		"x", delivery, delivery + "-", "-" + mac, delivery + "-" + mac[1:], delivery + "x-" + mac, strings.ToUpper(token),
		delivery + "-" + flip(mac), token + "0", "%00", strings.Repeat("a", 3000), "..%2F..%2Fincidents",
	}
	for _, f := range forged {
		for _, method := range []string{"GET", "POST", "HEAD"} {
			if p := w.asks("", method, "/a/"+f, ""); p.Code != http.StatusNotFound {
				t.Errorf("%s with %.40q: %d", method, f, p.Code)
			}
		}
	}
	if w.everything() != before || w.incident(n).Status != engine.Triggered {
		t.Error("a forged link changed something")
	}
}

// flip changes the first character.
func flip(s string) string {
	if s[0] == '0' {
		return "1" + s[1:]
	}
	return "0" + s[1:]
}

func TestALinkOfSeveralAcknowledgesThemAll(t *testing.T) {
	w := open(t)
	for _, key := range []string{"a", "b", "c", "d"} {
		w.opens(key, "Tower "+key+": no power")
	}
	path := w.link()
	w.visits("GET", path, "ready", http.StatusOK).says("acknowledge", "Acknowledge all 4")
	w.does(other, 2, engine.Act{Acknowledge: true})
	w.does(other, 3, engine.Act{Resolve: true})
	p := w.visits("GET", path, "ready", http.StatusOK)
	p.says("acknowledge", "Acknowledge all 2")
	if items := p.texts("ack-item"); len(items) != 2 || !slices.ContainsFunc(items, func(s string) bool { return strings.Contains(s, "Tower d") }) {
		t.Errorf("the button is for %q", items)
	}
	w.visits("POST", path, "done", http.StatusOK)
	for n, want := range map[uint64]string{1: personOf(responder), 2: personOf(other), 3: personOf(other), 4: personOf(responder)} {
		if got := w.incident(n).ChangedBy.ID; got != want {
			t.Errorf("incident %d was changed by %s, want %s", n, got, want)
		}
	}
}

func TestTheDemoShowsTheLinksOfItsMessages(t *testing.T) {
	for _, demo := range []bool{true, false} {
		w := open(t, func(o *ui.Options) { o.Demo = demo })
		w.opens("a", "Tower North: no power")
		path := w.link()
		if got := slices.Contains(w.shows(people.Viewer, "/deliveries").hrefs(), path); got != demo {
			t.Errorf("demo %v: the link is shown: %v", demo, got)
		}
	}
}
