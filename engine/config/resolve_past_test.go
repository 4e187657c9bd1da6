package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
)

// rota is a box whose weekly turns the file gives to these people; Eva is there, too.
func rota(list string) string {
	var users strings.Builder
	for _, name := range []string{"ann", "ben", "cy", "eva"} {
		users.WriteString("  - email: " + name + "@example.net\n")
	}
	people := strings.Split(list, " ")
	return "users:\n" + users.String() + `schedules:
  - name: Primary
    time_zone: America/Chicago
    layers:
      - {name: Weekly, start: 2026-01-05T10:00, turn: 1w, users: [` + strings.Join(people, "@example.net, ") + `@example.net]}
`
}

func applied(t *testing.T, box *engine.Config, file string, at time.Time, anew bool) *engine.Config {
	t.Helper()
	doc, err := config.Parse("rota.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if anew {
		doc = doc.Anew()
	}
	next, err := doc.Resolve(box, at, config.NewID)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// weeksOf is who is on call on the Wednesdays around a day.
func weeksOf(t *testing.T, c *engine.Config, at time.Time, weeks ...int) string {
	t.Helper()
	var names []string
	for _, n := range weeks {
		for _, id := range c.Effective(only(t, c.Schedules)).OnCall(at.AddDate(0, 0, 7*n)) {
			email, _ := c.Email(id)
			name, _, _ := strings.Cut(email, "@")
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func TestApplyKeepsThePastAndTheWeeksOfWhoeverStays(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC) // a Wednesday; 45 weeks after the first handoff: Ben's
	box := applied(t, nil, rota("ann ben"), at, false)
	if got := weeksOf(t, box, at, -2, -1, 0, 1, 2); got != "ben ann ben ann ben" {
		t.Fatalf("at first: %s", got)
	}
	for name, tc := range map[string]struct {
		list, want string
		anew       bool
	}{
		"one more at the end":          {"ann ben cy", "ben ann ben cy ann ben cy", false},
		"one more in front":            {"cy ann ben", "ben ann ben cy ann ben cy", false},
		"turned round":                 {"ben ann", "ben ann ben ann ben ann ben", false},
		"one less":                     {"ben", "ben ann ben ben ben ben ben", false},
		"another":                      {"ann eva", "ben ann eva ann eva ann eva", false},
		"one more, counted anew":       {"ann ben cy", "ben ann ann ben cy ann ben", true},
		"turned round, counted anew":   {"ben ann", "ben ann ann ben ann ben ann", true},
		"nobody else, though it is so": {"ann ben", "ben ann ben ann ben ann ben", true},
	} {
		t.Run(name, func(t *testing.T) {
			next := applied(t, box, rota(tc.list), at, tc.anew)
			if got := weeksOf(t, next, at.Add(time.Minute), -2, -1, 0, 1, 2, 3, 4); got != tc.want {
				t.Errorf("on call %s, want %s", got, tc.want)
			}
			for _, later := range []time.Duration{0, 40 * time.Second, time.Minute, 30 * 24 * time.Hour} {
				if changes := config.Diff(next, applied(t, next, rota(tc.list), at.Add(later), false)); len(changes) > 0 {
					t.Errorf("applied again after %s: %v", later, changes)
				}
				file, err := config.Export(next, true)
				if err != nil {
					t.Fatal(err)
				}
				if changes := config.Diff(next, applied(t, next, string(file), at.Add(later), false)); len(changes) > 0 {
					t.Errorf("its export, applied after %s: %v\n%s", later, changes, file)
				}
			}
		})
	}
}

func TestAPersonWhomAFileRemovesStaysInThePastAndIsNobodysCover(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 30, 0, time.UTC)
	box := applied(t, nil, rota("ann ben"), at, false)
	file := strings.Replace(rota("ann cy"), "  - email: ben@example.net\n", "", 1)
	next := applied(t, box, file, at, false)
	if got := weeksOf(t, next, at, -2, -1, 0, 1, 2); got != "ben ann cy ann cy" {
		t.Errorf("on call %s", got)
	}
	if changes := config.Diff(next, applied(t, next, file, at.Add(time.Hour), false)); len(changes) > 0 {
		t.Errorf("applied again: %v", changes)
	}
}

// A layer that ran, ended, and comes back under its name: the part that is over keeps a name of its own.
func TestALayerThatComesBackDoesNotTakeTheNameOfItsPast(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	ended := strings.Replace(rota("ann ben"), "turn: 1w", "turn: 1w, end: 2026-03-02T10:00", 1)
	box := applied(t, nil, ended, at, false)
	next := applied(t, box, rota("ann ben"), at, false)
	var names []string
	for _, l := range only(t, next.Schedules).Layers {
		names = append(names, l.Name)
	}
	slices.Sort(names)
	if want := []string{"Weekly", "Weekly until 2026-03-02 10:00"}; !slices.Equal(names, want) {
		t.Errorf("layers %q", names)
	}
	if file, err := config.Export(next, true); err != nil {
		t.Error(err)
	} else if changes := config.Diff(next, applied(t, next, string(file), at, false)); len(changes) > 0 {
		t.Errorf("its export: %v", changes)
	}
	if changes := config.Diff(next, applied(t, next, rota("ann ben"), at.Add(time.Hour), false)); len(changes) > 0 {
		t.Errorf("applied again: %v", changes)
	}
}

func TestThePlanSaysWhoMoves(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	box := applied(t, nil, rota("ann ben"), at, false)
	next := applied(t, box, rota("ann ben cy"), at, false)
	want := `Primary: cy@example.net gains Mon 23 Nov 10:00 – Mon 30 Nov 10:00 CST`
	if got := strings.Join(config.Moves(box, next, at), "\n"); !strings.Contains(got, want) || !strings.Contains(got, "ben@example.net loses ") {
		t.Errorf("the plan says\n%s", got)
	}
	if got := config.Moves(nil, next, at); len(got) > 0 {
		t.Errorf("of a schedule that is new: %q", got)
	}
}

func TestThePlanSaysThatShiftsMoveOnlyInSpring(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	box := applied(t, nil, rota("ann ben"), at, false)
	next := applied(t, box, strings.Replace(rota("ann ben"), "turn: 1w", "turn: 1w, end: 2027-03-01T10:00", 1), at, false)
	if got := config.Moves(box, next, at); !slices.Equal(got, []string{"Primary: nobody's shifts change until then; later they do"}) {
		t.Errorf("the plan says %q", got)
	}
}

// The list turned by one, and counted from the week of whoever is now first: everybody keeps their weeks.
func TestThePlanSaysWhereAChangeMovesNobody(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	box := applied(t, nil, rota("ann ben cy"), at, false)
	turned := strings.NewReplacer("start: 2026-01-05T10:00", "start: 2026-01-12T10:00", "[ann@example.net, ben@example.net, cy@example.net]", "[ben@example.net, cy@example.net, ann@example.net]").
		Replace(rota("ann ben cy"))
	for name, tc := range map[string]struct {
		file string
		anew bool
		want []string
	}{
		"turned, with its first handoff":              {turned, false, []string{"Primary: nobody's shifts change"}},
		"turned, with its first handoff, and counted": {turned, true, []string{"Primary: nobody's shifts change"}},
		"another name of the layer":                   {strings.Replace(rota("ann ben cy"), "Weekly", "Weeks", 1), false, []string{"Primary: nobody's shifts change"}},
		"the same":                                    {rota("ann ben cy"), false, nil},
		"a person's name":                             {strings.Replace(rota("ann ben cy"), "email: ann@example.net", "{email: ann@example.net, name: Anna}", 1), false, nil},
	} {
		next := applied(t, box, tc.file, at, tc.anew)
		if got := config.Moves(box, next, at); !slices.Equal(got, tc.want) {
			t.Errorf("%s: the plan says %q", name, got)
		}
		if got, want := weeksOf(t, next, at.Add(time.Minute), 0, 1, 2, 3), weeksOf(t, box, at, 0, 1, 2, 3); got != want {
			t.Errorf("%s: on call %s, were %s", name, got, want)
		}
	}
}

// An override that runs since two o'clock, and whatever a file makes of it: until now it was as it was.
func TestAnOverrideThatRunsEndsNowWhateverAFileLists(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 30, 500, time.UTC) // 06:00:30 in Chicago; Ben has the week
	running := "    overrides:\n      - {start: 2026-11-18T02:00, end: 2026-11-18T18:00, user: eva@example.net}\n"
	box := applied(t, nil, rota("ann ben")+running, at.Add(-5*time.Hour), false)
	ends := "Primary: the override of eva@example.net ends now: Wed 18 Nov 02:00 – Wed 18 Nov 06:00 CST stays"
	for name, tc := range map[string]struct{ file, past, next, change, says string }{
		"it is listed":             {running, "eva", "eva", "", ""},
		"the file is silent":       {"", "eva", "eva", "", ""},
		"none is listed":           {"    overrides: []\n", "eva", "ben", "overrides[2026-11-18T02:00 eva@example.net].end: 2026-11-18T18:00 -> 2026-11-18T06:00:30", ends},
		"another is listed":        {strings.ReplaceAll(running, "18T", "19T"), "eva", "ben", "overrides[2026-11-18T02:00 eva@example.net].end: 2026-11-18T18:00 -> 2026-11-18T06:00:30", ends},
		"somebody else has it":     {strings.Replace(running, "eva", "cy", 1), "eva", "cy", "overrides[2026-11-18T02:00 eva@example.net].end: 2026-11-18T18:00 -> 2026-11-18T06:00:30", ends},
		"it ends later":            {strings.Replace(running, "T18", "T20", 1), "eva", "eva", "overrides[2026-11-18T02:00 eva@example.net].end: 2026-11-18T18:00 -> 2026-11-18T20:00", ""},
		"it ends sooner":           {strings.Replace(running, "T18", "T10", 1), "eva", "eva", "overrides[2026-11-18T02:00 eva@example.net].end: 2026-11-18T18:00 -> 2026-11-18T10:00", ""},
		"it is said to be over":    {strings.Replace(running, "T18", "T04", 1), "eva", "ben", "", ends},
		"the person leaves, too":   {"    overrides: []\n", "eva", "ben", "", ends},
		"the day before is listed": {strings.ReplaceAll(running, "18T", "17T"), "eva", "ben", "", ends},
	} {
		t.Run(name, func(t *testing.T) {
			file := rota("ann ben") + tc.file
			if name == "the person leaves, too" {
				file = strings.Replace(file, "  - email: eva@example.net\n", "", 1)
			}
			next := applied(t, box, file, at, false)
			if got := weeksOf(t, next, at.Add(-time.Hour), 0); got != tc.past {
				t.Errorf("an hour ago %s was on call, and not eva", got)
			}
			if got := weeksOf(t, next, at, 0); got != tc.next {
				t.Errorf("now %s is on call, want %s", got, tc.next)
			}
			plan := fmt.Sprint(config.Diff(box, next))
			if !strings.Contains(plan, tc.change) || (tc.file == "" || tc.file == running) != (plan == "[]") {
				t.Errorf("the plan says %s, want %q", plan, tc.change)
			}
			if moves := strings.Join(config.Moves(box, next, at), "\n"); strings.Contains(moves, "ends now") != (tc.says != "") || !strings.Contains(moves, tc.says) {
				t.Errorf("the plan says\n%s\nwant %q", moves, tc.says)
			}
			if changes := config.Diff(next, applied(t, next, file, at.Add(time.Minute), false)); len(changes) > 0 {
				t.Errorf("applied again: %v", changes)
			}
		})
	}
}

// The second in which it was made is no past: as on the page, nothing of it is left.
func TestAnOverrideOfThisSecondIsGoneWhereAFileDoesNotListIt(t *testing.T) {
	at := time.Date(2026, 11, 18, 12, 0, 30, 500, time.UTC)
	box := applied(t, nil, rota("ann ben")+"    overrides: [{start: 2026-11-18T06:00:30, end: 2026-11-18T18:00, user: eva@example.net}]\n", at, false)
	next := applied(t, box, rota("ann ben")+"    overrides: []\n", at, false)
	if left := only(t, next.Schedules).Overrides; len(left) > 0 {
		t.Errorf("left: %+v", left)
	}
	if moves := strings.Join(config.Moves(box, next, at), "\n"); strings.Contains(moves, "ends now") {
		t.Errorf("the plan says %q", moves)
	}
}
