package ui

import (
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// mostPast is how many layers that are over the editor lists.
const mostPast = 30

// pastLayers are the layers of a schedule that are over, the last that ended first.
func pastLayers(cfg *engine.Config, s schedules.Schedule, now time.Time) (v view.SchedulePast) {
	at := civil.DateTimeOf(now, zoneOf(s))
	var over []view.PastLayer
	for i, l := range s.Layers {
		if l.Over(at) {
			over = append(over, view.PastLayer{Name: layerName(l, i), Start: wallWords(l.Start), Ended: strings.TrimSpace(wallWords(l.End) + " " + l.TimeZone), People: rotationNames(cfg, l)})
		}
	}
	slices.SortStableFunc(over, func(a, b view.PastLayer) int { return strings.Compare(b.Ended, a.Ended) })
	v.Layers, v.More = drawn(over, mostPast)
	v.Days = int(config.HistoryKept / (24 * time.Hour))
	return v
}

// wallWords is a reading of the wall clock that sorts by time.
func wallWords(d civil.DateTime) string { return strings.Replace(d.String(), "T", " ", 1) }

// rotationNames is who took turns in a layer, each once, in order; also who has left or was removed since.
func rotationNames(cfg *engine.Config, l schedules.Layer) string {
	var names []string
	for _, slot := range l.Users {
		for _, id := range slot {
			if name := cfg.Name(id); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}
