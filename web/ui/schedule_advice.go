package ui

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// adviceDays is how far ahead a schedule is reviewed: a quarter.
const adviceDays = 13 * 7

// gapsTold is how many gaps an advice names.
const gapsTold = 5

// scheduleAdvice is what the quarter to come of a schedule asks of its people,
// and what could be better.
func (u *ui) scheduleAdvice(w http.ResponseWriter, r *http.Request) {
	cfg, page := u.Store.Config(), u.page(r)
	s, ok := cfg.Schedule(r.PathValue("schedule"))
	if !ok {
		u.notFound(w, r)
		return
	}
	a := adviser{cfg: cfg, s: s, own: view.Clock{Now: page.Now, Zone: zoneOf(s)}, edit: u.mayEditSchedule(r, s.ID, s.Team) == ""}
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Advice(page, a.page()))
}

// scheduleRemedy opens the editor with a schedule that is better in one way.
// Nothing is stored.
func (u *ui) scheduleRemedy(w http.ResponseWriter, r *http.Request) {
	s, ok := u.Store.Config().Schedules[r.PathValue("schedule")]
	if !ok {
		u.notFound(w, r)
		return
	}
	now := civil.DateTimeOf(u.Now(), zoneOf(s))
	for _, x := range remedies() {
		if x.name == r.PathValue("remedy") {
			better, _ := x.of(s, now)
			u.scheduleFormWith(w, r, s, better)
			return
		}
	}
	u.notFound(w, r)
}

// remedy makes a schedule better in one way.
type remedy struct {
	name, word string
	topics     []schedules.Topic // it is offered for
	of         func(s schedules.Schedule, now civil.DateTime) (schedules.Schedule, bool)
}

func remedies() []remedy {
	return []remedy{
		{
			"daytime", "Hand over at 10:00, weeks on Mondays",
			[]schedules.Topic{schedules.MidnightHandoffs, schedules.WeekendHandoffs, schedules.LateHandoffs},
			func(s schedules.Schedule, _ civil.DateTime) (schedules.Schedule, bool) { return s.DaytimeHandoffs() },
		},
		{"regular", "Make turns 8 h, 12 h, a day or a week", []schedules.Topic{schedules.UnevenLengths}, schedules.Schedule.RegularLengths},
	}
}

// adviser puts a review into words.
type adviser struct {
	cfg  *engine.Config
	s    schedules.Schedule
	own  view.Clock
	edit bool // whether the viewer may change it
}

func (a adviser) page() view.AdvicePage {
	from := a.own.Now.Truncate(time.Minute)
	to := civil.DateTimeOf(from, a.own.Zone).Add(adviceDays * 24 * time.Hour).In(a.own.Zone)
	r := a.s.Review(from, to, func(user string) *time.Location { return a.cfg.Users[user].Location() })
	v := view.AdvicePage{
		Schedule: view.Ref{ID: a.s.ID, Name: a.s.Name}, Own: a.own, From: from, To: to, Handoffs: r.Handoffs,
		Coverage: percent(r.Coverage), Hours: hoursChart(r), Days: daysChart(r), Lengths: lengthsChart(r),
	}
	for _, advice := range r.Advice {
		v.Advice = append(v.Advice, a.row(advice, r))
	}
	return v
}

// percent is a share, rounded down: what is less is never said to be 100 %.
func percent(share float64) string {
	return strconv.FormatFloat(math.Floor(share*1000)/10, 'f', -1, 64) + " %"
}

func (a adviser) row(x schedules.Advice, r schedules.Review) view.AdviceRow {
	row := view.AdviceRow{Remedies: a.remedies(x.Topic, r)}
	switch x.Topic {
	case schedules.NotCovered:
		row.Title = "Nobody is on call at times"
		row.Why = "An incident that comes then goes to the next step of its escalation policy at once, and to the fallback if there is none."
		row.Details = a.gapsTold(r.Gaps)
	case schedules.MidnightHandoffs:
		row.Title = ofHandoffs(x) + " at midnight"
		row.Why = "Nobody is up to talk about what is open, and it is unclear who is meant on the evening before."
	case schedules.WeekendHandoffs:
		row.Title = ofHandoffs(x) + " on a Saturday or Sunday"
		row.Why = "Two weekends are cut for one shift. On a Monday both are at work, and last week can be gone through."
	case schedules.LateHandoffs:
		row.Title = ofHandoffs(x) + " before 8:00 or from 18:00 on"
		row.Why = "When only one of the two is at work, what is open is not handed over."
	case schedules.UnevenLengths:
		row.Title = fmt.Sprintf("%d of %d shifts are of odd lengths", x.Count, x.Of)
		row.Why = "A patchwork is hard to remember and easy to miss. It comes from odd turns, or from many overrides."
	case schedules.UnevenNights:
		a.uneven(&row, x, "nights", "between 22:00 and 8:00")
	case schedules.UnevenWeekends:
		a.uneven(&row, x, "weekends", "on Saturdays and Sundays")
	}
	return row
}

