package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
)

// weeks is a box on which ann and bob take weeks in turn from Monday 9:00, ann the first of February 2026, with more in each
// section.
func weeks(t *testing.T, current *engine.Config, ofAnn, ofSchedule string) *engine.Config {
	t.Helper()
	return apply(t, current, `
users:
  - email: ann@example.net
    time_zone: Europe/Berlin
`+ofAnn+`
  - email: bob@example.net
schedules:
  - name: Primary
    time_zone: America/Chicago
    layers:
      - {name: Weekly, start: 2026-02-02T09:00, turn: 1w, users: [ann@example.net, bob@example.net]}
`+ofSchedule)
}

// february is who is on call from 2 to 9 February, in Chicago.
func february(t *testing.T, c *engine.Config) []string {
	t.Helper()
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range c.Effective(only(t, c.Schedules)).Shifts(time.Date(2026, 2, 2, 9, 0, 0, 0, chicago), time.Date(2026, 2, 9, 9, 0, 0, 0, chicago)) {
		got = append(got, s.Start.In(chicago).Format("Mon 15:04 ")+strings.TrimSuffix(c.Users[s.Users[0]].Email, "@example.net"))
	}
	return got
}

func TestAPersonsAbsenceHoldsForEverySchedule(t *testing.T) {
	box := weeks(t, nil, "    absences: [{start: 2026-02-03, end: 2026-02-04, reason: vacation}]", "")
	want := []string{"Mon 09:00 ann", "Mon 17:00 bob", "Wed 17:00 ann"} // midnights of Berlin; the last day is included
	if diff := cmp.Diff(want, february(t, box)); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

func TestAnAbsenceOfAScheduleIsOnItsClock(t *testing.T) {
	box := weeks(t, nil, "", "    absences: [{user: ann@example.net, start: 2026-02-03, end: 2026-02-04T12:00}]")
	want := []string{"Mon 09:00 ann", "Tue 00:00 bob", "Wed 12:00 ann"}
	if diff := cmp.Diff(want, february(t, box)); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

func TestAbsencesEnteredByPeopleOutliveAFileThatDoesNotSpeakOfThem(t *testing.T) {
	box := weeks(t, nil, "    absences: [{start: 2026-02-03, end: 2026-02-04}]", "")
	for text, want := range map[string]int{"": 1, "    absences: []": 0} {
		u, _ := weeks(t, box, text, "").ByEmail("ann@example.net")
		if len(u.Absences) != want {
			t.Errorf("after %q there are %d absences, not %d", text, len(u.Absences), want)
		}
	}
}

func TestAbsencesAndHolidaysAreRefusedByName(t *testing.T) {
	for _, test := range []struct{ ofSchedule, want string }{
		{"    absences: [{user: ann@example.net, start: 2026-02-03, end: 2026-02-01}]", "absences[0].end: must be after start"},
		{"    absences: [{start: 2026-02-03, end: 2026-02-04}]", "absences[0].user"},
		{"    absences: [{user: cleo@example.net, start: 2026-02-03, end: 2026-02-04}]", "absences[0].user"},
		{"    absences: [{user: ann@example.net, start: soon, end: 2026-02-04}]", `absences[0].start: "soon" is not a date`},
		{"    holidays: [Christmas]", `holidays[0]: "Christmas" is not a date like 2026-12-25`},
		{"    holidays: [{date: 2026-12-25, from: noon}]", "holidays[0].from"},
		{"    holidays: [{name: Christmas}]", "holidays[0].date"},
	} {
		if err := refusalOf(test.ofSchedule); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s\ngives %v\nnot %s", test.ofSchedule, err, test.want)
		}
	}
}

func TestAHolidayMayBeABareDate(t *testing.T) {
	box := weeks(t, nil, "", "    holidays: [2026-12-25, {date: 2026-12-26, from: \"09:00\", name: Boxing Day}]")
	var got []string
	for _, h := range only(t, box.Schedules).Holidays {
		got = append(got, strings.TrimSpace(h.Date.String()+" "+h.From.String()+" "+h.Name))
	}
	if diff := cmp.Diff([]string{"2026-12-25 00:00", "2026-12-26 09:00 Boxing Day"}, got); diff != "" {
		t.Error(diff)
	}
}

func refusalOf(ofSchedule string) error {
	doc, err := config.Parse("config.yaml", []byte(`
users:
  - {email: ann@example.net, role: owner}
schedules:
  - name: Primary
    time_zone: UTC
    layers:
      - {start: 2026-02-02T09:00, turn: 1w, users: [ann@example.net]}
`+ofSchedule))
	if err != nil {
		return err
	}
	_, err = doc.Resolve(nil, early(), counter())
	return err
}
