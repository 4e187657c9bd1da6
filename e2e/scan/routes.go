package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"wakeman/web/ui"
)

// target is one thing to ask for. door names the part of the program that
// answers; route is the pattern, for the table.
type target struct {
	door, route, method, path string
}

// targets are every page by its route, every endpoint of the API by its
// description, the doors for senders, the files, and what goes wrong.
func (b *box) targets(ctx context.Context, owner visitor) ([]target, error) {
	found, files, err := b.crawl(ctx, owner)
	if err != nil {
		return nil, err
	}
	link, err := b.ackLink()
	if err != nil {
		return nil, err
	}
	found = append(found, link)
	var all []target
	for _, pattern := range ui.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		all = append(all, target{"pages", pattern, method, example(path, found)})
	}
	for _, path := range found { // as they are linked to, with their parameters
		all = append(all, target{"links", path, http.MethodGet, path})
	}
	for _, path := range files {
		all = append(all, target{"files", path, http.MethodGet, path})
	}
	endpoints, err := b.endpoints(ctx)
	return append(append(all, endpoints...), others()...), err
}

// others are the doors that no list names: where senders post to, what machines
// ask for, and what is wrong.
func others() []target {
	return []target{
		{"events", "POST /v2/enqueue", "POST", "/v2/enqueue"},
		{"events", "POST /v2/change/enqueue", "POST", "/v2/change/enqueue"},
		{"events", "POST /integration/{key}/enqueue", "POST", "/integration/wrong/enqueue"},
		{"events", "POST /generic/…", "POST", "/generic/2010-04-15/create_event.json"},
		{"events", "POST /create_event", "POST", "/create_event"},
		{"events", "GET /v2/enqueue", "GET", "/v2/enqueue"},
		{"events", "GET /hooks/", "GET", "/hooks/nothing"},
		{"machines", "GET /health/live", "GET", "/health/live"},
		{"machines", "GET /health/ready", "GET", "/health/ready"},
		{"machines", "GET /metrics", "GET", "/metrics"},
		{"machines", "GET /live", "GET", "/live"},
		{"errors", "no such page", "GET", "/nowhere"},
		{"errors", "no such file", "GET", "/assets/nothing.css"},
		{"errors", "no such link", "GET", "/a/nothing"},
		{"errors", "no such endpoint", "GET", "/api/nothing"},
		{"errors", "wrong method", "DELETE", "/incidents"},
		{"errors", "a method that does not exist", "BREW", "/"},
		{"errors", "doubled slashes", "GET", "//example.net/%2e%2e"},
		{"errors", "a path that climbs", "GET", "/assets/../../etc/passwd"},
		{"errors", "a path with a zero byte", "GET", "/incidents/%00"},
		{"errors", "a query that cannot be read", "GET", "/incidents?%zz=1;&q=%ff"},
	}
}

// endpoints reads the API's own description.
func (b *box) endpoints(ctx context.Context) (all []target, err error) {
	res, err := b.ask(ctx, asked{method: "GET", path: "/api/openapi.json"})
	if err != nil {
		return nil, err
	}
	var document struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(res.text), &document); err != nil || len(document.Paths) == 0 {
		return nil, fmt.Errorf("openapi.json: %d paths, %w", len(document.Paths), err)
	}
	for path, methods := range document.Paths {
		for method := range methods {
			method = strings.ToUpper(method)
			all = append(all, target{"api", method + " /api" + path, method, "/api" + example(path, nil)})
		}
	}
	slices.SortFunc(all, func(a, b target) int { return strings.Compare(a.route, b.route) })
	return all, nil
}

// example is a path that a pattern matches: one that was found, else one that
// leads to nothing.
func example(pattern string, found []string) string {
	want := strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
	for _, path := range found {
		path, _, _ := strings.Cut(path, "?")
		if got := strings.Split(path, "/"); len(got) == len(want) && fits(want, got) {
			return path
		}
	}
	for i, part := range want {
		if strings.HasPrefix(part, "{") {
			want[i] = "PNOTHERE"
		}
	}
	return strings.Join(want, "/")
}

func fits(want, got []string) bool {
	for i, part := range want {
		if part != got[i] && (!strings.HasPrefix(part, "{") || got[i] == "" || got[i] == "new") {
			return false
		}
	}
	return true
}

// crawl follows every link from home as the owner. Pages that differ in their
// query alone are looked at three times at most.
func (b *box) crawl(ctx context.Context, owner visitor) (pages, files []string, err error) {
	queue, seen := []string{"/", "/menu", "/readiness", "/signin", "/audit", "/keys", "/blocks"}, map[string]int{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		bare, _, _ := strings.Cut(path, "?")
		if slices.Contains(pages, path) || slices.Contains(files, path) || seen[bare] >= 3 {
			continue
		}
		seen[bare]++
		if strings.HasPrefix(path, "/assets/") {
			files = append(files, path)
			continue
		}
		pages = append(pages, path)
		res, err := b.ask(ctx, asked{method: "GET", path: path, by: owner})
		if err != nil {
			return nil, nil, err
		}
		queue = append(queue, ownLinks(path, res.text)...)
	}
	return pages, files, nil
}

// ownLinks are the places of this box that a page leads to, forms included.
func ownLinks(at, text string) (list []string) {
	base, err := url.Parse(at)
	if err != nil {
		return nil
	}
	for _, l := range links(text) {
		u, err := base.Parse(l.to)
		if err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/") {
			u.Fragment = ""
			list = append(list, u.RequestURI())
		}
	}
	return list
}

// link is an attribute that leads somewhere.
type link struct {
	element, attribute, to string
}

// links reads a page as a browser does.
func links(text string) (list []link) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if slices.Contains([]string{"href", "src", "action", "formaction", "srcset", "data", "poster"}, a.Key) {
				list = append(list, link{n.Data, a.Key, a.Val})
			}
			if a.Key == "http-equiv" {
				list = append(list, link{n.Data, a.Key, "http-equiv:" + a.Val})
			}
		}
	}
	return list
}
