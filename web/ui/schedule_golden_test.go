package ui_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

var updatePictures = flag.Bool("update", false, "write the pictures in testdata/rota anew; look at each")

// The pictures of schedules, over the days on which Chicago's clocks go forward.
// A picture that changes is looked at: `go test ./web/ui -run Pictures -update`.
func TestPicturesOfSchedulesAreAsTheyWereLookedAt(t *testing.T) {
	abroad := func(c *engine.Config, _ *schedules.Schedule) {
		u := c.Users[personOf(people.Viewer)]
		u.TimeZone = "Asia/Kolkata"
		c.Users[u.ID] = u
	}
	for name, test := range map[string]struct {
		query  string
		change []func(*engine.Config, *schedules.Schedule)
	}{
		"a week with nights, a swap and a gap":  {"?span=week&from=2026-03-02", nil},
		"a fortnight over the change of clocks": {"?span=fortnight&from=2026-03-02", nil},
		"a month with a holiday":                {"?span=month&from=2026-03-02", nil},
		"seen from another zone":                {"?span=fortnight&from=2026-03-02", []func(*engine.Config, *schedules.Schedule){abroad}},
		"long names two at a time":              {"?span=fortnight&from=2026-03-02", []func(*engine.Config, *schedules.Schedule){longNames, inPairs, abroad}},
		"nobody at all":                         {"?span=week&from=2026-03-02", []func(*engine.Config, *schedules.Schedule){unmanned}},
	} {
		t.Run(name, func(t *testing.T) {
			w := rota(t, append([]func(*engine.Config, *schedules.Schedule){busy}, test.change...)...)
			w.set(time.Date(2026, 3, 5, 20, 30, 0, 0, time.UTC))
			compareWithGolden(t, strings.NewReplacer(" ", "-", ",", "").Replace(name), figure(t, w.shows(people.Viewer, "/schedules/PSCHED1"+test.query)))
		})
	}
}

// busy is a schedule with something of everything around 8 March 2026.
func busy(c *engine.Config, s *schedules.Schedule) {
	first, second, third := personOf(people.Responder), personOf(people.Scheduler), personOf(people.Admin)
	weekend := schedules.Restriction{Days: []time.Weekday{time.Saturday, time.Sunday}, For: 24 * time.Hour}
	night := schedules.Restriction{From: civil.TimeOfDay{Hour: 20}, For: 12 * time.Hour}
	s.Layers = []schedules.Layer{
		{ID: "PLAYER1", Name: "Days", Start: civil.At(2026, 3, 2, 8, 0), Turn: schedules.TurnOfSeconds(86400), Users: []schedules.Slot{{first}, {second}}},
		{ID: "PLAYER2", Name: "Nights", Start: civil.At(2026, 3, 2, 20, 0), Turn: schedules.TurnOfSeconds(43200), Users: []schedules.Slot{{third}, {first}}, Restrictions: []schedules.Restriction{night}},
		{ID: "PLAYER3", Name: "Weekends", Start: civil.At(2026, 3, 2, 8, 0), Turn: schedules.TurnOfSeconds(7 * 86400), Users: []schedules.Slot{{second}, {third, first}}, Restrictions: []schedules.Restriction{weekend}},
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour+6, 0, 0, 0, time.UTC) }
	s.Overrides = []schedules.Override{
		{ID: "PSWAP01", Start: at(4, 8), End: at(4, 20), User: third, Replaces: first},
		{ID: "PGAP001", Start: at(6, 10), End: at(6, 16)},
		{ID: "PADD001", Start: at(7, 4), End: at(7, 22), User: third, Adds: true},
	}
	s.Holidays = []schedules.Holiday{{Date: civil.Date{Year: 2026, Month: 3, Day: 17}, Name: "Founders' Day"}}
	away(people.Scheduler, at(9, 0), at(11, 0))(c, s)
}

// longNames are names as people have them.
func longNames(c *engine.Config, _ *schedules.Schedule) {
	for role, name := range map[people.Role]string{people.Responder: "Evelyn van der Westhuizen", people.Scheduler: "Di Dorn", people.Admin: "Ana Lucía Fernández-Villanueva"} {
		u := c.Users[personOf(role)]
		u.Name = name
		c.Users[u.ID] = u
	}
}

// inPairs has two on call by night.
func inPairs(_ *engine.Config, s *schedules.Schedule) {
	first, second, third := personOf(people.Responder), personOf(people.Scheduler), personOf(people.Admin)
	s.Layers[1].Users = []schedules.Slot{{first, second}, {third, first, second}}
}

func unmanned(_ *engine.Config, s *schedules.Schedule) {
	s.Overrides = nil
	for i := range s.Layers {
		s.Layers[i].Users = []schedules.Slot{nil}
	}
}

// figure is the picture on the page, an element a line.
func figure(t *testing.T, p *page) string {
	t.Helper()
	parts := p.parts("rota")
	if len(parts) != 1 {
		t.Fatalf("%d pictures", len(parts))
	}
	var b bytes.Buffer
	if err := html.Render(&b, parts[0]); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "><", ">\n<") + "\n"
}

func compareWithGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "rota", name+".golden")
	if *updatePictures {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(- looked at, + now)\n%s", diff)
	}
}
