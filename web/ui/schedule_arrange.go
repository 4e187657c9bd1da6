package ui

import (
	"slices"
	"strconv"
	"strings"

	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// rearranged does what a button of the form says; false if it says anything
// else, or something that can not be done. first is when a new layer begins.
func (d scheduleDraft) rearranged(do string, first civil.DateTime) (scheduleDraft, bool) {
	verb, rest, _ := strings.Cut(do, " ")
	var at []int
	for text := range strings.FieldsSeq(rest) {
		i, err := strconv.Atoi(text)
		if err != nil || i < 0 {
			return d, false
		}
		at = append(at, i)
	}
	for len(at) < 3 {
		at = append(at, -1)
	}
	d.layers, d.holidays = slices.Clone(d.layers), slices.Clone(d.holidays)
	switch verb {
	case view.DoAddLayer:
		return d, grow(&d.layers, maxLayers, newLayerDraft(first))
	case view.DoAddHoliday:
		return d, grow(&d.holidays, maxHolidays, holidayDraft{from: d.handsOver()})
	case view.DoRemoveHoliday:
		return d, drop(&d.holidays, at[0])
	case view.DoRemoveLayer:
		return d, drop(&d.layers, at[0])
	case view.DoLayerUp:
		return d, shift(&d.layers, at[0], at[0]-1)
	case view.DoLayerDown:
		return d, shift(&d.layers, at[0], at[0]+1)
	}
	if at[0] < 0 || at[0] >= len(d.layers) {
		return d, false
	}
	return d, d.layers[at[0]].rearrange(verb, at[1], at[2])
}

// handsOver is the time of day at which the first layer's turns begin, for a new
// holiday to be counted from; "" for midnight, and when it can not be read.
func (d scheduleDraft) handsOver() string {
	if len(d.layers) == 0 {
		return ""
	}
	first, err := civil.ParseDateTime(d.layers[0].anchor)
	if err != nil {
		return ""
	}
	return fromText(first.Time)
}

// newLayerDraft is a layer with a week for each, and one turn to choose.
func newLayerDraft(first civil.DateTime) layerDraft {
	return layerDraft{anchor: first.String(), count: "1", unit: schedules.Week.String(), slots: [][]string{{""}}}
}

// rearrange does what concerns one layer: a turn j, or hours j; k is a place
// in the turn, or where the turn goes.
func (l *layerDraft) rearrange(verb string, j, k int) bool {
	l.slots, l.hours = slices.Clone(l.slots), slices.Clone(l.hours)
	switch verb {
	case view.DoAddSlot:
		return grow(&l.slots, maxSlots, []string{""})
	case view.DoRemoveSlot:
		return drop(&l.slots, j)
	case view.DoSlotUp:
		return shift(&l.slots, j, j-1)
	case view.DoSlotDown:
		return shift(&l.slots, j, j+1)
	case view.DoMoveSlot:
		return shift(&l.slots, j, k)
	case view.DoAddHours:
		return grow(&l.hours, maxHours, hoursDraft{from: "08:00", until: "20:00", later: "0"})
	case view.DoRemoveHours:
		return drop(&l.hours, j)
	}
	if j < 0 || j >= len(l.slots) {
		return false
	}
	l.slots[j] = slices.Clone(l.slots[j])
	switch verb {
	case view.DoAddSeat:
		return grow(&l.slots[j], maxSeats, "")
	case view.DoRemoveSeat:
		return drop(&l.slots[j], k)
	}
	return false
}

func grow[T any](list *[]T, most int, one T) bool {
	if len(*list) >= most {
		return false
	}
	*list = append(*list, one)
	return true
}

func drop[T any](list *[]T, i int) bool {
	if i < 0 || i >= len(*list) {
		return false
	}
	*list = slices.Delete(*list, i, i+1)
	return true
}

// shift takes one of a list to another place, past those between.
func shift[T any](list *[]T, from, to int) bool {
	if from < 0 || to < 0 || from >= len(*list) || to >= len(*list) {
		return false
	}
	moved := (*list)[from]
	*list = slices.Insert(slices.Delete(*list, from, from+1), to, moved)
	return true
}
