package engine_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// duties are Ann (who has mail) and Ben, week by week in Chicago, and a policy
// that names Ben on its first step.
func duties() *engine.Config {
	user := func(id, name string, m ...people.ContactMethod) people.User {
		return people.User{ID: id, Name: name, Email: strings.ToLower(name) + "@example.net", Role: people.Responder, TimeZone: "America/Chicago", ContactMethods: m}
	}
	return &engine.Config{
		Directory: people.Directory{
			Users: map[string]people.User{
				"PANN": user("PANN", "Ann", people.ContactMethod{ID: "M1", Label: "home", Type: notify.Email, Address: "ann@home.example"}),
				"PBEN": user("PBEN", "Ben", people.ContactMethod{ID: "M2", Label: "phone", Type: notify.Push, Address: "secret-topic"}),
			},
			Schedules: map[string]schedules.Schedule{"S": {ID: "S", Name: "Primary", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
				ID: "L", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"PANN"}, {"PBEN"}},
			}}}},
		},
		Policies: map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default", Steps: []engine.Step{{ID: "s1", Targets: []people.Target{{User: "PBEN"}}}}}},
		Settings: engine.Settings{Mail: &engine.MailSettings{Host: "mail.example.net", Port: 25, From: "wakeman@example.net"}},
	}
}

// monday is when the week of Ann begins, in Chicago.
func monday() time.Time { return time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC) }

func dana() engine.Actor {
	return engine.Actor{Kind: engine.ByPerson, ID: "PDANA", Name: "Dana", Via: "ui"}
}

// dutiesOfMore also have a policy that names the schedule, a service and a fallback contact.
func dutiesOfMore() *engine.Config {
	c := duties()
	c.Policies["PWEEK"] = engine.Policy{ID: "PWEEK", Name: "By week", Steps: []engine.Step{{ID: "s2", Targets: []people.Target{{Schedule: "S"}}}}}
	c.Services = map[string]engine.Service{"PCORE": {ID: "PCORE", Name: "Core", Policy: "PPOL"}}
	c.Settings.Fallback = []string{"PBEN"}
	return c
}

// newsOf is what a change by somebody tells, "PANN: sentence" for each.
func newsOf(by engine.Actor, change func(*engine.Config)) (list []string, all []engine.News) {
	next := dutiesOfMore()
	change(next)
	all = engine.NewsOf(dutiesOfMore(), next, by, monday())
	for _, n := range all {
		for _, what := range n.What {
			list = append(list, n.User+": "+what)
		}
	}
	return list, all
}

func ofUser(id string, change func(*people.User)) func(*engine.Config) {
	return func(c *engine.Config) {
		u := c.Users[id]
		change(&u)
		c.Users[id] = u
	}
}

