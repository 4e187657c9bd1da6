package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// scheduleRemedy opens the editor with a schedule that is better in one way.
// Nothing is stored.
func (u *ui) scheduleRemedy(w http.ResponseWriter, r *http.Request) {
	s, ok := u.Store.Config().Schedules[r.PathValue("schedule")]
	if !ok {
		u.notFound(w, r)
		return
	}
	now := civil.DateTimeOf(u.Now(), zoneOf(s))
	for _, x := range remedies() {
		if x.name == r.PathValue("remedy") {
			better, _ := x.of(s, now)
			u.scheduleFormWith(w, r, s, better)
			return
		}
	}
	u.notFound(w, r)
}

// remedy makes a schedule better in one way.
type remedy struct {
	name, word string
	topics     []schedules.Topic // it is tried for
	of         func(s schedules.Schedule, now civil.DateTime) (schedules.Schedule, bool)
}

// remedies are all that there are, those that change least first.
func remedies() []remedy {
	handoffs := []schedules.Topic{schedules.MidnightHandoffs, schedules.WeekendHandoffs, schedules.LateHandoffs}
	uneven := []schedules.Topic{schedules.UnevenNights, schedules.UnevenWeekends}
	return []remedy{
		{"daytime", "Hand over at 10:00, weeks on Mondays", handoffs, func(s schedules.Schedule, _ civil.DateTime) (schedules.Schedule, bool) { return s.DaytimeHandoffs() }},
		{"moved", "Move all handoffs to better hours", handoffs, schedules.Schedule.MovedHandoffs},
		{"workday", "Begin and end hours between 8:00 and 17:00", handoffs, schedules.Schedule.WorkdayHours},
		{"weekends", "Make weekends one shift, Friday to Monday", slices.Concat(handoffs, uneven), schedules.Schedule.WholeWeekends},
		{"regular", "Make turns 8 h, 12 h, a day or a week", []schedules.Topic{schedules.UnevenLengths}, schedules.Schedule.RegularLengths},
		{"equal", "Have everybody once in each rotation", uneven, schedules.Schedule.EqualTurns},
		{"alternating", "Move the order on by one, so that nobody always has the same days", uneven, schedules.Schedule.AlternatingTurns},
		{"shared", "Have everybody take turns in every layer", uneven, schedules.Schedule.SharedTurns},
		{"backstop", "Have everybody take turns when nobody else is on", []schedules.Topic{schedules.NotCovered}, schedules.Schedule.Backstop},
	}
}

// triedRemedy is a remedy, and the review of what it would make of the schedule.
type triedRemedy struct {
	remedy
	after schedules.Review
}

// maxTried is how many handoffs a review has at most for remedies to be tried:
// each costs as much as the page itself.
const maxTried = 5000

// tried tries the remedies for what a review says, as saving them would store
// them; none for who may not.
func (a adviser) tried(r schedules.Review) (list []triedRemedy) {
	if !a.edit || r.Handoffs > maxTried {
		return nil
	}
	stored, now := a.cfg.Schedules[a.s.ID], civil.DateTimeOf(a.own.Now, a.own.Zone)
	for _, x := range remedies() {
		if !slices.ContainsFunc(r.Advice, func(b schedules.Advice) bool { return slices.Contains(x.topics, b.Topic) }) {
			continue
		}
		if better, ok := x.of(stored, now); ok {
			amended := config.Amended(stored, better, lastOfMinute(a.own.Now))
			list = append(list, triedRemedy{x, a.review(a.cfg.Effective(amended))})
		}
	}
	return list
}

// remedies are what the viewer can do about a topic: what is one click, and the
// editor for the rest; and why there is no such click.
func (a adviser) remedies(topic schedules.Topic, r schedules.Review, tried []triedRemedy) (row view.AdviceRow) {
	if topic == schedules.UnevenNights || topic == schedules.UnevenWeekends {
		row.Remedies = append(row.Remedies, view.Task{Word: "Compare everybody", Path: view.ScheduleFairness(a.s.ID)})
	}
	if !a.edit {
		return row
	}
	helps := false
	for _, x := range tried {
		if slices.Contains(x.topics, topic) && r.Eased(topic, x.after) {
			row.Remedies, helps = append(row.Remedies, view.Task{Word: x.word, Path: view.ScheduleRemedy(a.s.ID, x.name)}), true
		}
	}
	if task, ok := a.relief(topic, r); !helps && ok {
		row.Remedies, helps = append(row.Remedies, task), true
	}
	if !helps && topic != schedules.NotCovered {
		row.WhyNot = a.whyNot(topic, r)
	}
	row.Remedies = append(row.Remedies, view.Task{Word: "Change the schedule", Path: view.ScheduleEdit(a.s.ID)})
	return row
}

// whyNot is why no click helps with a topic.
func (a adviser) whyNot(topic schedules.Topic, r schedules.Review) string {
	bare := a.cfg.Schedules[a.s.ID]
	bare.Overrides, bare.Absences = nil, nil
	short := slices.ContainsFunc(r.Lengths, func(l schedules.Length) bool { return l.Length < 24*time.Hour })
	switch {
	case r.Handoffs > maxTried:
		return "There are too many handoffs to try what would help. Longer turns would."
	case !slices.ContainsFunc(a.review(bare).Advice, func(x schedules.Advice) bool { return x.Topic == topic }):
		return "It comes from overrides and absences, not from the layers, and ends with them. Ask for a swap, or change an override."
	case topic == schedules.UnevenLengths:
		return "Every rotation has regular turns: the odd lengths come from where the hours of one layer cut into another."
	case topic == schedules.UnevenNights, topic == schedules.UnevenWeekends:
		return "Another order would not even it out, or would leave gaps or harder handoffs: it comes from who is in which layer. Ask whoever has less to take a shift."
	case !short:
		return "No other hours for the same shifts are easier. Change the layers by hand."
	case topic == schedules.WeekendHandoffs:
		return "Shifts of less than a day change hands at weekends too, unless one person has all of it, by day and by night: that is too long to offer."
	}
	return "Shifts as short as these begin around the clock: at any other hours as many of them would begin at night."
}
