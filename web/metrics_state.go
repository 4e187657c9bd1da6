package web

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/heard"
	"wakeman/web/watch"
)

// stateCollector reads at each scrape what is not counted but simply is.
type stateCollector struct {
	engine Ticker
	store  Store
	hub    *Hub
	gate   *gate
	beat   func() engine.HeartbeatState // nil: nobody sends one

	incidents, queue, tick, live, connections *prometheus.Desc
	size, free, full, failed, held, commits   *prometheus.Desc
	beatOK, beatFailing, ends                 *prometheus.Desc
	watches                                   *prometheus.Desc
	looks                                     func() watch.Counts // nil: nobody looks
	certificate                               func() time.Time    // when it ends; nil: there is no TLS
	heard                                     *prometheus.Desc
	senders                                   func() ([]heard.Sender, error) // nil: they are not told of
}

func newStateCollector(o Options, g *gate) *stateCollector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("wakeman_"+name, help, labels, nil)
	}
	return &stateCollector{
		engine: o.Engine, store: o.Store, hub: o.Hub, gate: g, beat: o.Heartbeat, certificate: o.CertificateEnds, looks: o.Looks, senders: o.Senders,
		incidents:   desc("incidents_open", "Open incidents by status.", "status"),
		queue:       desc("queue_depth", "What waits: timers, pages, deliveries.", "of"),
		tick:        desc("tick_age_seconds", "Time since the escalation loop last completed a step; -1 before the first."),
		live:        desc("live_streams", "Browsers that are told of changes."),
		connections: desc("connections", "Open connections, by state: busy, idle.", "state"),
		size:        desc("store_size_bytes", "Bytes of the store's file that are in use or free for reuse."),
		free:        desc("store_free_bytes", "Of those, free for reuse."),
		full:        desc("store_full", "1 when new events are refused for want of room."),
		failed:      desc("store_failed", "1 when a commit has failed with an unknown result."),
		held:        desc("paging_held", "1 when no page may leave the box: it is a restored copy."),
		commits:     desc("store_commits_total", "Commits since the start."),
		beatOK:      desc("heartbeat_last_success_timestamp_seconds", "When the watcher outside last took the heartbeat; 0 when it has not since the start."),
		ends:        desc("certificate_end_timestamp_seconds", "When the certificate that is served ends; not there without TLS."),
		watches:     desc("watches", "Hosts that are looked at: watched, and of those down, unknown (it can not tell), late (not looked at in time).", "of"),
		heard:       desc("integration_last_event_timestamp_seconds", "When the sender of an integration was last heard, test events aside; 0 when it never was.", "service", "integration"),
		beatFailing: desc("heartbeat_failing_seconds", "For how long no heartbeat has got out; 0 while all is well, or none is set."),
	}
}

// Describe lists the figures.
func (c *stateCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		c.incidents, c.queue, c.tick, c.live, c.connections,
		c.size, c.free, c.full, c.failed, c.held, c.commits, c.beatOK, c.beatFailing, c.ends, c.watches, c.heard,
	} {
		ch <- d
	}
}

// Collect reads them. What cannot be read is left out: a scrape must show the
// rest just when the store is in trouble.
func (c *stateCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if triggered, acknowledged, err := c.store.OpenCounts(); err == nil {
		gauge(c.incidents, float64(triggered), "triggered")
		gauge(c.incidents, float64(acknowledged), "acknowledged")
	}
	if timers, pages, deliveries, err := c.store.QueueDepth(); err == nil {
		gauge(c.queue, float64(timers), "timers")
		gauge(c.queue, float64(pages), "pages")
		gauge(c.queue, float64(deliveries), "deliveries")
	}
	gauge(c.tick, tickAge(c.engine, time.Now()))
	gauge(c.live, float64(c.hub.streams()))
	busy, idle := c.gate.counts()
	gauge(c.connections, float64(busy), "busy")
	gauge(c.connections, float64(idle), "idle")
	c.collectHeartbeat(time.Now(), gauge)
	if c.looks != nil {
		n := c.looks()
		gauge(c.watches, float64(n.Watched), "watched")
		gauge(c.watches, float64(n.Down), "down")
		gauge(c.watches, float64(n.Unknown), "unknown")
		gauge(c.watches, float64(n.Late), "late")
	}
	c.collectSenders(gauge)
	if c.certificate != nil {
		gauge(c.ends, float64(c.certificate().Unix()))
	}
	c.collectStore(c.store.Health(), gauge)
	ch <- prometheus.MustNewConstMetric(c.commits, prometheus.CounterValue, float64(c.store.Health().Commits))
}

func (c *stateCollector) collectSenders(gauge func(*prometheus.Desc, float64, ...string)) {
	if c.senders == nil {
		return
	}
	list, err := c.senders()
	if err != nil {
		return
	}
	for _, s := range list {
		last := 0.0
		if !s.Last.IsZero() {
			last = float64(s.Last.Unix())
		}
		gauge(c.heard, last, s.Service, s.Integration)
	}
}

func (c *stateCollector) collectHeartbeat(now time.Time, gauge func(*prometheus.Desc, float64, ...string)) {
	if c.beat == nil {
		return
	}
	var ok, failing float64
	s := c.beat()
	if !s.LastOK.IsZero() {
		ok = float64(s.LastOK.Unix())
	}
	if !s.FailingSince.IsZero() {
		failing = now.Sub(s.FailingSince).Seconds()
	}
	gauge(c.beatOK, ok)
	gauge(c.beatFailing, failing)
}

func (c *stateCollector) collectStore(h store.Health, gauge func(*prometheus.Desc, float64, ...string)) {
	gauge(c.size, float64(h.FileSize))
	gauge(c.free, float64(h.FreeBytes))
	gauge(c.full, truth(h.Full))
	gauge(c.failed, truth(h.Failed != nil))
	gauge(c.held, truth(h.Held != ""))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// tickAge is in seconds, -1 before the first tick.
func tickAge(t Ticker, now time.Time) float64 {
	last := t.LastTick()
	if last.IsZero() {
		return -1
	}
	return now.Sub(last).Seconds()
}
