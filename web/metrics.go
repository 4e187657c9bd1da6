package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"wakeman/notify"
)

// Metrics is what the box counts, on a registry of its own. A nil *Metrics
// counts nothing.
type Metrics struct {
	registry *prometheus.Registry

	events     *prometheus.CounterVec
	refusals   *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	requests   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	panics     prometheus.Counter
	turnedAway *prometheus.CounterVec
}

// NewMetrics makes the registry with the counters and Go's own figures. version
// is the program's.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry:   prometheus.NewRegistry(),
		events:     counter("events_total", "Events by door and what became of them: accepted, refused, unavailable, error.", "door", "result"),
		refusals:   counter("refusals_total", "What was turned away, by door.", "door"),
		deliveries: counter("deliveries_total", "Attempts to reach a person, by channel and outcome.", "channel", "outcome"),
		requests:   counter("http_requests_total", "HTTP requests by route pattern and status.", "route", "status"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "wakeman", Name: "http_request_duration_seconds", Help: "Time to answer an HTTP request, without live streams.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
		panics:     prometheus.NewCounter(prometheus.CounterOpts{Namespace: "wakeman", Name: "http_panics_total", Help: "Requests that failed by a fault of the program."}),
		turnedAway: counter("connections_refused_total", "Connections closed for want of room, by reason.", "reason"),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "wakeman", Name: "build_info", Help: "1; the label is the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.events, m.refusals, m.deliveries, m.requests, m.durations, m.panics, m.turnedAway, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "wakeman", Name: name, Help: help}, labels)
}

// Events counts the events of one post. door is a Post's Via, result accepted,
// refused, unavailable or error.
func (m *Metrics) Events(door, result string, n int) {
	if m != nil {
		m.events.WithLabelValues(door, result).Add(float64(n))
	}
}

// Refused counts something turned away at a door.
func (m *Metrics) Refused(door string) {
	if m != nil {
		m.refusals.WithLabelValues(door).Inc()
	}
}

// Delivered counts one attempt to reach a person.
func (m *Metrics) Delivered(channel notify.Channel, outcome notify.Status) {
	if m != nil {
		m.deliveries.WithLabelValues(string(channel), string(outcome)).Inc()
	}
}

// Driver is d with its outcomes counted.
func (m *Metrics) Driver(channel notify.Channel, d notify.Driver) notify.Driver {
	if m == nil || d == nil {
		return d
	}
	return countedDriver{m, channel, d}
}

type countedDriver struct {
	metrics *Metrics
	channel notify.Channel
	driver  notify.Driver
}

// Send hands the message on and counts the outcome.
func (c countedDriver) Send(ctx context.Context, d notify.Delivery) notify.Outcome {
	o := c.driver.Send(ctx, d)
	c.metrics.Delivered(c.channel, o.Status)
	return o
}

// request counts one answered request. A long stream has no duration to speak of.
func (m *Metrics) request(route string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	if route != routeLive {
		m.durations.WithLabelValues(route).Observe(took.Seconds())
	}
}

func (m *Metrics) panicked() {
	if m != nil {
		m.panics.Inc()
	}
}

func (m *Metrics) connectionRefused(reason string) {
	if m != nil {
		m.turnedAway.WithLabelValues(reason).Inc()
	}
}

// handler serves the figures in Prometheus' text format.
func (m *Metrics) handler() http.Handler {
	if m == nil {
		return http.NotFoundHandler()
	}
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4, DisableCompression: true})
}
