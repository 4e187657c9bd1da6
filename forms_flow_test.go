package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wakeman/web/ui"
)

// Each form is in the table of the browser flow that has it refused, or stands
// there with the reason why it is not.
func TestEachFormIsRefusedInABrowserOrHasAReasonWhyNot(t *testing.T) {
	text, err := os.ReadFile("e2e/flows/forms.test.mjs")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile(`"(POST /[^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		named = append(named, m[1])
	}
	routes := slices.DeleteFunc(ui.Patterns(), func(pattern string) bool { return !strings.HasPrefix(pattern, "POST ") })
	covers := func(name, route string) bool {
		begin, all := strings.CutSuffix(name, "…")
		return name == route || all && strings.HasPrefix(route, begin)
	}
	for _, route := range routes {
		if !slices.ContainsFunc(named, func(name string) bool { return covers(name, route) }) {
			t.Errorf("%s is in no table of e2e/flows/forms.test.mjs", route)
		}
	}
	for _, name := range named {
		if !slices.ContainsFunc(routes, func(route string) bool { return covers(name, route) }) {
			t.Errorf("e2e/flows/forms.test.mjs has %s, and there is no such form", name)
		}
	}
}
