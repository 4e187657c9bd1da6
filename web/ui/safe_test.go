package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// everything is the store as far as a request could change it.
func (w *world) everything() string {
	w.Helper()
	list, err := w.db.Incidents(store.IncidentQuery{Limit: 1000})
	w.must(err)
	timers, pages, deliveries, err := w.db.QueueDepth()
	w.must(err)
	text, err := json.Marshal(list)
	w.must(err)
	reason, held := w.db.Hold()
	return w.head() + fmt.Sprint(timers, pages, deliveries, reason, held) + string(text)
}

// storm fills the box with what a bad night brings: several states, hostile
// names, a change event, binary bodies, test traffic.
func (w *world) storm() {
	w.Helper()
	for i, key := range []string{"a", "b", "c", "d"} {
		w.opens(key, fmt.Sprintf("Tower %d: no power", i))
	}
	w.does(people.Responder, 2, engine.Act{Acknowledge: true})
	w.does(people.Responder, 3, engine.Act{Resolve: true})
	for _, name := range hostileNames() {
		ev := event("hostile "+name, name+" is down")
		ev.Source = name
		w.sends(coreKey, []byte("\x00\x01\x02"+name), ev)
	}
	w.sends(mailKey, []byte("plain words"), event("m", "Mail queue grows"))
	w.sends(trialKey, []byte("{}"), event("t", "Only a trial"))
	w.sends(coreKey, []byte("{}"), engine.Event{Action: engine.Change, Summary: "New firmware on sw1.north", Source: "sw1.north"})
	test := event("test", "A test")
	test.Test = true
	w.sends(coreKey, []byte("{}"), test)
	w.sends(coreKey, []byte("{}"))
	w.pages()
}

// hostileNames are what a sender may call a thing.
func hostileNames() []string {
	return []string{
		"rack/3/u 12", "a?b=c&d#e%2F", `"><script>alert(1)</script>`, "راوتر الشمال", "\u202egnp.exe", "sw 1\tleft",
		"sw\x00hidden", "100% ∎ 🔥", "..", ".", "//example.net", `C:\shed`, strings.Repeat("long-", 200),
	}
}

func TestAVisitorThatFollowsEveryLinkChangesNothing(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	w.storm()
	token := w.links.Token(deliveryID(w))
	before := w.everything()
	for _, method := range []string{"GET", "HEAD"} {
		seen := map[string]bool{}
		queue := []string{"/", "/menu", "/health", "/incidents?state=all", "/incidents?state=quiet", "/signin", "/a/" + token}
		for len(queue) > 0 {
			path := queue[0]
			queue = queue[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			p := w.asks(personOf(people.Owner), method, path, "")
			if p.Code != 200 && !strings.HasPrefix(path, "/signin") {
				t.Errorf("%s %s is linked to and is %d: %s", method, path, p.Code, p.problem())
			}
			if method == "HEAD" {
				p = w.asks(personOf(people.Owner), "GET", path, "")
			}
			queue = append(queue, p.hrefs()...)
		}
		if len(seen) < 60 {
			t.Errorf("only %d pages were found: the crawl is broken", len(seen))
		}
	}
	if after := w.everything(); after != before {
		t.Errorf("a GET changed something:\n%s\n%s", before, after)
	}
}

// deliveryID is one that a carrier took.
func deliveryID(w *world) string {
	w.Helper()
	list, err := w.db.Deliveries(w.now().Add(1), 1)
	w.must(err)
	if len(list) == 0 {
		w.Fatal("nothing was sent")
	}
	return list[0].ID
}

func TestAWrongVerbChangesNothing(t *testing.T) {
	w := open(t)
	id := engine.IncidentID(w.opens("a", "Tower: no power"))
	before := w.everything()
	for path, want := range map[string]int{
		"/incidents/" + id + "/explode":         http.StatusNotFound,
		"/incidents/" + id + "/Acknowledge":     http.StatusNotFound,
		"/incidents/" + id + "/acknowledge/":    http.StatusMethodNotAllowed,
		"/incidents/nonsense/acknowledge":       http.StatusNotFound,
		"/incidents/QZZZZZZZZZZZZZ/acknowledge": http.StatusNotFound,
		"/incidents/999999/resolve":             http.StatusNotFound,
		"/incidents/" + id:                      http.StatusMethodNotAllowed,
		"/oncall":                               http.StatusMethodNotAllowed,
	} {
		if p := w.posts(people.Owner, path, nil); p.Code != want {
			t.Errorf("POST %s: %d, want %d", path, p.Code, want)
		}
	}
	if p := w.asks(personOf(people.Owner), "DELETE", "/incidents/"+id, ""); p.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", p.Code)
	}
	if after := w.everything(); after != before {
		t.Error("a wrong verb changed something")
	}
}

func TestNothingHostileBecomesMarkup(t *testing.T) {
	w := open(t)
	w.storm()
	for _, path := range []string{"/", "/events", "/equipment", "/deliveries", "/incidents/5", "/incidents/7", "/events/7", "/equipment?q=%22%3E%3Cscript%3E", "/incidents?q=%3Cscript%3Ealert(1)%3C/script%3E"} {
		p := w.shows(people.Owner, path)
		for _, n := range p.all(func(*node) bool { return true }) {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
				}
			}
			if n.Data == "script" && attr(n, "src") == "" {
				t.Errorf("%s: a script of its own: %s", path, words(n))
			}
		}
	}
}

func TestWhatWasDoneTravelsInACookieThatNoNeighbourCanPlant(t *testing.T) {
	w := open(t)
	path := "/incidents/" + engine.IncidentID(w.opens("a", "Tower: no power")) + "/acknowledge"
	for _, c := range []struct{ encrypted, name, other string }{{"yes", "__Host-wakeman-notice", "wakeman-notice"}, {"no", "wakeman-notice", "__Host-wakeman-notice"}} {
		p := w.posts(people.Responder, path, nil, "Encrypted", c.encrypted)
		if p.cookie(c.name) == "" || p.cookie(c.other) != "" {
			t.Errorf("encrypted %s: %v", c.encrypted, p.Result().Cookies())
		}
		if p := w.shows(people.Responder, "/", "Encrypted", c.encrypted, "Cookie", c.other+"="+p.cookie(c.name)); p.text("notice") != "" {
			t.Errorf("encrypted %s: a planted %s is shown", c.encrypted, c.other)
		}
	}
}
