package view_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/web/ui/view"
)

// evil is what somebody may call a policy, a person, or a schedule.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`

func TestNoNameInAPolicyBecomesMarkup(t *testing.T) {
	name := view.Ref{ID: evil, Name: evil}
	moment := []view.ForecastMoment{{At: time.Now(), Pages: []view.ForecastPage{{Name: evil, Why: evil, By: []string{evil}, Doubt: evil}}, Notes: []string{evil}, Bad: true}}
	forecast := view.Forecast{Path: view.PolicyPath(evil), Policy: name, Form: view.Form{Values: map[string]string{"at": evil, "urgency": evil}}, First: moment, Again: moment, End: moment}
	options := []view.Option{{Value: evil, Label: evil}}
	form := view.Form{Values: map[string]string{"name": evil, "description": evil, "steps[0].delay": evil}, Errors: map[string]string{"steps[0].delay": evil, "name": evil}, Problem: evil}
	admin := view.Page{Viewer: view.Viewer{Name: evil, CanAdmin: true}}
	for what, page := range map[string]string{
		"list":      render(t, view.Policies(admin, view.PolicyList{Rows: []view.PolicyRow{{Policy: name, Description: evil, Services: []view.Ref{name}, Problem: evil}}})),
		"policy":    render(t, view.Policy(admin, view.PolicyPage{Policy: name, Description: evil, Services: []view.Ref{name}, Warnings: []string{evil}, Steps: []view.PolicyStep{{Targets: []view.PolicyTarget{{Name: evil, Schedule: true, Now: evil}}, Warnings: []string{evil}}}, Forecast: forecast})),
		"form":      render(t, view.PolicyForm(admin, view.PolicyFormPage{Policy: name, Form: form, Seen: evil, Steps: []view.PolicyFormStep{{ID: evil, Targets: 2}}, People: options, Schedules: options, Warnings: map[string][]string{"": {evil}}})),
		"preview":   render(t, view.PolicyChange(admin, view.PolicyPreview{Policy: name, Changes: []view.Alteration{{What: evil, Old: evil, New: evil}}, Hidden: []view.Field{{Name: evil, Value: evil}}, Warnings: []string{evil}, Now: []view.Comparison{{Title: evil, Rows: []view.ComparisonRow{{Before: []string{evil}, Since: []string{evil}, Changed: true}}}}})),
		"removal":   render(t, view.PolicyRemoval(admin, view.PolicyDeletePage{Policy: name, Services: []view.Ref{name}, Problem: evil})),
		"settings":  render(t, view.Settings(admin, view.SettingsPage{Form: form, People: []view.SettingsPerson{{ID: evil, Name: evil, Note: evil}}, Seen: evil})),
		"readiness": render(t, view.Readiness(admin, view.ReadinessPage{Groups: []view.ReadinessGroup{{Title: evil, Lines: []view.ReadinessLine{{What: evil, Why: evil, Path: view.PolicyPath(evil), Do: evil}}}}})),
	} {
		root := parse(t, page)
		for _, n := range elements(root, "script") {
			if attribute(n, "src") == "" {
				t.Errorf("%s: a script: %s", what, text(n))
			}
		}
		if n := len(elements(root, "img")); n > 0 {
			t.Errorf("%s: %d images", what, n)
		}
		if !strings.Contains(text(root), "alert(1)") {
			t.Errorf("%s: the name is not shown", what)
		}
	}
}

func TestEveryFieldOfASettingHasItsErrorBesideIt(t *testing.T) {
	page := samples(t)["settings-wrong"]
	for _, name := range []string{"public_url", "outgoing_allow", "bundle_window", "mail.host", "mail.password", "fallback", "sms", "sms.success_match"} {
		if text(one(t, page, "error-"+name)) == "" {
			t.Errorf("nothing is said beside %s", name)
		}
	}
	for _, n := range elements(page, "details") {
		if has(n, "open") != (len(marked(n, "error-sms.success_match")) > 0) {
			t.Error("an error is hidden in a fold")
		}
	}
}

func TestAStepsButtonsSayWhichStepTheyMean(t *testing.T) {
	for _, n := range elements(samples(t)["policy-form"], "button") {
		do := attribute(n, "value")
		if strings.HasPrefix(do, "remove-step") && !strings.Contains(text(n), "step") {
			t.Errorf("%s says only %q", do, text(n))
		}
	}
}

func TestOnAPreviewThatChangesNothingThereIsNothingToSave(t *testing.T) {
	for name, want := range map[string]int{"policy-preview": 1, "policy-preview-nothing": 0} {
		n := 0
		for _, button := range elements(samples(t)[name], "button") {
			if attribute(button, "value") == view.DoSave {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d buttons to save", name, n)
		}
	}
}
