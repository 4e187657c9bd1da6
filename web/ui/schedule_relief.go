package ui

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// maxRelieved is how many overrides are tried to be handed on: each costs as much as the page itself.
const maxRelieved = 6

// relief is an override, or the second half of one, that whoever has the most hands on to whoever has the least: for what is
// uneven because of overrides, which no other order of the layers mends. It is tried as saving it would store it, and the one
// that helps most is the form filled in.
func (a adviser) relief(topic schedules.Topic, r schedules.Review) (task view.Task, ok bool) {
	i := slices.IndexFunc(r.Advice, func(x schedules.Advice) bool { return x.Topic == topic })
	if i < 0 || r.Advice[i].Most == "" || r.Handoffs > maxTried {
		return task, false
	}
	most, least := r.Advice[i].Most, r.Advice[i].Least
	best := r
	for _, span := range a.relievable(most) {
		after := a.review(a.cfg.Effective(a.handedOn(span, most, least)))
		if r.Eased(topic, after) && (!ok || best.Eased(topic, after)) {
			start, end := civil.DateTimeOf(span.Start, a.own.Zone), civil.DateTimeOf(span.End, a.own.Zone)
			task = view.Task{
				Word: fmt.Sprintf("Have %s take %s from %s", a.cfg.Name(least), view.FromTo(a.own, span.Start, span.End), a.cfg.Name(most)),
				Path: view.OverrideInPlaceOf(a.s.ID, start.String(), end.String(), least, most),
			}
			best, ok = after, true
		}
	}
	return task, ok
}

// relievable is when somebody is on call by an override to come, each whole and from its middle on.
func (a adviser) relievable(user string) (spans []schedules.Span) {
	next := a.own.Now.Truncate(time.Minute).Add(time.Minute)
	for _, o := range a.s.Overrides {
		if o.User != user || !o.End.After(next) || !o.Start.Before(a.to) || len(spans) >= 2*maxRelieved {
			continue
		}
		span := schedules.Span{Start: o.Start, End: o.End}
		if span.Start.Before(next) {
			span.Start = next
		}
		days := int(o.End.Sub(span.Start)/(24*time.Hour)) / 2
		middle := civil.DateTimeOf(o.End, a.own.Zone).Add(-time.Duration(days) * 24 * time.Hour).In(a.own.Zone)
		if spans = append(spans, span); days > 0 {
			spans = append(spans, schedules.Span{Start: middle, End: o.End})
		}
	}
	return spans
}

// handedOn is the schedule, as it is stored, with somebody in the place of somebody else for a while.
func (a adviser) handedOn(span schedules.Span, from, to string) schedules.Schedule {
	s := a.cfg.Schedules[a.s.ID]
	s.Overrides = append(slices.Clone(s.Overrides), schedules.Override{
		ID: config.NewID(config.OverrideID), User: to, Replaces: from, Start: span.Start, End: span.End, CreatedAt: a.own.Now,
	})
	return s
}
