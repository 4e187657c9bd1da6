package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// awayOffer is what presets are offered for: somebody's absence from some schedules, all of theirs or one alone.
type awayOffer struct {
	cfg  *engine.Config
	away duty.Absence // whose it is, and of which schedule
	zone people.User  // on whose clock days are counted
	on   []schedules.Schedule
	lead string // of what is compared with what was shown
}

// awayPresets are the times that somebody is likely to be away, each with what it does, so that one tap more enters it. They
// are the fields of the form, filled in: what a preset saves could have been typed.
func (u *ui) awayPresets(r *http.Request, o awayOffer) (list []view.AwayPreset) {
	now, viewer := u.Now(), who(r).User.ID
	var spans []schedules.Span
	o.on = slices.DeleteFunc(o.on, func(s schedules.Schedule) bool {
		mine := o.cfg.Effective(s).SpansOf(o.away.User, now, now.Add(shiftsAhead))
		spans = append(spans, ended(mine, now.Add(shiftsAhead))...)
		return len(mine) == 0
	})
	slices.SortStableFunc(spans, func(a, b schedules.Span) int { return a.Start.Compare(b.Start) })
	for _, p := range duty.Presets(now, o.zone.Location(), spans) {
		v := view.AwayPreset{Name: p.Name, Form: view.Form{Values: presetFields(p)}}
		away, err := awayOf(v.Form, o.zone)
		if err != nil {
			continue
		}
		away.User, away.Schedule = o.away.User, o.away.Schedule
		absence, err := away.Try(o.cfg, doer(r), now)
		if err != nil {
			continue // it is entered already, or as many as there may be are
		}
		v.Effects, v.Gap = awayEffects(o.cfg, o.effects(absence), viewer)
		v.When, v.Shown = awayWords(absence, o.zone.Location()), o.lead+awayText(v.Form)+awayMark(v.Effects)
		list = append(list, v)
	}
	return list
}

// effects is what an absence does to the schedules that it is offered for.
func (o awayOffer) effects(a schedules.Absence) (all []duty.Effect) {
	for _, s := range o.on {
		if e := duty.EffectOn(o.cfg, s, a); len(e.Lost) > 0 {
			all = append(all, e)
		}
	}
	return all
}

// ended leaves out a stretch that goes on past what was looked at.
func ended(spans []schedules.Span, to time.Time) []schedules.Span {
	return slices.DeleteFunc(spans, func(x schedules.Span) bool { return !x.End.Before(to) })
}

// presetFields is a preset as it would be typed: whole days without a time.
func presetFields(p duty.Preset) map[string]string {
	fields := map[string]string{"from": p.From.Date.String(), "till": p.Till.Date.String()}
	if p.From.Time != (civil.TimeOfDay{}) {
		fields["from_time"] = p.From.Time.String()
	}
	if p.Till.Time != (civil.TimeOfDay{}) {
		fields["till_time"] = p.Till.Time.String()
	} else {
		fields["till"] = p.Till.Date.AddDays(-1).String()
	}
	return fields
}

// awayMark is who has the time then, schedule by schedule, to be compared with what was shown. When is not in it: the
// beginning of what runs moves with every second.
func awayMark(effects []view.AwayEffect) (mark string) {
	for _, e := range effects {
		mark += " " + e.Schedule.ID
		for _, row := range e.Rows {
			mark += " " + orElse(row.Names, "-")
		}
	}
	return mark
}

// awayNotice is what was entered, and who stands in.
func awayNotice(a schedules.Absence, zone *time.Location, effects []view.AwayEffect) string {
	text := "Away " + awayWords(a, zone) + "."
	for _, e := range effects {
		var names []string
		for _, row := range e.Rows {
			if name := orElse(row.Names, "nobody"); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		text += " " + e.Schedule.Name + ": " + someNames(names) + "."
	}
	return text
}
