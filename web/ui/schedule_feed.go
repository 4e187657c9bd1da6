package ui

import (
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// brokenFeeds are the calendars that can not be read, of those from which the
// schedule's holidays come, and the absences of the people in its rotations.
func (u *ui) brokenFeeds(cfg *engine.Config, s schedules.Schedule, now time.Time) (list []view.BrokenFeed, err error) {
	states, err := u.Store.Feeds()
	people := s.People(now)
	for _, o := range cfg.Feeds() {
		bears := o.Schedule == s.ID || o.User != "" && slices.Contains(people, o.User)
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
