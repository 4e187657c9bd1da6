package ui

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
	"wakeman/web/watch"
)

// Watches tells how hosts do that are looked at, and has one looked at now; see
// [watch.Watcher].
type Watches interface {
	State(id string) (watch.State, bool)
	LookNow(id string) bool
}

// watchesList is every watch, what is wrong first.
func (u *ui) watchesList(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	var v view.WatchList
	for _, s := range cfg.ServicesByName() {
		v.Services = append(v.Services, view.Option{Value: s.ID, Label: s.Name})
		v.Rows = append(v.Rows, u.watchesOf(cfg, s.ID)...)
	}
	worst := []view.WatchState{view.WatchBad, view.WatchAgain, view.WatchCut, view.WatchUnknown, view.WatchWaiting, view.WatchGood, view.WatchPaused}
	slices.SortStableFunc(v.Rows, func(a, b view.Watch) int { return slices.Index(worst, a.State) - slices.Index(worst, b.State) })
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Watches(p, v))
}

func (u *ui) watchesOf(cfg *engine.Config, service string) (list []view.Watch) {
	for _, x := range cfg.WatchesOf(service) {
		list = append(list, u.watchPage(cfg, x).Watch)
	}
	return list
}

// watchPage is how a watch does, check by check.
func (u *ui) watchPage(cfg *engine.Config, x engine.Watch) view.WatchPage {
	s := cfg.Services[x.Service]
	v := view.WatchPage{Retries: x.Retries, Watch: view.Watch{
		ID: x.ID, Service: view.Ref{ID: s.ID, Name: s.Name}, Name: x.Name, Host: x.Host, Every: config.FormatDuration(x.Interval),
		State: view.WatchWaiting,
	}}
	var st watch.State
	if u.Watches != nil {
		st, _ = u.Watches.State(x.ID)
	}
	v.Last, v.Next, v.Strip = st.Looked, st.Next, hourly(st.Strip, u.Now())
	for _, c := range st.Checks {
		one := watchCheck(c)
		v.Checks = append(v.Checks, one)
		switch one.State {
		case view.WatchBad:
			v.Wrongs = append(v.Wrongs, one.Words)
		case view.WatchUnknown:
			v.Unknown = one.Words
		}
	}
	if st.Checks == nil {
		for _, c := range watch.Checks(x) {
			v.Checks = append(v.Checks, view.WatchCheck{Name: c.Name, State: view.WatchWaiting})
		}
	}
	v.State = watchState(v.Checks, st)
	if s.Disabled {
		v.Problem = "The service is disabled: nobody looks."
	}
	if !cfg.Watching(x) {
		v.State, v.Next = view.WatchPaused, time.Time{}
	}
	return v
}

func watchCheck(c watch.CheckState) view.WatchCheck {
	one := view.WatchCheck{Name: c.Name, State: view.WatchGood, Took: c.Last.Took}
	switch h := c.Health; {
	case !h.Down.IsZero():
		one.State, one.Words, one.Since = view.WatchBad, h.Words, h.Down
	case h.Unknown != "":
		one.State, one.Words, one.Took = view.WatchUnknown, h.Unknown, 0
	case h.Failures > 0:
		one.State, one.Words, one.Tries = view.WatchAgain, c.Last.Wrong, h.Failures
	case !c.Seen:
		one.State = view.WatchWaiting
	}
	return one
}

// watchState is the worst of the checks.
func watchState(checks []view.WatchCheck, st watch.State) view.WatchState {
	for _, s := range []view.WatchState{view.WatchBad, view.WatchAgain, view.WatchUnknown, view.WatchWaiting} {
		if slices.ContainsFunc(checks, func(c view.WatchCheck) bool { return c.State == s }) {
			if st.Cut && s == view.WatchUnknown {
				return view.WatchCut
			}
			return s
		}
	}
	return view.WatchGood
}

// stripHours is how many hours a strip shows.
const stripHours = 24

// hourly are the last hours of a strip, a cell each, the oldest first; none if it
// was not looked at in all of them.
func hourly(s engine.Strip, now time.Time) []view.Cell {
	if len(s.Slots) == 0 {
		return nil
	}
	cells := make([]view.Cell, stripHours)
	sums := make([]engine.Tally, stripHours)
	newest := now.UTC().Truncate(time.Hour)
	for _, t := range s.Slots {
		if i := stripHours - 1 - int(newest.Sub(t.Start().Truncate(time.Hour))/time.Hour); i >= 0 && i < stripHours {
			sums[i].Good, sums[i].Wrong, sums[i].Unknown = sums[i].Good+t.Good, sums[i].Wrong+t.Wrong, sums[i].Unknown+t.Unknown
		}
	}
	for i, t := range sums {
		at := newest.Add(time.Duration(i-stripHours+1) * time.Hour).Format("15:04 MST")
		switch looks := strconv.Itoa(int(t.Good + t.Wrong + t.Unknown)); {
		case t.Wrong > 0:
			cells[i] = view.Cell{Level: view.Bad, Words: at + ": something was wrong in " + strconv.Itoa(int(t.Wrong)) + " of " + looks + " looks"}
		case t.Unknown > 0:
			cells[i] = view.Cell{Level: view.Warning, Words: at + ": " + strconv.Itoa(int(t.Unknown)) + " of " + looks + " looks could not tell"}
		case t.Good > 0:
			cells[i] = view.Cell{Level: view.Good, Words: at + ": all well in " + looks + " looks"}
		default:
			cells[i] = view.Cell{Words: at + ": not looked at"}
		}
	}
	return cells
}
