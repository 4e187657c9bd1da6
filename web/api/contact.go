package api

import (
	"slices"
	"strconv"

	"wakeman/engine/people"
	"wakeman/notify"
)

// contactMethodWire is one way to reach a person. Secrets that sign webhooks
// never leave the box by this door.
type contactMethodWire struct {
	reference
	Label          string `json:"label"`
	Address        string `json:"address"` // "" where the caller may not see it
	SendShortEmail bool   `json:"send_short_email"`
	Blacklisted    bool   `json:"blacklisted"`
	Enabled        bool   `json:"enabled"`      // false: unconfirmed, and spared while there is another
	CountryCode    *int   `json:"country_code"` // of telephone numbers, whose address is without it
	// Wakeman's own: when the person showed that messages reach them there, null
	// for never, and whether the address was only typed so far.
	VerifiedAt  *string `json:"verified_at"`
	Unconfirmed bool    `json:"unconfirmed"`
}

// methodType is PagerDuty's name; webhooks are Wakeman's own.
func methodType(channel notify.Channel) string {
	if channel == notify.Push {
		return "push_notification_contact_method"
	}
	return string(channel) + "_contact_method"
}

func (v view) methodRef(u people.User, m people.ContactMethod) reference {
	return v.link.inside(methodType(m.Type)+"_reference", "/users/"+u.ID+"/contact_methods/"+m.ID, m.ID, m.Label)
}

func (v view) contactMethod(u people.User, m people.ContactMethod) contactMethodWire {
	w := contactMethodWire{reference: v.methodRef(u, m).whole(methodType(m.Type)), Label: m.Label, Enabled: !v.cfg.Spares(u, m)}
	w.VerifiedAt, w.Unconfirmed = stamp(m.VerifiedAt), m.Unconfirmed
	if !v.seesAddress(u, m) {
		return w
	}
	w.Address = m.Address
	if code, rest, ok := callingCode(m.Address); ok && m.Type == notify.SMS {
		n, _ := strconv.Atoi(code)
		w.CountryCode, w.Address = &n, rest
	}
	return w
}

// seesAddress: one's own, always. Whoever may only read (a wallboard) sees
// nobody's. A push topic or a webhook's address is as good as a password, so
// only admins see those of others.
func (v view) seesAddress(u people.User, m people.ContactMethod) bool {
	switch {
	case v.me != "" && v.me == u.ID:
		return true
	case v.readOnly:
		return false
	case m.Type == notify.Email || m.Type == notify.SMS:
		return true
	}
	return v.role.AtLeast(people.Admin)
}

// notificationRuleWire says by which method a person is paged, how long after
// an incident was assigned to them.
type notificationRuleWire struct {
	reference
	StartDelayInMinutes int     `json:"start_delay_in_minutes"` // rounded up
	CreatedAt           *string `json:"created_at"`             // not kept
	Urgency             string  `json:"urgency"`
	ContactMethod       any     `json:"contact_method"`
}

func (v view) ruleRef(u people.User, r people.NotificationRule) reference {
	m, _ := u.Method(r.Method)
	return v.link.inside("assignment_notification_rule_reference", "/users/"+u.ID+"/notification_rules/"+r.ID, r.ID,
		string(r.Urgency)+" urgency: "+m.Label)
}

func (v view) notificationRule(u people.User, r people.NotificationRule) notificationRuleWire {
	return notificationRuleWire{
		reference:           v.ruleRef(u, r).whole("assignment_notification_rule"),
		StartDelayInMinutes: minutes(r.Delay), Urgency: string(r.Urgency), ContactMethod: v.methodOf(u, r.Method),
	}
}

func (v view) methodOf(u people.User, id string) any {
	m, ok := u.Method(id)
	if !ok {
		return nil
	}
	return v.included("contact_methods", v.methodRef(u, m), func() (any, bool) { return v.contactMethod(u, m), true })
}

// handoffRuleWire says how long before a shift a person is reminded of it.
type handoffRuleWire struct {
	reference
	HandoffType            string `json:"handoff_type"` // oncall, offcall, both
	NotifyAdvanceInMinutes int    `json:"notify_advance_in_minutes"`
	ContactMethod          any    `json:"contact_method"`
	// Schedules are those it is for; empty: every one of the person. Not PagerDuty's.
	Schedules []reference `json:"schedules"`
}

func (v view) handoffRule(u people.User, r people.HandoffRule) handoffRuleWire {
	kind := "both"
	switch r.When {
	case "on":
		kind = "oncall"
	case "off":
		kind = "offcall"
	}
	ref := v.link.inside("oncall_handoff_notification_rule", "/users/"+u.ID+"/oncall_handoff_notification_rules/"+r.ID, r.ID, kind)
	return handoffRuleWire{
		reference: ref, HandoffType: kind, NotifyAdvanceInMinutes: minutes(r.Advance), ContactMethod: v.methodOf(u, r.Method),
		Schedules: each(r.Schedules, v.scheduleRef),
	}
}

// listOf answers a list that belongs to a user, oneOf one item of it.

func listOf[T, W any](name string, list func(people.User) []T, wire func(view, people.User, T) W) handler {
	return func(c *call) (any, error) {
		u, err := userOf(c)
		if err != nil {
			return nil, err
		}
		return paged(c, name, list(u), func(t T) W { return wire(c.view, u, t) })
	}
}

func oneOf[T, W any](name, param, what string, list func(people.User) []T, id func(T) string, wire func(view, people.User, T) W) handler {
	return func(c *call) (any, error) {
		u, err := userOf(c)
		if err != nil {
			return nil, err
		}
		all := list(u)
		i := slices.IndexFunc(all, func(t T) bool { return id(t) == c.PathValue(param) })
		if i < 0 {
			return nil, absent(what)
		}
		c.tag(all[i])
		return map[string]W{name: wire(c.view, u, all[i])}, nil
	}
}

func methodsOf(u people.User) []people.ContactMethod  { return u.ContactMethods }
func rulesOf(u people.User) []people.NotificationRule { return u.NotificationRules }
func handoffsOf(u people.User) []people.HandoffRule   { return u.HandoffRules }

func listContactMethods(c *call) (any, error) {
	return listOf("contact_methods", methodsOf, view.contactMethod)(c)
}

func getContactMethod(c *call) (any, error) {
	return oneOf("contact_method", "method", "contact method", methodsOf, methodID, view.contactMethod)(c)
}

func listNotificationRules(c *call) (any, error) {
	return listOf("notification_rules", rulesOf, view.notificationRule)(c)
}

func getNotificationRule(c *call) (any, error) {
	return oneOf("notification_rule", "rule", "notification rule", rulesOf, ruleID, view.notificationRule)(c)
}

func listHandoffRules(c *call) (any, error) {
	return listOf("oncall_handoff_notification_rules", handoffsOf, view.handoffRule)(c)
}

func getHandoffRule(c *call) (any, error) {
	return oneOf("oncall_handoff_notification_rule", "rule", "handoff rule", handoffsOf, handoffID, view.handoffRule)(c)
}
