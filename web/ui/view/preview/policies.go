package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func policyServices() []view.Ref { return []view.Ref{core(), {ID: "PMAIL01", Name: "Mail and DNS"}} }

func at(after time.Duration, step int, pages ...view.ForecastPage) view.ForecastMoment {
	return view.ForecastMoment{At: now().Add(after), After: after, Step: step, Pages: pages}
}

func noted(after time.Duration, step int, bad bool, note string) view.ForecastMoment {
	return view.ForecastMoment{At: now().Add(after), After: after, Step: step, Notes: []string{note}, Bad: bad}
}

func pageTo(name, why string, by ...string) view.ForecastPage {
	return view.ForecastPage{Name: name, Why: why, By: by}
}

func forecastOf(path string) view.Forecast {
	you := pageTo("Night technician", "on call for Primary", "push (pager)")
	you.You = true
	text := pageTo("Night technician", "on call for Primary", "SMS (mobile)")
	text.You = true
	ana := pageTo("Ana Lucía Fernández-Villanueva", "on call for Secondary", "push (phone)", "SMS (mobile)")
	owner := pageTo("مالك الشبكة", "named by the policy", "mail")
	owner.Doubt = "no mail server is set"
	return view.Forecast{
		Path: path, Form: view.Form{Values: map[string]string{"at": "2026-03-14T02:15", "urgency": "high"}}, At: now(), Repeats: 2,
		First: []view.ForecastMoment{at(0, 1, you), at(time.Minute, 1, text), at(5*time.Minute, 2, ana), noted(15*time.Minute, 3, true, "Nobody is on call for Weekend."), at(15*time.Minute, 4, owner)},
		Again: []view.ForecastMoment{at(20*time.Minute, 1, you), at(21*time.Minute, 1, text), at(25*time.Minute, 2, ana), at(40*time.Minute, 1, you)},
		End:   []view.ForecastMoment{noted(time.Hour, 0, false, "Every step and repeat of the policy is through: nobody else is paged."), noted(49*time.Hour, 0, false, "If it is still open, it starts over.")},
	}
}

func policySamples(p view.Page, add func(string, templ.Component)) {
	policy := view.Ref{ID: "PPOL001", Name: "Default"}
	add("policies", view.Policies(p, view.PolicyList{Rows: []view.PolicyRow{
		{Policy: policy, Description: "The phone, then everybody.", Services: policyServices(), Steps: 3, Repeats: 2, OnCall: duty()[0], Warnings: 1},
		{Policy: view.Ref{ID: "PPOL002", Name: longHost}, Steps: 1, OnCall: duty()[1], Problem: "This policy would reach nobody now: it would page only the fallback contact."},
		{Policy: view.Ref{ID: "PPOL003", Name: markup}, Description: arabic, Services: []view.Ref{access()}, Steps: 2, Repeats: 1, OnCall: duty()[0]},
	}}))
	add("policies-empty", view.Policies(p, view.PolicyList{}))
	add("policy", view.Policy(p, view.PolicyPage{
		Policy: policy, Description: "The phone, then everybody.", Services: policyServices(), Repeats: 2, Forecast: forecastOf(view.PolicyPath("PPOL001")),
		Steps: []view.PolicyStep{
			{Level: 1, Delay: 5 * time.Minute, Targets: []view.PolicyTarget{{Name: "Primary", Schedule: true, Now: "Night technician"}}},
			{Level: 2, After: 5 * time.Minute, Delay: 10 * time.Minute, RoundRobin: true, Targets: []view.PolicyTarget{{Name: "Ana Lucía Fernández-Villanueva"}, {Name: "Secondary", Schedule: true}}},
			{Level: 3, After: 15 * time.Minute, Targets: []view.PolicyTarget{{Name: "Weekend", Schedule: true}}, Warnings: []string{"This step means nobody: its targets have nobody in them, or only people who have left."}},
		},
	}))
	quiet := forecastOf(view.PolicyPath("PPOL002"))
	quiet.Form.Values["at"], quiet.Form.Errors = "half past two", map[string]string{"at": "Write the instant like 2026-03-08T02:30."}
	add("policy-empty", view.Policy(p, view.PolicyPage{
		Policy: view.Ref{ID: "PPOL002", Name: markup}, Description: arabic, EscalateLow: true, Forecast: quiet,
		Problem: "This policy has no steps: it would page only the fallback contact.", Warnings: []string{"This policy has no steps, so it pages only the fallback contact."},
	}))
	policyFormSamples(p, add, policy)
	add("policy-delete", view.PolicyRemoval(p, view.PolicyDeletePage{Policy: policy}))
	add("policy-needed", view.PolicyRemoval(p, view.PolicyDeletePage{Policy: policy, Services: policyServices(), Problem: `Escalation policy "Default" is still needed by service "Core network"; change that first.`}))
}

