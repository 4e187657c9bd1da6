package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/web/api"
	"wakeman/web/ui"
)

// docs/api.md says of each page what call does the same, or why none does. A new
// page needs a line there, and a line names only calls that there are.
func TestTheDocumentationSaysOfEachPageWhatCallDoesTheSame(t *testing.T) {
	text, err := os.ReadFile("docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Each page and its call")
	table, _, _ = strings.Cut(table, "\n## ")
	quoted := regexp.MustCompile("`([^`]+)`")
	var pages, calls []string
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || !strings.Contains(cells[1], "`") {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			pages = append(pages, m[1])
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[2], -1) {
			calls = append(calls, m[1])
		}
	}
	if len(pages) < 40 || len(calls) < 40 {
		t.Fatalf("%d pages and %d calls are found: the table is not read", len(pages), len(calls))
	}
	for _, pattern := range ui.Patterns() {
		_, path, _ := strings.Cut(pattern, " ")
		if !slices.ContainsFunc(pages, func(page string) bool {
			begin, all := strings.CutSuffix(page, "…")
			return path == page || all && strings.HasPrefix(path, begin)
		}) {
			t.Errorf("docs/api.md does not say what call does the same as the page %s", pattern)
		}
	}
	known := describedCalls(t)
	for _, call := range calls {
		if method, _, is := strings.Cut(call, " /"); is && strings.ToUpper(method) == method && !slices.Contains(known, call) {
			t.Errorf("docs/api.md names the call %s, and there is none", call)
		}
	}
}

// describedCalls are the calls of the OpenAPI document, as "GET /users/{id}".
func describedCalls(t *testing.T) (calls []string) {
	t.Helper()
	mux := http.NewServeMux()
	api.Routes(mux, api.Options{Store: bareStore{}})
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	var document struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal(rec.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	for path, methods := range document.Paths {
		for method := range methods {
			calls = append(calls, strings.ToUpper(method)+" "+path)
		}
	}
	return calls
}

// bareStore has a box on which nothing was set up.
type bareStore struct{ api.Store }

func (bareStore) Config() *engine.Config { return &engine.Config{} }
