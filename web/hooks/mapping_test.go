package hooks

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

func FuzzGeneric(f *testing.F) { fuzzSource(f, sourceGeneric()) }

// Whatever a mapping says and whatever arrives: it is taken, and what comes of it
// can be relied on.
func FuzzMapping(f *testing.F) {
	for _, e := range examples(f, folderOf(sourceGeneric())) {
		r := e.request(f)
		body := make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
		f.Add(e.section("mapping"), r.URL.RawQuery, body)
	}
	f.Fuzz(func(t *testing.T, mapping, query string, body []byte) {
		var m engine.Mapping
		if json.Unmarshal([]byte(mapping), &m) != nil || len(m.Check()) > 0 {
			return
		}
		r := bare(body)
		r.Query, _ = url.ParseQuery(query)
		r.Path, r.Integration = map[string]string{"key": testKey}, engine.Integration{Key: testKey, Type: "generic", Mapping: &m}
		d, err := sourceGeneric().Decode(r)
		if err != nil || d.Key != testKey {
			t.Fatalf("refused: %v", err)
		}
		for _, e := range d.Events {
			checkEvent(t, e)
		}
		if again, _ := sourceGeneric().Decode(r); !reflect.DeepEqual(d, again) {
			t.Fatal("not the same twice")
		}
		raw := engine.Raw{Body: body, Query: query}
		if fields, err := FieldsOf(raw); err == nil {
			checkFields(t, fields)
		}
	})
}

// Each listed path leads to a value again: an admin picks it from the list.
func checkFields(t *testing.T, fields []FieldValue) {
	t.Helper()
	for _, f := range fields {
		p, err := engine.ParsePath(f.Path)
		if err != nil {
			t.Fatalf("%q is listed, and no path: %v", f.Path, err)
		}
		if err := engine.Template(f.Path).Check(); err != nil || p.String() != f.Path {
			t.Fatalf("%q is listed, and no template: %v; or is written %q", f.Path, err, p)
		}
	}
}

func rawOf(t *testing.T, method, target, body string) engine.Raw {
	t.Helper()
	in := &intake{}
	mux := http.NewServeMux()
	Routes(mux, in, Options{})
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	if w.Code != http.StatusAccepted || len(in.posts) != 1 {
		t.Fatalf("answered %d", w.Code)
	}
	return in.posts[0].Raw
}

// What a page shows of the past is what did happen: a post that is read again from
// the event log becomes the same events.
func TestWhatIsReadAgainFromTheEventLogIsWhatCameIn(t *testing.T) {
	for _, e := range examples(t, folderOf(sourceGeneric())) {
		in := &intake{mapping: e.mapping(t)}
		mux := http.NewServeMux()
		Routes(mux, in, Options{})
		mux.ServeHTTP(httptest.NewRecorder(), e.request(t))
		for _, p := range in.posts {
			again := Reread(engine.Integration{Key: testKey, Mapping: in.mapping}, p.Raw, time.Now())
			if diff := cmp.Diff(p.Events, again); diff != "" {
				t.Errorf("%s: %s", e.name(), diff)
			}
		}
	}
}

func TestTheFieldsOfAPostAreListedWithTheirPaths(t *testing.T) {
	fields, err := FieldsOf(engine.Raw{
		Body:  []byte(`{"a.b": 1, "alerts": [{"id": 7, "tags": ["x", "y"]}, {"id": 8}], "wrapped": "{\"host\": \"sw-1\"}", "none": null}`),
		Query: "site=pop-2", Header: map[string]string{"X-Site": "north"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []FieldValue{
		{`["a.b"]`, "1"},
		{"alerts[0].id", "7"},
		{"alerts[0].tags[0]", "x"},
		{"alerts[*].id", "7 (and 1 more)"},
		{"alerts[*].tags[0]", "x (and 1 more)"},
		{"wrapped.host", "sw-1"},
		{"query:site", "pop-2"},
		{"header:X-Site", "north"},
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Error(diff)
	}
	checkFields(t, fields)
	if _, err := FieldsOf(engine.Raw{Body: []byte(`{"a": `)}); err == nil {
		t.Error("broken JSON has fields")
	}
}

func TestTheEventLogKeepsWhatAGetSaidAndNoSecret(t *testing.T) {
	kept := rawOf(t, "GET", "/hooks/generic/"+testKey+"?host=tower-7&status=down&token=hush&u="+testKey, "")
	if strings.Contains(kept.Query, "hush") || strings.Contains(kept.Query, testKey) || !strings.Contains(kept.Query, "host=tower-7") {
		t.Errorf("it keeps %q", kept.Query)
	}
}

// A list of thousands with a mapping that repeats what stands beside it is bounded.
func TestALongListIsReadInProportionToItsLength(t *testing.T) {
	m := engine.Mapping{Key: "{long}{alarms[*].id}", Summary: "long", Source: "alarms[*].id"}
	body := `{"long": "` + strings.Repeat("x", 400<<10) + `", "alarms": [` + strings.Repeat(`{"id":1},`, maxAlerts+500) + `{"id":2}]}`
	r := bare([]byte(body))
	r.Path, r.Integration = map[string]string{"key": testKey}, engine.Integration{Mapping: &m}
	d, err := sourceGeneric().Decode(r)
	if err != nil || len(d.Events) != maxAlerts+1 {
		t.Fatalf("%d events, %v", len(d.Events), err)
	}
	if last := d.Events[maxAlerts]; !last.Unparsed || !strings.Contains(last.Summary, "further alerts") {
		t.Errorf("the rest is not told: %+v", last)
	}
}
