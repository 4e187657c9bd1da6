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

func wednesday() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// pastOfBob is the box of weeks on which Bob carried the phone until noon of a Wednesday in March, was away for some of
// it, and stood in for Ann once; since then Ann alone is in the rotation.
func pastOfBob(t *testing.T) *engine.Config {
	t.Helper()
	at := wednesday()
	box := weeks(t, nil, "", "")
	ann, _ := box.ByEmail("ann@example.net")
	bob, _ := box.ByEmail("bob@example.net")
	s := only(t, box.Schedules)
	s.Overrides = []schedules.Override{
		{ID: "O1", Start: at.AddDate(0, 0, -21), End: at.AddDate(0, 0, -20), User: bob.ID, CreatedAt: at.AddDate(0, 0, -30)},
		{ID: "O2", Start: at.AddDate(0, 0, -14), End: at.AddDate(0, 0, -13), User: ann.ID, Replaces: bob.ID, CreatedAt: at.AddDate(0, 0, -30)},
		{ID: "O0", Start: at.AddDate(0, 0, -18), End: at.AddDate(0, 0, -17), User: ann.ID, CreatedAt: at.AddDate(0, 0, -30)}, // so that a file speaks of overrides
	}
	s.Absences = []schedules.Absence{{ID: "A1", User: bob.ID, Start: at.AddDate(0, 0, -11), End: at.AddDate(0, 0, -10)}, {ID: "A0", User: ann.ID, Start: at.AddDate(0, 0, -6), End: at.AddDate(0, 0, -5)}}
	bob.Absences = []schedules.Absence{
		{ID: "A2", User: bob.ID, Start: at.AddDate(0, 0, -9), End: at.AddDate(0, 0, -8)}, {ID: "A3", User: bob.ID, Start: at.Add(-time.Hour), End: at.AddDate(0, 0, 9)}, {ID: "A4", User: bob.ID, Start: at.AddDate(0, 1, 0), End: at.AddDate(0, 2, 0)},
	}
	box.Users[bob.ID] = bob
	to := s
	to.Layers = append([]schedules.Layer(nil), s.Layers...)
	to.Layers[0].Users = []schedules.Slot{{ann.ID}}
	box.Schedules[s.ID] = config.Amended(s, to, at.Add(-time.Hour))
	return box
}

func without(email string) func(next *engine.Config) error {
	return func(next *engine.Config) error {
		u, _ := next.ByEmail(email)
		delete(next.Users, u.ID)
		return nil
	}
}

// shiftsOf is who was, and is, on call, by name.
func shiftsOf(t *testing.T, c *engine.Config) (list []string) {
	t.Helper()
	at := wednesday()
	for _, x := range c.Effective(only(t, c.Schedules)).Shifts(at.AddDate(0, 0, -28), at.AddDate(0, 0, 28)) {
		line := x.Start.Format(time.DateTime)
		for _, id := range x.Users {
			email, _ := c.Email(id)
			line += " " + email
		}
		list = append(list, line)
	}
	return list
}

