package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// scheduleShow is one schedule for some days: the picture, and the same in words.
func (u *ui) scheduleShow(w http.ResponseWriter, r *http.Request) {
	cfg, page := u.Store.Config(), u.page(r)
	s, ok := cfg.Schedule(r.PathValue("schedule"))
	if !ok {
		u.notFound(w, r)
		return
	}
	own := view.Clock{Now: page.Now, Zone: zoneOf(s)}
	days := rotaDays(r.URL.Query().Get("span"), r.URL.Query().Get("from"), own)
	v := view.SchedulePage{
		ScheduleRow: scheduleRow(cfg, s, own, page.Clock), Own: own, Window: days.window(s.ID),
		Picture: picture(cfg, s, days, page.Clock),
		Duty:    dutyTasks(r, cfg, s, page.Clock), Tasks: u.scheduleTasks(r, cfg, s), Swaps: swapCards(cfg, s, doer(r), page.Clock), Overrides: u.overrideRows(r, cfg, s, page.Now),
	}
	v.Away = scheduleAwayRows(cfg, cfg.Schedules[s.ID], doer(r), own)
	v.Shifts, v.More = shiftRows(cfg, s, days, who(r).User.ID, own)
	edits, takes := u.mayEditSchedule(r, s.ID, s.Team) == "", doer(r).MayTake(cfg.Directory, s, own.Now) == ""
	if edits {
		overrideWays(v.Shifts, s.ID, days.to(), own)
	}
	swapMarks(v.Shifts, s, v.Swaps, takes, own.Now)
	awayWays(v.Shifts, s.ID, days.to(), page.Clock, func(row view.ShiftRow) bool { return edits || takes && row.You })
	var err error
	if v.BrokenFeeds, err = u.brokenFeeds(cfg, s, own.Now); err != nil {
		u.fail(w, r, err)
		return
	}
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Schedule(page, v))
}

// zoneOf is the schedule's zone; like the schedule itself it is UTC if it does
// not load.
func zoneOf(s schedules.Schedule) *time.Location {
	if loc, err := time.LoadLocation(s.TimeZone); err == nil {
		return loc
	}
	return time.UTC
}

// rota is the days that are shown, on the schedule's clock.
type rota struct {
	span        string
	first, last civil.Date // last is the day after
	loc         *time.Location
	now         time.Time
}

// spans are the stretches of days that can be shown.
func spans() map[string]int { return map[string]int{"week": 7, "fortnight": 14, "month": 31} }

// maxYear bounds what an address can ask for.
const maxYear = 2200

// rotaDays reads what to show: a fortnight from this Monday unless the address
// says otherwise.
func rotaDays(span, from string, own view.Clock) rota {
	days, ok := spans()[span]
	if !ok {
		span, days = "fortnight", 14
	}
	first, err := civil.ParseDate(from)
	if err != nil || first.Year < 1971 || first.Year > maxYear {
		today := civil.DateTimeOf(own.Now, own.Zone).Date
		first = today.AddDays(-(int(today.Weekday()) + 6) % 7)
	}
	return rota{span: span, first: first, last: first.AddDays(days), loc: own.Zone, now: own.Now}
}

func (d rota) from() time.Time { return d.first.At(civil.TimeOfDay{}).In(d.loc) }
func (d rota) to() time.Time   { return d.last.At(civil.TimeOfDay{}).In(d.loc) }

// place is where an instant lies in the picture, from 0 to 1.
func (d rota) place(t time.Time) float64 {
	from, to := d.from(), d.to()
	return min(max(t.Sub(from).Seconds()/to.Sub(from).Seconds(), 0), 1)
}

// window is the days and the ways to others.
func (d rota) window(id string) view.RotaWindow {
	days := spans()[d.span]
	v := view.RotaWindow{
		From: d.from(), To: d.to(), Span: d.span,
		Back:  view.ScheduleDays(id, d.span, d.first.AddDays(-days).String()),
		Today: view.ScheduleDays(id, d.span, ""),
		On:    view.ScheduleDays(id, d.span, d.last.String()),
	}
	for _, span := range []string{"week", "fortnight", "month"} {
		v.Spans = append(v.Spans, view.RotaLink{
			Word: strings.ToUpper(span[:1]) + span[1:], Path: view.ScheduleDays(id, span, d.first.String()), Current: span == d.span,
		})
	}
	return v
}

