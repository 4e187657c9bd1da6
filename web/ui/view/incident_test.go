package view_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"wakeman/web/ui/view"
)

func TestIncidentSaysWhatWhereSinceWhenAndWhatNext(t *testing.T) {
	said := text(one(t, samples(t)["incident"], "incident"))
	for _, want := range []string{"Triggered", "4 min", "Tower North: no power", "Core network", "since 02:11", "Next: Ana Fernández is paged at 02:16", "level 1 of 3"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestAcknowledgeIsOneFormThatSaysWhatWasSeen(t *testing.T) {
	button := one(t, samples(t)["incident"], "acknowledge")
	form := button.Parent
	if attribute(form, "method") != "post" || attribute(form, "action") != "/incidents/Q1TOWERNORTH01/acknowledge" {
		t.Errorf("the button is in %v", form.Attr)
	}
	if seen := elements(form, "input"); len(seen) != 1 || attribute(seen[0], "name") != "seen" || attribute(seen[0], "value") != "triggered" {
		t.Error("the form does not say what the viewer saw")
	}
}

func TestOnlyWhatMayBeDoneIsOffered(t *testing.T) {
	pages := samples(t)
	if n := len(marked(pages["incident-resolved"], "acknowledge")); n != 0 {
		t.Error("a resolved incident can be acknowledged")
	}
	one(t, pages["incident-resolved"], "reopen")
	if n := len(marked(pages["incident-acknowledged"], "acknowledge")); n != 0 {
		t.Error("an acknowledged incident can be acknowledged")
	}
	one(t, pages["incident-acknowledged"], "unacknowledge")
}

func TestNobodyReachedIsSaidInRedWithTheReason(t *testing.T) {
	said := text(one(t, samples(t)["incident-unreached"], "unreached"))
	if !strings.HasPrefix(said, "Nobody was reached.") || !strings.Contains(said, "nobody is on call there") {
		t.Errorf("it says %q", said)
	}
	if n := len(marked(samples(t)["incident"], "unreached")); n != 0 {
		t.Error("the red box is there although somebody was reached")
	}
}

func TestHostileTextStaysText(t *testing.T) {
	page := samples(t)["incident-hostile"]
	const markup = `<script>alert("x")</script><img src=x onerror=alert(1)> "quoted" & 'single'`
	if heading := text(elements(page, "h1")[0]); !strings.HasPrefix(heading, markup) {
		t.Errorf("the title reads %q", heading)
	}
	if n := len(elements(page, "img")); n != 0 {
		t.Errorf("%d pictures came out of a title", n)
	}
	if n := len(elements(page, "script")); n != 1 {
		t.Errorf("%d scripts, want only our own", n)
	}
}

func TestDetailsAreShownCharacterForCharacter(t *testing.T) {
	const output = "PING 192.0.2.7 56(84) bytes of data.\n\n--- 192.0.2.7 ping statistics ---\n5 packets transmitted, 0 received, 100% packet loss, time 4090ms"
	for _, dd := range elements(samples(t)["incident-hostile"], "dd") {
		if dd.FirstChild != nil && dd.FirstChild.Data == output && dd.FirstChild.NextSibling == nil {
			return
		}
	}
	t.Error("the lines of the detail were changed")
}

func TestOnlyWebAddressesBecomeLinks(t *testing.T) {
	page := samples(t)["incident-hostile"]
	var links []string
	for _, n := range marked(page, "outside-link") {
		links = append(links, attribute(elements(n, "a")[0], "href"))
	}
	for _, href := range links {
		if !strings.HasPrefix(href, "http") {
			t.Errorf("%q became a link", href)
		}
	}
	if n := len(marked(page, "outside-text")); n != 6 {
		t.Errorf("%d addresses shown as text, want 6", n)
	}
}

func TestOutside(t *testing.T) {
	for href, want := range map[string]bool{
		"https://wiki.example.net/x?y#z":   true,
		"HTTP://example.net":               true,
		" https://example.net/ ":           true,
		"javascript:alert(1)":              false,
		"JaVaScRiPt:alert(1)":              false,
		"java\nscript:alert(1)":            false,
		"data:text/html,x":                 false,
		"vbscript:x":                       false,
		"//example.net/":                   false,
		"/signout":                         false,
		"":                                 false,
		"https://":                         false,
		"https://user:secret@example.net/": false,
		"https:\\\\example.net":            false,
		"https://example.net/\x00":         false,
		"ftp://example.net/":               false,
		"http://[::1":                      false,
	} {
		if _, got := view.Outside(href); got != want {
			t.Errorf("Outside(%q) = %v, want %v", href, got, want)
		}
	}
}

func FuzzOutside(f *testing.F) {
	for _, seed := range []string{"https://example.net", "javascript:1", "//x", "\x00http://x", "http://a@b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, href string) {
		got, ok := view.Outside(href)
		if ok && !strings.HasPrefix(got, "http://") && !strings.HasPrefix(got, "https://") {
			t.Errorf("Outside(%q) = %q", href, got)
		}
	})
}

func TestRowsOfOneStateStandTogether(t *testing.T) {
	page := samples(t)["home"]
	if n := len(marked(one(t, page, "group-triggered"), "incident-row")); n != 2 {
		t.Errorf("%d triggered rows, want 2", n)
	}
	if n := len(marked(one(t, page, "group-acknowledged"), "incident-row")); n != 3 {
		t.Errorf("%d acknowledged rows, want 3", n)
	}
	if said := text(one(t, page, "tally")); said != "2 triggered 3 acknowledged" {
		t.Errorf("the tally says %q", said)
	}
}

func TestQuietHomeSaysSinceWhenAndThatEventsArrive(t *testing.T) {
	said := text(one(t, samples(t)["home-empty"], "empty"))
	if want := "All quiet since 18:04 Last event 2 min ago from LibreNMS."; said != want {
		t.Errorf("it says %q, want %q", said, want)
	}
}

func TestViewersCanNotSelectOrAct(t *testing.T) {
	page := view.Page{Viewer: view.Viewer{Name: "Guest", Role: "viewer"}, Clock: view.Clock{Now: time.Now()}}
	list := view.IncidentList{Connected: true, Rows: []view.IncidentRow{{ID: "Q1", Title: "x", State: view.Triggered}, {ID: "Q2", Title: "y", State: view.Triggered}}}
	root := parse(t, render(t, view.Incidents(page, list)))
	if n := len(find(root, func(n *html.Node) bool { return attribute(n, "type") == "checkbox" && attribute(n, "name") == "id" })); n != 0 {
		t.Errorf("%d rows can be selected by somebody who may not act", n)
	}
}

func TestFilterKeepsWhatWasTypedAndPagesKeepTheFilter(t *testing.T) {
	page := samples(t)["home-filtered"]
	for _, n := range elements(one(t, page, "filter"), "input") {
		if got := attribute(n, "value"); got != `olt "3" <b>` {
			t.Errorf("the search field has %q", got)
		}
	}
	var older string
	for _, a := range elements(page, "a") {
		if attribute(a, "rel") == "next" {
			older = attribute(a, "href")
		}
	}
	if want := "/incidents?after=c2&q=olt+%223%22+%3Cb%3E&service=PACC001&state=resolved"; older != want {
		t.Errorf("older leads to %q, want %q", older, want)
	}
}
