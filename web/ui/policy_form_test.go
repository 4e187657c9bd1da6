package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// filled is the form that a page shows, as a browser without JavaScript would
// send it: hidden fields, what is typed, what is chosen, boxes that are ticked.
func (p *page) filled(id string) url.Values {
	p.Helper()
	forms := p.parts(id)
	if len(forms) == 0 {
		p.Fatalf("%s: there is no %s: %s", p.what, id, p.problem())
	}
	form := url.Values{}
	for n := range forms[0].Descendants() {
		name := attr(n, "name")
		switch {
		case name == "" || n.Data == "button":
		case n.Data == "textarea":
			form.Add(name, textOf(n))
		case n.Data == "select":
			form.Add(name, chosen(n))
		case attr(n, "type") == "checkbox":
			if hasAttr(n, "checked") {
				form.Add(name, attr(n, "value"))
			}
		case n.Data == "input":
			form.Add(name, attr(n, "value"))
		}
	}
	return form
}

func textOf(n *node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func chosen(sel *node) string {
	first, found := "", false
	for o := range sel.Descendants() {
		if o.Data != "option" {
			continue
		}
		if hasAttr(o, "selected") {
			return attr(o, "value")
		}
		if !found {
			first, found = attr(o, "value"), true
		}
	}
	return first
}

const editPath = "/policies/PPOLI01/edit"

// sendsForm sends the form of a page with a button, having typed into fields.
func (w *world) sendsForm(path, do string, form url.Values, typed ...string) *page {
	w.Helper()
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	form.Set("do", do)
	return w.posts(admin, path, form)
}

func (w *world) policy(id string) engine.Policy { return w.db.Config().Policies[id] }

func TestStepsAreArrangedByButtonsAndNothingIsSavedUntilSave(t *testing.T) {
	w := open(t)
	before := w.everything()
	form := w.shows(admin, editPath).filled("policy-form")
	if form.Get("steps[0].targets[0]") != "user:PRESPONDER" || form.Get("steps[1].delay") != "5m" || form.Get("repeat") != "2" {
		t.Fatalf("the form does not show the policy: %v", form)
	}
	for _, c := range []struct {
		do    string
		typed []string
		field string
		want  string
	}{
		{"add-step", []string{"name", "Nights"}, "steps", "3"},
		{"up 2", []string{"steps[2].delay", "9m"}, "steps[1].delay", "9m"},
		{"add-target 1", []string{"steps[1].targets[0]", "user:PADMIN"}, "steps[1].targets", "2"},
		{"down 0", []string{"steps[1].targets[1]", "user:POWNER"}, "steps[0].targets[1]", "user:POWNER"},
		{"remove-target 0 0", nil, "steps[0].targets[0]", "user:POWNER"},
		{"remove-step 2", nil, "steps", "2"},
		{"up 0", nil, "steps", "2"}, // can not be done: the preview follows
	} {
		p := w.sendsForm(editPath, c.do, form, c.typed...).wantStatus(http.StatusOK)
		if c.do == "up 0" {
			p.has("preview", true)
			continue
		}
		form = p.filled("policy-form")
		if form.Get(c.field) != c.want || form.Get("name") != "Nights" {
			t.Fatalf("after %s: %s is %q, want %q in %v", c.do, c.field, form.Get(c.field), c.want, form)
		}
	}
	if w.everything() != before {
		t.Error("something was saved before Save")
	}
}

func TestASaveIsPreviewedAndCarriedByTheForm(t *testing.T) {
	w := open(t)
	before := w.everything()
	form := w.shows(admin, editPath).filled("policy-form")
	p := w.sendsForm(editPath, "preview", form, "steps[0].delay", "3m", "repeat", "0").wantStatus(http.StatusOK)
	p.says("changes", "Step 1, until the next 5m becomes 3m", "Repeats starts over 2 times becomes stops after the last step")
	p.says("comparison", "High urgency: if it fired now", "3:00 nobody The scheduler by push (phone) (not sent: no push server is set)")
	if w.everything() != before {
		t.Fatal("the preview saved something")
	}
	carried := p.filled("preview")
	back := w.sendsForm(editPath, "back", carried).wantStatus(http.StatusOK).filled("policy-form")
	if back.Get("steps[0].delay") != "3m" || back.Get("repeat") != "0" || back.Get("seen") != form.Get("seen") {
		t.Errorf("going back lost something: %v", back)
	}
	w.wantNotice(admin, w.sendsForm(editPath, "save", carried), "Saved. It holds for what is triggered or escalates from now on.").has("policy-page", true)
	saved := w.policy("PPOLI01")
	if saved.Repeat != 0 || saved.Steps[0].Delay != 3*time.Minute || saved.Steps[0].ID != "PSTEP01" {
		t.Errorf("saved %+v", saved)
	}
	if audit := lastAudit(w); audit.Action != "config.change" || audit.Object != "escalation_policy Default" || audit.Actor.ID != personOf(admin) {
		t.Errorf("the audit log says %+v", audit)
	}
}

func lastAudit(w *world) engine.AuditRow {
	w.Helper()
	rows, err := w.db.Audit(0, 1)
	w.must(err)
	return rows[0]
}

func TestSavingWhatIsThereAlreadySaysSo(t *testing.T) {
	w := open(t)
	before := w.everything()
	form := w.shows(admin, editPath).filled("policy-form")
	w.sendsForm(editPath, "preview", form).wantStatus(http.StatusOK).says("nothing", "Nothing changes")
	w.wantNotice(admin, w.sendsForm(editPath, "save", form), "Nothing has changed")
	if w.everything() != before {
		t.Error("something was saved")
	}
}

func TestARefusedPolicyKeepsWhatWasTypedAndNamesTheField(t *testing.T) {
	w := open(t)
	other := engine.Policy{ID: "PPOLI02", Name: "Access"}
	next := *w.db.Config()
	next.Policies = map[string]engine.Policy{"PPOLI01": w.policy("PPOLI01"), "PPOLI02": other}
	w.configure(next.Index())
	before := w.everything()
	for _, do := range []string{"preview", "save"} {
		for _, c := range []struct{ field, typed, says, want string }{
			{"steps[1].delay", "five", "error-steps[1].delay", "is not a duration"},
			{"steps[1].delay", "5", "error-steps[1].delay", "has no unit; write 5s or 5m"},
			{"steps[0].delay", "", "error-steps[0].delay", "A duration is missing"},
			{"steps[0].targets[0]", "user:PNOBODY", "error-steps[0].targets[0]", "Nobody has the id"},
			{"steps[0].targets[0]", "schedule:PNONE", "error-steps[0].targets[0]", "There is no schedule with the id"},
			{"steps[0].targets[0]", "everybody", "error-steps[0].targets[0]", "Choose a person or a schedule"},
			{"name", "access", "error-name", "is taken by another policy"},
			{"name", " ", "error-name", "missing"},
			{"repeat", "10", "error-repeat", "must be a whole number from 0 to 9"},
			{"repeat", "often", "error-repeat", "Choose how often"},
		} {
			form := w.shows(admin, editPath).filled("policy-form")
			form.Set("description", "typed")
			p := w.sendsForm(editPath, do, form, c.field, c.typed)
			if p.Code != http.StatusBadRequest || !strings.Contains(strings.ToLower(p.text(c.says)), strings.ToLower(c.want)) {
				t.Errorf("%s with %s %q: %d, %q; problem %q", do, c.field, c.typed, p.Code, p.text(c.says), p.text("form-problem"))
				continue
			}
			if got := p.filled("policy-form").Get("description"); got != "typed" {
				t.Errorf("%s with %s: what was typed is lost: %q", do, c.field, got)
			}
		}
	}
	if w.everything() != before {
		t.Error("something refused was saved")
	}
}

func TestOfTwoWhoEditAPolicyTheSecondOverwritesNothing(t *testing.T) {
	w := open(t)
	first := w.shows(admin, editPath).filled("policy-form")
	second := w.shows(admin, editPath).filled("policy-form")
	w.sendsForm(editPath, "save", first, "name", "Mine").wantRedirect("/policies/PPOLI01")
	before := w.everything()
	for _, do := range []string{"preview", "save"} {
		p := w.sendsForm(editPath, do, second, "name", "Yours").wantStatus(http.StatusConflict)
		p.says("form-problem", "Somebody else has changed this")
		if p.filled("policy-form").Get("name") != "Yours" {
			t.Error("what the second typed is lost")
		}
	}
	if p := w.posts(admin, "/policies/PPOLI01/delete", url.Values{"seen": second["seen"]}); p.Code != http.StatusConflict {
		t.Errorf("deleting unseen: %d", p.Code)
	}
	if w.everything() != before || w.policy("PPOLI01").Name != "Mine" {
		t.Error("the second overwrote the first")
	}
}

func TestAPolicyIsMadeAndDeleted(t *testing.T) {
	w := open(t)
	form := w.shows(admin, "/policies/new").filled("policy-form")
	p := w.sendsForm("/policies/new", "preview", form, "name", "Night", "steps[0].targets[0]", "user:PRESPONDER").wantStatus(http.StatusOK)
	p.says("changes", "Night", "Step 1 The responder; after 5m the next")
	w.wantNotice(admin, w.sendsForm("/policies/new", "save", p.filled("preview")), "Saved. It holds for what is triggered or escalates from now on. The responder was not told: no mail server is set.")
	var made engine.Policy
	for _, p := range w.db.Config().Policies {
		if p.Name == "Night" {
			made = p
		}
	}
	if made.ID == "" || len(made.Steps) != 1 || made.Steps[0].ID == "" || made.Repeat != 2 {
		t.Fatalf("made %+v", made)
	}
	w.shows(people.Viewer, "/policies/"+made.ID).says("steps", "The responder")

	remove := "/policies/" + made.ID + "/delete"
	w.shows(admin, remove).says("confirm", "No service uses it")
	w.wantNotice(admin, w.posts(admin, remove, url.Values{"seen": {config.Version(made)}}), "The policy Night is deleted.")
	if _, still := w.db.Config().Policies[made.ID]; still {
		t.Error("it is still there")
	}
}

func TestAPolicyInUseIsNotDeleted(t *testing.T) {
	w := open(t)
	before := w.everything()
	p := w.shows(admin, "/policies/PPOLI01/delete")
	p.says("confirm", "It is still used", "Core network", "Trial")
	if len(p.all(func(n *node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/delete") })) > 0 {
		t.Error("it offers to delete a policy in use")
	}
	p = w.posts(admin, "/policies/PPOLI01/delete", url.Values{"seen": {config.Version(w.policy("PPOLI01"))}}).wantStatus(http.StatusConflict)
	p.says("form-problem", "still needed by")
	if w.everything() != before {
		t.Error("something was deleted")
	}
}

func TestOnlyAdminsAreOfferedChanges(t *testing.T) {
	w := open(t)
	for role, want := range map[people.Role]bool{people.Viewer: false, people.Responder: false, people.Scheduler: false, people.Admin: true, people.Owner: true} {
		for _, path := range []string{"/policies", "/policies/PPOLI01"} {
			offered := false
			for _, href := range w.shows(role, path).hrefs() {
				offered = offered || strings.HasSuffix(href, "/new") || strings.HasSuffix(href, "/edit")
			}
			if offered != want {
				t.Errorf("%s at %s: offered a change is %v", role, path, offered)
			}
		}
		w.shows(role, "/settings").has("settings-form", want)
	}
}

func TestAFormOfAThousandStepsIsBounded(t *testing.T) {
	w := open(t)
	p := w.sendsForm(editPath, "back", url.Values{"steps": {"1000000"}, "steps[0].targets": {"99999999"}}).wantStatus(http.StatusOK)
	if n := len(p.parts("form-step")); n > 50 {
		t.Errorf("%d steps are drawn", n)
	}
}

func TestWhatLintFindsStandsBesideItsField(t *testing.T) {
	w := open(t)
	next := *w.db.Config()
	p := next.Policies["PPOLI01"]
	p.Steps = []engine.Step{{ID: "S1", Delay: 10 * time.Second, Targets: []people.Target{{User: "PADMIN"}}}, {ID: "S2", Delay: 5 * time.Minute}}
	next.Policies = map[string]engine.Policy{"PPOLI01": p}
	w.configure(next.Index())
	steps := w.shows(admin, editPath).texts("form-step")
	if !strings.Contains(steps[0], "10s is less than a minute") || !strings.Contains(steps[1], "This step means nobody: it has no targets.") {
		t.Errorf("the form says %q", steps)
	}
	w.shows(people.Viewer, "/policies/PPOLI01").says("steps", "10s is less than a minute", "it has no targets")
	form := w.shows(admin, editPath).filled("policy-form")
	w.sendsForm(editPath, "preview", form, "steps[0].delay", "20s").says("preview", "Step 1: 20s is less than a minute", "Step 2: This step means nobody")
}

func TestAViewerWhoIsATargetIsMarkedAtTheStep(t *testing.T) {
	w := open(t)
	next := *w.db.Config()
	p := next.Policies["PPOLI01"]
	p.Steps = []engine.Step{{ID: "S1", Delay: 5 * time.Minute, Targets: []people.Target{{User: "PADMIN"}}}, {ID: "S2", Delay: 5 * time.Minute, Targets: []people.Target{{User: personOf(people.Viewer)}}}}
	next.Policies = map[string]engine.Policy{"PPOLI01": p}
	w.configure(next.Index())
	const says = "is a viewer: paged, they may acknowledge only by the link in a page."
	for path, part := range map[string]string{"/policies/PPOLI01": "step", editPath: "form-step"} {
		if steps := w.shows(admin, path).texts(part); strings.Contains(steps[0], says) || !strings.Contains(steps[1], says) {
			t.Errorf("%s says %q", path, steps)
		}
	}
	p2 := w.sendsForm(editPath, "preview", w.shows(admin, editPath).filled("policy-form"), "steps[0].delay", "6m")
	p2.says("preview", "Step 2: The viewer "+says)
	w.shows(admin, "/policies").says("policy", "1 warning")
	w.shows(admin, "/readiness").says("readiness", "A viewer may not acknowledge, except by the link in a page")
}

func TestWhoLostTheirSessionComesBackToTheForm(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	for _, path := range []string{editPath, "/settings", "/policies/new"} {
		p := w.asks("", "POST", path, "name=x").wantStatus(http.StatusUnauthorized)
		if p.field("next") != path {
			t.Errorf("from %s it leads back to %q", path, p.field("next"))
		}
	}
}
