package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
)

// failingAttempts is how many refusals by a carrier make the engine go on to
// the next method, and count the page as not having got through, while it is
// still retried. With the dispatcher's back-off that is within half a minute.
const failingAttempts = 3

// An incident is escalated afresh when no carrier took a page to anybody of the
// policy: stopping would lose the alert. The first time after restartFirst, then
// after twice as long each time, up to restartMost: no longer than a message is
// tried, so that a carrier that comes back finds one waiting.
const (
	restartFirst = 5 * time.Minute
	restartMost  = retryBudget
)

// begin pages from the first step of the policy.
func (t *turn) begin(why string) {
	t.Incident.Level = Level{Round: t.Incident.Level.Round}
	if t.pause.For > 0 && t.quietReason() == "" {
		t.waitFirst()
		return
	}
	t.startStep(0, 0, why)
}

// quietReason is why this incident pages nobody at all.
func (t *turn) quietReason() string {
	if t.service().Sandbox {
		return "the service is a sandbox, which pages nobody"
	}
	return ""
}

// beQuiet ends the paging of an incident that pages nobody, also of one that did
// until the service was changed.
func (t *turn) beQuiet(reason string) {
	t.dropPages(func(p Page) bool { return p.Delivery == "" })
	t.stopTimer(EscalateTimer)
	t.Incident.Level.NextAt = time.Time{}
	t.Incident.Quiet = reason
	t.log(Entry{Type: QuietEntry, Actor: System(), Text: "Nobody is paged: " + reason + "."})
}

// startStep begins the first step, from (loop, step) on, that means somebody
// who can be told. Steps that mean nobody are passed at once.
func (t *turn) startStep(loop, step int, why string) {
	t.Incident.Quiet = ""
	if quiet := t.quietReason(); quiet != "" {
		t.beQuiet(quiet)
		return
	}
	steps := t.Config.policy(t.Incident.Policy).Steps
	for skipped := 0; skipped < len(steps); skipped++ {
		loop, step = wrap(loop, step, len(steps))
		if loop > t.Config.policy(t.Incident.Policy).Repeat {
			break
		}
		if t.tryStep(loop, step, why) {
			return
		}
		step++
	}
	t.exhaust(t.whyThrough())
}

// whyThrough is why no step is left.
func (t *turn) whyThrough() string {
	switch {
	case len(t.Config.policy(t.Incident.Policy).Steps) == 0:
		return "the escalation policy has no steps"
	case !t.Incident.Level.EverReached:
		return "no step of the policy reached anybody"
	}
	return "every step and repeat of the policy is through, and nobody acknowledged"
}

func wrap(loop, step, steps int) (int, int) {
	if step >= steps {
		return loop + 1, 0
	}
	return loop, step
}

// tryStep begins one step, or says why it means nobody.
func (t *turn) tryStep(loop, step int, why string) bool {
	policy := t.Config.policy(t.Incident.Policy)
	s := policy.Steps[step]
	meant := t.means(policy, t.targets(policy, s))
	t.log(Entry{
		Type: EscalateEntry, Actor: System(), Level: step + 1,
		Text: fmt.Sprintf("Step %d of %s: %s.", step+1, policy.Name, why),
	})
	t.newRound(loop, step)
	if !t.assign(meant) {
		return false
	}
	if t.Incident.Urgency == people.Low && !policy.EscalateLow {
		t.waitForSomebody("low urgency does not escalate")
		return true
	}
	t.Incident.Level.NextAt = t.now.Add(s.Delay)
	t.setTimer(EscalateTimer, t.Incident.Level.NextAt)
	return true
}

// waitForSomebody leaves it at those who were told, who need not hurry.
func (t *turn) waitForSomebody(reason string) {
	t.stopTimer(EscalateTimer)
	t.Incident.Level.NextAt = time.Time{}
	t.Incident.Quiet = reason
	t.remindWhenStale()
}

// targets are the step's, or the one whose turn it is.
func (t *turn) targets(policy Policy, s Step) []people.Target {
	if !s.RoundRobin || len(s.Targets) == 0 {
		return s.Targets
	}
	n, targets := t.Turn(policy.ID, s.ID), uint64(len(s.Targets))
	for passed := uint64(0); passed < targets && t.isAbsent(s.Targets[n%targets]); passed++ {
		n++ // the turn of who is away is the next one's; with everybody away it comes back to the first
	}
	t.out.Turns = append(t.out.Turns, Turn{policy.ID, s.ID, n + 1})
	return []people.Target{s.Targets[n%targets]}
}

