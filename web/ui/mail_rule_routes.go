package ui

import (
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// mailRuleRoutes are the pages on which the mails of a sender that nobody knows are
// taught.
func (u *ui) mailRuleRoutes() []route {
	all := "/services/{id}/integrations/{integration}/" + view.VerbMailRules
	return []route{
		{"GET " + all, people.Admin, u.mailRulesShow},
		{"POST " + all, people.Admin, u.mailRuleMove},
		{"GET " + all + "/new", people.Admin, u.mailRuleShow},
		{"POST " + all + "/new", people.Admin, u.mailRuleDo},
		{"GET " + all + "/{rule}", people.Admin, u.mailRuleShow},
		{"POST " + all + "/{rule}", people.Admin, u.mailRuleDo},
		{"GET " + all + "/{rule}/delete", people.Admin, u.mailRuleDeleteAsk},
		{"POST " + all + "/{rule}/delete", people.Admin, u.mailRuleDelete},
	}
}
