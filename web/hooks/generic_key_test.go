package hooks

import (
	"strings"
	"testing"

	"wakeman/engine"
)

// genericEvent is what one unmapped post becomes.
func genericEvent(t *testing.T, body string) engine.Event {
	t.Helper()
	events, err := decodeGeneric(&mender{}, Request{Body: []byte(body)})
	if err != nil || len(events) != 1 {
		t.Fatalf("%s: %d events, %v", body, len(events), err)
	}
	return events[0]
}

func TestTwoAlarmsOfOneSenderAreTwoIncidents(t *testing.T) {
	for _, tt := range [][]string{ // the first, another, and the end of the other
		{`{"source":"monitoring","title":"Tower 7 unreachable","status":"down"}`, `{"source":"monitoring","title":"Tower 8 unreachable","status":"down"}`, `{"source":"monitoring","title":"Tower 8 reachable","status":"up"}`},
		{`{"server":"nms1","message":"Radio link A-B lost","state":"down"}`, `{"server":"nms1","message":"Generator fuel low","state":"alarm"}`},
		{`{"host":"r1","message":"BGP peer 1 down","status":"critical"}`, `{"host":"r1","message":"Fan failed","status":"critical"}`},
		{`{"host":"r1","message":"BGP peer 1 down","status":"critical"}`, `{"host":"r1","message":"BGP peer 2 down","status":"critical"}`, `{"host":"r1","message":"BGP peer 2 up","status":"ok"}`},
		{`{"site":"Orion","event":"door open","status":"alarm"}`, `{"site":"Orion","event":"battery low","status":"alarm"}`},
		{`{"source":"zabbix","service":"ping","message":"tower-7: no answer","status":"down"}`, `{"source":"zabbix","service":"ping","message":"tower-8: no answer","status":"down"}`},
		{`{"host":"q1","status":"down","alert_id":0}`, `{"host":"q2","status":"down","alert_id":"0"}`, `{"host":"q2","status":"up","alert_id":"0"}`},
		{`{"host":"q3","status":"down","fingerprint":"N/A"}`, `{"host":"q4","status":"down","fingerprint":"N/A"}`, `{"host":"q4","status":"up","fingerprint":"N/A"}`},
		{`{"host":"q5","status":"down","fingerprint":"null"}`, `{"host":"q6","status":"down","fingerprint":"null"}`, `{"host":"q6","status":"up","fingerprint":"null"}`},
		{`{"host":"localhost","status":"down","message":"a"}`, `{"host":"localhost","status":"down","message":"b"}`},
	} {
		one, other := genericEvent(t, tt[0]), genericEvent(t, tt[1])
		if one.Key == other.Key || one.Key == "" || one.Action != engine.Trigger || other.Action != engine.Trigger {
			t.Errorf("%s and %s are one alert, %q", tt[0], tt[1], one.Key)
		}
		if len(tt) < 3 {
			continue
		}
		if end := genericEvent(t, tt[2]); end.Action != engine.Resolve || end.Key != other.Key {
			t.Errorf("%s (%s %q) is not the end of %s (%q)", tt[2], end.Action, end.Key, tt[1], other.Key)
		}
	}
}

func TestWhoIsNamedByAPlaceholderIsNobody(t *testing.T) {
	for _, host := range []string{"unknown", "localhost", "-", "N/A", "null", "127.0.0.1"} {
		if end := genericEvent(t, `{"host":"`+host+`","status":"up"}`); end.Action == engine.Resolve {
			t.Errorf("%s: its recovery ends %q", host, end.Key)
		}
	}
}

func TestAHostThatIsUpEndsThatItWasDown(t *testing.T) {
	for _, tt := range [][2]string{
		{`{"host":"tower-7","status":"down","message":"no answer for 5 min"}`, `{"host":"tower-7","status":"up"}`},
		{`{"host":"tower-7","status":"problem"}`, `{"host":"tower-7","status":"ok"}`},
		{`{"host":"tower-7","status":"critical","message":"tower-7 is down"}`, `{"host":"tower-7","status":"ok","message":"tower-7 is up"}`},
		{`{"host":"olt-3","check":"pon-4","status":"critical","message":"41 ONUs lost"}`, `{"host":"olt-3","check":"pon-4","status":"ok","message":"fine"}`},
		{`{"server":"web-1","service":"http","status":"down","message":"timeout"}`, `{"server":"web-1","service":"http","status":"up","message":"200"}`},
		{`{"server":"web-1","status":"down"}`, `{"server":"web-1","status":"up"}`},
		{`{"host":"r1","status":"critical","message":"CPU 95%"}`, `{"host":"r1","status":"ok","message":"CPU 20%"}`},
		{`{"alert_id":17,"host":"r1","status":"critical","message":"a"}`, `{"alert_id":17,"host":"r1","status":"ok","message":"b"}`},
	} {
		down, up := genericEvent(t, tt[0]), genericEvent(t, tt[1])
		if up.Action != engine.Resolve || up.Key != down.Key {
			t.Errorf("%s (%s %q) is not the end of %s (%q)", tt[1], up.Action, up.Key, tt[0], down.Key)
		}
	}
}

func TestAKeyByWordsSaysThatItShouldBeMapped(t *testing.T) {
	e := genericEvent(t, `{"site":"Orion","event":"door open","status":"alarm"}`)
	if !strings.Contains(strings.Join(e.Mended, "\n"), "map the key") {
		t.Errorf("mended %q, want a word about mapping", e.Mended)
	}
}
