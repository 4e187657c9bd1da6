package ui

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/web/ui/view"
)

func drawnDraft(t *rapid.T) policyDraft {
	text := rapid.StringMatching(`[a-zé5:<>"]{0,6}`)
	d := policyDraft{name: text.Draw(t, "name"), description: text.Draw(t, "description"), repeat: text.Draw(t, "repeat"), low: rapid.Bool().Draw(t, "low"), seen: text.Draw(t, "seen")}
	for range rapid.IntRange(0, 4).Draw(t, "steps") {
		d.steps = append(d.steps, stepDraft{
			id: text.Draw(t, "id"), delay: text.Draw(t, "delay"), inTurn: rapid.Bool().Draw(t, "in turn"), targets: rapid.SliceOfN(text, 0, 3).Draw(t, "targets"),
		})
	}
	return d
}

func sent(d policyDraft) url.Values {
	form := url.Values{}
	for _, f := range d.hidden() {
		form.Set(f.Name, f.Value)
	}
	return form
}

var sameDraft = cmp.Options{cmp.AllowUnexported(policyDraft{}, stepDraft{}), cmp.Transformer("empty", func(list []string) []string { return append([]string{}, list...) })}

// What the preview carries along is the whole form.
func TestAFormComesBackFromThePreviewAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawnDraft(t)
		if diff := cmp.Diff(d, draftFrom(sent(d)), sameDraft); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A button moves, adds or removes one thing, and leaves the rest as it was typed.
func TestButtonsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawnDraft(t)
		before := drawnDraftCopy(d)
		do := rapid.SampledFrom([]string{view.DoStepUp, view.DoStepDown, view.DoMoveStep, view.DoAddStep, view.DoAddTarget, view.DoRemoveStep, view.DoRemoveTarget, "explode"}).Draw(t, "do")
		i, j := rapid.IntRange(-1, 5).Draw(t, "i"), rapid.IntRange(-1, 4).Draw(t, "j")
		next, ok := d.rearranged(do + " " + itoa(i) + " " + itoa(j))
		if diff := cmp.Diff(before, d, sameDraft); diff != "" {
			t.Fatalf("the form before was changed: %s", diff)
		}
		steps := map[string]int{view.DoAddStep: 1, view.DoRemoveStep: -1}[do]
		if !ok {
			steps = 0
		}
		if len(next.steps) != len(d.steps)+steps {
			t.Fatalf("%s: %d steps became %d", do, len(d.steps), len(next.steps))
		}
		missing := 0
		for _, s := range d.steps {
			if !slices.ContainsFunc(next.steps, func(other stepDraft) bool {
				return other.id == s.id && other.delay == s.delay && other.inTurn == s.inTurn
			}) {
				missing++
			}
		}
		if missing > max(0, -steps) {
			t.Fatalf("%s lost %d steps", do, missing)
		}
	})
}

// Dragging a step does what pressing Up or Down often enough does.
func TestAStepThatIsDraggedGoesWhereTheButtonsTakeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawnDraft(t)
		i, j := rapid.IntRange(0, 4).Draw(t, "from"), rapid.IntRange(-1, 4).Draw(t, "to")
		dragged, ok := d.rearranged(view.DoMoveStep + " " + itoa(i) + " " + itoa(j))
		if inside := i < len(d.steps) && j >= 0 && j < len(d.steps); ok != inside {
			t.Fatalf("of %d steps, %d to %d: %v", len(d.steps), i, j, ok)
		}
		pressed := d
		for at := i; ok && at != j; {
			if at > j {
				pressed, _ = pressed.rearranged(view.DoStepUp + " " + itoa(at))
				at--
			} else {
				pressed, _ = pressed.rearranged(view.DoStepDown + " " + itoa(at))
				at++
			}
		}
		if diff := cmp.Diff(pressed, dragged, sameDraft); diff != "" {
			t.Fatalf("the buttons (-) and dragging (+) differ: %s", diff)
		}
	})
}

func drawnDraftCopy(d policyDraft) policyDraft { return draftFrom(sent(d)) }

func FuzzPolicyForm(f *testing.F) {
	f.Add("steps=2&steps[0].targets=1&steps[0].targets[0]=user:P1&steps[1].delay=5m&repeat=2", "up 1")
	f.Add("steps=-1&steps[0].targets=99999999999999999999", "remove-target 0 0")
	f.Fuzz(func(t *testing.T, body, do string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		d, _ := draftFrom(form).rearranged(do)
		if len(d.steps) > maxSteps {
			t.Fatalf("%d steps", len(d.steps))
		}
		for _, s := range d.steps {
			if len(s.targets) > maxTargets {
				t.Fatalf("%d targets", len(s.targets))
			}
		}
		policy, wrong := d.chosen().policy("P1")
		if len(policy.Steps) != len(d.steps) {
			t.Fatalf("%d steps of %d, wrong: %v", len(policy.Steps), len(d.steps), wrong)
		}
	})
}

func FuzzInstant(f *testing.F) {
	for _, text := range []string{"2026-03-08T02:30", "2026-11-01T01:30:00-06:00", "9999-12-31T23:59:59Z", "now"} {
		f.Add(text)
	}
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := instant(text, zone)
		if err == nil && (at.Year() < 2000 || at.Year() > 2100) {
			t.Errorf("%q is %s", text, at)
		}
	})
}
