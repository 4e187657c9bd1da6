package ui_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

type node = html.Node

// page is an answer, read as a browser reads it.
type page struct {
	testing.TB
	*httptest.ResponseRecorder
	what string
	root *html.Node
}

func parsed(t testing.TB, what string, rec *httptest.ResponseRecorder) *page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(rec.Body.String()))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return &page{TB: t, ResponseRecorder: rec, what: what, root: root}
}

func (p *page) wantStatus(status int) *page {
	p.Helper()
	if p.Code != status {
		p.Fatalf("%s: %d, want %d: %s", p.what, p.Code, status, p.problem())
	}
	return p
}

// wantRedirect demands a 303 to a path.
func (p *page) wantRedirect(path string) {
	p.Helper()
	if got := p.Result().Header.Get("Location"); p.Code != 303 || got != path {
		p.Errorf("%s: %d to %q, want 303 to %q", p.what, p.Code, got, path)
	}
}

func (p *page) problem() string {
	if text := p.text("problem"); text != "" {
		return text
	}
	return strings.TrimSpace(p.Body.String()[:min(300, p.Body.Len())])
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// all are the elements for which want holds, in order.
func (p *page) all(want func(*html.Node) bool) (list []*html.Node) {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && want(n) {
			list = append(list, n)
		}
	}
	return list
}

// parts are the elements with a data-testid.
func (p *page) parts(id string) []*html.Node {
	return p.all(func(n *html.Node) bool { return attr(n, "data-testid") == id })
}

// text is the words of the first element with a data-testid, "" without one.
func (p *page) text(id string) string {
	for _, n := range p.parts(id) {
		return words(n)
	}
	return ""
}

// texts are the words of every element with a data-testid.
func (p *page) texts(id string) (list []string) {
	for _, n := range p.parts(id) {
		list = append(list, words(n))
	}
	return list
}

// says demands words in the first element with a data-testid.
func (p *page) says(id string, want ...string) {
	p.Helper()
	text := p.text(id)
	for _, w := range want {
		if !strings.Contains(text, w) {
			p.Errorf("%s: %s does not say %q: %q", p.what, id, w, text)
		}
	}
}

// has demands that there is an element with a data-testid, or that there is none.
func (p *page) has(id string, want bool) {
	p.Helper()
	if got := len(p.parts(id)) > 0; got != want {
		p.Errorf("%s: has %s is %v, want %v", p.what, id, got, want)
	}
}

// field is the value of a form's field.
func (p *page) field(name string) string {
	found := p.all(func(n *html.Node) bool { return attr(n, "name") == name })
	switch {
	case len(found) == 0:
		return ""
	case found[0].Data == "textarea":
		return words(found[0])
	}
	return attr(found[0], "value")
}

// hrefs are the paths of all links that lead to us.
func (p *page) hrefs() (paths []string) {
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "a" }) {
		if u, err := url.Parse(attr(n, "href")); err == nil && u.Host == "" && u.Path != "" {
			path, _, _ := strings.Cut(attr(n, "href"), "#")
			paths = append(paths, path)
		}
	}
	return paths
}

// cookie is the value of a cookie that the answer sets.
func (p *page) cookie(name string) string {
	for _, c := range p.Result().Cookies() {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// pathEscape is how an address writes a name.
func pathEscape(name string) string { return url.PathEscape(name) }
