package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// carried is the two technicians with every carrier set, changed.
func carried(change func(*engine.Config)) *engine.Config {
	c := twoTechnicians()
	c.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
	c.Settings.SMS = &engine.SMSSettings{URL: "https://sms.example.net"}
	c.Settings.StaleAfter = 0
	if change != nil {
		change(c)
	}
	return c
}

func steps(c *engine.Config, repeat int, all ...engine.Step) {
	p := c.Policies["PPOL"]
	p.Repeat, p.Steps = repeat, all
	c.Policies["PPOL"] = p
}

func user(c *engine.Config, id string, change func(*people.User)) {
	u := c.Users[id]
	change(&u)
	c.Users[id] = u
}

func to(delay time.Duration, ids ...string) engine.Step {
	s := engine.Step{ID: strings.Join(ids, "+"), Delay: delay}
	for _, id := range ids {
		if strings.HasPrefix(id, "S") {
			s.Targets = append(s.Targets, people.Target{Schedule: id})
		} else {
			s.Targets = append(s.Targets, people.Target{User: id})
		}
	}
	return s
}

// said writes a forecast down: "5m0s 2 Ben push", or the note.
func said(lines []engine.ForecastLine) (list []string) {
	for _, l := range lines {
		text := fmt.Sprintf("%s %d ", l.After, l.Step)
		switch {
		case l.Note != "":
			text += "- " + l.Note
		case l.Doubt != "":
			text += l.Name + " not by " + string(l.Channel) + ": " + l.Doubt
		case l.InTurn:
			text += "in turn " + l.Name + " " + string(l.Channel)
		default:
			text += l.Name + " " + string(l.Channel)
		}
		list = append(list, text)
	}
	return list
}

// weekdays is on from eight to five, Chicago time, on working days.
func weekdays() schedules.Schedule {
	at, _ := civil.ParseDateTime("2026-01-05T00:00")
	eight, _ := civil.ParseTimeOfDay("08:00")
	turn, _ := schedules.ParseTurn("1w")
	return schedules.Schedule{ID: "SDAY", Name: "Office", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
		ID: "L1", Name: "Day", Start: at, Turn: turn, Users: []schedules.Slot{{"PANN"}},
		Restrictions: []schedules.Restriction{{Days: []time.Weekday{1, 2, 3, 4, 5}, From: eight, For: 9 * time.Hour}},
	}}}
}

// nightly hands over from Ann to Ben at two in the morning, Chicago time: the
// hour that the clocks skip in spring and show twice in autumn.
func nightly() schedules.Schedule {
	at, _ := civil.ParseDateTime("2026-01-05T02:00")
	turn, _ := schedules.ParseTurn("1d")
	return schedules.Schedule{ID: "SDST", Name: "Nightly", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
		ID: "L1", Name: "Night", Start: at, Turn: turn, Users: []schedules.Slot{{"PANN"}, {"PBEN"}},
	}}}
}

const through = "- every step and repeat of the policy is through: nobody else is paged"

