package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func ruleSamples(p view.Page, add func(string, templ.Component)) {
	doors := []view.Option{{Value: "PINT001", Label: "LibreNMS (Core network)"}, {Value: "PINT002", Label: longHost + " (" + arabic + ")"}}
	v := view.RulesPage{Since: ago(26 * time.Hour), Integrations: doors, Services: []view.Option{{Value: "PMAIL01", Label: "Mail"}, {Value: "PTRY001", Label: longHost}}, Sets: []view.RuleSet{
		{Rules: []view.RuleRow{
			{ID: "R1", Name: "Laboratory", When: `event.source startsWith "lab-" or event.group == "lab"`, Actions: []string{"suppressed"}, Quiet: true, Day: 204, Week: 1204, LastHit: ago(2 * time.Minute), Held: 3},
			{ID: "R2", Name: "Battery test", Disabled: true, When: `lower(event.summary) contains "self test"`, Limits: []string{"From 03:00 to 04:00, Tuesday, America/Chicago"}, Actions: []string{"suppressed"}, Quiet: true},
			{ID: "R3", Name: markup + longHost, When: `event.source matches "^ap-[a-z]+-[0-9]+$" and event.details?.ups?.volts != nil and float(event.details.ups.volts) < 11.5`, Limits: []string{"From 22:00 to 06:00, Friday, Saturday, America/Chicago", "From event 5 within 10m, counted apart by event.source"}, Actions: []string{"to " + arabic, "severity critical", "dedup key tower {vars.tower}"}, Failures: 3, Problem: "When: cannot fetch volts from <nil>."},
		}},
		{Service: core(), Rules: []view.RuleRow{{ID: "R4", Name: "Everything else", Actions: []string{"the first page waits 5m"}, Problem: "It never matches: when: there is no event.sorce (character 7)."}}},
	}}
	v.Held = []view.HeldRow{
		{Key: "UElOVDAwMQBhcC00", ID: "1201", Summary: "ap-north-4 is down", Source: "ap-north-4", Service: core(), Rule: "Battery test", Since: ago(3 * time.Hour), Until: ago(-4 * time.Hour), Timed: true, Events: 12},
		{Key: "UElOVDAwMQBhcC01", ID: "1202", Summary: markup + longHost, Service: view.Ref{ID: "PMAIL01", Name: arabic}, Rule: longHost, Since: ago(40 * time.Minute), Timed: true, Events: 1},
		{Key: "UElOVDAwMQBhcC02", ID: "1203", Summary: "lab-7: disk is full", Acked: true, Source: "lab-7", Service: core(), Rule: "Laboratory", Since: ago(400 * time.Hour), Events: 1},
		{Key: "UElOVDAwMQBhcC03", ID: "1204", Summary: "lab-9: link is down", Service: core(), Rule: "Laboratory", Since: ago(20 * time.Hour), Events: 240, More: true},
	}
	v.MoreOf = true
	add("rules", view.Rules(p, v))
	v.Held = nil
	v.Form = view.Form{Values: map[string]string{"integration": "PINT001", "event": `{"summary": "AP down", "source": "lab-3"}`}}
	v.Tried = &view.TriedEvent{Outcome: "Suppressed by “Laboratory”", Quiet: true, Facts: []view.Field{{Name: "rules", Value: "Laboratory"}, {Name: "service", Value: "Core network"}}, Notes: []string{"First seen at lab-3."}, Failed: []string{"“Low battery” could not be asked: When: cannot fetch volts from <nil>."}}
	add("rules-tried", view.Rules(p, v))
	v.Tried, v.Form.Errors = nil, map[string]string{"event": "This is not an event in JSON: Unexpected end of JSON input."}
	add("rules-errors", view.Rules(p, v))
	add("rules-empty", view.Rules(p, view.RulesPage{Integrations: doors}))
	add("rules-service", view.Rules(p, view.RulesPage{Service: core(), Integrations: doors, Sets: v.Sets[1:]}))
	ruleForms(p, add)
}