func (t *turn) isAbsent(target people.Target) bool { return t.Config.isAbsent(target, t.now) }

// means is as [Config.Means] has it, until the policy was gone through and told
// nobody: from then on nobody is passed over.
func (t *turn) means(policy Policy, targets []people.Target) Meant {
	if t.Incident.Level.Restarts > 0 && !t.Incident.Level.EverReached {
		found, missing := t.Config.Resolve(targets, t.now)
		return Meant{Found: found, Missing: missing}
	}
	return t.Config.Means(policy, targets, t.Incident.Urgency, t.now)
}

// newRound forgets the pages of the step before that have not begun. Those a
// carrier keeps refusing stay: they may be the only way to somebody.
func (t *turn) newRound(loop, step int) {
	t.dropPages(func(p Page) bool { return p.Delivery == "" })
	t.nextRound(loop, step)
}

func (t *turn) nextRound(loop, step int) {
	was := t.Incident.Level
	t.Incident.Level = Level{
		Step: step, Loop: loop, Round: was.Round + 1, StartedAt: t.now,
		EverReached: was.EverReached, Restarts: was.Restarts,
	}
	t.Incident.Quiet = ""
}

// assign makes the pages of a round. It reports false when there is nobody who
// could be told, having said why.
func (t *turn) assign(meant Meant) bool {
	var told []string
	var unreachable []string
	for _, a := range meant.Found {
		if t.page(a) {
			told = append(told, a.User)
		} else {
			unreachable = append(unreachable, t.name(a.User)+" has no way to be reached")
		}
	}
	t.Incident.Level.Assigned = told
	if len(told) == 0 {
		reasons := append(meant.Reasons(), unreachable...)
		t.log(Entry{
			Type: SkipEntry, Actor: System(), Level: t.Incident.Level.Step + 1,
			Text: "Nobody was told: " + because(reasons) + ".",
		})
		return false
	}
	t.log(Entry{
		Type: AssignEntry, Actor: System(), Users: told, Level: t.Incident.Level.Step + 1,
		Text: "Assigned to " + t.names(told) + whyOf(meant.Found, told) + "." + passedOver(meant.Away),
	})
	return true
}

func passedOver(away []string) string {
	if len(away) == 0 {
		return ""
	}
	return " Passed over: " + strings.Join(away, "; ") + "."
}

func because(reasons []string) string {
	if len(reasons) == 0 {
		return "the step names nobody"
	}
	return strings.Join(reasons, "; ")
}

func whyOf(found []people.Assignment, told []string) string {
	if len(told) != 1 {
		return ""
	}
	i := slices.IndexFunc(found, func(a people.Assignment) bool { return a.User == told[0] })
	return ", " + found[i].Why
}

// page makes the pages of one person by their rules.
func (t *turn) page(a people.Assignment) bool {
	user := t.Config.Users[a.User]
	rules := t.Config.Rules(user, t.Incident.Urgency)
	for _, r := range rules {
		if r.Delay == 0 {
			t.supersede(user.ID, r.Method)
		}
		t.Incident.LastPage++
		t.putPage(Page{
			Incident: t.Incident.Number, Seq: t.Incident.LastPage,
			User: user.ID, Method: r.Method, Why: a.Why,
			Step: t.Incident.Level.Step, Round: t.Incident.Level.Round,
			NotBefore: t.now.Add(r.Delay),
		})
	}
	return len(rules) > 0
}

// supersede takes back what an earlier round is still trying to tell the person
// by this method: a carrier that comes back after an hour must not hand over one
// message for every round.
func (t *turn) supersede(user, method string) {
	t.dropPages(func(p Page) bool { return p.User == user && p.Method == method && p.Round < t.Incident.Level.Round })
}

// exhaust ends the escalation: nobody is left to go on to.
func (t *turn) exhaust(reason string) {
	if quiet := t.quietReason(); quiet != "" {
		t.beQuiet(quiet)
		return
	}
	t.stopTimer(EscalateTimer)
	t.Incident.Level.Exhausted = true
	t.Incident.Level.NextAt = time.Time{}
	t.log(Entry{Type: ExhaustEntry, Actor: System(), Text: "Nobody is left to page: " + reason + "."})
	t.Incident.Quiet = reason
	if !t.Incident.Level.EverReached {
		t.fallback()
	}
	t.remindWhenStale()
}

