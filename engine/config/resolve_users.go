package config

import (
	"maps"

	"wakeman/engine/people"
)

func (x *resolver) resolveUsers() {
	ids := idsBy(x.old.Users, func(u people.User) string { return u.Email })
	x.next.Users = make(map[string]people.User, len(x.users.entries))
	for _, e := range x.users.entries {
		id := x.idFor(UserID, ids, e.email.s)
		x.next.Users[id] = x.user(id, e)
	}
	x.keepOwners()
}

// keepOwners leaves the stored owners where they are when the file names none.
// One that the file names with a lesser role can not stay, so that is refused.
func (x *resolver) keepOwners() {
	if hasOwner(x.next.Users) || !hasOwner(x.old.Users) {
		return
	}
	for id, u := range x.old.Users {
		if _, named := x.next.Users[id]; !named && isOwner(u) {
			x.next.Users[id] = u
		}
	}
	if !hasOwner(x.next.Users) {
		x.fail(x.users.place, "this leaves nobody with the role owner")
	}
}

func hasOwner(users map[string]people.User) bool {
	for u := range maps.Values(users) {
		if isOwner(u) {
			return true
		}
	}
	return false
}

func isOwner(u people.User) bool { return u.Role == people.Owner && !u.Disabled }

func (x *resolver) user(id string, e userEntry) people.User {
	old := x.old.Users[id]
	u := people.User{
		ID: id, Email: e.email.s, Name: e.name, Role: e.role, TimeZone: e.zone, JobTitle: e.jobTitle,
		Disabled: old.Disabled, LeftAt: old.LeftAt, QuietHours: e.quiet,
	}
	if e.disabled != nil {
		u.Disabled = *e.disabled
	}
	u.ContactMethods = x.methods(e, old)
	labels := make(map[string]string, len(u.ContactMethods))
	for _, m := range u.ContactMethods {
		labels[fold(m.Label)] = m.ID
	}
	u.NotificationRules = x.notificationRules(e, old, labels)
	u.HandoffRules = x.handoffRules(e, old, labels)
	u.AbsenceFeed = x.absenceFeed(e, old)
	u.Absences = withoutFeed(x.absences(e, id, old), u.AbsenceFeed, x.now)
	return u
}

func (x *resolver) methods(e userEntry, old people.User) []people.ContactMethod {
	var all []people.ContactMethod
	for _, m := range e.methods {
		stored, _, ok := take(old.ContactMethods, func(o people.ContactMethod) bool { return fold(o.Label) == fold(m.label.s) })
		if !ok {
			stored.ID = x.newID(ContactMethodID)
		}
		next := people.ContactMethod{
			ID: stored.ID, Label: m.label.s, Type: m.channel,
			Address: x.keptAddress(m, stored),
			Secret:  x.kept(m.secret.place, m.secret.s, stored.Secret),
		}
		all = append(all, asKnown(next, stored))
	}
	return all
}

// keptAddress makes sure that a stored address still suits the channel.
func (x *resolver) keptAddress(m methodEntry, stored people.ContactMethod) string {
	address := x.kept(m.address.place, m.address.s, stored.Address)
	if m.address.s == Kept && address != "" && m.channel != stored.Type {
		x.fail(m.address.place, "what is stored is for another type (%s); write the address itself", stored.Type)
	}
	return address
}

func (x *resolver) notificationRules(e userEntry, old people.User, labels map[string]string) []people.NotificationRule {
	var all []people.NotificationRule
	rest := old.NotificationRules
	for _, r := range e.rules {
		rule := people.NotificationRule{Urgency: r.urgency, Delay: r.delay, Method: labels[fold(r.method.s)]}
		var same people.NotificationRule
		var ok bool
		same, rest, ok = take(rest, func(o people.NotificationRule) bool {
			return o.Urgency == rule.Urgency && o.Delay == rule.Delay && o.Method == rule.Method
		})
		if rule.ID = same.ID; !ok {
			rule.ID = x.newID(NotificationRuleID)
		}
		all = append(all, rule)
	}
	return all
}

func (x *resolver) handoffRules(e userEntry, old people.User, labels map[string]string) []people.HandoffRule {
	var all []people.HandoffRule
	rest := old.HandoffRules
	for _, r := range e.handoffs {
		rule := people.HandoffRule{When: r.when, Advance: r.advance, Method: labels[fold(r.method.s)]}
		var same people.HandoffRule
		var ok bool
		same, rest, ok = take(rest, func(o people.HandoffRule) bool {
			return o.When == rule.When && o.Advance == rule.Advance && o.Method == rule.Method
		})
		if rule.ID = same.ID; !ok {
			rule.ID = x.newID(HandoffRuleID)
		}
		all = append(all, rule)
	}
	return all
}
