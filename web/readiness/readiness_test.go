package readiness_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/readiness"
)

// monday is a Monday at noon.
var monday = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// ready is a box of which nothing is to be said.
func ready() readiness.Facts {
	c := &engine.Config{
		Directory: people.Directory{
			Users: map[string]people.User{"PANN": {
				ID: "PANN", Email: "ann@example.net", Name: "Ann", Role: people.Owner, TimeZone: "UTC",
				ContactMethods:    []people.ContactMethod{{ID: "M1", Label: "mail", Type: notify.Email, Address: "ann@example.net", VerifiedAt: monday}},
				NotificationRules: []people.NotificationRule{{ID: "R1", Urgency: people.High, Method: "M1"}, {ID: "R2", Urgency: people.Low, Method: "M1"}},
			}},
			Schedules: map[string]schedules.Schedule{},
		},
		Policies:     map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default", Repeat: 1, Steps: []engine.Step{step("PANN")}}},
		Services:     map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core", Policy: "PPOL", AckTimeout: 30 * time.Minute}},
		Integrations: map[string]engine.Integration{"PINT": {ID: "PINT", Service: "PSVC", Name: "LibreNMS", Type: "librenms", Key: "0123456789abcdef0123456789abcdef"}},
		Heartbeats:   map[string]engine.Heartbeat{},
		Settings:     engine.DefaultSettings(),
	}
	c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 465, TLS: "tls", From: "wakeman@example.net"}
	c.Settings.Fallback = []string{"PANN"}
	c.Settings.Heartbeat = &engine.HeartbeatSettings{URL: "https://watch.example.net/x", Interval: time.Minute}
	return readiness.Facts{
		Config: c.Index(), Now: monday, Zone: time.UTC, Base: "https://pager.example.net",
		Heard: map[string]time.Time{"PINT": monday}, Tested: map[readiness.Way]bool{{User: "PANN", Method: "M1"}: true},
	}
}

func step(targets ...string) engine.Step {
	s := engine.Step{ID: "S" + strings.Join(targets, ""), Delay: 5 * time.Minute}
	for _, t := range targets {
		if strings.HasPrefix(t, "SCHED") {
			s.Targets = append(s.Targets, people.Target{Schedule: t})
		} else {
			s.Targets = append(s.Targets, people.Target{User: t})
		}
	}
	return s
}

// days is a schedule that has Ann on from nine to five on each day.
func days() schedules.Schedule {
	turn, _ := schedules.ParseTurn("1w")
	return schedules.Schedule{ID: "SCHED", Name: "Days", TimeZone: "UTC", Layers: []schedules.Layer{{
		ID: "L1", Name: "Day", Start: civil.At(2026, 1, 5, 0, 0), Turn: turn, Users: []schedules.Slot{{"PANN"}},
		Restrictions: []schedules.Restriction{{From: civil.TimeOfDay{Hour: 9}, For: 8 * time.Hour}},
	}}}
}

// told are the findings, a line each: group, level, code, subject.
func told(r readiness.Report) (lines []string) {
	for _, g := range r.Groups {
		for _, f := range g.Findings {
			lines = append(lines, fmt.Sprintf("%s %s %s %s/%s", g.Code, f.Level, f.Code, f.Subject.Kind, f.Subject.ID))
		}
	}
	return lines
}

func TestABoxThatIsReadyHasNothingToMend(t *testing.T) {
	r := ready().Judge()
	if got := told(r); got != nil {
		t.Errorf("it says %q", got)
	}
	if len(r.Groups) != 9 || !r.At.Equal(monday) {
		t.Errorf("%d questions at %s", len(r.Groups), r.At)
	}
}

