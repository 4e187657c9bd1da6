package hooks

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
)

// pulse is a core with one heartbeat.
type pulse struct {
	intake
	beats int
	fail  error
}

func (p *pulse) Beat(_ context.Context, key string) error {
	switch {
	case p.fail != nil:
		return p.fail
	case key != testKey:
		return engine.Fail(engine.UnknownKey, "no heartbeat has this key")
	}
	p.beats++
	return nil
}

func (p *pulse) request(method, path string, body io.Reader) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.mux().ServeHTTP(w, httptest.NewRequest(method, path, body))
	return w
}

func (p *pulse) mux() *http.ServeMux {
	mux := http.NewServeMux()
	Routes(mux, p, Options{Beat: p.Beat})
	return mux
}

// broken is a body that nobody may read.
type broken struct{ t *testing.T }

func (b broken) Read([]byte) (int, error) {
	b.t.Error("the body was read")
	return 0, io.EOF
}

func TestABeatIsAnyRequestToItsAddress(t *testing.T) {
	var p pulse
	for i, method := range []string{"GET", "HEAD", "POST"} {
		w := p.request(method, "/beat/"+testKey, broken{t})
		if w.Code != 200 || p.beats != i+1 || w.Header().Get("Cache-Control") != "no-store" || !strings.HasPrefix(w.Body.String(), "ok") {
			t.Errorf("%s: %d %q, %d beats", method, w.Code, w.Body, p.beats)
		}
	}
	if w := p.request("GET", "/beat/"+testKey+"/?status=0", nil); w.Code != 200 {
		t.Errorf("with a slash and a query: %d", w.Code)
	}
	if w := p.request("DELETE", "/beat/"+testKey, nil); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", w.Code)
	}
}

func TestABlankPastedWithTheKeyIsNotPartOfIt(t *testing.T) {
	var p pulse
	if got := p.request("GET", "/beat/"+testKey+"%20", nil); got.Code != http.StatusOK || p.beats != 1 {
		t.Errorf("a beat: %d", got.Code)
	}
	if got := p.request("POST", "/hooks/generic/%20"+testKey+"%0A", strings.NewReader("host=tower-7&status=down")); got.Code != http.StatusAccepted {
		t.Errorf("an event: %d %s", got.Code, got.Body)
	}
}

func TestABeatWithAWrongKeyIsRefusedAndListed(t *testing.T) {
	var p pulse
	w := p.request("GET", "/beat/0000000000000000000000000000beef", nil)
	if w.Code != 404 || len(p.refusals) != 1 || p.refusals[0] != (engine.Refusal{Door: "heartbeat", Remote: "192.0.2.1", Reason: "no heartbeat has this key", Hint: "key ending …beef"}) {
		t.Errorf("%d, %+v", w.Code, p.refusals)
	}
}

func TestABeatThatIsNotStoredAsksToComeBack(t *testing.T) {
	p := pulse{fail: &engine.Failure{Code: engine.Unavailable, Retry: 7 * time.Second}}
	if w := p.request("POST", "/beat/"+testKey, nil); w.Code != 503 || w.Header().Get("Retry-After") != "7" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	p.fail = io.ErrUnexpectedEOF
	if w := p.request("POST", "/beat/"+testKey, nil); w.Code != 500 {
		t.Errorf("a fault of ours: %d", w.Code)
	}
}

func TestASenderGoneWildIsSlowedAndStillHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pulse
		mux := p.mux()
		codes := map[int]int{}
		for range 300 {
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest("GET", "/beat/"+testKey, nil))
			codes[w.Code]++
			time.Sleep(10 * time.Millisecond)
		}
		if p.beats < 30 || p.beats > 40 || codes[429] != 300-p.beats {
			t.Errorf("in three seconds %d beats, %v", p.beats, codes)
		}
	})
}

func TestWrongKeysTakeNoMemory(t *testing.T) {
	r := rate{}
	now := time.Now()
	for i := range 3 * maxKeys {
		if !r.allow(string(rune(i+1000)), now) {
			t.Fatal("a key that was not there before is refused")
		}
	}
	if len(r.counts) > maxKeys {
		t.Errorf("%d keys", len(r.counts))
	}
	r.forget(string(rune(1000)))
	if len(r.counts) != maxKeys-1 {
		t.Errorf("%d keys after one was forgotten", len(r.counts))
	}
}
