package api

import (
	"net/http"
	"slices"
)

// abilities are PagerDuty's names for what an account may do, of which these
// are so here.
func abilities() []string {
	return []string{"permissions_service", "read_only_users", "teams", "urgencies"}
}

func listAbilities(*call) (any, error) {
	return map[string][]string{"abilities": abilities()}, nil
}

// testAbility answers 204 or 402.
func testAbility(c *call) (any, error) {
	if slices.Contains(abilities(), c.PathValue("id")) {
		return nil, nil
	}
	return nil, &problem{
		status: http.StatusPaymentRequired, code: codeInvalid, message: "Account does not have this ability",
		errors: []string{quote(c.PathValue("id")) + " is not something this account can do"},
	}
}