func TestWhoeverAChangeConcernsIsToldWhatItIs(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*engine.Config)
		want   []string
	}{
		"nothing": {func(*engine.Config) {}, nil},
		"a role":  {ofUser("PBEN", func(u *people.User) { u.Role = people.Admin }), []string{"PBEN: Your role is now admin; it was responder."}},
		"leaving": {ofUser("PBEN", func(u *people.User) { u.Disabled = true }), []string{
			"PANN: Your shifts for Primary moved. Now yours: Mon 12 Jan 09:00 CST to Mon 19 Jan 09:00 CST; Mon 26 Jan 09:00 CST to Mon 2 Feb 09:00 CST; Mon 9 Feb 09:00 CST to Mon 16 Feb 09:00 CST; Mon 23 Feb 09:00 CST to Mon 2 Mar 09:00 CST; Mon 9 Mar 09:00 CDT to Mon 16 Mar 09:00 CDT; Mon 23 Mar 09:00 CDT to Mon 30 Mar 09:00 CDT; and 20 more.",
			"PBEN: You have left, as far as Wakeman knows: you are no longer paged, and cannot sign in.",
		}},
		"a number": {
			ofUser("PBEN", func(u *people.User) {
				u.ContactMethods = []people.ContactMethod{u.ContactMethods[0], {ID: "M3", Label: "mobile", Type: notify.SMS, Address: "+15550100"}}
				u.NotificationRules = []people.NotificationRule{{ID: "R", Urgency: people.High, Method: "M3", Delay: time.Minute}}
			}),
			[]string{"PBEN: A contact method was added: mobile (SMS to +15550100).", "PBEN: For high urgency you are now paged: mobile after 1m0s. Before: phone at once."},
		},
		"a secret topic": {
			ofUser("PBEN", func(u *people.User) {
				u.ContactMethods = []people.ContactMethod{{ID: "M2", Label: "phone", Type: notify.Push, Address: "another-topic"}}
			}),
			[]string{"PBEN: A contact method goes elsewhere: phone (push); before, phone (push)."},
		},
		"a step": {
			func(c *engine.Config) {
				c.Policies["PPOL"] = engine.Policy{ID: "PPOL", Name: "Default", Steps: []engine.Step{{ID: "s1", Targets: []people.Target{{Schedule: "S"}}}, {ID: "s2", Targets: []people.Target{{User: "PANN"}}}}}
			},
			[]string{
				"PANN: The escalation policy Default now pages you, on step 2, and on step 1 while you are on call for Primary.",
				"PBEN: The escalation policy Default now pages you on step 1 while you are on call for Primary; before, on step 1.",
			},
		},
		"a policy goes": {
			func(c *engine.Config) { delete(c.Policies, "PPOL") },
			[]string{"PBEN: The escalation policy Default no longer pages you. It did on step 1."},
		},
		"a delay": {func(c *engine.Config) {
			p := c.Policies["PPOL"]
			p.Steps = []engine.Step{{ID: "s1", Targets: p.Steps[0].Targets, Delay: time.Hour}}
			c.Policies["PPOL"] = p
		}, nil},
		"a service goes to another policy": {
			func(c *engine.Config) {
				c.Services["PCORE"] = engine.Service{ID: "PCORE", Name: "Core", Policy: "PWEEK"}
			},
			[]string{
				"PANN: The service Core, now with the escalation policy By week, now pages you, on step 1 while you are on call for Primary.",
				"PBEN: The service Core, now with the escalation policy By week, now pages you on step 1 while you are on call for Primary; before, on step 1.",
			},
		},
		"the fallback": {
			func(c *engine.Config) { c.Settings.Fallback = []string{"PANN"} },
			[]string{
				"PANN: You are now a fallback contact: you are paged when nobody of an escalation policy can be reached.",
				"PBEN: You are no longer a fallback contact.",
			},
		},
		"a night": {
			func(c *engine.Config) {
				s := c.Schedules["S"]
				s.Overrides = []schedules.Override{{ID: "O", Start: monday().Add(10 * time.Hour), End: monday().Add(22 * time.Hour), User: "PBEN", CreatedAt: monday()}}
				c.Schedules["S"] = s
			},
			[]string{
				"PANN: Your shifts for Primary moved. No longer yours: Mon 5 Jan 19:00 CST to Tue 6 Jan 07:00 CST.",
				"PBEN: Your shifts for Primary moved. Now yours: Mon 5 Jan 19:00 CST to Tue 6 Jan 07:00 CST.",
			},
		},
		"a night beside somebody": {
			func(c *engine.Config) {
				s := c.Schedules["S"]
				s.Overrides = []schedules.Override{{ID: "O", Start: monday().Add(10 * time.Hour), End: monday().Add(22 * time.Hour), User: "PBEN", Adds: true, CreatedAt: monday()}}
				c.Schedules["S"] = s
			},
			[]string{"PBEN: Your shifts for Primary moved. Now yours: Mon 5 Jan 19:00 CST to Tue 6 Jan 07:00 CST."},
		},
		"a schedule's words": {func(c *engine.Config) {
			s := c.Schedules["S"]
			s.Description = "who answers first"
			c.Schedules["S"] = s
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := newsOf(dana(), tc.change); !slices.Equal(got, tc.want) {
				t.Errorf("told is %q, want %q", got, tc.want)
			}
		})
	}
}

