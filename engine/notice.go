package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

// News is what somebody has to be told that was done to them: one message,
// however many changes.
type News struct {
	User string // User.ID
	By   Actor
	What []string // sentences, without secrets
	// Duty are those of What that say when, or whether, they are on call or paged: a
	// shift that moved can not wait until somebody reads mail.
	Duty []string
	// Also are further e-mail addresses to tell: those that are theirs no more. Who
	// takes over somebody's address must not take over the warning too.
	Also []string
}

// Notices are the messages that carry news: by e-mail, to the person's e-mail
// methods, else to the address of their account; and of duty also by push, which
// makes no sound for a notice. Never by SMS or anything louder: a notice wakes
// nobody. Without a carrier for mail there are those by push, if any.
func (c *Config) Notices(n News, now time.Time) []Delivery {
	u := c.Users[n.User]
	var list []Delivery
	add := func(channel notify.Channel, address string, what []string) {
		list = append(list, noticeOf(n.User, channel, address, "Changed in Wakeman: "+oneLine(what[0], 100), n.text(what, u.Location(), now), now))
	}
	if c.Settings.Mail != nil && len(n.What) > 0 {
		for _, address := range noticed(u, n.Also) {
			add(notify.Email, address, n.What)
		}
	}
	if len(n.Duty) > 0 && !u.Disabled {
		for _, address := range c.pushed(u) {
			add(notify.Push, address, n.Duty)
		}
	}
	return list
}

// noticeOf is one message that wakes nobody, due at once.
func noticeOf(user string, channel notify.Channel, address, subject, text string, now time.Time) Delivery {
	return Delivery{
		ID: newDeliveryID(), Kind: notify.Notice, User: user, Label: "notice", Channel: string(channel), Address: address,
		Subject: subject, Text: text, State: Waiting, NextAt: now, CreatedAt: now,
	}
}

// pushed are the topics that a person's pages by push go to, where a server is
// there to take them.
func (c *Config) pushed(u people.User) (list []string) {
	for _, m := range u.Trusted().ContactMethods {
		served := c.Settings.Push != nil || strings.Contains(m.Address, "://")
		if m.Type == notify.Push && served && !slices.Contains(list, m.Address) {
			list = append(list, m.Address)
		}
	}
	return list
}

// noticed are the addresses to write to.
func noticed(u people.User, also []string) (list []string) {
	add := func(address string) {
		if address != "" && !slices.ContainsFunc(list, func(a string) bool { return strings.EqualFold(a, address) }) {
			list = append(list, address)
		}
	}
	for _, m := range u.Trusted().ContactMethods {
		if m.Type == notify.Email {
			add(m.Address)
		}
	}
	if len(list) == 0 {
		add(u.Email)
	}
	for _, address := range also {
		add(address)
	}
	return list
}

func (n News) text(said []string, zone *time.Location, now time.Time) string {
	who := n.By.label() + " changed this at "
	if n.own() {
		who = "You changed this at "
	}
	lines := []string{who + now.In(zone).Format("15:04 MST on Mon 2 Jan 2006") + ":", ""}
	for _, what := range said {
		lines = append(lines, "- "+what)
	}
	last := "If this is not right, tell them, or an admin. The audit log has it."
	if n.own() {
		last = "If it was not you, somebody else is signed in as you: tell an admin at once, set a new password, and end all sessions."
	}
	return strings.Join(append(lines, "", last), "\n")
}

// own reports whether somebody did it to themselves.
func (n News) own() bool { return n.By.Kind == ByPerson && n.By.ID == n.User }

// Tell puts news into the outbox, for what is no change of configuration: see
// [NewsOf] for what is. Kick the dispatcher afterwards.
func Tell(ctx context.Context, s Store, n News, now time.Time) error {
	return s.Update(ctx, Urgent, func(tx Tx) error {
		return tx.Apply(Changes{Deliveries: tx.Config().Notices(n, now.UTC().Round(0))})
	})
}
