package config

import (
	"slices"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// Anew is the document with the turns of its layers counted as it says: from the first handoff, in the order of the list.
// Without it, whoever stays in a list keeps their turns when another comes or goes.
func (d Document) Anew() Document {
	d.anew = true
	return d
}

// layered is a schedule of the file with the layers and holidays to store. The past stays as it was, as when a page or the API changes
// a schedule: what is over is history, and what runs is cut at the next full minute. With a new zone, what the file says is on
// that clock.
func (x *resolver) layered(s, old schedules.Schedule) schedules.Schedule {
	if old.ID == "" {
		x.layerIDs(s.Layers, nil)
		return s
	}
	at := x.cutAfter(old)
	if old.TimeZone != s.TimeZone {
		before, _ := old.Cut(s, at)
		old = old.Bound(before)
	}
	cut := civil.Read(at, zoneOrUTC(s.TimeZone)).DateTime()
	old.Layers = renamedHistory(old.Layers, s.Layers, cut)
	x.layerIDs(s.Layers, matchable(old.Layers, s.Layers, cut))
	for i, l := range s.Layers {
		if was := slices.IndexFunc(old.Layers, func(o schedules.Layer) bool { return o.ID == l.ID }); was >= 0 {
			s.Layers[i] = old.Layers[was].Rewritten(l, cut, x.anew)
		}
	}
	s.Layers = old.WithHistory(s.Layers, cut)
	for _, h := range old.Holidays {
		if h.Feed != "" { // no file has them
			s.Holidays = append(s.Holidays, h)
		}
	}
	amended := amendedWith(old, s, at, x.newID)
	s.Layers, s.Holidays = amended.Layers, amended.Holidays
	return s
}

// cutAfter is the instant after which a change of a schedule holds: the last of this minute, so that readings stay legible,
// but at once if it has somebody whom the file removes.
func (x *resolver) cutAfter(s schedules.Schedule) time.Time {
	for _, l := range s.Layers {
		for _, slot := range l.Users {
			if slices.ContainsFunc(slot, func(id string) bool { _, was := x.old.Users[id]; return was && !x.there(id) }) {
				return x.now.Add(-time.Second)
			}
		}
	}
	return LastOfMinute(x.now)
}

// renamedHistory gives layers that are over, and whose name the file has for a layer to come, a name of their own: in a
// schedule each is there once.
func renamedHistory(old, wanted []schedules.Layer, at civil.DateTime) []schedules.Layer {
	old = slices.Clone(old)
	for i, l := range old {
		if l.Name != "" && l.Over(at) && slices.ContainsFunc(wanted, func(w schedules.Layer) bool { return fold(w.Name) == fold(l.Name) && !w.Over(at) }) {
			old[i].Name = cutName(l.Name, l.End)
		}
	}
	return old
}

// matchable are the old layers that those of a file can be. Of layers without a name, which go by their number, those that
// are over count only for a file that has them too, as an export does.
func matchable(old, wanted []schedules.Layer, at civil.DateTime) []schedules.Layer {
	return slices.DeleteFunc(slices.Clone(old), func(l schedules.Layer) bool {
		return l.Name == "" && l.Over(at) && !slices.ContainsFunc(wanted, func(w schedules.Layer) bool { return w.Name == "" && w.End == l.End && w.Start == l.Start })
	})
}

// layerIDs goes by name; layers without one by their number among those.
func (x *resolver) layerIDs(layers, old []schedules.Layer) {
	ids, starts := map[string]string{}, map[string]schedules.Layer{}
	for i, name := range layerNames(old) {
		ids[name], starts[old[i].ID] = old[i].ID, old[i]
	}
	for i, name := range layerNames(layers) {
		l := &layers[i]
		l.ID = x.idFor(LayerID, ids, name)
		if was := starts[l.ID]; was.Start == l.Start {
			l.Written = was.Written // no file says it
		}
	}
}
