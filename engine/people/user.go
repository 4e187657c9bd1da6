package people

import (
	"slices"
	"time"

	"wakeman/engine/secret"
	"wakeman/notify"
	"wakeman/schedules"
)

// Role says what a person may do. Each role includes those before it.
type Role string

// The roles, weakest first.
const (
	Viewer    Role = "viewer"
	Responder Role = "responder"
	Scheduler Role = "scheduler"
	Admin     Role = "admin"
	Owner     Role = "owner"
)

// Rank orders roles from 1 (viewer) to 5 (owner); 0 is no role at all.
func (r Role) Rank() int {
	for i, known := range []Role{Viewer, Responder, Scheduler, Admin, Owner} {
		if r == known {
			return i + 1
		}
	}
	return 0
}

// AtLeast reports whether r includes other.
func (r Role) AtLeast(other Role) bool { return r.Rank() > 0 && r.Rank() >= other.Rank() }

// Urgency is how loudly an incident pages.
type Urgency string

// High urgency wakes; low urgency waits for a person to look.
const (
	High Urgency = "high"
	Low  Urgency = "low"
)

// User is a person. Passwords and second factors are kept elsewhere.
type User struct {
	ID       string `json:"id"` // public id, "P…"
	Email    string `json:"email"`
	Name     string `json:"name"`
	Role     Role   `json:"role"`
	TimeZone string `json:"time_zone"` // IANA
	JobTitle string `json:"job_title,omitempty"`

	ContactMethods    []ContactMethod    `json:"contact_methods,omitempty"`
	NotificationRules []NotificationRule `json:"notification_rules,omitempty"`
	HandoffRules      []HandoffRule      `json:"handoff_rules,omitempty"`
	// QuietHours are when no reminder is sent.
	QuietHours QuietHours `json:"quiet_hours,omitzero"`

	// Absences are when they are away, on whatever schedule: see schedules.Absence,
	// whose User is this one.
	Absences []schedules.Absence `json:"absences,omitempty"`
	// AbsenceFeed is a calendar from which more of them come; nil for none.
	AbsenceFeed *schedules.Feed `json:"absence_feed,omitempty"`

	// Disabled ends everything of theirs at once: pages, links, sessions, keys.
	Disabled bool `json:"disabled,omitempty"`
	// LeftAt is since when; zero for who has not left. It is set by what changes the
	// configuration.
	LeftAt time.Time `json:"left_at,omitzero"`
}

// ContactMethod is one way to reach a person.
type ContactMethod struct {
	ID      string         `json:"id"`
	Label   string         `json:"label"` // unique within the user
	Type    notify.Channel `json:"type"`
	Address string         `json:"address"`
	Secret  string         `json:"secret,omitempty" secret:"sealed"` // signs webhooks
	// VerifiedAt is when the person showed that messages to this address reach
	// them: by a code, or by acknowledging a test page. Zero: never.
	VerifiedAt time.Time `json:"verified_at,omitzero"`
	// Unconfirmed: somebody typed this address on a page or sent it by the API,
	// and nothing shows yet that it is right. What a file says is vouched for by
	// whoever applies it, and is not unconfirmed.
	Unconfirmed bool `json:"unconfirmed,omitempty"`
	// ByAPI: this address was set by the API, which asks for no fresh password.
	// Only a code that is typed on a page, signed in, confirms it: a stolen key
	// could else have the pages come to whoever stole it.
	ByAPI bool `json:"by_api,omitempty"`
}

// To is the method as the drivers want it. A secret that can not be read is left
// out: a page without a signature is better than none, and its receiver decides.
func (m ContactMethod) To() notify.Address {
	return notify.Address{Channel: m.Type, Value: m.Address, Secret: secret.Usable(m.Secret)}
}

