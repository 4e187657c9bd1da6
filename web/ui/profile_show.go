package ui

import (
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// personShow is one person: whoever asks, or the one in the path. What can be
// done there, and their addresses, only those see who may change them.
func (u *ui) personShow(w http.ResponseWriter, r *http.Request) {
	s, known := u.subject(r)
	if !known {
		u.notFound(w, r)
		return
	}
	v, err := u.personPage(r, s)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Person(page, v))
}

func (u *ui) personPage(r *http.Request, s subject) (view.PersonPage, error) {
	cfg, by, now := u.Store.Config(), who(r).User, u.Now()
	v := view.PersonPage{
		ID: s.ID, Base: s.base, You: s.ID == by.ID, Name: s.Name, Email: s.Email, Role: string(s.Role),
		Zone: s.TimeZone, JobTitle: s.JobTitle, Left: s.Disabled, CanEdit: mayChange(by, s.User) && !s.Disabled,
		CanAdmin: mayAdminister(by, s.User), OnCall: dutiesNow(cfg, s.ID, now),
		Seen: config.Version(s.User), RulesSeen: config.Version(s.NotificationRules), HandoffSeen: config.Version(s.HandoffRules),
	}
	tests, err := u.lastTests(s.User)
	if err != nil {
		return v, err
	}
	v.Reach, v.Ready = u.reach(cfg.Settings, s.User, tests), tested(s.User, tests)
	v.Methods = u.methodCards(cfg, s.User, tests, v.CanEdit)
	v.Ladders = []view.Ladder{ladderOf(s.User, people.High), ladderOf(s.User, people.Low)}
	v.Handoffs, v.Quiet = handoffLines(cfg, s.User), quietWords(s.User)
	if !v.CanEdit {
		return v, nil
	}
	v.Warnings = warningsOf(cfg, s.User, now)
	return v, u.personAccess(&v, by, s.User)
}

// personAccess adds what only those see who may let somebody in or out.
func (u *ui) personAccess(v *view.PersonPage, by, user people.User) error {
	if v.You || !v.CanAdmin {
		return nil
	}
	access, err := u.Invites.Access(user.ID)
	v.HasPassword, v.InvitedTill = access.HasPassword, access.InvitedTill
	v.CannotMail = u.Invites.CanMail()
	if d := access.Mail; d.ID != "" {
		v.Mailed, v.MailedTo = testResult(d, true), d.Address
	}
	v.CanNotLeave = u.Store.Config().CanNotLeave(by.ID, user)
	return err
}

func (u *ui) methodCards(cfg *engine.Config, user people.User, tests map[string]engine.Delivery, addresses bool) (list []view.Method) {
	for _, m := range user.ContactMethods {
		card := view.Method{ID: m.ID, Label: m.Label, Channel: string(m.Type), Problem: sentence(u.unserved(cfg.Settings, m)), Trust: trustOf(cfg, user, m)}
		if addresses {
			card.Address = m.Address
		}
		if d, there := tests[m.ID]; there {
			card.Test = testResult(d, addresses)
		}
		list = append(list, card)
	}
	return list
}

// testResult tells what came of a test. A carrier's reason may quote the
// address.
func testResult(d engine.Delivery, addresses bool) view.WakeTest {
	t := view.WakeTest{At: d.CreatedAt, Result: resultOf(d)}
	if addresses {
		t.Reason = d.Reason
	}
	if d.State == engine.Waiting && d.Attempts == 0 {
		t.Result = view.ToldSending
	}
	if !d.FinishedAt.IsZero() {
		t.Took = max(d.FinishedAt.Sub(d.CreatedAt), 0)
	}
	return t
}

func ladderOf(user people.User, urgency people.Urgency) view.Ladder {
	l := view.Ladder{Urgency: string(urgency), Default: !hasRules(user, urgency)}
	for _, rule := range user.Rules(urgency) {
		m, _ := user.Method(rule.Method)
		l.Rungs = append(l.Rungs, view.Rung{ID: rule.ID, After: rule.Delay, Channel: string(m.Type), Label: m.Label})
	}
	return l
}

func handoffLines(cfg *engine.Config, user people.User) (list []view.HandoffLine) {
	for _, h := range user.HandoffRules {
		m, _ := user.Method(h.Method)
		line := view.HandoffLine{ID: h.ID, When: h.When, Advance: h.Advance, Channel: string(m.Type), Label: m.Label}
		for _, id := range h.Schedules {
			line.Schedules = append(line.Schedules, orElse(cfg.Schedules[id].Name, "a schedule that is gone"))
		}
		list = append(list, line)
	}
	return list
}

// warningsOf are the doubts about a person's role and rules. What is wrong with a method
// stands beside it already.
func warningsOf(cfg *engine.Config, user people.User, now time.Time) (list []string) {
	for _, w := range config.WarningsOfUser(config.Lint(cfg, now), user.Email) {
		if strings.HasPrefix(w.Path, "notification_rules") || w.Path == config.RoleField {
			list = append(list, w.Message)
		}
	}
	return list
}
