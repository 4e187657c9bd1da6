package api

import (
	"wakeman/engine"
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

func (s *server) updateSettings(c *call) (any, error) {
	var w settingsOrder
	if err := readOrder(c.Request, "settings", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{settingsKind, "", names{}}, func(next *engine.Config) (err error) {
		if err := c.unchanged(next.Settings); err != nil {
			return err
		}
		next.Settings, err = w.apply(next.Settings)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.oneSettings()
}
