package engine

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"wakeman/engine/people"
	"wakeman/schedules"
)

// Edge is where a shift of somebody begins or ends: their own part of a schedule,
// neighbours joined, so that there is none where one shift runs into the next.
type Edge struct {
	Schedule string // Schedule.ID
	At       time.Time
	Begins   bool
	// Until is when the shift is over: of one that ends, At. Zero for one that has
	// no end in sight.
	Until time.Time
}

// Reminder is one message to one person by one method, about shifts of theirs that
// begin or end.
type Reminder struct {
	User string
	// Method is how; without an ID it is mail to the address of the account, for
	// the reasons in Why.
	Method people.ContactMethod
	Why    []string // sentences
	Due    time.Time
	Edges  []Edge // in order of time
}

// Reminders lists the reminders that fall due after from (exclusive) and up to to
// (inclusive), by when they do, then by person. It is pure: windows that touch give
// together what one window over both gives.
//
// A reminder is due its rule's advance, as elapsed time, before the shift begins or
// ends, or at the next full minute: who goes on call within one is reminded, too. One that falls into the person's quiet hours when those
// begin. What falls due in the same minute for a person by a method is one message.
func (c *Config) Reminders(from, to time.Time) []Reminder {
	b := reminderBook{
		cfg: c, from: from, to: to, schedules: slices.Sorted(maps.Keys(c.Schedules)),
		edges: map[stretch][]schedules.Shift{}, calendars: map[string]*schedules.Calendar{},
	}
	for _, u := range c.Sorted() {
		if u.Disabled {
			continue
		}
		if len(u.HandoffRules) > 0 {
			b.person(u)
		}
	}
	slices.SortStableFunc(b.found, func(x, y *Reminder) int {
		return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.User, y.User), cmp.Compare(x.Method.ID, y.Method.ID))
	})
	all := make([]Reminder, len(b.found))
	for i, r := range b.found {
		slices.SortStableFunc(r.Edges, func(x, y Edge) int { return x.At.Compare(y.At) })
		all[i] = *r
	}
	return all
}

// reminderBook collects the reminders of one window.
type reminderBook struct {
	cfg       *Config
	from, to  time.Time
	schedules []string // Schedule.ID, sorted
	calendars map[string]*schedules.Calendar
	edges     map[stretch][]schedules.Shift
	found     []*Reminder
}

// stretch is a piece of a schedule, read once for everybody who is on it.
type stretch struct {
	schedule string
	from, to int64 // Unix nanoseconds
}

// reminded is a person whose reminders are looked for. Loading a time zone is slow,
// and quiet hours are the same for every schedule.
type reminded struct {
	people.User
	zone *time.Location
	// lastDue is up to when a reminder may have to wait, before quiet hours move it
	// forward into the window.
	lastDue time.Time
}

func (b *reminderBook) person(u people.User) {
	p := reminded{User: u, zone: u.Location(), lastDue: b.to}
	if _, morning, within := u.QuietHours.Around(b.to, p.zone); within {
		p.lastDue = morning
	}
	p.lastDue = p.lastDue.Add(time.Minute) // what is cut off there is not due
	for _, rule := range u.HandoffRules {
		b.rule(p, rule)
	}
}

func (b *reminderBook) rule(u reminded, rule people.HandoffRule) {
	for _, id := range b.schedules {
		if !rule.For(id) {
			continue
		}
		for _, e := range b.edgesOf(u.ID, id, b.from.Add(rule.Advance-time.Minute), u.lastDue.Add(rule.Advance)) {
			due := u.dueOf(e.At.Add(-rule.Advance))
			if rule.About(e.Begins) && due.After(b.from) && !due.After(b.to) {
				b.add(u.User, rule, due, e)
			}
		}
	}
}

// dueOf is when a reminder for that instant is sent.
func (u reminded) dueOf(at time.Time) time.Time {
	at = at.Add(time.Minute - 1).Truncate(time.Minute)
	if begin, _, within := u.QuietHours.Around(at, u.zone); within {
		return begin
	}
	return at
}

// edgesOf are where shifts of a person begin or end, after from and up to to.
func (b *reminderBook) edgesOf(user, schedule string, from, to time.Time) []Edge {
	var edges []Edge
	for _, s := range schedules.ShiftsOf(user, b.shifts(schedule, from, to)) {
		if s.Start.After(from) { // else it began before, or is cut off there
			edges = append(edges, Edge{Schedule: schedule, At: s.Start, Begins: true})
		}
		if !s.End.After(to) {
			edges = append(edges, Edge{Schedule: schedule, At: s.End, Until: s.End})
		}
	}
	return edges
}

// shifts reads a stretch once. What is cut off at its end looks like the end of a
// shift, and is no matter: lastDue is beyond what can be due.
func (b *reminderBook) shifts(schedule string, from, to time.Time) []schedules.Shift {
	key := stretch{schedule, from.UnixNano(), to.UnixNano()}
	list, known := b.edges[key]
	if !known {
		list = b.calendar(schedule).Shifts(from, to)
		b.edges[key] = list
	}
	return list
}

func (b *reminderBook) calendar(schedule string) *schedules.Calendar {
	if b.calendars[schedule] == nil {
		s, _ := b.cfg.Schedule(schedule)
		b.calendars[schedule] = s.Calendar()
	}
	return b.calendars[schedule]
}

// add puts an edge into the message of that minute.
func (b *reminderBook) add(u people.User, rule people.HandoffRule, due time.Time, e Edge) {
	if e.Begins {
		e.Until = b.endOf(u.ID, e)
	}
	method, why := b.cfg.reminderWay(u, rule.Method)
	i := slices.IndexFunc(b.found, func(r *Reminder) bool {
		return r.User == u.ID && r.Method.ID == method.ID && r.Due.Equal(due)
	})
	if i < 0 {
		i = len(b.found)
		b.found = append(b.found, &Reminder{User: u.ID, Method: method, Due: due})
	}
	r := b.found[i]
	if why != "" && !slices.Contains(r.Why, why) {
		r.Why = append(r.Why, why)
	}
	if !slices.Contains(r.Edges, e) {
		r.Edges = append(r.Edges, e)
	}
}

// longestShift is how far ahead the end of a shift is looked for.
const longestShift = 5 * 7 * 24 * time.Hour

// endOf looks further and further: there are shifts of weeks, and of seconds.
func (b *reminderBook) endOf(user string, e Edge) time.Time {
	for ahead := time.Hour; ahead < 2*longestShift; ahead *= 2 {
		horizon := e.At.Add(ahead)
		own := schedules.ShiftsOf(user, b.calendar(e.Schedule).Shifts(e.At, horizon))
		if len(own) > 0 && own[0].End.Before(horizon) {
			return own[0].End
		}
	}
	return time.Time{}
}

// reminderWay is how a rule's reminders go: by its method if that may be used,
// else by mail, and why.
func (c *Config) reminderWay(u people.User, id string) (m people.ContactMethod, why string) {
	m, exists := u.Method(id)
	_, trusted := u.Trusted().Method(id)
	switch {
	case !exists:
		why = "This comes by mail because the contact method of your reminder is gone."
	case !trusted:
		why = "This comes by mail because " + m.Label + " is not confirmed yet."
	case !c.Settings.Carries(m.Type):
		why = "This comes by mail because nothing is set up here that sends to " + m.Label + " (" + m.Type.Word() + ")."
	default:
		return m, ""
	}
	return u.AccountMail(), why
}
