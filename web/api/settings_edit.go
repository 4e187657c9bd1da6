package api

import (
	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

const settingsKind = "settings"

// settingsRoutes are not PagerDuty's: a box of one's own has more to set.
func (s *server) settingsRoutes() []route {
	one := gives("settings", settingsWire{})
	return []route{
		{method: "GET", path: "/settings", role: people.Admin, handle: s.getSettings, doc: does("Show the settings of the box, without secrets", shape{}, one)},
		update("/settings", people.Admin, s.updateSettings, "Change the settings of the box", takes("settings", settingsOrder{}), one),
	}
}

// declines is a reason with who gives it, and when.
func (c *call) declines(why string) string {
	at := c.now
	if c.me != "" {
		at = at.In(c.who.User.Location())
	}
	return config.Declined(c.who.Actor("api").Name, at, why)
}

func (s *server) updateSettings(c *call) (any, error) {
	var w settingsOrder
	if err := readOrder(c.Request, "settings", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{settingsKind, "", names{}}, func(next *engine.Config) (err error) {
		if err := c.unchanged(next.Settings); err != nil {
			return err
		}
		next.Settings, err = w.apply(next.Settings, c.declines)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.oneSettings()
}
