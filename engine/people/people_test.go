package people_test

import (
	"slices"
	"testing"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func methods(ids ...string) (list []people.ContactMethod) {
	for _, id := range ids {
		list = append(list, people.ContactMethod{ID: id, Label: id, Type: notify.Push, Address: id})
	}
	return list
}

func TestRulesPageInOrderOfTheirDelayAndAMissingRuleLosesNoAlert(t *testing.T) {
	rule := func(urgency people.Urgency, method string, delay time.Duration) people.NotificationRule {
		return people.NotificationRule{ID: method, Urgency: urgency, Method: method, Delay: delay}
	}
	for name, tc := range map[string]struct {
		user people.User
		high []string
		low  []string
	}{
		"nobody": {people.User{}, nil, nil},
		"methods without rules": {
			people.User{ContactMethods: methods("a", "b")}, []string{"a", "b"}, []string{"a"},
		},
		"rules for one urgency only": {
			people.User{ContactMethods: methods("a", "b"), NotificationRules: []people.NotificationRule{rule(people.High, "b", 0)}},
			[]string{"b"},
			[]string{"a"},
		},
		"in order of delay, then as written": {
			people.User{ContactMethods: methods("a", "b", "c"), NotificationRules: []people.NotificationRule{
				rule(people.High, "c", time.Minute), rule(people.High, "a", 0), rule(people.High, "b", 0), rule(people.Low, "c", 0),
			}},
			[]string{"a", "b", "c"},
			[]string{"c"},
		},
		"a rule whose method is gone does not count": {
			people.User{ContactMethods: methods("a"), NotificationRules: []people.NotificationRule{rule(people.High, "gone", 0), rule(people.Low, "gone", 0)}},
			[]string{"a"},
			[]string{"a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for urgency, want := range map[people.Urgency][]string{people.High: tc.high, people.Low: tc.low} {
				var got []string
				for _, r := range tc.user.Rules(urgency) {
					got = append(got, r.Method)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s urgency pages by %q, want %q", urgency, got, want)
				}
			}
		})
	}
}

func TestAskingForRulesDoesNotChangeThePerson(t *testing.T) {
	u := people.User{ContactMethods: methods("a", "b"), NotificationRules: []people.NotificationRule{
		{ID: "late", Urgency: people.High, Method: "a", Delay: time.Minute}, {ID: "now", Urgency: people.High, Method: "b"},
	}}
	u.Rules(people.High)
	if u.NotificationRules[0].ID != "late" {
		t.Error("the person's own rules were sorted")
	}
}

// directory has Ann and Ben taking turns of an hour, and Cleo, who has left.
func directory() people.Directory {
	layer := schedules.Layer{ID: "l", Start: civil.At(2026, 1, 5, 0, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Hour}, Users: []schedules.Slot{{"ann", "cleo"}, {"ben"}, {}}}
	return people.Directory{
		Users: map[string]people.User{
			"ann": {ID: "ann", Name: "Ann", Email: "Ann@Example.net"}, "ben": {ID: "ben", Name: "Ben"}, "cleo": {ID: "cleo", Name: "Cleo", Disabled: true},
		},
		Schedules: map[string]schedules.Schedule{"S": {ID: "S", Name: "Primary", TimeZone: "UTC", Layers: []schedules.Layer{layer}}},
	}
}

func TestWhoAStepMeans(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 1, 5, hour, 30, 0, 0, time.UTC) }
	schedule, ann, ben := people.Target{Schedule: "S"}, people.Target{User: "ann"}, people.Target{User: "ben"}
	for name, tc := range map[string]struct {
		hour    int
		targets []people.Target
		found   []string
		missing []string
	}{
		"who is on call, but for those who left": {0, []people.Target{schedule}, []string{"ann: on call for Primary"}, nil},
		"the next hour the next":                 {1, []people.Target{schedule}, []string{"ben: on call for Primary"}, nil},
		"a turn of nobody":                       {2, []people.Target{schedule}, nil, []string{"nobody is on call for Primary"}},
		"each person once, in order":             {0, []people.Target{ben, schedule, ann, ben}, []string{"ben: named by the policy", "ann: on call for Primary"}, nil},
		"nobody at all":                          {0, nil, nil, nil},
		"what is gone is said": {
			0,
			[]people.Target{{User: "dora"}, {User: "cleo"}, {Schedule: "T"}, {}},
			nil,
			[]string{"the person named no longer exists", "Cleo has left", "the schedule no longer exists", "the schedule no longer exists"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			found, missing := directory().Resolve(tc.targets, at(tc.hour))
			var got []string
			for _, a := range found {
				got = append(got, a.User+": "+a.Why)
			}
			if !slices.Equal(got, tc.found) || !slices.Equal(missing, tc.missing) {
				t.Errorf("found %q, missing %q; want %q and %q", got, missing, tc.found, tc.missing)
			}
		})
	}
}

