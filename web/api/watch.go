package api

import (
	"fmt"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/watch"
)

// Watches tells how hosts do that are looked at, and has one looked at now; see
// [watch.Watcher].
type Watches interface {
	State(id string) (watch.State, bool)
	LookNow(id string) bool
}

// watchWire is a host that is looked at: Wakeman's own, not PagerDuty's.
type watchWire struct {
	reference
	Name            string          `json:"name"`
	Service         any             `json:"service"`
	Host            string          `json:"host"`
	IntervalSeconds int             `json:"interval_seconds"`
	Retries         int             `json:"retries"`
	Ping            bool            `json:"ping"`
	OpenPorts       []int           `json:"open_ports"`
	ClosedPorts     []int           `json:"closed_ports"`
	HTTP            []pageCheckWire `json:"http"`
	Paused          bool            `json:"paused"`
	LookedAt        *string         `json:"looked_at" doc:"null: not since the start, or paused"`
	NextLookAt      *string         `json:"next_look_at"`
	Checks          []checkWire     `json:"checks" doc:"what the last look found; empty while nobody looks"`
	CreatedAt       *string         `json:"created_at"`
}

// pageCheckWire is a page that must be served, in answers and requests.
type pageCheckWire struct {
	URL             string `json:"url"`
	Status          string `json:"status" doc:"200-299 if left out; one, such as 401, or a range"`
	Text            string `json:"text" doc:"that must be in its first 256 KiB"`
	CertificateDays int    `json:"certificate_days" doc:"for which its certificate must be good; 0: not looked at"`
	AnyCertificate  bool   `json:"any_certificate" doc:"one that nobody vouches for is taken, too"`
}

// checkWire is how one thing does that a watch looks at.
type checkWire struct {
	Name      string  `json:"name"`
	State     string  `json:"state" doc:"waiting, good, again (wrong, and not often enough to count), bad, unknown"`
	Reason    *string `json:"reason" doc:"what is wrong, or why it can not be told"`
	BadSince  *string `json:"bad_since"`
	TookMilli int     `json:"took_milliseconds"`
}

// watchOrder is what a request says about a watch.
type watchOrder struct {
	Name            maybe[string]          `json:"name" doc:"the host for a new one that does not say"`
	Host            maybe[string]          `json:"host" doc:"an address, or a name"`
	IntervalSeconds maybe[int]             `json:"interval_seconds" doc:"10 to 86400; 60 for a new one that does not say"`
	Retries         maybe[int]             `json:"retries" doc:"0 to 10; 2 for a new one that does not say"`
	Ping            maybe[bool]            `json:"ping"`
	OpenPorts       maybe[[]int]           `json:"open_ports"`
	ClosedPorts     maybe[[]int]           `json:"closed_ports"`
	HTTP            maybe[[]pageCheckWire] `json:"http"`
	Paused          maybe[bool]            `json:"paused"`
}

func (s *server) watchWire(c *call, x engine.Watch) watchWire {
	w := watchWire{
		reference: c.link.at("watch", "/services/"+x.Service+"/watches", x.ID, x.Name), Name: x.Name, Service: c.serviceRef(x.Service), Host: x.Host,
		IntervalSeconds: int(x.Interval / time.Second), Retries: x.Retries, Ping: x.Ping, OpenPorts: append([]int{}, x.Open...), ClosedPorts: append([]int{}, x.Closed...),
		HTTP: []pageCheckWire{}, Paused: x.Paused, Checks: []checkWire{}, CreatedAt: stamp(x.CreatedAt),
	}
	for _, p := range x.Pages {
		status := p.Statuses()
		if status == "" {
			status = "200-299"
		}
		w.HTTP = append(w.HTTP, pageCheckWire{URL: p.URL, Status: status, Text: p.Text, CertificateDays: p.Days, AnyCertificate: p.AnyCertificate})
	}
	if s.watches == nil {
		return w
	}
	if st, on := s.watches.State(x.ID); on {
		w.LookedAt, w.NextLookAt = stamp(st.Looked), stamp(st.Next)
		for _, k := range st.Checks {
			w.Checks = append(w.Checks, wireCheck(k))
		}
	}
	return w
}

func wireCheck(k watch.CheckState) checkWire {
	w := checkWire{Name: k.Name, State: "good", TookMilli: int(k.Last.Took / time.Millisecond)}
	switch h := k.Health; {
	case !h.Down.IsZero():
		w.State, w.Reason, w.BadSince = "bad", text(h.Words), stamp(h.Down)
	case h.Unknown != "":
		w.State, w.Reason = "unknown", text(h.Unknown)
	case h.Failures > 0:
		w.State, w.Reason = "again", text(k.Last.Wrong)
	case !k.Seen:
		w.State = "waiting"
	}
	return w
}

func (s *server) watchRoutes() []route {
	one, order := gives("watch", watchWire{}), takes("watch", watchOrder{})
	return []route{
		read("/services/{id}/watches", s.listWatches, "List the hosts that are looked at for a service", givesList("watches", watchWire{})),
		read("/services/{id}/watches/{watch}", s.getWatch, "Show a watch", one),
		create("/services/{id}/watches", people.Admin, s.createWatch, "Create a watch", order, one),
		update("/services/{id}/watches/{watch}", people.Admin, s.updateWatch, "Change a watch", order, one),
		remove("/services/{id}/watches/{watch}", people.Admin, s.deleteWatch, "Delete a watch: an open incident of it is resolved"),
		{method: "POST", path: "/services/{id}/watches/{watch}/look", role: people.Responder, status: http.StatusOK, handle: s.lookNow, doc: does("Have a host looked at now; the answer does not wait for what is found", takes("", object{}), one)},
	}
}