// NotificationRule says by which method a person is paged how long after an
// incident was assigned to them.
type NotificationRule struct {
	ID      string        `json:"id"`
	Urgency Urgency       `json:"urgency"`
	Delay   time.Duration `json:"delay"`
	Method  string        `json:"method"` // ContactMethod.ID
}

// HandoffRule says how long before a shift begins or ends a person is reminded.
type HandoffRule struct {
	ID      string        `json:"id"`
	When    string        `json:"when"` // on, off, both
	Advance time.Duration `json:"advance"`
	Method  string        `json:"method"` // ContactMethod.ID
	// Schedules are the ids of the schedules it is for; none means every one that
	// the person is on.
	Schedules []string `json:"schedules,omitempty"`
}

// For reports whether the rule is for a schedule.
func (r HandoffRule) For(schedule string) bool {
	return len(r.Schedules) == 0 || slices.Contains(r.Schedules, schedule)
}

// About reports whether the rule is for the beginning of shifts, or else for their
// end.
func (r HandoffRule) About(begins bool) bool { return r.When == "both" || (r.When == "on") == begins }

// Same reports whether two rules are equal to the last field.
func (r HandoffRule) Same(other HandoffRule) bool {
	return r.ID == other.ID && r.When == other.When && r.Advance == other.Advance && r.Method == other.Method &&
		slices.Equal(r.Schedules, other.Schedules)
}

// Method finds a contact method by id.
func (u User) Method(id string) (ContactMethod, bool) {
	for _, m := range u.ContactMethods {
		if m.ID == id {
			return m, true
		}
	}
	return ContactMethod{}, false
}

// AccountMail is the address of the person's account, as a method without an id.
func (u User) AccountMail() ContactMethod {
	return ContactMethod{Label: "the address of the account", Type: notify.Email, Address: u.Email}
}

// SameAddress reports whether messages by both go to the same place.
func (m ContactMethod) SameAddress(other ContactMethod) bool {
	return m.Type == other.Type && m.Address == other.Address
}

// Trusted is the person with the contact methods that pages may go by: those
// that are not unconfirmed. If all are, all stay: an alert lost is worse than a
// wrong number.
func (u User) Trusted() User {
	var sure []ContactMethod
	for _, m := range u.ContactMethods {
		if !m.Unconfirmed {
			sure = append(sure, m)
		}
	}
	if len(sure) > 0 {
		u.ContactMethods = sure
	}
	return u
}

// Location is the person's time zone, UTC if it does not load.
func (u User) Location() *time.Location {
	if loc, err := time.LoadLocation(u.TimeZone); err == nil {
		return loc
	}
	return time.UTC
}

// Rules lists what pages the person for one urgency, in the order of delay.
//
// A person with contact methods but no rule for an urgency is still paged: by
// every method they have at once for high urgency, by the first for low. A
// missing rule must not lose an alert.
func (u User) Rules(urgency Urgency) []NotificationRule {
	var rules []NotificationRule
	for _, r := range u.NotificationRules {
		if _, ok := u.Method(r.Method); ok && r.Urgency == urgency {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		rules = u.defaultRules(urgency)
	}
	sortByDelay(rules)
	return rules
}

func (u User) defaultRules(urgency Urgency) []NotificationRule {
	var rules []NotificationRule
	for _, m := range u.ContactMethods {
		rules = append(rules, NotificationRule{ID: "default-" + m.ID, Urgency: urgency, Method: m.ID})
	}
	if urgency == Low && len(rules) > 1 {
		rules = rules[:1]
	}
	return rules
}

// AwayUntil is when somebody who is away at an instant is back, absences that
// follow one another being one; zero for who is there.
func (u User) AwayUntil(at time.Time) time.Time {
	back := at
	for i := 0; i < len(u.Absences); i++ {
		if a := u.Absences[i]; a.User == u.ID && !a.Start.After(back) && a.End.After(back) {
			back, i = a.End, -1
		}
	}
	if back.Equal(at) {
		return time.Time{}
	}
	return back
}