func TestWhomOnlyThePastNamesCanBeRemovedAndThePastStaysWhole(t *testing.T) {
	box := pastOfBob(t)
	bob, _ := box.ByEmail("bob@example.net")
	before := shiftsOf(t, box)
	if !strings.Contains(strings.Join(before, "\n"), "bob@") {
		t.Fatal("Bob never was on call")
	}
	next, err := config.Edit(box, wednesday(), without("bob@example.net"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, shiftsOf(t, next)); diff != "" {
		t.Errorf("removing Bob changes who was on call: %s", diff)
	}
	if got := next.Former[bob.ID]; got.Name != bob.Name || !got.LeftAt.Equal(wednesday()) || len(got.Absences) != 2 || got.Absences[1].End.After(wednesday()) {
		t.Errorf("of Bob stays %+v", got)
	}
	var said []string
	for _, ch := range config.Diff(box, next) {
		said = append(said, ch.String())
	}
	if len(said) != 1 || said[0] != "- user bob@example.net" {
		t.Errorf("the audit log says %q", said)
	}
}

func TestWhoIsNamedNowOrLaterIsStillNeeded(t *testing.T) {
	at := wednesday()
	for name, change := range map[string]func(s *schedules.Schedule, bob string){
		`an override of schedule "Primary"`: func(s *schedules.Schedule, bob string) {
			s.Overrides = []schedules.Override{{ID: "O3", Start: at.Add(-time.Hour), End: at.Add(time.Second), User: bob, CreatedAt: at}}
		},
		`schedule "Primary"`: func(s *schedules.Schedule, bob string) {
			for _, l := range s.Layers {
				if l.End.IsZero() {
					l.Users = []schedules.Slot{{bob}}
					s.Layers = []schedules.Layer{l}
				}
			}
		},
	} {
		box := pastOfBob(t)
		bob, _ := box.ByEmail("bob@example.net")
		s := only(t, box.Schedules)
		change(&s, bob.ID)
		box.Schedules[s.ID] = s
		if _, err := config.Edit(box, at, without("bob@example.net")); err == nil || !strings.Contains(err.Error(), "still needed by "+name+";") {
			t.Errorf("%s: %v", name, err)
		}
		if got := config.Duties(box, bob.ID, at); len(got) != 1 || got[0] != name {
			t.Errorf("%s: duties %v", name, got)
		}
	}
	if got := config.Duties(pastOfBob(t), "user-2", at); len(got) != 0 {
		t.Errorf("of the past only: %v", got)
	}
}

func TestNobodyCanBePutOnCallWhoWasRemoved(t *testing.T) {
	at := wednesday()
	gone, err := config.Edit(pastOfBob(t), at, without("bob@example.net"))
	if err != nil {
		t.Fatal(err)
	}
	for id := range gone.Former {
		_, err := config.Edit(gone, at, func(next *engine.Config) error {
			s := only(t, next.Schedules)
			s.Overrides = append(s.Overrides[:1:1], schedules.Override{ID: "O9", Start: at, End: at.Add(time.Hour), User: id, CreatedAt: at})
			next.Schedules[s.ID] = s
			return nil
		})
		if err == nil || !strings.Contains(err.Error(), "nobody has the id") {
			t.Errorf("an override for somebody who was removed: %v", err)
		}
	}
}

func TestAFileCanNotNameWhoWasRemovedAndTakesNothingOfTheirPast(t *testing.T) {
	at := wednesday()
	gone, err := config.Edit(pastOfBob(t), at, without("bob@example.net"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := config.Export(gone, true)
	if err != nil || strings.Contains(string(file), "bob@") {
		t.Fatalf("%v\n%s", err, file)
	}
	doc, err := config.Parse("config.yaml", file)
	if err != nil {
		t.Fatal(err)
	}
	after, err := doc.Resolve(gone, at.Add(time.Hour), counter())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(gone, after, equating()...); diff != "" {
		t.Errorf("its own file changes the box: %s", diff)
	}
	// And a file that drops Bob by not naming him does the same as a page.
	doc, err = config.Parse("config.yaml", []byte("users: [{email: ann@example.net}]\n"+string(file[strings.Index(string(file), "schedules:"):])))
	if err != nil {
		t.Fatal(err)
	}
	box := pastOfBob(t)
	dropped, err := doc.Resolve(box, at, counter())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shiftsOf(t, box), shiftsOf(t, dropped)); diff != "" {
		t.Errorf("a file that is silent about Bob changes who was on call: %s", diff)
	}
}

func TestANameIsForgottenWhenThePastDoesNotNeedItAnyMore(t *testing.T) {
	at := wednesday()
	m := &memory{config: pastOfBob(t)}
	e := config.Editor{Store: m, Now: wednesday}
	if _, err := e.Do(t.Context(), engine.System(), without("bob@example.net")); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Forget(t.Context(), at.Add(399*24*time.Hour)); err != nil || len(m.config.Former) != 1 {
		t.Fatalf("after 399 days: %v, %v", err, m.config.Former)
	}
	m.audit = nil
	if _, err := e.Forget(t.Context(), at.Add(400*24*time.Hour)); err != nil || len(m.config.Former) != 0 {
		t.Fatalf("after 400 days: %v, %v", err, m.config.Former)
	}
	last := m.audit[len(m.audit)-1]
	if last.Object != "user bob@example.net" || !strings.Contains(last.Detail, "their name") {
		t.Errorf("the audit log: %+v", last)
	}
	if s := only(t, m.config.Schedules); len(s.Layers) != 1 {
		t.Errorf("layers: %+v", s.Layers)
	}
}

func TestANameStaysAsLongAsAScheduleNamesIt(t *testing.T) {
	at := wednesday()
	gone, err := config.Edit(pastOfBob(t), at, without("bob@example.net"))
	if err != nil {
		t.Fatal(err)
	}
	for id, f := range gone.Former { // had left long before, while overrides went on
		f.LeftAt, f.Absences = at.AddDate(-3, 0, 0), nil
		gone.Former[id] = f
	}
	m := &memory{config: gone}
	if _, err := (config.Editor{Store: m}).Forget(t.Context(), at.Add(399*24*time.Hour)); err != nil || len(m.config.Former) != 1 {
		t.Errorf("%v: %v", err, m.config.Former)
	}
}

func TestSinceWhenSomebodyIsGoneIsWrittenDown(t *testing.T) {
	now := wednesday()
	m := &memory{config: pastOfBob(t)}
	e := config.Editor{Store: m, Now: func() time.Time { return now }}
	disable := func(off bool) {
		t.Helper()
		if _, err := e.Do(t.Context(), engine.System(), func(next *engine.Config) error {
			u, _ := next.ByEmail("bob@example.net")
			u.Disabled, u.JobTitle = off, now.String() // and something else changes each time
			next.Users[u.ID] = u
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	disable(true)
	now = now.Add(time.Hour)
	disable(true)
	bob, _ := m.config.ByEmail("bob@example.net")
	here := func(at time.Time) bool { is, _ := m.config.Here(bob.ID, at); return is }
	if !bob.LeftAt.Equal(wednesday()) || !here(wednesday().Add(-1)) || here(wednesday()) {
		t.Errorf("gone since %s", bob.LeftAt)
	}
	disable(false)
	if bob, _ = m.config.ByEmail("bob@example.net"); !bob.LeftAt.IsZero() || !here(now) {
		t.Errorf("is back, and gone since %s", bob.LeftAt)
	}
}
