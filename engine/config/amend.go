package config

import (
	"slices"
	"strings"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// Amended is the schedule to store when stored is to become to after an instant: the past stays as it was, see
// [schedules.Schedule.Edited]. Parts of layers that are over then have an id and a name of their own. Pages and the API
// change schedules by it, and so does a file. Of a schedule that is new, stored is empty.
func Amended(stored, to schedules.Schedule, at time.Time) schedules.Schedule {
	return amendedWith(stored, to, at, NewID)
}

func amendedWith(stored, to schedules.Schedule, at time.Time, newID func(kind string) string) schedules.Schedule {
	s := stored.Edited(to, at)
	s.Layers = slices.Clone(s.Layers)
	cut, _ := stored.Cut(to, at)
	for i := range s.Layers {
		l := &s.Layers[i]
		was := slices.IndexFunc(stored.Layers, func(x schedules.Layer) bool { return x.ID == l.ID })
		ended := l.End == cut && (l.TimeZone != "" || stored.TimeZone == to.TimeZone)
		if l.Name != "" && ended && (was < 0 || stored.Layers[was].End != cut) {
			l.Name = cutName(l.Name, cut)
		}
		if l.ID == "" {
			l.ID = newID(LayerID)
		}
	}
	return s
}

// cutName is the name of the part of a layer that an edit has ended: names are there once in a schedule.
func cutName(name string, at civil.DateTime) string {
	const most = 200
	if runes := []rune(name); len(runes) > most {
		name = string(runes[:most])
	}
	return name + " until " + strings.Replace(at.String(), "T", " ", 1)
}

// LastOfMinute is the instant after which a change that a person makes holds: from the next full minute on, so that
// readings stay legible.
func LastOfMinute(now time.Time) time.Time {
	return now.Truncate(time.Minute).Add(time.Minute - time.Second)
}
