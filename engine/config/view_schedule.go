package config

import (
	"slices"
	"strings"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func (v view) schedule(s schedules.Schedule) tree {
	r := newRecord(s.Name)
	r.text("name", s.Name)
	r.text("description", s.Description)
	v.belongs(r, s.Team)
	r.word("time_zone", s.TimeZone, "")
	var layers, overrides []tree
	for _, l := range s.Layers {
		layers = append(layers, v.layer(l))
	}
	loc := zoneOrUTC(s.TimeZone)
	// In a file the lower override wins; here, the one that was created last.
	byAge := slices.Clone(s.Overrides)
	slices.SortStableFunc(byAge, func(a, b schedules.Override) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for _, o := range byAge {
		if t, ok := v.override(o, loc); ok {
			overrides = append(overrides, t)
		}
	}
	r.list("layers", layers, true)
	r.list("overrides", overrides, false)
	r.list("absences", v.absences(s.Absences, s.TimeZone, true), false)
	r.list("holidays", holidayTrees(s.Holidays), false)
	feeds := make([]tree, len(s.HolidayFeeds))
	for i, f := range s.HolidayFeeds {
		feeds[i] = feedTree(f)
	}
	r.list("holiday_feeds", feeds, false)
	r.list("swaps", v.swaps(s.Swaps, loc), false)
	return r.tree
}

// scheduleForFile leaves out the requests of people to each other, which are open for days, and closed on pages; and what
// came from calendar feeds, which is theirs; and the past of people who were removed, whom no file can name.
func (v view) scheduleForFile(s schedules.Schedule) tree {
	s = formerly{v.Former}.without(s)
	s.Swaps = nil
	s.Absences = slices.DeleteFunc(slices.Clone(s.Absences), isFed)
	s.Holidays = slices.DeleteFunc(slices.Clone(s.Holidays), func(h schedules.Holiday) bool { return h.Feed != "" })
	return v.schedule(s)
}

// swaps is what the audit log says of requests. Those of people who are gone are left out.
func (v view) swaps(all []schedules.Swap, loc *time.Location) (trees []tree) {
	for _, w := range all {
		user, known := v.Users[w.User]
		to, knownToo := v.Users[w.To]
		if !known || !knownToo && w.To != "" {
			continue
		}
		r := newRecord(wallText(w.Start, loc) + " " + user.Email)
		r.add("user", tree{text: user.Email, id: w.User})
		r.word("start", wallText(w.Start, loc), "")
		r.word("end", wallText(w.End, loc), "")
		r.add("to", tree{text: to.Email, id: w.To, preset: w.To == ""})
		if !w.Return.Start.IsZero() {
			r.word("return_start", wallText(w.Return.Start, loc), "")
			r.word("return_end", wallText(w.Return.End, loc), "")
		}
		r.text("note", w.Note)
		var declined []tree
		for _, id := range w.Declined {
			declined = append(declined, tree{text: v.Users[id].Email, id: id})
		}
		r.list("declined", declined, false).oneLine()
		trees = append(trees, r.flow())
	}
	return trees
}

func (v view) layer(l schedules.Layer) tree {
	r := newRecord(l.Name)
	r.text("name", l.Name)
	r.word("start", l.Start.String(), "")
	r.word("end", l.End.String(), "")
	r.word("anchor", l.Anchor.String(), "")
	r.word("turn", l.Turn.String(), "")
	users := make([]tree, len(l.Users))
	for i, slot := range l.Users {
		users[i] = v.slot(slot)
	}
	r.list("users", users, true).oneLine()
	restrictions := make([]tree, len(l.Restrictions))
	for i, one := range l.Restrictions {
		restrictions[i] = restrictionTree(one)
	}
	r.list("restrictions", restrictions, false).whole = true
	r.word("time_zone", l.TimeZone, "")
	r.list("holidays", holidayTrees(l.Holidays), false)
	return r.tree
}

// slot is a person, a list of people, or null for nobody. Somebody who is gone
// leaves an empty place, so that the others' turns stay where they are.
func (v view) slot(slot schedules.Slot) tree {
	var found []tree
	for _, id := range slot {
		if email, ok := v.Email(id); ok {
			found = append(found, tree{text: email, id: id})
		}
	}
	switch len(found) {
	case 0:
		return tree{style: nothing}
	case 1:
		return found[0]
	}
	return tree{kind: listKind, items: found, whole: true, inline: true}
}

func restrictionTree(one schedules.Restriction) tree {
	r := newRecord("")
	var days []string
	for _, d := range one.Days {
		days = append(days, strings.ToLower(d.String()[:3]))
	}
	r.list("days", scalars(days, plain), false).oneLine()
	r.word("from", one.From.String(), "")
	if one.For < day {
		r.word("until", one.Until().String(), "")
	} else {
		r.word("for", FormatDuration(one.For), "")
	}
	return r.flow()
}

// override is left out if its people are gone: without a name it would mean
// everybody, or nobody.
func (v view) override(o schedules.Override, loc *time.Location) (tree, bool) {
	user, known := v.Email(o.User)
	replaces, knownToo := v.Email(o.Replaces)
	if !known && o.User != "" || !knownToo && o.Replaces != "" {
		return tree{}, false
	}
	r := newRecord(strings.TrimSpace(wallText(o.Start, loc) + " " + user))
	r.word("start", wallText(o.Start, loc), "")
	r.word("end", wallText(o.End, loc), "")
	r.add("user", tree{text: user, id: o.User, preset: o.User == ""})
	r.add("replaces", tree{text: replaces, id: o.Replaces, preset: o.Replaces == ""})
	r.flag("adds", o.Adds)
	return r.flow(), true
}

// wallText is an instant on the wall clock of the schedule, or in UTC where the
// wall clock would be read as another instant: in a doubled hour, or within a
// second.
func wallText(t time.Time, loc *time.Location) string {
	if d := civil.DateTimeOf(t, loc); d.Valid() && d.In(loc).Equal(t) {
		return d.String()
	}
	return rfc3339(t)
}