func TestEachThingThatKeepsAPageBackIsFound(t *testing.T) {
	user := func(f *readiness.Facts, change func(u *people.User)) {
		u := f.Config.Users["PANN"]
		change(&u)
		f.Config.Users["PANN"] = u
	}
	policy := func(f *readiness.Facts, steps ...engine.Step) {
		p := f.Config.Policies["PPOL"]
		p.Steps = steps
		f.Config.Policies["PPOL"] = p
	}
	for _, c := range []struct {
		name string
		does func(f *readiness.Facts)
		want []string
	}{
		{"who has left is still paged", func(f *readiness.Facts) {
			f.Config.Users["POLD"] = people.User{ID: "POLD", Email: "old@example.net", Name: "Old", TimeZone: "UTC", Disabled: true}
			policy(f, step("PANN"), step("POLD"))
		}, []string{"reach bad left_on_duty user/POLD", "coverage warning policy_advice escalation_policy/PPOL"}},
		{"nobody has a way to Ann", func(f *readiness.Facts) {
			user(f, func(u *people.User) { u.ContactMethods, u.NotificationRules = nil, nil })
		}, []string{"reach bad unreachable user/PANN"}},
		{"a method is refused", func(f *readiness.Facts) {
			user(f, func(u *people.User) {
				u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: "M2", Label: "hook", Type: notify.Webhook, Address: "http://127.0.0.1/x", VerifiedAt: monday})
			})
			f.Tested[readiness.Way{User: "PANN", Method: "M2"}] = true
		}, []string{"rules warning doubtful_reach user/PANN"}},
		{"a viewer is paged, and may not acknowledge", func(f *readiness.Facts) {
			u := f.Config.Users["PANN"]
			u.ID, u.Email, u.Name, u.Role = "PVIC", "vic@example.net", "Vic", people.Viewer
			f.Config.Users["PVIC"] = u
			f.Tested[readiness.Way{User: "PVIC", Method: "M1"}] = true
			policy(f, step("PANN"), step("PVIC"))
		}, []string{"rules warning may_not_acknowledge user/PVIC"}},
		{"nobody is on at night", func(f *readiness.Facts) {
			f.Config.Schedules["SCHED"] = days()
			policy(f, step("SCHED"))
		}, []string{"coverage bad policy_uncovered escalation_policy/PPOL"}},
		{"the first step means nobody at night, the second Ann", func(f *readiness.Facts) {
			f.Config.Schedules["SCHED"] = days()
			policy(f, step("SCHED"), step("PANN"))
		}, []string{"coverage warning step_uncovered escalation_policy/PPOL"}},
		{"a policy that no service uses is not missed", func(f *readiness.Facts) {
			f.Config.Schedules["SCHED"] = days()
			f.Config.Policies["PFREE"] = engine.Policy{ID: "PFREE", Name: "Free", Steps: []engine.Step{step("SCHED")}}
		}, nil},
		{"no public address", func(f *readiness.Facts) { f.Base = "" }, []string{"carriers bad no_public_address settings/public_url"}},
		{"no mail server", func(f *readiness.Facts) { f.Config.Settings.Mail = nil }, []string{"reach bad unreachable user/PANN", "carriers bad no_carrier settings/mail"}},
		{"a service that nothing reaches", func(f *readiness.Facts) {
			f.Config.Services["PDEAF"] = engine.Service{ID: "PDEAF", Name: "Deaf", Policy: "PPOL", AckTimeout: 30 * time.Minute}
		}, []string{"services bad service_deaf service/PDEAF"}},
		{"an integration that was never heard", func(f *readiness.Facts) { f.Heard = nil }, []string{"services warning integration_silent service/PSVC"}},
		{"a disabled service is let be", func(f *readiness.Facts) {
			f.Config.Services["PDEAF"] = engine.Service{ID: "PDEAF", Name: "Deaf", Policy: "PPOL", AckTimeout: time.Hour, Disabled: true}
		}, nil},
		{"a heartbeat that never came", func(f *readiness.Facts) {
			f.Config.Heartbeats["PBEAT"] = engine.Heartbeat{ID: "PBEAT", Service: "PSVC", Name: "Backup", Key: "b", Interval: time.Hour, Grace: time.Hour}
			f.Pulses = map[string]engine.Pulse{"PBEAT": {Heartbeat: "PBEAT", Since: monday.Add(-25 * time.Hour)}}
		}, []string{"heartbeats warning heartbeat_never_heard heartbeat/PBEAT"}},
		{"a heartbeat that was made today has time", func(f *readiness.Facts) {
			f.Config.Heartbeats["PBEAT"] = engine.Heartbeat{ID: "PBEAT", Service: "PSVC", Name: "Backup", Key: "b", Interval: time.Hour, Grace: time.Hour}
			f.Pulses = map[string]engine.Pulse{"PBEAT": {Heartbeat: "PBEAT", Since: monday.Add(-23 * time.Hour)}}
		}, nil},
		{"nobody watches the box", func(f *readiness.Facts) { f.Config.Settings.Heartbeat = nil }, []string{"watcher warning watcher_missing settings/heartbeat"}},
		{"nobody watches a demo, and need not", func(f *readiness.Facts) { f.Config.Settings.Heartbeat, f.Demo = nil, true }, nil},
		{"nobody shall watch the box", func(f *readiness.Facts) {
			f.Config.Settings.Heartbeat = &engine.HeartbeatSettings{Declined: "a lab"}
		}, []string{"watcher chosen watcher_declined settings/heartbeat"}},
		{"the watcher was not told", func(f *readiness.Facts) {
			f.Watcher = engine.HeartbeatState{FailingSince: monday.Add(-time.Hour), Reason: "It did not answer."}
		}, []string{"watcher bad watcher_overdue settings/heartbeat"}},
		{"a way was never tried", func(f *readiness.Facts) { f.Tested = nil }, []string{"tests warning never_verified user/PANN"}},
		{"whom nobody pages need not be tested", func(f *readiness.Facts) {
			f.Config.Users["PVIC"] = people.User{ID: "PVIC", Email: "vic@example.net", Name: "Vic", TimeZone: "UTC", ContactMethods: f.Config.Users["PANN"].ContactMethods}
		}, nil},
		{"nobody to fall back to", func(f *readiness.Facts) {
			f.Config.Settings.Fallback = nil
			user(f, func(u *people.User) { u.Role = people.Responder })
		}, []string{"coverage bad no_fallback settings/fallback"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := ready()
			c.does(&f)
			f.Config.Index()
			if diff := cmp.Diff(c.want, told(f.Judge())); diff != "" {
				t.Errorf("- expected, + told:\n%s", diff)
			}
		})
	}
}

