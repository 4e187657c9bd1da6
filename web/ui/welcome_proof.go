package ui

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

func verifiedAt(m people.ContactMethod) time.Time { return m.VerifiedAt }

func answeredAt(d engine.Delivery) time.Time { return d.AnsweredAt }

// lastMail is what came of the newest code that was sent by a way.
func (u *ui) lastMail(user string, m people.ContactMethod) (view.WakeTest, error) {
	d, found, err := u.Store.LastCode(user, m.ID)
	if err != nil || !found || d.Address != m.Address || d.Channel != string(m.Type) {
		return view.WakeTest{}, err
	}
	return testResult(d, true), nil
}
