package config

import (
	"time"

	"wakeman/engine"
)

// Bounds of the heartbeat's interval. Services that take one answer 429 to what
// comes more often than every few seconds.
const (
	minHeartbeat = 10 * time.Second
	maxHeartbeat = day
)

// readHeartbeat reads where the heartbeat goes, or why there is none.
func readHeartbeat(m *mapping) *engine.HeartbeatSettings {
	s := &engine.HeartbeatSettings{URL: m.webURL("url").s, Declined: m.sentence("declined")}
	interval := m.get("interval")
	switch {
	case m.broken:
	case s.URL == "" && s.Declined == "":
		m.fail(m.place, "needs a url, or a sentence under declined that says why there is none")
	case s.URL != "" && s.Declined != "":
		m.fail(m.get("declined").place, "can not stand beside a url: either the heartbeat is sent, or it is declined")
	case s.URL == "" && interval.given():
		m.fail(interval.place, "has no use without a url")
	case s.URL != "":
		s.Interval = m.duration("interval", engine.DefaultHeartbeat)
		if s.Interval < minHeartbeat || s.Interval > maxHeartbeat {
			m.fail(interval.place, "must be from %s to %s", FormatDuration(minHeartbeat), FormatDuration(maxHeartbeat))
		}
	}
	m.finish()
	return s
}

// sentence reads one line of any text.
func (m *mapping) sentence(name string) string { return trim(m.text(m.get(name), maxAddress, false)).s }
