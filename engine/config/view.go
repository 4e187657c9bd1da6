package config

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// view makes trees of a configuration. What refers to nothing any more is left
// out: it pages nobody, and no file could name it.
type view struct{ *engine.Config }

// sortedByName lists things in the order in which files and differences do.
func sortedByName[T any](things map[string]T, name func(T) string) []T {
	ids := slices.Sorted(maps.Keys(things))
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(fold(name(things[a])), fold(name(things[b]))))
	})
	all := make([]T, len(ids))
	for i, id := range ids {
		all[i] = things[id]
	}
	return all
}

func (v view) user(u people.User) tree {
	r := newRecord(u.Email)
	r.text("email", u.Email)
	r.text("name", u.Name)
	r.word("role", string(u.Role), "")
	r.word("time_zone", u.TimeZone, "")
	r.text("job_title", u.JobTitle)
	r.flag("disabled", u.Disabled)
	var methods, rules, handoffs []tree
	for _, m := range u.ContactMethods {
		methods = append(methods, methodTree(m))
	}
	for _, n := range u.NotificationRules {
		if m, ok := u.Method(n.Method); ok {
			rules = append(rules, ruleTree(n, m))
		}
	}
	for _, h := range u.HandoffRules {
		if m, ok := u.Method(h.Method); ok {
			handoffs = append(handoffs, v.handoffs(h, m)...)
		}
	}
	r.list("contact_methods", methods, false)
	r.list("notification_rules", rules, false).whole = true
	r.list("handoff_rules", handoffs, false).whole = true
	if !u.QuietHours.IsZero() {
		r.add("quiet_hours", quietTree(u.QuietHours))
	} else {
		r.text("quiet_hours", "")
	}
	r.list("absences", v.absences(u.Absences, u.TimeZone, false), false)
	if u.AbsenceFeed != nil {
		r.hidden("absence_feed", u.AbsenceFeed.URL, secret)
	}
	return r.tree
}

// userForFile leaves out what came from a calendar feed, which is its own.
func (v view) userForFile(u people.User) tree {
	u.Absences = slices.DeleteFunc(slices.Clone(u.Absences), isFed)
	return v.user(u)
}

func methodTree(m people.ContactMethod) tree {
	r := newRecord(m.Label)
	r.text("label", m.Label)
	r.word("type", string(m.Type), "")
	how := public
	if (m.Type == notify.Webhook || m.Type == notify.Push) && hidesSecret(m.Address, false) {
		how = secret
	}
	r.hidden("address", m.Address, how)
	r.hidden("secret", m.Secret, secret)
	return r.flow()
}

func ruleTree(n people.NotificationRule, m people.ContactMethod) tree {
	r := newRecord("")
	r.word("urgency", string(n.Urgency), "")
	r.word("delay", FormatDuration(n.Delay), "")
	r.add("contact_method", tree{text: m.Label, id: m.ID})
	return r.flow()
}

// handoffs is one reminder, or none: one that was only for schedules that are gone
// must not become one for all.
func (v view) handoffs(h people.HandoffRule, m people.ContactMethod) []tree {
	var schedules []tree
	for _, id := range h.Schedules {
		if s, ok := v.Schedules[id]; ok {
			schedules = append(schedules, tree{text: s.Name, id: id})
		}
	}
	if len(h.Schedules) > 0 && len(schedules) == 0 {
		return nil
	}
	r := newRecord("")
	r.word("when", h.When, "")
	r.word("advance", FormatDuration(h.Advance), "")
	r.add("contact_method", tree{text: m.Label, id: m.ID})
	r.list("schedules", schedules, false).oneLine()
	return []tree{r.flow()}
}

func (v view) team(t people.Team) tree {
	r := newRecord(t.Name)
	r.text("name", t.Name)
	r.text("description", t.Description)
	var members []tree
	for _, m := range t.Members {
		if u, ok := v.Users[m.User]; ok {
			members = append(members, memberTree(m, u))
		}
	}
	r.list("members", members, false)
	return r.tree
}

