package hooks

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
)

const strangersKey = "fedcba9876543210fedcba9876543210"

// groupOf is Alertmanager's post of many alerts, which is Grafana's, too.
func groupOf(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"status":"firing","fingerprint":"%016x","labels":{"alertname":"RadioDown","instance":"cpe-%d.example.net"},"annotations":{"summary":"%s"}}`, i, i, strings.Repeat("x", 300)))
	}
	return `{"receiver":"pager","status":"firing","alerts":[` + strings.Join(list, ",") + `],"version":"4"}`
}

func TestAWholeTowerInOnePostIsTakenIfItsKeyIsRight(t *testing.T) {
	body := groupOf(4000)
	if len(body) < 1<<20 || !json.Valid([]byte(body)) {
		t.Fatalf("%d bytes", len(body))
	}
	for _, name := range []string{"alertmanager", "grafana"} {
		in := &intake{}
		if a := post(t, in, "/hooks/"+name+"/"+testKey, body); a.code != http.StatusAccepted || len(in.posts) != 1 || len(in.posts[0].Events) != 4000 {
			t.Fatalf("%s: answered %d, %d posts", name, a.code, len(in.posts))
		}
		strangers := &intake{}
		if a := post(t, strangers, "/hooks/"+name+"/"+strangersKey, body); a.code != http.StatusRequestEntityTooLarge || len(strangers.refusals) != 1 {
			t.Errorf("%s, of a stranger: answered %d, refusals %v", name, a.code, strangers.refusals)
		}
	}
}

// largeOf are posts of a size, by path, with a key that stands where each has it.
func largeOf(size int, key string) map[string]string {
	words := strings.Repeat("x", size)
	all := map[string]string{
		"/v2/enqueue":                              `{"routing_key":"` + key + `","event_action":"trigger","dedup_key":"d1","payload":{"summary":"Uplink down","custom_details":"` + words + `"}}`,
		"/integration/" + key + "/enqueue":         `{"payload":{"summary":"Uplink down","custom_details":"` + words + `"}}`,
		"/generic/2010-04-15/create_event.json":    `{"service_key":"` + key + `","event_type":"trigger","incident_key":"d1","description":"Uplink down","details":"` + words + `"}`,
		"/create_event":                            "pd_version=1.0&CONTACTPAGER=" + key + "&HOSTNAME=tower-7&HOSTSTATE=DOWN&NOTIFICATIONTYPE=PROBLEM&LONGHOSTOUTPUT=" + words,
		"/hooks/generic":                           `{"routing_key":"` + key + `","host":"tower-7","state":"down","text":"` + words + `"}`,
		"/hooks/generic/" + key + "?host=tower-70": words,
	}
	for _, s := range sources() {
		all["/hooks/"+s.name+"/"+key] = `{"text":"` + words + `"}`
	}
	return all
}

func TestALargePostIsTakenAtEachDoorIfItsKeyIsRight(t *testing.T) {
	for path, body := range largeOf(700<<10, testKey) {
		in := &intake{}
		a := postPlain(in, path, body)
		if a/100 != 2 || len(in.posts) != 1 || len(in.refusals) != 0 {
			t.Errorf("%s: answered %d, %d posts, refused %v", path, a, len(in.posts), in.refusals)
			continue
		}
		if p := in.posts[0]; string(p.Raw.Body) != body {
			t.Errorf("%s: of %d bytes %d are kept", path, len(body), len(p.Raw.Body))
		}
	}
	for path, body := range largeOf(700<<10, strangersKey) {
		in := &intake{}
		if a := postPlain(in, path, body); a != http.StatusRequestEntityTooLarge || len(in.refusals) != 1 {
			t.Errorf("%s, of a stranger: answered %d, refused %v", path, a, in.refusals)
		}
	}
}

// postPlain posts where an answer need not be JSON.
func postPlain(in Intake, path, body string, header ...string) int {
	mux := http.NewServeMux()
	Routes(mux, in, Options{})
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Code
}

func TestAPostBeyondAnyBoundIsCutAndPages(t *testing.T) {
	for path, body := range largeOf(5<<20, testKey) {
		in := &intake{}
		if a := postPlain(in, path, body); a/100 != 2 || len(in.posts) != 1 {
			t.Errorf("%s: answered %d, %d posts, refused %v", path, a, len(in.posts), in.refusals)
			continue
		}
		p := in.posts[0]
		e := p.Events[len(p.Events)-1]
		checkEvent(t, e)
		if e.Action != engine.Trigger || !e.Unparsed || !strings.Contains(e.Summary, "cut") || e.Key == "" {
			t.Errorf("%s: %+v", path, e)
		}
		if string(p.Raw.Body) != body[:4<<20] {
			t.Errorf("%s: %d bytes are kept", path, len(p.Raw.Body))
		}
		if strings.Contains(string(e.Details)+e.Summary, testKey) {
			t.Errorf("%s: the key is shown", path)
		}
	}
}

// The same group again is the same incident again; another group is another.
func TestARepeatOfACutPostJoinsItsIncident(t *testing.T) {
	body := groupOf(11_000)
	key := func(body string) string {
		in := &intake{}
		postPlain(in, "/hooks/wazuh/"+testKey, body)
		return in.posts[0].Events[0].Key
	}
	again := strings.Replace(body, "cpe-9000.", "cpe-9001.", 1)
	if key(body) != key(again) {
		t.Error("the same group, with another alert far behind, opens another incident")
	}
	if key(body) == key(strings.Replace(body, "pager", "other", 1)) {
		t.Error("another group is the same incident")
	}
}

func TestOfACutGroupAllWholeAlertsAreRead(t *testing.T) {
	body := groupOf(11_000)
	whole := strings.Count(body[:4<<20], "}}")
	for _, name := range []string{"alertmanager", "grafana"} {
		in := &intake{}
		if a := post(t, in, "/hooks/"+name+"/"+testKey, body); a.code != http.StatusAccepted {
			t.Fatalf("%s: answered %d", name, a.code)
		}
		events := in.posts[0].Events
		if len(events) != whole+1 || events[7].Key != "0000000000000007" || events[7].Unparsed || !strings.Contains(events[whole].Summary, "cut") {
			t.Errorf("%s: %d events of %d whole alerts, the last %+v", name, len(events), whole, events[len(events)-1])
		}
	}
}

func TestAListIsClosedBehindItsLastWholeEntry(t *testing.T) {
	for cut, want := range map[string]string{
		`[{"a":1},{"b":[2]},{"c"`:          `[{"a":1},{"b":[2]}]`,
		`{"v":"]","alerts":[{"a":"}"},{"b`: `{"v":"]","alerts":[{"a":"}"}]}`,
		`{"alerts":[{"a":"\"}"},{"b":"x`:   `{"alerts":[{"a":"\"}"}]}`,
		`{"alerts":[{"a":1}],"x":"y`:       `{"alerts":[{"a":1}]}`,
		`{"alerts":[{"a":1`:                "",
		`{"payload":{"summary":"x","list`:  "",
		`]`:                                "",
		``:                                 "",
	} {
		if got, _ := closedList([]byte(cut)); string(got) != want {
			t.Errorf("%s: %s, want %s", cut, got, want)
		}
	}
}

// A signature is over the whole, so it can not be checked. The alert must not be
// lost; but nothing of what a stranger may have written is believed.
func TestACutPostWhoseSignatureCanNotBeCheckedPagesAndSaysNothingElse(t *testing.T) {
	in := &intake{secret: "s3cret"}
	body := groupOf(11_000)
	if a := post(t, in, "/hooks/grafana/"+testKey, body, "X-Grafana-Alerting-Signature", "00"); a.code != http.StatusAccepted {
		t.Fatalf("answered %d", a.code)
	}
	p := in.posts[0]
	if e := p.Events[0]; len(p.Events) != 1 || !e.Unparsed || !p.Signed || strings.Contains(string(e.Details), "RadioDown") || !mendedBy(e, "signature") {
		t.Errorf("%d events, %+v", len(p.Events), p.Events[0])
	}
	first := in.posts[0].Events[0].Key
	post(t, in, "/hooks/grafana/"+testKey, strings.Replace(body, "pager", "other", 1))
	if in.posts[1].Events[0].Key != first {
		t.Error("a stranger can open one incident after the other")
	}
}

func TestACompressedPostIsBoundedByWhatItBecomes(t *testing.T) {
	for alerts, want := range map[int]int{4000: 4000, 60_000: 1} { // as many as arrive, or more than the bound
		var b bytes.Buffer
		zw := gzip.NewWriter(&b)
		if _, err := zw.Write([]byte(groupOf(alerts))); err != nil {
			t.Fatal(err)
		}
		zw.Close()
		in := &intake{}
		a := post(t, in, "/hooks/alertmanager/"+testKey, b.String(), "Content-Encoding", "gzip")
		if a.code != http.StatusAccepted || len(in.posts[0].Events) < want || len(in.posts[0].Raw.Body) > 4<<20 {
			t.Errorf("%d alerts in %d bytes: answered %d, %d events", alerts, b.Len(), a.code, len(in.posts[0].Events))
		}
	}
}

// full is an intake that takes its time.
type full struct {
	*intake
	wait chan struct{}
}

func (in full) Submit(ctx context.Context, p engine.Post) (engine.Receipt, error) {
	if len(p.Raw.Body) > 512<<10 {
		<-in.wait
	}
	return in.intake.Submit(ctx, p)
}

func TestManyLargePostsAtOnceWaitAndSmallOnesDoNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := full{&intake{}, make(chan struct{})}
		mux := http.NewServeMux()
		Routes(mux, in, Options{})
		send := func(body string) int {
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest("POST", "/hooks/alertmanager/"+testKey, strings.NewReader(body)))
			return w.Code
		}
		codes := make(chan int, maxLarge+1)
		large := groupOf(2000)
		for range maxLarge {
			go func() { codes <- send(large) }()
		}
		synctest.Wait()
		if code := send(groupOf(1)); code != http.StatusAccepted {
			t.Errorf("a small post: answered %d", code)
		}
		start := time.Now()
		if code := send(large); code != http.StatusServiceUnavailable {
			t.Errorf("one large post too many: answered %d", code)
		}
		if waited := time.Since(start); waited != roomWithin {
			t.Errorf("it waited %v", waited)
		}
		go func() { codes <- send(large) }()
		synctest.Wait()
		close(in.wait)
		for range maxLarge + 1 {
			if code := <-codes; code != http.StatusAccepted {
				t.Errorf("answered %d", code)
			}
		}
	})
}

// A sender that is still writing when it is answered may never read the answer.
func TestTheSenderOfACutPostHearsThatItWasTaken(t *testing.T) {
	mux := http.NewServeMux()
	Routes(mux, &intake{}, Options{})
	s := httptest.NewServer(mux)
	defer s.Close()
	left := strings.NewReader(strings.Repeat("x", 20<<20))
	a, err := http.Post(s.URL+"/hooks/generic/"+testKey, "text/plain", left)
	if err != nil || a.StatusCode != http.StatusAccepted || left.Len() != 0 {
		t.Fatalf("%v, %v; %d bytes are left", a, err, left.Len())
	}
	a.Body.Close()
}
