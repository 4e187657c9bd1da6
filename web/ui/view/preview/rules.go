package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func ruleSamples(p view.Page, add func(string, templ.Component)) {
	doors := []view.Option{{Value: "PINT001", Label: "LibreNMS (Core network)"}, {Value: "PINT002", Label: longHost + " (" + arabic + ")"}}
	v := view.RulesPage{Since: ago(26 * time.Hour), Integrations: doors, Sets: []view.RuleSet{
		{Rules: []view.RuleRow{
			{Name: "Laboratory", When: `event.source startsWith "lab-" or event.group == "lab"`, Actions: []string{"suppressed"}, Quiet: true, Hits: 1204, LastHit: ago(2 * time.Minute)},
			{Name: markup + longHost, When: `event.source matches "^ap-[a-z]+-[0-9]+$" and event.details?.ups?.volts != nil and float(event.details.ups.volts) < 11.5`, Limits: []string{"From 22:00 to 06:00, Friday, Saturday, America/Chicago", "From event 5 within 10m, counted apart by event.source"}, Actions: []string{"to " + arabic, "severity critical", "dedup key tower {vars.tower}"}, Failures: 3, Problem: "When: cannot fetch volts from <nil>."},
		}},
		{Service: core(), Rules: []view.RuleRow{{Name: "Everything else", Actions: []string{"the first page waits 5m"}, Problem: "It never matches: when: there is no event.sorce (character 7)."}}},
	}}
	add("rules", view.Rules(p, v))
	v.Form = view.Form{Values: map[string]string{"integration": "PINT001", "event": `{"summary": "AP down", "source": "lab-3"}`}}
	v.Tried = &view.TriedEvent{Outcome: "Suppressed by “Laboratory”", Quiet: true, Facts: []view.Field{{Name: "rules", Value: "Laboratory"}, {Name: "service", Value: "Core network"}}, Notes: []string{"First seen at lab-3."}, Failed: []string{"“Low battery” could not be asked: When: cannot fetch volts from <nil>."}}
	add("rules-tried", view.Rules(p, v))
	v.Tried, v.Form.Errors = nil, map[string]string{"event": "This is not an event in JSON: Unexpected end of JSON input."}
	add("rules-errors", view.Rules(p, v))
	add("rules-empty", view.Rules(p, view.RulesPage{Integrations: doors}))
}
