package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// picture draws a schedule: what counts in the end first, then overrides, then
// the layers, the one that wins above.
func picture(cfg *engine.Config, s schedules.Schedule, d rota, clock view.Clock) view.Rota {
	p := painter{cfg: cfg, rota: d, hues: huesOf(cfg), seen: map[string]bool{}}
	from, to := d.from(), d.to()
	v := view.Rota{
		Days: p.days(s.Holidays, d.loc), Zone: s.TimeZone, Now: -1,
		Lanes: []view.RotaLane{{Name: "On call", Main: true, Bars: p.final(s)}},
	}
	if differs(from, d.loc, clock.Zone) || differs(to, d.loc, clock.Zone) {
		v.Also, v.Other = p.days(nil, clock.Zone), clock.Zone.String()
	}
	if bars := p.overrides(s); len(bars) > 0 {
		v.Lanes = append(v.Lanes, view.RotaLane{Name: "Overrides", Bars: bars})
	}
	asked := p.swaps(s)
	if len(asked) > 0 {
		v.Lanes = append(v.Lanes, view.RotaLane{Name: "Who takes it?", Bars: asked})
	}
	if bars := p.absences(s); len(bars) > 0 {
		v.Lanes = append(v.Lanes, view.RotaLane{Name: "Away", Bars: bars})
	}
	for i, l := range slices.Backward(s.Layers) {
		if bars := p.shifts(s.LayerShifts(i, from, to)); len(bars) > 0 || !over(l, d) {
			v.Lanes = append(v.Lanes, view.RotaLane{Name: layerName(l, i), Bars: bars, Empty: "nobody in these days"})
		}
	}
	if !d.now.Before(from) && d.now.Before(to) {
		v.Now = d.place(d.now)
	}
	v.People = p.legend()
	v.Words = "The lanes On call, then overrides, absences and layers. What is on call is listed below."
	if len(asked) > 0 {
		v.Words += " Who asks for a shift to be taken is listed above."
	}
	return v
}

// over reports whether a layer ended before the picture begins: each edit
// leaves one such behind.
func over(l schedules.Layer, d rota) bool {
	return !l.End.IsZero() && !l.End.In(l.Zone(d.loc)).After(d.from())
}

func layerName(l schedules.Layer, i int) string {
	if l.Name != "" {
		return l.Name
	}
	return "Layer " + strconv.Itoa(i+1)
}

// differs reports whether two clocks show something else at an instant.
func differs(t time.Time, a, b *time.Location) bool {
	if b == nil {
		b = time.UTC
	}
	_, first := t.In(a).Zone()
	_, second := t.In(b).Zone()
	return first != second
}

// painter turns shifts into bars.
type painter struct {
	rota
	cfg  *engine.Config
	hues map[string]int
	seen map[string]bool // who has a bar
}

// huesOf gives each person a hue of their own, the same on every picture while
// the people stay the same.
func huesOf(cfg *engine.Config) map[string]int {
	ids := make([]string, 0, len(cfg.Users))
	for id := range cfg.Users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	hues := make(map[string]int, len(ids))
	for i, id := range ids {
		hues[id] = i * 5 % 12 // neighbours far apart
	}
	return hues
}

func (p painter) bar(start, end time.Time, users []string, note string) view.RotaBar {
	b := view.RotaBar{At: p.place(start), Gap: true}
	b.Width = p.place(end) - b.At
	var people []string
	for _, id := range users {
		if here, _ := p.cfg.Here(id, start); !here {
			continue
		}
		if people = append(people, p.cfg.Name(id)); b.Gap {
			b.Hue, b.Gap = p.hues[id], false
		} else {
			b.Others = append(b.Others, p.hues[id])
		}
		p.seen[id] = true
	}
	if b.Names = strings.Join(people, ", "); b.Gap {
		b.Desk, b.Phone = view.GapTexts(b.Width)
	} else {
		b.Desk, b.Phone = view.BarTexts(people, b.Width)
	}
	own := view.Clock{Now: p.now, Zone: p.loc}
	b.Title = strings.TrimSpace(b.Names + " " + own.In(start).Format("Mon 2 Jan 15:04") + " – " + own.In(end).Format("Mon 2 Jan 15:04") + " " + note)
	return b
}

// legend is everybody who was drawn, by name.
func (p painter) legend() (people []view.RotaPerson) {
	for id := range p.seen {
		name := p.cfg.Name(id)
		people = append(people, view.RotaPerson{Name: name, Initials: view.Initials(name), Hue: p.hues[id]})
	}
	slices.SortFunc(people, func(a, b view.RotaPerson) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), a.Hue-b.Hue)
	})
	return people
}

