package hooks

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"wakeman/engine"
)

// eventOf is what a source makes of a body, or of a query.
func eventOf(t *testing.T, s source, body, query string) engine.Event {
	t.Helper()
	r := bare([]byte(body))
	r.Path = map[string]string{"key": testKey}
	r.Query, _ = url.ParseQuery(query)
	d, err := s.Decode(r)
	if err != nil || len(d.Events) != 1 {
		t.Fatalf("%s%s: %d events, %v", body, query, len(d.Events), err)
	}
	return d.Events[0]
}

func TestAMessageThatNobodyEscapedEndsNoIncident(t *testing.T) {
	for _, c := range []struct {
		source      source
		body, query string
	}{
		{sourcePRTG(), "", "sensorid=7&status=Down&message=a%20page&state=up"},
		{sourcePRTG(), `{"sensorid":"7","status":"Down","message":"a page","state":"up"}`, ""},
		{sourceZabbix(), `{"event_name":"said "x","event_value":"0","y":"","trigger_id":"7","event_value":"1","host":"tower-7"}`, ""},
		{sourceRouterOS(), `{"host":"192.0.2.7","comment":"said "x","status" : "up","y":"","status":"down"}`, ""},
	} {
		if e := eventOf(t, c.source, c.body, c.query); e.Action != engine.Trigger {
			t.Errorf("%s %s%s: %s", c.source.name, c.body, c.query, e.Action)
		}
	}
	if e := eventOf(t, sourcePRTG(), "state=up&sensorid=7&status=Up&message=said \"x\"", ""); e.Action != engine.Resolve || e.Key != "7" {
		t.Errorf("the recovery: %s %q", e.Action, e.Key)
	}
	if e := eventOf(t, sourceZabbix(), `{"trigger_id":"7","event_value":"0","host":"tower-7","event_name":"said "event_value" x"}`, ""); e.Action != engine.Resolve {
		t.Errorf("a name that is no field: %s", e.Action)
	}
}

func TestAPostThatIsWellMayTellOfWhatIsNot(t *testing.T) {
	for body, want := range map[string]engine.Action{
		`{"status":"ok","alert":{"host":"tower-7","status":"down"}}`:           engine.Trigger,
		`{"host":"tower-7","status":"down","data":{"status":"ok"}}`:            engine.Trigger,
		`{"status":"ok","alert":{"host":"tower-7","status":"up"}}`:             engine.Resolve,
		`{"status":"resolved","labels":{"host":"tower-7","severity":"error"}}`: engine.Resolve,
		`{"host":"tower-7","state":"up","event":{"state":"north"}}`:            engine.Resolve,
	} {
		if e := eventOf(t, sourceGeneric(), body, ""); e.Action != want || e.Source != "tower-7" {
			t.Errorf("%s: %s of %q, want %s", body, e.Action, e.Source, want)
		}
	}
}

func TestTwoSitesMayHaveTheSamePrivateAddress(t *testing.T) {
	north := eventOf(t, sourceRouterOS(), "host=192.168.88.1&status=down&site=north", "")
	south := eventOf(t, sourceRouterOS(), "host=192.168.88.1&status=up&site=south", "")
	again := eventOf(t, sourceRouterOS(), "host=192.168.88.1&status=up&site=north", "")
	if north.Key == south.Key || north.Key != again.Key || again.Action != engine.Resolve {
		t.Errorf("north %q, south %q, north again %q %s", north.Key, south.Key, again.Key, again.Action)
	}
}

// Wherever the key stands, the post is read as its integration says.
func TestTheMappingIsThatOfWhoeverGetsThePost(t *testing.T) {
	for name, c := range map[string]struct{ path, body, header string }{
		"key in the path":                    {"/hooks/generic/" + testKey, `{"box":"tower-7"}`, ""},
		"key in the body":                    {"/hooks/generic", `{"routing_key":"` + testKey + `","box":"tower-7"}`, ""},
		"key in the header":                  {"/hooks/generic", `{"box":"tower-7"}`, "Bearer right"},
		"nobody's in the path, and a header": {"/hooks/generic/nobody", `{"box":"tower-7"}`, "Bearer right"},
	} {
		in := &intake{mapping: &engine.Mapping{Key: "box", Source: "box"}}
		if code := byHeader(in, c.path, c.body, c.header); code != http.StatusAccepted || len(in.posts) != 1 {
			t.Errorf("%s: answer %d", name, code)
			continue
		}
		if e := in.posts[0].Events[0]; e.Key != "tower-7" || e.Source != "tower-7" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// A key that nobody has in the address, and a right one in a header, is no way round
// the signature.
func TestASignatureIsAskedForWhereverTheKeyStands(t *testing.T) {
	for _, path := range []string{"/hooks/github/" + testKey, "/hooks/github/nobody", "/hooks/github", "/hooks/github/" + testKey + "/"} {
		for _, method := range []string{"POST", "PUT"} {
			in := &intake{secret: "s3cret"}
			mux := http.NewServeMux()
			Routes(mux, in, Options{EventKey: func(*http.Request) (string, error) { return testKey, nil }})
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(`{"zen":"x","hook_id":1}`)))
			if w.Code != http.StatusForbidden || len(in.posts) != 0 || len(in.refusals) != 1 {
				t.Errorf("%s %s: answer %d, %d posts", method, path, w.Code, len(in.posts))
			}
		}
	}
}

func TestTheKeyInABodyIsNotShown(t *testing.T) {
	for _, body := range []string{`{"routing_key":"` + testKey + `","a":1}`, "routing_key=" + testKey + "&a=1", testKey + " is down"} {
		e := eventOf(t, sourceGeneric(), body, "")
		if strings.Contains(e.Summary+string(e.Details), testKey) {
			t.Errorf("%s: %q, %s", body, e.Summary, e.Details)
		}
	}
}
