package view

import "net/url"

// Addresses of people. What a person may change of themselves is below
// PathProfile; the same for admins is below [PersonPath].
const (
	PathPeople     = "/people"
	PathNewPerson  = PathPeople + "/new" // the form (GET) and the deed (POST)
	PathProfile    = "/profile"
	PathInvitation = "/invite"
	PathInviteDone = PathInvitation + "/done"
)

// PersonPath is the page of one person.
func PersonPath(id string) string { return PathPeople + "/" + url.PathEscape(id) }

// InvitationPath is where an invited person sets their password.
func InvitationPath(secret string) string { return PathInvitation + "/" + url.PathEscape(secret) }

// What an admin does to a person, below their page. LEAVE asks first (GET).
const (
	PersonLeave  = "/leave"
	PersonReturn = "/return"
	PersonInvite = "/invite"
)

// What is below PathProfile and [PersonPath] alike: a form (GET) with its deed
// (POST) unless said otherwise.
const (
	BelowEdit       = "/edit"
	BelowMethodNew  = "/methods/new" // field "type"
	BelowRuleNew    = "/rules/new"   // field "urgency"
	BelowRulesUsual = "/rules/usual" // POST
	BelowHandoffNew = "/handoffs/new"
	BelowQuiet      = "/quiet-hours"
)

// MethodPath is the form of one contact method, below a base.
func MethodPath(base, id string) string { return base + "/methods/" + url.PathEscape(id) }

// MethodDelete asks before a contact method is deleted, and is where that is
// posted.
func MethodDelete(base, id string) string { return MethodPath(base, id) + "/delete" }

// MethodWake is where "Wake me now" is posted.
func MethodWake(base, id string) string { return MethodPath(base, id) + "/wake" }

// MethodVerify asks for the code that was sent by a contact method, and is where
// the code is posted.
func MethodVerify(base, id string) string { return MethodPath(base, id) + "/verify" }

// MethodCode is where a new code is asked for by a POST.
func MethodCode(base, id string) string { return MethodVerify(base, id) + "/send" }

// What a button of a rule does.
const (
	RuleEarlier = "earlier"
	RuleLater   = "later"
	RuleRemove  = "remove"
)

// RuleAction is where a button of a notification rule is posted.
func RuleAction(base, id, deed string) string {
	return base + "/rules/" + url.PathEscape(id) + "/" + deed
}

// HandoffRemove is where removing a handoff rule is posted.
func HandoffRemove(base, id string) string {
	return base + "/handoffs/" + url.PathEscape(id) + "/remove"
}
