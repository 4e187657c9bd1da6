package ui_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// titles are the rows of a list, in order.
func (p *page) titles() (list []string) {
	for _, n := range p.all(func(n *node) bool { return n.Data == "a" && attr(n, "class") == "title" }) {
		list = append(list, words(n))
	}
	return list
}

// older is where the link to the next page leads; "" without one.
func (p *page) older() string {
	for _, n := range p.all(func(n *node) bool { return attr(n, "rel") == "next" }) {
		return attr(n, "href")
	}
	return ""
}

func TestWhatNobodyHasTakenComesFirstHoweverOld(t *testing.T) {
	w := open(t)
	w.opens("old", "Old and forgotten")
	for i := range 119 {
		n := w.opens(fmt.Sprint("new", i), fmt.Sprint("New ", i))
		if i < 60 {
			w.does(responder, n, engine.Act{Acknowledge: true})
		}
	}
	p := w.shows(responder, "/")
	p.says("tally", "60 triggered", "60 acknowledged")
	var seen []string
	pages := 0
	for path := "/"; path != ""; pages++ {
		p = w.shows(responder, path)
		seen = append(seen, p.titles()...)
		path = p.older()
	}
	if len(seen) != 120 || len(slices.Compact(slices.Sorted(slices.Values(seen)))) != 120 {
		t.Errorf("%d incidents on %d pages, want each of 120 once", len(seen), pages)
	}
	if at := slices.Index(seen, "Old and forgotten"); at != 59 {
		t.Errorf("the oldest that nobody has is in place %d, want 59", at)
	}
	if at := slices.Index(seen, "New 59"); at != 60 {
		t.Errorf("the newest that somebody has is in place %d, want 60", at)
	}
}

func TestAListOfExactlyOnePageHasNoNext(t *testing.T) {
	w := open(t)
	for i := range 50 {
		w.opens(fmt.Sprint(i), fmt.Sprint("New ", i))
	}
	if p := w.shows(responder, "/"); len(p.titles()) != 50 || p.older() != "" {
		t.Errorf("%d rows, and then %q", len(p.titles()), p.older())
	}
	w.does(responder, 1, engine.Act{Acknowledge: true})
	if p := w.shows(responder, "/"); p.titles()[49] != "New 0" || p.older() != "" {
		t.Errorf("the acknowledged one is missing: %q, then %q", p.titles()[49], p.older())
	}
	w.opens("one more", "One more")
	p := w.shows(responder, "/")
	if next := w.shows(responder, p.older()).titles(); len(next) != 1 || next[0] != "New 0" {
		t.Errorf("the second page has %q", next)
	}
}

func TestFiltersAndOldBookmarks(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	w.sends(trialKey, []byte("{}"), event("t", "Only a trial"))
	w.opens("b", "Tower South: no power")
	w.does(responder, 3, engine.Act{Resolve: true})
	for query, want := range map[string][]string{
		"":                             {"Tower North: no power", "Only a trial"},
		"?state=nonsense":              {"Tower North: no power", "Only a trial"},
		"?urgency=nonsense":            {"Tower North: no power", "Only a trial"},
		"?after=nonsense":              {"Tower North: no power", "Only a trial"},
		"?after=9-9":                   nil,
		"?state=all":                   {"Tower North: no power", "Only a trial", "Tower South: no power"},
		"?state=resolved":              {"Tower South: no power"},
		"?state=acknowledged":          nil,
		"?state=quiet":                 {"Only a trial"},
		"?state=quiet&service=PCORE01": nil,
		"?service=PCORE01":             {"Tower North: no power"},
		"?service=PGONE":               nil,
		"?q=TOWER+north":               {"Tower North: no power"},
		"?q=no+power&state=all":        {"Tower North: no power", "Tower South: no power"},
		"?q=nothing+has+this":          nil,
		"?urgency=low":                 nil,
	} {
		p := w.shows(responder, "/incidents"+query)
		if got := p.titles(); !slices.Equal(got, want) {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
		p.has("empty", want == nil)
	}
	if got := w.shows(responder, "/incidents?q=%22%3Ex&state=all").field("q"); got != `">x` {
		t.Errorf("what was searched becomes %q", got)
	}
	w.shows(responder, "/").says("group-quiet", "Only a trial")
}

func TestAnEmptyHomeSaysSinceWhenItIsQuiet(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.set(begin().Add(30 * time.Minute))
	w.does(responder, n, engine.Act{Resolve: true})
	w.set(begin().Add(40 * time.Minute))
	p := w.shows(responder, "/")
	p.says("empty", "02:30", "Last event 40 min ago from LibreNMS")
	if !strings.Contains(p.Body.String(), "1 resolved") {
		t.Error("what was resolved is not counted")
	}
	none := smallProvider()
	clear(none.Integrations)
	w.configure(none)
	w.shows(responder, "/").says("empty", "Nothing is connected yet")
}

func TestEveryEmptyPageSaysWhatItIsFor(t *testing.T) {
	w := open(t)
	for _, path := range []string{"/", "/equipment", "/events", "/deliveries"} {
		w.shows(responder, path).has("empty", true)
	}
	for _, path := range []string{"/services/PNONE", "/equipment/nothing", "/events/99", "/events/x", "/events/-1", "/incidents/99", "/incidents/x", "/nowhere"} {
		w.asks(personOf(owner), "GET", path, "").wantStatus(http.StatusNotFound).has("problem", true)
	}
}

func TestServicesSayWhenTheyWereHeardAndWhyTheyWouldBeDeaf(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	w.set(begin().Add(time.Hour))
	w.sends(mailKey, nil, event("m", "Queue grows"))
	p := w.shows(responder, "/services")
	tiles := p.texts("service")
	for _, want := range []string{
		"Core network 1 triggered Towers and fibre On call for Default: You 1 integration last event 1 h ago from LibreNMS",
		"Mail 1 triggered On call for Default: You 1 integration last event just now from mailbox",
		"Deaf Nothing open No integration: nothing can reach it.",
	} {
		if !slices.ContainsFunc(tiles, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("no service says %q: %q", want, tiles)
		}
	}
	for range 700 { // more than one walk reads at once
		w.opens("a", "Tower North: no power")
	}
	if got := w.shows(responder, "/services/PMAIL01").text("integration"); !strings.Contains(got, "last event just now") {
		t.Errorf("what others sent makes us forget when mail was heard: %q", got)
	}
}

func TestTheFirstEventOfAnIntegrationIsSeenAtOnce(t *testing.T) {
	w := open(t)
	for range 1200 {
		w.opens("a", "Tower North: no power")
	}
	w.shows(responder, "/services").has("service", true)
	w.sends(mailKey, nil, event("m", "Queue grows"))
	if got := w.shows(responder, "/services/PMAIL01").text("integration"); !strings.Contains(got, "last event just now") {
		t.Errorf("the first event of an integration is not seen: %q", got)
	}
}

func TestResolvedTodayCountsWhatEndedTodayHoweverOld(t *testing.T) {
	w := open(t)
	old, reopened := w.opens("old", "Opened last week"), w.opens("again", "Resolved and opened again")
	w.set(w.now().AddDate(0, 0, 7))
	w.does(responder, old, engine.Act{Resolve: true})
	w.does(responder, reopened, engine.Act{Resolve: true})
	w.does(responder, reopened, engine.Act{Reopen: true})
	w.shows(responder, "/").says("over", "1 resolved")
	w.set(w.now().Add(25 * time.Hour))
	w.shows(responder, "/").says("over", "0 resolved")
}
