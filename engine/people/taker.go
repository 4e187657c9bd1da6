package people

import (
	"slices"
	"time"

	"wakeman/schedules"
)

// Takers are who may take time of a schedule over at an instant, or be asked to, by id, sorted: the people of its rotations
// (see [schedules.Schedule.People]), and those who take part in its team. A schedule without a team is open to everybody
// from responder on. Whose account is disabled is not among them.
func (d Directory) Takers(s schedules.Schedule, now time.Time) []string {
	own := s.People(now)
	team := d.Teams[s.Team]
	var all []string
	for id, u := range d.Users {
		part := s.Team == "" || team.Role(id) == TeamManager || team.Role(id) == TeamResponder
		if !u.Disabled && (part && u.Role.AtLeast(Responder) || slices.Contains(own, id)) {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}
