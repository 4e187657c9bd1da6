package api

import (
	"context"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// Access is who gets in and with what: API keys, sessions, blocked sign-ins. Its
// rules are those of the pages; who may is decided here.
type Access interface {
	Tokens() ([]people.Token, error)
	CreateToken(ctx context.Context, n auth.NewToken) (secret string, t people.Token, err error)
	CreateCalendar(ctx context.Context, n auth.NewToken) (secret string, t people.Token, err error)
	Calendars(user, schedule string) ([]people.Token, error)
	RevokeToken(ctx context.Context, id string, actor engine.Actor) error

	Sessions(user string) ([]people.Session, error)
	EndSessionOf(ctx context.Context, user, id string, actor engine.Actor) error
	EndSessions(ctx context.Context, user, keep string, actor engine.Actor) (int, error)

	Blocks() []people.Block
	Unblock(ctx context.Context, what string, actor engine.Actor) ([]people.Block, error)
}

// Invites are links with which people set their password.
type Invites interface {
	Invitation(user string) (people.Invitation, bool, error)
	Invite(ctx context.Context, user string, actor engine.Actor) (secret string, expires time.Time, err error)
	InviteByMail(ctx context.Context, user string, actor engine.Actor) (secret string, expires time.Time, err error)
	Mail(inv people.Invitation) (engine.Delivery, error)
	SignsIn(user string) (bool, error)
	Revoke(ctx context.Context, user string, actor engine.Actor) error
}

// The real ones serve.
var (
	_ Access  = (*auth.Auth)(nil)
	_ Invites = (*auth.Inviter)(nil)
)

// themselves says who may change what is a person's own, by page as by API.
const themselves = "Everybody for themselves; admins for everybody but owners, owners for everybody."

// accessRoutes are not PagerDuty's: it has no such paths.
func (s *server) accessRoutes() []route {
	key, invitation := gives("api_key", keyWire{}), gives("invitation", invitationWire{})
	all := []route{
		read("/api_keys", s.listKeys, "List API keys: one's own, or with the role admin all", givesList("api_keys", keyWire{})),
		read("/api_keys/{id}", s.getKey, "Show an API key without its secret", key),
		create("/api_keys", people.Viewer, s.createKey, "Create an API key; its secret is in this answer and never again", takes("api_key", keyOrder{}), key).
			may("Everybody, one's own key that acts as oneself. One that belongs to nobody: the role admin."),
		route{method: "DELETE", path: "/api_keys/{id}", role: people.Viewer, handle: s.deleteKey, doc: does("Revoke an API key", shape{}, shape{})}.may("Everybody, one's own. Every other: the role admin."),

		read("/users/{id}/sessions", s.listSessions, "List where a person is signed in", givesList("user_sessions", sessionWire{})).may(themselves),
		{method: "DELETE", path: "/users/{id}/sessions", role: people.Viewer, handle: s.deleteSessions, doc: does("Sign a person out everywhere", shape{}, shape{})},
		{method: "DELETE", path: "/users/{id}/sessions/{session}", role: people.Viewer, handle: s.deleteSession, doc: does("Sign a person out in one place", shape{}, shape{})},

		{method: "GET", path: "/invitations", role: people.Admin, handle: s.listInvitations, doc: does("List the links with which people may set their password", shape{}, givesList("invitations", invitationWire{}))},
		create("/users/{id}/invitation", people.Admin, s.createInvitation, "Make a link with which a person sets their password, once; it is in this answer and never again. send_mail sends it, too", takes("invitation", invitationOrder{}), invitation),
		{method: "DELETE", path: "/users/{id}/invitation", role: people.Admin, handle: s.deleteInvitation, doc: does("Take the link of a person back", shape{}, shape{})},

		{method: "GET", path: "/blocks", role: people.Admin, handle: s.listBlocks, doc: does("List who is kept from signing in, and sign-ins to look at", shape{}, givesList("blocks", blockWire{}))},
		{method: "POST", path: "/blocks/unblock", role: people.Admin, status: 200, handle: s.unblock, doc: does("Let somebody try again", takes("", unblockOrder{}), gives("blocks", []blockWire{}))},
	}
	for i := range all {
		if all[i].path == "/users/{id}/sessions" || all[i].path == "/users/{id}/sessions/{session}" {
			all[i].needs = themselves
		}
	}
	return all
}

// may says in words who may, where the role alone does not.
func (r route) may(words string) route {
	r.needs = words
	return r
}

// personOfPath finds the person that the path names, if the caller may see and change
// how they get in.
func (c *call) personOfPath() (people.User, error) {
	u, ok := c.cfg.Users[c.PathValue("id")]
	if !ok {
		return u, absent("user")
	}
	return u, c.mayChange(u)
}
