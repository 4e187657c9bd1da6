package access

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// Facts are what is judged. The maps are by User.ID.
type Facts struct {
	Now         time.Time
	Place       auth.PasskeyPlace // where passkeys work
	Config      *engine.Config
	Passwords   map[string]bool
	Factors     map[string]people.SecondFactor
	Passkeys    map[string][]people.Passkey
	Identities  map[string][]people.Identity
	Invitations map[string]people.Invitation // also those that are over
	Sessions    map[string][]people.Session  // also those that are over
	Tokens      []people.Token
}

// Report is who has access to what.
type Report struct {
	At     time.Time
	People []Person // by name, those who have left too
	// Keys and Calendars are those that are nobody's.
	Keys, Calendars []people.Token
}

// Person is one of them.
type Person struct {
	User people.User
	Ways []Way // in; none: they cannot sign in
	Idle []Way // what would be a way in if the settings were others
	// InvitedTill is until when a link lets them set their password; zero: there is
	// none that works.
	InvitedTill time.Time
	Teams       []Membership
	Sessions    int       // browsers that are signed in
	LastSeen    time.Time // zero: never, or not since sessions were last cleared
	Duties      []string  // schedules and policies that name them
	Keys        []people.Token
	Calendars   []people.Token
}

// Membership is a part in a team.
type Membership struct {
	ID, Name string
	Role     people.TeamRole
	// Edits: they may change the schedules of the team.
	Edits bool
}

// Words are the team and the part in it: "Towers (manager, changes its schedules)".
func (m Membership) Words() string {
	words := m.Name + " (" + string(m.Role)
	if m.Edits {
		words += ", changes its schedules"
	}
	return words + ")"
}

// Shows is what a calendar address gives away, in words.
func Shows(cfg *engine.Config, t people.Token) string {
	if t.Schedule == "" {
		return "own shifts"
	}
	return "schedule " + strconv.Quote(cmp.Or(cfg.Schedules[t.Schedule].Name, t.Schedule))
}

// Judge says of everybody what they have. It reads nothing but the facts.
func (f Facts) Judge() Report {
	r := Report{At: f.Now}
	for _, u := range f.Config.Sorted() {
		r.People = append(r.People, f.person(u))
	}
	r.Keys, r.Calendars = f.tokens("")
	return r
}

func (f Facts) person(u people.User) Person {
	p := Person{User: u, Ways: f.ways(u), Idle: f.idle(u), Teams: f.teams(u), Duties: config.Duties(f.Config, u.ID, f.Now)}
	p.Keys, p.Calendars = f.tokens(u.ID)
	if inv, found := f.Invitations[u.ID]; found && !u.Disabled && f.Now.Before(inv.ExpiresAt) {
		p.InvitedTill = inv.ExpiresAt
	}
	for _, s := range f.Sessions[u.ID] {
		if f.Now.Before(s.ExpiresAt) {
			p.Sessions++
		}
		if s.SeenAt.After(p.LastSeen) {
			p.LastSeen = s.SeenAt
		}
	}
	return p
}

func (f Facts) teams(u people.User) (list []Membership) {
	for _, t := range f.Config.TeamsOf(u.ID) {
		edits := !u.Disabled && f.Config.MayEditSchedule(u.Role, u.ID, t.ID) == ""
		list = append(list, Membership{t.ID, t.Name, t.Role(u.ID), edits})
	}
	return list
}

// tokens are the API keys and calendar addresses of a person, by name, or with ""
// those that are nobody's. Those that are over are among them, with when.
func (f Facts) tokens(user string) (keys, calendars []people.Token) {
	for _, t := range f.Tokens {
		switch {
		case t.User != user:
		case t.Scope == people.CalendarScope:
			calendars = append(calendars, t)
		default:
			keys = append(keys, t)
		}
	}
	byName := func(a, b people.Token) int { return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID) }
	slices.SortFunc(keys, byName)
	slices.SortFunc(calendars, byName)
	return keys, calendars
}
