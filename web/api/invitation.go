package api

import (
	"errors"

	"wakeman/engine"
	"wakeman/engine/people"
)

// invitationWire is a link with which a person sets their password.
type invitationWire struct {
	User      reference `json:"user"`
	CreatedBy string    `json:"created_by"`
	CreatedAt *string   `json:"created_at"`
	ExpiresAt *string   `json:"expires_at"`
	Link      *string   `json:"link"` // only in the answer that made it
}

func (v view) invitation(inv people.Invitation) invitationWire {
	return invitationWire{User: v.userRef(inv.User), CreatedBy: inv.CreatedBy, CreatedAt: stamp(inv.CreatedAt), ExpiresAt: stamp(inv.ExpiresAt)}
}

func (s *server) listInvitations(c *call) (any, error) {
	var list []people.Invitation
	for _, u := range c.cfg.Sorted() {
		inv, found, err := s.invites.Invitation(u.ID)
		if err != nil {
			return nil, err
		}
		if found {
			list = append(list, inv)
		}
	}
	return paged(c, "invitations", list, c.invitation)
}

// createInvitation makes a link in the place of the one the person had.
func (s *server) createInvitation(c *call) (any, error) {
	u, err := c.personOfPath()
	if err != nil {
		return nil, err
	}
	secret, _, err := s.invites.Invite(c.Context(), u.ID, c.who.Actor("api"))
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == engine.Conflict {
		return nil, invalid(f.Message)
	}
	if err != nil {
		return nil, err
	}
	inv, _, err := s.invites.Invitation(u.ID)
	if err != nil {
		return nil, err
	}
	made, link := c.invitation(inv), c.link.base+"/invite/"+secret
	made.Link = &link
	return map[string]invitationWire{"invitation": made}, nil
}

func (s *server) deleteInvitation(c *call) (any, error) {
	u, err := c.personOfPath()
	if err != nil {
		return nil, err
	}
	return nil, s.invites.Revoke(c.Context(), u.ID, c.who.Actor("api"))
}
