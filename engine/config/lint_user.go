package config

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// RoleField is where a warning of a person's role stands, below the person.
const RoleField = "role"

// RoleWarning is what speaks against the role of a person as they would be, as a
// sentence; "" is nothing.
func RoleWarning(c *engine.Config, u people.User, now time.Time) string {
	next := *c
	next.Users = maps.Clone(next.Users)
	next.Users[u.ID] = u
	for _, w := range WarningsOfUser(Lint(&next, now), u.Email) {
		if w.Path == RoleField {
			return w.Message
		}
	}
	return ""
}

func (l *linter) user(u people.User) {
	path := named(usersSection, u.Email)
	why, paged := l.pageable[u.ID]
	switch {
	case paged && u.Disabled:
		l.warn(path, "This person has left, but is still in %s.", why)
		return
	case u.Disabled:
		return
	}
	// They are paged all the same: a page that is lost is worse than one that only
	// its link acknowledges.
	if paged && !u.Role.AtLeast(people.Responder) {
		l.warn(path+"."+RoleField, "A viewer may not acknowledge, except by the link in a page, and %s pages this person.", why)
	}
	reached := 0
	for _, m := range u.ContactMethods {
		where := path + "." + named("contact_methods", m.Label)
		if problem := l.unreachable(m); problem != "" {
			l.warn(where, "%s", problem)
			continue
		}
		reached++
		l.unconfirmed(where, u, m)
		l.gateway(where, m)
	}
	if paged && reached == 0 {
		l.warn(path+".contact_methods", "No channel reaches this person, whom %s pages.", why)
	}
	for i, r := range u.NotificationRules {
		where := within(path, "notification_rules", i)
		l.short(where+".delay", r.Delay)
		l.neverFires(where, u, r)
	}
}

// unreachable is why a page by this method can not leave the box.
func (l *linter) unreachable(m people.ContactMethod) string {
	switch {
	case m.Type == notify.Email && l.Settings.Mail == nil:
		return "There is no mail server (settings.mail), so no mail leaves the box."
	case m.Type == notify.SMS && l.Settings.SMS == nil:
		return "There is no gateway for text messages (settings.sms), so none leaves the box."
	case m.Type == notify.Push && l.Settings.Push == nil && !isWebURL(m.Address):
		return "There is no push server (settings.push), and the topic names none itself."
	case m.Type == notify.Webhook || m.Type == notify.Push && isWebURL(m.Address):
		return l.refused(m.Address)
	}
	return ""
}

// refused is why a URL is not called: its address is in a private range that
// nobody opened. Names are looked up only when they are called.
func (l *linter) refused(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	if fold(host) == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	if !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() {
		return ""
	}
	for _, p := range l.Settings.OutgoingAllow {
		if p.Contains(ip) {
			return ""
		}
	}
	return fmt.Sprintf("%s is on this box or a private network, and is not called unless settings.outgoing_allow (or --outgoing-allow) has it.", ip)
}

// carriers warns of gateways that are not called, see refused.
func (l *linter) carriers() {
	hosts := map[string]string{}
	if m := l.Settings.Mail; m != nil {
		hosts["settings.mail.host"] = "smtp://" + net.JoinHostPort(m.Host, "25")
	}
	if p := l.Settings.Push; p != nil {
		hosts["settings.push.server"] = p.Server
	}
	if s := l.Settings.SMS; s != nil {
		hosts["settings.sms.url"] = s.URL
	}
	for _, path := range slices.Sorted(maps.Keys(hosts)) {
		if problem := l.refused(hosts[path]); problem != "" {
			l.warn(path, "%s", problem)
		}
	}
}

// unconfirmed warns of an address that was typed and never shown to be right.
func (l *linter) unconfirmed(path string, u people.User, m people.ContactMethod) {
	switch {
	case !m.Unconfirmed:
	case slices.ContainsFunc(u.Trusted().ContactMethods, func(t people.ContactMethod) bool { return t.ID == m.ID }):
		l.warn(path, "This address was never confirmed. Pages go there only because there is no other that was.")
	default:
		l.warn(path, "This address was never confirmed, so no page goes there.")
	}
}

// gateway warns of mail addresses that become text messages.
func (l *linter) gateway(path string, m people.ContactMethod) {
	if m.Type != notify.Email {
		return
	}
	_, domain, _ := cutLast(m.Address, "@")
	if end := gatewayEnd(fold(domain)); end != "" {
		l.warn(path+".address", "Mail to %s %s; use sms or push instead.", domain, end)
	}
}

// gatewayEnd says what becomes of an operator's gateway from mail to text
// messages, by the ends that the operators announced.
func gatewayEnd(domain string) string {
	switch domain {
	case "tmomail.net":
		return "has not become a text message since T-Mobile closed its gateway in December 2024"
	case "txt.att.net", "mms.att.net":
		return "has not become a text message since AT&T closed its gateway on 17 June 2025"
	case "vtext.com", "vzwpix.com":
		return "becomes a text message only until Verizon closes its gateway on 31 March 2027"
	case "messaging.sprintpcs.com", "pm.sprint.com", "sms.cricketwireless.net", "mms.cricketwireless.net",
		"sms.myboostmobile.com", "email.uscc.net", "mymetropcs.com", "vmobl.com", "msg.fi.google.com":
		return "goes through an operator's gateway to text messages, and those are being closed"
	}
	return ""
}

// neverFires warns of a rule that comes after every step with this person has
// handed on. Pages that have not begun are dropped then.
func (l *linter) neverFires(path string, u people.User, r people.NotificationRule) {
	longest, escalates := time.Duration(0), false
	for _, p := range l.Policies {
		for _, s := range p.Steps {
			if !l.isMeant(u.ID, s) {
				continue
			}
			if r.Urgency == people.Low && !p.EscalateLow {
				return // low urgency stays with its first step
			}
			longest, escalates = max(longest, s.Delay), true
		}
	}
	if escalates && r.Delay >= longest && r.Delay > 0 {
		l.warn(path+".delay", "This rule comes too late: every step with this person goes on to the next after %s or less, and drops what was not sent by then.", FormatDuration(longest))
	}
}

func (l *linter) isMeant(id string, s engine.Step) bool {
	for _, t := range s.Targets {
		if l.meant(t)[id] {
			return true
		}
	}
	return false
}

// sentence is a time for a warning: Mon 5 Jan 09:00.
func sentence(t time.Time, loc *time.Location) string {
	return strings.TrimSpace(t.In(loc).Format("Mon 2 Jan 15:04"))
}

// DoubtsOfPolicy are the warnings of a policy, and of each step who it may page that
// may not acknowledge but by the link in a page. [Lint] says the latter of the
// person, once for all policies. Paths begin below the policy: steps[0].
func DoubtsOfPolicy(c *engine.Config, found []Warning, p engine.Policy, now time.Time) []Warning {
	list := WarningsOfPolicy(found, p.Name)
	l := &linter{view: view{orEmpty(c)}, now: now}
	for i, s := range p.Steps {
		ids := map[string]bool{}
		for _, t := range s.Targets {
			maps.Copy(ids, l.meant(t))
		}
		for _, u := range l.Sorted() {
			if ids[u.ID] && !u.Disabled && !u.Role.AtLeast(people.Responder) {
				list = append(list, Warning{fmt.Sprintf("steps[%d]", i), u.Name + " is a viewer: paged, they may acknowledge only by the link in a page."})
			}
		}
	}
	return list
}
