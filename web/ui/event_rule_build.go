package ui

import (
	"net/http"
	"strings"

	eventrules "wakeman/engine/rules"
	"wakeman/web/ui/view"
)

// builtCondition writes the rows of the builder into the condition, for people who
// do not know expressions. What stands there already goes before. It saves nothing,
// and what else is wrong with the form is said when it is saved.
func builtCondition(v *view.RuleFormPage) (status int) {
	v.Form.Errors, v.Form.Problem, v.Snippets = map[string]string{}, "", nil
	var terms []eventrules.Term
	for i := range view.BuilderRows {
		if field := v.Form.Value(buildField(i, "field")); field != "" {
			terms = append(terms, builtTerm(v.Form, i, field))
		}
	}
	any := v.Form.Value("build.any") != ""
	source, err := eventrules.Expression(terms, any)
	switch {
	case err != nil:
		say(&v.Form, "build", err.Error())
		return http.StatusBadRequest
	case len(terms) == 0:
		say(&v.Form, "build", "Choose a field in one of the rows")
		return http.StatusBadRequest
	}
	was := strings.TrimSpace(v.Form.Value("when"))
	v.Form.Values["when"] = joinConditions(was, source, any && len(terms) > 1)
	for i := range view.BuilderRows {
		for _, name := range []string{"field", "detail", "operator", "value"} {
			delete(v.Form.Values, buildField(i, name))
		}
	}
	delete(v.Form.Values, "build.any")
	return http.StatusOK
}

// joinConditions adds a condition to one that is there: both must hold.
func joinConditions(was, more string, several bool) string {
	switch {
	case was == "":
		return more
	case several:
		more = "(" + more + ")"
	}
	if strings.Contains(was, " or ") || strings.Contains(was, "||") || strings.Contains(was, "?") {
		was = "(" + was + ")"
	}
	return was + " and\n" + more
}

func builtTerm(f view.Form, i int, field string) eventrules.Term {
	if field == "details" {
		field = "details." + strings.TrimSpace(f.Value(buildField(i, "detail")))
	}
	return eventrules.Term{Field: field, Operator: eventrules.Operator(f.Value(buildField(i, "operator"))), Value: f.Value(buildField(i, "value"))}
}
