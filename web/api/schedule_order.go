package api

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// scheduleOrder is what a request says about a schedule. Overrides have a path
// of their own; what is rendered is not looked at.
type scheduleOrder struct {
	ID             string              `json:"id"` // of a preview only
	Name           maybe[string]       `json:"name"`
	Description    maybe[string]       `json:"description"`
	TimeZone       maybe[string]       `json:"time_zone"`
	ScheduleLayers maybe[[]layerOrder] `json:"schedule_layers" doc:"the lowest first; a later one wins. A list as it was read, the highest first, is understood too"`
	Teams          maybe[teamsOrder]   `json:"teams" doc:"one at most"`
}

// scheduleFields turns the fields of a file into the API's. Layers are told by
// the place they have in the request: the list that is stored may be the other
// way round, and has parts that are over between them.
type scheduleFields struct {
	places map[string]int // in the request, by id
	stored []schedules.Layer
}

func (s *scheduleFields) of(field string) string {
	var i int
	if n, _ := fmt.Sscanf(field, "layers[%d]", &i); n == 1 && i < len(s.stored) {
		rest := field[len(fmt.Sprintf("layers[%d]", i)):]
		if place, ok := s.places[s.stored[i].ID]; ok {
			field = fmt.Sprintf("layers[%d]", place) + rest
		}
	}
	return names{
		"layers": "schedule_layers", "turn": "rotation_turn_length_seconds", "anchor": "rotation_virtual_start", "team": "teams",
	}.of(field)
}

// apply makes the schedule that is to be stored out of the one there is: what
// is over by now stays as it was.
func (w scheduleOrder) apply(s schedules.Schedule, now time.Time, fields *scheduleFields) (schedules.Schedule, error) {
	var f faults
	stored, before := s, zoneOf(s)
	trimmed(w.Name, &s.Name)
	w.Description.put(&s.Description)
	trimmed(w.TimeZone, &s.TimeZone)
	if team, given := teamOf(w.Teams, &f); given {
		s.Team = team
	}
	x := layering{old: rezoned(s.Layers, before, zoneOf(s)), zone: zoneOf(s), faults: &f}
	if s.Layers = x.old; w.ScheduleLayers.given {
		s.Layers, fields.places = x.layers(w.ScheduleLayers.value), map[string]int{}
		for i, l := range s.Layers {
			fields.places[l.ID] = i
		}
		if x.asShown(w.ScheduleLayers.value) {
			slices.Reverse(s.Layers)
		}
		s.Layers = schedules.Schedule{Layers: x.old}.WithHistory(s.Layers, civil.DateTimeOf(now, x.zone))
	}
	s = config.Amended(stored, s, now)
	fields.stored = s.Layers
	return s, f.err()
}

// rezoned is layers whose times are the same instants on another zone's clock:
// on the wire they are instants, so a new zone alone moves no handoff.
func rezoned(layers []schedules.Layer, from, to *time.Location) []schedules.Layer {
	if from.String() == to.String() {
		return layers
	}
	return each(layers, func(l schedules.Layer) schedules.Layer {
		if l.TimeZone != "" {
			return l
		}
		l.Start, l.End = moved(l.Start, from, to), moved(l.End, from, to)
		l.Anchor, l.Written = moved(l.Anchor, from, to), moved(l.Written, from, to)
		return l
	})
}

// layering makes layers out of those there are and what a request says.
type layering struct {
	old  []schedules.Layer
	zone *time.Location
	*faults
}

func (x layering) layers(orders []layerOrder) []schedules.Layer {
	layers := make([]schedules.Layer, len(orders))
	for i, w := range orders {
		var was schedules.Layer
		if at := x.indexOf(w.ID); at >= 0 {
			was = x.old[at]
		}
		if layers[i] = was; was.TimeZone == "" { // others are history, whatever is said of them
			layers[i] = x.layer(w, was, fmt.Sprintf("schedule_layers[%d]", i))
		}
		if layers[i].ID == "" || slices.ContainsFunc(layers[:i], func(l schedules.Layer) bool { return l.ID == layers[i].ID }) {
			layers[i].ID = config.NewID(config.LayerID)
		}
	}
	return layers
}

func (x layering) indexOf(id string) int {
	return indexOf(x.old, id, func(l schedules.Layer) string { return l.ID })
}

// asShown reports whether a list has layers there are in the order in which
// they are shown, the highest first. Clients that make lists, Terraform's
// provider among them, write the lowest first and their ids in rising order; so
// this list was read here, and its order must not turn round who is on call.
func (x layering) asShown(orders []layerOrder) bool {
	known := 0
	last := len(x.old)
	for _, w := range orders {
		at := x.indexOf(w.ID)
		if at < 0 {
			continue
		}
		if at >= last {
			return false
		}
		last = at
		known++
	}
	return known > 1
}
