package ui

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// leaveAhead is how far the turns are counted that somebody leaves behind.
const leaveAhead = 28 * 24 * time.Hour

// leaveAsk says what is left without a person, and what ends, and asks.
func (u *ui) leaveAsk(w http.ResponseWriter, r *http.Request, s subject) {
	if why := u.Store.Config().CanNotLeave(who(r).User.ID, s.User); why != "" {
		u.fail(w, r, engine.Fail(engine.Conflict, "%s", why))
		return
	}
	u.leavePage(w, r, http.StatusOK, s, view.Form{})
}

func (u *ui) leavePage(w http.ResponseWriter, r *http.Request, status int, s subject, form view.Form) {
	page := u.page(r)
	v := view.LeavePage{Person: view.Ref{ID: s.ID, Name: s.Name}, Form: form, Seen: config.Version(s.User)}
	v.Bare, v.Kept = leftBehind(u.Store.Config(), s.User, u.Now(), page.Zone)
	ends, err := u.whatEnds(s.User)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v.Ends = ends
	if v.Keys, err = u.leaveKeys(r, s.ID); err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.Leave(page, v))
}

func (u *ui) whatEnds(user people.User) ([]string, error) {
	ends := []string{
		"They are signed out everywhere, and their own API keys are deleted.",
		"Links in pages they were sent do not acknowledge any more, and a link to sign in with does not work.",
		"Pages on their way to them are stopped. Where nobody else is paged, the next step begins at once.",
	}
	list, err := u.Store.Incidents(store.IncidentQuery{Users: []string{user.ID}, Statuses: []engine.Status{engine.Triggered, engine.Acked}})
	for _, in := range list.Incidents {
		ends = append(ends, fmt.Sprintf("They do not look after “%s” any more, which is %s.", in.Title, in.Status))
	}
	return ends, err
}

// leftBehind are the duties that nobody has when a person leaves, and those that
// others go on with.
func leftBehind(cfg *engine.Config, user people.User, now time.Time, zone *time.Location) (bare, kept []string) {
	without := cfg.Directory
	without.Users = maps.Clone(cfg.Users)
	user.Disabled, user.LeftAt = true, now
	without.Users[user.ID] = user
	add := func(line string, nobody bool) {
		switch {
		case line == "":
		case nobody:
			bare = append(bare, line)
		default:
			kept = append(kept, line)
		}
	}
	for _, s := range sortedSchedules(cfg) {
		add(turnsLeft(s, without, user, now, zone))
	}
	for _, p := range cfg.PoliciesByName() {
		for i, step := range p.Steps {
			add(stepLeft(p.Name, i+1, step, without, user, now))
		}
	}
	for _, t := range cfg.TeamsOf(user.ID) {
		add(teamLeft(t, without, user))
	}
	add(fallbackLeft(cfg.Settings.Fallback, without, user))
	return bare, kept
}

// turnsLeft tells of a schedule's turns that were a person's.
func turnsLeft(s schedules.Schedule, without people.Directory, user people.User, now time.Time, zone *time.Location) (line string, nobody bool) {
	var alone, shared []schedules.Shift
	after := without.Effective(s)
	for _, shift := range s.Shifts(now, now.Add(leaveAhead)) {
		switch {
		case !slices.Contains(shift.Users, user.ID):
		case after.Coverage(shift.Start, shift.End) == 1:
			shared = append(shared, shift)
		default:
			alone = append(alone, shift)
		}
	}
	when := func(t time.Time) string { return t.In(zone).Format("Mon 2 Jan 15:04") }
	switch {
	case len(alone) > 0:
		return fmt.Sprintf("%s: nobody is on call from %s to %s%s (%s).", s.Name, when(alone[0].Start), when(alone[0].End), moreTurns(len(alone)-1), alone[0].Start.In(zone).Format("MST")), true
	case len(shared) > 0:
		return s.Name + ": others are on call then; the next of the rotation stands in.", false
	case slices.Contains(s.People(now), user.ID):
		return s.Name + ": is in the rotation, without a turn in the next four weeks.", false
	}
	return "", false
}

func moreTurns(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", and once more in the next four weeks"
	}
	return fmt.Sprintf(", and %d times more in the next four weeks", n)
}

// stepLeft tells of an escalation step that names a person.
func stepLeft(policy string, number int, step engine.Step, without people.Directory, user people.User, now time.Time) (line string, nobody bool) {
	if !slices.Contains(step.Targets, people.Target{User: user.ID}) {
		return "", false
	}
	found, _ := without.Resolve(step.Targets, now)
	if len(found) == 0 {
		return fmt.Sprintf("%s: step %d pages nobody, and is passed at once.", policy, number), true
	}
	var names []string
	for _, a := range found {
		names = append(names, without.Users[a.User].Name)
	}
	return fmt.Sprintf("%s: step %d goes on with %s.", policy, number, strings.Join(names, ", ")), false
}

// teamLeft tells of a team that a person is in. Without a manager it goes on,
// but its schedules are then changed by schedulers of the team and admins only.
func teamLeft(t people.Team, without people.Directory, user people.User) (line string, nobody bool) {
	managers, members := 0, 0
	for _, m := range t.Members {
		if u, known := without.Users[m.User]; !known || u.Disabled {
			continue
		}
		members++
		if m.Role == people.TeamManager {
			managers++
		}
	}
	switch {
	case members == 0:
		return "Team " + t.Name + ": nobody is left in it.", true
	case managers == 0 && t.Role(user.ID) == people.TeamManager:
		return "Team " + t.Name + ": no manager is left.", true
	}
	return "Team " + t.Name + ": the others stay.", false
}

// fallbackLeft tells of the contacts for when a policy reaches nobody.
func fallbackLeft(fallback []string, without people.Directory, user people.User) (line string, nobody bool) {
	if !slices.Contains(fallback, user.ID) {
		return "", false
	}
	for _, id := range fallback {
		if u, known := without.Users[id]; known && !u.Disabled {
			return "Fallback contacts: goes on with " + u.Name + ".", false
		}
	}
	return "Fallback contacts: none is left for when a policy reaches nobody.", true
}

// leaveDo ends everything of a person's.
func (u *ui) leaveDo(w http.ResponseWriter, r *http.Request, s subject) {
	if why := u.Store.Config().CanNotLeave(who(r).User.ID, s.User); why != "" {
		u.fail(w, r, engine.Fail(engine.Conflict, "%s", why))
		return
	}
	seen := cut(r.PostFormValue("seen"), 100)
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if config.Version(*user) != seen {
			return engine.Fail(engine.Conflict, "Somebody else has changed %s since you opened this page: look again", user.Name)
		}
		user.Disabled = true
		return nil
	})
	if err == nil {
		n := view.Notice{Level: view.Good, Text: s.Name + " has left. Everything of theirs has ended."}
		u.revokeLeft(r, s.ID, &n)
		n.Text += u.untold(r, s)
		u.done(w, r, n, view.PathPeople)
		return
	}
	var form view.Form
	status, ok := refused(&form, err, func(config.Problem) string { return "" })
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.leavePage(w, r, status, s, form)
}

// returnDo brings somebody back.
func (u *ui) returnDo(w http.ResponseWriter, r *http.Request, s subject) {
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		user.Disabled = false
		return nil
	})
	u.pressed(w, r, s, err, s.Name+" is back, and takes their turns again.")
}
