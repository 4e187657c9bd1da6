package config_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

const fedFile = `
users:
  - {email: ann@example.net, name: Ann, role: owner, absence_feed: "https://cal.example.net/private-abc/basic.ics"}
schedules:
  - name: Primary
    time_zone: UTC
    layers:
      - {start: 2026-01-05T09:00, turn: 1w, users: [ann@example.net]}
    holidays: [2026-12-24]
    holiday_feeds:
      - {name: Public, url: "https://cal.example.net/public.ics", from: "09:00"}
      - https://other.example.net/x.ics
`

// fed is the file, with what its feeds have brought.
func fed(t *testing.T) *engine.Config {
	c := apply(t, nil, fedFile)
	ann, _ := c.ByEmail("ann@example.net")
	start := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
	ann.Absences = append(ann.Absences, schedules.Absence{ID: "e1", User: ann.ID, Start: start, End: start.AddDate(0, 0, 7), Feed: ann.AbsenceFeed.ID})
	c.Users[ann.ID] = ann
	s := only(t, c.Schedules)
	s.Holidays = append(s.Holidays, schedules.Holiday{Date: civil.Date{Year: 2026, Month: 5, Day: 1}, Feed: s.HolidayFeeds[0].ID})
	c.Schedules[s.ID] = s
	return c
}

func TestFeedsAreReadFromAFile(t *testing.T) {
	c := apply(t, nil, fedFile)
	f := only(t, c.Schedules).HolidayFeeds
	if len(f) != 2 || f[0].Name != "Public" || f[0].From.Hour != 9 || f[1].Name != "other.example.net" || f[1].URL != "https://other.example.net/x.ics" || f[0].ID == "" || f[0].ID == f[1].ID {
		t.Errorf("%+v", f)
	}
	for _, wrong := range []string{"ftp://cal.example.net/x", "public.ics", "[a]"} {
		_, err := config.Parse("", []byte(strings.Replace(fedFile, `"https://cal.example.net/public.ics"`, wrong, 1)))
		if err == nil || !strings.Contains(err.Error(), "holiday_feeds[0].url") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

func TestWhatFeedsBringIsInNoFileAndStaysWhileTheyAreSet(t *testing.T) {
	c := fed(t)
	for _, secrets := range []bool{true, false} {
		file, err := config.Export(c, secrets)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(file); strings.Contains(text, "2026-07-06") || strings.Contains(text, "2026-05-01") || strings.Contains(text, "private-abc") != secrets {
			t.Errorf("secrets %v:\n%s", secrets, text)
		}
		if next := apply(t, c, string(file)); len(config.Diff(c, next)) > 0 {
			t.Errorf("secrets %v: %v", secrets, config.Diff(c, next))
		}
	}
	// Absences in the file are the truth for those that people enter, and for no others.
	next := apply(t, c, strings.Replace(fedFile, "absence_feed:", "absences: [], absence_feed:", 1))
	if ann, _ := next.ByEmail("ann@example.net"); len(ann.Absences) != 1 {
		t.Errorf("the feed's absence is gone: %+v", ann.Absences)
	}
	gone := apply(t, c, strings.Replace(strings.Replace(fedFile, `, absence_feed: "https://cal.example.net/private-abc/basic.ics"`, "", 1), "{name: Public,", "{name: Another,", 1))
	if ann, _ := gone.ByEmail("ann@example.net"); len(ann.Absences) != 0 || len(only(t, gone.Schedules).Holidays) != 1 {
		t.Errorf("what came from feeds that are not set any more is still there: %+v %+v", ann.Absences, only(t, gone.Schedules).Holidays)
	}
	if ch := config.Diff(c, gone); !slices.ContainsFunc(ch, func(c config.Change) bool { return strings.Contains(c.String(), "absences[") }) {
		t.Errorf("the audit log would not say so: %v", ch)
	}
}

func TestAPageMaySetAndTakeAwayAFeedByTheSameRules(t *testing.T) {
	c := fed(t)
	id := only(t, c.Schedules).ID
	set := func(url string) error {
		_, err := config.Edit(c, early(), func(next *engine.Config) error {
			s := next.Schedules[id]
			s.HolidayFeeds = append(slices.Clone(s.HolidayFeeds), schedules.Feed{ID: "PNEW", Name: "New", URL: url})
			next.Schedules[id] = s
			return nil
		})
		return err
	}
	for _, wrong := range []string{"file:///etc/passwd", config.Kept, "x"} {
		p, ok := errors.AsType[config.Problems](set(wrong))
		if !ok || p[0].Kind != "schedule" || p[0].ID != id || p[0].Field != "holiday_feeds[2].url" {
			t.Errorf("%s: %+v", wrong, p)
		}
	}
	if err := set("https://new.example.net/a.ics"); err != nil {
		t.Error(err)
	}
	next, err := config.Edit(c, early(), func(next *engine.Config) error {
		s := next.Schedules[id]
		s.HolidayFeeds = s.HolidayFeeds[1:]
		next.Schedules[id] = s
		return nil
	})
	if err != nil || len(next.Schedules[id].Holidays) != 1 {
		t.Errorf("%v: %+v", err, next.Schedules[id].Holidays)
	}
	next, err = config.Edit(c, early(), func(next *engine.Config) error {
		ann, _ := next.ByEmail("ann@example.net")
		ann.AbsenceFeed = nil
		next.Users[ann.ID] = ann
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if ann, _ := next.ByEmail("ann@example.net"); len(ann.Absences) != 0 {
		t.Errorf("the absences of a feed that was taken away: %+v", ann.Absences)
	}
}

func TestAGapThatAFeedTearsIsSaid(t *testing.T) {
	c := fed(t)
	c.Policies = map[string]engine.Policy{"P": {ID: "P", Name: "Default", Steps: []engine.Step{{Delay: time.Minute, Targets: []people.Target{{Schedule: only(t, c.Schedules).ID}}}}}}
	found := false
	for _, w := range config.Lint(c.Index(), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)) {
		found = found || strings.Contains(w.Message, "Nobody is on call from") && strings.Contains(w.Message, "Absences from calendar feeds are why")
	}
	if !found {
		t.Errorf("%v", config.Lint(c, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)))
	}
}