func ruleForms(p view.Page, add func(string, templ.Component)) {
	places := []view.Option{{Label: "First"}, {Value: "R1", Label: "After Laboratory"}, {Value: "R2", Label: "After " + longHost + arabic}}
	services := []view.Option{{Label: "That of its integration"}, {Value: "PMAIL01", Label: "Mail"}}
	add("event-rule-new", view.EventRuleForm(p, view.RuleFormPage{Places: places, Services: services, Extracts: 1, Form: view.Form{Values: map[string]string{"after": "R2"}}}))
	v := view.RuleFormPage{
		Service: core(), Rule: view.Ref{ID: "R4", Name: "One incident for each tower"}, Places: places, Extracts: 2, Seen: "1",
		Warnings: []string{"For 2h nobody learns of what is wrong."},
		Form: view.Form{Values: map[string]string{
			"name": "One incident for each tower", "after": "R1", "when": "event.source matches \"^ap-[a-z]+-[0-9]+$\" and\nevent.severity != \"critical\"",
			"window.from": "22:00", "window.until": "06:00", "window.time_zone": "America/Chicago", "window.days.fri": "yes", "window.days.sat": "yes",
			"rate.count": "5", "rate.within": "10m", "rate.per": "event.source", "actions.pause": "2h", "actions.severity": "critical", "actions.urgency": "high",
			"actions.extract[0].from": "event.source", "actions.extract[0].pattern": "^ap-(?P<tower>[a-z]+)-", "actions.dedup_key": "tower {vars.tower}", "actions.note": "First seen at {event.source}.",
		}},
	}
	add("event-rule-edit", view.EventRuleForm(p, v))
	v.Trial = &view.RuleTrial{Words: "Of the last 1000 events it would have matched none.", Caveats: []string{"Rules are not asked about 3 others: test traffic, changes, what could not be read."}}
	add("event-rule-tried-none", view.EventRuleForm(p, v))
	v.Trial = ruleTrialSample()
	add("event-rule-tried", view.EventRuleForm(p, v))
	v.Trial = nil
	v.Form.Errors = map[string]string{
		"name": "Give it a name.", "when": "There is no event.sorce (character 7).", "rate.count": "Write a number from 2 to 100.", "window.from": "“late” is no time of day; write it like 22:00.",
		"actions.extract[0].pattern": "The pattern names no group, such as (?P<site>[a-z]+).", "actions.dedup_key": "A brace has no partner; write {{ or }} for one that is meant.", "build": "Row 1: give a value to compare with.",
	}
	v.Form.Problem = "Somebody else has changed this since you opened it."
	v.Snippets = map[string]string{"when": "event.sorce == \"lab\"\n      ^"}
	v.Form.Values["build[0].field"], v.Form.Values["build[0].operator"] = "source", "begins"
	add("event-rule-edit-errors", view.EventRuleForm(p, v))
}

func ruleTrialSample() *view.RuleTrial {
	return &view.RuleTrial{
		Words:   "Of the last 1000 events it would have decided about 214. For 213 something would have been different.",
		Lost:    "One of these events paged somebody. With this rule nobody would have been told.",
		Counts:  []string{"210 suppressed", "3 of another severity"},
		Caveats: []string{"It failed on 2 of them, and did not match there. When: cannot fetch volts from <nil>.", "Of 40 of them what arrived is not kept any more, or is read otherwise today: only action, summary, source, severity, key, integration and service were looked at."},
		Rows: []view.TrialRow{
			{ID: "1042", At: ago(3 * time.Hour), Summary: "ap-north-4 is down", Source: "ap-north-4", Changes: []view.Alteration{{What: "Event", Old: "goes on", New: "suppressed by “One incident for each tower”"}}, Incident: view.Ref{ID: "Q000000000017", Name: "incident 17"}, Lost: "Nia Night was paged. With this rule nobody would have been told."},
			{ID: "1040", At: ago(26 * time.Hour), Summary: markup + arabic, Source: longHost, Changes: []view.Alteration{{What: "Severity", Old: "warning", New: "critical"}, {What: "Dedup key", Old: longHost, New: "tower north"}}},
		},
		More: 211,
	}
}
