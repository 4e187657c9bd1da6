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

// gapsTold is how many gaps an advice shows at once, and gapsListed how many it
// has at all.
const (
	gapsTold   = 5
	gapsListed = 200
)

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

// adviser puts a review into words.
type adviser struct {
	cfg      *engine.Config
	s        schedules.Schedule
	own      view.Clock
	edit     bool // whether the viewer may change it
	from, to time.Time
}

func (a adviser) page() view.AdvicePage {
	a.from = a.own.Now.Truncate(time.Minute)
	a.to = civil.DateTimeOf(a.from, a.own.Zone).Add(adviceDays * 24 * time.Hour).In(a.own.Zone)
	r := a.review(a.s)
	tried := a.tried(r)
	v := view.AdvicePage{
		Schedule: view.Ref{ID: a.s.ID, Name: a.s.Name}, Own: a.own, From: a.from, To: a.to, Handoffs: r.Handoffs,
		Coverage: percent(r.Coverage), Hours: hoursChart(r), Days: daysChart(r), Lengths: lengthsChart(r),
	}
	for _, advice := range r.Advice {
		v.Advice = append(v.Advice, a.row(advice, r, tried))
	}
	return v
}

func (a adviser) review(s schedules.Schedule) schedules.Review {
	return s.Review(a.from, a.to, func(user string) *time.Location { return a.cfg.Users[user].Location() })
}

// percent is a share, rounded down: what is less is never said to be 100 %.
func percent(share float64) string {
	return strconv.FormatFloat(math.Floor(share*1000)/10, 'f', -1, 64) + " %"
}

func (a adviser) row(x schedules.Advice, r schedules.Review, tried []triedRemedy) view.AdviceRow {
	row := a.remedies(x.Topic, r, tried)
	switch x.Topic {
	case schedules.NotCovered:
		row.Title = "Nobody is on call at times"
		row.Why = "An incident that comes then goes to the next step of its escalation policy at once, and to the fallback if there is none."
		gaps := a.gaps(r)
		row.Gaps, row.MoreGaps = gaps[:min(len(gaps), gapsTold)], gaps[min(len(gaps), gapsTold):]
		if more := len(r.Gaps) - len(gaps); more > 0 {
			row.Details = []string{fmt.Sprintf("And %d more: they are here once these are covered.", more)}
		}
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

// gaps names each gap, and who could take it.
func (a adviser) gaps(r schedules.Review) (list []view.AdviceGap) {
	for _, g := range r.Gaps[:min(len(r.Gaps), gapsListed)] {
		gap := view.AdviceGap{When: view.FromTo(a.own, g.Start, g.End)}
		user := a.s.StandIn(schedules.Span{Start: g.Start, End: g.End}, r.Loads)
		if a.edit {
			start, end := civil.DateTimeOf(g.Start, a.own.Zone), civil.DateTimeOf(g.End, a.own.Zone)
			gap.Cover = view.Task{Word: "Put somebody on", Path: view.OverrideFor(a.s.ID, start.String(), end.String(), user)}
			if user != "" {
				gap.Cover.Word = "Put " + a.cfg.Users[user].Name + " on"
			}
		}
		list = append(list, gap)
	}
	return list
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
