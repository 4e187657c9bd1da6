package hooks

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wakeman/engine"
)

const testKey = "0123456789abcdef0123456789abcdef"

// intake is a core that knows one key and remembers what it was given.
type intake struct {
	mu       sync.Mutex
	posts    []engine.Post
	refusals []engine.Refusal
	fail     error
	secret   string // that the integration's sender signs with
	mapping  *engine.Mapping
}

func (in *intake) Submit(_ context.Context, p engine.Post) (engine.Receipt, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.fail != nil {
		return engine.Receipt{}, in.fail
	}
	if p.Key != testKey {
		return engine.Receipt{}, engine.Fail(engine.UnknownKey, "no integration has this key")
	}
	in.posts = append(in.posts, p)
	r := engine.Receipt{Seq: uint64(len(in.posts))}
	for _, e := range p.Events {
		key := e.Key
		if key == "" {
			key = "generated" + strconv.Itoa(len(in.posts))
		}
		r.Verdicts = append(r.Verdicts, engine.Verdict{Fate: engine.Opened, Key: key})
	}
	return r, nil
}

func (in *intake) Integration(key string) (engine.Integration, bool) {
	if key != testKey {
		return engine.Integration{}, false
	}
	return engine.Integration{Key: key, Secret: in.secret, Mapping: in.mapping}, true
}

func (in *intake) Refuse(r engine.Refusal) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.refusals = append(in.refusals, r)
}

// answer is what a client reads of a response.
type answer struct {
	code        int
	header      http.Header
	Status      string   `json:"status"`
	Message     string   `json:"message"`
	DedupKey    string   `json:"dedup_key"`
	IncidentKey string   `json:"incident_key"`
	Errors      []string `json:"errors"`
	Error       *struct {
		Message string   `json:"message"`
		Errors  []string `json:"errors"`
	} `json:"error"`
}

func post(t *testing.T, in Intake, path, body string, header ...string) answer {
	t.Helper()
	mux := http.NewServeMux()
	Routes(mux, in, Options{})
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	a := answer{code: w.Code, header: w.Header()}
	if ct := w.Header().Get("Content-Type"); ct != "application/json" {
		t.Errorf("POST %s: Content-Type %q, want application/json", path, ct)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Errorf("POST %s: answer is not JSON: %v: %q", path, err, w.Body)
	}
	return a
}

// accepted posts a body that must be taken, and gives its one event.
func accepted(t *testing.T, path, body string, header ...string) (engine.Event, answer) {
	t.Helper()
	in := &intake{}
	a := post(t, in, path, body, header...)
	if a.code/100 != 2 {
		t.Fatalf("POST %s: answer %d %v, want success\n%s", path, a.code, a.Errors, body)
	}
	if len(in.posts) != 1 || len(in.posts[0].Events) != 1 {
		t.Fatalf("POST %s: %d posts, want one with one event", path, len(in.posts))
	}
	return in.posts[0].Events[0], a
}

// mendedBy tells whether a note of the event speaks of word.
func mendedBy(e engine.Event, word string) bool {
	for _, n := range e.Mended {
		if strings.Contains(n, word) {
			return true
		}
	}
	return false
}

func trigger(payload string) string {
	return `{"routing_key":"` + testKey + `","event_action":"trigger","payload":` + payload + `}`
}

func TestAnAcceptedEventIsAnsweredAsPagerDutyDoes(t *testing.T) {
	body := `{"routing_key":"` + testKey + `","event_action":"trigger","dedup_key":"tower-7/uplink",
		"payload":{"summary":"Uplink down","source":"tower-7","severity":"critical"}}`
	for _, path := range []string{"/v2/enqueue", "/v2/enqueue/", "/integration/" + testKey + "/enqueue"} {
		e, a := accepted(t, path, body)
		if a.code != 202 || a.Status != "success" || a.Message != "Event processed" || a.DedupKey != "tower-7/uplink" {
			t.Errorf("%s: answer %+v", path, a)
		}
		if e.Action != engine.Trigger || e.Key != "tower-7/uplink" || e.Summary != "Uplink down" ||
			e.Source != "tower-7" || e.Severity != engine.Critical || len(e.Mended) != 0 {
			t.Errorf("%s: event %+v", path, e)
		}
	}
}

