package api

import (
	"fmt"

	"wakeman/engine"
)

// mergeOrder names the incidents that become part of the one in the path.
type mergeOrder struct {
	Sources []targetOrder `json:"source_incidents" need:"yes"`
}

func (w mergeOrder) numbers() ([]uint64, error) {
	var f faults
	if len(w.Sources) == 0 || len(w.Sources) > maxBulk {
		f.add("source_incidents", "name at least one incident, and at most %d", maxBulk)
	}
	var numbers []uint64
	for i, ref := range w.Sources {
		n, ok := engine.ParseIncidentID(ref.ID)
		if !ok {
			f.add(fmt.Sprintf("source_incidents[%d]", i), "%s is no incident's id", quote(ref.ID))
		}
		numbers = append(numbers, n)
	}
	return numbers, f.err()
}

// mergeIncidents makes several incidents one: the one in the path.
func (s *server) mergeIncidents(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	var w mergeOrder
	if err := readOrder(c.Request, "", &w); err != nil {
		return nil, err
	}
	sources, err := w.numbers()
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	if in, err = s.engine.Merge(c.Context(), actor, in.Number, sources...); err != nil {
		return nil, ofIncident(err)
	}
	return s.oneIncident(c, in)
}
