package ui_test

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func (p *page) raw() string {
	var b strings.Builder
	if found := p.all(func(n *node) bool { return n.Data == "pre" && attr(n, "class") == "card raw" }); len(found) > 0 {
		for d := range found[0].Descendants() {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestARawEventIsShownAsItCame(t *testing.T) {
	w := open(t)
	big := strings.Repeat("line of text é\n", 6000)
	for name, c := range map[string]struct{ body, shown, says string }{
		"JSON":             {`{"a": "<b>é</b>"}`, `{"a": "<b>é</b>"}`, ""},
		"bytes":            {"\x00\x01\xff\xfe binary", hex.Dump([]byte("\x00\x01\xff\xfe binary")), "not text"},
		"one NUL in text":  {strings.Repeat("text ", 20) + "\x00", hex.Dump([]byte(strings.Repeat("text ", 20) + "\x00")), "not text"},
		"one long bad run": {strings.Repeat("\xff", 500) + "text", hex.Dump([]byte(strings.Repeat("\xff", 500) + "text")), "not text"},
		"one bad byte":     {strings.Repeat("text ", 20) + "\xff!", strings.Repeat("text ", 20) + `\xff!`, ""},
		"turned around":    {"\u202eexe.gnp\u2066", `\u{202E}exe.gnp\u{2066}`, ""},
		"a terminal's":     {"all is well, says the host of this long line \x1b[2J", `all is well, says the host of this long line \u{001B}[2J`, ""},
		"empty":            {"", "", "empty"},
		"long":             {big, big[:64<<10], "only its beginning"},
	} {
		seq := w.sends(coreKey, []byte(c.body), event(name, name)).Seq
		p := w.shows(responder, fmt.Sprint("/events/", seq))
		if got := p.raw(); got != strings.TrimSuffix(c.shown, "\xc3") && !(name == "long" && strings.HasPrefix(big, got) && len(got) > 60<<10) {
			t.Errorf("%s: shown as %.120q, want %.120q", name, got, c.shown)
		}
		if !strings.Contains(p.text("raw"), c.says) {
			t.Errorf("%s: it does not say %q: %.200s", name, c.says, p.text("raw"))
		}
	}
}

func TestAnEventSaysWhatBecameOfItAndWhy(t *testing.T) {
	w := open(t)
	w.storm()
	rows := w.shows(responder, "/events").texts("event-row")
	for _, want := range []string{"Opened an incident", "Kept quiet", "Change", "Test", "A post without events"} {
		if !slices.ContainsFunc(rows, func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(want)) }) {
			t.Errorf("no event says %q:\n%s", want, strings.Join(rows, "\n"))
		}
	}
	last := w.sends(coreKey, []byte("{}")).Seq
	w.shows(responder, "/events/"+strconv.FormatUint(last, 10)).says("event", "A post without events")
}

func TestASearchInTheEventLogGoesOnUntilItHasFound(t *testing.T) {
	w := open(t)
	w.sends(coreKey, nil, event("needle-key", "The one"))
	for range 350 {
		w.opens("a", "Tower North: no power")
	}
	for _, query := range []string{"?q=the+one", "?q=NEEDLE-key", "?integration=PINT002", "?outcome=opened&q=one"} {
		want := 1
		if query == "?integration=PINT002" {
			want = 0
		}
		if got := len(w.shows(responder, "/events"+query).parts("event-row")); got != want {
			t.Errorf("%s finds %d events, want %d", query, got, want)
		}
	}
	seen := 0
	for path := "/events"; path != ""; {
		p := w.shows(responder, path)
		seen += len(p.parts("event-row"))
		path = p.older()
	}
	if seen != 351 {
		t.Errorf("all pages together have %d events, want 351", seen)
	}
}

func TestEquipmentIsFoundWhateverItIsCalled(t *testing.T) {
	w := open(t)
	w.storm()
	list := w.shows(responder, "/equipment")
	if got := len(list.parts("equipment-row")); got != len(hostileNames())+1 {
		t.Errorf("%d pieces of equipment, want %d", got, len(hostileNames())+1)
	}
	for _, name := range hostileNames() {
		clean := strings.NewReplacer("\x00", " ", "\t", " ").Replace(name)
		i := slices.IndexFunc(list.hrefs(), func(h string) bool { return strings.Contains(h, escaped(clean)) })
		if i < 0 {
			t.Errorf("%q has no link", clean)
			continue
		}
		p := w.shows(responder, list.hrefs()[i])
		if got := strings.Join(append(p.texts("equipment-page"), p.texts("equipment-row")...), " "); !strings.Contains(got, strings.Join(strings.Fields(clean), " ")) {
			t.Errorf("the link of %q leads to %.100q", clean, got)
		}
	}
}

func escaped(name string) string {
	if name == "." || name == ".." {
		return "q=" + name
	}
	return "/equipment/" + pathEscape(name)
}

func TestASearchFindsEquipmentOnWhateverPageItIs(t *testing.T) {
	w := open(t)
	for i := range 1050 {
		ev := event(fmt.Sprint(i), "Down")
		ev.Source = fmt.Sprintf("ap-%04d", i)
		w.sends(coreKey, nil, ev)
	}
	if got := w.shows(responder, "/equipment?q=AP-1049").texts("equipment-row"); len(got) != 1 {
		t.Errorf("the search finds %q", got)
	}
	seen := map[string]bool{}
	for path := "/equipment"; path != ""; {
		p := w.shows(responder, path)
		for _, row := range p.texts("equipment-row") {
			seen[row] = true
		}
		path = p.older()
	}
	if len(seen) != 1050 {
		t.Errorf("all pages together have %d pieces of equipment, want 1050", len(seen))
	}
}

func TestEquipmentWithALongHistoryStillShowsWhatIsOpen(t *testing.T) {
	w := open(t)
	w.opens("stays", "Still broken")
	w.set(begin().AddDate(0, 0, 20))
	for i := range 60 {
		w.does(responder, w.opens(fmt.Sprint(i), "Came and went"), engine.Act{Resolve: true})
	}
	p := w.shows(responder, "/equipment/sw1.north")
	p.says("state", "Triggered")
	if got := p.titles(); got[0] != "Still broken" || len(got) != 51 {
		t.Errorf("the page lists %q first, %d in all", got[0], len(got))
	}
	if !strings.Contains(p.Body.String(), "60 incidents") && !strings.Contains(p.Body.String(), "61") {
		t.Error("the bars count only what is listed")
	}
	next := w.shows(responder, p.older())
	if got := next.titles(); got[0] != "Still broken" || len(got) != 11 {
		t.Errorf("the second page lists %d", len(got))
	}
}

func TestAStormOfMessagesAtOneInstantIsListedWhole(t *testing.T) {
	w := open(t)
	var rows []engine.Delivery
	for i := range 250 {
		rows = append(rows, engine.Delivery{
			ID: fmt.Sprintf("d%03d", i), User: personOf(responder), Channel: "push", Subject: fmt.Sprint("No ", i), State: engine.Sent,
			CreatedAt: begin().Add(time.Duration(i/100) * time.Second),
		})
	}
	w.must(w.db.Update(w.Context(), engine.Urgent, func(tx engine.Tx) error { return tx.Apply(engine.Changes{Deliveries: rows}) }))
	seen := map[string]int{}
	for path := "/deliveries"; path != ""; {
		p := w.shows(responder, path)
		for _, row := range p.texts("delivery") {
			seen[row]++
		}
		path = p.older()
	}
	if len(seen) != 250 {
		t.Errorf("%d of 250 messages are listed", len(seen))
	}
}

func TestAddressesOfOthersAreTheirs(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	w.pages()
	for _, c := range []struct {
		by   string
		want bool
	}{{personOf(responder), true}, {personOf(owner), true}, {personOf(other), false}, {personOf(viewer), false}} {
		p := w.asks(c.by, "GET", "/deliveries", "").wantStatus(http.StatusOK)
		p.says("delivery", "The responder", "Tower North: no power")
		if got := strings.Contains(p.text("delivery"), "topic-responder"); got != c.want {
			t.Errorf("%s sees the topic: %v", c.by, got)
		}
	}
}