func TestTheDemoDoesNotClaimAWatcher(t *testing.T) {
	f := ready()
	good := func() string { return f.Judge().Groups[6].Good }
	if got := good(); got != "A watcher outside takes its heartbeat." {
		t.Errorf("a box with one: %q", got)
	}
	f.Config.Settings.Heartbeat, f.Demo = nil, true
	if got := good(); got != "This is the demo: it sends no heartbeat, and nobody has to notice when it is gone." {
		t.Errorf("the demo: %q", got)
	}
}

func TestAGapSaysWhenItIsInTheZoneOfWhoeverAsks(t *testing.T) {
	f := ready()
	f.Config.Schedules["SCHED"] = days()
	p := f.Config.Policies["PPOL"]
	p.Steps = []engine.Step{step("SCHED")}
	f.Config.Policies["PPOL"] = p
	var err error
	if f.Zone, err = time.LoadLocation("America/Chicago"); err != nil {
		t.Fatal(err)
	}
	all := f.Judge().Groups[2].Findings
	if len(all) != 1 {
		t.Fatalf("it says %+v", all)
	}
	if want := "The whole policy means nobody from Mon 2 Mar 11:00 to Tue 3 Mar 03:00, and 13 times more within two weeks."; all[0].Message != want {
		t.Errorf("it says %q, want %q", all[0].Message, want)
	}
	gaps := all[0].Gaps
	first := readiness.Span{From: monday.Add(5 * time.Hour), To: monday.Add(21 * time.Hour)}
	if len(gaps) != 14 || !gaps[0].From.Equal(first.From) || !gaps[0].To.Equal(first.To) {
		t.Errorf("%d gaps, the first %v", len(gaps), gaps[0])
	}
	if !slices.IsSortedFunc(gaps, func(a, b readiness.Span) int { return a.From.Compare(b.From) }) {
		t.Error("the gaps are not in order")
	}
}

func TestTheCountIsByLevel(t *testing.T) {
	f := ready()
	f.Base, f.Tested, f.Heard = "", nil, nil
	if r := f.Judge(); r.Count(readiness.Bad) != 1 || r.Count(readiness.Warning) != 2 || r.Count(readiness.Chosen) != 0 {
		t.Errorf("%q", told(r))
	}
}

func TestWhoEndedTheReminderOfTheFirstStartStaysListed(t *testing.T) {
	for declined, want := range map[string]string{
		"":                                "Admins are not reminded of its steps; who chose so is in the audit log.",
		"Ana, 2 March 2026: a laboratory": "Admins are not reminded of its steps, by choice: Ana, 2 March 2026: a laboratory.",
	} {
		f := readiness.Facts{Config: &engine.Config{Settings: engine.Settings{SetupHidden: true, SetupDeclined: declined}}, Zone: time.UTC, Now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
		found := false
		for _, g := range f.Judge().Groups {
			for _, one := range g.Findings {
				if one.Code == readiness.SetupDeclined {
					found = one.Message == want && one.Level == readiness.Chosen
				}
			}
		}
		if !found {
			t.Errorf("%q: it is not listed as %q", declined, want)
		}
	}
}