func TestOfOnesOwnChangesOnlyContactDataIsTold(t *testing.T) {
	got, _ := newsOf(ann(), func(c *engine.Config) {
		ofUser("PANN", func(u *people.User) {
			u.Role, u.NotificationRules = people.Viewer, []people.NotificationRule{{ID: "R", Urgency: people.High, Method: "M1", Delay: time.Minute}}
			u.ContactMethods = []people.ContactMethod{{ID: "M1", Label: "home", Type: notify.Email, Address: "new@home.example"}}
		})(c)
	})
	if want := []string{"PANN: A contact method goes elsewhere: home (mail to new@home.example); before, home (mail to ann@home.example)."}; !slices.Equal(got, want) {
		t.Errorf("told is %q, want %q", got, want)
	}
}

// Ben takes what Ann asks: it is confirmed to him as it is told to her, for it may begin too soon for his reminders. What he
// changes otherwise of his own shifts he knows.
func TestWhoTakesARequestAndWhoGivesItBackHasItConfirmed(t *testing.T) {
	asks := schedules.Swap{ID: "W", User: "PANN", Start: monday().Add(time.Hour), End: monday().Add(3 * time.Hour)}
	with := func(swaps []schedules.Swap, overrides ...schedules.Override) *engine.Config {
		c := duties()
		s := c.Schedules["S"]
		s.Swaps, s.Overrides = swaps, overrides
		c.Schedules["S"] = s
		return c
	}
	taken := asks.Overrides("PBEN", monday())[0]
	taken.ID = "O"
	ben := engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben"}
	for name, tc := range map[string]struct {
		old, next *engine.Config
		told      string
	}{
		"he takes it":                 {with([]schedules.Swap{asks}), with(nil, taken), "PANN PBEN"},
		"he gives it back":            {with(nil, taken), with(nil), "PANN PBEN"},
		"he makes an override":        {with(nil), with(nil, taken), "PANN"},
		"he makes one, and it stays":  {with([]schedules.Swap{asks}), with([]schedules.Swap{asks}, taken), "PANN"},
		"somebody withdrew a request": {with([]schedules.Swap{asks}), with(nil), ""},
	} {
		var told []string
		for _, n := range engine.NewsOf(tc.old, tc.next, ben, monday()) {
			told = append(told, n.User)
			if len(n.Duty) != 1 || !strings.Contains(n.Duty[0], "Your shifts for") || !slices.Contains(n.What, n.Duty[0]) {
				t.Errorf("%s: %s: %q of %q", name, n.User, n.Duty, n.What)
			}
		}
		if got := strings.Join(told, " "); got != tc.told {
			t.Errorf("%s: told %q, want %q", name, got, tc.told)
		}
	}
}

func TestANoticeAlsoGoesToTheAddressOfBeforeAndToNobodyWithoutMail(t *testing.T) {
	c := duties()
	ofUser("PANN", func(u *people.User) {
		u.Email = "ann.new@example.net"
		u.ContactMethods = []people.ContactMethod{{ID: "M1", Label: "home", Type: notify.Email, Address: "thief@example.org", Unconfirmed: true}}
	})(c)
	news := engine.NewsOf(duties(), c, dana(), monday())
	var to []string
	for _, d := range c.Notices(news[0], monday()) {
		to = append(to, d.Address)
		if d.Kind != notify.Notice || !strings.Contains(d.Text, "Dana changed this at 09:00 CST on Mon 5 Jan 2026:") || !strings.Contains(d.Text, "If this is not right") {
			t.Errorf("it says %q", d.Text)
		}
	}
	if want := []string{"thief@example.org", "ann@example.net", "ann@home.example"}; !slices.Equal(to, want) {
		t.Errorf("told are %q, want %q", to, want)
	}
	c.Settings.Mail = nil
	if list := c.Notices(news[0], monday()); len(list) != 0 {
		t.Errorf("without mail: %+v", list)
	}
}