// fallback pages the account's fallback contact, and starts over later: nobody
// was reached, so nobody knows. What the last step still has to say is said.
func (t *turn) fallback() {
	found := t.Config.fallback()
	t.nextRound(t.Incident.Level.Loop, t.Incident.Level.Step)
	t.Incident.Level.Exhausted, t.Incident.Level.Fallback = true, true
	if t.assign(Meant{Found: found, Missing: []string{"no fallback contact is set"}}) {
		t.Incident.Quiet = "nobody of the policy could be reached; the fallback contact was paged"
	} else {
		t.Incident.Quiet = "nobody could be reached, and there is no fallback contact"
	}
	wait := restartFirst << min(t.Incident.Level.Restarts, 8)
	t.Incident.Level.Restarts++
	t.Incident.Level.NextAt = t.now.Add(min(wait, restartMost))
	t.setTimer(EscalateTimer, t.Incident.Level.NextAt)
}

// fallback are the people paged when a policy reaches nobody: those the admin
// named, else every owner, else every admin. People who have left do not count.
// Those who can be reached by a carrier that is set up go before those who have
// a contact method and nothing more: an owner with a mail address must not stand
// before an admin with a telephone while no mail can leave.
func (c *Config) fallback() []people.Assignment {
	hasMethod := func(u people.User) bool { return len(u.ContactMethods) > 0 }
	for _, suits := range []func(people.User) bool{c.canReach, hasMethod} {
		for _, ids := range [][]string{c.Settings.Fallback, c.withRole(people.Owner), c.withRole(people.Admin)} {
			if found := c.contacts(ids, suits); len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

func (c *Config) contacts(ids []string, suits func(people.User) bool) (found []people.Assignment) {
	for _, id := range ids {
		if u, ok := c.Users[id]; ok && !u.Disabled && suits(u) {
			found = append(found, people.Assignment{User: id, Why: "fallback contact: nobody else could be reached"})
		}
	}
	return found
}

// canReach reports whether a page of high urgency has a way to the person that
// is set up.
func (c *Config) canReach(u people.User) bool {
	return slices.ContainsFunc(u.Rules(people.High), func(r people.NotificationRule) bool {
		m, ok := u.Method(r.Method)
		return ok && c.Settings.Carries(m.Type)
	})
}

// Rules lists what pages a person for one urgency, in the order of delay. Contact
// methods that are unconfirmed page nobody, unless no other has a carrier that
// is set up.
func (c *Config) Rules(u people.User, urgency people.Urgency) []people.NotificationRule {
	sure := u.Trusted()
	rules := sure.Rules(urgency)
	carried := slices.ContainsFunc(rules, func(r people.NotificationRule) bool {
		m, ok := sure.Method(r.Method)
		return ok && c.Settings.Carries(m.Type)
	})
	if !carried {
		return u.Rules(urgency)
	}
	return rules
}

// Spares reports whether no page goes by a method of a person, because it is
// unconfirmed and there is another.
func (c *Config) Spares(u people.User, m people.ContactMethod) bool {
	by := func(r people.NotificationRule) bool { return r.Method == m.ID }
	return m.Unconfirmed && !slices.ContainsFunc(c.Rules(u, people.High), by) && !slices.ContainsFunc(c.Rules(u, people.Low), by)
}

func (c *Config) withRole(role people.Role) []string {
	var ids []string
	for _, u := range c.Sorted() {
		if u.Role == role {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

func (t *turn) remindWhenStale() {
	if after := t.Config.Settings.StaleAfter; after > 0 {
		t.setTimer(StaleTimer, t.now.Add(after))
	}
}

// goOn starts the next step.
func (t *turn) goOn(why string) {
	l := t.Incident.Level
	if l.Direct {
		t.exhaust("nobody it was assigned to could be reached")
		return
	}
	if l.Exhausted || l.Paused { // nobody was reached, or told: from the start
		t.startStep(0, 0, why)
		return
	}
	t.startStep(l.Loop, l.Step+1, why)
}
