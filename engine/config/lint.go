package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// Warning is something that is allowed, and may lose a page, wake the wrong
// person, or wake somebody for nothing.
type Warning struct {
	// Path is where: escalation_policies[Default].steps[0]. Things go by name,
	// what has none by number from 0.
	Path    string
	Message string // a sentence
}

// String is the path and the sentence.
func (w Warning) String() string { return w.Path + ": " + w.Message }

// Words is the sentence, with the step it concerns before it.
func (w Warning) Words() string {
	var step int
	if _, err := fmt.Sscanf(w.Path, "steps[%d]", &step); err != nil {
		return w.Message
	}
	return fmt.Sprintf("Step %d: %s", step+1, w.Message)
}

// WarningsOfPolicy are those of a list that concern the policy of a name. Their
// paths begin below it: steps[0].
func WarningsOfPolicy(found []Warning, name string) []Warning {
	return below(found, named(policiesSection, name))
}

// WarningsOfUser are those of a list that concern the person of a mail address.
// Their paths begin below them: contact_methods[mail].
func WarningsOfUser(found []Warning, email string) (list []Warning) {
	return below(found, named(usersSection, email))
}

func below(found []Warning, path string) (list []Warning) {
	for _, w := range found {
		if field, ok := strings.CutPrefix(w.Path, path); ok && (field == "" || field[0] == '.') {
			list = append(list, Warning{Path: strings.TrimPrefix(field, "."), Message: w.Message})
		}
	}
	return list
}

// lookAhead is how far gaps are looked for.
const lookAhead = 14 * day

// Lint looks for what is probably a mistake, as seen at now. It knows the
// configuration only: what the command line adds (a public address, ranges that
// may be called) it does not see.
func Lint(c *engine.Config, now time.Time) []Warning {
	l := &linter{view: view{orEmpty(c)}, now: now}
	l.pageable = l.whoIsPaged()
	for _, u := range sortedByName(l.Users, func(u people.User) string { return u.Email }) {
		l.user(u)
	}
	for _, s := range sortedByName(l.Schedules, func(s schedules.Schedule) string { return s.Name }) {
		l.schedule(s)
	}
	for _, p := range sortedByName(l.Policies, func(p engine.Policy) string { return p.Name }) {
		l.policy(p)
	}
	for _, s := range sortedByName(l.Services, func(s engine.Service) string { return s.Name }) {
		l.service(s)
	}
	l.eventRules(rulesSection, l.EventRules)
	l.settings()
	return l.found
}

type linter struct {
	view
	now      time.Time
	pageable map[string]string // user id → why they may be paged
	found    []Warning
}

func (l *linter) warn(path, format string, args ...any) {
	l.found = append(l.found, Warning{path, fmt.Sprintf(format, args...)})
}

func named(section, name string) string { return fmt.Sprintf("%s[%s]", section, name) }

func within(path, list string, i int) string { return fmt.Sprintf("%s.%s[%d]", path, list, i) }

// short warns of a time that suits tests and demonstrations only.
func (l *linter) short(path string, d time.Duration) {
	if d > 0 && d < time.Minute {
		l.warn(path, "%s is less than a minute: nobody wakes up and answers as fast as that.", FormatDuration(d))
	}
}

// whoIsPaged lists the people whom a policy or the fallback means.
func (l *linter) whoIsPaged() map[string]string {
	why := map[string]string{}
	for _, p := range sortedByName(l.Policies, func(p engine.Policy) string { return p.Name }) {
		for _, s := range p.Steps {
			for _, t := range s.Targets {
				for id := range l.meant(t) {
					why[id] = cmp.Or(why[id], fmt.Sprintf("escalation policy %q", p.Name))
				}
			}
		}
	}
	for _, id := range l.fallback() {
		why[id] = cmp.Or(why[id], "the fallback")
	}
	return why
}

// meant is everybody a target may mean, from now on.
func (l *linter) meant(t people.Target) map[string]bool {
	ids := map[string]bool{}
	if _, ok := l.Users[t.User]; ok {
		ids[t.User] = true
	}
	s := l.Schedules[t.Schedule]
	for _, id := range s.People(l.now) {
		ids[id] = true
	}
	for _, o := range s.Overrides {
		if o.User != "" && o.End.After(l.now) {
			ids[o.User] = true
		}
	}
	return ids
}

