package view_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"wakeman/embed"
	"wakeman/web/ui/view"
	"wakeman/web/ui/view/preview"
)

// samples draws every page once and parses it as a browser would.
func samples(t *testing.T) map[string]*html.Node {
	t.Helper()
	set, err := embed.Load()
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]*html.Node{}
	for _, s := range preview.All(set) {
		if pages[s.Name] != nil {
			t.Fatalf("two samples are called %s", s.Name)
		}
		pages[s.Name] = parse(t, render(t, s.Page))
	}
	return pages
}

func render(t *testing.T, c templ.Component, fragments ...string) string {
	t.Helper()
	var page bytes.Buffer
	if err := view.Render(context.Background(), &page, c, fragments...); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// each calls f for every element of the tree.
func each(root *html.Node, f func(*html.Node)) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

func find(root *html.Node, match func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	each(root, func(n *html.Node) {
		if match(n) {
			found = append(found, n)
		}
	})
	return found
}

func elements(root *html.Node, name string) []*html.Node {
	return find(root, func(n *html.Node) bool { return n.Data == name })
}

func marked(root *html.Node, id string) []*html.Node {
	return find(root, func(n *html.Node) bool { return attribute(n, "data-testid") == id })
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// text is what a person reads, with white space as a browser shows it: blocks
// stand apart, inline elements do not.
func text(n *html.Node) string {
	var all strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			all.WriteString(d.Data)
		case !slices.Contains([]string{"span", "bdi", "strong", "a", "code", "time", "small", "b"}, d.Data):
			all.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(all.String()), " ")
}

// one is the only element with the test id.
func one(t *testing.T, root *html.Node, id string) *html.Node {
	t.Helper()
	found := marked(root, id)
	if len(found) != 1 {
		t.Fatalf("%d elements with data-testid %q, want 1", len(found), id)
	}
	return found[0]
}
