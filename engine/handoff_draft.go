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
// those whose receivers are on call since. Nobody reads what a box that was off has
// slept over.
func (w scanWindow) drafts(r Reader, now time.Time) (list []Handoff, err error) {
	cfg := r.Config()
	for _, id := range slices.Sorted(maps.Keys(cfg.Schedules)) {
		if !cfg.inUse(id) {
			continue
		}
		for _, h := range cfg.handoffsOf(id, w, now) {
			h.DraftedAt = now
			list = append(list, h)
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	told, err := readTold(r, list)
	if err != nil {
		return nil, err
	}
	for i := range list {
		told.put(cfg, &list[i])
	}
	return list, nil
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

// handoffsOf are the handoffs of a schedule in a window, in order of time, to those
// who have been on call from then until now. That is the last one, and those before
// after which others only joined or left.
func (c *Config) handoffsOf(id string, w scanWindow, now time.Time) (list []Handoff) {
	s, _ := c.Schedule(id)
	after, upTo := w.within()
	changes := s.Handoffs(after, now)
	for i, change := range changes {
		if change.At.After(upTo) {
			break
		}
		h := handoffAt(s, change)
		for _, later := range changes[i+1:] {
			h.To = minusAll(h.To, later.Off)
		}
		if len(h.To) > 0 && !bothShort(s, h) {
			list = append(list, h)
		}
	}
	return list
}

// handoffAt is the handoff of a change of who is on call: from who goes off to who
// comes on. Who joins hears from those who are on, and those who stay from who leaves.
func handoffAt(s schedules.Schedule, change schedules.Handoff) Handoff {
	h := Handoff{Schedule: s.ID, Name: s.Name, At: change.At, From: change.Off, To: change.On}
	h.Stay = minusAll(s.OnCall(change.At), change.On)
	if len(h.From) == 0 {
		h.From = h.Stay
	}
	if len(h.To) == 0 {
		h.To = h.Stay
	}
	for _, user := range h.From {
		if since := beganAt(s, user, h.At); h.Since.IsZero() || since.Before(h.Since) {
			h.Since = since
		}
	}
	return h
}

// bothShort reports whether the shifts before and after a handoff are both too short for
// one. Of a helper of minutes only one is: the rest of the shift is handed over.
func bothShort(s schedules.Schedule, h Handoff) bool {
	if h.Since.IsZero() || h.At.Sub(h.Since) >= shortestShift {
		return false
	}
	end := h.At.Add(shortestShift)
	shifts := s.Shifts(h.At, end)
	return !slices.ContainsFunc(h.To, func(user string) bool {
		own := schedules.ShiftsOf(user, shifts)
		return len(own) > 0 && own[0].Start.Equal(h.At) && !own[0].End.Before(end)
	})
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

// told is what the handoffs of a window tell of, read once for all of them.
type told struct {
	incidents []Incident
	pages     []Paged
	whole     time.Time // from when on pages are all there are
}

func readTold(r Reader, list []Handoff) (t told, err error) {
	if t.incidents, err = concerning(r); err != nil {
		return t, err
	}
	since := time.Time{}
	for _, h := range list {
		if len(h.From) > 0 && (since.IsZero() || h.Since.Before(since)) {
			since = h.Since
		}
	}
	if !since.IsZero() {
		t.pages, t.whole, err = r.PagedSince(since, MaxMessagesRead)
	}
	return t, err
}

// put puts into a handoff what there is to tell: to who stays, what is in the hands
// of who left.
func (t told) put(cfg *Config, h *Handoff) {
	incidents := t.incidents
	if h.Left() {
		incidents = slices.DeleteFunc(slices.Clone(incidents), func(in Incident) bool { return !in.ackedBy(h.From) })
	}
	concern := cfg.handedOver(incidents, h.Schedule)
	h.Incidents = concern[:min(len(concern), maxHandedOver)]
	h.More = len(concern) - len(h.Incidents)
	for _, p := range t.pages {
		if slices.Contains(h.From, p.User) && !p.At.Before(h.Since) && p.At.Before(h.At) {
			h.Pages++
		}
	}
	h.PagesAtLeast = len(h.From) > 0 && h.Since.Before(t.whole)
}

// ackedBy reports whether it is in the hands of one of these people.
func (in Incident) ackedBy(users []string) bool {
	return in.Status == Acked && slices.ContainsFunc(in.Acks, func(a Ack) bool { return slices.Contains(users, a.By.ID) })
}

// draft writes a handoff down, ends those before, and gives the messages to who
// came. One with nothing to tell is confirmed as it is written, and nobody is told.
func draft(tx Tx, h Handoff, open []Handoff, out *Changes) (messages []Delivery, err error) {
	if h.Number, err = tx.Number(HandoffNumbers); err != nil {
		return nil, err
	}
	if h.Nothing() {
		h.ConfirmedAt, h.ConfirmedBy = h.DraftedAt, System()
	} else {
		messages = tx.Config().handoffMessages(h, h.DraftedAt)
	}
	out.Handoffs = append(append(out.Handoffs, lapsed(open, h)...), h)
	out.Audit = append(out.Audit, AuditRow{At: h.DraftedAt, Actor: System(), Action: "handoff.draft", Object: h.Schedule, Detail: h.Name})
	return messages, nil
}

// lapsed are the handoffs of a schedule that nobody had confirmed when the next came,
// but for those to somebody whose shift goes on.
func lapsed(open []Handoff, next Handoff) (ended []Handoff) {
	for _, h := range open {
		goesOn := slices.ContainsFunc(h.To, func(user string) bool { return slices.Contains(next.Stay, user) })
		if h.Schedule == next.Schedule && !goesOn {
			h.LapsedAt = next.DraftedAt
			ended = append(ended, h)
		}
	}
	return ended
}

// concerning are the incidents that somebody who takes over should know of: open
// ones, and those that were resolved and keep coming back.
func concerning(r Reader) ([]Incident, error) {
	open, err := r.OpenIncidents(leaseLimit)
	if err != nil {
		return nil, err
	}
	flapping, err := flapping(r)
	return append(open, flapping...), err
}

// handedOver are those of the incidents that whoever is on call for a schedule should
// know of, the worst first.
func (c *Config) handedOver(incidents []Incident, schedule string) (list []HandedOver) {
	for _, in := range incidents {
		svc := c.service(in.Service)
		if !svc.Sandbox && (c.Policies[in.Policy].uses(schedule) || c.Policies[svc.Policy].uses(schedule)) {
			list = append(list, handedOver(in))
		}
	}
	slices.SortStableFunc(list, func(a, b HandedOver) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Severity.Rank(), a.Severity.Rank()), cmp.Compare(a.Incident, b.Incident))
	})
	return list
}

// flapping are incidents that are resolved, were reopened before, and would be
// again if their key triggered now.
func flapping(r Reader) (list []Incident, err error) {
	timers, err := r.DueTimers(farFuture(), leaseLimit)
	if err != nil {
		return nil, err
	}
	for _, timer := range timers {
		if timer.Kind != FlapTimer {
			continue
		}
		in, found, err := r.Incident(timer.Incident)
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
		for _, m := range c.waysOf(h, u) {
			list = append(list, Delivery{
				ID: newDeliveryID(), Kind: notify.Handoff, User: u.ID, Method: m.ID, Label: m.Label, Channel: string(m.Type), Address: m.Address,
				Subject: oneLine(w.handoffSubject(h), MaxSummary), Text: w.handoffText(h),
				State: Waiting, CreatedAt: now, NextAt: next, Path: fmt.Sprintf("/handoffs/%d", h.Number),
			})
		}
	}
	return list
}

// waysOf are how somebody is told of a handoff. Who stays is told by mail, which wakes
// nobody: no shift of theirs begins. By push only where there is no mail.
func (c *Config) waysOf(h Handoff, u people.User) []people.ContactMethod {
	ways := c.handoffWays(u, h.Schedule)
	switch {
	case !h.Left():
		return ways
	case c.Settings.Carries(notify.Email):
		return []people.ContactMethod{u.AccountMail()}
	}
	return slices.DeleteFunc(ways, func(m people.ContactMethod) bool { return m.Type != notify.Push })
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
	switch {
	case h.Left():
		from = ", " + w.names(h.From) + " went off"
	case len(h.From) > 0:
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
	if h.Pages > 0 || h.PagesAtLeast {
		parts = append(parts, h.pagesWords())
	}
	if len(parts) == 0 {
		return "nothing open, no pages"
	}
	return strings.Join(parts, ", ")
}

// pagesWords is how many pages there were: "14 pages", "at least 1 page".
func (h Handoff) pagesWords() string {
	words := fmt.Sprintf("%d %s", h.Pages, map[bool]string{true: "page", false: "pages"}[h.Pages == 1])
	switch {
	case !h.PagesAtLeast:
		return words
	case h.Pages == 0:
		return "an unknown number of pages"
	}
	return "at least " + words
}

func (w reminderWords) names(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		if names[i] = w.cfg.Name(id); names[i] == "" {
			names[i] = "somebody who has left"
		}
	}
	return joinAnd(names)
}

func (w reminderWords) handoffText(h Handoff) string {
	lines := w.handoffLead(h)
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

// handoffLead says who is on call since when, and who was.
func (w reminderWords) handoffLead(h Handoff) []string {
	since := " since " + stamp(h.At, w.zone) + "."
	if h.Left() {
		return []string{w.withReach(h.From) + " " + plural(h.From, "is", "are") + " no longer on call for " + h.Name + since + " You stay on call. What they had in hand:"}
	}
	lines := []string{"You are on call for " + h.Name + since}
	switch {
	case h.Joined():
		lines = append(lines, fmt.Sprintf("You join %s, who %s it: %s since %s.", w.withReach(h.From), plural(h.From, "has", "have"), h.pagesWords(), stamp(h.Since, w.zone)))
	case len(h.From) > 0:
		lines = append(lines, fmt.Sprintf("%s had it since %s: %s.", w.withReach(h.From), stamp(h.Since, w.zone), h.pagesWords()))
	}
	return lines
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
