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

const nightBeat = "    heartbeats:\n      - {name: nightly backup, interval: 1d, grace: 2h, integration: events, key: fedcba9876543210fedcba9876543210}\n"

// beating is the night file with more about its service.
func beating(more string) string { return strings.Replace(night, "settings:\n", more+"settings:\n", 1) }

func TestAHeartbeatIsSaidInTheFile(t *testing.T) {
	c := apply(t, nil, beating(nightBeat))
	service, events := only(t, c.Services), only(t, c.Integrations)
	want := engine.Heartbeat{
		ID: only(t, c.Heartbeats).ID, Service: service.ID, Name: "nightly backup", Key: "fedcba9876543210fedcba9876543210",
		Interval: 24 * time.Hour, Grace: 2 * time.Hour, Integration: events.ID,
	}
	if diff := cmp.Diff(want, only(t, c.Heartbeats)); diff != "" {
		t.Error(diff)
	}
	if h, ok := c.HeartbeatByKey(want.Key); !ok || h.ID != want.ID {
		t.Errorf("found by its key: %v %v", h, ok)
	}
	if _, ok := c.HeartbeatByKey(""); ok {
		t.Error("no key at all finds one")
	}
}

func TestWithoutAGraceItIsTwoIntervalsAndAnHourAtMost(t *testing.T) {
	for interval, want := range map[string]time.Duration{"5m": 10 * time.Minute, "10s": 20 * time.Second, "1d": time.Hour} {
		c := apply(t, nil, beating("    heartbeats: [{name: backup, interval: "+interval+"}]\n"))
		if h := only(t, c.Heartbeats); h.Grace != want || len(h.Key) != 32 {
			t.Errorf("every %s: grace %s, key %q", interval, h.Grace, h.Key)
		}
	}
}

func TestAFileThatDoesNotSpeakOfHeartbeatsLeavesThem(t *testing.T) {
	box := apply(t, nil, beating(nightBeat))
	if diff := cmp.Diff(only(t, box.Heartbeats), only(t, apply(t, box, night).Heartbeats)); diff != "" {
		t.Error(diff)
	}
	if left := apply(t, box, beating("    heartbeats: []\n")).Heartbeats; len(left) != 0 {
		t.Errorf("an empty list leaves %v", left)
	}
	other := strings.Replace(night, "name: events", "name: others", 1)
	other = strings.Replace(other, "0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef", 1)
	if h := only(t, apply(t, box, other).Heartbeats); h.Integration != "" {
		t.Errorf("it is fed by an integration that is gone: %v", h)
	}
}

func TestAHeartbeatIsKnownByItsKeyOrItsName(t *testing.T) {
	box := apply(t, nil, beating(nightBeat))
	id := only(t, box.Heartbeats).ID
	for name, text := range map[string]string{
		"renamed, with its key":    strings.Replace(nightBeat, "nightly backup", "backups", 1),
		"with another key":         strings.Replace(nightBeat, "fedc", "1111", 1),
		"with the key left out":    strings.Replace(nightBeat, ", key: fedcba9876543210fedcba9876543210", "", 1),
		"with the key as exported": strings.Replace(nightBeat, "fedcba9876543210fedcba9876543210", config.Kept, 1),
	} {
		if h := only(t, apply(t, box, beating(text)).Heartbeats); h.ID != id || h.Key == "" || h.Key == config.Kept {
			t.Errorf("%s: %v", name, h)
		}
	}
}

func TestAHeartbeatGoesWithItsServiceAndOutlivesItsIntegration(t *testing.T) {
	box := apply(t, nil, beating(nightBeat))
	next, err := config.Edit(box, early(), func(next *engine.Config) error {
		clear(next.Integrations)
		return nil
	})
	if err != nil || only(t, next.Heartbeats).Integration != "" {
		t.Errorf("without its integration: %v %v", next, err)
	}
	if next, err = config.Edit(box, early(), func(next *engine.Config) error {
		clear(next.Integrations)
		clear(next.Services)
		return nil
	}); err != nil || len(next.Heartbeats) != 0 {
		t.Errorf("without its service: %v %v", next, err)
	}
}

func TestAStoredHeartbeatAndAnIntegrationNeverShareAKey(t *testing.T) {
	box := apply(t, nil, beating(nightBeat))
	same := strings.Replace(night, "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210", 1)
	doc, err := config.Parse("config.yaml", []byte(same))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = doc.Resolve(box, early(), counter()); err == nil || !strings.Contains(err.Error(), "has the key of another heartbeat") {
		t.Errorf("let in: %v", err)
	}
	if _, err := config.Edit(box, early(), func(next *engine.Config) error {
		h := only(t, next.Heartbeats)
		h.Key = only(t, next.Integrations).Key
		next.Heartbeats[h.ID] = h
		return nil
	}); err == nil {
		t.Error("an edit gives it the key of an integration")
	}
}

func TestTheLintAsksWhoFeedsAServiceThatOnlyListens(t *testing.T) {
	c := apply(t, nil, beating(nightBeat))
	clear(c.Integrations)
	silent := func() bool {
		return slices.ContainsFunc(config.Lint(c, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), func(w config.Warning) bool {
			return strings.Contains(w.Message, "no event can reach it")
		})
	}
	if silent() {
		t.Error("a heartbeat is a way to hear of trouble")
	}
	if clear(c.Heartbeats); !silent() {
		t.Error("nothing can reach it, and the lint is silent")
	}
}
