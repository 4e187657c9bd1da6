package schedules

import (
	"slices"

	"wakeman/schedules/civil"
)

// Holiday is a date on which the hours of a Sunday hold in place of the day's own: the person of the weekend takes it, where
// weekdays and weekends are separate layers. It bears only on layers with restrictions, and never on whose turn it is.
//
// It is counted from From on that date, for 24 hours on the wall: with 09:00, when duty changes hands, the night before it is
// not cut at midnight.
type Holiday struct {
	Date civil.Date      `json:"date"`
	From civil.TimeOfDay `json:"from,omitzero"` // midnight unless set
	Name string          `json:"name,omitempty"`
	Feed string          `json:"feed,omitempty"` // the id of the [Feed] it came from; "" for what people entered
}

// begin is the reading at which the holiday begins.
func (h Holiday) begin() civil.Wall { return reading(h.Date.At(h.From)) }

// hours is when a layer is on: a week that repeats, but for the holidays.
type hours struct {
	week
	holidays []civil.Wall // when they begin, in order; none when the week is always on
}

func (s Schedule) hoursOf(l Layer) hours {
	h := hours{week: weekOf(l.Restrictions)}
	if h.week == nil {
		return h
	}
	held := s.Holidays
	if l.TimeZone != "" {
		held = l.Holidays
	}
	for _, d := range held {
		h.holidays = append(h.holidays, d.begin())
	}
	slices.Sort(h.holidays)
	h.holidays = slices.Compact(h.holidays)
	return h
}

// at reports whether the layer is on at a reading, and a later reading up to which that surely does not change.
func (h hours) at(w civil.Wall) (on bool, edge civil.Wall) {
	i, today := slices.BinarySearch(h.holidays, w)
	if !today {
		i-- // the last that has begun
	}
	if i >= 0 && w < h.holidays[i]+daySeconds {
		back := sinceSunday(h.holidays[i])
		on, edge = h.week.at(w - back)
		edge = min(edge+back, h.holidays[i]+daySeconds)
	} else {
		on, edge = h.week.at(w)
	}
	if i+1 < len(h.holidays) {
		edge = min(edge, h.holidays[i+1])
	}
	return on, edge
}

// sinceSunday is how far the same time of day of the last Sunday lies back: a whole number of days, in seconds.
func sinceSunday(w civil.Wall) civil.Wall {
	// 1970-01-01 was a Thursday.
	return daySeconds * civil.Wall(floorMod(floorDiv(int64(w), daySeconds)+4, 7))
}
