package api_test

import (
	"strings"
	"testing"

	"wakeman/engine"
)

func TestAHeartbeatIsMadeReadAndChangedByCalls(t *testing.T) {
	w := open(t)
	status, _, body := w.asks("account", "POST", "/api/services/PCORE01/heartbeats", `{"heartbeat":{"name":" poller ","interval_seconds":60,"integration":{"id":"PINT001"}}}`)
	if status != 201 {
		t.Fatalf("%d %s", status, body)
	}
	var made engine.Heartbeat
	for _, h := range w.db.Config().Heartbeats {
		if h.Name == "poller" {
			made = h
		}
	}
	for _, want := range []string{`"interval_seconds":60,"grace_seconds":120`, `"state":"waiting"`, `"integration":{"id":"PINT001"`, `/beat/` + made.Key + `"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in %s", want, body)
		}
	}
	path := "/api/services/PCORE01/heartbeats/" + made.ID
	if _, err := w.engine.Beat(t.Context(), made.Key); err != nil {
		t.Fatal(err)
	}
	if _, _, body = w.asks("ann", "GET", path, ""); !strings.Contains(body, `"state":"alive"`) {
		t.Errorf("after a beat: %s", body)
	}
	status, _, body = w.asks("account", "PUT", path, `{"heartbeat":{"paused":true,"integration":null}}`)
	if now := w.db.Config().Heartbeats[made.ID]; status != 200 || !now.Paused || now.Integration != "" || now.Key != made.Key || now.Interval != made.Interval {
		t.Errorf("%d %s: %+v", status, body, now)
	}
}

func TestWhatNoHeartbeatMayBeIsNamed(t *testing.T) {
	w := open(t)
	for body, want := range map[string]string{
		`{"interval_seconds":60}`:                                           "name",
		`{"name":"a"}`:                                                      "interval_seconds: must be from 10",
		`{"name":"a","interval_seconds":9}`:                                 "interval_seconds: must be from 10",
		`{"name":"a","interval_seconds":-1}`:                                "interval_seconds: must be from 10",
		`{"name":"a","interval_seconds":60,"grace_seconds":-1}`:             "grace_seconds: must be from 0",
		`{"name":"a","interval_seconds":99999999999}`:                       "interval_seconds",
		`{"name":"a","interval_seconds":60,"integration":{"id":"PINT002"}}`: "integration: the service has no integration",
		`{"name":"a","interval_seconds":60,"key":"short"}`:                  "key",
		`{"name":"a","interval_seconds":60,"key":"` + coreKey + `"}`:        "key",
		`{"name":"BACKUP","interval_seconds":60}`:                           "is taken by another heartbeat",
	} {
		status, _, answer := w.asks("account", "POST", "/api/services/PCORE01/heartbeats", `{"heartbeat":`+body+`}`)
		if status != 400 || !strings.Contains(answer, want) {
			t.Errorf("%s: %d %s, want %s", body, status, answer, want)
		}
	}
}
