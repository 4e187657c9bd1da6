package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
)

// described is the OpenAPI document as a stranger gets it.
func fetched(t *testing.T) (*server, map[string]any) {
	t.Helper()
	s := newServer(Options{Store: emptyStore{}, Base: func() string { return "https://pager.example.net" }})
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	var document map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &document); err != nil || rec.Code != 200 {
		t.Fatalf("%d %v: %s", rec.Code, err, rec.Body)
	}
	return s, document
}

func TestTheDescriptionNamesEveryRouteAndNoOther(t *testing.T) {
	s, document := fetched(t)
	var described, served []string
	for path, methods := range document["paths"].(map[string]any) {
		for method := range methods.(map[string]any) {
			described = append(described, strings.ToUpper(method)+" /api"+path)
		}
	}
	for pattern := range s.table {
		if !strings.HasSuffix(pattern, "/{$}") {
			served = append(served, pattern)
		}
	}
	slices.Sort(described)
	slices.Sort(served)
	if !slices.Equal(described, served) {
		t.Errorf("described are\n%s\nserved are\n%s", strings.Join(described, "\n"), strings.Join(served, "\n"))
	}
	for _, pattern := range described {
		method, path, _ := strings.Cut(pattern, " ")
		if _, got := s.inner.Handler(httptest.NewRequest(method, path, nil)); got != pattern {
			t.Errorf("%s is answered by %q", pattern, got)
		}
	}
}

// The members that the OpenAPI Specification 3.1 requires, and that every
// reference leads somewhere.
func TestTheDescriptionIsWhatOpenAPIDemands(t *testing.T) {
	_, document := fetched(t)
	info, _ := document["info"].(map[string]any)
	if document["openapi"] != "3.1.0" || info["title"] == "" || info["version"] == "" {
		t.Errorf("openapi %v, info %v", document["openapi"], info)
	}
	ids := map[any]bool{}
	for path, methods := range document["paths"].(map[string]any) {
		for method, value := range methods.(map[string]any) {
			op := value.(map[string]any)
			if id := op["operationId"]; id == "" || ids[id] {
				t.Errorf("%s %s: the operation id %q is missing or used twice", method, path, id)
			}
			ids[op["operationId"]] = true
			if op["summary"] == "" {
				t.Errorf("%s %s has no summary", method, path)
			}
			checkParameters(t, method+" "+path, path, op["parameters"].([]any))
			checkResponses(t, method+" "+path, op["responses"].(map[string]any))
			if _, takes := op["requestBody"]; takes != (method == "post" || method == "put") {
				t.Errorf("%s %s: a body is described: %v", method, path, takes)
			}
		}
	}
	checkReferences(t, document, document, "#")
}

func checkParameters(t *testing.T, what, path string, parameters []any) {
	t.Helper()
	seen, inPath := map[string]bool{}, 0
	for _, value := range parameters {
		p := value.(map[string]any)
		key := p["in"].(string) + " " + p["name"].(string)
		if seen[key] || p["schema"] == nil {
			t.Errorf("%s: the parameter %s is there twice or has no schema", what, key)
		}
		seen[key] = true
		if p["in"] == "path" {
			inPath++
			if p["required"] != true || !strings.Contains(path, "{"+p["name"].(string)+"}") {
				t.Errorf("%s: %v", what, p)
			}
		}
	}
	if inPath != strings.Count(path, "{") {
		t.Errorf("%s has %d parameters of its path", what, inPath)
	}
}

func checkResponses(t *testing.T, what string, responses map[string]any) {
	t.Helper()
	if len(responses) < 2 || responses["default"] == nil {
		t.Errorf("%s has the responses %v", what, responses)
	}
	for status, value := range responses {
		r := value.(map[string]any)
		if !regexp.MustCompile(`^(20[014]|default)$`).MatchString(status) || r["description"] == "" && r["$ref"] == nil {
			t.Errorf("%s: %s is %v", what, status, r)
		}
	}
}

func checkReferences(t *testing.T, document map[string]any, value any, at string) {
	t.Helper()
	switch value := value.(type) {
	case nil:
		t.Errorf("%s is null", at)
	case []any:
		for _, item := range value {
			checkReferences(t, document, item, at+"[]")
		}
	case map[string]any:
		if ref, ok := value["$ref"].(string); ok {
			var target any = document
			for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
				target = target.(map[string]any)[part]
			}
			if target == nil {
				t.Errorf("%s: %s leads nowhere", at, ref)
			}
		}
		for name, item := range value {
			checkReferences(t, document, item, at+"/"+name)
		}
	}
}

// What is written is what is described: a field that an answer has and its
// schema has not, or the other way round, would mislead whoever generates a
// client.
func TestTheDescriptionOfAThingHasItsFields(t *testing.T) {
	_, document := fetched(t)
	components := document["components"].(map[string]any)["schemas"].(map[string]any)
	for name, value := range map[string]any{
		"Policy": policyWire{}, "Service": serviceWire{}, "Integration": integrationWire{Mapping: &engine.Mapping{}}, "User": userWire{}, "ContactMethod": contactMethodWire{},
		"NotificationRule": notificationRuleWire{}, "LayeredSchedule": layeredScheduleWire{}, "Incident": incidentWire{}, "Override": overrideWire{},
	} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var written map[string]any
		if err := json.Unmarshal(text, &written); err != nil {
			t.Fatal(err)
		}
		schema, _ := components[name].(map[string]any)
		properties, _ := schema["properties"].(map[string]any)
		for field := range written {
			if properties[field] == nil {
				t.Errorf("%s.%s is written and not described", name, field)
			}
		}
		if len(properties) != len(written) {
			t.Errorf("%s has %d fields and %d are described", name, len(written), len(properties))
		}
	}
}

// emptyStore has a box on which nothing was set up.
type emptyStore struct{ Store }

func (emptyStore) Config() *engine.Config { return &engine.Config{} }