func TestForecast(t *testing.T) {
	monday := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC) // ten in the morning in Chicago
	evening := time.Date(2026, 3, 2, 22, 57, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		urgency people.Urgency
		at      time.Time
		change  func(*engine.Config)
		want    []string
	}{
		"one after the other": {people.High, monday, nil, []string{"0s 1 Ann push", "1m0s 1 Ann sms", "5m0s 2 Ben push", "6m0s 2 Ben sms", "10m0s 0 " + through}},
		"repeats": {people.High, monday, func(c *engine.Config) { steps(c, 2, to(time.Minute, "PANN")) }, []string{
			"0s 1 Ann push", "1m0s 1 Ann push", "2m0s 1 Ann push", "3m0s 1 Ann sms", "3m0s 0 " + through,
		}},
		"what the next step cuts off": {people.High, monday, func(c *engine.Config) {
			steps(c, 0, to(time.Minute, "PANN"), to(5*time.Minute, "PBEN"))
		}, []string{"0s 1 Ann push", "1m0s 2 Ben push", "2m0s 2 Ben sms", "6m0s 0 " + through}},
		"a rule that comes too late": {people.High, monday, func(c *engine.Config) {
			user(c, "PANN", func(u *people.User) { u.NotificationRules = u.NotificationRules[1:2] })
			steps(c, 0, to(time.Minute, "PANN"), to(5*time.Minute, "PBEN"))
		}, []string{"0s 1 - it is left to chance whether Ann is told: the next step begins at the same moment", "1m0s 2 Ben push", "2m0s 2 Ben sms", "6m0s 0 " + through}},
		"a rule that comes far too late": {people.High, monday, func(c *engine.Config) {
			user(c, "PANN", func(u *people.User) { u.NotificationRules = u.NotificationRules[1:2] })
			steps(c, 0, to(30*time.Second, "PANN"), to(5*time.Minute, "PBEN"))
		}, []string{"0s 1 - nothing is sent to Ann before the next step begins", "30s 2 Ben push", "1m30s 2 Ben sms", "5m30s 0 " + through}},
		"a step without a delay": {people.High, monday, func(c *engine.Config) { steps(c, 0, to(0, "PANN"), to(5*time.Minute, "PBEN")) }, []string{
			"0s 1 - it is left to chance whether Ann is told: the next step begins at the same moment", "0s 2 Ben push", "1m0s 2 Ben sms", "5m0s 0 " + through,
		}},
		"low urgency stays with the first": {people.Low, monday, nil, []string{"0s 1 Ann push", "0s 0 - low urgency does not escalate, so it stays at this"}},
		"low urgency that escalates": {people.Low, monday, func(c *engine.Config) {
			p := c.Policies["PPOL"]
			p.EscalateLow = true
			c.Policies["PPOL"] = p
		}, []string{"0s 1 Ann push", "5m0s 2 Ben push", "10m0s 0 " + through}},
		"somebody who has left": {people.High, monday, func(c *engine.Config) {
			user(c, "PANN", func(u *people.User) { u.Disabled = true })
		}, []string{"0s 1 - Ann has left", "0s 2 Ben push", "1m0s 2 Ben sms", "5m0s 0 " + through}},
		"somebody without a phone": {people.High, monday, func(c *engine.Config) {
			user(c, "PANN", func(u *people.User) { u.ContactMethods = nil })
		}, []string{"0s 1 - Ann has no way to be reached", "0s 2 Ben push", "1m0s 2 Ben sms", "5m0s 0 " + through}},
		"a phone without a number": {people.High, monday, func(c *engine.Config) {
			user(c, "PANN", func(u *people.User) {
				u.ContactMethods = []people.ContactMethod{{ID: "PANNpush", Label: "phone", Type: notify.Push}, u.ContactMethods[1]}
			})
		}, []string{"1m0s 1 Ann sms", "5m0s 2 Ben push", "6m0s 2 Ben sms", "10m0s 0 " + through}},
		"in turn": {people.High, monday, func(c *engine.Config) {
			s := to(5*time.Minute, "PANN", "PBEN")
			s.RoundRobin = true
			steps(c, 0, s)
		}, []string{"0s 1 in turn Ann push", "0s 1 in turn Ben push", "1m0s 1 in turn Ann sms", "1m0s 1 in turn Ben sms", "5m0s 0 " + through}},
		"two at once, one of them gone": {people.High, monday, func(c *engine.Config) {
			user(c, "PBEN", func(u *people.User) { u.Disabled = true })
			steps(c, 0, to(5*time.Minute, "PANN", "PBEN"))
		}, []string{"0s 1 Ann push", "0s 1 - Ben has left", "1m0s 1 Ann sms", "5m0s 0 " + through}},
		"a schedule that ends on the way": {people.High, evening, func(c *engine.Config) {
			c.Schedules = map[string]schedules.Schedule{"SDAY": weekdays()}
			steps(c, 1, to(2*time.Minute, "SDAY"), to(5*time.Minute, "PBEN"))
		}, []string{
			"0s 1 Ann push", "1m0s 1 Ann sms", "2m0s 2 Ben push", "3m0s 2 Ben sms",
			"7m0s 1 - nobody is on call for Office", "7m0s 2 Ben push", "8m0s 2 Ben sms", "12m0s 0 " + through,
		}},
		"nobody at all": {people.High, evening.Add(time.Hour), func(c *engine.Config) {
			c.Schedules = map[string]schedules.Schedule{"SDAY": weekdays()}
			c.Settings.Fallback = []string{"PBEN"}
			steps(c, 3, to(2*time.Minute, "SDAY"))
		}, []string{
			"0s 1 - nobody is on call for Office", "0s 0 - no step of the policy reaches anybody",
			"0s 0 Ben push", "1m0s 0 Ben sms", "5m0s 0 - it starts over, and so on until somebody is reached",
		}},
		"no steps, no fallback": {people.High, monday, func(c *engine.Config) { steps(c, 0) }, []string{
			"0s 0 - the escalation policy has no steps", "0s 0 - there is no fallback contact: nobody is told", "5m0s 0 - it starts over, and so on until somebody is reached",
		}},
		"no carriers": {people.High, monday, func(c *engine.Config) {
			c.Settings.Push, c.Settings.SMS, c.Settings.Fallback = nil, nil, []string{"PBEN"}
			steps(c, 0, to(2*time.Minute, "PANN"))
		}, []string{
			"0s 1 Ann not by push: no push server is set", "1m0s 1 Ann not by sms: no gateway for text messages is set", "2m0s 0 - no step of the policy reaches anybody",
			"2m0s 0 Ben not by push: no push server is set", "3m0s 0 Ben not by sms: no gateway for text messages is set", "7m0s 0 - it starts over, and so on until somebody is reached",
		}},
		"still open after days": {people.High, monday, func(c *engine.Config) {
			c.Settings.StaleAfter = 48 * time.Hour
			steps(c, 0, to(2*time.Minute, "PANN"))
		}, []string{"0s 1 Ann push", "1m0s 1 Ann sms", "2m0s 0 " + through, "48h2m0s 0 - if it is still open, it starts over"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, said(engine.Forecast(carried(tc.change), "PPOL", tc.urgency, tc.at))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// In the night when the clocks change the handoff at two is still an instant,
// and whoever is on call then is paged.
func TestForecastInTheNightWhenTheClocksChange(t *testing.T) {
	for name, tc := range map[string]struct{ before, handoff time.Time }{
		"spring forward": {time.Date(2026, 3, 8, 7, 55, 0, 0, time.UTC), time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC)},
		"fall back":      {time.Date(2026, 11, 1, 7, 55, 0, 0, time.UTC), time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)},
	} {
		c := carried(func(c *engine.Config) {
			c.Schedules = map[string]schedules.Schedule{"SDST": nightly()}
			steps(c, 1, to(5*time.Minute, "SDST"))
		})
		lines := engine.Forecast(c, "PPOL", people.High, tc.before)
		first, second := lines[0].Name, lines[2].Name
		if first == second || !lines[2].At.Equal(tc.handoff) {
			t.Errorf("%s: %s is paged, and %s at %s", name, first, second, lines[2].At)
		}
	}
}

func TestForecastOfAPolicyThatIsNotThere(t *testing.T) {
	c := carried(func(c *engine.Config) { c.Settings.Fallback = []string{"PANN"} })
	if got := said(engine.Forecast(c, "PNONE", people.High, time.Now())); got[1] != "0s 0 Ann push" {
		t.Errorf("got %q", got)
	}
}

// drawn is a configuration of any kind that the engine accepts.
func drawn(t *rapid.T) *engine.Config {
	minutes := func(label string, most int) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, label)) * time.Minute
	}
	return carried(func(c *engine.Config) {
		c.Schedules = map[string]schedules.Schedule{"SDAY": weekdays(), "SDST": nightly()}
		var all []engine.Step
		for i := range rapid.IntRange(0, 4).Draw(t, "steps") {
			s := to(time.Minute+minutes("delay", 7), // with no delay, or a rule due at its end, it is left to chance
				rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"PANN", "PBEN", "SDAY", "SDST"}), 0, 3, rapid.ID).Draw(t, "targets")...)
			s.ID = fmt.Sprint("s", i)
			all = append(all, s)
		}
		steps(c, rapid.IntRange(0, 3).Draw(t, "repeat"), all...)
		p := c.Policies["PPOL"]
		p.EscalateLow = rapid.Bool().Draw(t, "low escalates")
		c.Policies["PPOL"] = p
		for _, id := range []string{"PANN", "PBEN"} {
			user(c, id, func(u *people.User) {
				u.Disabled = rapid.Float64Range(0, 1).Draw(t, "left") > 0.8
				if rapid.Float64Range(0, 1).Draw(t, "no phone") > 0.8 {
					u.ContactMethods = nil
				}
				u.NotificationRules = slices.Clone(u.NotificationRules)
				u.NotificationRules[1].Delay = minutes("rule", 8) + 30*time.Second
				if rapid.Bool().Draw(t, "away") {
					begin := time.Date(2000, 1, 1, 0, 0, 30, 0, time.UTC).Add(minutes("leaves", 14*24*60))
					u.Absences = []schedules.Absence{{User: id, Start: begin, End: begin.Add(minutes("stays away", 24*60))}}
				}
			})
		}
	})
}

