package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// Bounds on what is offered by one tap; the form below has everybody.
const (
	mostAsked     = 8
	mostOthers    = 4
	mostExchanges = 3 // shifts of one person that are tried
)

// swapper finds who could be asked for a shift.
type swapper struct {
	cfg  *engine.Config
	s    schedules.Schedule // with everybody's absences
	by   duty.By
	ask  duty.Ask // of the shift, to nobody yet
	own  view.Clock
	view view.Clock // the viewer's
}

// offer fills in who can be asked with one tap: everybody at once, each who is free then, and each of them in exchange for a
// shift of theirs.
func (x swapper) offer(v *view.SwapForm) {
	if _, err := x.ask.Try(x.cfg, x.by, x.own.Now); err != nil {
		return
	}
	v.Choices = []view.SwapChoice{{}}
	var exchanges []view.SwapChoice
	for _, p := range x.nearest() {
		name := x.cfg.Users[p].Name
		if !x.could(p, schedules.Span{}) {
			v.Busy = append(v.Busy, name)
			continue
		}
		v.Choices = append(v.Choices, view.SwapChoice{To: p, Name: name})
		if back, ok := x.exchange(p); ok {
			exchanges = append(exchanges, view.SwapChoice{
				To: p, Name: name, Return: fmt.Sprint(p, " ", back.Start.Unix(), " ", back.End.Unix()), Words: view.FromToBoth(x.own, x.view, back.Start, back.End),
			})
		}
	}
	v.Choices = append(v.Choices, exchanges...)
}

// nearest is who could be asked, those of the rotations first.
func (x swapper) nearest() []string {
	all := x.s.People(x.own.Now)
	rest := slices.DeleteFunc(x.cfg.Takers(x.s, x.own.Now), func(id string) bool { return slices.Contains(all, id) })
	slices.SortFunc(rest, func(a, b string) int { return strings.Compare(x.cfg.Users[a].Name, x.cfg.Users[b].Name) })
	all = slices.DeleteFunc(append(all, rest...), func(id string) bool { return id == x.ask.User || x.cfg.Users[id].Disabled })
	return all[:min(len(all), mostAsked)]
}

// could reports whether somebody could take the shift, for one of theirs or for nothing.
func (x swapper) could(user string, back schedules.Span) bool {
	ask := x.ask
	ask.To, ask.Return = user, back
	_, err := ask.Try(x.cfg, x.by, x.own.Now)
	return err == nil
}

// exchange is the shift of somebody that is most like the one asked for and nearest to it, if it can be exchanged.
func (x swapper) exchange(user string) (schedules.Span, bool) {
	now := x.own.Now
	theirs := slices.DeleteFunc(ended(x.s.SpansOf(user, now, now.Add(shiftsAhead)), now.Add(shiftsAhead)), func(back schedules.Span) bool { return !back.Start.After(now) })
	length := x.ask.End.Sub(x.ask.Start)
	far := func(back schedules.Span) time.Duration {
		return 4*(back.End.Sub(back.Start)-length).Abs() + back.Start.Sub(x.ask.Start).Abs()
	}
	slices.SortStableFunc(theirs, func(a, b schedules.Span) int { return int(far(a)/time.Second - far(b)/time.Second) })
	for _, back := range theirs[:min(len(theirs), mostExchanges)] {
		if x.could(user, back) {
			return back, true
		}
	}
	return schedules.Span{}, false
}

// otherShifts are the ways to the same page for the shifts beside the one that is chosen.
func otherShifts(v view.SwapForm) (list []view.SwapOther) {
	chosen, _ := spanOf(v.Chosen.Value)
	user := ""
	if v.Whose != "" {
		user = v.User
	}
	for _, o := range v.Shifts {
		if x, ok := spanOf(o.Value); ok && !x.End.Equal(chosen.End) && len(list) < mostOthers {
			list = append(list, view.SwapOther{Words: o.Label, Path: view.SwapNewFor(v.Schedule.ID, user, x.Start, x.End)})
		}
	}
	return list
}