func ofHandoffs(x schedules.Advice) string {
	if x.Count == x.Of {
		return "All " + strconv.Itoa(x.Of) + " handoffs are"
	}
	return fmt.Sprintf("%d of %d handoffs are", x.Count, x.Of)
}

func (a adviser) uneven(row *view.AdviceRow, x schedules.Advice, what, when string) {
	row.Title = "The " + what + " are shared out unevenly"
	row.Why = "Whoever is woken more than the others leaves first. Swap some shifts, or change the order."
	row.Details = []string{fmt.Sprintf("%s has %d hours %s, %s has %d.",
		namesOf(a.cfg, []string{x.Most}), int(x.MostHours.Hours()), when, namesOf(a.cfg, []string{x.Least}), int(x.LeastHours.Hours()))}
}

func (a adviser) gapsTold(gaps []schedules.Shift) (list []string) {
	for _, g := range gaps[:min(len(gaps), gapsTold)] {
		list = append(list, view.FromTo(a.own, g.Start, g.End))
	}
	if more := len(gaps) - gapsTold; more > 0 {
		list = append(list, "and "+strconv.Itoa(more)+" more")
	}
	return list
}

// remedies are what the viewer can do about a topic: what is one click, and the
// editor for the rest.
func (a adviser) remedies(topic schedules.Topic, r schedules.Review) (list []view.Task) {
	if topic == schedules.UnevenNights || topic == schedules.UnevenWeekends {
		list = append(list, view.Task{Word: "Compare everybody", Path: view.ScheduleFairness(a.s.ID)})
	}
	if !a.edit {
		return list
	}
	if topic == schedules.NotCovered && len(r.Gaps) > 0 {
		start, end := civil.DateTimeOf(r.Gaps[0].Start, a.own.Zone), civil.DateTimeOf(r.Gaps[0].End, a.own.Zone)
		list = append(list, view.Task{Word: "Put somebody on for the first of them", Path: view.OverrideFor(a.s.ID, start.String(), end.String())})
	}
	stored := a.cfg.Schedules[a.s.ID]
	for _, x := range remedies() {
		if _, helps := x.of(stored, civil.DateTimeOf(a.own.Now, a.own.Zone)); helps && slices.Contains(x.topics, topic) {
			list = append(list, view.Task{Word: x.word, Path: view.ScheduleRemedy(a.s.ID, x.name)})
		}
	}
	return append(list, view.Task{Word: "Change the schedule", Path: view.ScheduleEdit(a.s.ID)})
}

func hoursChart(r schedules.Review) view.Chart {
	c := view.Chart{Name: "Hour of the day"}
	var words []string
	for hour, n := range r.ByHour {
		b := view.ChartBar{Count: n, Marked: hour < 8 || hour >= 18}
		if hour%3 == 0 {
			b.Label = strconv.Itoa(hour)
		}
		if c.Bars = append(c.Bars, b); n > 0 {
			words = append(words, fmt.Sprintf("%d:00 to %d:00: %d", hour, hour+1, n))
		}
		if b.Marked && n > 0 {
			c.Note = "Framed: before 8:00 or from 18:00 on."
		}
	}
	c.Words = sentenceOf(words)
	return c
}

func daysChart(r schedules.Review) view.Chart {
	c := view.Chart{Name: "Day of the week"}
	var words []string
	for i := range r.ByDay {
		day := time.Weekday((i + 1) % 7) // Monday first
		n := r.ByDay[day]
		b := view.ChartBar{Label: day.String()[:3], Count: n, Marked: day == time.Saturday || day == time.Sunday}
		if c.Bars = append(c.Bars, b); n > 0 {
			words = append(words, fmt.Sprintf("%s: %d", day, n))
		}
		if b.Marked && n > 0 {
			c.Note = "Framed: at the weekend."
		}
	}
	c.Words = sentenceOf(words)
	return c
}

// lengthsDrawn is how many lengths there is room for.
const lengthsDrawn = 8

func lengthsChart(r schedules.Review) view.Chart {
	c := view.Chart{Name: "Length of a shift"}
	most := slices.SortedStableFunc(slices.Values(r.Lengths), func(a, b schedules.Length) int { return b.Shifts - a.Shifts })
	most = most[:min(len(most), lengthsDrawn)]
	var words []string
	for _, l := range r.Lengths {
		if !slices.Contains(most, l) {
			continue
		}
		c.Bars = append(c.Bars, view.ChartBar{Label: lengthWords(l.Length), Count: l.Shifts})
		words = append(words, fmt.Sprintf("%s: %d", lengthWords(l.Length), l.Shifts))
	}
	if more := len(r.Lengths) - len(most); more > 0 {
		words = append(words, fmt.Sprintf("%d other lengths", more))
	}
	c.Words = sentenceOf(words)
	return c
}

// lengthWords is "7 d", "12 h", "1 d 4 h" or "90 min".
func lengthWords(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%time.Hour != 0:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < day:
		return strconv.Itoa(int(d.Hours())) + " h"
	case d%day == 0:
		return strconv.Itoa(int(d/day)) + " d"
	}
	return strconv.Itoa(int(d/day)) + " d " + strconv.Itoa(int(d%day/time.Hour)) + " h"
}

func sentenceOf(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}