func TestTheGeneratedKeyIsInTheAnswer(t *testing.T) {
	for _, dedup := range []string{`""`, `"  \t"`, `null`} {
		body := `{"routing_key":"` + testKey + `","event_action":"trigger","dedup_key":` + dedup + `,"payload":{"summary":"s","source":"h","severity":"info"}}`
		e, a := accepted(t, "/v2/enqueue", body)
		if e.Key != "" || a.DedupKey != "generated1" {
			t.Errorf("dedup_key %s: event key %q, answered %q", dedup, e.Key, a.DedupKey)
		}
	}
}

func TestWhatCanNotPageIsRefusedAndListed(t *testing.T) {
	tests := []struct{ name, path, body, want string }{
		{"not JSON", "/v2/enqueue", `summary=disk full`, "JSON"},
		{"nothing", "/v2/enqueue", ``, "empty"},
		{"no routing key", "/v2/enqueue", `{"event_action":"trigger","payload":{"summary":"s"}}`, "routing_key"},
		{"blank routing key", "/v2/enqueue", `{"routing_key":" ","event_action":"trigger"}`, "routing_key"},
		{"nothing asked", "/v2/enqueue", `{"routing_key":"` + testKey + `"}`, "event_action"},
		{"unknown action", "/v2/enqueue", `{"routing_key":"` + testKey + `","event_action":"explode","payload":{"summary":"s"}}`, "event_action"},
		{"resolve of nothing", "/v2/enqueue", `{"routing_key":"` + testKey + `","event_action":"resolve"}`, "dedup_key"},
		{"acknowledge of nothing", "/generic/2010-04-15/create_event.json", `{"service_key":"` + testKey + `","event_type":"acknowledge"}`, "incident_key"},
		{"wrong key", "/v2/enqueue", `{"routing_key":"ffffffffffffffffffffffffffffffff","event_action":"trigger","payload":{"summary":"s"}}`, "Invalid routing key"},
		{"wrong vendor key", "/integration/nobody/enqueue", trigger(`{"summary":"s"}`), "Invalid routing key"},
		{"v1 key too short", "/generic/2010-04-15/create_event.json", `{"service_key":"abc","event_type":"trigger","description":"d"}`, "Service key is the wrong length (should be 32 characters)"},
		{"v1 wrong key", "/generic/2010-04-15/create_event.json", `{"service_key":"ffffffffffffffffffffffffffffffff","event_type":"trigger","description":"d"}`, "Invalid service key"},
		{"change without key", "/v2/change/enqueue", `{"payload":{"summary":"s"}}`, "routing_key"},
		{"change not JSON", "/v2/change/enqueue", `deploy`, "JSON"},
		{"form without key", "/create_event", `HOSTNAME=h&NOTIFICATIONTYPE=PROBLEM`, "CONTACTPAGER"},
	}
	for _, tt := range tests {
		in := &intake{}
		a := post(t, in, tt.path, tt.body)
		if a.code != 400 || a.Status != "invalid event" || a.Message != "Event object is invalid" {
			t.Errorf("%s: answer %d %q %q", tt.name, a.code, a.Status, a.Message)
		}
		if len(a.Errors) == 0 || !strings.Contains(a.Errors[0], tt.want) {
			t.Errorf("%s: errors %q, want one that says %q", tt.name, a.Errors, tt.want)
		}
		if a.Error == nil || len(a.Error.Errors) != len(a.Errors) {
			t.Errorf("%s: no error object for go-pagerduty", tt.name)
		}
		if len(in.refusals) != 1 || len(in.posts) != 0 {
			t.Errorf("%s: %d refusals listed, %d posts", tt.name, len(in.refusals), len(in.posts))
		}
	}
}