func memberTree(m people.Member, u people.User) tree {
	r := newRecord(u.Email)
	r.add("user", tree{text: u.Email, id: u.ID})
	r.word("role", string(m.Role), string(people.TeamResponder))
	return r.flow()
}

// belongs adds the team that a thing belongs to.
func (v view) belongs(r *record, team string) {
	t, ok := v.Teams[team]
	if !ok {
		r.text("team", "")
		return
	}
	r.add("team", tree{text: t.Name, id: t.ID})
}

func (v view) policy(p engine.Policy) tree {
	r := newRecord(p.Name)
	r.text("name", p.Name)
	r.text("description", p.Description)
	v.belongs(r, p.Team)
	r.word("repeat", strconv.Itoa(p.Repeat), "0")
	r.flag("escalate_low", p.EscalateLow)
	steps := make([]tree, len(p.Steps))
	for i, s := range p.Steps {
		steps[i] = v.step(s)
	}
	r.list("steps", steps, true)
	return r.tree
}

func (v view) step(s engine.Step) tree {
	r := newRecord("")
	r.word("delay", FormatDuration(s.Delay), "")
	r.flag("round_robin", s.RoundRobin)
	var targets []tree
	for _, t := range s.Targets {
		if user, ok := v.Users[t.User]; ok {
			targets = append(targets, target("user", user.Email, user.ID))
		} else if schedule, ok := v.Schedules[t.Schedule]; ok {
			targets = append(targets, target("schedule", schedule.Name, schedule.ID))
		}
	}
	r.list("targets", targets, true).whole = true
	return r.flow()
}

func target(kind, name, id string) tree {
	r := newRecord("")
	r.add(kind, tree{text: name, id: id})
	return r.flow()
}

func (v view) service(s engine.Service) tree {
	r := newRecord(s.Name)
	r.text("name", s.Name)
	r.text("description", s.Description)
	v.belongs(r, s.Team)
	r.text("runbook", s.Runbook)
	r.add("escalation_policy", tree{text: v.Policies[s.Policy].Name, id: s.Policy})
	r.word("urgency", string(s.Urgency), string(engine.AlwaysHigh))
	r.timeout("ack_timeout", s.AckTimeout, engine.DefaultAckTimeout)
	r.timeout("auto_resolve", s.AutoResolve, 0)
	r.timeout("flap_window", s.FlapWindow, 0)
	r.flag("sandbox", s.Sandbox)
	r.flag("disabled", s.Disabled)
	var integrations []tree
	for _, in := range sortedByName(v.Integrations, func(in engine.Integration) string { return in.Name }) {
		if in.Service == s.ID {
			integrations = append(integrations, integrationTree(in))
		}
	}
	r.list("integrations", integrations, false)
	r.list("heartbeats", v.heartbeats(s.ID), false)
	r.list("watches", v.watches(s.ID), false)
	r.list("event_rules", v.rules(s.EventRules), false)
	return r.tree
}

func integrationTree(in engine.Integration) tree {
	r := newRecord(in.Name)
	r.text("name", in.Name)
	r.word("type", in.Type, "")
	r.hidden("key", in.Key, ingress)
	r.hidden("secret", in.Secret, secret)
	r.list("topics", scalars(in.Topics, quoted), false)
	r.flag("signed_only", in.SignedOnly)
	if in.Mapping != nil && !in.Mapping.IsZero() {
		r.add("mapping", fieldMapTree(in.Mapping))
	} else {
		r.text("mapping", "")
	}
	r.add("mail", mailIntakeTree(in.Mail))
	rules := make([]tree, len(in.MailRules))
	for i, rule := range in.MailRules {
		rules[i] = mailRuleTree(rule)
	}
	r.list("mail_rules", rules, false)
	r.timeout("silent_after", in.SilentAfter, 0)
	return r.flow()
}

func scalars(texts []string, how style) []tree {
	all := make([]tree, len(texts))
	for i, t := range texts {
		all[i] = tree{text: t, style: how}
	}
	return all
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
