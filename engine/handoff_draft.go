package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
)

// shortestShift is how long a shift is at least for a handoff to be written:
// rotas of minutes are for trying things out.
const shortestShift = 10 * time.Minute

// drafts are the handoffs of a window: of each schedule that a policy in use has,
// the last, if it is still the last. Nobody reads those that a box which was off
// has slept over.
func (w scanWindow) drafts(tx Tx, now time.Time) (out Changes, err error) {
	cfg := tx.Config()
	for _, id := range slices.Sorted(maps.Keys(cfg.Schedules)) {
		if !cfg.inUse(id) {
			continue
		}
		h, found := cfg.lastHandoff(id, w.from, w.to, now)
		if !found {
			continue
		}
		if err := draft(tx, h, now, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// inUse reports whether a policy that some service uses has the schedule.
func (c *Config) inUse(schedule string) bool {
	for s := range maps.Values(c.Services) {
		if !s.Disabled && !s.Sandbox && c.Policies[s.Policy].uses(schedule) {
			return true
		}
	}
	return false
}

// lastHandoff is the last handoff of a schedule in a window, if nobody else has
// taken over since and somebody did then.
func (c *Config) lastHandoff(id string, from, to, now time.Time) (h Handoff, found bool) {
	s, _ := c.Schedule(id)
	list := s.Handoffs(from, to)
	if len(list) == 0 || len(s.Handoffs(to, now)) > 0 {
		return h, false
	}
	last := list[len(list)-1]
	h = Handoff{Schedule: id, Name: s.Name, At: last.At, From: last.Off, To: last.On}
	if len(h.To) == 0 {
		h.To = s.OnCall(last.At)
	}
	if len(h.From) > 0 {
		h.Since = beganAt(s, h.From[0], last.At)
	}
	return h, len(h.To) > 0 && (h.Since.IsZero() || last.At.Sub(h.Since) >= shortestShift)
}

// beganAt is when the shift of a person began that ended at an instant.
func beganAt(s schedules.Schedule, user string, end time.Time) time.Time {
	c := s.Calendar()
	for back := time.Hour; back < 2*longestShift; back *= 2 {
		own := schedules.ShiftsOf(user, c.Shifts(end.Add(-back), end))
		if n := len(own); n > 0 && own[n-1].Start.After(end.Add(-back)) {
			return own[n-1].Start
		}
	}
	return end.Add(-longestShift)
}

// draft writes a handoff down, ends the one before, and tells who came. One with
// nothing to tell is confirmed as it is written, and nobody is told.
func draft(tx Tx, h Handoff, now time.Time, out *Changes) error {
	if err := lapse(tx, h.Schedule, now, out); err != nil {
		return err
	}
	open, err := concerning(tx, h.Schedule)
	if err != nil {
		return err
	}
	h.Incidents = open[:min(len(open), maxHandedOver)]
	h.More = len(open) - len(h.Incidents)
	if len(h.From) > 0 {
		if h.Pages, err = tx.PagesTo(h.From, h.Since, h.At, MaxPagesCounted); err != nil {
			return err
		}
	}
	if h.Number, err = tx.Number(HandoffNumbers); err != nil {
		return err
	}
	h.DraftedAt = now
	if h.Nothing() {
		h.ConfirmedAt, h.ConfirmedBy = now, System()
	} else {
		out.Deliveries = append(out.Deliveries, tx.Config().handoffMessages(h, now)...)
	}
	out.Handoffs = append(out.Handoffs, h)
	out.Audit = append(out.Audit, AuditRow{At: now, Actor: System(), Action: "handoff.draft", Object: h.Schedule, Detail: h.Name})
	return nil
}

// lapse ends the handoffs of a schedule that nobody confirmed.
func lapse(tx Tx, schedule string, now time.Time, out *Changes) error {
	list, err := tx.OpenHandoffs()
	for _, h := range list {
		if h.Schedule == schedule {
			h.LapsedAt = now
			out.Handoffs = append(out.Handoffs, h)
		}
	}
	return err
}

// concerning are the incidents that whoever is on call for a schedule should know
// of: open ones, and those that were resolved and keep coming back. The worst first.
func concerning(tx Tx, schedule string) (list []HandedOver, err error) {
	open, err := tx.OpenIncidents(leaseLimit)
	if err != nil {
		return nil, err
	}
	flapping, err := flapping(tx)
	if err != nil {
		return nil, err
	}
	cfg := tx.Config()
	for _, in := range append(open, flapping...) {
		svc := cfg.service(in.Service)
		if !svc.Sandbox && (cfg.Policies[in.Policy].uses(schedule) || cfg.Policies[svc.Policy].uses(schedule)) {
			list = append(list, handedOver(in))
		}
	}
	slices.SortStableFunc(list, func(a, b HandedOver) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Severity.Rank(), a.Severity.Rank()), cmp.Compare(a.Incident, b.Incident))
	})
	return list, nil
}

// flapping are incidents that are resolved, were reopened before, and would be
// again if their key triggered now.
func flapping(tx Tx) (list []Incident, err error) {
	timers, err := tx.DueTimers(farFuture(), leaseLimit)
	if err != nil {
		return nil, err
	}
	for _, timer := range timers {
		if timer.Kind != FlapTimer {
			continue
		}
		in, found, err := tx.Incident(timer.Incident)
		if err != nil {
			return nil, err
		}
		if found && in.Status == Resolved && in.Generation > 1 {
			list = append(list, in)
		}
	}
	return list, nil
}

func handedOver(in Incident) HandedOver {
	h := HandedOver{
		Incident: in.Number, Title: in.Title, Service: in.Service, Status: in.Status, Urgency: in.Urgency, Severity: in.Severity,
		Since: in.CreatedAt, Reopened: max(in.Generation-1, 0), SnoozedUntil: in.SnoozedUntil,
	}
	for _, a := range in.Acks {
		h.AckedBy = append(h.AckedBy, a.By.label())
	}
	return h
}