// fallback is whom the engine pages when a policy reaches nobody: those who are
// named, else the owners, else the admins.
func (l *linter) fallback() []string {
	if len(l.Settings.Fallback) > 0 {
		return l.Settings.Fallback
	}
	for _, role := range []people.Role{people.Owner, people.Admin} {
		var found []string
		for _, u := range l.Sorted() {
			if u.Role == role && !u.Disabled && len(u.ContactMethods) > 0 {
				found = append(found, u.ID)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

func (l *linter) policy(p engine.Policy) {
	path := named(policiesSection, p.Name)
	if len(p.Steps) == 0 {
		l.warn(path, "This policy has no steps, so it pages only the fallback contact.")
	}
	for i, s := range p.Steps {
		where := within(path, "steps", i)
		l.short(where+".delay", s.Delay)
		if s.Delay == 0 && (i < len(p.Steps)-1 || p.Repeat > 0) {
			l.warn(where+".delay", "Without a delay the next step begins before this one is sent.")
		}
		if why := l.nobody(s.Targets); why != "" {
			l.warn(where, "This step means nobody: %s.", why)
		}
		for _, name := range l.neverVerified(s.Targets) {
			l.warn(where, "%s has no address that was ever confirmed.", name)
		}
	}
}

// nobody is why a step never means anybody who could be paged.
func (l *linter) nobody(targets []people.Target) string {
	if len(targets) == 0 {
		return "it has no targets"
	}
	for _, t := range targets {
		for id := range l.meant(t) {
			if u, ok := l.Users[id]; ok && !u.Disabled {
				return ""
			}
		}
	}
	return "its targets have nobody in them, or only people who have left"
}

// neverVerified are the people a step may mean, by name, whose every address was
// only typed.
func (l *linter) neverVerified(targets []people.Target) (names []string) {
	for _, t := range targets {
		for id := range l.meant(t) {
			u, ok := l.Users[id]
			sure := slices.ContainsFunc(u.ContactMethods, func(m people.ContactMethod) bool { return !m.Unconfirmed })
			if ok && !u.Disabled && len(u.ContactMethods) > 0 && !sure && !slices.Contains(names, u.Name) {
				names = append(names, u.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func (l *linter) service(s engine.Service) {
	path := named(servicesSection, s.Name)
	if _, ok := l.Policies[s.Policy]; !ok {
		l.warn(path+".escalation_policy", "This service has no escalation policy, so it pages only the fallback contact.")
	}
	if !slices.ContainsFunc(sortedByName(l.Integrations, func(in engine.Integration) string { return in.Name }), func(in engine.Integration) bool { return in.Service == s.ID }) && len(l.HeartbeatsOf(s.ID))+len(l.WatchesOf(s.ID)) == 0 {
		l.warn(path+".integrations", "This service has no integration, so no event can reach it.")
	}
	for _, h := range l.HeartbeatsOf(s.ID) {
		if where := path + "." + named("heartbeats", h.Name); h.Grace == 0 && !h.Paused {
			l.warn(where+".grace", "Without a grace one beat that is a second late wakes somebody.")
		}
	}
	l.eventRules(path+".event_rules", s.EventRules)
	if s.AckTimeout == 0 {
		l.warn(path+".ack_timeout", "The acknowledgement timeout is off: an incident that somebody acknowledged and fell asleep over pages nobody again.")
	}
	l.short(path+".ack_timeout", s.AckTimeout)
	l.short(path+".auto_resolve", s.AutoResolve)
	if s.AutoResolve > 0 && s.AutoResolve < time.Hour {
		l.warn(path+".auto_resolve", "After %s an incident is closed although nobody looked at it, while its trouble may still be there.", FormatDuration(s.AutoResolve))
	}
}

func (l *linter) settings() {
	fallback := l.fallback()
	if !slices.ContainsFunc(fallback, func(id string) bool { u, ok := l.Users[id]; return ok && !u.Disabled }) {
		l.warn("settings.fallback", "There is no fallback contact, and no owner or admin with a contact method: when a policy reaches nobody, nobody is paged.")
	}
	l.short("settings.stale_after", l.Settings.StaleAfter)
	l.carriers()
	if l.Settings.MailDomain == "" {
		for _, in := range l.Integrations {
			if in.Type == "email" {
				l.warn("settings.mail_domain", "There is an e-mail integration, but no domain for its address.")
				break
			}
		}
	}
}
