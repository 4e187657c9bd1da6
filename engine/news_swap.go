package engine

import (
	"slices"
	"time"

	"wakeman/schedules"
)

// swapNews is what becomes of requests to take a shift, by user. That one was taken is not told here: whoever it moves
// learns it as any move.
func swapNews(news map[string][]string, old, next *Config, now time.Time) {
	for _, id := range bothKeys(old.Schedules, next.Schedules) {
		before, after := old.Schedules[id], next.Schedules[id]
		for _, w := range after.Swaps {
			if was, had := before.Swap(w.ID); had {
				next.declined(news, after, was, w)
			} else {
				next.asked(news, after, w, now)
			}
		}
		for _, w := range before.Swaps {
			if _, stays := after.Swap(w.ID); !stays && w.Open(now) && w.To != "" && w.Asks(w.To) && !took(before, after, w) {
				next.tell(news, w.To, w, "takes back the request to take "+before.Name, "")
			}
		}
	}
}

// asked tells who may answer. Until they do nothing changes for them.
func (c *Config) asked(news map[string][]string, s schedules.Schedule, w schedules.Swap, now time.Time) {
	answer := ""
	if c.Settings.PublicURL != "" {
		answer = " Answer: " + c.Settings.PublicURL + "/schedules/" + s.ID + "/swaps/" + w.ID
	}
	note := ""
	if w.Note != "" {
		note = " They write: " + oneLine(w.Note, 300)
	}
	for _, user := range c.Takers(s, now) {
		if !w.Asks(user) {
			continue
		}
		whom := "asks you"
		if w.To == "" {
			whom = "asks who is free"
		}
		change := ""
		if !w.Return.Start.IsZero() {
			change = spansWords(" In exchange for ", []schedules.Span{w.Return}, c.Users[user].Location())
		}
		c.tell(news, user, w, whom+" to take "+s.Name, change+note+" Until it is taken they stay on call."+answer)
	}
}

func (c *Config) declined(news map[string][]string, s schedules.Schedule, was, is schedules.Swap) {
	for _, user := range is.Declined {
		if !slices.Contains(was.Declined, user) {
			zone := c.Users[is.User].Location()
			news[is.User] = append(news[is.User], c.Users[user].Name+" does not take "+s.Name+spansWords(" from ", []schedules.Span{{Start: is.Start, End: is.End}}, zone)+" You stay on call for it.")
		}
	}
}

// tell adds what the asker does, about the time of a request.
func (c *Config) tell(news map[string][]string, user string, w schedules.Swap, does, more string) {
	span := spansWords(" from ", []schedules.Span{{Start: w.Start, End: w.End}}, c.Users[user].Location())
	news[user] = append(news[user], c.Users[w.User].Name+" "+does+span+more)
}

// agreedNews confirms what moves to whoever takes a request themselves, or gives an override back: the shift may begin too
// soon for a reminder, and what was agreed is then in their mail as it is in the other's.
func agreedNews(old, next *Config, now time.Time) map[string][]string {
	agreed := map[string][]string{}
	for id, after := range next.Schedules {
		before := old.Schedules[id]
		parties := partiesTo(before, after)
		if len(parties) == 0 {
			continue
		}
		moves := map[string][]string{}
		moveNews(moves, old, next, id, now)
		for _, user := range parties {
			agreed[user] = append(agreed[user], moves[user]...)
		}
	}
	return agreed
}

// partiesTo is between whom a request was taken, and whose override was given back, each once.
func partiesTo(before, after schedules.Schedule) (users []string) {
	if slices.Equal(before.Overrides, after.Overrides) {
		return nil
	}
	for _, w := range before.Swaps {
		if _, open := after.Swap(w.ID); open {
			continue
		}
		for _, o := range after.Overrides {
			if madeOf(w, before, o) {
				users = append(users, o.User, o.Replaces)
			}
		}
	}
	ends := make(map[string]schedules.Override, len(after.Overrides)) // there may be years of them
	for _, o := range after.Overrides {
		ends[o.ID] = o
	}
	for _, o := range before.Overrides {
		if is, stays := ends[o.ID]; !stays || is.End.Before(o.End) {
			users = append(users, o.User)
		}
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// took reports whether a request went because somebody took it.
func took(before, after schedules.Schedule, w schedules.Swap) bool {
	return slices.ContainsFunc(after.Overrides, func(o schedules.Override) bool { return madeOf(w, before, o) })
}

// madeOf reports whether an override is new, and puts somebody in the place of who asked.
func madeOf(w schedules.Swap, before schedules.Schedule, o schedules.Override) bool {
	return o.Replaces == w.User && o.Start.Before(w.End) && w.Start.Before(o.End) &&
		!slices.ContainsFunc(before.Overrides, func(p schedules.Override) bool { return p.ID == o.ID })
}
