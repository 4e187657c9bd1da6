package api

import (
	"maps"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
)

// createService makes a service. A time-out that is not given is off, as in
// PagerDuty.
func (s *server) createService(c *call) (any, error) {
	created := c.now.Truncate(time.Second)
	return s.saveService(c, config.NewID(config.ServiceID), func(_ *engine.Config, id string) (engine.Service, error) {
		return engine.Service{ID: id, Urgency: engine.AlwaysHigh, CreatedAt: created}, nil
	})
}

func (s *server) updateService(c *call) (any, error) {
	return s.saveService(c, c.PathValue("id"), c.serviceIn)
}

// saveService puts what the body says on top of a service, new or there.
func (s *server) saveService(c *call, id string, find func(*engine.Config, string) (engine.Service, error)) (any, error) {
	var w serviceOrder
	if err := readOrder(c.Request, "service", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{serviceKind, id, serviceNames()}, func(next *engine.Config) error {
		svc, err := find(next, id)
		if err != nil {
			return err
		}
		if svc, err = w.apply(next, svc); err != nil {
			return err
		}
		next.Services[id] = svc
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.oneService(c, c.cfg.Services[id])
}

// serviceIn finds a service that is to be changed, as the client saw it.
func (c *call) serviceIn(cfg *engine.Config, id string) (engine.Service, error) {
	svc, ok := cfg.Services[id]
	if !ok {
		return svc, absent("service")
	}
	return svc, c.unchanged(svc)
}

func (s *server) oneService(c *call, svc engine.Service) (any, error) {
	states, err := s.serviceStates([]engine.Service{svc})
	if err != nil {
		return nil, err
	}
	c.tag(svc)
	return map[string]serviceWire{"service": c.service(svc, states[svc.ID])}, nil
}

// deleteService takes a service away, with its doors. Its incidents stay, and go
// on escalating by their policy.
func (s *server) deleteService(c *call) (any, error) {
	id := c.PathValue("id")
	return nil, s.edit(c, subject{serviceKind, id, serviceNames()}, func(next *engine.Config) error {
		if _, err := c.serviceIn(next, id); err != nil {
			return err
		}
		delete(next.Services, id)
		maps.DeleteFunc(next.Integrations, func(_ string, in engine.Integration) bool { return in.Service == id })
		maps.DeleteFunc(next.Heartbeats, func(_ string, h engine.Heartbeat) bool { return h.Service == id })
		return nil
	})
}
