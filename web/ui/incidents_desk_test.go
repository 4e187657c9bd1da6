package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wakeman/engine"
)

// openOf is the address of a list with an incident open.
func openOf(n uint64, query string) string {
	return "/incidents?open=" + engine.IncidentID(n) + query
}

func TestTheChosenIncidentStandsBesideItsList(t *testing.T) {
	w := open(t)
	n, m := w.opens("a", "Tower North: no power"), w.opens("b", "Fibre cut")
	p := w.shows(responder, "/incidents?open="+engine.IncidentID(n)+"&urgency=high")
	if got := strings.Join(p.titles(), ", "); got != "Fibre cut, Tower North: no power" {
		t.Errorf("the list has %q", got)
	}
	p.says("pane", "Tower North: no power", "Acknowledge", "Who was told")
	current := p.all(func(x *node) bool { return attr(x, "aria-current") == "true" })
	if len(current) != 1 || attr(current[0], "href") != openOf(n, "&urgency=high") {
		t.Errorf("%d rows are marked", len(current))
	}
	var hrefs []string
	for _, a := range p.all(func(x *node) bool { return attr(x, "class") == "title" }) {
		hrefs = append(hrefs, attr(a, "href"))
	}
	if hrefs[0] != openOf(m, "&urgency=high") {
		t.Errorf("a row leads to %s, want the same list with it open", hrefs[0])
	}
	if got := attr(p.parts("back")[0], "href"); got != "/incidents?urgency=high" {
		t.Errorf("the way back leads to %s", got)
	}

	part := w.shows(responder, openOf(m, ""), "X-Fragment", "pane")
	part.says("pane", "Fibre cut")
	part.has("incident-row", false)
	w.shows(responder, "/").says("pane", "Choose an incident: it opens here")
	w.shows(viewer, openOf(n, "")).has("acknowledge", false)
	w.shows(responder, "/incidents?q=nothing").has("pane", false)
	w.shows(responder, openOf(n, "&q=nothing")).says("pane", "Tower North: no power")
}

func TestAnIncidentThatIsNotThereIsSaidToBeSoBesideItsList(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	for _, id := range []string{engine.IncidentID(99), "nonsense", `"><b>`} {
		p := w.shows(responder, "/incidents?urgency=high&open="+url.QueryEscape(id))
		p.says("missing", "There is no incident “"+id+"” on this box.")
		if got := strings.Join(p.titles(), ", "); got != "Tower North: no power" {
			t.Errorf("the list has %q", got)
		}
		if got := attr(p.parts("back")[0], "href"); got != "/incidents?urgency=high" {
			t.Errorf("the way on leads to %s", got)
		}
	}
	w.shows(responder, openOf(99, ""), "X-Fragment", "pane").says("missing", "There is no incident")
	w.shows(viewer, openOf(99, "&q=nothing")).says("missing", "There is no incident")
	w.shows(responder, "/incidents").has("missing", false)
}

func TestWhatIsDoneBesideAListLeadsBackToIt(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	beside := openOf(n, "&state=all")
	action := func(verb string) string {
		return "/incidents/" + engine.IncidentID(n) + "/" + verb + strings.TrimPrefix(beside, "/incidents")
	}
	forms := w.shows(responder, beside).all(func(x *node) bool {
		return x.Data == "form" && strings.HasPrefix(attr(x, "action"), "/incidents/"+engine.IncidentID(n)+"/")
	})
	for _, f := range forms {
		if !strings.HasSuffix(attr(f, "action"), strings.TrimPrefix(beside, "/incidents")) {
			t.Errorf("a form is posted to %s", attr(f, "action"))
		}
	}
	if len(forms) < 5 {
		t.Errorf("%d forms", len(forms))
	}

	p := w.posts(responder, action("resolve"), url.Values{"seen": {"triggered"}})
	p.wantRedirect(beside)
	after := w.wantNotice(responder, p, "Resolved. Undo")
	after.says("pane", "Resolved")
	undo := after.all(func(x *node) bool { return x.Data == "form" && attr(x, "action") == action("undo") })
	if len(undo) != 1 {
		t.Error("the undo does not lead back to the list")
	}
	w.posts(responder, action("undo"), nil).wantRedirect(beside)
	w.posts(responder, action("undo"), nil).wantRedirect(beside) // refused, and there as well

	wrong := w.posts(responder, action("snooze"), url.Values{"for": {"nonsense"}}).wantStatus(http.StatusBadRequest)
	wrong.says("pane", "Choose a time from 1 second to 7 days")
	wrong.has("incident-row", true)

	w.posts(responder, action("acknowledge")+"&open=%2F%2Fevil.example.org", nil).wantRedirect(beside)
	alone := "/incidents/" + engine.IncidentID(n)
	w.posts(responder, alone+"/acknowledge?open=another", nil).wantRedirect(alone)
	stranger := w.asks("", "POST", action("resolve"), "")
	stranger.wantStatus(http.StatusUnauthorized)
	if got := stranger.field("next"); got != beside {
		t.Errorf("after signing in it leads to %q, want %q", got, beside)
	}
}
