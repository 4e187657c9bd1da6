package api

import (
	"reflect"

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

// mayTrust: whoever vouches for people can sign in as any of them, so no key names
// a provider. A person does, with a fresh password; or the file.
func (c *call) mayTrust(before, after *engine.OIDCSettings) error {
	if c.who.Token.ID == "" || after == nil || reflect.DeepEqual(before, after) {
		return nil
	}
	return forbidden("oidc: no key says who vouches for people; set it at /settings/sign-in or in the configuration file")
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
		before := next.Settings.OIDC
		if next.Settings, err = w.apply(next.Settings, c.declines); err != nil {
			return err
		}
		return c.mayTrust(before, next.Settings.OIDC)
	})
	if err != nil {
		return nil, err
	}
	return c.oneSettings()
}