func TestARefusalDoesNotGiveTheKeyAway(t *testing.T) {
	in := &intake{}
	wrong := "ffffffffffffffffffffffffffff1234"
	post(t, in, "/v2/enqueue", strings.ReplaceAll(trigger(`{"summary":"s"}`), testKey, wrong))
	got := in.refusals[0]
	if strings.Contains(got.Hint+got.Reason, wrong) || got.Hint != "key ending …1234" || got.Door != "events_api_v2" || got.Remote != "192.0.2.1" {
		t.Errorf("refusal %+v", got)
	}
}

func TestWithoutRoomTheSenderIsAskedToComeBack(t *testing.T) {
	busy := engine.Fail(engine.Unavailable, "the disk is full")
	busy.Retry = 1500 * time.Millisecond
	for _, path := range []string{"/v2/enqueue", "/integration/" + testKey + "/enqueue"} {
		a := post(t, &intake{fail: busy}, path, trigger(`{"summary":"s"}`))
		if a.code != 503 || a.header.Get("Retry-After") != "2" {
			t.Errorf("%s: answer %d, Retry-After %q; want 503, 2", path, a.code, a.header.Get("Retry-After"))
		}
	}
}

func TestAnInternalErrorIsNeverASuccess(t *testing.T) {
	a := post(t, &intake{fail: context.DeadlineExceeded}, "/v2/enqueue", trigger(`{"summary":"s"}`))
	if a.code != 500 {
		t.Errorf("answer %d, want 500", a.code)
	}
	if strings.Contains(a.Message+strings.Join(a.Errors, ""), "deadline") {
		t.Errorf("the cause is in the answer: %+v", a)
	}
}

func TestABodyOverTheLimitWhoseKeyIsNotKnownIsRefusedAndListed(t *testing.T) {
	words := strings.Repeat("x", 600<<10)
	for path, body := range map[string]string{
		"/v2/enqueue":        `{"payload":{"summary":"` + words + `"},"routing_key":"` + testKey + `"}`, // nobody reads so far
		"/v2/change/enqueue": trigger(`{"summary":"` + words + `"}`),                                    // it can never page
	} {
		in := &intake{}
		a := post(t, in, path, body, "X-Routing-Key", map[bool]string{true: testKey}[path == "/v2/change/enqueue"])
		if a.code != 413 || len(in.refusals) != 1 || len(in.posts) != 0 {
			t.Errorf("%s: answer %d, %d refusals, %d posts; want 413, 1, 0", path, a.code, len(in.refusals), len(in.posts))
		}
	}
}

func TestTheLargestBodyOfAlertmanagerFits(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","custom_details":{"firing":"`+strings.Repeat("x", 512_000-300)+`"}}`))
	if len(e.Details) < 500_000 {
		t.Errorf("details of %d bytes, want all", len(e.Details))
	}
}

func TestTheRawPostIsKeptWithoutTheKeyInItsPath(t *testing.T) {
	in := &intake{}
	body := trigger(`{"summary":"s"}`)
	post(t, in, "/integration/"+testKey+"/enqueue", body, "User-Agent", "curl/8.5.0", "Authorization", "secret", "Content-Type", "text/plain")
	raw := in.posts[0].Raw
	if string(raw.Body) != body || raw.Path != "/integration/{key}/enqueue" || raw.Method != "POST" ||
		raw.Remote != "192.0.2.1" || raw.ContentType != "text/plain" || raw.Header["User-Agent"] != "curl/8.5.0" || len(raw.Header) != 1 {
		t.Errorf("raw %+v", raw)
	}
}

func TestOnlyPostIsServed(t *testing.T) {
	mux := http.NewServeMux()
	Routes(mux, &intake{}, Options{})
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(method, "/v2/enqueue", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d, want 405", method, w.Code)
		}
	}
}