func TestAForecastNeverNamesWhoCanNotBePaged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		for id, u := range c.Users {
			if len(u.ContactMethods) > 0 && rapid.Bool().Draw(t, "no address") {
				user(c, id, func(u *people.User) {
					u.ContactMethods = slices.Clone(u.ContactMethods)
					u.ContactMethods[rapid.IntRange(0, 1).Draw(t, "which")].Address = ""
				})
			}
		}
		at := time.Unix(rapid.Int64Range(1767225600, 1798761600).Draw(t, "at"), 0)
		last := at
		for _, l := range engine.Forecast(c, "PPOL", rapid.SampledFrom([]people.Urgency{people.High, people.Low}).Draw(t, "urgency"), at) {
			u := c.Users[l.User]
			m, known := u.Method(l.Method)
			switch {
			case l.At.Before(last) || l.At.Sub(at) != l.After:
				t.Fatalf("%+v is out of order", l)
			case l.Channel == "" && l.Note == "":
				t.Fatalf("%+v says nothing", l)
			case l.Channel != "" && (u.Disabled || !known || m.Address == "" || m.Type != l.Channel):
				t.Fatalf("%+v names %+v", l, u)
			}
			last = l.At
		}
	})
}

// The oracle is the engine itself, with carriers that take everything and
// people who sleep.
func TestTheEngineDoesWhatTheForecastSays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := drawn(r)
		c.Settings.BundleWindow = 0
		low := rapid.Bool().Draw(r, "low")
		svc := c.Services["PSVC"]
		if low {
			svc.Urgency = engine.AlwaysLow
		}
		c.Services["PSVC"] = svc
		wait := time.Duration(rapid.IntRange(0, 14*24*60).Draw(r, "begin")) * time.Minute
		var want, got []string
		inBubble(t, func(empty *engine.Config) { *empty = *c }, func(w *world) {
			w.passes(wait)
			begun := time.Now()
			urgency := svc.Urgency.Of(engine.Critical)
			for _, l := range engine.Forecast(c, "PPOL", urgency, begun) {
				if strings.HasPrefix(l.Note, "it starts over") {
					break
				}
				if l.Pages() {
					want = append(want, fmt.Sprintf("%s %s %s", l.After, l.Name, l.Channel))
				}
			}
			w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
			got = w.watched(begun, want)
		})
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatal(diff)
		}
	})
}

// watched is what the carrier is handed within four minutes and a half after the
// last page that is expected, with the time since the beginning.
func (w *world) watched(begun time.Time, want []string) (list []string) {
	end := begun.Add(4*time.Minute + 30*time.Second)
	for _, line := range want {
		after, _, _ := strings.Cut(line, " ")
		d, _ := time.ParseDuration(after)
		if at := begun.Add(d + 30*time.Second); at.After(end) {
			end = at
		}
	}
	for {
		synctest.Wait()
		for _, line := range w.told() {
			list = append(list, time.Since(begun).Truncate(30*time.Second).String()+" "+line)
		}
		if time.Now().After(end) {
			return list
		}
		w.passes(30 * time.Second)
	}
}