func policyFormSamples(p view.Page, add func(string, templ.Component), policy view.Ref) {
	people := []view.Option{{Value: "user:PANA", Label: "Ana Lucía Fernández-Villanueva"}, {Value: "user:PNIGHT", Label: "Night technician"}, {Value: "user:POWN", Label: "مالك الشبكة (cannot be reached)"}}
	calendars := []view.Option{{Value: "schedule:SPRI", Label: "Primary"}, {Value: "schedule:SWE", Label: longHost}}
	values := map[string]string{
		"name": "Default", "description": "The phone, then everybody.", "repeat": "2",
		"steps[0].delay": "5m", "steps[0].targets[0]": "schedule:SPRI",
		"steps[1].delay": "10m", "steps[1].targets[0]": "user:PANA", "steps[1].targets[1]": "user:POWN", "steps[1].round_robin": "yes",
	}
	form := view.PolicyFormPage{
		Policy: policy, Form: view.Form{Values: values}, People: people, Schedules: calendars, Seen: "a",
		Steps: []view.PolicyFormStep{{ID: "S1", Targets: 1}, {ID: "S2", Targets: 2}},
	}
	add("policy-form", view.PolicyForm(p, form))
	wrong := form
	wrong.Form = view.Form{Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare.", Values: map[string]string{
		"name": "Default", "steps[0].delay": "five", "steps[0].targets[0]": "", "steps[1].delay": "10s", "steps[1].targets[0]": "schedule:SWE",
	}, Errors: map[string]string{
		"name": "Is taken by another escalation policy.", "steps[0].delay": `"five" is not a duration; write it like 90s, 5m, 12h, 2d or 1w2d.`, "steps[0].targets[0]": "Choose a person or a schedule.",
	}}
	wrong.Warnings = map[string][]string{"steps[1]": {"This step means nobody: its targets have nobody in them, or only people who have left."}, "steps[1].delay": {"10s is less than a minute: nobody wakes up and answers as fast as that."}}
	add("policy-form-wrong", view.PolicyForm(p, wrong))
	add("policy-form-new", view.PolicyForm(p, view.PolicyFormPage{Form: view.Form{Values: map[string]string{"repeat": "2"}}, People: people, Schedules: calendars}))
	add("policy-preview", view.PolicyChange(p, view.PolicyPreview{
		Policy: policy, Services: policyServices(), Hidden: []view.Field{{Name: "name", Value: markup}},
		Changes: []view.Alteration{
			{What: "Step 1, until the next", Old: "5m", New: "3m"}, {What: "Step 3", New: "Weekend (schedule); after 15m the next"}, {What: "Description", Old: arabic}, {What: "Name", Old: longHost, New: markup},
		},
		Warnings: []string{"Step 3: This step means nobody: its targets have nobody in them, or only people who have left."},
		Now: []view.Comparison{
			{Title: "High urgency", Rows: []view.ComparisonRow{
				{Before: []string{"Night technician by push (pager)"}, Since: []string{"Night technician by push (pager)"}},
				{After: 3 * time.Minute, Since: []string{"Ana Lucía Fernández-Villanueva by push (phone)"}, Changed: true},
				{After: 5 * time.Minute, Before: []string{"Ana Lucía Fernández-Villanueva by push (phone)", "Ana Lucía Fernández-Villanueva by SMS (mobile)"}, Changed: true},
			}},
			{Title: "Low urgency", Same: true},
		},
	}))
	add("policy-preview-nothing", view.PolicyChange(p, view.PolicyPreview{Policy: policy}))
}
