package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// Bounds on what a preview says: what is more is counted.
const (
	gapsSaid  = 3
	spansSaid = 3
)

// schedulePreview says what saving a draft would do, as far as it can be read.
// Nothing is stored.
func (u *ui) schedulePreview(r *http.Request, cfg *engine.Config, id string, d scheduleDraft) view.SchedulePreview {
	change := u.scheduleChange(r, id, d)
	next, err := config.Edit(cfg, u.Now(), change.put)
	if err != nil {
		form, _, ok := change.refused(err)
		if !ok {
			form.Problem = sentence(err.Error())
		}
		return view.SchedulePreview{Problems: d.problemWords(form)}
	}
	before, _ := cfg.Schedule(id)
	after, _ := next.Schedule(change.target)
	v := view.SchedulePreview{
		New: id == "", Changes: len(config.Diff(cfg, next)) > 0, Shown: d.shownVersion(), Cautions: zoneCaution(before, after, change.now),
		Zone: view.Clock{Now: change.now, Zone: zoneOf(after)},
	}
	days := previewDays(after, d.span, v.Zone)
	v.From, v.To, v.Picture = days.from(), days.to(), picture(next, after, days, view.Clock{Now: change.now, Zone: who(r).User.Location()})
	v.Gaps = gapsSaidOf(next, after, v.Zone)
	v.Moves = shiftMoves(next, before, after, who(r).User.ID, v.Zone, engine.NewsHorizon)
	v.Later = len(v.Moves) == 0 && len(shiftMoves(next, before, after, who(r).User.ID, v.Zone, engine.MovesHorizon)) > 0
	v.Told, v.Untold = toldOf(cfg, next, change)
	return v
}

// shownVersion is what a preview depends on, but for the time that passes: a
// name or a description moves nobody.
func (d scheduleDraft) shownVersion() string {
	shown := d.values()
	for _, name := range []string{"name", "description", "team", "shown", "span"} {
		delete(shown, name)
	}
	return config.Version(shown)
}

// problemWords are the problems of a form, in the order of its fields.
func (d scheduleDraft) problemWords(form view.Form) (list []string) {
	if form.Problem != "" {
		list = append(list, form.Problem)
	}
	for _, field := range slices.Sorted(maps.Keys(form.Errors)) {
		list = append(list, strings.TrimPrefix(d.fieldWords(field)+": "+form.Errors[field], ": "))
	}
	return list
}

// fieldWords is where a field stands, for those who see only the preview.
func (d scheduleDraft) fieldWords(field string) string {
	list, rest, _ := strings.Cut(field, "[")
	number, rest, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	switch {
	case err != nil:
		return map[string]string{"name": "Name", "time_zone": "Time zone", "team": "Team", "description": "Description"}[field]
	case list == "holidays":
		return "Holiday " + strconv.Itoa(i+1)
	}
	words := d.layerName(i)
	var j int
	if n, ok := strings.CutPrefix(rest, ".users["); ok {
		if number, _, found := strings.Cut(n, "]"); found {
			j, _ = strconv.Atoi(number)
			words += ", turn " + strconv.Itoa(j+1)
		}
	}
	return words
}

func zoneCaution(before, after schedules.Schedule, now time.Time) []string {
	if before.ID == "" || before.TimeZone == after.TimeZone {
		return nil
	}
	was, is := before.Cut(after, lastOfMinute(now))
	return []string{fmt.Sprintf("From %s on, which is %s by the clock so far, every handoff is at its time of day in %s. What was before stays as it was.",
		wallWords(is), wallWords(was), after.TimeZone)}
}

// previewDays are two weeks or a month from this Monday on; of a schedule that
// is yet to begin, from when it does.
func previewDays(s schedules.Schedule, span string, own view.Clock) rota {
	if span != "month" {
		span = "fortnight"
	}
	from := ""
	today := civil.DateTimeOf(own.Now, own.Zone)
	if first, ok := begins(s); ok && first.Date.At(civil.TimeOfDay{}).Compare(today.Date.AddDays(1).At(civil.TimeOfDay{})) >= 0 {
		from = first.Date.String()
	}
	return rotaDays(span, from, own)
}

