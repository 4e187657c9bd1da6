package schedules_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// filled is a schedule made from a template.
func filled(zone string, t schedules.Template, p schedules.Plan) schedules.Schedule {
	return schedules.Schedule{Name: string(t), TimeZone: zone, Layers: t.Layers(p)}
}

// said is shifts in words, on the schedule's clock.
func said(loc *time.Location, shifts []schedules.Shift) (lines []string) {
	for _, s := range shifts {
		lines = append(lines, s.Start.In(loc).Format("Mon 15:04")+" "+s.Users[0])
	}
	return lines
}

func TestWhatTheTemplatesGive(t *testing.T) {
	const zone = "America/Chicago"
	loc := location(t, zone)
	plan := schedules.Plan{First: civil.At(2026, 11, 30, 10, 0), People: people("ann", "bob", "cleo"), Others: people("dev", "eva")}
	alone := plan
	alone.Others = nil
	for _, c := range []struct {
		template schedules.Template
		plan     schedules.Plan
		days     int
		want     []string
	}{
		{schedules.Weekly, plan, 21, []string{"Mon 10:00 ann", "Mon 10:00 bob", "Mon 10:00 cleo"}},
		{schedules.Daily, plan, 4, []string{"Mon 10:00 ann", "Tue 10:00 bob", "Wed 10:00 cleo", "Thu 10:00 ann"}},
		{schedules.FollowTheSun, plan, 2, []string{"Mon 10:00 ann", "Mon 22:00 dev", "Tue 10:00 ann", "Tue 22:00 dev"}},
		{schedules.FollowTheSun, alone, 2, []string{"Mon 10:00 ann", "Mon 22:00 cleo", "Tue 10:00 ann", "Tue 22:00 cleo"}},
		{schedules.BusinessDay, plan, 8, []string{"Mon 10:00 ann", "Tue 10:00 ann", "Wed 10:00 ann", "Thu 10:00 ann", "Fri 10:00 ann", "Mon 10:00 bob"}},
		{schedules.WeekdayWeekend, plan, 14, []string{"Mon 10:00 ann", "Fri 10:00 dev", "Mon 10:00 bob", "Fri 10:00 eva"}},
		{schedules.WeekdayWeekend, alone, 14, []string{"Mon 10:00 ann", "Fri 10:00 cleo", "Mon 10:00 bob", "Fri 10:00 ann"}},
		{schedules.SplitWeek, plan, 8, []string{
			"Mon 10:00 ann", "Mon 22:00 dev", "Tue 10:00 bob", "Tue 22:00 dev", "Wed 10:00 cleo", "Wed 22:00 dev", "Thu 10:00 ann", "Thu 22:00 dev",
			"Fri 10:00 bob", "Mon 22:00 eva", // by day on Monday, too
		}},
		{schedules.SplitWeek, alone, 2, []string{"Mon 10:00 ann", "Mon 22:00 cleo", "Tue 10:00 bob", "Tue 22:00 cleo"}},
		{schedules.Empty, plan, 30, nil},
	} {
		s := filled(zone, c.template, c.plan)
		from := c.plan.First.In(loc)
		if diff := cmp.Diff(c.want, said(loc, s.Shifts(from, from.AddDate(0, 0, c.days)))); diff != "" {
			t.Errorf("%s (- want, + got)\n%s", c.template, diff)
		}
	}
	day := filled(zone, schedules.BusinessDay, plan)
	from := plan.First.In(loc)
	if got, want := day.Coverage(from, from.AddDate(0, 0, 7)), 40.0/168; got < want-1e-9 || got > want+1e-9 {
		t.Errorf("business hours cover %v of a week", got)
	}
}

// Every template, filled in anyhow, is a schedule without faults; those that promise it leave no gap.
func TestTemplatesAreWholeInEveryZone(t *testing.T) {
	whole := []schedules.Template{schedules.Weekly, schedules.Daily, schedules.FollowTheSun, schedules.WeekdayWeekend, schedules.SplitWeek}
	all := crossings(t)
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(all).Draw(t, "crossing")
		p := schedules.Plan{
			First:  drawReading(t, c, -20, 20, "first"),
			People: rapid.SliceOfNDistinct(drawPerson(), 0, 4, rapid.ID).Draw(t, "people"),
			Others: rapid.SliceOfNDistinct(drawPerson(), 0, 3, rapid.ID).Draw(t, "others"),
		}
		for _, template := range schedules.Templates() {
			s := filled(c.zone, template, p)
			if err := s.Validate(); err != nil {
				t.Fatalf("%s: %v", template, err)
			}
			from := p.First.In(c.loc)
			to := from.AddDate(0, 0, 40)
			if got := s.Coverage(from, to); slices.Contains(whole, template) && len(p.People) > 0 && got != 1 {
				t.Fatalf("%s covers %v", template, got)
			}
			if len(p.People) == 0 && len(p.Others) == 0 && s.Coverage(from, to) != 0 {
				t.Fatalf("%s has somebody of nobody", template)
			}
		}
	})
}

func TestTheFirstHandoffIsTheComingMondayAtTen(t *testing.T) {
	loc := location(t, "America/Chicago")
	for now, want := range map[string]string{
		"2026-11-22T13:00": "2026-11-23T10:00", // a Sunday
		"2026-11-23T09:59": "2026-11-23T10:00",
		"2026-11-23T10:00": "2026-11-30T10:00",
		"2026-11-24T00:00": "2026-11-30T10:00",
		"2026-12-31T23:59": "2027-01-04T10:00",
	} {
		if got := schedules.FirstHandoff(at(loc, now), loc).String(); got != want {
			t.Errorf("at %s it is %s, want %s", now, got, want)
		}
	}
}
