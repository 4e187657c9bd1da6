package view

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// What a button of the schedule form does: the value of its field "do". Those
// that concern a layer have its number after them, from 0, and then the number
// of a turn, of hours, or of a place: "remove-seat 0 2 1".
const (
	DoFill          = "fill" // from the templates to the form
	DoMorePeople    = "more-people"
	DoMoreOthers    = "more-others"
	DoLive          = "live" // the preview, while somebody types
	DoAddLayer      = "add-layer"
	DoRemoveLayer   = "remove-layer"
	DoLayerUp       = "layer-up"
	DoLayerDown     = "layer-down"
	DoAddSlot       = "add-slot"
	DoRemoveSlot    = "remove-slot"
	DoSlotUp        = "slot-up"
	DoSlotDown      = "slot-down"
	DoMoveSlot      = "move-slot"
	DoAddSeat       = "add-seat"
	DoRemoveSeat    = "remove-seat"
	DoAddHours      = "add-hours"
	DoRemoveHours   = "remove-hours"
	DoAddHoliday    = "add-holiday"
	DoRemoveHoliday = "remove-holiday"
)

// FragmentPreview is the part of the schedule form that is drawn anew while
// somebody types.
const FragmentPreview = "schedule-preview"

// The names of the form's fields, as in a configuration file.

// LayerPath is a layer as a whole.
func LayerPath(i int) string { return fmt.Sprintf("layers[%d]", i) }

// LayerField is a field of a layer.
func LayerField(i int, name string) string { return LayerPath(i) + "." + name }

// SlotField is a turn; its value is how many fields for people it has.
func SlotField(i, j int) string { return fmt.Sprintf("layers[%d].users[%d]", i, j) }

// SeatField is one person of a turn.
func SeatField(i, j, k int) string { return fmt.Sprintf("layers[%d].users[%d][%d]", i, j, k) }

// HoursField is a field of a restriction.
func HoursField(i, j int, name string) string {
	return fmt.Sprintf("layers[%d].restrictions[%d].%s", i, j, name)
}

// HoursDayField tells one box of the days from the others, for values and
// labels; the boxes are all called [HoursField] "days".
func HoursDayField(i, j int, day time.Weekday) string {
	return HoursField(i, j, "days") + "." + dayValue(day)
}

// HolidayField is a field of a holiday.
func HolidayField(i int, name string) string { return fmt.Sprintf("holidays[%d].%s", i, name) }

// Weekdays are the days of a week, Monday first.
func Weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func dayValue(day time.Weekday) string { return strings.ToLower(day.String()[:3]) }

func layerID(i int) string { return "layer-" + strconv.Itoa(i+1) }

func (v ScheduleFormPage) title() string {
	if v.Schedule.ID == "" {
		return "New schedule"
	}
	return "Edit the schedule"
}

func (v ScheduleFormPage) action() string {
	if v.Schedule.ID == "" {
		return PathNewSchedule
	}
	return ScheduleEdit(v.Schedule.ID)
}

func (v ScheduleFormPage) back() string {
	if v.Schedule.ID == "" {
		return PathSchedules
	}
	return SchedulePath(v.Schedule.ID)
}

// at is where a button's answer is scrolled to.
func (v ScheduleFormPage) at(id string) string { return v.action() + "#" + id }

func (v ScheduleFormPage) layerTitle(i int) string {
	if name := v.Form.Value(LayerField(i, "name")); name != "" {
		return name
	}
	return "Layer " + strconv.Itoa(i+1)
}

// turnUnits are what a turn's length is counted in; seconds and minutes are
// for tests, and offered only where they stand already.
func turnUnits(stands string) []Option {
	options := []Option{{"h", "hours"}, {"d", "days"}, {"w", "weeks"}, {"mo", "months"}}
	switch stands {
	case "s":
		options = append(options, Option{"s", "seconds"})
	case "m":
		options = append(options, Option{"m", "minutes"})
	}
	return options
}

// laterOptions are how many days after the next such time of day hours end.
func laterOptions() []Option {
	options := []Option{{"0", "at the next such time"}, {"1", "a day after that"}}
	for n := 2; n <= 6; n++ {
		options = append(options, Option{strconv.Itoa(n), strconv.Itoa(n) + " days after that"})
	}
	return options
}

// timeStep lets a field of time take seconds where it has some.
func timeStep(value string) string {
	if strings.Count(value, ":") == 2 {
		return "1"
	}
	return "60"
}

func spanOptions() []Option {
	return []Option{{"fortnight", "two weeks"}, {"month", "a month"}}
}

func saveWords(told int) string {
	switch told {
	case 0:
		return "Save"
	case 1:
		return "Save and tell 1 person"
	}
	return "Save and tell " + number(told) + " people"
}

func slotID(i, j int) string { return layerID(i) + "-turn-" + strconv.Itoa(j+1) }

func seatLabel(j, k int) string {
	if k == 0 {
		return "Turn " + strconv.Itoa(j+1)
	}
	return "Turn " + strconv.Itoa(j+1) + ", person " + strconv.Itoa(k+1)
}

func (v ScheduleFormPage) zoneWords() string {
	if v.Zone == "" {
		return "the schedule's time zone"
	}
	return v.Zone
}

func movesTitle(v SchedulePreview) string {
	if v.New {
		return "Who gets what, in eight weeks"
	}
	return "Who moves, in eight weeks"
}

func movesNothing(v SchedulePreview) string {
	if v.New {
		return "Nobody gets a shift."
	}
	if v.Later {
		return "Nobody's shifts change in eight weeks. Later they do."
	}
	return "Nobody's shifts change."
}

// PlaceField is a place for somebody in the form of templates.
func PlaceField(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// miniLetter is who a bar of a small picture is, where there is room.
func miniLetter(b RotaBar) string {
	if b.Width < 0.05 {
		return ""
	}
	return b.Names
}

func whoGoesOn(people []Option) []Option {
	return append(append([]Option{{"", "Choose …"}}, people...), Option{"nobody", "Nobody: who is on call just goes off"})
}

func whoGoesOff(people []Option) []Option {
	return append([]Option{{"", "Everybody who is on call then"}, {"nobody", "Nobody: one more beside them"}}, people...)
}
