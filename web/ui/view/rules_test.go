package view_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every page obeys the content security policy by having nothing inline.
func TestNothingIsInline(t *testing.T) {
	for name, page := range samples(t) {
		each(page, func(n *html.Node) {
			if n.Data == "style" || (n.Data == "script" && attribute(n, "src") == "") {
				t.Errorf("%s: inline <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s> has the attribute %s", name, n.Data, a.Key)
				}
			}
		})
	}
}

// Pictures, scripts and styles come from this box; addresses with a scheme are
// http or https, whatever an event said; the box's own calendars have that of
// calendar programs.
func TestAddressesAreSafe(t *testing.T) {
	for name, page := range samples(t) {
		each(page, func(n *html.Node) {
			for _, a := range n.Attr {
				if !slices.Contains([]string{"href", "src", "action", "formaction", "data-live-url"}, a.Key) {
					continue
				}
				u, err := url.Parse(a.Val)
				if err != nil {
					t.Errorf("%s: %s=%q: %v", name, a.Key, a.Val, err)
					continue
				}
				outside := u.Scheme != "" || u.Host != ""
				if outside && (n.Data != "a" || !slices.Contains([]string{"http", "https"}, u.Scheme) && a.Val != "webcal://pager.example.net"+u.Path) {
					t.Errorf("%s: <%s %s=%q> leads where it must not", name, n.Data, a.Key, a.Val)
				}
				if outside && !strings.Contains(attribute(n, "rel"), "noreferrer") {
					t.Errorf("%s: <a href=%q> tells the other site where it came from", name, a.Val)
				}
			}
		})
	}
}

func TestEveryPageHasATitleAndOneHeading(t *testing.T) {
	for name, page := range samples(t) {
		if titles := elements(elements(page, "head")[0], "title"); len(titles) != 1 || !strings.HasSuffix(text(titles[0]), "Wakeman") {
			t.Errorf("%s: the window has no title", name)
		}
		if n := len(elements(page, "h1")); n != 1 {
			t.Errorf("%s: %d headings of the first rank, want 1", name, n)
		}
		if n := len(elements(page, "main")); n != 1 {
			t.Errorf("%s: %d main parts, want 1", name, n)
		}
		if attribute(elements(page, "html")[0], "lang") == "" {
			t.Errorf("%s: no language", name)
		}
	}
}

// A label belongs to every field by its id, or by being around it.
func TestEveryFieldHasALabel(t *testing.T) {
	for name, page := range samples(t) {
		labels := map[string]bool{}
		for _, label := range elements(page, "label") {
			labels[attribute(label, "for")] = true
		}
		each(page, func(n *html.Node) {
			if !slices.Contains([]string{"input", "select", "textarea"}, n.Data) || attribute(n, "type") == "hidden" {
				return
			}
			around := false
			for parent := range n.Ancestors() {
				around = around || parent.Data == "label"
			}
			if !around && !labels[attribute(n, "id")] {
				t.Errorf("%s: the field %q has no label", name, attribute(n, "name"))
			}
		})
	}
}

// What describes or names an element exists, once.
func TestIdentifiersAreUniqueAndKnown(t *testing.T) {
	for name, page := range samples(t) {
		ids := map[string]int{}
		each(page, func(n *html.Node) {
			if has(n, "id") {
				ids[attribute(n, "id")]++
			}
		})
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: the id %q is there %d times", name, id, n)
			}
		}
		each(page, func(n *html.Node) {
			for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "list"} {
				for id := range strings.FieldsSeq(attribute(n, key)) {
					if ids[id] == 0 {
						t.Errorf("%s: <%s %s=%q> names nothing", name, n.Data, key, id)
					}
				}
			}
		})
	}
}

// Changes are POSTs of forms with a button; GET forms only filter.
func TestChangesArePosts(t *testing.T) {
	for name, page := range samples(t) {
		for _, form := range elements(page, "form") {
			method := attribute(form, "method")
			if len(elements(form, "button")) == 0 {
				t.Errorf("%s: the form to %q has no button", name, attribute(form, "action"))
			}
			switch method {
			case "get":
				if attribute(form, "role") != "search" {
					t.Errorf("%s: the form to %q changes something by GET", name, attribute(form, "action"))
				}
			case "post":
				if !strings.HasPrefix(attribute(form, "action"), "/") {
					t.Errorf("%s: a form posts to %q", name, attribute(form, "action"))
				}
			case "dialog":
			default:
				t.Errorf("%s: the form to %q has the method %q", name, attribute(form, "action"), method)
			}
		}
	}
}

// Every time can be read by a machine, and says its zone on demand.
func TestTimesAreExact(t *testing.T) {
	seen := 0
	for name, page := range samples(t) {
		for _, n := range elements(page, "time") {
			seen++
			if !strings.HasSuffix(attribute(n, "datetime"), "Z") {
				t.Errorf("%s: time without an instant: %q", name, text(n))
			}
			if title := attribute(n, "title"); !strings.Contains(title, "CDT") && !strings.Contains(title, "CST") && !(name == "schedule-abroad" && strings.HasSuffix(title, " CET")) {
				t.Errorf("%s: the title %q does not name the zone", name, title)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d times seen: the samples show too little", seen)
	}
}

// A red mark has a sentence; shapes are decoration beside a word.
func TestRedMarksSayWhy(t *testing.T) {
	for name, page := range samples(t) {
		for _, n := range marked(page, "why") {
			if len(strings.Fields(text(n))) < 3 {
				t.Errorf("%s: the red mark says only %q", name, text(n))
			}
		}
		for _, svg := range elements(page, "svg") {
			if !hidden(svg) && attribute(svg, "aria-label") == "" {
				t.Errorf("%s: a picture without words", name)
			}
		}
	}
}

// hidden reports whether a part of a page, or what it is in, is hidden from those
// who do not see.
func hidden(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if attribute(n, "aria-hidden") == "true" {
			return true
		}
	}
	return false
}

// Empty pages say what they are for.
func TestEmptyPagesTeach(t *testing.T) {
	pages := samples(t)
	for _, name := range []string{"home-empty", "home-first", "home-nothing", "oncall-empty", "services-empty", "equipment-empty", "events-empty", "events-filtered", "deliveries-empty"} {
		said := text(one(t, pages[name], "empty"))
		if len(strings.Fields(said)) < 8 {
			t.Errorf("%s: an empty page says only %q", name, said)
		}
	}
}
