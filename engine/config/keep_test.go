package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// fromPages is the box of weeks on which people have entered an override, an absence and a request on pages.
func fromPages(t *testing.T) *engine.Config {
	box := weeks(t, nil, "", "")
	ann, _ := box.ByEmail("ann@example.net")
	bob, _ := box.ByEmail("bob@example.net")
	at := time.Date(2026, 2, 3, 12, 0, 0, 0, time.UTC)
	next, err := config.Edit(box, early(), func(next *engine.Config) error {
		s := only(t, next.Schedules)
		s.Overrides = []schedules.Override{{ID: "O1", Start: at, End: at.Add(time.Hour), User: bob.ID, Replaces: ann.ID, CreatedAt: at.Add(-time.Hour)}}
		s.Absences = []schedules.Absence{{ID: "A1", User: bob.ID, Start: at.AddDate(0, 0, 20), End: at.AddDate(0, 0, 21)}}
		s.Swaps = []schedules.Swap{{ID: "W1", User: ann.ID, Start: at.AddDate(0, 0, 1), End: at.AddDate(0, 0, 2), To: bob.ID, Note: "50 %", Declined: []string{bob.ID}, CreatedAt: at}}
		next.Schedules[s.ID] = s
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func TestWhatPeopleEnterOnPagesOutlivesAFileThatDoesNotSpeakOfIt(t *testing.T) {
	box := fromPages(t)
	want := only(t, box.Schedules)
	if len(want.Overrides) != 1 || len(want.Absences) != 1 || len(want.Swaps) != 1 {
		t.Fatalf("not even an edit keeps it: %+v", want)
	}
	after := weeks(t, box, "", "")
	if diff := cmp.Diff(want, only(t, after.Schedules), equating()...); diff != "" {
		t.Error(diff)
	}
	if changes := config.Diff(box, after); len(changes) > 0 {
		t.Errorf("the plan says %v", changes)
	}
}

func TestAnEmptyListRemovesWhatPeopleEnteredOnPages(t *testing.T) {
	for text, want := range map[string][3]int{
		"    overrides: []": {0, 1, 1}, "    absences: []": {1, 0, 1}, "    overrides: []\n    absences: []": {0, 0, 1}, "    overrides:": {1, 1, 1},
	} {
		s := only(t, weeks(t, fromPages(t), "", text).Schedules)
		if got := [3]int{len(s.Overrides), len(s.Absences), len(s.Swaps)}; got != want {
			t.Errorf("%q leaves %v overrides, absences, swaps; want %v", text, got, want)
		}
	}
}

func TestAFileNeitherCarriesNorTakesSwaps(t *testing.T) {
	box := fromPages(t)
	file, err := config.Export(box, true)
	if err != nil || strings.Contains(string(file), "swap") {
		t.Fatalf("%v\n%s", err, file)
	}
	after := apply(t, box, string(file))
	if changes := config.Diff(box, after); len(changes) > 0 || len(only(t, after.Schedules).Swaps) != 1 {
		t.Errorf("applied to its own box: %v", changes)
	}
}

func TestARequestIsAChangeThatTheAuditLogTells(t *testing.T) {
	box := fromPages(t)
	closed, err := config.Edit(box, early(), func(next *engine.Config) error {
		s := only(t, next.Schedules)
		s.Swaps = nil
		next.Schedules[s.ID] = s
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	changes := config.Diff(box, closed)
	if len(changes) != 1 || !strings.Contains(changes[0].String(), "swaps[2026-02-04T06:00 ann@example.net]: {user: ann@example.net, start: 2026-02-04T06:00") {
		t.Errorf("%v", changes)
	}
}

func TestRequestsOfPeopleWhoAreGoneGoWithThem(t *testing.T) {
	box := fromPages(t)
	without := `
users:
  - email: ann@example.net
schedules:
  - name: Primary
    time_zone: America/Chicago
    layers:
      - {name: Weekly, start: 2026-02-02T09:00, turn: 1w, users: [ann@example.net]}
    overrides: []
`
	if s := only(t, apply(t, box, without).Schedules); len(s.Swaps)+len(s.Absences) != 0 {
		t.Errorf("left: %+v", s)
	}
	doc, err := config.Parse("config.yaml", []byte(strings.Replace(without, "    overrides: []\n", "", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = doc.Resolve(box, early(), counter()); err == nil || !strings.Contains(err.Error(), `an override of schedule "Primary" still needs it`) {
		t.Errorf("a person with an override was dropped: %v", err)
	}
}
