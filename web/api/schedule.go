package api

import (
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// scheduleWire is a schedule without its layers, as lists have it.
type scheduleWire struct {
	reference
	Name               string      `json:"name"`
	TimeZone           string      `json:"time_zone"`
	Description        *string     `json:"description"`
	EscalationPolicies []reference `json:"escalation_policies"`
	Users              []reference `json:"users"`
	Teams              []reference `json:"teams"`
	HTTPCalURL         *string     `json:"http_cal_url"`
	WebCalURL          *string     `json:"web_cal_url"`
}

// layeredScheduleWire has the layers too, the last one first: PagerDuty's
// Terraform provider turns them round.
type layeredScheduleWire struct {
	scheduleWire
	ScheduleLayers       []layerWire     `json:"schedule_layers"`
	OverridesSubschedule subScheduleWire `json:"overrides_subschedule"`
	// OverrideSubschedule is the same: go-pagerduty looks for it under this name.
	OverrideSubschedule subScheduleWire `json:"override_subschedule"`
	FinalSchedule       subScheduleWire `json:"final_schedule"`
}

// layerWire is one rotation. Times have the offset of the schedule's zone.
type layerWire struct {
	ID                   string  `json:"id"`
	Name                 string  `json:"name"`
	Start                *string `json:"start"`
	End                  *string `json:"end"`
	RotationVirtualStart *string `json:"rotation_virtual_start"`
	// RotationTurnLengthSeconds is null for turns of months.
	RotationTurnLengthSeconds *int64            `json:"rotation_turn_length_seconds"`
	Users                     []layerUserWire   `json:"users"` // a slot with several people gives one entry for each
	Restrictions              []restrictionWire `json:"restrictions"`
	renderedWire
	// Wakeman's own: the turn as it is written ("1mo"), and the slots as user ids.
	RotationTurn  string     `json:"rotation_turn"`
	RotationSlots [][]string `json:"rotation_slots"`
}

type layerUserWire struct {
	User reference `json:"user"`
}

type restrictionWire struct {
	Type            string `json:"type"` // daily_restriction, weekly_restriction
	StartTimeOfDay  string `json:"start_time_of_day"`
	DurationSeconds int    `json:"duration_seconds"`
	StartDayOfWeek  *int   `json:"start_day_of_week,omitempty"` // 1 is Monday; weekly only
}

type subScheduleWire struct {
	Name string `json:"name"`
	renderedWire
}

// renderedWire is who is on in a window.
type renderedWire struct {
	RenderedScheduleEntries    []renderedEntryWire `json:"rendered_schedule_entries"`
	RenderedCoveragePercentage *float64            `json:"rendered_coverage_percentage"` // 0 to 100; null without a window
}

type renderedEntryWire struct {
	Start *string    `json:"start"`
	End   *string    `json:"end"`
	User  *reference `json:"user"` // null where an override puts nobody on
}

func (v view) plainSchedule(s schedules.Schedule) scheduleWire {
	w := scheduleWire{
		reference: v.scheduleRef(s.ID).whole("schedule"), Name: s.Name, TimeZone: s.TimeZone,
		Description: text(s.Description), EscalationPolicies: []reference{},
		Users: each(s.People(v.now), v.userRef), Teams: v.teamRefs(s.Team),
	}
	for _, p := range v.policies() {
		if usesSchedule(p, s.ID) {
			w.EscalationPolicies = append(w.EscalationPolicies, v.policyRef(p.ID))
		}
	}
	return w
}

// schedule maps a schedule, rendered for a window; one without ends renders
// nothing.
func (v view) schedule(s schedules.Schedule, r rendering) layeredScheduleWire {
	w := layeredScheduleWire{scheduleWire: v.plainSchedule(s), ScheduleLayers: []layerWire{}}
	for i := len(s.Layers) - 1; i >= 0; i-- {
		w.ScheduleLayers = append(w.ScheduleLayers, v.layer(s, s.Layers[i], r))
	}
	w.FinalSchedule = subScheduleWire{"Final Schedule", v.rendered(s, r)}
	w.OverridesSubschedule = subScheduleWire{"Overrides", v.renderedOverrides(s, r)}
	w.OverrideSubschedule = w.OverridesSubschedule
	return w
}

func (v view) layer(s schedules.Schedule, l schedules.Layer, r rendering) layerWire {
	zone := zoneOf(s)
	clock := l.Zone(zone)
	w := layerWire{
		ID: l.ID, Name: l.Name, Start: local(begins(l).In(clock), zone),
		RotationVirtualStart: local(l.Phase().In(clock), zone),
		Users:                []layerUserWire{}, Restrictions: []restrictionWire{},
		renderedWire: v.rendered(schedules.Schedule{TimeZone: s.TimeZone, Layers: []schedules.Layer{l}, Absences: s.Absences, Holidays: s.Holidays}, r),
		RotationTurn: l.Turn.String(), RotationSlots: [][]string{},
	}
	if !l.End.IsZero() {
		w.End = local(l.End.In(clock), zone)
	}
	if n, ok := l.Turn.Seconds(); ok {
		w.RotationTurnLengthSeconds = &n
	}
	for _, slot := range l.Users {
		w.RotationSlots = append(w.RotationSlots, listed([]string(slot)))
		for _, id := range slot {
			w.Users = append(w.Users, layerUserWire{v.userRef(id)})
		}
	}
	for _, x := range l.Restrictions {
		w.Restrictions = append(w.Restrictions, restrictionWires(x)...)
	}
	return w
}

// begins is the start of a layer as a client wrote it last, though it may have been cut since.
func begins(l schedules.Layer) civil.DateTime {
	if l.Written.IsZero() {
		return l.Start
	}
	return l.Written
}

// restrictionWires is one for each day, because PagerDuty's have one day.
func restrictionWires(r schedules.Restriction) []restrictionWire {
	w := restrictionWire{
		Type: "daily_restriction", StartTimeOfDay: clock(r.From.Seconds()),
		DurationSeconds: int(r.For / time.Second),
	}
	if len(r.Days) == 0 {
		return []restrictionWire{w}
	}
	return each(r.Days, func(day time.Weekday) restrictionWire {
		w, monday1 := w, int(day+6)%7+1
		w.Type, w.StartDayOfWeek = "weekly_restriction", &monday1
		return w
	})
}

func clock(seconds int) string {
	return time.Unix(int64(seconds), 0).UTC().Format(time.TimeOnly)
}

// zoneOf is the schedule's zone, UTC if it is not known, as package schedules
// has it.
func zoneOf(s schedules.Schedule) *time.Location {
	if s.TimeZone == "Local" {
		return time.UTC
	}
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// overrideWire is an override, with what Wakeman's have beyond PagerDuty's.
type overrideWire struct {
	ID       string     `json:"id"`
	Type     string     `json:"type"`
	Start    *string    `json:"start"`
	End      *string    `json:"end"`
	User     *reference `json:"user"`     // null: nobody goes on
	Replaces *reference `json:"replaces"` // null: everybody goes off, or with adds nobody
	Adds     bool       `json:"adds"`     // the user is on call beside the others
}

func (v view) override(s schedules.Schedule, o schedules.Override) overrideWire {
	zone := zoneOf(s)
	return overrideWire{
		ID: o.ID, Type: "override", Start: local(o.Start, zone), End: local(o.End, zone),
		User: v.somebody(o.User), Replaces: v.somebody(o.Replaces), Adds: o.Adds,
	}
}

// somebody is a reference, or null for nobody.
func (v view) somebody(id string) *reference {
	if id == "" {
		return nil
	}
	ref := v.userRef(id)
	return &ref
}

func (v view) allSchedules() []schedules.Schedule {
	return byName(v.cfg.Schedules, func(s schedules.Schedule) (string, string) { return s.Name, s.ID })
}
