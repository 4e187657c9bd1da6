package ui_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// hostile are what somebody may put into a field to make it act: as markup, out
// of an attribute, as a link, as a template, out of a script, out of its place by
// turning the direction of reading.
func hostile() []string {
	return []string{
		`<x-planted onload=x></x-planted>`, `"><x-planted x-planted=1>`, `' x-planted='1`, `" x-planted="1" onfocus="x" autofocus="`, "javascript:planted()", " JaVa\tScRiPt:planted()",
		"data:text/html,<x-planted>", "{{7*7}}${7*7}<x-planted>", "</title></script></textarea></style><x-planted>", "<!--<x-planted>-->", "\u202eplanted\u2066", "=HYPERLINK(\"http://planted.example\")",
		"https://planted.example/\"onmouseover=x x-planted=\"", "&lt;x-planted&gt;&#60;x-planted&#62;", "line\r\nX-Planted: yes", "//planted.example/%2e", "`x-planted=1`",
	}
}

// reference reports whether a field names something else, or decides how it is
// read: those cannot be free text.
func reference(field string) bool {
	return slices.Contains([]string{
		"ID", "Key", "TimeZone", "Zone", "User", "Users", "Team", "Teams", "Schedule", "Policy", "Service", "Method", "Fallback", "Owner", "Holder", "Layer", "Type", "TLS", "Country", "Region",
	}, field)
}

// plant writes hostile text into every text of a value, and gives how many.
func plant(v reflect.Value, field string, n *int) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && !reference(field) && v.CanSet() {
			v.SetString(hostile()[*n%len(hostile())])
			*n++
		}
	case reflect.Pointer:
		if v.IsNil() && v.CanSet() && v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if !v.IsNil() {
			plant(v.Elem(), field, n)
		}
	case reflect.Struct:
		if v.Type().PkgPath() == "time" || v.Type().PkgPath() == "net/netip" {
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				plant(v.Field(i), f.Name, n)
			}
		}
	case reflect.Slice:
		if v.CanSet() && v.Len() == 0 && v.Type().Elem() == reflect.TypeFor[string]() && !reference(field) {
			v.Set(reflect.ValueOf([]string{""}))
		}
		for i := range v.Len() {
			plant(v.Index(i), field, n)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			elem := reflect.New(v.Type().Elem()).Elem()
			elem.Set(v.MapIndex(key))
			plant(elem, field, n)
			v.SetMapIndex(key, elem)
		}
	}
}

// planted is a box in whose configuration every text is hostile, with incidents
// whose every field is.
func planted(t *testing.T) *world {
	w := open(t)
	w.must(signable(w))
	c := smallProvider()
	c.Schedules = map[string]schedules.Schedule{"PSCHED1": {
		ID: "PSCHED1", TimeZone: "UTC",
		Layers: []schedules.Layer{{ID: "PLAYER1"}},
	}}
	w.plantEvents() // while the texts that page somebody still do
	n := 0
	plant(reflect.ValueOf(c).Elem(), "", &n)
	if n < 60 {
		t.Fatalf("only %d texts were planted", n)
	}
	w.configure(c)
	w.plantEvents()
	return w
}

func (w *world) plantEvents() {
	w.Helper()
	for i, text := range hostile() {
		var ev engine.Event
		n := i
		plant(reflect.ValueOf(&ev).Elem(), "", &n)
		ev.Action, ev.Key, ev.Severity, ev.Summary = engine.Trigger, fmt.Sprint("planted ", i), engine.Critical, text
		ev.Links = []engine.Link{{Href: text, Text: text}, {Href: "https://planted.example/" + text, Text: text}}
		ev.Images = []engine.Image{{Src: text, Href: text, Alt: text}}
		details, err := json.Marshal(map[string]any{text: text, "nested": []string{text}})
		w.must(err)
		ev.Details, ev.Quarantine = details, ""
		w.sends(coreKey, []byte(text), ev)
	}
	w.sends(coreKey, []byte("{}"), engine.Event{Action: engine.Trigger, Summary: hostile()[1], Source: hostile()[0], Quarantine: hostile()[0]})
	w.does(people.Responder, 1, engine.Act{Note: hostile()[0]})
	w.sends(coreKey, []byte("{}"), engine.Event{Action: engine.Change, Summary: hostile()[0], Source: hostile()[1]})
	w.pages()
}

