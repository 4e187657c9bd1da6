package ui

import (
	"slices"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// brokenFeeds are the calendars that can not be read, of those from which the
// schedule's holidays come, and the absences of the people in its layers.
func (u *ui) brokenFeeds(cfg *engine.Config, s schedules.Schedule) (list []view.BrokenFeed, err error) {
	states, err := u.Store.Feeds()
	for _, o := range cfg.Feeds() {
		bears := o.Schedule == s.ID || o.User != "" && inLayers(s, o.User)
		state := states[o.ID]
		if !bears || state.FailingSince.IsZero() {
			continue
		}
		of := "The holidays “" + o.Name + "”"
		if o.User != "" {
			of = "The absences of " + cfg.Users[o.User].Name
		}
		list = append(list, view.BrokenFeed{Of: of, Since: state.FailingSince, Reason: state.Reason})
	}
	return list, err
}

func inLayers(s schedules.Schedule, user string) bool {
	return slices.ContainsFunc(s.Layers, func(l schedules.Layer) bool {
		return slices.ContainsFunc(l.Users, func(slot schedules.Slot) bool { return slices.Contains(slot, user) })
	})
}
