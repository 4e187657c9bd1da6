package api

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/heard"
)

func (s *server) createIntegration(c *call) (any, error) {
	created := c.now.Truncate(time.Second)
	return s.saveIntegration(c, config.NewID(config.IntegrationID), func(next *engine.Config, id string) (engine.Integration, error) {
		service := c.PathValue("id")
		if _, ok := next.Services[service]; !ok {
			return engine.Integration{}, absent("service")
		}
		return engine.Integration{ID: id, Service: service, CreatedAt: created}, nil
	})
}

func (s *server) updateIntegration(c *call) (any, error) {
	return s.saveIntegration(c, c.PathValue("integration"), c.integrationIn)
}

// saveIntegration puts what the body says on top of an integration, new or there.
func (s *server) saveIntegration(c *call, id string, find func(*engine.Config, string) (engine.Integration, error)) (any, error) {
	var w integrationOrder
	if err := readOrder(c.Request, "integration", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, c.integrationSubject(), func(next *engine.Config) error {
		in, err := find(next, id)
		if err != nil {
			return err
		}
		if in, err = w.apply(next, in); err != nil {
			return err
		}
		if in.Key == "" {
			in.Key = config.NewID(config.IntegrationKey)
		}
		next.Integrations[id] = in
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.oneIntegration(c, c.cfg.Integrations[id])
}

// integrationSubject: problems of an integration are told of its service.
func (c *call) integrationSubject() subject {
	return subject{serviceKind, c.PathValue("id"), integrationNames()}
}

// integrationIn finds an integration that is to be changed, as the client saw it.
func (c *call) integrationIn(cfg *engine.Config, id string) (engine.Integration, error) {
	in, ok := cfg.Integrations[id]
	if !ok || in.Service != c.PathValue("id") {
		return in, absent("integration")
	}
	return in, c.unchanged(in)
}

func (s *server) oneIntegration(c *call, in engine.Integration) (any, error) {
	m, err := heard.Of(s.store, in, c.now)
	if err != nil {
		return nil, err
	}
	c.marks = map[string]heard.Mark{in.ID: m}
	c.tag(in)
	return map[string]integrationWire{"integration": c.integration(in)}, nil
}

func (s *server) deleteIntegration(c *call) (any, error) {
	id := c.PathValue("integration")
	return nil, s.edit(c, c.integrationSubject(), func(next *engine.Config) error {
		if _, err := c.integrationIn(next, id); err != nil {
			return err
		}
		delete(next.Integrations, id)
		return nil
	})
}
