package engine

import (
	"slices"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

// Contact is one person and the surest way to them, for the emergency path.
type Contact struct {
	Name    string
	Address notify.Address
	Zone    *time.Location
}

// Emergency lists who has to know when the store itself has failed: everybody
// on the first step of every policy that a service uses, and the fallback
// contact. It is read each minute and kept in memory, because by then nothing
// can be read any more. Everybody comes once for each address.
func (c *Config) Emergency(now time.Time) []Contact {
	var found []people.Assignment
	for _, svc := range c.Services {
		steps := c.Policies[svc.Policy].Steps
		if len(steps) > 0 && !svc.Disabled && !svc.Sandbox {
			assigned, _ := c.Resolve(steps[0].Targets, now)
			found = append(found, assigned...)
		}
	}
	found = append(found, c.fallback()...)
	var list []Contact
	for _, a := range found {
		for _, contact := range c.contactsOf(c.Users[a.User]) {
			if !slices.ContainsFunc(list, func(x Contact) bool { return x.Address == contact.Address }) {
				list = append(list, contact)
			}
		}
	}
	return list
}

// contactsOf are all the ways that page the person for high urgency: with the
// store gone there is no second try, so none is held back.
func (c *Config) contactsOf(u people.User) []Contact {
	var list []Contact
	for _, r := range c.Rules(u, people.High) {
		if m, ok := u.Method(r.Method); ok {
			list = append(list, Contact{Name: u.Name, Address: m.To(), Zone: u.Location()})
		}
	}
	return list
}

// EmergencyDelivery is what a contact is told when the store has failed. It is
// sent without being stored, and says so.
func EmergencyDelivery(c Contact, reason string, at time.Time) notify.Delivery {
	return notify.Delivery{
		ID: newDeliveryID(), Attempt: 1, To: c.Address,
		Message: notify.Message{
			Kind: notify.Emergency, Recipient: c.Name, Zone: c.Zone,
			Subject: "Wakeman itself has failed: alerts may not be reaching you",
			Text: "The store failed at " + at.In(c.Zone).Format("2006-01-02 15:04 MST") + " (" + reason + ").\n" +
				"Wakeman stops and is started again by the system. Until you hear from it, watch the monitoring yourself.\n" +
				"This message was sent by the emergency path: it is not in any log, and may come more than once.",
		},
	}
}
