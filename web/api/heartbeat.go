package api

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
)

// beatWire is something that must report again and again: Wakeman's own, not
// PagerDuty's. Its key and addresses are null for whoever may only read.
type beatWire struct {
	reference
	Name            string     `json:"name"`
	Service         any        `json:"service"`
	IntervalSeconds int        `json:"interval_seconds"`
	GraceSeconds    int        `json:"grace_seconds"`
	Integration     *reference `json:"integration"` // whose Watchdog feeds it
	Paused          bool       `json:"paused"`
	State           string     `json:"state" doc:"waiting, alive, late, silent or paused"`
	LastBeatAt      *string    `json:"last_beat_at"`
	DueAt           *string    `json:"due_at" doc:"when silence opens an incident; null: not before the next beat"`
	SilentAt        *string    `json:"silent_at"`
	CreatedAt       *string    `json:"created_at"`
	Key             *string    `json:"key"`
	URL             *string    `json:"url" doc:"any GET or POST to it is a beat"`
	Email           *string    `json:"email"`
}

// beatOrder is what a request says about a heartbeat.
type beatOrder struct {
	Name            maybe[string]       `json:"name"`
	IntervalSeconds maybe[int]          `json:"interval_seconds" doc:"10 to 31622400"`
	GraceSeconds    maybe[int]          `json:"grace_seconds" doc:"two intervals, at most an hour, for a new one that does not say"`
	Integration     maybe[*targetOrder] `json:"integration" doc:"of the same service; null for none"`
	Paused          maybe[bool]         `json:"paused"`
	Key             string              `json:"key" doc:"16 to 64 letters and digits; one is made if it is left out"`
}

func (v view) heartbeat(h engine.Heartbeat, p engine.Pulse) beatWire {
	path := "/services/" + h.Service + "/heartbeats"
	w := beatWire{
		reference: v.link.at("heartbeat", path, h.ID, h.Name), Name: h.Name, Service: v.serviceRef(h.Service),
		IntervalSeconds: int(h.Interval / time.Second), GraceSeconds: int(h.Grace / time.Second), Paused: h.Paused,
		State: string(p.State(h, v.now)), LastBeatAt: stamp(p.LastAt), DueAt: stamp(p.DueAt), SilentAt: stamp(p.SilentAt), CreatedAt: stamp(h.CreatedAt),
	}
	if h.Integration != "" {
		ref := v.integrationRef(h.Integration)
		w.Integration = &ref
	}
	if v.readOnly {
		return w
	}
	w.Key, w.URL = text(h.Key), text(v.link.base+"/beat/"+h.Key)
	if domain := v.cfg.Settings.MailDomain; domain != "" {
		w.Email = text(h.Key + "@" + domain)
	}
	return w
}

func (s *server) listHeartbeats(c *call) (any, error) {
	id := c.PathValue("id")
	if _, ok := c.cfg.Services[id]; !ok {
		return nil, absent("service")
	}
	pulses, err := s.store.Pulses()
	if err != nil {
		return nil, err
	}
	return paged(c, "heartbeats", c.cfg.HeartbeatsOf(id), func(h engine.Heartbeat) beatWire { return c.heartbeat(h, pulses[h.ID]) })
}

func (s *server) getHeartbeat(c *call) (any, error) {
	h, ok := c.cfg.Heartbeats[c.PathValue("heartbeat")]
	if !ok || h.Service != c.PathValue("id") {
		return nil, absent("heartbeat")
	}
	return s.oneHeartbeat(c, h)
}

func (s *server) oneHeartbeat(c *call, h engine.Heartbeat) (any, error) {
	pulses, err := s.store.Pulses()
	c.tag(h)
	return map[string]beatWire{"heartbeat": c.heartbeat(h, pulses[h.ID])}, err
}

func (s *server) createHeartbeat(c *call) (any, error) {
	created := c.now.Truncate(time.Second)
	return s.saveHeartbeat(c, config.NewID(config.HeartbeatID), func(next *engine.Config, id string) (engine.Heartbeat, error) {
		service := c.PathValue("id")
		if _, ok := next.Services[service]; !ok {
			return engine.Heartbeat{}, absent("service")
		}
		return engine.Heartbeat{ID: id, Service: service, CreatedAt: created}, nil
	})
}

func (s *server) updateHeartbeat(c *call) (any, error) {
	return s.saveHeartbeat(c, c.PathValue("heartbeat"), c.heartbeatIn)
}

// saveHeartbeat puts what the body says on top of a heartbeat, new or there.
func (s *server) saveHeartbeat(c *call, id string, find func(*engine.Config, string) (engine.Heartbeat, error)) (any, error) {
	var w beatOrder
	if err := readOrder(c.Request, "heartbeat", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, c.heartbeatSubject(), func(next *engine.Config) error {
		h, err := find(next, id)
		if err == nil {
			next.Heartbeats[id], err = w.apply(next, h)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.oneHeartbeat(c, c.cfg.Heartbeats[id])
}

// apply makes the heartbeat that is wanted out of the one there is. What no
// heartbeat may be is said by the configuration, but for what it would mend.
func (w beatOrder) apply(cfg *engine.Config, h engine.Heartbeat) (engine.Heartbeat, error) {
	var f faults
	fresh := h.Key == ""
	trimmed(w.Name, &h.Name)
	if w.IntervalSeconds.given {
		h.Interval = time.Duration(min(max(w.IntervalSeconds.value, 0), farSeconds)) * time.Second
	}
	if fresh {
		h.Grace = engine.DefaultGrace(h.Interval)
	}
	if w.GraceSeconds.given {
		h.Grace = time.Duration(min(max(w.GraceSeconds.value, 0), farSeconds)) * time.Second
	}
	if h.Interval < engine.MinInterval || h.Interval > engine.MaxInterval {
		f.add("interval_seconds", "must be from 10 to 31622400")
	}
	if w.GraceSeconds.value < 0 || h.Grace > engine.MaxInterval {
		f.add("grace_seconds", "must be from 0 to 31622400")
	}
	w.Paused.put(&h.Paused)
	if w.Integration.given {
		h.Integration = ""
		if to := w.Integration.value; to != nil {
			if h.Integration = to.ID; cfg.Integrations[to.ID].Service != h.Service {
				f.add("integration", "the service has no integration %s", quote(to.ID))
			}
		}
	}
	if w.Key != "" {
		h.Key = w.Key
	} else if fresh {
		h.Key = config.NewID(config.IntegrationKey)
	}
	return h, f.err()
}

// farSeconds keeps what is read far from overflow; it is beyond what is allowed.
const farSeconds = 1 << 30

// heartbeatSubject: problems of a heartbeat are told of its service.
func (c *call) heartbeatSubject() subject {
	return subject{serviceKind, c.PathValue("id"), names{"heartbeats": "", "interval": "interval_seconds", "grace": "grace_seconds"}}
}

// heartbeatIn finds a heartbeat that is to be changed, as the client saw it.
func (c *call) heartbeatIn(cfg *engine.Config, id string) (engine.Heartbeat, error) {
	h, ok := cfg.Heartbeats[id]
	if !ok || h.Service != c.PathValue("id") {
		return h, absent("heartbeat")
	}
	return h, c.unchanged(h)
}

func (s *server) deleteHeartbeat(c *call) (any, error) {
	id := c.PathValue("heartbeat")
	return nil, s.edit(c, c.heartbeatSubject(), func(next *engine.Config) error {
		if _, err := c.heartbeatIn(next, id); err != nil {
			return err
		}
		delete(next.Heartbeats, id)
		return nil
	})
}
