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
	// Mail is what became of the mail that brings it; null: it is handed over.
	Mail *invitationMailWire `json:"mail"`
}

type invitationMailWire struct {
	State  string  `json:"state" doc:"waiting, sending, sent, failed, cancelled"`
	Reason *string `json:"reason"`
}

type invitationOrder struct {
	SendMail bool `json:"send_mail" doc:"the link is sent to the person's e-mail address"`
}

// invitation is one with what became of its mail.
type invitation struct {
	people.Invitation
	mail engine.Delivery
}

func (s *server) withMail(inv people.Invitation) (invitation, error) {
	d, err := s.invites.Mail(inv)
	return invitation{inv, d}, err
}

func (v view) invitation(inv invitation) invitationWire {
	w := invitationWire{User: v.userRef(inv.User), CreatedBy: inv.CreatedBy, CreatedAt: stamp(inv.CreatedAt), ExpiresAt: stamp(inv.ExpiresAt)}
	if inv.mail.ID != "" {
		w.Mail = &invitationMailWire{string(inv.mail.State), text(inv.mail.Reason)}
	}
	return w
}

func (s *server) listInvitations(c *call) (any, error) {
	var list []invitation
	for _, u := range c.cfg.Sorted() {
		inv, found, err := s.invites.Invitation(u.ID)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		one, err := s.withMail(inv)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return paged(c, "invitations", list, c.invitation)
}

// mayInvite keeps a key from becoming somebody: a link sets a password, so a key
// makes none for whoever can sign in already, nor one that outlasts it for an
// admin. Pages ask for a fresh password instead.
func (s *server) mayInvite(c *call, u people.User) error {
	if c.who.Token.ID == "" {
		return nil
	}
	signsIn, err := s.invites.SignsIn(u.ID)
	switch {
	case err != nil:
		return err
	case signsIn:
		return forbidden("they can sign in already, and no key reaches passwords; an admin makes a new link at /people/" + u.ID)
	}
	return c.mayOutlast(u)
}

// createInvitation makes a link in the place of the one the person had.
func (s *server) createInvitation(c *call) (any, error) {
	u, err := c.personOfPath()
	if err == nil {
		err = s.mayInvite(c, u)
	}
	if err != nil {
		return nil, err
	}
	var w invitationOrder
	if c.ContentLength != 0 { // it may be asked for without a body
		if err := readOrder(c.Request, "invitation", &w); err != nil {
			return nil, err
		}
	}
	invite := s.invites.Invite
	if w.SendMail {
		invite = s.invites.InviteByMail
	}
	secret, _, err := invite(c.Context(), u.ID, c.who.Actor("api"))
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
	one, err := s.withMail(inv)
	if err != nil {
		return nil, err
	}
	made, link := c.invitation(one), c.link.base+"/invite/"+secret
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
