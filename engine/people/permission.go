package people

import "fmt"

// MayEditSchedule says whether somebody with a role may change a schedule of a
// team, its overrides included: "" is yes, a sentence is why not. user is "" for
// an account's API key; team is "" for a schedule that belongs to no team.
//
//   - Admins and owners may change every schedule.
//   - A scheduler may change those without a team, and those of the teams they
//     take part in: as manager or responder, not as observer.
//   - A manager of the team may change its schedules, with any role from
//     responder on. That is all a team role gives: services, escalation policies
//     and who is in the team stay with admins. (PagerDuty's team managers change
//     those too: support.pagerduty.com, "Advanced Permissions".)
//
// A change that gives a schedule to another team needs both: ask for the team
// before and the team after.
func (d Directory) MayEditSchedule(role Role, user, team string) string {
	if role.AtLeast(Admin) {
		return ""
	}
	if team == "" {
		if role.AtLeast(Scheduler) {
			return ""
		}
		return "Only schedulers and admins may change schedules."
	}
	t := d.Teams[team] // one that is gone has no members
	in := t.Role(user)
	if user == "" {
		in = ""
	}
	if in == TeamManager && role.AtLeast(Responder) || in == TeamResponder && role.AtLeast(Scheduler) {
		return ""
	}
	name := t.Name
	if name == "" {
		name = team
	}
	return fmt.Sprintf("Only managers of the team %s, schedulers who take part in it, and admins may change its schedules.", name)
}

// CanNotLeave is why a person may not be disabled by somebody; "" if they may.
// by is the id of who does it, "" for a program.
func (d Directory) CanNotLeave(by string, u User) string {
	owners := 0
	for _, other := range d.Users {
		if other.Role == Owner && !other.Disabled {
			owners++
		}
	}
	switch {
	case u.Disabled:
		return u.Name + " has left already."
	case u.Role == Owner && owners == 1:
		return u.Name + " is the only owner. Make somebody else an owner first."
	case by == u.ID:
		return "You cannot let yourself leave: ask another admin."
	}
	return ""
}
