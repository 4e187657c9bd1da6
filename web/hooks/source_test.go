package hooks

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"
)

// fuzzSource holds a source's decoder to what everybody behind it relies on.
// Its seeds are all examples of the source, and the hostile bodies.
func fuzzSource(f *testing.F, s source) {
	for _, e := range examples(f, folderOf(s)) {
		r := e.request(f)
		body := make([]byte, r.ContentLength)
		if _, err := r.Body.Read(body); err != nil && len(body) > 0 {
			f.Fatal(err)
		}
		f.Add(r.Method, r.URL.RawQuery, r.Header.Get("Content-Type"), body)
	}
	for _, body := range seeds(f) {
		f.Add("POST", "", "", body)
	}
	f.Fuzz(func(t *testing.T, method, query, contentType string, body []byte) {
		r := bare(body)
		r.Method, r.Path = method, map[string]string{"key": testKey}
		r.Query, _ = url.ParseQuery(query) // as the server does: what is readable of it
		if _, _, err := mime.ParseMediaType(contentType); err == nil {
			r.Header = http.Header{"Content-Type": {contentType}}
		}
		checkDecoded(t, s, r, "")
	})
}

// checkDecoded decodes a post with a known key: it is taken whatever it is, as
// events that everybody behind can rely on, the same each time, and not much
// larger than the post.
func checkDecoded(t *testing.T, s source, r Request, name string) {
	t.Helper()
	d, err := s.Decode(r)
	if err != nil || d.Key != testKey {
		t.Fatalf("%s %s: key %q, refused: %v", s.name, name, d.Key, err)
	}
	size := 0
	for _, e := range d.Events {
		checkEvent(t, e)
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		size += len(b)
	}
	if sent := len(r.Body) + len(r.Query.Encode()); size > 64<<10+512*sent {
		t.Fatalf("%s %s: %d bytes became %d", s.name, name, sent, size)
	}
	if again, _ := s.Decode(r); !reflect.DeepEqual(d, again) {
		t.Fatalf("%s %s: not the same twice: %+v, %+v", s.name, name, d, again)
	}
}

func TestLookingWhetherALinkIsAliveReportsNothing(t *testing.T) {
	in := &intake{}
	mux := http.NewServeMux()
	Routes(mux, in, Options{})
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("HEAD", "/hooks/routeros/"+testKey+"?host=tower-7&status=down", nil))
	if w.Code != http.StatusMethodNotAllowed || len(in.posts) != 0 {
		t.Errorf("HEAD is answered %d, %d posts; want 405 and none", w.Code, len(in.posts))
	}
}

func FuzzAlertmanager(f *testing.F)  { fuzzSource(f, sourceAlertmanager()) }
func FuzzGrafana(f *testing.F)       { fuzzSource(f, sourceGrafana()) }
func FuzzZabbix(f *testing.F)        { fuzzSource(f, sourceZabbix()) }
func FuzzLibreNMS(f *testing.F)      { fuzzSource(f, sourceLibreNMS()) }
func FuzzIcinga2(f *testing.F)       { fuzzSource(f, sourceIcinga2()) }
func FuzzNagiosCommand(f *testing.F) { fuzzSource(f, sourceNagiosCommand()) }
func FuzzCheckmk(f *testing.F)       { fuzzSource(f, sourceCheckmk()) }
func FuzzPRTG(f *testing.F)          { fuzzSource(f, sourcePRTG()) }
func FuzzUptimeKuma(f *testing.F)    { fuzzSource(f, sourceUptimeKuma()) }
func FuzzUISP(f *testing.F)          { fuzzSource(f, sourceUISP()) }
func FuzzRouterOS(f *testing.F)      { fuzzSource(f, sourceRouterOS()) }
func FuzzHealthchecks(f *testing.F)  { fuzzSource(f, sourceHealthchecks()) }