func (s *server) listWatches(c *call) (any, error) {
	id := c.PathValue("id")
	if _, ok := c.cfg.Services[id]; !ok {
		return nil, absent("service")
	}
	return paged(c, "watches", c.cfg.WatchesOf(id), func(x engine.Watch) watchWire { return s.watchWire(c, x) })
}

func (s *server) getWatch(c *call) (any, error) {
	x, ok := c.cfg.Watches[c.PathValue("watch")]
	if !ok || x.Service != c.PathValue("id") {
		return nil, absent("watch")
	}
	return s.oneWatch(c, x)
}

func (s *server) oneWatch(c *call, x engine.Watch) (any, error) {
	c.tag(x)
	return map[string]watchWire{"watch": s.watchWire(c, x)}, nil
}

func (s *server) lookNow(c *call) (any, error) {
	x, ok := c.cfg.Watches[c.PathValue("watch")]
	if !ok || x.Service != c.PathValue("id") {
		return nil, absent("watch")
	}
	if s.watches == nil || !s.watches.LookNow(x.ID) {
		return nil, engine.Fail(engine.Conflict, "nobody looks at it: it, or its service, is paused")
	}
	return s.oneWatch(c, x)
}

func (s *server) createWatch(c *call) (any, error) {
	created := c.now.Truncate(time.Second)
	return s.saveWatch(c, config.NewID(config.WatchID), func(next *engine.Config, id string) (engine.Watch, error) {
		service := c.PathValue("id")
		if _, ok := next.Services[service]; !ok {
			return engine.Watch{}, absent("service")
		}
		return engine.Watch{ID: id, Service: service, Interval: engine.DefaultWatchInterval, Retries: engine.DefaultRetries, CreatedAt: created}, nil
	})
}

func (s *server) updateWatch(c *call) (any, error) {
	return s.saveWatch(c, c.PathValue("watch"), c.watchIn)
}

// saveWatch puts what the body says on top of a watch, new or there.
func (s *server) saveWatch(c *call, id string, find func(*engine.Config, string) (engine.Watch, error)) (any, error) {
	var w watchOrder
	if err := readOrder(c.Request, "watch", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, c.watchSubject(), func(next *engine.Config) error {
		x, err := find(next, id)
		if err == nil {
			next.Watches[id], err = w.apply(x)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.oneWatch(c, c.cfg.Watches[id])
}

// apply makes the watch that is wanted out of the one there is. What no watch may
// be is said by the configuration, but for what it would mend.
func (w watchOrder) apply(x engine.Watch) (engine.Watch, error) {
	var f faults
	if w.Host.given {
		host, ok := config.ParseHost(w.Host.value)
		if x.Host = host; !ok {
			f.add("host", "must be an address or a name, such as 192.0.2.10 or edge-1.example.net")
		}
	}
	trimmed(w.Name, &x.Name)
	if x.Name == "" {
		x.Name = x.Host
	}
	if w.IntervalSeconds.given {
		x.Interval = time.Duration(min(max(w.IntervalSeconds.value, 0), farSeconds)) * time.Second
	}
	if x.Interval < engine.MinWatchInterval || x.Interval > engine.MaxWatchInterval {
		f.add("interval_seconds", "must be from 10 to 86400")
	}
	w.Retries.put(&x.Retries)
	w.Ping.put(&x.Ping)
	w.OpenPorts.put(&x.Open)
	w.ClosedPorts.put(&x.Closed)
	w.Paused.put(&x.Paused)
	if w.HTTP.given {
		x.Pages = nil
		for i, p := range w.HTTP.value {
			one := engine.PageCheck{URL: p.URL, Text: p.Text, Days: p.CertificateDays, AnyCertificate: p.AnyCertificate}
			var ok bool
			if one.From, one.To, ok = config.ParseStatuses(p.Status); p.Status != "" && !ok {
				f.add(fmt.Sprintf("http[%d].status", i), "must be one such as 401, or a range such as 200-299")
			}
			x.Pages = append(x.Pages, one)
		}
	}
	return x, f.err()
}

// watchSubject: problems of a watch are told of its service.
func (c *call) watchSubject() subject {
	return subject{serviceKind, c.PathValue("id"), names{"watches": "", "interval": "interval_seconds"}}
}

// watchIn finds a watch that is to be changed, as the client saw it.
func (c *call) watchIn(cfg *engine.Config, id string) (engine.Watch, error) {
	x, ok := cfg.Watches[id]
	if !ok || x.Service != c.PathValue("id") {
		return x, absent("watch")
	}
	return x, c.unchanged(x)
}

func (s *server) deleteWatch(c *call) (any, error) {
	id := c.PathValue("watch")
	return nil, s.edit(c, c.watchSubject(), func(next *engine.Config) error {
		if _, err := c.watchIn(next, id); err != nil {
			return err
		}
		delete(next.Watches, id)
		return nil
	})
}
