package schedules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Coming is the layers that are not over at an instant: those that run, and those that are still to begin.
func (s Schedule) Coming(at time.Time) []Layer {
	reading := civil.Read(at, s.Location()).DateTime()
	return slices.DeleteFunc(slices.Clone(s.Layers), func(l Layer) bool {
		if l.TimeZone != "" {
			return !l.ended().After(at)
		}
		return l.Over(reading)
	})
}

// People is who is in a rotation at an instant, by id, each once, in the order of layers and slots: also of layers that are
// still to begin, but not of those that are over. Each edit leaves a layer behind that is over, for the record; who was in
// it only has left. Who is on call by an override alone is in no rotation.
func (s Schedule) People(at time.Time) []string {
	var ids []string
	for _, l := range s.Coming(at) {
		for _, slot := range l.Users {
			for _, id := range slot {
				if id != "" && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}