// acting are what a browser would do because of a planted text.
func acting(root *html.Node) (list []string) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "x-planted" {
			list = append(list, "markup: <x-planted>")
		}
		if n.Data == "script" && attr(n, "src") == "" || n.Data == "style" || n.Data == "iframe" || n.Data == "base" || n.Data == "object" {
			list = append(list, "<"+n.Data+">")
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", strings.HasPrefix(a.Key, "x-planted"), a.Key == "autofocus" && n.Data != "input" && n.Data != "textarea":
				list = append(list, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			case slices.Contains([]string{"href", "src", "action", "formaction", "poster", "data", "srcset", "ping"}, a.Key) && dangerous(n, a):
				list = append(list, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			}
		}
	}
	return list
}

// dangerous is an address that runs something, or by which anything but a link
// leaves the box.
func dangerous(n *html.Node, a html.Attribute) bool {
	u, err := url.Parse(strings.Map(func(c rune) rune {
		if c == '\t' || c == '\n' || c == '\r' {
			return -1
		}
		return c
	}, strings.TrimSpace(a.Val)))
	if err != nil {
		return true
	}
	switch u.Scheme {
	case "", "http", "https":
	case "mailto", "tel":
		return n.Data != "a"
	default:
		return true
	}
	return u.Host != "" && (n.Data != "a" || !strings.Contains(attr(n, "rel"), "noreferrer"))
}

func TestHostileTextInEveryFieldIsTextOnEveryPage(t *testing.T) {
	w := planted(t)
	seen := map[string]bool{}
	shown := 0
	queue := []string{
		"/", "/menu", "/incidents?state=all", "/incidents?state=quiet", "/events", "/equipment", "/deliveries", "/oncall", "/services", "/policies", "/people", "/settings", "/readiness", "/audit", "/audit/access",
		"/keys", "/blocks", "/health", "/profile", "/profile/security", "/a/" + w.links.Token(deliveryID(w)), "/incidents?q=" + url.QueryEscape(hostile()[1]), "/equipment?q=" + url.QueryEscape(hostile()[3]),
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || len(seen) > 600 {
			continue
		}
		seen[path] = true
		p := w.asks(personOf(people.Owner), "GET", path, "")
		if p.Code >= 500 {
			t.Errorf("%s: %d", path, p.Code)
		}
		if !strings.HasPrefix(p.Result().Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, what := range acting(p.root) {
			t.Errorf("%s: %s", path, what)
		}
		shown += bytes.Count(p.Body.Bytes(), []byte("planted"))
		queue = append(queue, p.hrefs()...)
	}
	if len(seen) < 100 || shown < 2000 {
		t.Errorf("%d pages with %d hostile texts: the crawl is broken", len(seen), shown)
	}
	t.Logf("%d pages showed hostile text %d times", len(seen), shown)
}

func TestWhatWouldActIsFound(t *testing.T) {
	for _, text := range []string{
		`<x-planted>`, `<a href="javascript:x">`, `<a href=" java&#9;script:x">`, `<p onclick=x>`, `<p style=x>`, `<script>x</script>`, `<img src="//planted.example">`, `<form action="https://planted.example">`,
		`<a href="https://planted.example">`, `<iframe>`, `<input x-planted="">`, `<button formaction="data:x">`, `<div autofocus>`,
	} {
		root, err := html.Parse(strings.NewReader(text))
		if err != nil || len(acting(root)) == 0 {
			t.Errorf("%s is not found", text)
		}
	}
	root, err := html.Parse(strings.NewReader(`<a href="/x">&lt;x-planted&gt;</a><a rel="noreferrer" href="https://example.net">x</a><input autofocus value="javascript:x">`))
	if err != nil || len(acting(root)) > 0 {
		t.Errorf("found in a sound page: %v", acting(root))
	}
}
