package config_test

import (
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules/civil"
)

const quietFile = `users:
  - email: night@example.net
    role: owner
    contact_methods: [{label: pager, type: push, address: "https://ntfy.example.net/topic"}]
    handoff_rules:
      - {when: on, advance: 1h, contact_method: pager, schedules: [Primary]}
    quiet_hours: {from: "22:00", until: "07:30"}
schedules:
  - name: Primary
    time_zone: UTC
  - name: Backup
    time_zone: UTC
`

func configured(t *testing.T, file string) (*engine.Config, error) {
	t.Helper()
	doc, err := config.Parse("f.yaml", []byte(file))
	if err != nil {
		return nil, err
	}
	return doc.Resolve(nil, early(), config.NewID)
}

func TestAReminderMayBeForSomeSchedulesAndNotInTheNight(t *testing.T) {
	c, err := configured(t, quietFile)
	if err != nil {
		t.Fatal(err)
	}
	u := only(t, c.Users)
	if want := (people.QuietHours{From: civil.TimeOfDay{Hour: 22}, Until: civil.TimeOfDay{Hour: 7, Minute: 30}}); u.QuietHours != want {
		t.Errorf("quiet hours %+v, want %+v", u.QuietHours, want)
	}
	rule := u.HandoffRules[0]
	for id, s := range c.Schedules {
		if rule.For(id) != (s.Name == "Primary") {
			t.Errorf("the rule is for %s: %v", s.Name, rule.For(id))
		}
	}
}

func TestFaultyQuietHoursAndSchedulesOfRemindersAreNamed(t *testing.T) {
	for name, tc := range map[string]struct{ from, to, want string }{
		"no such schedule": {"schedules: [Primary]", "schedules: [Primry]", `users[0].handoff_rules[0].schedules[0]: no schedule is called "Primry" (did you mean "Primary"?)`},
		"no time":          {`"22:00"`, "late", `users[0].quiet_hours.from: "late" is not a time of day; write it like 22:00`},
		"no end":           {`, until: "07:30"`, "", "users[0].quiet_hours.until: is missing"},
		"no length":        {`"07:30"`, `"22:00"`, "users[0].quiet_hours.until: must be another time than from"},
		"a misspelt field": {"until:", "untill:", "users[0].quiet_hours.untill: is not a field here"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := configured(t, strings.Replace(quietFile, tc.from, tc.to, 1))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("refused with %v, want %s", err, tc.want)
			}
		})
	}
}

// A reminder that was only for a schedule that is gone must not become one for all.
func TestAReminderOfAScheduleThatIsRemovedReachesNobody(t *testing.T) {
	c, err := configured(t, quietFile)
	if err != nil {
		t.Fatal(err)
	}
	next, err := config.Edit(c, early(), func(next *engine.Config) error {
		for id, s := range next.Schedules {
			if s.Name == "Primary" {
				delete(next.Schedules, id)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range next.Schedules {
		if only(t, next.Users).HandoffRules[0].For(id) {
			t.Errorf("it is for %s now", next.Schedules[id].Name)
		}
	}
	text, err := config.Export(next, true)
	if err != nil || strings.Contains(string(text), "when:") {
		t.Errorf("%v; the file says\n%s", err, text)
	}
}
