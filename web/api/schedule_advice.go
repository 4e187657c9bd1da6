package api

import (
	"math"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// adviceDays is how far ahead a schedule is reviewed if the query does not say: a
// quarter, as on the page. mostAdviceDays bounds what one call works out.
const adviceDays, mostAdviceDays = 13 * 7, 366

// adviceWire is what a window of a schedule asks of its people, and what could be
// better. Wakeman's own.
type adviceWire struct {
	Since    *string      `json:"since"`
	Until    *string      `json:"until"`
	Schedule reference    `json:"schedule"`
	Coverage float64      `json:"coverage" doc:"the share of the time with somebody on call, from 0 to 1; never rounded up"`
	Gaps     []gapWire    `json:"gaps" doc:"the rest, the first 100"`
	Handoffs int          `json:"handoffs" doc:"how often a shift begins"`
	Lengths  []lengthWire `json:"lengths" doc:"of the shifts that lie wholly in the window, shortest first"`
	Loads    []loadWire   `json:"loads" doc:"what it asks of each, by the clock where they live"`
	Findings []adviceItem `json:"findings" doc:"empty where nothing could be better"`
}

type gapWire struct {
	Start *string `json:"start"`
	End   *string `json:"end"`
}

type lengthWire struct {
	Seconds int `json:"seconds"`
	Shifts  int `json:"shifts"`
}

type loadWire struct {
	User    reference `json:"user"`
	Shifts  int       `json:"shifts"`
	Seconds int       `json:"seconds"`
	Sleep   int       `json:"sleep_seconds" doc:"between 22:00 and 08:00"`
	Weekend int       `json:"weekend_seconds" doc:"on Saturdays and Sundays"`
}

// adviceItem is one thing that could be better, and how bad it is.
type adviceItem struct {
	Code         string     `json:"code" doc:"stays as it is: not_covered, midnight, weekend, out_of_hours, uneven_lengths, uneven_nights, uneven_weekends …"`
	Count        int        `json:"count" doc:"how many handoffs, gaps or odd shifts"`
	Of           int        `json:"of"`
	Most         *reference `json:"most" doc:"of what is uneven: who has the most of it"`
	MostSeconds  int        `json:"most_seconds"`
	Least        *reference `json:"least"`
	LeastSeconds int        `json:"least_seconds"`
}

// getAdvice reviews a schedule as its page of that name does, from now on or from
// since until until.
func getAdvice(c *call) (any, error) {
	s, ok := c.cfg.Schedule(c.PathValue("id"))
	if !ok {
		return nil, absent("schedule")
	}
	since, until, err := c.adviceWindow(s)
	if err != nil {
		return nil, err
	}
	r := s.Review(since, until, func(user string) *time.Location { return c.cfg.Users[user].Location() })
	return map[string]adviceWire{"advice": c.advice(s, since, until, r)}, nil
}

func (c *call) adviceWindow(s schedules.Schedule) (since, until time.Time, err error) {
	if since, err = c.q.instant("since"); err != nil {
		return since, until, err
	}
	if until, err = c.q.instant("until"); err != nil {
		return since, until, err
	}
	if since.IsZero() {
		since = c.now.Truncate(time.Minute)
	}
	zone := zoneOf(s)
	from := civil.DateTimeOf(since, zone)
	if until.IsZero() {
		until = from.Add(adviceDays * 24 * time.Hour).In(zone)
	}
	switch {
	case !engine.Foreseeable(since) || !engine.Foreseeable(until):
		return since, until, invalid("since, until: choose instants from the year 2000 to 2100")
	case !until.After(since):
		return since, until, invalid("until: must be after since")
	case until.After(from.Add(mostAdviceDays * 24 * time.Hour).In(zone)):
		return since, until, invalid("until: at most 366 days after since")
	}
	return since, until, nil
}

func (v view) advice(s schedules.Schedule, since, until time.Time, r schedules.Review) adviceWire {
	return adviceWire{
		Since: stamp(since), Until: stamp(until), Schedule: v.scheduleRef(s.ID),
		Coverage: math.Floor(r.Coverage*1000) / 1000, Handoffs: r.Handoffs,
		Gaps:    each(r.Gaps[:min(len(r.Gaps), 100)], func(g schedules.Shift) gapWire { return gapWire{stamp(g.Start), stamp(g.End)} }),
		Lengths: each(r.Lengths, func(l schedules.Length) lengthWire { return lengthWire{inSeconds(l.Length), l.Shifts} }),
		Loads: each(r.Loads, func(l schedules.Load) loadWire {
			return loadWire{v.userRef(l.User), l.Shifts, inSeconds(l.Total), inSeconds(l.Sleep), inSeconds(l.Weekend)}
		}),
		Findings: each(r.Advice, v.adviceItem),
	}
}

func (v view) adviceItem(a schedules.Advice) adviceItem {
	w := adviceItem{Code: string(a.Topic), Count: a.Count, Of: a.Of, MostSeconds: inSeconds(a.MostHours), LeastSeconds: inSeconds(a.LeastHours)}
	if a.Most != "" {
		most, least := v.userRef(a.Most), v.userRef(a.Least)
		w.Most, w.Least = &most, &least
	}
	return w
}

func inSeconds(d time.Duration) int { return int(d / time.Second) }
