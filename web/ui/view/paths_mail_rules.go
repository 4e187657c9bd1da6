package view

import "strconv"

// VerbMailRules are the rules by which an integration reads mails that nobody knows.
const VerbMailRules = "mail-rules"

// DoMoveUp is the button that puts a rule of the list one place up; behind a colon
// follows its number.
const DoMoveUp = "up"

// MailRulesPath lists the mail rules of an integration, and is where they are moved.
func MailRulesPath(service, id string) string { return IntegrationAction(service, id, VerbMailRules) }

// MailRulePath is the form of one mail rule, from 1; of a new one for 0.
func MailRulePath(service, id string, rule int) string {
	if rule == 0 {
		return MailRulesPath(service, id) + "/new"
	}
	return MailRulesPath(service, id) + "/" + strconv.Itoa(rule)
}

// MailRuleDelete asks before a mail rule is deleted, and is where that is posted.
func MailRuleDelete(service, id string, rule int) string {
	return MailRulePath(service, id, rule) + "/delete"
}

// TeachMail is the form of a new mail rule, with a mail of the event log for its
// sample.
func TeachMail(service, id, event string) string {
	return ListPath(MailRulePath(service, id, 0), "mail", event)
}
