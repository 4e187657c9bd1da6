package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// swapShow is one open request, with what the viewer can answer.
func (u *ui) swapShow(w http.ResponseWriter, r *http.Request) {
	cfg, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	page := u.page(r)
	x, ok := s.Swap(r.PathValue("swap"))
	if !ok || !x.Open(page.Now) {
		u.fail(w, r, engine.Fail(engine.NotFound, "This request is closed: it was taken or withdrawn, or its time is over"))
		return
	}
	v := view.SwapPage{SwapCard: swapCard(cfg, s, x, doer(r), page.Now)}
	if doer(r).Edits(cfg.Directory, s) {
		ids := slices.DeleteFunc(cfg.Takers(s, page.Now), func(id string) bool { return id == x.User || id == who(r).User.ID })
		v.Takers = takerOptions(cfg, ids, "")
	}
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.SwapShown(page, v))
}

// swapCard is a request as somebody sees it.
func swapCard(cfg *engine.Config, s schedules.Schedule, x schedules.Swap, by duty.By, now time.Time) view.SwapCard {
	c := view.SwapCard{
		Schedule: view.Ref{ID: s.ID, Name: s.Name}, ID: x.ID, By: cfg.Users[x.User].Name, Mine: x.User == by.User,
		Start: x.Start, End: x.End, To: cfg.Users[x.To].Name, ToYou: x.To != "" && x.To == by.User,
		ReturnStart: x.Return.Start, ReturnEnd: x.Return.End, Note: x.Note, Declined: declinedBy(cfg, x),
	}
	asked := slices.DeleteFunc(cfg.Takers(s, now), func(id string) bool { return !x.Asks(id) })
	c.Left = len(asked) == 0
	may := by.MayTake(cfg.Directory, s, now) == ""
	c.CanTake = may && x.User != by.User && (x.To == "" || x.To == by.User || by.Edits(cfg.Directory, s))
	c.CanDecline = may && slices.Contains(asked, by.User)
	c.CanWithdraw = x.User == by.User && by.Role.AtLeast(people.Responder) || by.Edits(cfg.Directory, s)
	return c
}

func declinedBy(cfg *engine.Config, x schedules.Swap) string {
	var names []string
	for _, id := range x.Declined {
		names = append(names, cfg.Users[id].Name)
	}
	return strings.Join(names, ", ")
}

// swapCards are the open requests of a schedule, the next first.
func swapCards(cfg *engine.Config, s schedules.Schedule, by duty.By, clock view.Clock) (list []view.SwapCard) {
	for _, x := range s.Swaps {
		if x.Open(clock.Now) {
			list = append(list, swapCard(cfg, s, x, by, clock.Now))
		}
	}
	slices.SortStableFunc(list, func(a, b view.SwapCard) int { return a.Start.Compare(b.Start) })
	return list
}

// swapBanners tell somebody on every page what they are asked, until they answer.
func (u *ui) swapBanners(by duty.By, clock view.Clock) (list []view.Banner) {
	cfg := u.Store.Config()
	for _, s := range sortedSchedules(cfg) {
		for _, c := range swapCards(cfg, s, by, clock) {
			if c.CanTake && c.CanDecline {
				whom := " asks who takes "
				if c.ToYou {
					whom = " asks you to take "
				}
				list = append(list, view.Banner{
					Text: c.By + whom + s.Name + ", " + view.FromTo(clock, c.Start, c.End) + ".", LinkPath: view.SwapPath(s.ID, c.ID), LinkText: "Answer",
				})
			}
		}
	}
	return list
}
