package api

import (
	"wakeman/engine/config"
	"wakeman/engine/people"
)

func methodID(m people.ContactMethod) string  { return m.ID }
func ruleID(r people.NotificationRule) string { return r.ID }

func (s *server) createContactMethod(c *call) (any, error) {
	return s.saveContactMethod(c, config.NewID(config.ContactMethodID), func(people.User, string) (people.ContactMethod, error) {
		return people.ContactMethod{}, nil
	})
}

func (s *server) updateContactMethod(c *call) (any, error) {
	return s.saveContactMethod(c, c.PathValue("method"), c.methodIn)
}

// saveContactMethod puts what the body says on top of a method, new or there.
func (s *server) saveContactMethod(c *call, id string, find func(people.User, string) (people.ContactMethod, error)) (any, error) {
	var w methodOrder
	if err := readOrder(c.Request, "contact_method", &w); err != nil {
		return nil, err
	}
	u, err := s.editUser(c, methodNames(), func(u *people.User) error {
		m, err := find(*u, id)
		if err != nil {
			return err
		}
		m, err = w.apply(m)
		m.ID = id
		u.ContactMethods = with(u.ContactMethods, m, methodID)
		return err
	})
	if err != nil {
		return nil, err
	}
	m, _ := u.Method(id)
	return c.oneContactMethod(u, m)
}

// methodIn finds a contact method that is to be changed, as the client saw it.
func (c *call) methodIn(u people.User, id string) (people.ContactMethod, error) {
	m, ok := u.Method(id)
	if !ok {
		return m, absent("contact method")
	}
	return m, c.unchanged(m)
}

func (c *call) oneContactMethod(u people.User, m people.ContactMethod) (any, error) {
	c.tag(m)
	return map[string]contactMethodWire{"contact_method": c.contactMethod(u, m)}, nil
}

// deleteContactMethod takes a method away, with the rules that use it.
func (s *server) deleteContactMethod(c *call) (any, error) {
	id := c.PathValue("method")
	_, err := s.editUser(c, methodNames(), func(u *people.User) error {
		if _, err := c.methodIn(*u, id); err != nil {
			return err
		}
		u.ContactMethods = without(u.ContactMethods, func(m people.ContactMethod) bool { return m.ID == id })
		u.NotificationRules = without(u.NotificationRules, func(r people.NotificationRule) bool { return r.Method == id })
		u.HandoffRules = without(u.HandoffRules, func(r people.HandoffRule) bool { return r.Method == id })
		return nil
	})
	return nil, err
}

func (s *server) createNotificationRule(c *call) (any, error) {
	return s.saveNotificationRule(c, config.NewID(config.NotificationRuleID), func(people.User, string) (people.NotificationRule, error) {
		return people.NotificationRule{}, nil
	})
}

func (s *server) updateNotificationRule(c *call) (any, error) {
	return s.saveNotificationRule(c, c.PathValue("rule"), c.ruleIn)
}

// saveNotificationRule puts what the body says on top of a rule, new or there.
func (s *server) saveNotificationRule(c *call, id string, find func(people.User, string) (people.NotificationRule, error)) (any, error) {
	var w notificationOrder
	if err := readOrder(c.Request, "notification_rule", &w); err != nil {
		return nil, err
	}
	var saved people.NotificationRule
	u, err := s.editUser(c, notificationNames(), func(u *people.User) error {
		r, err := find(*u, id)
		if err != nil {
			return err
		}
		saved, err = w.apply(*u, r, r.ID != "")
		saved.ID = id
		u.NotificationRules = with(u.NotificationRules, saved, ruleID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.oneNotificationRule(u, saved)
}

// ruleIn finds a notification rule that is to be changed, as the client saw it.
func (c *call) ruleIn(u people.User, id string) (people.NotificationRule, error) {
	i := indexOf(u.NotificationRules, id, ruleID)
	if i < 0 {
		return people.NotificationRule{}, absent("notification rule")
	}
	return u.NotificationRules[i], c.unchanged(u.NotificationRules[i])
}

func (c *call) oneNotificationRule(u people.User, r people.NotificationRule) (any, error) {
	c.tag(r)
	return map[string]notificationRuleWire{"notification_rule": c.notificationRule(u, r)}, nil
}

func (s *server) deleteNotificationRule(c *call) (any, error) {
	id := c.PathValue("rule")
	_, err := s.editUser(c, notificationNames(), func(u *people.User) error {
		if _, err := c.ruleIn(*u, id); err != nil {
			return err
		}
		u.NotificationRules = without(u.NotificationRules, func(r people.NotificationRule) bool { return r.ID == id })
		return nil
	})
	return nil, err
}
