package api

import (
	"wakeman/engine/people"
	"wakeman/web/access"
	"wakeman/web/auth"
)

// accessWire is who has access to what, as on the page. Wakeman's own.
type accessWire struct {
	CheckedAt *string            `json:"checked_at"`
	Users     []accessPersonWire `json:"users" doc:"by name, those who have left too"`
	Keys      []keyWire          `json:"api_keys" doc:"those that are nobody's"`
	Calendars []calendarWire     `json:"calendar_addresses" doc:"those that are nobody's"`
}

type accessPersonWire struct {
	User         reference        `json:"user"`
	Email        string           `json:"email"`
	Role         people.Role      `json:"role"`
	Disabled     bool             `json:"disabled" doc:"has left"`
	SignsIn      string           `json:"signs_in" doc:"all ways in as a sentence"`
	Ways         []wayWire        `json:"ways" doc:"none: they cannot sign in"`
	Idle         []wayWire        `json:"of_no_use" doc:"what would be a way in if the settings were others"`
	InvitedUntil *string          `json:"invited_until" doc:"until then a link lets whoever has it set the password"`
	Teams        []membershipWire `json:"teams"`
	Sessions     int              `json:"sessions" doc:"browsers that are signed in"`
	LastSeen     *string          `json:"last_seen_at"`
	Duties       []string         `json:"duties"`
	Keys         []keyWire        `json:"api_keys"`
	Calendars    []calendarWire   `json:"calendar_addresses"`
}

type wayWire struct {
	Code    string `json:"code" doc:"stays as it is: password, password_and_second_factor, passkey, provider, provider_and_second_factor, provider_unlinked, passkey_elsewhere …"`
	Message string `json:"message"`
}

type membershipWire struct {
	Team  reference       `json:"team"`
	Role  people.TeamRole `json:"role" enum:"manager,responder,observer"`
	Edits bool            `json:"edits_schedules" doc:"they may change the schedules of the team"`
}

func (s *server) getAccess(c *call) (any, error) {
	facts, err := access.Read(s.store, auth.PlaceOf(s.base()), c.now)
	if err != nil {
		return nil, err
	}
	r := facts.Judge()
	return map[string]accessWire{"access": {
		CheckedAt: stamp(r.At), Users: each(r.People, c.accessPerson), Keys: each(r.Keys, c.key), Calendars: each(r.Calendars, c.calendar),
	}}, nil
}

func (v view) accessPerson(p access.Person) accessPersonWire {
	return accessPersonWire{
		User: v.userRef(p.User.ID), Email: p.User.Email, Role: p.User.Role, Disabled: p.User.Disabled,
		SignsIn: p.SignsIn(), Ways: each(p.Ways, wayOf), Idle: each(p.Idle, wayOf), InvitedUntil: stamp(p.InvitedTill),
		Teams:    each(p.Teams, func(m access.Membership) membershipWire { return membershipWire{v.teamRef(m.ID), m.Role, m.Edits} }),
		Sessions: p.Sessions, LastSeen: stamp(p.LastSeen), Duties: listed(p.Duties), Keys: each(p.Keys, v.key), Calendars: each(p.Calendars, v.calendar),
	}
}

func wayOf(w access.Way) wayWire { return wayWire{string(w.Code), w.Words} }
