package people

import (
	"slices"

	"wakeman/schedules"
)

// Takers are who may take time of a schedule over, or be asked to, by id, sorted: the people of its layers, and those who
// take part in its team. A schedule without a team is open to everybody from responder on. Who has left is not among them.
func (d Directory) Takers(s schedules.Schedule) []string {
	own := map[string]bool{}
	for _, l := range s.Layers {
		for _, slot := range l.Users {
			for _, id := range slot {
				own[id] = true
			}
		}
	}
	team := d.Teams[s.Team]
	var all []string
	for id, u := range d.Users {
		part := s.Team == "" || team.Role(id) == TeamManager || team.Role(id) == TeamResponder
		if !u.Disabled && (own[id] || part && u.Role.AtLeast(Responder)) {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}
