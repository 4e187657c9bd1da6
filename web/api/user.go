package api

import (
	"net/http"
	"slices"

	"wakeman/engine/people"
)

// userWire is a person. Role is PagerDuty's word: viewer is read_only_user,
// responder limited_user, scheduler user; admin and owner are the same.
type userWire struct {
	reference
	Name                 string      `json:"name"`
	Email                string      `json:"email"`
	TimeZone             string      `json:"time_zone"`
	Color                *string     `json:"color"`
	AvatarURL            *string     `json:"avatar_url"`
	Billed               bool        `json:"billed"`
	Role                 string      `json:"role"`
	Description          *string     `json:"description"`
	InvitationSent       bool        `json:"invitation_sent"`
	JobTitle             *string     `json:"job_title"`
	CreatedViaSSO        bool        `json:"created_via_sso"`
	Teams                []reference `json:"teams"`
	ContactMethods       []any       `json:"contact_methods"`
	NotificationRules    []any       `json:"notification_rules"`
	CoordinatedIncidents []reference `json:"coordinated_incidents"`
	HTTPCalURL           *string     `json:"http_cal_url"`
	WebCalURL            *string     `json:"web_cal_url"`
	Disabled             bool        `json:"disabled"`    // they have left; not PagerDuty's
	QuietHours           *quietWire  `json:"quiet_hours"` // no reminders of shifts then; null: none. Not PagerDuty's
}

// userSavedWire is a person who was changed. The warnings are inside, because
// go-pagerduty reads the answer as a map of people.
type userSavedWire struct {
	userWire
	Warnings []string `json:"warnings" doc:"Wakeman's own: what is doubtful about it, in sentences, as that a viewer is paged"`
}

// quietWire is a stretch of each day, on the clock of the person.
type quietWire struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

func roleName(r people.Role) string {
	switch r {
	case people.Owner, people.Admin:
		return string(r)
	case people.Scheduler:
		return "user"
	case people.Responder:
		return "limited_user"
	}
	return "read_only_user"
}

func (v view) user(u people.User) userWire {
	w := userWire{
		reference: v.userRef(u.ID).whole("user"), Name: u.Name, Email: u.Email, TimeZone: u.TimeZone,
		Role: roleName(u.Role), JobTitle: text(u.JobTitle), Disabled: u.Disabled,
		Teams: each(v.cfg.TeamsOf(u.ID), func(t people.Team) reference { return v.teamRef(t.ID) }), ContactMethods: []any{}, NotificationRules: []any{}, CoordinatedIncidents: []reference{},
	}
	if q := u.QuietHours; !q.IsZero() {
		w.QuietHours = &quietWire{q.From.String(), q.Until.String()}
	}
	for _, m := range u.ContactMethods {
		w.ContactMethods = append(w.ContactMethods, v.included("contact_methods", v.methodRef(u, m), func() (any, bool) {
			return v.contactMethod(u, m), true
		}))
	}
	for _, r := range u.NotificationRules {
		w.NotificationRules = append(w.NotificationRules, v.included("notification_rules", v.ruleRef(u, r), func() (any, bool) {
			return v.notificationRule(u, r), true
		}))
	}
	return w
}

// listUsers leaves out those who have left.
func listUsers(c *call) (any, error) {
	words := c.q.text("query")
	all := slices.DeleteFunc(c.cfg.Sorted(), func(u people.User) bool {
		return u.Disabled || !mentions(words, u.Name, u.Email) || !c.hasMember(c.q, u.ID)
	})
	return paged(c, "users", all, c.user)
}

// userOf finds the user that the path names; those who have left too, because
// old incidents refer to them.
func userOf(c *call) (people.User, error) {
	u, ok := c.cfg.Users[c.PathValue("id")]
	if !ok {
		return u, absent("user")
	}
	return u, nil
}

func getUser(c *call) (any, error) {
	u, err := userOf(c)
	if err != nil {
		return nil, err
	}
	return c.oneUser(u)
}

func getCurrentUser(c *call) (any, error) {
	if c.who.User.ID == "" {
		return nil, &problem{
			status: http.StatusBadRequest, code: codeInvalid, message: "Invalid Input Provided",
			errors: []string{"this API key is the account's and not a person's"},
		}
	}
	return c.oneUser(c.who.User)
}