// shiftRows is the window in words.
func shiftRows(cfg *engine.Config, s schedules.Schedule, d rota, viewer string, own view.Clock) (rows []view.ShiftRow, more int) {
	shown, more := drawn(stretchesOf(cfg, s, d.from(), d.to()), mostDrawn)
	for _, x := range shown {
		row := view.ShiftRow{
			Start: x.Start, End: x.End, Names: x.names, Gap: x.names == "", You: slices.Contains(x.Users, viewer),
			Now: !d.now.Before(x.Start) && d.now.Before(x.End), Why: whyOnCall(cfg, s, x),
		}
		if len(x.Users) == 1 && !row.Gap {
			row.Person = x.Users[0]
		}
		rows = append(rows, row)
	}
	return rows, more
}

// overrideWays leads from each shift that is not over to an override for it; not
// from one that goes on after the days shown: half of it is not what was meant.
func overrideWays(rows []view.ShiftRow, id string, to time.Time, own view.Clock) {
	for i, row := range rows {
		if start := later(row.Start, own.Now.Truncate(time.Minute)); row.End.After(own.Now) && row.End.Before(to) {
			from, until := civil.DateTimeOf(start, own.Zone), civil.DateTimeOf(row.End, own.Zone)
			rows[i].Override = view.OverrideFor(id, from.String(), until.String(), "")
		}
	}
}

// whyOnCall says why somebody else than the rotation has is on call, or why
// nobody is; "" when it is the rotation's turn.
func whyOnCall(cfg *engine.Config, s schedules.Schedule, x stretch) string {
	planned, present := s, s
	planned.Overrides, planned.Absences = nil, nil
	present.Absences = nil
	turn, withOverrides := planned.OnCall(x.Start), present.OnCall(x.Start)
	switch {
	case slices.Equal(turn, x.Users):
		return vacantWords(cfg, x)
	case slices.Equal(withOverrides, x.Users):
		return overrideWords(cfg, turn, x)
	case len(turn) == 0:
		return ""
	}
	if x.names == "" {
		return absentWords(cfg, turn, x.Start, " ") + ", and nobody can stand in."
	}
	return "Stands in for " + absentWords(cfg, turn, x.Start, ", who ") + "."
}

// absentWords is who is not there for their turn, and whether they come back.
func absentWords(cfg *engine.Config, turn []string, at time.Time, between string) string {
	var names []string
	left := true
	for _, id := range turn {
		names = append(names, cfg.Name(id))
		if here, _ := cfg.Here(id, at); here {
			left = false
		}
	}
	if left {
		return strings.Join(names, ", ") + between + "has left"
	}
	return strings.Join(names, ", ") + between + "is away"
}

func vacantWords(cfg *engine.Config, x stretch) string {
	switch {
	case x.names != "":
		return ""
	case len(x.Users) > 0:
		return "Whoever had this turn has left."
	}
	return "No layer has anybody then."
}

func overrideWords(cfg *engine.Config, turn []string, x stretch) string {
	switch {
	case x.names == "" && len(turn) > 0:
		return "An override takes " + namesOf(cfg, turn) + " off, and names nobody."
	case len(turn) == 0:
		return "By an override."
	}
	isOn := func(id string) bool { return slices.Contains(x.Users, id) }
	off := slices.DeleteFunc(slices.Clone(turn), isOn)
	if len(off) > 0 {
		return "By an override, in place of " + namesOf(cfg, off) + "."
	}
	more := slices.DeleteFunc(slices.Clone(x.Users), func(id string) bool { return slices.Contains(turn, id) })
	return "By an override, " + namesOf(cfg, more) + " beside the rotation."
}