// begins is the reading at which the first layer does; false without layers.
func begins(s schedules.Schedule) (civil.DateTime, bool) {
	if len(s.Layers) == 0 {
		return civil.DateTime{}, false
	}
	first := slices.MinFunc(s.Layers, func(a, b schedules.Layer) int { return a.Start.Compare(b.Start) })
	return first.Start, true
}

// gapsSaidOf names the first gaps of the weeks to come, from when the schedule
// begins.
func gapsSaidOf(cfg *engine.Config, s schedules.Schedule, own view.Clock) (list []string) {
	from, to := own.Now, own.Now.Add(engine.NewsHorizon)
	if first, ok := begins(s); !ok {
		return []string{"Nobody is ever on call: there is no layer."}
	} else if start := first.In(own.Zone); start.After(from) {
		from, to = start, start.Add(engine.NewsHorizon)
		list = append(list, "It begins "+own.In(start).Format("Mon 2 Jan 2006 15:04")+": nobody is on call before.")
	}
	var gaps []stretch
	for _, x := range stretchesOf(cfg, s, from, to) {
		if x.names == "" {
			gaps = append(gaps, x)
		}
	}
	for _, g := range gaps[:min(len(gaps), gapsSaid)] {
		words := gapWords(own, g)
		if g.End.Equal(to) {
			words = own.In(g.Start).Format("Mon 2 Jan 15:04") + " on: not for eight weeks at least"
		}
		list = append(list, "Nobody is on call from "+words+".")
	}
	if more := len(gaps) - gapsSaid; more > 0 {
		list = append(list, "And "+strconv.Itoa(more)+" more times in eight weeks.")
	}
	return list
}

// shiftMoves says by person what a change takes and gives, the viewer first.
func shiftMoves(cfg *engine.Config, before, after schedules.Schedule, viewer string, own view.Clock, horizon time.Duration) (list []view.ShiftMove) {
	for _, m := range schedules.Moved(before, after, own.Now, own.Now.Add(engine.LookAhead(own.Now, horizon, before, after))) {
		name := namesOf(cfg, []string{m.User})
		if name == "" {
			continue // has left: was never woken
		}
		move := view.ShiftMove{Name: name, You: m.User == viewer, Less: spansSaidOf(own, m.Lost, "less"), More: spansSaidOf(own, m.Gained, "more")}
		if list = append(list, move); move.You {
			list = slices.Concat(list[len(list)-1:], list[:len(list)-1])
		}
	}
	return list
}

// spansSaidOf is "2 shifts less: Mon 23 Nov 10:00 – Mon 30 Nov 10:00; …".
func spansSaidOf(own view.Clock, spans []schedules.Span, word string) string {
	if len(spans) == 0 {
		return ""
	}
	var parts []string
	for _, s := range spans[:min(len(spans), spansSaid)] {
		parts = append(parts, view.FromTo(own, s.Start, s.End))
	}
	if len(spans) > spansSaid {
		parts = append(parts, "…")
	}
	shifts := " shifts "
	if len(spans) == 1 {
		shifts = " shift "
	}
	return strconv.Itoa(len(spans)) + shifts + word + ": " + strings.Join(parts, "; ")
}

// toldOf is who hears of a change, by mail or push, and why not everybody does.
func toldOf(cfg, next *engine.Config, c *scheduleChange) (names []string, untold string) {
	for _, n := range engine.NewsOf(cfg, next, c.by.Actor("ui"), c.now) {
		if len(next.Notices(n, c.now)) == 0 {
			untold = "No mail server is set: not everybody is told of it."
			continue
		}
		names = append(names, namesOf(next, []string{n.User}))
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.Sort(names)
	if len(names) == 0 && untold != "" {
		untold = "No mail server is set: nobody is told of it."
	}
	return names, untold
}

// words is what hours say: "Mon to Fri 08:00 – 20:00"; empty if they can not be
// read.
func (h hoursDraft) words() string {
	r := draftReader{wrong: map[string]string{}}
	one := r.hours(0, 0, h)
	if len(r.wrong) > 0 {
		return ""
	}
	return hoursWords(one)
}

// joined is "Ana, Ben and Cleo".
func joined(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