func TestANoticeIsStoredWithItsChangeAndGoesOutByMailAlone(t *testing.T) {
	withMail := func(c *engine.Config) {
		c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 25, From: "w@example.net"}
	}
	inBubble(t, withMail, func(w *world) {
		err := w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			next := *old
			next.Users = map[string]people.User{}
			for id, u := range old.Users {
				next.Users[id] = u
			}
			u := next.Users["PBEN"]
			u.Disabled = true
			next.Users["PBEN"] = u
			return &next, []engine.AuditRow{{Actor: ann(), Action: "config.change", Object: "user ben"}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.page.Kick()
		synctest.Wait()
		sent := w.messages()
		if len(sent) != 1 || sent[0].To.Channel != notify.Email || sent[0].Message.Kind != notify.Notice || !strings.Contains(sent[0].Message.Text, "Ann changed this") {
			t.Errorf("sent %+v", sent)
		}
	})
}

func TestNewsOfDutyGoesByPushTooAndOtherNewsDoesNot(t *testing.T) {
	next := duties()
	u := next.Users["PBEN"]
	u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: "M3", Label: "pager", Type: notify.SMS, Address: "+15555550102"}, people.ContactMethod{ID: "M4", Label: "typed", Type: notify.Push, Address: "mistyped", Unconfirmed: true})
	next.Users["PBEN"] = u
	next.Settings.Push = &engine.PushSettings{Server: "https://push.example.net"}
	news := engine.News{User: "PBEN", By: dana(), What: []string{"Your role is now admin.", "Your shifts moved."}, Duty: []string{"Your shifts moved."}}
	said := func(c *engine.Config, n engine.News) (list []string) {
		for _, d := range c.Notices(n, monday()) {
			list = append(list, d.Channel+" "+d.Address)
			if d.Channel == "push" && (strings.Contains(d.Text, "role") || !strings.Contains(d.Text, "- Your shifts moved.") || !strings.Contains(d.Subject, "shifts moved")) {
				t.Errorf("by push: %s: %s", d.Subject, d.Text)
			}
		}
		return list
	}
	if got := said(next, news); !slices.Equal(got, []string{"email ben@example.net", "push secret-topic"}) {
		t.Errorf("told: %v", got)
	}
	without := *next
	without.Settings.Mail = nil
	if got := said(&without, news); !slices.Equal(got, []string{"push secret-topic"}) {
		t.Errorf("without mail: %v", got)
	}
	news.Duty = nil
	if got := said(next, news); !slices.Equal(got, []string{"email ben@example.net"}) {
		t.Errorf("of something else: %v", got)
	}
	next.Settings.Push = nil
	news.Duty = news.What[1:]
	if got := said(next, news); !slices.Equal(got, []string{"email ben@example.net"}) {
		t.Errorf("without a server: %v", got)
	}
}

func TestWhoLosesAShiftAndWhoGetsItBothHaveNewsOfDuty(t *testing.T) {
	_, all := newsOf(dana(), func(c *engine.Config) {
		s := c.Schedules["S"]
		s.Overrides = []schedules.Override{{ID: "O", Start: monday().Add(time.Hour), End: monday().Add(3 * time.Hour), User: "PBEN", CreatedAt: monday()}}
		c.Schedules["S"] = s
	})
	for _, n := range all {
		if len(n.Duty) != 1 || !slices.Contains(n.What, n.Duty[0]) {
			t.Errorf("%s: %q of %q", n.User, n.Duty, n.What)
		}
	}
	if len(all) != 2 {
		t.Errorf("told: %v", all)
	}
}

func TestWhoLeftARotationIsNotToldOfRequests(t *testing.T) {
	old := duties()
	s := old.Schedules["S"]
	to := s
	to.Layers = []schedules.Layer{s.Layers[0]}
	to.Layers[0].Users = []schedules.Slot{{"PANN"}}
	s.Team = "PTEAM" // of which nobody is: whom it asks are the people of its rotation
	asks := schedules.Swap{ID: "W", User: "PANN", Start: monday().AddDate(0, 0, 1), End: monday().AddDate(0, 0, 2)}
	for name, test := range map[string]struct {
		before schedules.Schedule
		told   int
	}{"in the rotation": {s, 1}, "who left it": {s.Edited(to, monday().Add(-time.Hour)), 0}} {
		test.before.Team = "PTEAM"
		after := test.before
		after.Swaps = []schedules.Swap{asks}
		was, is := duties(), duties()
		was.Schedules["S"], is.Schedules["S"] = test.before, after
		told := 0
		for _, n := range engine.NewsOf(was, is, dana(), monday()) {
			if n.User == "PBEN" {
				told += len(n.What)
			}
		}
		if told != test.told {
			t.Errorf("%s: told %d times, want %d", name, told, test.told)
		}
	}
}

