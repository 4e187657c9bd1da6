package ui

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// quarter is how far fairness looks back and ahead: 13 weeks, so that each day of the week counts as often as another.
const quarter = 13 * 7 * 24 * time.Hour

// fairnessShow is who carries how much, over one schedule or all of them.
func (u *ui) fairnessShow(w http.ResponseWriter, r *http.Request) {
	cfg, page := u.Store.Config(), u.page(r)
	var v view.FairnessPage
	list := sortedSchedules(cfg)
	if id := r.PathValue("schedule"); id != "" {
		s, ok := cfg.Schedule(id)
		if !ok {
			u.notFound(w, r)
			return
		}
		list, v.Schedule = []schedules.Schedule{s}, view.Ref{ID: s.ID, Name: s.Name}
	}
	me := who(r).User.ID
	v.Parts = []view.FairnessPart{
		fairnessPart(cfg, list, "next", "The next 13 weeks", page.Now, page.Now.Add(quarter), me),
		fairnessPart(cfg, list, "last", "The last 13 weeks", page.Now.Add(-quarter), page.Now, me),
	}
	u.draw(w, r, http.StatusOK, view.Fairness(page, v))
}

func fairnessPart(cfg *engine.Config, list []schedules.Schedule, id, title string, from, to time.Time, viewer string) view.FairnessPart {
	part := view.FairnessPart{ID: id, Title: title, From: from, To: to}
	loads := loadsOf(cfg, list, from, to)
	night := burdens(loads, func(l schedules.Load) time.Duration { return l.Sleep })
	week := burdens(loads, func(l schedules.Load) time.Duration { return l.Weekend })
	total := burdens(loads, func(l schedules.Load) time.Duration { return l.Total })
	for i, l := range loads {
		u := cfg.Users[l.User]
		part.Rows = append(part.Rows, view.FairnessRow{
			Person: view.Ref{ID: u.ID, Name: u.Name}, You: u.ID == viewer, Left: u.Disabled, Night: night[i], Week: week[i], Total: total[i],
		})
	}
	for _, kind := range []struct {
		word string
		of   []view.Burden
	}{{"night hours", night}, {"weekend hours", week}, {"hours", total}} {
		part.Words = append(part.Words, unevenWords(part.Rows, kind.word, kind.of)...)
	}
	return part
}

// loadsOf is the load of everybody who is in a layer or on call, by name. Time on two schedules at once counts once.
func loadsOf(cfg *engine.Config, list []schedules.Schedule, from, to time.Time) (loads []schedules.Load) {
	spans := map[string][]schedules.Span{}
	for _, s := range list {
		for _, id := range s.People(from) {
			spans[id] = slices.Clip(spans[id]) // who is in a layer counts, even with no time
		}
		for _, x := range s.Shifts(from, to) {
			for _, id := range x.Users {
				spans[id] = append(spans[id], schedules.Span{Start: x.Start, End: x.End})
			}
		}
	}
	for id, own := range spans {
		if u, ok := cfg.Users[id]; ok && (len(own) > 0 || !u.Disabled) {
			loads = append(loads, loadOf(id, own, u.Location()))
		}
	}
	slices.SortFunc(loads, func(a, b schedules.Load) int {
		return cmp.Or(cmp.Compare(cfg.Users[a.User].Name, cfg.Users[b.User].Name), cmp.Compare(a.User, b.User))
	})
	return loads
}

// loadOf is one person's load; spans may overlap.
func loadOf(id string, spans []schedules.Span, zone *time.Location) schedules.Load {
	slices.SortFunc(spans, func(a, b schedules.Span) int { return a.Start.Compare(b.Start) })
	var shifts []schedules.Shift
	for _, s := range spans {
		if n := len(shifts); n > 0 && !s.Start.After(shifts[n-1].End) {
			shifts[n-1].End = later(shifts[n-1].End, s.End)
			continue
		}
		shifts = append(shifts, schedules.Shift{Start: s.Start, End: s.End, Users: []string{id}})
	}
	for _, l := range schedules.Loads(shifts, func(string) *time.Location { return zone }) {
		return l
	}
	return schedules.Load{User: id}
}

// burdens hold what each has against the most and the mean.
func burdens(loads []schedules.Load, of func(schedules.Load) time.Duration) []view.Burden {
	var most, sum time.Duration
	for _, l := range loads {
		most, sum = max(most, of(l)), sum+of(l)
	}
	all := make([]view.Burden, len(loads))
	for i, l := range loads {
		all[i] = view.Burden{Time: of(l), Diff: of(l) - sum/time.Duration(len(loads))}
		if most > 0 {
			all[i].Share = float64(of(l)) / float64(most)
		}
	}
	return all
}

// unevenBy is what a rotation that does not divide a quarter costs at most, about: see the advice of package schedules.
const unevenBy = 48 * time.Hour

// unevenWords names who has the most and who the least, where the most is a quarter above the mean and more than two days
// above the least.
func unevenWords(rows []view.FairnessRow, word string, of []view.Burden) []string {
	if len(rows) < 2 {
		return nil
	}
	most, least := 0, 0
	for i, b := range of {
		if b.Time > of[most].Time {
			most = i
		}
		if b.Time < of[least].Time {
			least = i
		}
	}
	mean := of[most].Time - of[most].Diff
	if 4*of[most].Time <= 5*mean || of[most].Time-of[least].Time <= unevenBy {
		return nil
	}
	hours := func(d time.Duration) string { return itoa(int(d.Round(time.Hour) / time.Hour)) }
	name := func(i int) string { return "\u2068" + rows[i].Person.Name + "\u2069" } // isolated: its script may run the other way
	return []string{name(most) + " has " + hours(of[most].Time) + " " + word + ", " + name(least) + " has " + hours(of[least].Time) + "; the mean is " + hours(mean) + "."}
}