func TestPeopleAreFoundByAddressAndListedByName(t *testing.T) {
	d := directory()
	if u, ok := d.ByEmail(" ann@example.NET "); !ok || u.ID != "ann" {
		t.Errorf("found %+v, %v", u, ok)
	}
	if _, ok := d.ByEmail("nobody@example.net"); ok {
		t.Error("found somebody who is not there")
	}
	var names []string
	for _, u := range d.Sorted() {
		names = append(names, u.Name)
	}
	if !slices.Equal(names, []string{"Ann", "Ben", "Cleo"}) {
		t.Errorf("listed are %q", names)
	}
}

func TestEachRoleIncludesThoseBeforeItAndNoRoleIncludesNothing(t *testing.T) {
	roles := []people.Role{"", "made up", people.Viewer, people.Responder, people.Scheduler, people.Admin, people.Owner}
	for i, a := range roles {
		for j, b := range roles {
			want := i >= 2 && i >= j
			if a.AtLeast(b) != want {
				t.Errorf("%q at least %q is %v", a, b, !want)
			}
		}
	}
}

func TestAZoneThatDoesNotLoadIsUTC(t *testing.T) {
	for zone, want := range map[string]string{"America/Chicago": "America/Chicago", "": "UTC", "Mars/Olympus": "UTC"} {
		if got := (people.User{TimeZone: zone}).Location().String(); got != want {
			t.Errorf("%q is %s, want %s", zone, got, want)
		}
	}
}

func TestWhoIsAwayIsNotPagedAndTheNextOfTheRotationIs(t *testing.T) {
	monday := time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)
	d := people.Directory{
		Users: map[string]people.User{
			"ann": {ID: "ann", Name: "Ann", Absences: []schedules.Absence{{User: "ann", Start: monday, End: monday.AddDate(0, 0, 1)}}},
			"bob": {ID: "bob", Name: "Bob"},
		},
		Schedules: map[string]schedules.Schedule{"primary": {Name: "Primary", TimeZone: "UTC", Layers: []schedules.Layer{{
			Start: civil.At(2026, 2, 2, 9, 0), Turn: schedules.TurnOfSeconds(7 * 86400), Users: []schedules.Slot{{"ann"}, {"bob"}},
		}}}},
	}
	step := []people.Target{{Schedule: "primary"}}
	for at, want := range map[time.Time]string{monday: "bob", monday.AddDate(0, 0, 1): "ann"} {
		found, missing := d.Resolve(step, at)
		if len(found) != 1 || found[0].User != want || len(missing) != 0 {
			t.Errorf("at %s: %v, %v; want %s", at, found, missing, want)
		}
	}
}

// Whoever has left is away from then on, for everybody who asks: what they had stays theirs, and the next stands in.
func TestWhoHasLeftIsNeverCoverFromThenOnAndTheNextOfTheRotationStandsIn(t *testing.T) {
	monday := time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)
	wednesday := monday.AddDate(0, 0, 2)
	layer := schedules.Layer{Start: civil.At(2026, 2, 2, 9, 0), Turn: schedules.TurnOfSeconds(7 * 86400), Users: []schedules.Slot{{"ann"}, {"bob"}}}
	for name, d := range map[string]people.Directory{
		"left":    {Users: map[string]people.User{"ann": {ID: "ann", Disabled: true, LeftAt: wednesday}, "bob": {ID: "bob"}}},
		"removed": {Users: map[string]people.User{"bob": {ID: "bob"}}, Former: map[string]people.Former{"ann": {ID: "ann", LeftAt: wednesday}}},
	} {
		s := d.Effective(schedules.Schedule{Name: "Primary", TimeZone: "UTC", Layers: []schedules.Layer{layer}, Overrides: []schedules.Override{
			{User: "ann", Start: monday.AddDate(0, 0, 8), End: monday.AddDate(0, 0, 9)}, // they would have stepped in for Bob
		}})
		want := []schedules.Shift{{Start: monday, End: wednesday, Users: []string{"ann"}}, {Start: wednesday, End: monday.AddDate(0, 0, 21), Users: []string{"bob"}}}
		if got := s.Shifts(monday, monday.AddDate(0, 0, 21)); !slices.EqualFunc(got, want, func(a, b schedules.Shift) bool {
			return a.Start.Equal(b.Start) && a.End.Equal(b.End) && slices.Equal(a.Users, b.Users)
		}) {
			t.Errorf("%s: %v", name, got)
		}
		s.Layers[0].Users = []schedules.Slot{{"ann"}}
		if got := s.Coverage(wednesday, monday.AddDate(0, 1, 0)); got != 0 {
			t.Errorf("%s: alone in the rotation, they cover %v", name, got)
		}
	}
}
