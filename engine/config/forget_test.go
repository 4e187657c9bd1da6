package config_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// busyBox is the box of weeks with n overrides that were over 399 days before an instant, and as many 401 days before it.
func busyBox(t *testing.T, n int, now time.Time) *memory {
	t.Helper()
	box := weeks(t, nil, "", "")
	ann, _ := box.ByEmail("ann@example.net")
	s := only(t, box.Schedules)
	for i := range n {
		for _, days := range []int{401, 399} {
			end := now.AddDate(0, 0, -days).Add(time.Duration(i) * time.Second)
			s.Overrides = append(s.Overrides, schedules.Override{ID: config.NewID(config.OverrideID), Start: end.Add(-time.Hour), End: end, User: ann.ID, CreatedAt: end})
		}
	}
	box.Schedules[s.ID] = s
	u := box.Users[ann.ID]
	u.Absences = []schedules.Absence{{ID: "A1", User: ann.ID, Start: now.AddDate(-2, 0, 0), End: now.AddDate(-2, 0, 1)}, {ID: "A2", User: ann.ID, Start: now.AddDate(0, -2, 0), End: now.AddDate(0, -1, 0)}}
	box.Users[ann.ID] = u
	return &memory{config: box}
}

func TestWhatWasOverMoreThanThirteenMonthsAgoIsForgottenWithARowOfTheAuditLog(t *testing.T) {
	now := time.Date(2028, 3, 1, 12, 0, 0, 0, time.UTC)
	m := busyBox(t, 3, now)
	before := m.config
	rows, err := config.Editor{Store: m}.Forget(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, r := range m.audit {
		told = append(told, r.Action+" | "+r.Object+" | "+r.Detail)
		if r.Actor != engine.System() {
			t.Errorf("by %v", r.Actor)
		}
	}
	want := []string{
		"retention | schedule Primary | Removed what was over before 2027-01-26: 3 overrides.",
		"retention | user ann@example.net | Removed what was over before 2027-01-26: 1 absence.",
	}
	if diff := cmp.Diff(want, told); diff != "" || len(rows) != len(told) {
		t.Error(diff)
	}
	left := only(t, m.config.Schedules).Overrides
	if len(left) != 3 || slices.ContainsFunc(left, func(o schedules.Override) bool { return o.End.Before(now.AddDate(0, 0, -400)) }) {
		t.Errorf("left: %v", left)
	}
	if ann, _ := m.config.ByEmail("ann@example.net"); len(ann.Absences) != 1 || ann.Absences[0].ID != "A2" {
		t.Errorf("Ann's absences: %v", ann.Absences)
	}
	if len(only(t, before.Schedules).Overrides) != 6 {
		t.Error("the configuration that was in force has been written into")
	}
}

func TestNothingToForgetIsNoChange(t *testing.T) {
	now := time.Date(2028, 3, 1, 12, 0, 0, 0, time.UTC)
	m := busyBox(t, 3, now)
	e := config.Editor{Store: m}
	if _, err := e.Forget(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	m.audit = nil
	inForce := m.config
	if rows, err := e.Forget(t.Context(), now); err != nil || len(rows)+len(m.audit) != 0 || m.config != inForce {
		t.Errorf("%v, %v: %v", rows, err, m.audit)
	}
}

// A schedule that was overridden each hour of a year, and has as much planned as may be: its own file changes nothing, a file
// with other plans leaves the past as it was, and another box takes it.
func TestWhatIsExportedIsTakenHoweverLongThePastIs(t *testing.T) {
	now := time.Date(2028, 3, 1, 12, 0, 0, 0, time.UTC)
	box := busyBox(t, 4500, now).config
	s := only(t, box.Schedules)
	past := slices.Clone(s.Overrides)
	for i := range 2000 {
		plan := past[0]
		plan.ID, plan.Adds = config.NewID(config.OverrideID), i%2 > 0
		plan.Start = now.Add(time.Duration(i-1) * time.Hour)
		plan.End = plan.Start.Add(2 * time.Hour)
		s.Overrides = append(s.Overrides, plan)
	}
	running := s.Overrides[len(past)]
	byAge := func(a, b schedules.Override) int { return a.CreatedAt.Compare(b.CreatedAt) }
	slices.SortStableFunc(s.Overrides, byAge) // that is what a file's order means
	box.Schedules[s.ID] = s
	file, err := config.Export(config.WithoutPast(box, now), true)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := config.Parse("export.yaml", file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := doc.Resolve(box, now, config.NewID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.Overrides, only(t, again.Schedules).Overrides); diff != "" {
		t.Errorf("its own file changes %s", diff)
	}
	fresh, err := doc.Resolve(nil, now, config.NewID)
	if err != nil || len(only(t, fresh.Schedules).Overrides) != 2000 {
		t.Errorf("another box: %v", err)
	}
	emptied, err := config.Parse("export.yaml", []byte(regexp.MustCompile(`(?m)^    overrides:\n(      - .*\n)+`).ReplaceAllString(string(file), "    overrides: []\n")))
	if err != nil {
		t.Fatal(err)
	}
	without, err := emptied.Resolve(box, now, config.NewID)
	running.End = now
	past = append(past, running)
	slices.SortStableFunc(past, byAge)
	if err != nil || !slices.Equal(only(t, without.Schedules).Overrides, past) {
		t.Errorf("without plans %d overrides are left, %d are over and one ends: %v", len(only(t, without.Schedules).Overrides), len(past), err)
	}
}

func TestMoreOverridesThanAFileMayListDoNotBlockASchedule(t *testing.T) {
	now := time.Date(2028, 3, 1, 12, 0, 0, 0, time.UTC)
	m := busyBox(t, 2600, now)
	text, err := config.Export(m.config, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.Parse("", text); err == nil || !strings.Contains(err.Error(), "more than 5000 entries") {
		t.Fatalf("the box of the test fits a file: %v", err)
	}
	before := only(t, m.config.Schedules)
	change := func(to func(*schedules.Schedule)) error {
		_, err := config.Editor{Store: m}.Do(context.Background(), engine.System(), func(next *engine.Config) error {
			s := only(t, next.Schedules)
			to(&s)
			next.Schedules[s.ID] = s
			return nil
		})
		return err
	}
	if err := change(func(s *schedules.Schedule) { s.Description = "changed" }); err != nil {
		t.Error(err)
	}
	if after := only(t, m.config.Schedules); after.Description != "changed" || !slices.Equal(after.Overrides, before.Overrides) || !slices.Equal(after.Absences, before.Absences) {
		t.Error("what was entered before is not what it was")
	}
	wrong := change(func(s *schedules.Schedule) {
		bad := s.Overrides[0]
		bad.ID, bad.End = "PBAD001", bad.Start.Add(-time.Hour)
		s.Overrides = append(slices.Clone(s.Overrides), bad)
	})
	if wrong == nil || !strings.Contains(wrong.Error(), "override") {
		t.Errorf("an override that is added is held to the rules: %v", wrong)
	}
}
