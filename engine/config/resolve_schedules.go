package config

import (
	"strconv"
	"time"

	"wakeman/schedules"
)

func (x *resolver) resolveSchedules() {
	ids := idsBy(x.old.Schedules, func(s schedules.Schedule) string { return s.Name })
	x.next.Schedules = make(map[string]schedules.Schedule, len(x.Document.schedules.entries))
	for _, e := range x.Document.schedules.entries {
		s := e.schedule(x.userID)
		s.Team = x.teamID(e.team)
		s.ID = x.idFor(ScheduleID, ids, s.Name)
		old := x.old.Schedules[s.ID]
		x.layerIDs(s.Layers, old.Layers)
		x.overrideIDs(s.Overrides, old.Overrides)
		x.absenceIDs(s.Absences, old.Absences)
		x.next.Schedules[s.ID] = s
	}
}

// layerIDs goes by name; layers without one by their number among those.
func (x *resolver) layerIDs(layers, old []schedules.Layer) {
	ids := map[string]string{}
	for i, name := range layerNames(old) {
		ids[name] = old[i].ID
	}
	for i, name := range layerNames(layers) {
		layers[i].ID = x.idFor(LayerID, ids, name)
	}
}

// layerNames gives each layer a name to be known by. A slash and a number can
// not be mistaken for a real name: those are folded, and the bell is not let in.
func layerNames(layers []schedules.Layer) []string {
	names := make([]string, len(layers))
	nameless := 0
	for i, l := range layers {
		if names[i] = fold(l.Name); names[i] == "" {
			nameless++
			names[i] = "\a" + strconv.Itoa(nameless)
		}
	}
	return names
}

// overrideIDs keeps the id of an equal override. The last created wins where two
// meet, and in a file that is the lower one: no override may be older than those
// above it, and a new one is as old as its neighbour.
func (x *resolver) overrideIDs(overrides, old []schedules.Override) {
	var newest time.Time
	for i := range overrides {
		o := &overrides[i]
		var same schedules.Override
		var ok bool
		same, old, ok = take(old, func(p schedules.Override) bool {
			return p.Start.Equal(o.Start) && p.End.Equal(o.End) && p.User == o.User && p.Replaces == o.Replaces
		})
		if o.ID = same.ID; !ok {
			o.ID = x.newID(OverrideID)
		}
		if same.CreatedAt.After(newest) {
			newest = same.CreatedAt
		}
		o.CreatedAt = newest
	}
}
