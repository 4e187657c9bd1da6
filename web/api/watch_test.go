package api_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/watch"
)

func TestAWatchIsMadeReadAndChangedByCalls(t *testing.T) {
	w := open(t)
	status, _, body := w.asks("account", "POST", "/api/services/PCORE01/watches", `{"watch":{"host":" 192.0.2.77 ","open_ports":[443],"http":[{"url":"https://a.example.net/","status":"401","certificate_days":14,"any_certificate":true}]}}`)
	if status != 201 {
		t.Fatalf("%d %s", status, body)
	}
	var made engine.Watch
	for _, x := range w.db.Config().Watches {
		if x.Name == "192.0.2.77" {
			made = x
		}
	}
	for _, want := range []string{`"host":"192.0.2.77","interval_seconds":60,"retries":2,"ping":false,"open_ports":[443],"closed_ports":[]`, `"status":"401"`, `"certificate_days":14,"any_certificate":true`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in %s", want, body)
		}
	}
	path := "/api/services/PCORE01/watches/" + made.ID
	want := made
	want.Retries, want.Paused, want.Pages, want.Closed = 0, true, nil, []int{23}
	status, _, body = w.asks("account", "PUT", path, `{"watch":{"retries":0,"paused":true,"http":[],"closed_ports":[23]}}`)
	if diff := cmp.Diff(want, w.db.Config().Watches[made.ID]); status != 200 || diff != "" {
		t.Errorf("%d %s: %s", status, body, diff)
	}
	if status, _, body = w.asks("account", "POST", path+"/look", ""); status != 409 || !strings.Contains(body, "nobody looks at it") {
		t.Errorf("a look while nobody looks: %d %s", status, body)
	}
}

// eyes look at every watch that is not paused, and have seen nothing yet.
type eyes struct{ db *store.DB }

func (eyes) State(string) (watch.State, bool) { return watch.State{}, false }

func (e eyes) LookNow(id string) bool {
	x, ok := e.db.Config().Watches[id]
	return ok && !x.Paused
}

func TestWhatNoWatchMayBeIsNamed(t *testing.T) {
	w := open(t)
	for body, want := range map[string]string{
		`{"ping":true}`:                                           "host",
		`{"host":"192.0.2.300","ping":true}`:                      "host: must be an address or a name",
		`{"host":"a"}`:                                            "must look at something",
		`{"host":"a","ping":true,"interval_seconds":9}`:           "interval_seconds: must be from 10",
		`{"host":"a","ping":true,"retries":11}`:                   "retries",
		`{"host":"a","open_ports":[0]}`:                           "open_ports",
		`{"host":"a","open_ports":[22],"closed_ports":[22]}`:      "closed_ports",
		`{"host":"a","http":[{"url":"ftp://a/"}]}`:                "http",
		`{"host":"a","http":[{"url":"http://a/","status":"ok"}]}`: "http[0].status",
		`{"host":"a","name":"EDGE-1","ping":true}`:                "is taken by another watch",
	} {
		status, _, answer := w.asks("account", "POST", "/api/services/PCORE01/watches", `{"watch":`+body+`}`)
		if status != 400 || !strings.Contains(answer, want) {
			t.Errorf("%s: %d %s, want %s", body, status, answer, want)
		}
	}
}