// An override or a swap lies up to 366 days ahead, and nothing tells of it later.
func TestAMoveIsToldAtOnceHoweverFarAheadItLies(t *testing.T) {
	night := func(days int) func(*engine.Config) {
		return func(c *engine.Config) { // nine hours of a week that is Ben's
			s := c.Schedules["S"]
			start := monday().AddDate(0, 0, days)
			s.Overrides = []schedules.Override{{ID: "O", Start: start, End: start.Add(9 * time.Hour), User: "PANN", Replaces: "PBEN", CreatedAt: monday()}}
			c.Schedules["S"] = s
		}
	}
	for days, want := range map[int][]string{
		22:      {"PANN: Your shifts for Primary moved. Now yours: Tue 27 Jan", "PBEN: Your shifts for Primary moved. No longer yours: Tue 27 Jan"},
		65:      {"PANN: Your shifts for Primary moved. Now yours: Wed 11 Mar", "PBEN: Your shifts for Primary moved. No longer yours: Wed 11 Mar"},
		364 - 1: {"PANN: Your shifts for Primary moved. Now yours: Sun 3 Jan 2027 09:00 CST to Sun 3 Jan 2027 18:00 CST.", "PBEN: Your shifts for Primary moved. No longer yours: Sun 3 Jan 2027 09:00"},
	} {
		got, _ := newsOf(dana(), night(days))
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("%d days ahead: told is %q, want %q", days, got, want)
		}
	}
}

func TestALayerThatBeginsInSpringIsToldInWinter(t *testing.T) {
	got, _ := newsOf(dana(), func(c *engine.Config) {
		s := c.Schedules["S"]
		l := s.Layers[0]
		l.ID, l.Start, l.Users = "SPRING", civil.At(2026, 4, 6, 9, 0), []schedules.Slot{{"PANN"}}
		s.Layers = append(slices.Clone(s.Layers), l)
		c.Schedules["S"] = s
	})
	for _, line := range got {
		if !strings.Contains(line, "Mon 6 Apr 09:00 CDT to Mon 13 Apr 09:00 CDT") || !strings.Contains(line, "and 14 more") {
			t.Errorf("told is %q", line)
		}
	}
	if len(got) != 2 {
		t.Errorf("told are %q", got)
	}
}

func TestWhatGoesOnWithoutAnEndIsToldSo(t *testing.T) {
	got, _ := newsOf(dana(), func(c *engine.Config) {
		s := c.Schedules["S"]
		l := s.Layers[0]
		l.ID, l.Start, l.Users = "NEW", civil.At(2026, 12, 28, 9, 0), []schedules.Slot{{"PBEN"}, {"PBEN"}}
		s.Layers = append(slices.Clone(s.Layers), l)
		c.Schedules["S"] = s
	})
	if len(got) != 2 || !strings.HasPrefix(got[1], "PBEN: Your shifts for Primary moved. Now yours: Mon 4 Jan 2027 09:00 CST on.") {
		t.Errorf("told are %q", got)
	}
}

func TestAnEndedLayerOfSecondsDoesNotShortenWhatPeopleAreTold(t *testing.T) {
	s := duties().Schedules["S"]
	trial := s.Layers[0]
	trial.Turn, trial.End = schedules.Turn{Count: 10, Unit: schedules.Second}, civil.At(2026, 1, 5, 9, 0)
	s.Layers = append(slices.Clone(s.Layers), trial)
	if got := engine.LookAhead(monday(), engine.MovesHorizon, s); got != engine.MovesHorizon {
		t.Errorf("people are told of %s", got)
	}
	if got := engine.LookAhead(monday().Add(-time.Hour), engine.MovesHorizon, s); got >= engine.MovesHorizon {
		t.Errorf("while it ran: %s", got)
	}
}
