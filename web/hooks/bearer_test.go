package hooks

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wakeman/engine"
)

// byHeader posts to doors where "Bearer right" stands for the test key.
func byHeader(in Intake, path, body, authorization string) int {
	mux := http.NewServeMux()
	Routes(mux, in, Options{EventKey: func(r *http.Request) (string, error) {
		switch r.Header.Get("Authorization") {
		case "Bearer right":
			return testKey, nil
		case "Bearer broken":
			return "", errors.New("the store is closed")
		}
		return "", nil
	}})
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Code
}

func TestAKeyInAHeaderDeliversAndNeverGetsInTheWay(t *testing.T) {
	const rest = `"event_action":"trigger","dedup_key":"k","payload":{"summary":"x","source":"y","severity":"info"}}`
	const bare, right, wrong = `{` + rest, `{"routing_key":"` + testKey + `",` + rest, `{"routing_key":"nobody-has-this",` + rest
	for _, tc := range []struct {
		what, path, body, header string
		want                     int
	}{
		{"no key but the header's", "/v2/enqueue", bare, "Bearer right", 202},
		{"an empty key and the header's", "/v2/enqueue", `{"routing_key":"",` + rest, "Bearer right", 202},
		{"a wrong header beside a right key", "/v2/enqueue", right, "Bearer wrong", 202},
		{"a header of another kind beside a right key", "/v2/enqueue", right, "Basic YTpi", 202},
		{"a right header beside a key that is none", "/v2/enqueue", wrong, "Bearer right", 202},
		{"a store that cannot say, beside a right key", "/v2/enqueue", right, "Bearer broken", 202},
		{"a store that cannot say, and no key", "/v2/enqueue", bare, "Bearer broken", 503},
		{"a store that cannot say, and a wrong key", "/v2/enqueue", wrong, "Bearer broken", 503},
		{"a wrong header and no key", "/v2/enqueue", bare, "Bearer wrong", 400},
		{"a wrong header and a wrong key", "/v2/enqueue", wrong, "Bearer wrong", 400},
		{"a body that is no JSON", "/v2/enqueue", `summary=x`, "Bearer right", 202},
		{"a body that is no JSON, and a store that cannot say", "/v2/enqueue", `summary=x`, "Bearer broken", 503},
		{"a change", "/v2/change/enqueue", `{"payload":{"summary":"x"}}`, "Bearer right", 202},
		{"version 1", "/generic/2010-04-15/create_event.json", `{"event_type":"trigger","description":"x"}`, "Bearer right", 200},
		{"any JSON", "/hooks/generic", `{"title":"Disk full"}`, "Bearer right", 202},
		{"an event without its key in the address", "/hooks/generic", bare, "Bearer right", 202},
		{"a key in the body", "/hooks/generic", right, "Bearer wrong", 202},
		{"any JSON of nobody's", "/hooks/generic", `{"title":"Disk full"}`, "", 400},
		{"a right key in the path", "/integration/" + testKey + "/enqueue", bare, "Bearer wrong", 202},
	} {
		in := &intake{}
		if got := byHeader(in, tc.path, tc.body, tc.header); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.what, got, tc.want)
		}
		if stored := len(in.posts) == 1; stored != (tc.want < 300) {
			t.Errorf("%s: stored %v", tc.what, stored)
		}
		if refused := len(in.refusals) == 1; refused != (tc.want == 400) {
			t.Errorf("%s: listed as refused %v", tc.what, refused)
		}
	}
}

func TestTheKeyOfAHeaderIsNotKeptWithTheEvent(t *testing.T) {
	in := &intake{}
	byHeader(in, "/hooks/generic", `{"title":"Disk full"}`, "Bearer right")
	if len(in.posts) != 1 || in.posts[0].Key != testKey || in.posts[0].Raw.Header["Authorization"] != "" {
		t.Errorf("kept: %+v", in.posts)
	}
	if len(in.posts) == 1 && in.posts[0].Events[0].Action != engine.Trigger {
		t.Error("it is no trigger")
	}
}
