package config_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
)

const edgeWatch = `    watches:
      - name: edge-1
        host: 192.0.2.10
        interval: 30s
        retries: 1
        ping: true
        open_ports: [443, 22]
        closed_ports: [23]
        http:
          - {url: "https://edge-1.example.net/", status: 200-299, text: Welcome, certificate_days: 14, any_certificate: true}
          - {url: "http://edge-1.example.net/admin", status: 403}
`

func TestAWatchIsSaidInTheFile(t *testing.T) {
	c := apply(t, nil, beating(edgeWatch))
	want := engine.Watch{
		ID: only(t, c.Watches).ID, Service: only(t, c.Services).ID, Name: "edge-1", Host: "192.0.2.10", Interval: 30 * time.Second, Retries: 1,
		Ping: true, Open: []int{22, 443}, Closed: []int{23}, Pages: []engine.PageCheck{
			{URL: "https://edge-1.example.net/", Text: "Welcome", Days: 14, AnyCertificate: true}, {URL: "http://edge-1.example.net/admin", From: 403, To: 403},
		},
	}
	if diff := cmp.Diff(want, only(t, c.Watches)); diff != "" {
		t.Error(diff)
	}
}

func TestAWatchThatSaysLittleIsLookedAtEachMinuteAndTriedAgainTwice(t *testing.T) {
	w := only(t, apply(t, nil, beating("    watches: [{host: edge-1.example.net, ping: true}]\n")).Watches)
	if w.Name != "edge-1.example.net" || w.Interval != time.Minute || w.Retries != 2 {
		t.Errorf("%+v", w)
	}
}

func TestAFileThatDoesNotSpeakOfWatchesLeavesThem(t *testing.T) {
	box := apply(t, nil, beating(edgeWatch))
	if diff := cmp.Diff(only(t, box.Watches), only(t, apply(t, box, night).Watches)); diff != "" {
		t.Error(diff)
	}
	changed := only(t, apply(t, box, beating(strings.Replace(edgeWatch, "30s", "45s", 1))).Watches)
	if changed.ID != only(t, box.Watches).ID || changed.Interval != 45*time.Second {
		t.Errorf("changed by its name: %+v", changed)
	}
	if left := apply(t, box, beating("    watches: []\n")).Watches; len(left) != 0 {
		t.Errorf("an empty list leaves %v", left)
	}
}

func TestAWatchGoesWithItsService(t *testing.T) {
	next, err := config.Edit(apply(t, nil, beating(edgeWatch)), time.Now(), func(next *engine.Config) error {
		clear(next.Services)
		clear(next.Integrations)
		return nil
	})
	if err != nil || len(next.Watches) != 0 {
		t.Errorf("%v, %v", next, err)
	}
}

func TestWhatNoWatchMayBeIsNamedWithItsField(t *testing.T) {
	for text, want := range map[string]string{
		"{ping: true}":                                                 "watches[0].host: is missing",
		"{host: 192.0.2.300, ping: true}":                              `watches[0].host: "192.0.2.300" is no host`,
		"{host: 'a b', ping: true}":                                    `watches[0].host: "a b" is no host`,
		"{host: 'fe80::1%eth0', ping: true}":                           `watches[0].host: "fe80::1%eth0" is no host`,
		"{host: a}":                                                    "watches[0]: must look at something",
		"{host: a, ping: false, open_ports: []}":                       "watches[0]: must look at something",
		"{host: a, ping: true, interval: 9s}":                          "watches[0].interval: must be from 10s to 1d",
		"{host: a, ping: true, interval: 25h}":                         "watches[0].interval: must be from 10s to 1d",
		"{host: a, ping: true, retries: 11}":                           "watches[0].retries: must be a whole number from 0 to 10",
		"{host: a, open_ports: [0]}":                                   `watches[0].open_ports[0]: "0" is no port`,
		"{host: a, open_ports: [22, 65536]}":                           `watches[0].open_ports[1]: "65536" is no port`,
		"{host: a, open_ports: 22}":                                    "watches[0].open_ports: must be a list",
		"{host: a, open_ports: [22], closed_ports: [22]}":              "watches[0].closed_ports: port 22 can not be open and closed",
		"{host: a, http: [{}]}":                                        "watches[0].http[0].url: is missing",
		"{host: a, http: [{url: 'ftp://a/'}]}":                         "watches[0].http[0].url: must be a URL",
		"{host: a, http: [{url: 'http://u:p@a/'}]}":                    "watches[0].http[0].url: must not hold a user",
		"{host: a, http: [{url: 'http://a/', status: ok}]}":            `watches[0].http[0].status: "ok" is not like`,
		"{host: a, http: [{url: 'http://a/', status: 99}]}":            `watches[0].http[0].status: "99" is not like`,
		"{host: a, http: [{url: 'http://a/'}, {url: 'http://a/'}]}":    "watches[0].http[1].url: is there twice",
		"{host: a, http: [{url: 'http://a/', any_certificate: true}]}": "watches[0].http[0].any_certificate: needs a URL that begins with https://",
		"{host: a, http: [{url: 'http://a/', certificate_days: 9}]}":   "watches[0].http[0].certificate_days: needs a URL that begins with https://",
		"{host: a, ping: true}, {host: A, ping: true}":                 `"A" is already the name of the watch`,
		"{host: a, pign: true}":                                        "is not a field here (did you mean",
	} {
		_, err := config.Parse("config.yaml", []byte(beating("    watches: ["+text+"]\n")))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestAServiceThatOnlyLooksIsNoSilentOne(t *testing.T) {
	c := apply(t, nil, beating(edgeWatch))
	clear(c.Integrations)
	if slices.ContainsFunc(config.Lint(c, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), func(w config.Warning) bool { return strings.Contains(w.Message, "no event can reach it") }) {
		t.Error("a watch is a way to hear of trouble")
	}
}