// mostDrawn bounds the bars of a lane and the rows below it: turns of an hour have 744 in a month, and turns of a minute
// would be a page of many megabytes.
const mostDrawn = 1000

// drawn is as many of the things as there is room for, and how many there are more.
func drawn[T any](all []T, most int) (some []T, more int) {
	some = all[:min(len(all), most)]
	return some, len(all) - len(some)
}

// rest is one bar for all after the last that is drawn.
func (p painter) rest(bars []view.RotaBar, more int) []view.RotaBar {
	if more == 0 {
		return bars
	}
	last := bars[len(bars)-1]
	end := last.At + last.Width
	return append(bars, view.RotaBar{At: end, Width: 1 - end, Many: true, Title: "And " + strconv.Itoa(more) + " more, too many to draw"})
}

func (p painter) final(s schedules.Schedule) (bars []view.RotaBar) {
	shown, more := drawn(stretchesOf(p.cfg, s, p.from(), p.to()), mostDrawn)
	for _, x := range shown {
		note := ""
		if x.names == "" {
			note = "Nobody. " + whyOnCall(p.cfg, s, x)
		}
		bars = append(bars, p.bar(x.Start, x.End, x.Users, note))
	}
	return p.rest(bars, more)
}

func (p painter) shifts(shifts []schedules.Shift) (bars []view.RotaBar) {
	shown, more := drawn(shifts, mostDrawn)
	for _, x := range shown {
		bars = append(bars, p.bar(x.Start, x.End, x.Users, ""))
	}
	return p.rest(bars, more)
}

// overrides are drawn as they were made; where two are for the same time the
// later made lies on top.
func (p painter) overrides(s schedules.Schedule) (bars []view.RotaBar) {
	byAge := slices.Clone(s.Overrides)
	slices.SortStableFunc(byAge, func(a, b schedules.Override) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for _, o := range byAge {
		if !o.Start.Before(p.to()) || !o.End.After(p.from()) {
			continue
		}
		var users []string
		if o.User != "" {
			users = []string{o.User}
		}
		note := "(everybody)"
		switch {
		case o.Adds:
			note = "(beside the others)"
		case o.Replaces != "":
			note = "(in place of " + p.cfg.Name(o.Replaces) + ")"
		}
		bars = append(bars, p.bar(o.Start, o.End, users, note))
	}
	return bars
}

// absences are those of people who are on this schedule in these days at all, by a rotation or an override.
func (p painter) absences(s schedules.Schedule) (bars []view.RotaBar) {
	on := s.People(p.from())
	for _, o := range s.Overrides {
		if o.Start.Before(p.to()) && o.End.After(p.from()) {
			on = append(on, o.User)
		}
	}
	for _, a := range s.Absences {
		if slices.Contains(on, a.User) && a.Start.Before(p.to()) && a.End.After(p.from()) {
			bars = append(bars, p.bar(a.Start, a.End, []string{a.User}, a.Reason))
		}
	}
	return bars
}

// days are the picture's days on a clock. In a month only Mondays have room for
// their number.
func (p painter) days(holidays []schedules.Holiday, loc *time.Location) (days []view.RotaDay) {
	if loc == nil {
		loc = time.UTC
	}
	named := map[civil.Date]string{}
	for _, h := range holidays {
		named[h.Date] = orElse(h.Name, "Holiday")
	}
	for date := civil.DateTimeOf(p.from(), loc).Date; date.At(civil.TimeOfDay{}).In(loc).Before(p.to()); date = date.AddDays(1) {
		start, end := p.place(date.At(civil.TimeOfDay{}).In(loc)), p.place(date.AddDays(1).At(civil.TimeOfDay{}).In(loc))
		day := view.RotaDay{At: start, Width: end - start, Holiday: named[date]}
		weekday := date.Weekday()
		day.Weekend = weekday == time.Saturday || weekday == time.Sunday
		if p.span != "month" {
			day.Name, day.Number = weekday.String()[:2], strconv.Itoa(date.Day)
		} else if weekday == time.Monday {
			day.Number = strconv.Itoa(date.Day)
		}
		if p.span == "week" {
			day.Name = weekday.String()[:3]
		}
		if day.Width > 0 {
			days = append(days, day)
		}
	}
	return days
}