// rank puts what nobody has taken first.
func (h HandedOver) rank() int {
	return map[Status]int{Triggered: 0, Acked: 1}[h.Status] + 2*map[bool]int{true: 1}[h.Status == Resolved]
}

// handoffMessages tell who came of a handoff: by the methods of their reminders of
// that schedule, else by mail; not in their quiet hours, but when those end.
func (c *Config) handoffMessages(h Handoff, now time.Time) (list []Delivery) {
	for _, id := range h.To {
		u, known := c.Users[id]
		if !known || u.Disabled {
			continue
		}
		next := now
		if _, morning, within := u.QuietHours.Around(now, u.Location()); within {
			next = morning
		}
		w := reminderWords{c, u, u.Location(), now}
		for _, m := range c.handoffWays(u, h.Schedule) {
			list = append(list, Delivery{
				ID: newDeliveryID(), Kind: notify.Handoff, User: u.ID, Method: m.ID, Label: m.Label, Channel: string(m.Type), Address: m.Address,
				Subject: oneLine(w.handoffSubject(h), MaxSummary), Text: w.handoffText(h),
				State: Waiting, CreatedAt: now, NextAt: next, Path: fmt.Sprintf("/handoffs/%d", h.Number),
			})
		}
	}
	return list
}

// handoffWays are the methods of a person's reminders of a schedule, each once; the
// account's mail without any. None where nothing can be sent by mail either.
func (c *Config) handoffWays(u people.User, schedule string) (ways []people.ContactMethod) {
	for _, r := range u.HandoffRules {
		if !r.For(schedule) {
			continue
		}
		m, _ := c.reminderWay(u, r.Method)
		if !slices.ContainsFunc(ways, func(x people.ContactMethod) bool { return x.ID == m.ID }) {
			ways = append(ways, m)
		}
	}
	if len(ways) == 0 {
		ways = append(ways, u.AccountMail())
	}
	return slices.DeleteFunc(ways, func(m people.ContactMethod) bool { return !c.Settings.Carries(m.Type) })
}

func (w reminderWords) handoffSubject(h Handoff) string {
	from := ""
	if len(h.From) > 0 {
		from = " from " + w.names(h.From)
	}
	return "Handoff of " + h.Name + from + ": " + h.Figures()
}

// Figures says how much there is, in words: "2 open, 1 acknowledged, 14 pages".
func (h Handoff) Figures() string {
	counts, snoozed := map[Status]int{}, 0
	for _, in := range h.Incidents {
		if in.snoozed() {
			snoozed++
			continue
		}
		counts[in.Status]++
	}
	var parts []string
	say := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	say(counts[Triggered], "open")
	say(counts[Acked], "acknowledged")
	say(snoozed, "snoozed")
	say(counts[Resolved], "flapping")
	say(h.More, "more")
	say(h.Pages, map[bool]string{true: "page", false: "pages"}[h.Pages == 1])
	if len(parts) == 0 {
		return "nothing open, no pages"
	}
	return strings.Join(parts, ", ")
}

func (w reminderWords) names(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		if names[i] = w.cfg.Users[id].Name; names[i] == "" {
			names[i] = "somebody who has left"
		}
	}
	return joinAnd(names)
}

func (w reminderWords) handoffText(h Handoff) string {
	lines := []string{"You are on call for " + h.Name + " since " + stamp(h.At, w.zone) + "."}
	if len(h.From) > 0 {
		lines = append(lines, fmt.Sprintf("%s had it since %s: %d %s.", w.withReach(h.From), stamp(h.Since, w.zone), h.Pages, map[bool]string{true: "page", false: "pages"}[h.Pages == 1]))
	}
	lines = append(lines, "")
	for _, in := range h.Incidents[:min(len(h.Incidents), edgesShown)] {
		lines = append(lines, "- "+w.handedOver(in))
	}
	if more := len(h.Incidents) + h.More - edgesShown; more > 0 {
		lines = append(lines, fmt.Sprintf("- and %d more", more))
	}
	for _, part := range [][2]string{{"What to watch: ", h.Note.Watch}, {"What to expect: ", h.Note.Expect}, {"Whom to ask: ", h.Note.Ask}} {
		if part[1] != "" {
			lines = append(lines, "", part[0]+part[1])
		}
	}
	return strings.Join(append(lines, "", "Open it in Wakeman and confirm that you have read it."), "\n")
}

func (w reminderWords) handedOver(in HandedOver) string {
	words := fmt.Sprintf("#%d %s (%s), %s", in.Incident, oneLine(in.Title, 200), w.cfg.service(in.Service).Name, in.StateWords())
	if in.snoozed() {
		words += ", pages again " + stamp(in.SnoozedUntil, w.zone)
	}
	return words + ", since " + stamp(in.Since, w.zone)
}

// snoozed reports whether it was put off: whoever takes over is paged then.
func (h HandedOver) snoozed() bool { return h.Status == Acked && !h.SnoozedUntil.IsZero() }

// StateWords says how an incident stood.
func (h HandedOver) StateWords() string {
	words := map[Status]string{Triggered: "open", Acked: "acknowledged", Resolved: "resolved, and may come back"}[h.Status]
	if h.snoozed() {
		words = "snoozed"
	}
	if len(h.AckedBy) > 0 {
		words += " by " + joinAnd(h.AckedBy)
	}
	switch {
	case h.Reopened == 1:
		words += ", reopened once"
	case h.Reopened > 1:
		words += fmt.Sprintf(", reopened %d times", h.Reopened)
	}
	return words
}
