package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

// CanMailInvitation is why no invitation can be sent by mail, as a sentence; "" if
// one can. base is the public address.
func (c *Config) CanMailInvitation(base string) string {
	switch {
	case c.Settings.Mail == nil:
		return "No mail server is set, so the link can not be sent by mail."
	case base == "":
		return "No public address is set, so a mail could not say where the box is."
	}
	return ""
}

// Invitation is the mail that brings somebody the link with which they set their
// password, good until then. It goes to the address of their account, and nowhere
// else. The link is not in it, and so in no list and no backup: it is worked out
// when the message is composed.
func (l Links) Invitation(u people.User, by Actor, until, now time.Time) Delivery {
	box := strings.TrimPrefix(strings.TrimPrefix(l.base(), "https://"), "http://")
	return Delivery{
		ID: newDeliveryID(), Kind: notify.Invitation, User: u.ID, Label: "invitation", Channel: string(notify.Email), Address: u.Email,
		Subject: "Your link to sign in to Wakeman at " + box,
		Text: by.label() + " sends you this link. Wakeman, at " + l.base() + ", calls whoever is on call when something breaks.\n\n" +
			"Follow the link and set a password. Then sign in with " + u.Email + ", and say how you can be reached. The link works once, until " +
			until.In(u.Location()).Format("15:04 MST on Mon 2 Jan 2006") + ".\n\n" +
			"Who has the link can set your password: pass it on to nobody. If you did not expect this mail, do nothing, and ask whoever sent it.",
		State: Waiting, NextAt: now, CreatedAt: now, Until: until,
	}
}

// InvitationSecret is the secret part of the link that a mail brings: 256 bits that
// follow from its random id and from a key that is sealed in the store.
func (l Links) InvitationSecret(delivery string) string {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write([]byte("invitation\x00" + delivery))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
