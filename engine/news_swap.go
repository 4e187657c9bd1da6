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

// took reports whether a request went because somebody took it.
func took(before, after schedules.Schedule, w schedules.Swap) bool {
	return slices.ContainsFunc(after.Overrides, func(o schedules.Override) bool {
		return o.Replaces == w.User && o.Start.Before(w.End) && w.Start.Before(o.End) &&
			!slices.ContainsFunc(before.Overrides, func(p schedules.Override) bool { return p.ID == o.ID })
	})
}
